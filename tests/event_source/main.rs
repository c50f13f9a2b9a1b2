//! The connection's state machine: the actions that follow from each input.

#![allow(clippy::panic, reason = "a scenario that goes another way fails its test")]

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::ReadyState;
use eventsource_wasm::protocol::failure::{Failure, Next, Reason};
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::response::Response;
mod idle;
mod page;
mod retry_on;
mod scenario;
mod size;
mod supplied_stream;

use scenario::{EVENT_STREAM, EVENT_STREAM_RESPONSE, OPTIONS, Scenario, closed, failed, gave_up, lost, rejected};

#[test]
fn an_event_source_starts_with_a_fetch_and_is_connecting() {
    let mut scenario = Scenario::new();
    assert_eq!(scenario.source.ready_state(), ReadyState::Connecting);
    assert_eq!(scenario.actions(), [Action::Fetch]);
    assert_eq!(scenario.actions(), []);
}

#[test]
fn a_good_response_announces_the_connection_before_any_byte() {
    let mut scenario = Scenario::new();
    scenario.actions();
    scenario.respond(200, EVENT_STREAM);
    assert_eq!(scenario.source.ready_state(), ReadyState::Open);
    assert_eq!(scenario.actions(), [Action::FireOpen]);
}

#[test]
fn any_other_status_fails_the_connection() {
    for status in [0, 100, 201, 204, 205, 206, 299, 301, 304, 400, 401, 404, 429, 500, 503] {
        let mut scenario = Scenario::new();
        scenario.actions();
        scenario.respond(status, EVENT_STREAM);
        assert_eq!(scenario.actions(), rejected(Reason::Status));
        assert_eq!(scenario.source.ready_state(), ReadyState::Closed);
    }
}

#[test]
fn any_other_content_type_fails_the_connection() {
    for content_type in ["", "text/plain", "text/event-streamish"] {
        let mut scenario = Scenario::new();
        scenario.actions();
        scenario.respond(200, content_type);
        assert_eq!(scenario.actions(), rejected(Reason::ContentType));
    }
}

#[test]
fn a_blocked_response_fails_the_connection() {
    let mut scenario = Scenario::new();
    scenario.actions();
    scenario.source.handle_failure(Reason::Refused, 0.0, 0.0);
    assert_eq!(scenario.actions(), rejected(Reason::Refused));
}

#[test]
fn a_lost_connection_is_reestablished_after_the_reconnection_time() {
    for (lose, reason) in
        [(Scenario::end as fn(&mut Scenario), Reason::End), (Scenario::network_error, Reason::Network)]
    {
        let mut scenario = Scenario::open();
        lose(&mut scenario);
        assert_eq!(scenario.actions(), lost(reason, 3_000));
        assert_eq!(scenario.source.ready_state(), ReadyState::Connecting);
        scenario.end_wait();
        scenario.connect();
    }
}

#[test]
fn the_servers_retry_is_the_reconnection_time() {
    let mut scenario = Scenario::open();
    scenario.receive("retry: 70\n");
    assert_eq!(scenario.wait_after(Scenario::end), 70);
}

#[test]
fn reconnection_keeps_the_last_event_id_and_discards_an_unfinished_event() {
    let mut scenario = Scenario::open();
    scenario.receive("id: 1\ndata: a\n\nid: 2\ndata: lost\n");
    scenario.wait_after(Scenario::network_error);
    assert_eq!(scenario.source.last_event_id(), b"1");
    scenario.connect();
    scenario.receive("\ndata: b\n\n");
    assert_eq!(scenario.data, ["a", "b"]);
}

#[test]
fn waits_grow_while_attempts_keep_failing() {
    let mut scenario = Scenario::new();
    let waits: Vec<u64> = (0..5)
        .map(|_| {
            scenario.actions();
            scenario.wait_after(Scenario::network_error)
        })
        .collect();
    assert_eq!(waits, [3_000, 6_000, 12_000, 24_000, 30_000]);
}

#[test]
fn waits_grow_while_the_server_ends_each_response_at_once() {
    let mut scenario = Scenario::new();
    let waits: Vec<u64> = (0..4)
        .map(|_| {
            scenario.connect();
            scenario.receive(": hello\nretry: 1000\n\n");
            scenario.wait_after(Scenario::end)
        })
        .collect();
    assert_eq!(waits, [1_000, 2_000, 4_000, 8_000]);
}

