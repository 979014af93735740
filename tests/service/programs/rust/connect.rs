use std::{env, net::TcpStream, time::Duration};

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let address = format!("{}:{}", arguments[1], arguments[2]).parse().unwrap();
    match TcpStream::connect_timeout(&address, Duration::from_secs(2)) {
        Ok(_) => println!("connected"),
        Err(error) => println!("{error}"),
    }
}
