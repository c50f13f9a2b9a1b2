//! The page's life, as it is reported. That browsers send these events is tested in tests/page and tests/life.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::{Resource, evaluate};
use super::source::Source;
use crate::browser::edge::report;

fn happens(event_type: &str) {
    evaluate(&format!("dispatchEvent(new Event('{event_type}'))"));
}

/// Says that the page is hidden or not, until it is asked to stop.
fn hide(is_hidden: bool) {
    evaluate(&format!("Object.defineProperty(document, 'hidden', {{ value: {is_hidden}, configurable: true }})"));
    happens("visibilitychange");
}

fn stop_hiding() {
    evaluate("delete document.hidden");
}

const NUMBERS: &str = r"[{ body: [{ text: 'id: 1\ndata: x\n\n' }] }, { body: [{ text: 'id: 2\ndata: x\n\n' }] }]";

#[wasm_bindgen_test]
async fn a_page_that_is_left_and_comes_back_resumes_without_an_error_and_without_a_wait() {
    let resource = Resource::script(NUMBERS).await;
    let clock = Clock::that_stands();
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    source.report(report::FROZEN);
    resource.closed(1).await;
    assert_eq!(resource.log().await.requests(), 1);
    source.report(report::RESUMED);
    assert_eq!(source.first(5).await, ["open", "message x #1", "pause", "open", "message x #2"]);
    let log = resource.log().await;
    assert_eq!(log.header("last-event-id"), ["-", "1"]);
    assert_eq!(clock.waits(), "[]");
}

#[wasm_bindgen_test]
async fn there_is_no_connection_while_the_page_is_hidden_if_that_is_asked_for() {
    let resource = Resource::script(NUMBERS).await;
    let source = Source::open(&resource, "{ pauseWhenHidden: true }");
    source.first(2).await;
    for _ in 0..3 {
        hide(true);
    }
    resource.closed(1).await;
    for _ in 0..3 {
        hide(false);
    }
    stop_hiding();
    assert_eq!(source.first(5).await, ["open", "message x #1", "pause", "open", "message x #2"]);
    let log = resource.log().await;
    assert_eq!((log.requests(), log.get("mostOpen")), (2, JsValue::from(1)));
}

#[wasm_bindgen_test]
async fn a_source_of_a_hidden_page_connects_when_it_is_shown_if_that_is_asked_for() {
    let resource = Resource::script(NUMBERS).await;
    hide(true);
    let paused = Source::open(&resource, "{ pauseWhenHidden: true }");
    let other = Source::open(&resource, "{}");
    other.first(1).await;
    assert_eq!(paused.entries(), [""; 0]);
    hide(false);
    stop_hiding();
    paused.first(1).await;
}

#[wasm_bindgen_test]
async fn a_wait_ends_when_the_network_is_back() {
    let resource = Resource::script("[{ status: 0, then: 'destroy' }, {}]").await;
    let clock = Clock::that_stands();
    let source = Source::open(&resource, "{ method: 'POST', initial: 60000 }");
    source.first(1).await;
    source.report(report::ONLINE);
    assert_eq!(source.first(2).await[1], "open");
    assert_eq!(clock.pending(), 0, "and its timer with it");
}

#[wasm_bindgen_test]
async fn a_closed_source_listens_to_nothing() {
    let listeners = evaluate(
        "(() => {
            const listeners = new Set()
            const { addEventListener, removeEventListener } = globalThis
            globalThis.addEventListener = (type, listener) => {
                listeners.add(type)
                addEventListener(type, listener)
            }
            globalThis.removeEventListener = (type, listener) => {
                listeners.delete(type)
                removeEventListener(type, listener)
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
    source.report(report::RESUMED);
    source.report(report::ONLINE);
    assert_eq!(source.entries(), ["open"]);
}

#[wasm_bindgen_test]
async fn what_the_page_itself_dispatches_is_no_news_of_its_life() {
    let resource = Resource::script(NUMBERS).await;
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    for event_type in ["pagehide", "freeze", "pageshow", "online"] {
        happens(event_type);
    }
    assert_eq!(source.entries(), ["open", "message x #1"]);
    assert_eq!(resource.log().await.requests(), 1);
}
