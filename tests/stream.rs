//! From a stream of bytes to a stream of events.

#![cfg(feature = "stream")]

use std::cell::Cell;
use std::error::Error as _;
use std::io;
use std::task::{Context, Poll, Waker};

use arbtest::arbtest;
use eventsource_wasm::{EventStream, EventStreamError, OwnedEvent, Parser};
use futures::channel::mpsc;
use futures::executor::block_on;
use futures::future::{self, join};
use futures::stream::{self, FusedStream};
use futures::{SinkExt, Stream, StreamExt, TryStreamExt};

type Body<'a> = Vec<Result<&'a [u8], &'static str>>;
type Item = Result<OwnedEvent, EventStreamError<&'static str>>;

/// The items, with the event's data where it is an event.
fn items(body: Body<'_>, max_event_size: usize) -> Vec<Result<String, EventStreamError<&'static str>>> {
    let events = EventStream::new(stream::iter(body)).max_event_size(max_event_size);
    block_on(events.map(|item: Item| item.map(|event| event.data)).collect())
}

#[test]
fn chunks_that_are_split_anywhere_give_the_events_of_the_whole() {
    arbtest(|random| {
        const PIECES: [&[u8]; 10] =
            [b"data", b":", b" ", b"\n", b"\r\n", b"\r", b"id: 7", b"event", b"\xef\xbb\xbf", b"\xff\0x"];
        let length = random.int_in_range(0..=60)?;
        let pieces = (0..length).map(|_| random.choose(&PIECES).copied());
        let whole = pieces.collect::<Result<Vec<_>, _>>()?.concat();
        let mut expected = Vec::new();
        Parser::new(3_000).for_each(&whole, |event| expected.push(OwnedEvent::from(event)));
        let mut rest = whole.as_slice();
        let mut chunks: Body<'_> = Vec::new();
        while !rest.is_empty() {
            let (chunk, after) = rest.split_at(random.int_in_range(0..=rest.len())?);
            chunks.push(Ok(chunk));
            // The random numbers end with zeros.
            rest = if chunk.is_empty() {
                chunks.push(Ok(rest));
                b""
            } else {
                after
            };
        }
        let events: Vec<OwnedEvent> = block_on(EventStream::new(stream::iter(chunks)).try_collect()).expect("no error");
        assert_eq!(events, expected);
        Ok(())
    });
}

#[test]
fn a_failure_of_the_body_follows_the_events_before_it_and_is_the_last_item() {
    let body: Body<'_> = vec![Ok(b"data: one\n\ndata: tw"), Err("cut"), Ok(b"o\n\n")];
    assert_eq!(items(body, 100), [Ok("one".into()), Err(EventStreamError::Body("cut"))]);
}

/// A body of these chunks that counts how often it is polled. It is pending after each chunk, as a network is.
fn counted<'a>(chunks: &'a [&'a str], polls: &'a Cell<usize>) -> impl Stream<Item = Result<&'a str, io::Error>> {
    let mut rest = chunks.iter();
    let mut is_pending = true;
    stream::poll_fn(move |_| {
        polls.set(polls.get() + 1);
        is_pending = !is_pending;
        if is_pending { Poll::Pending } else { Poll::Ready(rest.next().map(|chunk| Ok(*chunk))) }
    })
}

#[test]
fn the_body_is_polled_only_when_no_event_is_left() {
    let polls = Cell::new(0);
    let mut events = EventStream::new(counted(&["data: 1\n\ndata: 2\n\ndata: 3\n\n", "data: 4\n\n"], &polls));
    let mut context = Context::from_waker(Waker::noop());
    let mut next = || {
        let item = events.poll_next_unpin(&mut context);
        (item.map(|event| event.and_then(Result::ok).map(|event| event.data)), polls.get())
    };
    let event = |data: &str| Poll::Ready(Some(data.to_string()));
    assert_eq!(next(), (event("1"), 1));
    assert_eq!(next(), (event("2"), 1));
    assert_eq!(next(), (event("3"), 1));
    assert_eq!(next(), (Poll::Pending, 2));
    assert_eq!(next(), (event("4"), 3));
    assert_eq!(next(), (Poll::Pending, 4));
    assert_eq!(next(), (Poll::Ready(None), 5));
    assert_eq!(next(), (Poll::Ready(None), 5), "the body has ended");
}

