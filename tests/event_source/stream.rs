//! A stream that was given and cannot be had again, and what a consumer does with one.

use eventsource_wasm::protocol::event_source::{Action, Options, PageEvent};
use eventsource_wasm::protocol::failure::{Failure, Reason};

use crate::world::{EVENT_STREAM, OPTIONS, World, closed};

fn given() -> World {
    let mut world = World::with(Options { reconnects: false, ..OPTIONS });
    world.connect();
    world
}

#[test]
fn a_given_stream_that_ends_or_breaks_is_closed() {
    for (lose, reason) in [(World::end as fn(&mut World), Reason::End), (World::break_off, Reason::Network)] {
        let mut world = given();
        lose(&mut world);
        assert_eq!(world.actions(), closed(reason));
    }
}

#[test]
fn the_page_does_not_disturb_a_given_stream() {
    let mut world = given();
    for event in [PageEvent::Hidden, PageEvent::Frozen, PageEvent::Resumed, PageEvent::Online] {
        world.happens(event);
        assert_eq!(world.actions(), []);
    }
}

#[test]
fn reset_drops_what_has_arrived_of_an_unfinished_event() {
    let mut world = World::open();
    world.receive("id: 1\ndata: a\n\nid: 2\ndata: lost\nda");
    world.source.reset();
    assert_eq!(world.source.last_event_id(), b"1");
    world.receive("\u{feff}data: b\n\n");
    assert_eq!(world.data, ["a", "b"]);
}

#[test]
fn silence_while_the_consumer_was_busy_loses_no_connection() {
    let mut world = World::with(Options { idle_timeout: 1_000.0, ..OPTIONS });
    world.actions();
    world.respond(200, EVENT_STREAM);
    world.actions();
    world.now = 900.0;
    world.source.handle_busy(world.now);
    world.pass(900.0);
    assert_eq!(world.actions(), [Action::Wait(100)]);
    world.pass(100.0);
    let error = Action::FireError(Failure { reason: Reason::Idle, delay: Some(3_000) });
    assert_eq!(world.actions(), [Action::Abort, error, Action::Wait(3_000)]);
}
