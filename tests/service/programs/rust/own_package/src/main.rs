fn main() {
    println!("{} {}", env!("CARGO_PKG_NAME"), serde_json::json!({"total": 5}));
}
