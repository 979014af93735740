use std::{env, fs};

fn main() {
    let path = env::args().nth(1).unwrap();
    println!("{}", fs::read_to_string(path).unwrap());
}
