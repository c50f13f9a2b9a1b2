//! Responses that are no event streams and are tried again, because the page asks for it.

use eventsource_wasm::protocol::event_source::Action;
use eventsource_wasm::protocol::failure::{Failure, Reason};
use eventsource_wasm::protocol::response::Response;

use crate::world::{EVENT_STREAM, World};

fn answer(world: &mut World, response: &Response) -> Vec<Action> {
    world.actions();
    world.source.handle_response(response, world.now, 0.0);
    world.actions()
}

fn lost(reason: Reason, delay: u64) -> [Action; 3] {
    [Action::Abort, Action::FireError(Failure { reason, delay: Some(delay) }), Action::Wait(delay)]
}

const UNAVAILABLE: Response = Response { status: 503, content_type: b"", is_retried: true, retry_after: 0 };

#[test]
fn a_status_that_is_retried_is_a_failed_attempt() {
    let mut world = World::new();
    for delay in [3_000, 6_000, 12_000] {
        assert_eq!(answer(&mut world, &UNAVAILABLE), lost(Reason::Status, delay));
        world.wait_elapsed();
    }
}

#[test]
fn a_content_type_that_is_retried_is_a_failed_attempt() {
    let response = Response { status: 200, content_type: b"text/html", ..UNAVAILABLE };
    assert_eq!(answer(&mut World::new(), &response), lost(Reason::ContentType, 3_000));
}

#[test]
fn the_server_is_left_alone_for_as_long_as_it_asks() {
    let mut world = World::new();
    let response = Response { retry_after: 90_000, ..UNAVAILABLE };
    assert_eq!(answer(&mut world, &response), lost(Reason::Status, 90_000));
    world.pass(89_999.0);
    assert_eq!(world.actions(), [Action::Wait(1)]);
    world.pass(1.0);
    assert_eq!(world.actions(), [Action::Fetch]);
}

#[test]
fn a_server_that_asks_for_less_than_the_reconnection_time_gets_that() {
    let response = Response { retry_after: 10, ..UNAVAILABLE };
    assert_eq!(answer(&mut World::new(), &response), lost(Reason::Status, 3_000));
}

#[test]
fn an_event_stream_is_never_retried() {
    let response = Response { status: 200, content_type: EVENT_STREAM.as_bytes(), ..UNAVAILABLE };
    assert_eq!(answer(&mut World::new(), &response), [Action::FireOpen]);
}
