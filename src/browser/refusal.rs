//! Telling a refusal from a failure: `fetch` says the same of a server that is down, of one that does not allow this page
//! to read its answer (CORS), and of a page whose Content Security Policy forbids the request.
//!
//! A refusal fails the connection, anything else is tried again; so what looks like a refusal is tried twice.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCache, RequestInit, RequestMode};

use super::request::global_fetch;

const VIOLATION: &str = "securitypolicyviolation";

#[wasm_bindgen]
extern "C" {
    type SecurityPolicyViolationEvent;
    #[wasm_bindgen(method, getter, js_name = blockedURI)]
    fn blocked_uri(this: &SecurityPolicyViolationEvent) -> JsString;
    #[wasm_bindgen(method, getter)]
    fn disposition(this: &SecurityPolicyViolationEvent) -> JsString;

    #[wasm_bindgen(js_name = addEventListener, catch)]
    fn add_event_listener(event_type: &str, listener: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = removeEventListener)]
    fn remove_event_listener(event_type: &str, listener: &JsValue);
}

/// Watches whether the page's policy forbids the fetch of a URL, until it is dropped.
pub(super) struct PolicyWatch {
    is_violated: Rc<Cell<bool>>,
    listener: Closure<dyn FnMut(SecurityPolicyViolationEvent)>,
}

impl PolicyWatch {
    /// None in an environment that has no such policy, and no CORS either.
    pub(super) fn new(url: JsString) -> Option<Self> {
        let is_violated = Rc::new(Cell::new(false));
        let violated = Rc::clone(&is_violated);
        let listener = Closure::new(move |event: SecurityPolicyViolationEvent| {
            let blocked = event.blocked_uri();
            if event.disposition() == "enforce" && blocked.length() > 0 && url.starts_with(&String::from(blocked), 0) {
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

/// Asks for a resource and for nothing that needs permission. If the answer cannot be read, it is another origin's, and that
/// origin's server is up. Not with HEAD: servers that stream often never answer it.
pub(super) fn probe(url: &JsString, signal: Option<&AbortSignal>) -> Result<Promise, JsValue> {
    let request = RequestInit::new();
    request.set_mode(RequestMode::NoCors);
    request.set_cache(RequestCache::NoStore);
    request.set_signal(signal);
    global_fetch(url, &request)
}
