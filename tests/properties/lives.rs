//! Random lives of event sources.

use arbitrary::{Arbitrary, Unstructured};

use crate::life::Life;
use crate::witness::Witness;

#[test]
fn every_life_of_an_event_source_keeps_the_rules() {
    let property = |u: &mut Unstructured<'_>| {
        let life = Life::arbitrary(u)?;
        let watched = std::panic::catch_unwind(|| Witness::watch(&life));
        assert!(watched.is_ok(), "in {life:#?}");
        Ok(())
    };
    arbtest::arbtest(property).size_max(2_048).budget_ms(2_000);
}
