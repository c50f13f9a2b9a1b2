//! Connections that are idle for too long.

use std::time::Duration;

use futures::StreamExt;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::{Resource, evaluate};
use super::source::Source;
use crate::EventSource;

#[wasm_bindgen_test]
async fn an_idle_connection_is_aborted_and_reestablished() {
    let resource =
        Resource::script(r"[{ body: [{ text: 'id: 1\ndata: x\n\n' }] }, { body: [{ text: ':\n', every: 50 }] }]").await;
    let source = Source::open(&resource, "{ idleTimeout: 400 }");
    assert_eq!(source.first(4).await, ["open", "message x #1", "error idle, again in 1", "open"]);
    resource.closed(1).await;
    let log = resource.log().await;
    assert_eq!(log.header("last-event-id"), ["-", "1"]);
    assert_eq!(log.get("maxOpen"), 1);
    let gap = log.gaps()[0];
    assert!((400.0..2_000.0).contains(&gap), "{gap}");
}

#[wasm_bindgen_test]
async fn a_comment_restarts_the_idle_timeout() {
    let script = r"[{ body: [...Array(6).fill([{ text: ':\n' }, { delay: 200 }]).flat(), { text: 'data: x\n\n' }] }]";
    let resource = Resource::script(script).await;
    let source = Source::open(&resource, "{ idleTimeout: 400 }");
    assert_eq!(source.first(2).await, ["open", "message x #"]);
    assert_eq!(resource.log().await.requests(), 1);
}

#[wasm_bindgen_test]
async fn a_request_without_a_response_is_aborted() {
    let resource = Resource::script("[{ status: 0, then: 'hold' }, {}]").await;
    let source = Source::open(&resource, "{ idleTimeout: 300 }");
    assert_eq!(source.first(2).await, ["error idle, again in 1", "open"]);
}

#[wasm_bindgen_test]
async fn without_an_idle_timeout_an_open_connection_has_no_timer() {
    let resource = Resource::script("[{}]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    source.first(1).await;
    assert_eq!(clock.waits(), "[]");
}

#[wasm_bindgen_test]
async fn close_cancels_the_timer() {
    let resource = Resource::script("[{}]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{ idleTimeout: 400 }");
    source.first(1).await;
    assert_eq!(clock.pending(), 1);
    source.close();
    assert_eq!(clock.pending(), 0);
}

#[wasm_bindgen_test]
async fn idle_time_under_back_pressure_does_not_count() {
    let script = r"[{ body: [{ repeat: 2000, text: 'data: 0123456789\n\n' }, { text: ':\n', every: 50 }] }]";
    let resource = Resource::script(script).await;
    let mut source =
        EventSource::builder(resource.url()).idle_timeout(Duration::from_millis(200)).open().expect("options");
    source.next().await.expect("an event").expect("no failure");
    let pause = evaluate("new Promise((resolve) => setTimeout(resolve, 700))");
    let _ = pause.unchecked_into::<Promise>().await;
    for _ in 1..2_000 {
        source.next().await.expect("an event").expect("no failure");
    }
    assert_eq!(resource.log().await.requests(), 1);
}
