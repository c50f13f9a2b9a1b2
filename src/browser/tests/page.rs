//! The page's lifecycle, as context.js reports it. tests/lifecycle tests that browsers fire these events.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::{Resource, evaluate};
use super::source::Source;
use crate::browser::notification;

fn dispatch(event_type: &str) {
    evaluate(&format!("dispatchEvent(new Event('{event_type}'))"));
}

/// Overrides `document.hidden` until `restore_visibility`.
fn set_hidden(is_hidden: bool) {
    evaluate(&format!("Object.defineProperty(document, 'hidden', {{ value: {is_hidden}, configurable: true }})"));
    dispatch("visibilitychange");
}

fn restore_visibility() {
    evaluate("delete document.hidden");
}

const NUMBERS: &str = r"[{ body: [{ text: 'id: 1\ndata: x\n\n' }] }, { body: [{ text: 'id: 2\ndata: x\n\n' }] }]";

#[wasm_bindgen_test]
async fn a_suspended_page_resumes_without_an_error_and_without_a_wait() {
    let resource = Resource::script(NUMBERS).await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    source.notify(notification::SUSPENDED);
    resource.closed(1).await;
    assert_eq!(resource.log().await.requests(), 1);
    source.notify(notification::RESUMED);
    assert_eq!(source.first(5).await, ["open", "message x #1", "connecting", "open", "message x #2"]);
    let log = resource.log().await;
    assert_eq!(log.header("last-event-id"), ["-", "1"]);
    assert_eq!(clock.waits(), "[]");
}

#[wasm_bindgen_test]
async fn with_pause_when_hidden_there_is_no_connection_while_the_page_is_hidden() {
    let resource = Resource::script(NUMBERS).await;
    let source = Source::open(&resource, "{ pauseWhenHidden: true }");
    source.first(2).await;
    for _ in 0..3 {
        set_hidden(true);
    }
    resource.closed(1).await;
    for _ in 0..3 {
        set_hidden(false);
    }
    restore_visibility();
    assert_eq!(source.first(5).await, ["open", "message x #1", "connecting", "open", "message x #2"]);
    let log = resource.log().await;
    assert_eq!((log.requests(), log.get("maxOpen")), (2, JsValue::from(1)));
}

#[wasm_bindgen_test]
async fn with_pause_when_hidden_a_source_of_a_hidden_page_connects_when_the_page_is_visible() {
    let resource = Resource::script(NUMBERS).await;
    set_hidden(true);
    let paused = Source::open(&resource, "{ pauseWhenHidden: true }");
    let other = Source::open(&resource, "{}");
    other.first(1).await;
    assert_eq!(paused.entries(), [""; 0]);
    set_hidden(false);
    restore_visibility();
    paused.first(1).await;
}

#[wasm_bindgen_test]
async fn a_wait_ends_when_the_browser_is_back_online() {
    let resource = Resource::script("[{ status: 0, then: 'destroy' }, {}]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{ method: 'POST', initial: 60000 }");
    source.first(1).await;
    source.notify(notification::ONLINE);
    assert_eq!(source.first(2).await[1], "open");
    assert_eq!(clock.pending(), 0, "and its timer with it");
}

#[wasm_bindgen_test]
async fn a_closed_source_has_no_listeners() {
    let listeners = evaluate(
        "(() => {
            const listeners = new Set()
            const { addEventListener, removeEventListener } = globalThis
            globalThis.addEventListener = (type, listener, capture) => {
                listeners.add(type)
                addEventListener(type, listener, capture)
            }
            globalThis.removeEventListener = (type, listener, capture) => {
                listeners.delete(type)
                removeEventListener(type, listener, capture)
            }
            return () => {
                Object.assign(globalThis, { addEventListener, removeEventListener })
                return listeners.size
            }
        })()",
    );
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{}");
    source.first(1).await;
    source.close();
    let left = listeners.unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
    assert_eq!(left, Ok(JsValue::from(0)));
    source.notify(notification::RESUMED);
    source.notify(notification::ONLINE);
    assert_eq!(source.entries(), ["open"]);
}

#[wasm_bindgen_test]
async fn untrusted_lifecycle_events_are_ignored() {
    let resource = Resource::script(NUMBERS).await;
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    for event_type in ["pagehide", "freeze", "pageshow", "online"] {
        dispatch(event_type);
    }
    assert_eq!(source.entries(), ["open", "message x #1"]);
    assert_eq!(resource.log().await.requests(), 1);
}
