//! What the npm package's JavaScript calls, and what it is called with.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Delegate};
use super::host::Context;
use crate::protocol::backoff::Backoff;
use crate::protocol::event_stream::{Event, EventStream, Sink};
use crate::protocol::failure::Failure;
use crate::protocol::options::Options;

#[wasm_bindgen(module = "/src/browser/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = initialId)]
    fn initial_id(context: &Context) -> Uint8Array;
}

#[wasm_bindgen]
extern "C" {
    /// The JavaScript object that dispatches the events: js/connection.js.
    pub type Target;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Context, name: &str) -> f64;

    #[wasm_bindgen(method)]
    fn open(this: &Target, context: &Context);
    #[wasm_bindgen(method)]
    fn events(this: &Target, batch: &[u8], reconnection_time: f64) -> bool;
    #[wasm_bindgen(method)]
    fn error(this: &Target, reason: &str, message: &str, note: &str, delay: f64, context: &Context);
    #[wasm_bindgen(method)]
    fn pause(this: &Target);
    #[wasm_bindgen(method)]
    fn unloaded(this: &Target);
}

/// Events on their way to JavaScript, which decodes a batch at once and splits it at CR: no field can contain CR.
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

impl Delegate for Target {
    type Batch = Batch;

    fn open(&self, context: &Context) {
        self.open(context);
    }

    fn events(&self, batch: Batch, reconnection_time: f64) -> bool {
        self.events(&batch.0, reconnection_time)
    }

    fn error(&self, failure: Failure, context: &Context) {
        let Failure { reason, was_open, next } = failure;
        let delay = next.delay().map_or(-1.0, |delay| delay as f64);
        self.error(reason.as_str(), reason.message(was_open), next.note(), delay, context);
    }

    fn pause(&self) {
        self.pause();
    }

    fn unloaded(&self) {
        self.unloaded();
    }
}

/// Creates the connection of a context, whose options js/options.js checked; numbers beyond a type's range become its
/// largest. The context's `notify` then commands it: see [`notification`](super::notification).
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "borrowed values need more glue")]
#[allow(unreachable_pub, reason = "what JavaScript calls has to be public")]
pub fn connect(target: Target, context: Context) {
    let initial = context.number("initial") as u64;
    let mut stream = EventStream::new(initial);
    stream.set_last_event_id(&initial_id(&context).to_vec());
    let options = Options {
        backoff: Backoff {
            factor: context.number("factor"),
            max: context.number("max"),
            jitter: context.number("jitter"),
            retries: context.number("retries") as u32,
            initial,
        },
        max_event_size: context.number("maxEventSize") as usize,
        idle_timeout: context.number("idleTimeout"),
        pause_when_hidden: context.number("pauseWhenHidden") != 0.0,
        decides_retry: context.retry_on().is_some(),
        is_fetched: context.reader().is_none(),
    };
    Connection::new(target, context, stream, options).attach();
}
