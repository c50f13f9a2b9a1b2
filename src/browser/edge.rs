//! What the browser does for the core: see edge.js.

use js_sys::{Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::ReadableStreamDefaultReader;

/// How JavaScript reports to a connection: what happened, the number of the attempt that waits for it, and a value.
pub(super) type Report = Closure<dyn Fn(u32, u32, JsValue)>;

/// What happened: `edge.js` says it of promises and of the page, `js/receive.js` for the receiver.
pub(super) mod report {
    /// With something.
    pub(crate) const FULFILLED: u32 = 0;
    pub(crate) const REJECTED: u32 = 1;

    /// Fulfilled with nothing: the end of a wait, or of a body.
    pub(crate) const ENDED: u32 = 2;

    pub(crate) const OPEN: u32 = 3;
    pub(crate) const RESUME: u32 = 4;
    pub(crate) const RESET: u32 = 5;
    pub(crate) const STOP: u32 = 6;
    pub(crate) const CLOSE: u32 = 7;

    pub(crate) const VIOLATION: u32 = 8;
    pub(crate) const ONLINE: u32 = 9;
    pub(crate) const LEAVING: u32 = 10;
    pub(crate) const FROZEN: u32 = 11;
    pub(crate) const RESUMED: u32 = 12;
    pub(crate) const GONE: u32 = 14;
    // Any other is a change of the page's visibility.
}

#[wasm_bindgen]
extern "C" {
    /// What JavaScript keeps for a connection: the options of the page, checked already, and what the browser gave.
    pub type Context;
    /// Of a stream to read instead of fetching one.
    #[wasm_bindgen(method, getter)]
    pub(super) fn reader(this: &Context) -> Option<ReadableStreamDefaultReader>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn fetch(this: &Context) -> Option<Function>;

    /// What `edge.js` takes of a response, or the opaque answer to a probe.
    pub(super) type Response;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Response) -> u16;

    #[wasm_bindgen(js_namespace = Math)]
    pub(super) fn random() -> f64;
}

#[wasm_bindgen(module = "/src/browser/edge.js")]
extern "C" {
    pub(super) fn prepare(context: &Context, url: &JsString, report: &JsValue);
    pub(super) fn watch(context: &Context) -> bool;
    pub(super) fn release(context: &Context);
    #[wasm_bindgen(js_name = isPage)]
    pub(super) fn is_page() -> bool;
    #[wasm_bindgen(js_name = isHidden)]
    pub(super) fn is_hidden() -> bool;

    // These report when they are done.
    pub(super) fn later(context: &Context, attempt: u32, delay: f64);
    pub(super) fn turn(context: &Context, attempt: u32);
    pub(super) fn ask(context: &Context, attempt: u32, number: u32, last_event_id: &[u8]);
    pub(super) fn request(context: &Context, attempt: u32, given: &JsValue);
    pub(super) fn probe(context: &Context, attempt: u32);
    pub(super) fn read(context: &Context, attempt: u32);

    pub(super) fn abort(context: &Context);
    pub(super) fn cancel(late: &JsValue);

    #[wasm_bindgen(js_name = isAstray)]
    pub(super) fn is_astray(context: &Context) -> bool;
    #[wasm_bindgen(js_name = goBack)]
    pub(super) fn go_back(context: &Context);
    pub(super) fn follow(context: &Context, response: &Response);
    pub(super) fn note(context: &Context, cause: &JsValue);
    #[wasm_bindgen(js_name = isHttp)]
    pub(super) fn is_http(context: &Context) -> bool;
    #[wasm_bindgen(js_name = isBlocked)]
    pub(super) fn is_blocked(context: &Context, blocked: &JsValue) -> bool;

    #[wasm_bindgen(js_name = isRetried, catch)]
    pub(super) fn is_retried(context: &Context, response: &Response) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = untilRetry)]
    pub(super) fn until_retry(response: &Response) -> f64;
    #[wasm_bindgen(js_name = contentType)]
    pub(super) fn content_type(response: &Response) -> Uint8Array;
    #[wasm_bindgen(js_name = retryAfter)]
    pub(super) fn retry_after(response: &Response) -> Uint8Array;
    #[wasm_bindgen(js_name = openBody, catch)]
    pub(super) fn open_body(context: &Context, response: &Response) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = keepChunk)]
    pub(super) fn keep_chunk(context: &Context, chunk: &JsValue);
    #[wasm_bindgen(js_name = nextSlice)]
    pub(super) fn next_slice(context: &Context) -> Option<Uint8Array>;

    pub(super) fn utf8(text: &JsString) -> Uint8Array;
}
