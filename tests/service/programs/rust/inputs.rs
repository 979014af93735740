use std::{env, io};

fn main() -> io::Result<()> {
    println!("environment: {}", env::var("GREETING").unwrap_or_default());
    println!("arguments: {}", env::args().skip(1).collect::<Vec<_>>().join("|"));
    println!("input: {}", io::read_to_string(io::stdin())?);
    Ok(())
}
