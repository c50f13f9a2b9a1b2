//! The page's life: hidden and shown, left and back, offline and online.

use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{Action, Options, PageEvent, ReadyState};
use eventsource_wasm::protocol::failure::Reason;

use crate::world::{EVENT_STREAM, OPTIONS, World, closed};

use PageEvent::{Frozen, Hidden, Leaving, Online, Resumed, Shown};

fn paused_when_hidden() -> World {
    World::with(Options { pause_when_hidden: true, ..OPTIONS })
}

#[test]
fn a_page_that_is_left_loses_its_connection_without_an_error_and_has_it_back_without_a_wait() {
    let mut world = World::open();
    world.receive("id: 7\ndata: a\n\nid: 8\n");
    world.happens(Frozen);
    assert_eq!(world.actions(), [Action::Abort, Action::Pause]);
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    world.pass(1e9);
    assert_eq!(world.actions(), []);
    world.happens(Resumed);
    world.connect();
    assert_eq!(world.source.last_event_id(), b"7");
}

#[test]
fn what_comes_late_from_the_connection_of_a_page_that_was_left_is_ignored() {
    let mut world = World::open();
    world.happens(Frozen);
    world.actions();
    world.break_off();
    world.end();
    world.respond(200, EVENT_STREAM);
    world.receive("data: x\n\n");
    world.source.handle_refusal();
    world.source.handle_stop();
    assert_eq!(world.actions(), []);
    assert_eq!(world.data, [""; 0]);
}

#[test]
fn a_connection_that_breaks_when_the_page_may_be_left_is_mourned_for_longer() {
    let mut world = World::open();
    assert_eq!(world.source.farewell(world.now), 20);
    world.happens(Leaving);
    assert_eq!(world.actions(), []);
    world.now += 1_999.0;
    assert_eq!(world.source.farewell(world.now), 2_000);
    world.now += 1.0;
    assert_eq!(world.source.farewell(world.now), 20, "it was not left");
}

#[test]
fn a_fetch_is_paused_without_any_event() {
    let mut world = World::new();
    world.actions();
    world.happens(Frozen);
    assert_eq!(world.actions(), [Action::Abort]);
    world.happens(Resumed);
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_wait_is_no_shorter_because_the_page_was_left() {
    let mut world = World::open();
    world.break_off();
    world.actions();
    world.now += 1_000.0;
    world.happens(Frozen);
    assert_eq!(world.actions(), [Action::Abort]);
    world.now += 500.0;
    world.happens(Resumed);
    assert_eq!(world.actions(), [Action::Wait(1_500)]);
    world.happens(Frozen);
    world.now += 1_500.0;
    world.happens(Resumed);
    assert_eq!(world.actions(), [Action::Abort, Action::Fetch]);
}

#[test]
fn hiding_the_page_changes_nothing_unless_it_is_asked_for() {
    let mut world = World::open();
    world.happens(Hidden);
    world.happens(Shown);
    assert_eq!(world.actions(), []);
}

#[test]
fn a_hidden_page_can_be_without_a_connection() {
    let mut world = paused_when_hidden();
    world.connect();
    world.happens(Hidden);
    assert_eq!(world.actions(), [Action::Abort, Action::Pause]);
    world.happens(Shown);
    world.connect();
}

#[test]
fn an_event_source_of_a_hidden_page_begins_when_it_is_shown() {
    let mut world = paused_when_hidden();
    world.happens(Hidden);
    assert_eq!(world.actions(), [Action::Abort]);
    world.happens(Shown);
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_page_that_is_both_left_and_hidden_has_its_connection_when_it_is_neither() {
    let orders = [[Hidden, Frozen, Resumed, Shown], [Frozen, Hidden, Shown, Resumed]];
    for order in orders {
        let mut world = paused_when_hidden();
        world.connect();
        let actions = order.map(|event| {
            world.happens(event);
            world.actions()
        });
        assert_eq!(actions, [vec![Action::Abort, Action::Pause], vec![], vec![], vec![Action::Fetch]]);
    }
}

#[test]
fn the_same_news_twice_is_no_news() {
    let mut world = World::open();
    world.happens(Resumed);
    world.happens(Online);
    assert_eq!(world.actions(), []);
    world.happens(Frozen);
    world.happens(Frozen);
    assert_eq!(world.actions(), [Action::Abort, Action::Pause]);
    world.happens(Resumed);
    world.happens(Resumed);
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_wait_ends_when_there_is_a_network_again() {
    let mut world = World::new();
    for _ in 0..4 {
        world.actions();
        world.wait_after(World::break_off);
    }
    world.actions();
    world.break_off();
    world.actions();
    world.happens(Online);
    assert_eq!(world.actions(), [Action::Fetch]);
    assert_eq!(world.wait_after(World::break_off), 3_000, "another network is another chance");
}

#[test]
fn a_wait_that_has_nothing_to_do_with_the_network_goes_on() {
    let mut world = World::open();
    world.end();
    world.actions();
    world.now += 1_000.0;
    world.happens(Online);
    assert_eq!(world.actions(), [Action::Wait(2_000)]);
}

#[test]
fn another_network_gives_all_retries_again() {
    let mut world = World::with_backoff(Backoff { retries: 1, ..Backoff::default() });
    world.actions();
    world.break_off();
    world.happens(Online);
    world.actions();
    world.break_off();
    assert_eq!(world.source.ready_state(), ReadyState::Connecting);
    world.wait_elapsed();
    world.actions();
    world.break_off();
    assert_eq!(world.source.ready_state(), ReadyState::Closed);
}

#[test]
fn a_network_that_comes_while_the_page_is_away_is_used_when_it_is_back() {
    let mut world = World::open();
    world.break_off();
    world.happens(Frozen);
    world.happens(Online);
    world.actions();
    world.happens(Resumed);
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_page_that_stops_loading_fails_the_connection() {
    let worlds: [fn() -> World; 2] = [World::open, || {
        let mut world = World::new();
        world.actions();
        world
    }];
    for world in worlds {
        let mut world = world();
        world.source.handle_stop();
        assert_eq!(world.actions(), closed(Reason::Stopped));
    }
}

#[test]
fn a_page_that_stops_loading_does_not_end_a_wait() {
    let mut world = World::open();
    world.break_off();
    world.actions();
    world.source.handle_stop();
    assert_eq!(world.actions(), []);
}

#[test]
fn nothing_brings_a_closed_event_source_back() {
    let mut world = paused_when_hidden();
    world.connect();
    world.happens(Hidden);
    world.actions();
    world.source.close();
    assert_eq!(world.actions(), [Action::Abort]);
    for event in [Shown, Hidden, Shown, Frozen, Resumed, Online] {
        world.happens(event);
        assert_eq!(world.actions(), []);
    }
}
