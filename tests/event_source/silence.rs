//! Connections that died without a word, and machines that slept.

use eventsource_wasm::protocol::event_source::{Action, Options, PageEvent};
use eventsource_wasm::protocol::failure::{Failure, Reason};

use crate::world::{EVENT_STREAM, OPTIONS, World};

fn world() -> World {
    World::with(Options { idle_timeout: 10_000.0, ..OPTIONS })
}

fn open() -> World {
    let mut world = world();
    assert_eq!(world.actions(), [Action::Fetch, Action::Wait(10_000)]);
    world.respond(200, EVENT_STREAM);
    assert_eq!(world.actions(), [Action::FireOpen]);
    world
}

fn lost(delay: u64) -> [Action; 3] {
    [Action::Abort, Action::FireError(Failure { reason: Reason::Idle, delay: Some(delay) }), Action::Wait(delay)]
}

#[test]
fn a_connection_on_which_nothing_arrives_is_lost() {
    let mut world = open();
    world.pass(10_000.0);
    assert_eq!(world.actions(), lost(3_000));
}

#[test]
fn a_fetch_that_nobody_answers_is_a_failed_attempt() {
    let mut world = world();
    world.actions();
    world.pass(10_000.0);
    assert_eq!(world.actions(), lost(3_000));
    world.pass(3_000.0);
    assert_eq!(world.actions(), [Action::Fetch, Action::Wait(10_000)]);
    world.pass(10_000.0);
    assert_eq!(world.actions(), lost(6_000));
}

#[test]
fn a_comment_and_every_other_byte_is_a_sign_of_life() {
    let mut world = open();
    for text in [":", " still", " here", "\n", "x"] {
        world.now += 6_000.0;
        world.receive(text);
        world.pass(1_000.0);
        assert_eq!(world.actions(), [Action::Wait(9_000)]);
    }
    world.pass(9_000.0);
    assert_eq!(world.actions(), lost(3_000));
}

#[test]
fn without_an_idle_timeout_no_silence_is_too_long() {
    let mut world = World::open();
    world.pass(1e9);
    assert_eq!(world.actions(), []);
    world.happens(PageEvent::Shown);
    assert_eq!(world.actions(), []);
}

#[test]
fn after_a_sleep_what_arrived_meanwhile_is_read_first() {
    let mut world = open();
    world.pass(3_600_000.0);
    assert_eq!(world.actions(), [Action::Wait(1_000)]);
    world.receive(": the connection lives\n");
    world.pass(1_000.0);
    assert_eq!(world.actions(), [Action::Wait(9_000)]);
}

#[test]
fn after_a_sleep_a_dead_connection_is_noticed_at_once() {
    let mut world = open();
    world.pass(3_600_000.0);
    world.actions();
    world.pass(1_000.0);
    assert_eq!(world.actions(), lost(3_000));
}

#[test]
fn a_page_whose_timers_always_come_late_notices_it_too() {
    let mut world = open();
    world.pass(60_000.0);
    assert_eq!(world.actions(), [Action::Wait(1_000)]);
    world.pass(60_000.0);
    assert_eq!(world.actions(), lost(3_000));
}

#[test]
fn a_page_that_is_shown_looks_at_the_clock() {
    let mut world = open();
    world.now = 10_000.0;
    world.happens(PageEvent::Shown);
    assert_eq!(world.actions(), lost(3_000));
    world.now = 13_000.0;
    world.happens(PageEvent::Shown);
    assert_eq!(world.actions(), [Action::Fetch, Action::Wait(10_000)]);
}
