//! Prints the public API in a file of JSON that rustdoc has written, an item a line. scripts/public_api.js runs it.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("the path of the JSON is missing")?;
    print!("{}", public_api::Builder::from_rustdoc_json(path).omit_blanket_impls(true).build()?);
    Ok(())
}
