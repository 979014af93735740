use serde::{Deserialize, Serialize};
use std::io;

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Outcome {
    status: String,
    count: u32,
}

fn main() -> io::Result<()> {
    assert_eq!(sdk::get_metadata::<Outcome>()?, None);
    assert_eq!(sdk::get_metadata_raw()?, None);

    for (status, count) in [("first", 1), ("second ü", 2)] {
        let written = Outcome {
            status: status.into(),
            count,
        };
        sdk::set_metadata(&written)?;
        assert_eq!(sdk::get_metadata()?, Some(written));
    }
    sdk::set_metadata_raw("[1, 2]")?;
    assert_eq!(sdk::get_metadata_raw()?.as_deref(), Some("[1, 2]"));
    assert_eq!(sdk::get_metadata()?, Some(serde_json::json!([1, 2])));
    assert!(sdk::get_metadata::<Outcome>().is_err());
    println!("ok");
    Ok(())
}
