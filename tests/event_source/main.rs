//! The connection's state machine: what it does, told what the world did. No clock and no luck.

#![allow(clippy::panic, reason = "a scenario that goes another way fails its test")]

use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{Action, ReadyState};
use eventsource_wasm::protocol::failure::{Failure, Reason};
mod page;
mod retry;
mod silence;
mod stream;
mod world;

use world::{EVENT_STREAM, World, closed};

#[test]
fn an_event_source_begins_with_a_fetch_and_is_connecting() {
    let mut world = World::new();
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    assert_eq!(world.actions(), [Action::Fetch]);
    assert_eq!(world.actions(), []);
}

#[test]
fn a_good_response_announces_the_connection_before_any_byte() {
    let mut world = World::new();
    world.actions();
    world.respond(200, EVENT_STREAM);
    assert_eq!(world.source.ready_state(), ReadyState::Open);
    assert_eq!(world.actions(), [Action::FireOpen]);
}

#[test]
fn any_other_status_fails_the_connection() {
    for status in [0, 100, 201, 204, 205, 206, 299, 301, 304, 400, 401, 404, 429, 500, 503] {
        let mut world = World::new();
        world.actions();
        world.respond(status, EVENT_STREAM);
        assert_eq!(world.actions(), closed(Reason::Status));
        assert_eq!(world.source.ready_state(), ReadyState::Closed);
    }
}

#[test]
fn any_other_content_type_fails_the_connection() {
    for content_type in ["", "text/plain", "text/event-streamish"] {
        let mut world = World::new();
        world.actions();
        world.respond(200, content_type);
        assert_eq!(world.actions(), closed(Reason::ContentType));
    }
}

#[test]
fn a_refusal_fails_the_connection() {
    let mut world = World::new();
    world.actions();
    world.source.handle_refusal();
    assert_eq!(world.actions(), closed(Reason::Refused));
}

#[test]
fn a_lost_connection_is_reestablished_after_the_reconnection_time() {
    for (lose, reason) in [(World::end as fn(&mut World), Reason::End), (World::break_off, Reason::Network)] {
        let mut world = World::open();
        lose(&mut world);
        let error = Action::FireError(Failure { reason, delay: Some(3_000) });
        assert_eq!(world.actions(), [Action::Abort, error, Action::Wait(3_000)]);
        assert_eq!(world.source.ready_state(), ReadyState::Connecting);
        world.wait_elapsed();
        world.connect();
    }
}

#[test]
fn the_servers_retry_is_the_reconnection_time() {
    let mut world = World::open();
    world.receive("retry: 70\n");
    assert_eq!(world.wait_after(World::end), 70);
}

#[test]
fn the_last_event_id_survives_reconnection_and_an_unfinished_event_does_not() {
    let mut world = World::open();
    world.receive("id: 1\ndata: a\n\nid: 2\ndata: lost\n");
    world.wait_after(World::break_off);
    assert_eq!(world.source.last_event_id(), b"1");
    world.connect();
    world.receive("\ndata: b\n\n");
    assert_eq!(world.data, ["a", "b"]);
}

#[test]
fn waits_grow_while_attempts_keep_failing() {
    let mut world = World::new();
    let waits: Vec<u64> = (0..5)
        .map(|_| {
            world.actions();
            world.wait_after(World::break_off)
        })
        .collect();
    assert_eq!(waits, [3_000, 6_000, 12_000, 24_000, 30_000]);
}

#[test]
fn a_server_that_accepts_and_drops_at_once_is_not_hammered() {
    let mut world = World::new();
    let waits: Vec<u64> = (0..4)
        .map(|_| {
            world.connect();
            world.receive(": hello\nretry: 1000\n\n");
            world.wait_after(World::end)
        })
        .collect();
    assert_eq!(waits, [1_000, 2_000, 4_000, 8_000]);
}

#[test]
fn a_connection_proves_itself_by_an_event() {
    let mut world = World::new();
    for _ in 0..3 {
        world.actions();
        world.wait_after(World::break_off);
    }
    world.connect();
    world.receive("data\n\n");
    assert_eq!(world.wait_after(World::end), 3_000);
}

#[test]
fn a_connection_proves_itself_by_staying_open_for_the_reconnection_time() {
    let mut world = World::new();
    for _ in 0..3 {
        world.actions();
        world.wait_after(World::break_off);
    }
    world.connect();
    world.now += 3_000.0;
    assert_eq!(world.wait_after(World::end), 3_000);
    world.connect();
    world.now += 2_999.0;
    assert_eq!(world.wait_after(World::end), 6_000);
}

#[test]
fn an_attempt_whose_options_fail_is_a_failed_attempt() {
    let mut world = World::new();
    world.actions();
    world.source.handle_options_error(0.0, 0.0);
    let error = Action::FireError(Failure { reason: Reason::Options, delay: Some(3_000) });
    assert_eq!(world.actions(), [Action::Abort, error, Action::Wait(3_000)]);
}

#[test]
fn after_the_last_retry_the_connection_fails() {
    let mut world = World::with_backoff(Backoff { retries: 2, ..Backoff::default() });
    for _ in 0..2 {
        world.actions();
        world.wait_after(World::break_off);
    }
    world.actions();
    world.break_off();
    assert_eq!(world.actions(), closed(Reason::Retries));
}

#[test]
fn a_connection_that_proved_itself_has_all_its_retries_again() {
    let mut world = World::with_backoff(Backoff { retries: 1, ..Backoff::default() });
    for _ in 0..3 {
        world.connect();
        world.receive("data\n\n");
        world.wait_after(World::end);
    }
}

#[test]
fn an_unfinished_event_beyond_the_limit_fails_the_connection() {
    let mut world = World::open();
    world.receive(&format!("data: {}", "x".repeat(100)));
    assert_eq!(world.actions(), []);
    world.receive("x");
    assert_eq!(world.actions(), closed(Reason::EventTooLarge));
}

#[test]
fn close_aborts_and_nothing_follows() {
    let states: [fn() -> World; 3] = [World::new, World::open, || {
        let mut world = World::open();
        world.break_off();
        world
    }];
    for state in states {
        let mut world = state();
        world.source.close();
        assert_eq!(world.actions(), [Action::Abort]);
        assert_eq!(world.source.ready_state(), ReadyState::Closed);
        world.source.close();
        world.respond(200, EVENT_STREAM);
        world.receive("data\n\n");
        world.end();
        world.break_off();
        world.source.handle_refusal();
        world.wait_elapsed();
        assert_eq!(world.actions(), []);
        assert!(world.data.is_empty());
    }
}

#[test]
fn close_in_the_error_listener_ends_the_wait_before_it_begins() {
    let mut world = World::open();
    world.end();
    assert_eq!(world.source.poll(world.now), Some(Action::Abort));
    assert!(matches!(world.source.poll(world.now), Some(Action::FireError(_))));
    world.source.close();
    assert_eq!(world.actions(), [Action::Abort]);
}

#[test]
fn late_news_of_an_attempt_that_is_over_is_ignored() {
    let mut world = World::open();
    world.end();
    world.actions();
    world.end();
    world.break_off();
    world.respond(200, EVENT_STREAM);
    world.receive("data\n\n");
    assert_eq!(world.actions(), []);
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    world.wait_elapsed();
    world.wait_elapsed();
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_page_that_closes_at_an_event_hears_nothing_of_a_failure_after_it() {
    let mut world = World::open();
    world.receive(&format!("data: a\n\ndata: {}", "x".repeat(200)));
    world.source.close();
    assert_eq!(world.actions(), [Action::Abort]);
    world.source.close();
    assert_eq!(world.actions(), []);
}