#[test]
fn an_event_resets_the_count_of_failures() {
    let mut scenario = Scenario::new();
    for _ in 0..3 {
        scenario.actions();
        scenario.wait_after(Scenario::network_error);
    }
    scenario.connect();
    scenario.receive("data\n\n");
    assert_eq!(scenario.wait_after(Scenario::end), 3_000);
}

#[test]
fn a_connection_that_stays_open_for_the_reconnection_time_resets_the_count_of_failures() {
    let mut scenario = Scenario::new();
    for _ in 0..3 {
        scenario.actions();
        scenario.wait_after(Scenario::network_error);
    }
    scenario.connect();
    scenario.now += 3_000.0;
    assert_eq!(scenario.wait_after(Scenario::end), 3_000);
    scenario.connect();
    scenario.now += 2_999.0;
    assert_eq!(scenario.wait_after(Scenario::end), 6_000);
}

#[test]
fn an_attempt_whose_options_fail_is_a_failed_attempt() {
    let mut scenario = Scenario::new();
    scenario.actions();
    scenario.source.handle_failure(Reason::Options, 0.0, 0.0);
    assert_eq!(scenario.actions(), failed(Reason::Options, 3_000));
}

#[test]
fn after_the_last_retry_the_connection_fails() {
    let mut scenario = Scenario::with_backoff(Backoff { retries: 2, ..Backoff::default() });
    for _ in 0..2 {
        scenario.actions();
        scenario.wait_after(Scenario::network_error);
    }
    scenario.actions();
    scenario.network_error();
    assert_eq!(scenario.actions(), gave_up(Reason::Network, false));
}

#[test]
fn an_event_resets_the_count_of_retries() {
    let mut scenario = Scenario::with_backoff(Backoff { retries: 1, ..Backoff::default() });
    for _ in 0..3 {
        scenario.connect();
        scenario.receive("data\n\n");
        scenario.wait_after(Scenario::end);
    }
}

#[test]
fn an_unfinished_event_beyond_the_limit_fails_the_connection() {
    let mut scenario = Scenario::open();
    scenario.receive(&format!("data: {}", "x".repeat(100)));
    assert_eq!(scenario.actions(), []);
    scenario.receive("xx");
    assert_eq!(scenario.actions(), closed(Reason::EventTooLarge));
}

#[test]
fn close_aborts_and_nothing_follows() {
    let states: [fn() -> Scenario; 3] = [Scenario::new, Scenario::open, || {
        let mut scenario = Scenario::open();
        scenario.network_error();
        scenario
    }];
    for state in states {
        let mut scenario = state();
        scenario.source.close();
        assert_eq!(scenario.actions(), [Action::Abort]);
        assert_eq!(scenario.source.ready_state(), ReadyState::Closed);
        scenario.source.close();
        scenario.respond(200, EVENT_STREAM);
        scenario.receive("data\n\n");
        scenario.end();
        scenario.network_error();
        scenario.source.handle_failure(Reason::Refused, 0.0, 0.0);
        scenario.end_wait();
        assert_eq!(scenario.actions(), []);
        assert!(scenario.data.is_empty());
    }
}

#[test]
fn close_in_the_error_listener_ends_the_wait_before_it_begins() {
    let mut scenario = Scenario::open();
    scenario.end();
    assert_eq!(scenario.source.poll(scenario.now), Some(Action::Abort));
    assert!(matches!(scenario.source.poll(scenario.now), Some(Action::FireError(_))));
    scenario.source.close();
    assert_eq!(scenario.actions(), [Action::Abort]);
}

