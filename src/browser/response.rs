//! What a response's head says.

use js_sys::{Date, JsString};
use wasm_bindgen::prelude::*;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

use super::timer::wall_now;
use crate::protocol::response::retry_after;

#[wasm_bindgen]
extern "C" {
    /// `Response`, or what the page's own `fetch` gives as one, with a `url` that stays a JavaScript string.
    pub(super) type Response;
    #[wasm_bindgen(method, getter)]
    pub(super) fn url(this: &Response) -> JsString;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &Response) -> u16;
    #[wasm_bindgen(method, getter)]
    pub(super) fn body(this: &Response) -> Option<Body>;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Response) -> Headers;

    /// `ReadableStream`, with a method that is older than the global `ReadableStreamDefaultReader`, which Chromium has not
    /// had before 78.
    #[wasm_bindgen(extends = ReadableStream)]
    pub(super) type Body;
    #[wasm_bindgen(method, js_name = getReader, catch)]
    pub(super) fn get_reader(this: &Body) -> Result<ReadableStreamDefaultReader, JsValue>;

    type Headers;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Headers, name: &str) -> Result<Option<String>, JsValue>;
}

impl Response {
    /// The value of a header, empty if there is none.
    pub(super) fn header(&self, name: &str) -> String {
        self.headers().get(name).ok().flatten().unwrap_or_default()
    }

    /// Milliseconds that the server asks to be left alone.
    pub(super) fn retry_after(&self) -> u64 {
        retry_after(&self.header("Retry-After"), |date| Date::parse(date) - self.now())
    }

    /// The time on the server's clock if it tells, on ours if not.
    fn now(&self) -> f64 {
        let date = Date::parse(&self.header("Date"));
        if date.is_nan() { wall_now() } else { date }
    }
}
