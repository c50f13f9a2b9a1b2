//! The parser as an adapter: from a stream of bytes to a stream of events.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::{fmt, mem};

use futures_core::Stream;
use futures_core::stream::FusedStream;

use crate::protocol::event_stream::{Event, Parser};
use crate::protocol::options::Options;
use crate::protocol::owned_event::OwnedEvent;

/// A stream of the events in a stream of bytes, for example in the body that an HTTP client receives. The chunks may be split
/// anywhere. It reads no further while it has events, and ends after an error.
///
/// ```
/// use eventsource_wasm::EventStream;
/// use futures::{StreamExt, stream};
///
/// # futures::executor::block_on(async {
/// let body = stream::iter([Ok::<_, std::io::Error>("data: o"), Ok("ne\n\ndata: two\n\n")]);
/// let mut events = EventStream::new(body);
/// while let Some(event) = events.next().await {
///     println!("{}", event?.data);
/// }
/// # Ok::<_, eventsource_wasm::EventStreamError<std::io::Error>>(())
/// # }).unwrap();
/// ```
pub struct EventStream<S> {
    /// None after the end. On the heap, so that any stream can be polled without unsafe code.
    body: Option<Pin<Box<S>>>,
    parser: Parser,
    events: VecDeque<OwnedEvent>,
    max_event_size: usize,
}

/// Why an [`EventStream`] ended before its body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventStreamError<E> {
    /// The stream of bytes failed.
    Body(E),
    /// An event holds more than this many bytes.
    EventTooLarge(usize),
}

impl<S> EventStream<S> {
    /// The events of a body.
    pub fn new(body: S) -> Self {
        let reconnection_time = Options::default().backoff.initial;
        Self::with_parser(body, Parser::new(reconnection_time))
    }

    /// The events of a body that continues those of an earlier one, whose last event ID and reconnection time `parser` has.
    pub fn with_parser(body: S, mut parser: Parser) -> Self {
        parser.restart();
        let max_event_size = Options::default().max_event_size;
        Self { body: Some(Box::pin(body)), parser, events: VecDeque::new(), max_event_size }
    }

    /// An event that holds more bytes is an error. 256 MiB by default.
    #[must_use]
    pub fn max_event_size(self, bytes: usize) -> Self {
        Self { max_event_size: bytes, ..self }
    }

    /// The parser, which has the last event ID and the reconnection time.
    #[must_use]
    pub fn parser(&self) -> &Parser {
        &self.parser
    }

    /// The parser, for [`EventStream::with_parser`].
    #[must_use]
    pub fn into_parser(self) -> Parser {
        self.parser
    }
}

impl<S, B, E> Stream for EventStream<S>
where
    S: Stream<Item = Result<B, E>>,
    B: AsRef<[u8]>,
{
    type Item = Result<OwnedEvent, EventStreamError<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { body, parser, events, max_event_size } = &mut *self;
        loop {
            if let Some(event) = events.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if parser.exceeds(*max_event_size) && mem::take(body).is_some() {
                return Poll::Ready(Some(Err(EventStreamError::EventTooLarge(*max_event_size))));
            }
            let Some(open) = body else { return Poll::Ready(None) };
            match ready!(open.as_mut().poll_next(context)) {
                Some(Ok(chunk)) => {
                    let mut queue = |event: Event<'_>| events.push_back(event.into());
                    parser.push_limited(chunk.as_ref(), &mut queue, *max_event_size);
                }
                Some(Err(error)) => {
                    *body = None;
                    return Poll::Ready(Some(Err(EventStreamError::Body(error))));
                }
                None => *body = None,
            }
        }
    }
}

impl<S, B, E> FusedStream for EventStream<S>
where
    S: Stream<Item = Result<B, E>>,
    B: AsRef<[u8]>,
{
    fn is_terminated(&self) -> bool {
        self.body.is_none() && self.events.is_empty()
    }
}

impl<S> fmt::Debug for EventStream<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parser, has_ended) = (&self.parser, self.body.is_none());
        formatter
            .debug_struct("EventStream")
            .field("parser", parser)
            .field("has_ended", &has_ended)
            .finish_non_exhaustive()
    }
}

impl<E: fmt::Display> fmt::Display for EventStreamError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(error) => error.fmt(formatter),
            Self::EventTooLarge(size) => write!(formatter, "an event is larger than {size} bytes"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for EventStreamError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Body(error) => error.source(),
            Self::EventTooLarge(_) => None,
        }
    }
}