#[test]
fn stale_results_of_an_aborted_attempt_are_ignored() {
    let mut scenario = Scenario::open();
    scenario.end();
    scenario.actions();
    scenario.end();
    scenario.network_error();
    scenario.respond(200, EVENT_STREAM);
    scenario.receive("data\n\n");
    assert_eq!(scenario.actions(), []);
    assert_eq!(scenario.source.ready_state(), ReadyState::Connecting);
    scenario.end_wait();
    scenario.end_wait();
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn close_in_a_listener_cancels_the_error_of_a_failure_in_the_same_chunk() {
    let mut scenario = Scenario::open();
    scenario.receive(&format!("data: a\n\ndata: {}", "x".repeat(200)));
    scenario.source.close();
    assert_eq!(scenario.actions(), [Action::Abort]);
    scenario.source.close();
    assert_eq!(scenario.actions(), []);
}

#[test]
fn the_end_of_a_response_that_is_not_requested_again_is_final() {
    let mut scenario = Scenario::new();
    scenario.actions();
    let post = Response { reconnects_on_end: false, ..EVENT_STREAM_RESPONSE };
    scenario.source.handle_response(&post, 0.0, 0.0);
    scenario.actions();
    scenario.end();
    assert_eq!(scenario.actions(), closed(Reason::End));
}

#[test]
fn an_attempt_that_fails_before_open_waits_for_the_initial_time_whatever_the_server_sent() {
    let mut scenario = Scenario::open();
    scenario.receive("retry: 0\ndata\n\n");
    assert_eq!(scenario.wait_after(Scenario::end), 1);
    scenario.actions();
    assert_eq!(scenario.wait_after(Scenario::network_error), 6_000);
}

#[test]
fn an_event_does_not_reset_the_count_of_failed_attempts() {
    let mut scenario = Scenario::open();
    let waits: Vec<u64> = (0..4)
        .map(|_| {
            scenario.receive("retry: 0\ndata\n\n");
            assert_eq!(scenario.wait_after(Scenario::end), 1, "a clean end is followed by exactly the server's retry");
            scenario.actions();
            let wait = scenario.wait_after(Scenario::network_error);
            scenario.connect();
            wait
        })
        .collect();
    assert_eq!(waits, [6_000, 6_000, 12_000, 24_000]);
}

#[test]
fn retry_0_does_not_make_a_connection_healthy() {
    let mut scenario = Scenario::open();
    let waits: Vec<u64> = (0..4)
        .map(|_| {
            scenario.receive("retry: 0\n");
            let wait = scenario.wait_after(Scenario::end);
            scenario.connect();
            wait
        })
        .collect();
    assert_eq!(waits, [1, 2, 4, 8]);
}

#[test]
fn reconnect_drops_the_connection_or_the_wait_and_fetches_at_once() {
    let mut scenario = Scenario::open();
    scenario.receive("id: 7\ndata\n\n");
    scenario.source.reconnect(scenario.now);
    assert_eq!(scenario.actions(), [Action::Abort, Action::SetConnecting, Action::Fetch]);
    scenario.network_error();
    scenario.actions();
    scenario.source.reconnect(scenario.now);
    assert_eq!(scenario.actions(), [Action::Abort, Action::Fetch]);
    assert_eq!(scenario.source.request_last_event_id(), b"7");
    scenario.source.close();
    scenario.actions();
    scenario.source.reconnect(scenario.now);
    assert_eq!(scenario.actions(), []);
}

#[test]
fn after_a_status_that_the_last_event_id_explains_one_request_does_not_send_it() {
    let [usual, long] = [256, 257].map(|length| "7".repeat(length));
    for (id, status, is_explained) in [
        ("7", 431, true),
        ("7", 414, true),
        ("7", 400, false),
        ("é", 400, true),
        ("", 431, false),
        (&usual, 413, false),
        (&long, 413, true),
        (&long, 400, true),
        (&long, 500, false),
    ] {
        let mut scenario = Scenario::with(Options { max_event_size: 1_000, ..OPTIONS });
        scenario.connect();
        scenario.receive(&format!("id: {id}\ndata\n\n"));
        scenario.wait_after(Scenario::end);
        scenario.actions();
        scenario.respond(status, EVENT_STREAM);
        if !is_explained {
            assert_eq!(scenario.actions(), rejected(Reason::Status), "{status} for {id}");
            continue;
        }
        let failure = Failure { reason: Reason::Status, was_open: false, next: Next::ReconnectWithoutId(6_000) };
        assert_eq!(scenario.actions(), [Action::Abort, Action::FireError(failure), Action::Wait(6_000)]);
        assert_eq!(scenario.source.request_last_event_id(), b"");
        scenario.end_wait();
        scenario.connect();
        assert_eq!(scenario.source.request_last_event_id(), id.as_bytes(), "the ID is kept");
    }
}
