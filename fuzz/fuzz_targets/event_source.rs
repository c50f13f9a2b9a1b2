//! The rules of the state machine, for any sequence of inputs.

#![no_main]

#[path = "../../tests/properties/driver.rs"]
mod driver;
#[path = "../../tests/properties/inputs.rs"]
mod inputs;
#[path = "../../tests/properties/rules.rs"]
mod rules;

use driver::Driver;
use inputs::Inputs;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|inputs: Inputs| Driver::run(&inputs));
