//! Random sequences of inputs of event sources.

use arbitrary::{Arbitrary, Unstructured};

use crate::driver::Driver;
use crate::inputs::Inputs;

#[test]
fn every_sequence_of_inputs_keeps_the_rules() {
    let property = |u: &mut Unstructured<'_>| {
        let inputs = Inputs::arbitrary(u)?;
        let result = std::panic::catch_unwind(|| Driver::run(&inputs));
        assert!(result.is_ok(), "in {inputs:#?}");
        Ok(())
    };
    arbtest::arbtest(property).size_max(2_048).budget_ms(2_000);
}
