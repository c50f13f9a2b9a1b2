//! What the npm package's JavaScript calls, and what it is called with.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Receiver};
use super::edge::{Context, utf8};
use crate::protocol::backoff::Backoff;
use crate::protocol::event_source::Options;
use crate::protocol::event_stream::{Event, EventStream, Sink};
use crate::protocol::failure::Failure;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript object that dispatches the events.
    pub type Target;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Context, name: &str) -> f64;
    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &Context) -> JsString;

    #[wasm_bindgen(method)]
    fn open(this: &Target, context: &Context);
    #[wasm_bindgen(method)]
    fn events(this: &Target, batch: &[u8], reconnection_time: f64) -> bool;
    #[wasm_bindgen(method)]
    fn error(this: &Target, reason: &str, message: &str, delay: f64, context: &Context);
    #[wasm_bindgen(method)]
    fn pause(this: &Target);
    #[wasm_bindgen(method)]
    fn gone(this: &Target);
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

    fn open(&self, context: &Context) {
        self.open(context);
    }

    fn events(&self, batch: Batch, reconnection_time: f64) -> bool {
        self.events(&batch.0, reconnection_time)
    }

    fn error(&self, failure: Failure, context: &Context) {
        let delay = failure.delay.map_or(-1.0, |delay| delay as f64);
        self.error(failure.reason.as_str(), failure.reason.message(), delay, context);
    }

    fn pause(&self) {
        self.pause();
    }

    fn gone(&self) {
        self.gone();
    }
}

/// A connection that has yet to be opened, with these options as js/options.js checked them. Numbers beyond a type's range
/// become its largest.
///
/// The context's `report` then tells it what to do: see [`report`](super::edge::report).
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "borrowed values need more glue")]
#[allow(unreachable_pub, reason = "what JavaScript calls has to be public")]
pub fn connect(target: Target, url: JsString, context: Context) {
    let mut stream = EventStream::new(context.number("initial") as u64);
    stream.set_last_event_id(&utf8(&context.last_event_id()).to_vec());
    let options = Options {
        backoff: Backoff {
            factor: context.number("factor"),
            max: context.number("max"),
            jitter: context.number("jitter"),
            retries: context.number("retries") as u32,
        },
        max_event_size: context.number("maxEventSize") as usize,
        idle_timeout: context.number("idleTimeout"),
        pause_when_hidden: context.number("pauseWhenHidden") != 0.0,
        reconnects: context.reader().is_none(),
    };
    Connection::new(target, &url, context, stream, options);
}
