//! The module of the npm package: what its JavaScript calls, and what it is called with.

#![cfg(target_arch = "wasm32")]

use eventsource_wasm::bindings::{Connection, Context, Delegate, initial_id};
use eventsource_wasm::protocol::backoff::{Backoff, whole};
use eventsource_wasm::protocol::event_stream::{Event, Parser, Sink};
use eventsource_wasm::protocol::failure::Failure;
use eventsource_wasm::protocol::options::Options;
use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

mod allocator;
#[cfg(test)]
mod tests;

#[wasm_bindgen]
extern "C" {
    /// The JavaScript object that dispatches the events: js/connection.js.
    pub type Target;

    /// What js/options.js has stored in a context.
    type Settings;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn number(this: &Settings, name: &str) -> f64;
    #[wasm_bindgen(method, getter, js_name = retryOn)]
    fn retry_on(this: &Settings) -> Option<Function>;
    #[wasm_bindgen(method, getter)]
    fn reader(this: &Settings) -> Option<Object>;

    #[wasm_bindgen(method)]
    fn open(this: &Target, context: &Context);
    #[wasm_bindgen(method)]
    fn events(this: &Target, batch: &[u8], reconnection_time: f64) -> bool;
    #[wasm_bindgen(method)]
    fn error(this: &Target, reason: &str, message: &str, note: &str, delay: f64, context: &Context);
    #[wasm_bindgen(method)]
    fn connecting(this: &Target);
    #[wasm_bindgen(method)]
    fn unloaded(this: &Target);
}

/// Events on their way to JavaScript, which decodes a batch at once and splits it at CR: no field can contain CR.
///
/// An event is `type CR data CR`, with nothing for the type `message`; a new last event ID is `LF id CR`, and no type
/// begins with LF.
#[derive(Default)]
pub struct Batch(Vec<u8>);

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

/// The reverse of [`whole`]: what is the largest in Rust was beyond its range.
fn number(milliseconds: f64) -> f64 {
    if milliseconds >= u64::MAX as f64 { f64::INFINITY } else { milliseconds }
}

impl Delegate for Target {
    type Batch = Batch;

    fn open(&self, context: &Context) {
        self.open(context);
    }

    fn events(&self, batch: Batch, reconnection_time: f64) -> bool {
        self.events(&batch.0, number(reconnection_time))
    }

    fn error(&self, failure: Failure, context: &Context) {
        let Failure { reason, was_open, next } = failure;
        let delay = next.delay().map_or(-1.0, |delay| number(delay as f64));
        self.error(reason.as_str(), reason.message(was_open), next.note(), delay, context);
    }

    fn connecting(&self) {
        self.connecting();
    }

    fn unloaded(&self) {
        self.unloaded();
    }
}

/// Creates the connection of a context, whose options js/options.js checked; numbers beyond a type's range become its
/// largest. The context's `notify` then commands it: see src/browser/notification.rs.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "borrowed values need more glue")]
pub fn connect(target: Target, context: Context) {
    let settings: &Settings = context.unchecked_ref();
    let integer = |name| u32::try_from(whole(settings.number(name))).unwrap_or(u32::MAX);
    let initial = whole(settings.number("initial"));
    let mut stream = Parser::new(initial);
    stream.set_last_event_id(&initial_id(&context).to_vec());
    let options = Options {
        backoff: Backoff {
            factor: settings.number("factor"),
            max: settings.number("max"),
            jitter: settings.number("jitter"),
            retries: integer("retries"),
            initial,
        },
        max_event_size: integer("maxEventSize") as usize,
        idle_timeout: settings.number("idleTimeout"),
        pause_when_hidden: settings.number("pauseWhenHidden") != 0.0,
        decides_retry: settings.retry_on().is_some(),
        is_fetched: settings.reader().is_none(),
    };
    Connection::new(target, context, stream, options).attach();
}
