//! Compares the parser with a transcription of the standard, on arbitrary streams split in several ways.

#![no_main]

#[path = "../../tests/properties/differential.rs"]
mod differential;
#[path = "../../tests/properties/transcription.rs"]
mod transcription;

use differential::compare;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let middle = body.split_at(body.len() / 2);
    compare(&[vec![body], body.chunks(1).collect()]);
    compare(&[body.chunks(3).collect(), body.chunks(7).collect()]);
    compare(&[vec![middle.0, &[], middle.1]]);
});
