//! One HTTP/1.1 exchange over a connection of its own, every length and wait bounded.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(60);
const HEAD_BYTES_MAX: u64 = 64 << 10;
const BODY_BYTES_MAX: u64 = 64 << 20;

struct Head {
    status: String,
    chunked: bool,
    content_length: Option<u64>,
}

/// Sends a request and returns the body of the answer; any status but 2xx is an error.
pub fn request(method: &str, url: &str, content: &[u8]) -> io::Result<Vec<u8>> {
    let (authority, path) = split(url)?;
    let mut stream = connect(authority)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(content)?;

    let mut reader = BufReader::new(stream);
    let head = read_final_head(&mut reader.by_ref().take(HEAD_BYTES_MAX))?;
    if !head.status.starts_with('2') {
        let kind = if head.status.starts_with("404") {
            ErrorKind::NotFound
        } else {
            ErrorKind::Other
        };
        return Err(io::Error::new(
            kind,
            format!("the WebDAV server answered {}", head.status),
        ));
    }
    read_body(&mut reader, &head)
}

fn split(url: &str) -> io::Result<(&str, &str)> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| invalid_input("QM_WEBDAV_URL does not begin with http://"))?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(invalid_input(
            "QM_WEBDAV_URL: a user name in the address is not supported",
        ));
    }
    if url.contains(|c: char| c.is_ascii_control() || c == ' ') {
        return Err(invalid_input("QM_WEBDAV_URL holds a space or control character"));
    }
    Ok((authority, path))
}

fn connect(authority: &str) -> io::Result<TcpStream> {
    let has_port = authority.rfind(':') > authority.rfind(']');
    let address = if has_port {
        authority.to_string()
    } else {
        format!("{authority}:80")
    };
    let mut failure = invalid_input("QM_WEBDAV_URL: the host has no address");
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(stream) => {
                stream.set_read_timeout(Some(TIMEOUT))?;
                stream.set_write_timeout(Some(TIMEOUT))?;
                return Ok(stream);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn read_final_head(reader: &mut impl BufRead) -> io::Result<Head> {
    loop {
        let head = read_head(reader)?;
        let is_interim = head.status.starts_with('1');
        if !is_interim {
            return Ok(head);
        }
    }
}

/// Reads up to the empty line after the header fields.
fn read_head(reader: &mut impl BufRead) -> io::Result<Head> {
    let status_line = read_line(reader)?;
    let status = status_line
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split_once(' '))
        .ok_or_else(|| invalid_data("not an HTTP answer"))?
        .1;
    let mut head = Head {
        status: status.trim().to_string(),
        chunked: false,
        content_length: None,
    };
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Ok(head);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| invalid_data("bad header field"))?;
        match name.to_ascii_lowercase().as_str() {
            "transfer-encoding" => head.chunked = value.trim().eq_ignore_ascii_case("chunked"),
            "content-length" => head.content_length = Some(parse_length(value, 10)?),
            _ => {}
        }
    }
}

fn read_body(reader: &mut impl BufRead, head: &Head) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if head.chunked {
        read_chunks(reader, &mut body)?;
    } else if let Some(length) = head.content_length {
        read_exactly(reader, length, &mut body)?;
    } else if reader.take(BODY_BYTES_MAX + 1).read_to_end(&mut body)? as u64 > BODY_BYTES_MAX {
        return Err(invalid_data("the file is too large"));
    }
    Ok(body)
}

fn read_chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> io::Result<()> {
    loop {
        let line = read_line(&mut reader.by_ref().take(HEAD_BYTES_MAX))?;
        let length = parse_length(line.split(';').next().unwrap_or_default(), 16)?;
        if length == 0 {
            return Ok(());
        }
        read_exactly(reader, length, body)?;
        if !read_line(&mut reader.by_ref().take(2))?.is_empty() {
            return Err(invalid_data("bad chunk"));
        }
    }
}

fn read_exactly(reader: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
    if length > BODY_BYTES_MAX - body.len() as u64 {
        return Err(invalid_data("the file is too large"));
    }
    match reader.take(length).read_to_end(body)? as u64 {
        read if read == length => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    match line.strip_suffix('\n') {
        Some(text) => Ok(text.trim_end_matches('\r').to_string()),
        None => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn parse_length(text: &str, radix: u32) -> io::Result<u64> {
    u64::from_str_radix(text.trim(), radix).map_err(|_| invalid_data("bad length"))
}

fn invalid_input(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, message)
}

fn invalid_data(message: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}
