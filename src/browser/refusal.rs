//! Telling a refusal from a failure: `fetch` says the same of a server that is down, of one that does not allow this page
//! to read its answer (CORS), and of a page whose Content Security Policy forbids the request.
//!
//! A refusal fails the connection, anything else is tried again. If the same resource answers to a request that asks for
//! no permission, and with something that cannot be read, another origin's server is up; and what looks like a refusal then
//! is tried once more.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

const VIOLATION: &str = "securitypolicyviolation";

#[wasm_bindgen]
extern "C" {
    type SecurityPolicyViolationEvent;
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    fn blocked_uri(this: &SecurityPolicyViolationEvent) -> JsString;
    #[wasm_bindgen(method, getter)]
    fn disposition(this: &SecurityPolicyViolationEvent) -> Text;

    /// `String`, with a method that takes another one as it is.
    type Text;
    #[wasm_bindgen(method, js_name = startsWith)]
    fn starts_with(this: &Text, start: &JsString) -> bool;

    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event_type: &str, listener: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = removeEventListener)]
    fn remove_event_listener(event_type: &str, listener: &JsValue);
}

/// Watches whether the page's policy forbids the fetch of a URL, until it is dropped.
pub(super) struct PolicyWatch {
    is_violated: Rc<Cell<bool>>,
    listener: Closure<dyn FnMut(JsValue)>,
}

impl PolicyWatch {
    /// None in an environment that has no such policy, and no CORS either.
    pub(super) fn new(url: JsString) -> Option<Self> {
        let is_violated = Rc::new(Cell::new(false));
        let violated = Rc::clone(&is_violated);
        let url: Text = url.unchecked_into();
        let listener = Closure::new(move |event: JsValue| {
            let event: SecurityPolicyViolationEvent = event.unchecked_into();
            let blocked = event.blocked_uri();
            let is_enforced = event.disposition().starts_with(&"enforce".into());
            if is_enforced && blocked.length() > 0 && url.starts_with(&blocked) {
                violated.set(true);
            }
        });
        add_event_listener(VIOLATION, listener.as_ref()).ok()?;
        Some(Self { is_violated, listener })
    }

    /// In Chromium and Firefox this is known a task after the fetch has failed.
    pub(super) fn is_violated(&self) -> bool {
        self.is_violated.get()
    }
}

impl Drop for PolicyWatch {
    fn drop(&mut self) {
        remove_event_listener(VIOLATION, self.listener.as_ref());
    }
}
