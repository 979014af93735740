use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(b"a\xffb\xc3(")
}
