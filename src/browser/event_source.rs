//! An event source for Rust applications: a stream of events.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{self, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::FusedStream;

use super::connection::Connection;
use super::error::Error;
use super::queue::{Queue, State};
use crate::protocol::event_source::ReadyState;

/// An event of a stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MessageEvent {
    /// `message` if the server named no other.
    pub event_type: String,
    /// The values of the `data` fields, joined by LF.
    pub data: String,
    /// The last event ID when the event was dispatched. Events with the same ID share it.
    pub last_event_id: Arc<str>,
    /// The origin of the URL that the events come from, after redirects.
    pub origin: Arc<str>,
}

/// A connection to a server that sends events, reestablished when it is lost: a [`Stream`] of [`MessageEvent`].
///
/// The stream ends
/// - after an [`Error`] that no attempt follows,
/// - when the server has ended a response that is not requested again: see
///   [`Builder::reconnect_on_end`](super::Builder::reconnect_on_end),
/// - with [`EventSource::close`].
///
/// Dropping it closes the connection. The response's body is read no faster than events are taken. A `next()` that is
/// dropped, as in `select!`, loses no event.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use eventsource_wasm::EventSource;
/// use futures::StreamExt;
///
/// let mut events = EventSource::builder("/events").header("Authorization", "Bearer …").open()?;
/// while let Some(event) = events.next().await {
///     let event = event?;
///     println!("{}: {}", event.event_type, event.data);
/// }
/// # Ok(())
/// # }
/// ```
pub struct EventSource {
    handle: Handle,
    url: String,
}

impl EventSource {
    pub(super) fn new(connection: Rc<Connection<Queue>>, state: Rc<State>, url: String) -> Self {
        connection.attach();
        connection.start();
        Self { handle: Handle { connection, state }, url }
    }

    /// The URL of the options, made absolute.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A handle with which other parts of the application close or reestablish the connection.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Whether the connection is being made, is open or is closed.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        self.handle.ready_state()
    }

    /// See [`Handle::last_event_id`].
    #[must_use]
    pub fn last_event_id(&self) -> String {
        self.handle.last_event_id()
    }

    /// See [`Handle::reconnection_time`].
    #[must_use]
    pub fn reconnection_time(&self) -> Duration {
        self.handle.reconnection_time()
    }

    /// See [`Handle::reconnect`].
    pub fn reconnect(&self) {
        self.handle.reconnect();
    }

    /// See [`Handle::close`].
    pub fn close(&self) {
        self.handle.close();
    }
}

impl fmt::Debug for EventSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ready_state = self.ready_state();
        formatter
            .debug_struct("EventSource")
            .field("url", &self.url)
            .field("ready_state", &ready_state)
            .finish_non_exhaustive()
    }
}

impl Drop for EventSource {
    fn drop(&mut self) {
        self.handle.connection.close();
    }
}

impl Stream for EventSource {
    type Item = Result<MessageEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        let Handle { connection, state } = &self.handle;
        if state.events.borrow().is_empty() && !state.has_ended.get() {
            connection.pull();
        }
        let event = state.events.borrow_mut().pop_front();
        if let Some(event) = event {
            return Poll::Ready(Some(Ok(event)));
        }
        if state.has_ended.get() {
            return Poll::Ready(state.error.take().map(Err));
        }
        state.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }
}

impl FusedStream for EventSource {
    fn is_terminated(&self) -> bool {
        let state = &self.handle.state;
        state.has_ended.get() && state.events.borrow().is_empty() && state.error.borrow().is_none()
    }
}

/// A handle to an [`EventSource`], for example for a Stop button. It does not keep the connection open: dropping the event
/// source closes it.
///
/// ```no_run
/// # fn example() -> Result<(), eventsource_wasm::InvalidOption> {
/// use eventsource_wasm::EventSource;
///
/// let events = EventSource::builder("/events").open()?;
/// let handle = events.handle();
/// let stop = move || handle.close();
/// # stop();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Handle {
    connection: Rc<Connection<Queue>>,
    state: Rc<State>,
}

impl Handle {
    /// Whether the connection is being made, is open or is closed.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        self.connection.ready_state()
    }

    /// The last event ID. Events that the stream has not delivered yet count.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        self.connection.last_event_id()
    }

    /// The reconnection time: what the server sent last, or [`Builder::reconnection_time`](super::Builder::reconnection_time).
    #[must_use]
    pub fn reconnection_time(&self) -> Duration {
        Duration::from_secs_f64(self.connection.reconnection_time() / 1_000.0)
    }

    /// Drops the connection or the wait, and connects at once; no effect if the connection is closed.
    pub fn reconnect(&self) {
        self.connection.reconnect();
    }

    /// Closes the connection for good. The stream ends, and discards what it has not delivered.
    pub fn close(&self) {
        self.connection.close();
        self.state.close();
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Handle").field("ready_state", &self.ready_state()).finish_non_exhaustive()
    }
}