#[test]
fn a_consumer_that_takes_no_event_reads_nothing() {
    let polls = Cell::new(0);
    let events = EventStream::new(counted(&["data: 1\n\n"], &polls));
    assert_eq!((polls.get(), events.is_terminated()), (0, false));
    drop(events);
    assert_eq!(polls.get(), 0);
}

#[test]
fn a_slow_consumer_holds_up_the_sender() {
    const CHUNKS: usize = 20;
    const EVENTS: usize = 3;
    let (mut sender, body) = mpsc::channel::<Result<String, io::Error>>(0);
    let count = Cell::new(0);
    let send = async {
        for _ in 0..CHUNKS {
            sender.send(Ok("data: text\n\n".repeat(EVENTS))).await.expect("a receiver");
            count.set(count.get() + 1);
        }
        drop(sender);
    };
    let consume = async {
        let mut events = EventStream::new(body);
        let mut taken: usize = 0;
        while let Some(event) = events.next().await {
            assert_eq!(event.expect("no error").data, "text");
            taken += 1;
            // Time for the sender to send everything, if anything takes it.
            for _ in 0..CHUNKS {
                yield_now().await;
            }
            // The channel holds one more.
            assert!(count.get() <= taken.div_ceil(EVENTS) + 1, "{} chunks sent, {taken} events taken", count.get());
        }
        assert_eq!(taken, CHUNKS * EVENTS);
    };
    block_on(join(send, consume));
}

/// Gives other futures of the same task a chance to run.
async fn yield_now() {
    let mut has_yielded = false;
    future::poll_fn(|context| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[test]
fn an_event_beyond_the_limit_is_an_error_after_the_events_before_it() {
    let body = || -> Body<'_> { vec![Ok(b"data: one\n\ndata: 12345"), Ok(b"67\n\n")] };
    assert_eq!(items(body(), 7), [Ok("one".into()), Ok("1234567".into())]);
    let split = vec![Ok(&b"data: 1234567\n"[..]), Ok(b"\n")];
    assert_eq!(items(split, 7), [Ok("1234567".into())]);
    assert_eq!(items(body(), 6), [Ok("one".into()), Err(EventStreamError::EventTooLarge(6))]);
    assert_eq!(items(body(), 4), [Ok("one".into()), Err(EventStreamError::EventTooLarge(4))]);
    assert_eq!(EventStreamError::<io::Error>::EventTooLarge(4).to_string(), "an event is larger than 4 bytes");
}

#[test]
fn an_event_that_the_end_leaves_unfinished_is_discarded() {
    let body: Body<'_> = vec![Ok(b"data: one\n\ndata: two\n")];
    assert_eq!(items(body, 100), [Ok("one".into())]);
}

#[test]
fn the_next_body_continues_with_the_last_event_id() {
    let first = stream::iter([Ok::<_, io::Error>("retry: 5\nid: 7\ndata: one\n\nid: 8\ndata: tw")]);
    let mut events = EventStream::new(first);
    assert!(!events.is_terminated());
    assert_eq!(block_on(events.by_ref().count()), 1);
    assert!(events.is_terminated());
    let second = stream::iter([Ok::<_, io::Error>("data: two\n\n")]);
    let mut events = EventStream::with_parser(second, events.into_parser());
    assert_eq!((events.parser().last_event_id(), events.parser().reconnection_time()), (&b"7"[..], 5));
    let event = block_on(events.next()).expect("an event").expect("no error");
    assert_eq!((event.data.as_str(), event.last_event_id.as_str()), ("two", "7"));
}

#[test]
fn the_error_has_the_text_and_the_source_of_the_bodys() {
    let error = EventStreamError::Body(io::Error::other("cut".parse::<f64>().expect_err("no number")));
    assert_eq!(error.to_string(), "invalid float literal");
    assert!(error.source().is_none());
}
