//! Connects a program with the service that runs it: structured results beside the program's output, and the files of
//! the caller's WebDAV store.

mod http;

use serde::de::DeserializeOwned;
use serde::Serialize;
use std::{env, fs, io, process};

const METADATA_FILE: &str = "/metadata/.quartermaster_metadata.json";

/// Makes `data`, which is encoded as JSON, the metadata of this run. The last call wins.
pub fn set_metadata<T: Serialize>(data: &T) -> io::Result<()> {
    set_metadata_raw(&serde_json::to_string(data)?)
}

/// Makes `json`, which has to be a JSON text, the metadata of this run. The last call wins.
pub fn set_metadata_raw(json: &str) -> io::Result<()> {
    let temporary = format!("{METADATA_FILE}.{}", process::id());
    fs::write(&temporary, json)?;
    fs::rename(&temporary, METADATA_FILE)
}

/// Returns the metadata set so far, or `None`.
pub fn get_metadata<T: DeserializeOwned>() -> io::Result<Option<T>> {
    match get_metadata_raw()? {
        Some(json) => Ok(Some(serde_json::from_str(&json)?)),
        None => Ok(None),
    }
}

/// Returns the metadata set so far as JSON text, or `None`.
pub fn get_metadata_raw() -> io::Result<Option<String>> {
    match fs::read_to_string(METADATA_FILE) {
        Ok(json) => Ok(Some(json)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the content of a UTF-8 file, at most 64 MiB, below the WebDAV address (`http://`) in `QM_WEBDAV_URL`.
pub fn load_file(path: &str) -> io::Result<String> {
    let body = http::request("GET", &file_url(path)?, b"").map_err(|error| about("load", path, error))?;
    String::from_utf8(body).map_err(|error| about("load", path, io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// Writes a file below the WebDAV address (`http://`) in `QM_WEBDAV_URL`.
pub fn save_file(path: &str, content: &str) -> io::Result<()> {
    http::request("PUT", &file_url(path)?, content.as_bytes()).map_err(|error| about("save", path, error))?;
    Ok(())
}

fn file_url(path: &str) -> io::Result<String> {
    match env::var("QM_WEBDAV_URL") {
        Ok(base) if !base.is_empty() => Ok(format!(
            "{}/{}",
            base.trim_end_matches('/'),
            percent_encode(path.trim_start_matches('/'))
        )),
        _ => Err(io::Error::new(
            io::ErrorKind::NotFound,
            "QM_WEBDAV_URL is not set: this run has no WebDAV store",
        )),
    }
}

fn percent_encode(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => (byte as char).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn about(action: &str, path: &str, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{action} {path}: {error}"))
}
