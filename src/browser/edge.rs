//! What the browser does for the core: see edge.js.

use js_sys::{Array, JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader};

/// How JavaScript reports to a connection: what happened, the number of the attempt that waits for it, and a value.
pub(super) type Report = Closure<dyn Fn(u32, u32, JsValue)>;

/// What happened: `edge.js` says it of promises and of the page, `js/receive.js` for the receiver.
pub(super) mod report {
    pub(crate) const FULFILLED: u32 = 0;
    pub(crate) const REJECTED: u32 = 1;

    pub(crate) const OPEN: u32 = 2;
    pub(crate) const RESUME: u32 = 3;
    pub(crate) const RESET: u32 = 4;
    pub(crate) const STOP: u32 = 5;
    pub(crate) const CLOSE: u32 = 6;

    pub(crate) const VIOLATION: u32 = 7;
    pub(crate) const ONLINE: u32 = 8;
    pub(crate) const LEAVING: u32 = 9;
    pub(crate) const FROZEN: u32 = 10;
    pub(crate) const RESUMED: u32 = 11;
    // Any other is a change of the page's visibility.
}

#[wasm_bindgen]
extern "C" {
    /// The options of the page, checked already.
    #[derive(Clone)]
    pub type Init;
    /// Of a stream to read instead of fetching one.
    #[wasm_bindgen(method, getter)]
    pub(super) fn reader(this: &Init) -> Option<ReadableStreamDefaultReader>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn fetch(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = lastEventIdParam)]
    pub(super) fn last_event_id_param(this: &Init) -> Option<JsString>;

    /// What the page gives for one attempt.
    pub(super) type Given;
    #[wasm_bindgen(method, getter)]
    pub(super) fn headers(this: &Given) -> Headers;

    pub(super) type Headers;
    #[wasm_bindgen(method)]
    pub(super) fn has(this: &Headers, name: &str) -> bool;
    #[wasm_bindgen(method)]
    pub(super) fn set(this: &Headers, name: &str, value: &JsString);

    /// `Response`, or what the page's own `fetch` gives as one.
    pub(super) type Response;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Response) -> u16;

    /// `String`, with a method that takes another one as it is.
    #[wasm_bindgen(extends = JsString)]
    pub(super) type Text;
    #[wasm_bindgen(method, js_name = startsWith)]
    pub(super) fn starts_with(this: &Text, start: &JsString) -> bool;

    /// A function that ends the listening to the page.
    pub(super) type Watch;
    #[wasm_bindgen(method, js_name = call)]
    pub(super) fn end(this: &Watch);

    #[wasm_bindgen(js_name = encodeURIComponent)]
    pub(super) fn encode_uri_component(text: &JsString) -> JsString;
    #[wasm_bindgen(js_namespace = Date, js_name = parse)]
    pub(super) fn parse_date(text: &JsString) -> f64;
    #[wasm_bindgen(js_namespace = Math)]
    pub(super) fn random() -> f64;
}

#[wasm_bindgen(module = "/src/browser/edge.js")]
extern "C" {
    pub(super) fn watch(report: &JsValue) -> Option<Watch>;
    #[wasm_bindgen(js_name = isPage)]
    pub(super) fn is_page() -> bool;
    #[wasm_bindgen(js_name = isHidden)]
    pub(super) fn is_hidden() -> bool;

    pub(super) fn settle(promise: &Promise, report: &JsValue, attempt: u32);
    pub(super) fn later(delay: f64) -> Promise;
    pub(super) fn turn() -> Promise;

    pub(super) fn controller() -> AbortController;
    pub(super) fn ask(init: &Init, url: &JsString, attempt: u32, last_event_id: &JsString) -> Promise;
    #[wasm_bindgen(js_name = isGiven)]
    pub(super) fn is_given(init: &Init) -> bool;
    pub(super) fn request(init: &Init, url: &JsString, given: &Given, signal: &AbortSignal) -> Promise;
    pub(super) fn probe(url: &JsString, signal: &AbortSignal) -> Promise;

    #[wasm_bindgen(js_name = isRetried, catch)]
    pub(super) fn is_retried(init: &Init, response: &Response) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = urlOf)]
    pub(super) fn url_of(response: &Response, url: &JsString) -> JsString;
    pub(super) fn header(response: &Response, name: &str) -> JsString;
    #[wasm_bindgen(js_name = readerOf, catch)]
    pub(super) fn reader_of(response: &Response) -> Result<Option<ReadableStreamDefaultReader>, JsValue>;
    pub(super) fn read(reader: &ReadableStreamDefaultReader, report: &JsValue, attempt: u32);
    pub(super) fn cancel(reader: &ReadableStreamDefaultReader);
    #[wasm_bindgen(js_name = cancelBody)]
    pub(super) fn cancel_body(late: &JsValue);

    pub(super) fn utf8(text: &JsString) -> Uint8Array;
    #[wasm_bindgen(js_name = byteString)]
    pub(super) fn byte_string(text: &JsString) -> JsString;
    #[wasm_bindgen(js_name = isSameOrigin)]
    pub(super) fn is_same_origin(url: &JsString, other: &JsString) -> bool;
    #[wasm_bindgen(js_name = takeCredentials)]
    pub(super) fn take_credentials(url: &JsString) -> Array;
}
