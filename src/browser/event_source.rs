//! An event source for Rust applications: a stream of events.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{self, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;
use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::connection::{Connection, Delegate};
use super::host::{self, Context};
use crate::protocol::event_source::ReadyState;
use crate::protocol::event_stream::{Event, EventStream, Sink};
use crate::protocol::failure::{Failure, Reason};
use crate::protocol::options::Options;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter, js_name = responseURL)]
    fn response_url(this: &Context) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Context) -> u16;
    #[wasm_bindgen(method, getter)]
    fn cause(this: &Context) -> JsValue;
}

/// An event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Why a connection was lost or could not be made, and what follows.
#[derive(Clone, Debug)]
pub struct Error {
    /// What went wrong.
    pub reason: Reason,
    /// Whether the connection was open.
    pub was_open: bool,
    /// The status of the invalid response.
    pub status: Option<u16>,
    /// What was thrown, where something was.
    pub cause: Option<JsValue>,
    /// The time until the next attempt; none if there will be none.
    pub delay: Option<Duration>,
    note: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason.message(self.was_open))?;
        if let (Reason::Status, Some(status)) = (self.reason, self.status) {
            write!(formatter, " {status}")?;
        }
        formatter.write_str(self.note)?;
        match self.delay {
            Some(delay) => write!(formatter, "; reconnecting in {} ms", delay.as_millis()),
            None => formatter.write_str("; the connection is closed"),
        }
    }
}

impl std::error::Error for Error {}

pub(super) type OnError = Rc<dyn Fn(&Error)>;

/// A connection to a server that sends events, made again whenever it is lost: a [`Stream`] of [`MessageEvent`].
///
/// The stream ends after an [`Error`] that no attempt follows, or with [`EventSource::close`]; dropping it closes the
/// connection. The response's body is read no faster than events are taken.
///
/// ```
/// # #[cfg(target_arch = "wasm32")]
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
    connection: Rc<Connection<Queue>>,
    state: Rc<State>,
    url: String,
}

impl EventSource {
    pub(super) fn connect(
        url: String,
        context: Context,
        stream: EventStream,
        options: Options,
        on_error: Option<OnError>,
    ) -> Self {
        let state = Rc::new(State::default());
        let queue = Queue { state: Rc::clone(&state), on_error };
        let connection = Connection::new(queue, context, stream, options);
        connection.attach();
        connection.open();
        Self { connection, state, url }
    }

    /// The URL, resolved.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the connection is being made, is open or is closed.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        self.connection.ready_state()
    }

    /// The reconnection time: what the server sent last, or [`Builder::reconnection_time`].
    #[must_use]
    pub fn reconnection_time(&self) -> Duration {
        Duration::from_secs_f64(self.connection.reconnection_time() / 1_000.0)
    }

    /// Closes the connection for good; the stream ends, whatever was already received.
    pub fn close(&self) {
        self.connection.close();
        self.state.end(None);
    }
}

impl Drop for EventSource {
    fn drop(&mut self) {
        self.connection.close();
    }
}

impl Stream for EventSource {
    type Item = Result<MessageEvent, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        let state = &self.state;
        if state.events.borrow().is_empty() && !state.has_ended.get() {
            self.connection.resume();
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

/// What the connection has received and the stream has not delivered.
#[derive(Default)]
struct State {
    events: RefCell<VecDeque<MessageEvent>>,
    error: RefCell<Option<Error>>,
    has_ended: Cell<bool>,
    waker: RefCell<Option<Waker>>,
    origin: RefCell<Arc<str>>,
}

impl State {
    fn end(&self, error: Option<Error>) {
        if error.is_none() {
            self.events.take();
        }
        self.error.replace(error);
        self.has_ended.set(true);
        self.wake();
    }

    fn wake(&self) {
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// Holds at most the events of one slice of a chunk.
pub(super) struct Queue {
    state: Rc<State>,
    on_error: Option<OnError>,
}

#[derive(Default)]
pub(super) struct Batch {
    events: Vec<MessageEvent>,
    last_event_id: Option<Arc<str>>,
}

fn decode(utf8: &[u8]) -> String {
    String::from_utf8_lossy(utf8).into_owned()
}

impl Sink for Batch {
    fn last_event_id(&mut self, id: &[u8]) {
        self.last_event_id = Some(decode(id).into());
    }

    fn event(&mut self, event: Event<'_>) {
        let last_event_id = self.last_event_id.get_or_insert_with(|| decode(event.last_event_id).into());
        self.events.push(MessageEvent {
            event_type: decode(event.event_type),
            data: decode(event.data),
            last_event_id: Arc::clone(last_event_id),
            origin: Arc::default(),
        });
    }
}

impl Delegate for Queue {
    type Batch = Batch;

    fn open(&self, context: &Context) {
        let url = context.response_url().unwrap_or_default();
        let origin = Url::new(&url).map(|url| url.origin()).unwrap_or_default();
        self.state.origin.replace(origin.into());
    }

    fn events(&self, batch: Batch, _reconnection_time: f64) -> bool {
        let should_pause = !batch.events.is_empty();
        let origin = self.state.origin.borrow().clone();
        let events = batch.events.into_iter().map(|event| MessageEvent { origin: Arc::clone(&origin), ..event });
        self.state.events.borrow_mut().extend(events);
        if should_pause {
            self.state.wake();
        }
        should_pause
    }

    fn error(&self, failure: Failure, context: &Context) {
        let (status, cause) = (context.status(), context.cause());
        host::discard_rejected_later(context);
        let error = Error {
            reason: failure.reason,
            was_open: failure.was_open,
            status: (status != 0).then_some(status),
            // With a status, it is the type of the response.
            cause: (status == 0 && !cause.is_undefined()).then_some(cause),
            note: failure.next.note(),
            delay: failure.next.delay().map(Duration::from_millis),
        };
        if error.delay.is_none() {
            self.state.end(Some(error));
        } else if let Some(on_error) = &self.on_error {
            on_error(&error);
        }
    }

    fn pause(&self) {}

    fn unloaded(&self) {}
}
