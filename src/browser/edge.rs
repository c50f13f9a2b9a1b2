//! What the browser does for the core: see edge.js.

use js_sys::{Function, JsString, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, ReadableStreamDefaultReader};

/// How JavaScript reports to a connection: what happened, the number of the attempt that waits for it, and a value.
pub(super) type Report = Closure<dyn Fn(u32, u32, JsValue)>;

/// What happened: `edge.js` says it of promises and of the page, `js/receive.js` for the receiver.
pub(super) mod report {
    pub(crate) const FULFILLED: u32 = 0;
    pub(crate) const REJECTED: u32 = 1;

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
    pub(super) fn fetch(this: &Init) -> Option<Function>;

    /// `Response`, or what the page's own `fetch` gives as one.
    pub(super) type Response;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Response) -> u16;

    /// A function that ends the listening to the page.
    pub(super) type Watch;
    #[wasm_bindgen(method, js_name = call)]
    pub(super) fn end(this: &Watch);

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

    pub(super) fn later(report: &JsValue, attempt: u32, delay: f64);
    pub(super) fn turn(report: &JsValue, attempt: u32);
    pub(super) fn ask(report: &JsValue, attempt: u32, init: &Init, url: &JsString, number: u32, last_event_id: &[u8]);
    pub(super) fn request(
        report: &JsValue,
        attempt: u32,
        init: &Init,
        url: &JsString,
        given: &JsValue,
        controller: &AbortController,
    );
    pub(super) fn probe(report: &JsValue, attempt: u32, url: &JsString, controller: &AbortController);
    pub(super) fn read(report: &JsValue, attempt: u32, reader: &ReadableStreamDefaultReader);

    pub(super) fn controller() -> AbortController;
    #[wasm_bindgen(js_name = isGiven)]
    pub(super) fn is_given(init: &Init) -> bool;
    #[wasm_bindgen(js_name = isRetried, catch)]
    pub(super) fn is_retried(init: &Init, response: &Response) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = urlOf)]
    pub(super) fn url_of(response: &Response, url: &JsString) -> JsString;
    pub(super) fn header(response: &Response, name: &str) -> JsString;
    #[wasm_bindgen(js_name = readerOf, catch)]
    pub(super) fn reader_of(response: &Response) -> Result<Option<ReadableStreamDefaultReader>, JsValue>;
    pub(super) fn slice(chunk: &Uint8Array, from: u32) -> Uint8Array;
    pub(super) fn cancel(source: &JsValue);

    pub(super) fn utf8(text: &JsString) -> Uint8Array;
    #[wasm_bindgen(js_name = startsWith)]
    pub(super) fn starts_with(text: &JsString, start: &JsString) -> bool;
    #[wasm_bindgen(js_name = isSameOrigin)]
    pub(super) fn is_same_origin(url: &JsString, other: &JsString) -> bool;
    #[wasm_bindgen(js_name = takeCredentials)]
    pub(super) fn take_credentials(url: &JsString, init: &Init) -> JsString;
}
