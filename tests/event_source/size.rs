//! Events that are too large.

use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::options::Options;

use crate::scenario::{EVENT_STREAM, OPTIONS, Scenario, closed};

#[test]
fn an_event_that_holds_more_than_the_limit_is_not_dispatched_however_its_bytes_are_split() {
    let within = "id: 12\nevent: abc\ndata: 12345\n\n";
    let beyond = "id: 12\nevent: abc\ndata: 123\ndata: 56\n\n";
    for size in 1..40 {
        let mut scenario = Scenario::with(Options { max_event_size: 10, ..OPTIONS });
        scenario.actions();
        scenario.respond(200, EVENT_STREAM);
        scenario.actions();
        let text = format!("{within}:a comment of any length\n{beyond}id: 13\ndata: c\n\n");
        for part in text.as_bytes().chunks(size) {
            scenario.receive(str::from_utf8(part).unwrap());
        }
        assert_eq!(scenario.data, ["12345"]);
        assert_eq!(scenario.actions(), closed(Reason::EventTooLarge), "split into parts of {size}");
        assert_eq!(scenario.source.last_event_id(), b"12");
    }
}

#[test]
fn without_a_limit_an_event_may_have_any_size() {
    let mut scenario = Scenario::with(Options { max_event_size: usize::MAX, ..OPTIONS });
    scenario.actions();
    scenario.respond(200, EVENT_STREAM);
    scenario.actions();
    scenario.receive("data: a\n\n");
    assert_eq!(scenario.data, ["a"]);
    assert_eq!(scenario.actions(), []);
}
