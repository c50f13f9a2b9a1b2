//! Lives of event sources: what the state machine says, whatever it is told, in any order.

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
