use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, thread};

const CONTENT: &str = "first line\nsecond ü\n";

fn main() -> io::Result<()> {
    let error = sdk::load_file("a.txt").unwrap_err();
    assert!(error.to_string().contains("QM_WEBDAV_URL is not set"), "{error}");

    let listener = TcpListener::bind("127.0.0.1:0")?;
    env::set_var("QM_WEBDAV_URL", format!("http://{}/dav/", listener.local_addr()?));
    thread::spawn(move || serve(listener));

    sdk::save_file("/folder/a b%?#.txt", CONTENT)?;
    assert_eq!(sdk::load_file("folder/a b%?#.txt")?, CONTENT);
    assert_eq!(sdk::load_file("chunked")?, CONTENT);
    assert_eq!(sdk::load_file("until-close")?, CONTENT);
    assert_eq!(
        sdk::load_file("truncated").unwrap_err().kind(),
        io::ErrorKind::UnexpectedEof
    );
    assert_eq!(sdk::load_file("huge").unwrap_err().kind(), io::ErrorKind::InvalidData);
    let error = sdk::load_file("missing.txt").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains("404"), "{error}");
    println!("ok");
    Ok(())
}

fn serve(listener: TcpListener) {
    let mut files = HashMap::new();
    for stream in listener.incoming() {
        answer(stream.unwrap(), &mut files).unwrap();
    }
}

fn answer(mut stream: TcpStream, files: &mut HashMap<String, String>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let request = read_head(&mut reader)?;
    let target = request[0].split(' ').nth(1).unwrap().to_string();
    if request[0].starts_with("PUT ") {
        let length = request
            .iter()
            .find_map(|line| line.strip_prefix("Content-Length: "))
            .unwrap();
        let mut content = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut content)?;
        files.insert(target, String::from_utf8(content).unwrap());
        return stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    }
    let length = CONTENT.len();
    let (head, tail) = CONTENT.split_at(5);
    let text = match target.as_str() {
        "/dav/folder/a%20b%25%3F%23.txt" => {
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{}", files[&target])
        }
        "/dav/chunked" => format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{head}\r\n{:X};x=y\r\n{tail}\r\n0\r\n\r\n",
            tail.len()
        ),
        "/dav/until-close" => format!("HTTP/1.0 200 OK\r\n\r\n{CONTENT}"),
        "/dav/truncated" => format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{CONTENT}", length + 1),
        "/dav/huge" => "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n".to_string(),
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_string(),
    };
    stream.write_all(text.as_bytes())
}

fn read_head(reader: &mut impl BufRead) -> io::Result<Vec<String>> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            return Ok(lines);
        }
        lines.push(line.trim_end().to_string());
    }
}
