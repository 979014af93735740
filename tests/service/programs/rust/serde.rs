use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Point {
    x: i32,
    label: String,
}

fn main() {
    let point = Point {
        x: 3,
        label: "three".into(),
    };
    let text = serde_json::to_string(&point).unwrap();
    assert_eq!(serde_json::from_str::<Point>(&text).unwrap(), point);
    println!("{text}");
}
