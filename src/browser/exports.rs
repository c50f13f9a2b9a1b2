//! What the npm package's JavaScript calls, and what it is called with.

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
    fn events(this: &Target, batch: &[u8], reconnection_time: f64) -> bool;
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
        self.0.extend_from_slice(b"\n");
        self.0.extend_from_slice(id);
        self.0.extend_from_slice(b"\r");
    }

    fn event(&mut self, event: Event<'_>) {
        if event.event_type != b"message" {
            self.0.extend_from_slice(event.event_type);
        }
        self.0.extend_from_slice(b"\r");
        self.0.extend_from_slice(event.data);
        self.0.extend_from_slice(b"\r");
    }
}

impl Receiver for Target {
    type Batch = Batch;

    fn open(&self, url: &JsString) {
        self.open(url);
    }

    fn events(&self, batch: Batch, reconnection_time: f64) -> bool {
        self.events(&batch.0, reconnection_time)
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

/// A connection that has yet to be opened. Numbers beyond a type's range become its largest.
///
/// Returns the function by which it is told what to do: see [`report`](super::edge::report).
#[wasm_bindgen]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "borrowed values need more glue")]
#[allow(clippy::too_many_arguments, reason = "each by its name is smaller than options read one by one")]
#[allow(unreachable_pub, reason = "what JavaScript calls has to be public")]
pub fn connect(
    target: Target,
    url: JsString,
    init: Init,
    last_event_id: JsString,
    initial: f64,
    factor: f64,
    max: f64,
    jitter: f64,
    retries: f64,
    max_event_size: f64,
    idle_timeout: f64,
    pause_when_hidden: bool,
) -> JsValue {
    let mut stream = EventStream::new(initial as u64);
    stream.set_last_event_id(&utf8(&last_event_id).to_vec());
    let options = Options {
        backoff: Backoff { factor, max, jitter, retries: retries as u32 },
        max_event_size: max_event_size as usize,
        idle_timeout,
        pause_when_hidden,
        reconnects: init.reader().is_none(),
    };
    Connection::new(target, &url, init, stream, options).report()
}
