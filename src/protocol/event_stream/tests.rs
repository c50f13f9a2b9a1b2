use super::{Event, KEPT_CAPACITY, Parser};

fn parse(stream: &mut Parser, bytes: &[u8]) -> usize {
    stream.push(bytes, &mut |_: Event<'_>| {})
}

#[test]
fn the_memory_of_a_large_event_is_freed_once_it_is_dispatched() {
    let mut stream = Parser::new(0);
    let large = vec![b'a'; KEPT_CAPACITY + 1];
    for name in ["data: ", "event: ", "id: "] {
        parse(&mut stream, name.as_bytes());
        parse(&mut stream, &large);
        assert_eq!(parse(&mut stream, b"\ndata: 1\n\n"), 1, "{name}");
    }
    // Of the last event ID, one copy is its value.
    let capacities = [stream.data.capacity(), stream.event_type.capacity(), stream.value.capacity()];
    assert!(capacities.iter().all(|capacity| *capacity <= KEPT_CAPACITY), "{capacities:?}");
}

#[test]
fn the_memory_of_smaller_events_is_kept_for_the_next_one() {
    let mut stream = Parser::new(0);
    stream.data.reserve_exact(KEPT_CAPACITY);
    assert_eq!(stream.data.capacity(), KEPT_CAPACITY);
    assert_eq!(parse(&mut stream, b"data: 1\n\n"), 1);
    assert_eq!(stream.data.capacity(), KEPT_CAPACITY);
}

#[test]
fn a_mebibyte_is_kept() {
    assert_eq!(KEPT_CAPACITY, 1_048_576);
}

#[test]
fn the_last_event_id_can_be_set_as_an_earlier_response_would_have() {
    let mut stream = Parser::new(0);
    parse(&mut stream, b"id: 1\n\n");
    stream.set_last_event_id(b"2");
    assert_eq!(stream.last_event_id(), b"2");
    stream.push(b"data: a\n\n", &mut |event: Event<'_>| assert_eq!(event.last_event_id, b"2"));
    stream.set_last_event_id(b"");
    assert_eq!(stream.last_event_id(), b"");
}
