//! What happens to the page: hidden or shown, left or back, online again.

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::listener::Listener;
use crate::protocol::event_source::PageEvent;

#[wasm_bindgen]
extern "C" {
    type Event;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn event_type(this: &Event) -> String;

    pub(super) type Document;
    #[wasm_bindgen(method, getter)]
    fn hidden(this: &Document) -> bool;
    #[wasm_bindgen(method, getter, js_name = baseURI)]
    pub(super) fn base_uri(this: &Document) -> JsString;
    /// The document itself, or the error that there is none.
    #[wasm_bindgen(js_namespace = document, js_name = valueOf, catch)]
    pub(super) fn document() -> Result<Document, JsValue>;
}

/// Whether there is a page that nobody sees.
pub(super) fn visibility() -> PageEvent {
    if document().is_ok_and(|document| document.hidden()) { PageEvent::Hidden } else { PageEvent::Shown }
}

/// Listens to what happens to the page, or to what a worker learns of it.
pub(super) fn watch(happened: impl Fn(PageEvent) + 'static) -> Option<Listener> {
    // The last is for a page that was frozen without having been left.
    let types = &["online", "beforeunload", "pagehide", "pageshow", "visibilitychange", "resume"];
    Listener::new(types, move |event| {
        let event: Event = event.unchecked_into();
        happened(match &*event.event_type() {
            "online" => PageEvent::Online,
            "beforeunload" => PageEvent::Leaving,
            "pagehide" => PageEvent::Frozen,
            "pageshow" => PageEvent::Resumed,
            _ => visibility(),
        });
    })
}
