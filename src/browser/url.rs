//! URLs, parsed by the browser.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::page::document;

#[wasm_bindgen]
extern "C" {
    pub(super) type Url;
    #[wasm_bindgen(constructor, js_class = URL)]
    pub(super) fn new(url: &JsString) -> Url;
    #[wasm_bindgen(constructor, js_class = URL, catch)]
    fn with_base(url: &str, base: &JsString) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn origin(this: &Url) -> JsString;
    #[wasm_bindgen(method, getter)]
    pub(super) fn href(this: &Url) -> JsString;
    #[wasm_bindgen(method, getter)]
    fn host(this: &Url) -> String;

    /// What a worker has instead of a document, or the error that there is none.
    #[wasm_bindgen(js_namespace = location, js_name = toString, catch)]
    fn location() -> Result<JsString, JsValue>;
}

impl Url {
    /// Parses a URL that may be relative to the page. None if that fails.
    pub(super) fn resolve(url: &str) -> Option<Self> {
        let base = document().map(|document| document.base_uri()).or_else(|_| location()).unwrap_or_default();
        // Chromium lets a space into the host, as %20.
        Url::with_base(url, &base).ok().filter(|url| !url.host().contains('%'))
    }
}
