//! Bindings to the host: see context.js and host.js.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

/// Notifies a connection: of what (see [`notification`](super::notification)), the generation of the attempt, and a value.
pub(super) type Notify = Closure<dyn Fn(u32, u32, JsValue)>;

/// Hands a slice of the body over: the generation of the attempt and the bytes. Returns whether the next slice may follow.
pub(super) type Receive = Closure<dyn Fn(u32, Vec<u8>) -> bool>;

#[wasm_bindgen]
extern "C" {
    /// The record that JavaScript and Rust share for one connection.
    pub type Context;
    #[wasm_bindgen(method, js_name = isHidden)]
    pub(super) fn is_hidden(this: &Context) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn release(this: &Context);
    #[wasm_bindgen(method)]
    pub(super) fn abort(this: &Context);
    /// The listener for the page's events, where the global object has events.
    #[wasm_bindgen(method, getter)]
    pub(super) fn listener(this: &Context) -> Option<Function>;
    /// The directive of the page's policy that blocks the request.
    #[wasm_bindgen(method, getter)]
    pub(super) fn violation(this: &Context) -> JsValue;
    /// NaN if the first attempt has yet to begin.
    #[wasm_bindgen(method, getter, js_name = startedAt)]
    pub(super) fn started_at(this: &Context) -> f64;

    /// What `response.js` reads of a response, or the response to a probe.
    pub(super) type ResponseHead;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &ResponseHead) -> u16;

    #[wasm_bindgen(js_namespace = Math)]
    pub(super) fn random() -> f64;
}

#[wasm_bindgen(module = "/src/browser/context.js")]
extern "C" {
    pub(super) fn cancel(late: &JsValue);
}

#[wasm_bindgen(module = "/src/browser/response.js")]
extern "C" {
    /// Notifies the connection of the outcome, as `resend` does.
    #[wasm_bindgen(js_name = startAttempt)]
    pub(super) fn start_attempt(context: &Context, generation: u32, attempt: u32, last_event_id: &[u8]);
    pub(super) fn resend(context: &Context, generation: u32);
    #[wasm_bindgen(js_name = setError)]
    pub(super) fn set_error(context: &Context, cause: &JsValue);
    pub(super) fn accept(context: &Context, head: &ResponseHead);
    pub(super) fn reject(context: &Context, head: &ResponseHead);
    #[wasm_bindgen(js_name = discardRejectedLater)]
    pub(super) fn discard_rejected_later(context: &Context);
    #[wasm_bindgen(js_name = contentType)]
    pub(super) fn content_type(head: &ResponseHead) -> Uint8Array;
    #[wasm_bindgen(js_name = retryAfter)]
    pub(super) fn retry_after(head: &ResponseHead) -> Uint8Array;
    #[wasm_bindgen(js_name = msUntilRetryAfter)]
    pub(super) fn ms_until_retry_after(head: &ResponseHead) -> f64;
    #[wasm_bindgen(js_name = reconnectsOnEnd)]
    pub(super) fn reconnects_on_end(context: &Context) -> bool;
    #[wasm_bindgen(js_name = openBody, catch)]
    pub(super) fn open_body(context: &Context, head: &ResponseHead) -> Result<(), JsValue>;
    /// Calls `receive` for each slice, and notifies the connection of the end.
    #[wasm_bindgen(js_name = readBody)]
    pub(super) fn read_body(context: &Context, generation: u32);
    #[wasm_bindgen(js_name = discardChunk)]
    pub(super) fn discard_chunk(context: &Context);
}

#[wasm_bindgen(module = "/src/browser/host.js")]
extern "C" {
    /// The last event ID to start from, in UTF-8.
    #[wasm_bindgen(js_name = initialId)]
    pub fn initial_id(context: &Context) -> Uint8Array;
    pub(super) fn attach(context: &Context, notify: &JsValue, receive: &JsValue);
    #[wasm_bindgen(js_name = observeDocumentOpen)]
    pub(super) fn observe_document_open(context: &Context);
    #[wasm_bindgen(js_name = handleViolation)]
    pub(super) fn handle_violation(context: &Context, event: &JsValue);
    #[wasm_bindgen(js_name = isFetchable)]
    pub(super) fn is_fetchable(context: &Context) -> bool;
    #[wasm_bindgen(js_name = canProbe)]
    pub(super) fn can_probe(context: &Context, has_been_open: bool) -> bool;
    #[wasm_bindgen(js_name = decideRetry)]
    pub(super) fn decide_retry(context: &Context, generation: u32, reason: &str) -> f64;

    // These notify the connection when they are done.
    pub(super) fn delay(context: &Context, generation: u32, milliseconds: f64);
    #[wasm_bindgen(js_name = yieldToEventLoop)]
    pub(super) fn yield_to_event_loop(context: &Context, generation: u32);
    pub(super) fn probe(context: &Context, generation: u32, has_been_open: bool);
}
