// Writes as many MiB as the second argument says to the file that the first one names.
use std::{env, fs};

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let size: usize = arguments[2].parse().unwrap();
    match fs::write(&arguments[1], vec![0; size << 20]) {
        Ok(()) => println!("written"),
        Err(error) => println!("{error}"),
    }
}
