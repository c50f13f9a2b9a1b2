//! Connections on which nothing arrives, and machines that slept.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;

use crate::scenario::{EVENT_STREAM, OPTIONS, Scenario, failed, lost};

fn scenario() -> Scenario {
    Scenario::with(Options { idle_timeout: 10_000.0, ..OPTIONS })
}

fn open() -> Scenario {
    let mut scenario = scenario();
    assert_eq!(scenario.actions(), [Action::Fetch, Action::Wait(10_000)]);
    scenario.respond(200, EVENT_STREAM);
    assert_eq!(scenario.actions(), [Action::FireOpen]);
    scenario
}

#[test]
fn a_connection_on_which_nothing_arrives_is_lost() {
    let mut scenario = open();
    scenario.advance(10_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(20)], "what has arrived is read first");
    scenario.advance(20.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}

#[test]
fn a_request_without_a_response_is_a_failed_attempt() {
    let mut scenario = scenario();
    scenario.actions();
    for delay in [3_000, 6_000] {
        scenario.advance(10_000.0);
        scenario.actions();
        scenario.advance(20.0);
        assert_eq!(scenario.actions(), failed(Reason::Idle, delay));
        scenario.advance(delay as f64);
        assert_eq!(scenario.actions(), [Action::Fetch, Action::Wait(10_000)]);
    }
}

#[test]
fn a_comment_and_every_other_byte_is_activity() {
    let mut scenario = open();
    for text in [":", " still", " here", "\n", "x"] {
        scenario.now += 6_000.0;
        scenario.receive(text);
        scenario.advance(1_000.0);
        assert_eq!(scenario.actions(), [Action::Wait(9_000)]);
    }
    scenario.advance(9_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(20)]);
}

#[test]
fn without_an_idle_timeout_a_connection_may_be_idle_for_ever() {
    let mut scenario = Scenario::open();
    scenario.advance(1e9);
    assert_eq!(scenario.actions(), []);
    scenario.page_event(PageEvent::Visible);
    assert_eq!(scenario.actions(), []);
}

#[test]
fn after_a_sleep_what_arrived_meanwhile_is_read_first() {
    let mut scenario = open();
    scenario.advance(3_600_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(1_000)]);
    scenario.receive(": the connection lives\n");
    scenario.advance(1_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(9_000)]);
}

#[test]
fn what_arrived_while_a_listener_blocked_the_page_is_read_first_for_as_long() {
    let mut scenario = open();
    scenario.advance(10_400.0);
    assert_eq!(scenario.actions(), [Action::Wait(400)]);
    scenario.advance(400.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}

#[test]
fn a_connection_that_is_idle_after_a_sleep_is_lost_after_a_second() {
    let mut scenario = open();
    scenario.advance(3_600_000.0);
    scenario.actions();
    scenario.advance(1_000.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}

#[test]
fn timers_that_are_always_late_detect_an_idle_connection() {
    let mut scenario = open();
    scenario.advance(60_000.0);
    assert_eq!(scenario.actions(), [Action::Wait(1_000)]);
    scenario.advance(60_000.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}

#[test]
fn a_page_that_becomes_visible_checks_the_time() {
    let mut scenario = open();
    scenario.now = 10_000.0;
    scenario.page_event(PageEvent::Visible);
    assert_eq!(scenario.actions(), [Action::Wait(20)]);
    scenario.now = 10_020.0;
    scenario.page_event(PageEvent::Visible);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
    scenario.now = 13_020.0;
    scenario.page_event(PageEvent::Visible);
    assert_eq!(scenario.actions(), [Action::Fetch, Action::Wait(10_000)]);
}

#[test]
fn events_of_the_page_do_not_shorten_the_time_in_which_what_has_arrived_is_read() {
    let mut scenario = open();
    scenario.advance(10_500.0);
    assert_eq!(scenario.actions(), [Action::Wait(500)]);
    for waited in [0.0, 200.0] {
        scenario.now += waited;
        scenario.page_event(PageEvent::Visible);
        assert_eq!(scenario.actions(), [Action::Wait(500 - waited as u64)]);
    }
    scenario.advance(300.0);
    assert_eq!(scenario.actions(), lost(Reason::Idle, 3_000));
}
