//! What the npm package's JavaScript calls, and what it is called with.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Receiver};
use super::edge::{Init, utf8};
use crate::protocol::backoff::Backoff;
use crate::protocol::event_source::Options;
use crate::protocol::event_stream::{Event, EventStream, Sink};
use crate::protocol::failure::Failure;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript object that dispatches the events.
    pub type Target;

    #[wasm_bindgen(method)]
    fn open(this: &Target, url: &JsString);
    #[wasm_bindgen(method)]
    fn events(this: &Target, batch: &[u8]) -> JsValue;
    #[wasm_bindgen(method)]
    fn error(this: &Target, reason: &str, message: &str, delay: f64, status: u16, cause: &JsValue);
    #[wasm_bindgen(method)]
    fn pause(this: &Target);
    #[wasm_bindgen(method)]
    fn decode(this: &Target, utf8: &[u8]) -> JsString;
}

/// Events on their way to JavaScript, in a form that it decodes at once and splits at CR, which no field can hold.
///
/// An event is `type CR data CR`, with nothing for the type `message`; a new last event ID is `LF id CR`, and no type
/// begins with LF.
#[derive(Default)]
pub(crate) struct Batch(Vec<u8>);

impl Sink for Batch {
    fn last_event_id(&mut self, id: &[u8]) {
        self.0.push(b'\n');
        self.0.extend_from_slice(id);
        self.0.push(b'\r');
    }

    fn event(&mut self, event: Event<'_>) {
        if event.event_type != b"message" {
            self.0.extend_from_slice(event.event_type);
        }
        self.0.push(b'\r');
        self.0.extend_from_slice(event.data);
        self.0.push(b'\r');
    }
}

impl Receiver for Target {
    type Batch = Batch;

    fn open(&self, url: &JsString) {
        self.open(url);
    }

    fn events(&self, batch: Batch) -> bool {
        !batch.0.is_empty() && self.events(&batch.0).is_truthy()
    }

    fn error(&self, failure: Failure, status: u16, cause: &JsValue) {
        let delay = failure.delay.map_or(-1.0, |delay| delay as f64);
        self.error(failure.reason.as_str(), failure.reason.message(), delay, status, cause);
    }

    fn pause(&self) {
        self.pause();
    }

    fn decode(&self, utf8: &[u8]) -> JsString {
        self.decode(utf8)
    }
}

/// The connection of one event source.
#[wasm_bindgen(js_name = Connection)]
pub struct JsConnection(RefCell<Option<Rc<Connection<Target>>>>);

#[wasm_bindgen(js_class = Connection)]
impl JsConnection {
    /// A connection that has yet to be opened. Numbers beyond a type's range become its largest.
    #[wasm_bindgen(constructor)]
    #[must_use]
    #[allow(clippy::too_many_arguments, reason = "each of them named is smaller than the options read one by one")]
    pub fn new(
        target: Target,
        url: &JsString,
        init: Init,
        last_event_id: &JsString,
        initial: f64,
        factor: f64,
        max: f64,
        jitter: f64,
        retries: f64,
        max_event_size: f64,
        idle_timeout: f64,
        pause_when_hidden: bool,
    ) -> Self {
        let mut stream = EventStream::new(initial as u64);
        stream.set_last_event_id(&utf8(last_event_id));
        let options = Options {
            backoff: Backoff { factor, max, jitter, retries: retries as u32 },
            max_event_size: max_event_size as usize,
            idle_timeout,
            pause_when_hidden,
            reconnects: init.reader().is_none(),
        };
        Self(RefCell::new(Some(Connection::new(target, url, init, stream, options))))
    }

    /// Begins to connect.
    pub fn open(&self) {
        self.with(Connection::open);
    }

    /// The page stopped loading.
    pub fn stop(&self) {
        self.with(Connection::stop);
    }

    /// Whoever said that it has enough wants more.
    pub fn resume(&self) {
        self.with(Connection::resume);
    }

    /// Drops whatever has arrived and was not dispatched.
    pub fn reset(&self) {
        self.with(|connection| connection.reset());
    }

    /// In milliseconds; 0 when it is closed.
    #[wasm_bindgen(js_name = reconnectionTime)]
    #[must_use]
    pub fn reconnection_time(&self) -> f64 {
        self.0.borrow().as_ref().map_or(0.0, |connection| connection.reconnection_time())
    }

    /// Closes the connection for good and frees what it holds, without waiting for the garbage collector.
    pub fn close(&self) {
        if let Some(connection) = self.0.take() {
            connection.close();
        }
    }

    /// No borrow is held while the page's functions run: they may close the connection.
    fn with(&self, call: fn(&Rc<Connection<Target>>)) {
        let connection = self.0.borrow().clone();
        if let Some(connection) = connection {
            call(&connection);
        }
    }
}
