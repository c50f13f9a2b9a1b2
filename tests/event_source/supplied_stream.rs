//! A stream that the page supplied and that cannot be fetched again; back pressure.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;

use crate::scenario::{EVENT_STREAM, OPTIONS, Scenario, closed, lost};

fn supplied() -> Scenario {
    let mut scenario = Scenario::with(Options { is_fetched: false, ..OPTIONS });
    scenario.connect();
    scenario
}

#[test]
fn a_supplied_stream_that_ends_or_fails_is_closed() {
    for (lose, reason) in
        [(Scenario::end as fn(&mut Scenario), Reason::End), (Scenario::network_error, Reason::Network)]
    {
        let mut scenario = supplied();
        lose(&mut scenario);
        assert_eq!(scenario.actions(), closed(reason));
    }
}

#[test]
fn page_events_do_not_apply_to_a_supplied_stream() {
    let mut scenario = supplied();
    for event in [PageEvent::Hidden, PageEvent::Suspended, PageEvent::Resumed, PageEvent::Online] {
        scenario.page_event(event);
        assert_eq!(scenario.actions(), []);
    }
}

#[test]
fn reset_discards_an_unfinished_event() {
    let mut scenario = Scenario::open();
    scenario.receive("id: 1\ndata: a\n\nid: 2\ndata: lost\nda");
    scenario.source.reset(b"1");
    assert_eq!(scenario.source.last_event_id(), b"1");
    scenario.receive("\u{feff}data: b\n\n");
    assert_eq!(scenario.data, ["a", "b"]);
}

#[test]
fn after_reset_the_next_request_continues_after_the_last_event_that_was_dispatched() {
    let mut scenario = Scenario::open();
    scenario.receive("id: 1\ndata: a\n\nid: 2\ndata: parsed, and not dispatched\n\n");
    scenario.source.reset(b"1");
    scenario.end();
    assert_eq!(scenario.source.request_last_event_id(), b"1");
}

#[test]
fn idle_time_under_back_pressure_does_not_count() {
    let mut scenario = Scenario::with(Options { idle_timeout: 1_000.0, ..OPTIONS });
    scenario.actions();
    scenario.respond(200, EVENT_STREAM);
    scenario.actions();
    scenario.now = 900.0;
    scenario.source.handle_backpressure(scenario.now);
    scenario.advance(900.0);
    assert_eq!(scenario.actions(), [Action::Wait(100)]);
    scenario.advance(100.0);
    scenario.actions();
    scenario.advance(20.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}
