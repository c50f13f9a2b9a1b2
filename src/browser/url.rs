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
    #[wasm_bindgen(method, getter)]
    fn username(this: &Url) -> JsString;
    #[wasm_bindgen(method, setter)]
    fn set_username(this: &Url, username: &str);
    #[wasm_bindgen(method, getter)]
    fn password(this: &Url) -> JsString;
    #[wasm_bindgen(method, setter)]
    fn set_password(this: &Url, password: &str);

    /// Makes a byte, as a character, of each `%XX`.
    fn unescape(text: &JsString) -> JsString;
    fn btoa(bytes: &JsString) -> JsString;

    /// What a worker has instead of a document, or the error that there is none.
    #[wasm_bindgen(js_namespace = location, js_name = toString, catch)]
    fn location() -> Result<JsString, JsValue>;
}

impl Url {
    /// Takes away a user name and a password, which `fetch` refuses in a URL, and gives the `Authorization` that says the same.
    pub(super) fn take_credentials(&self) -> Option<JsString> {
        let (username, password) = (self.username(), self.password());
        if username.length() + password.length() == 0 {
            return None;
        }
        self.set_username("");
        self.set_password("");
        let pair = unescape(&username).concat(&":".into()).concat(&unescape(&password));
        Some(JsString::from("Basic ").concat(&btoa(&pair)))
    }

    /// Parses a URL that may be relative to the page. None if that fails.
    pub(super) fn resolve(url: &str) -> Option<Self> {
        let base = document().map(|document| document.base_uri()).or_else(|_| location()).unwrap_or_default();
        // Chromium lets a space into the host, as %20.
        Url::with_base(url, &base).ok().filter(|url| !url.host().contains('%'))
    }
}
