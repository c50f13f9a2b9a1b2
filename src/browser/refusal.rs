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

use super::listener::Listener;

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
}

/// Watches whether the page's policy forbids the fetch of a URL, until it is dropped.
pub(super) struct PolicyWatch {
    is_violated: Rc<Cell<bool>>,
    _listener: Listener,
}

impl PolicyWatch {
    /// None in an environment that has no such policy, and no CORS either.
    pub(super) fn new(url: JsString) -> Option<Self> {
        let is_violated = Rc::new(Cell::new(false));
        let violated = Rc::clone(&is_violated);
        let url: Text = url.unchecked_into();
        let listener = Listener::new(&["securitypolicyviolation"], move |event| {
            let event: SecurityPolicyViolationEvent = event.unchecked_into();
            let blocked = event.blocked_uri();
            let is_enforced = event.disposition().starts_with(&"enforce".into());
            if is_enforced && blocked.length() > 0 && url.starts_with(&blocked) {
                violated.set(true);
            }
        })?;
        Some(Self { is_violated, _listener: listener })
    }

    /// In Chromium and Firefox this is known a task after the fetch has failed.
    pub(super) fn is_violated(&self) -> bool {
        self.is_violated.get()
    }
}
