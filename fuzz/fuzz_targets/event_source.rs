//! Drives the state machine with arbitrary inputs in any order, and checks the rules of `tests/properties/rules.rs`.

#![no_main]

#[path = "../../tests/properties/life.rs"]
mod life;
#[path = "../../tests/properties/rules.rs"]
mod rules;
#[path = "../../tests/properties/witness.rs"]
mod witness;

use libfuzzer_sys::fuzz_target;
use life::Life;
use witness::Witness;

fuzz_target!(|life: Life| Witness::watch(&life));
