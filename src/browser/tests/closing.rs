//! After `close()` nothing is delivered, no function of the page is called, and nothing is kept.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

#[wasm_bindgen_test]
async fn in_a_message_listener_it_discards_the_rest_of_the_batch_and_ends_the_connection() {
    let resource = Resource::script(r"[{ body: [{ repeat: 5000, text: 'data: x\n\n' }] }]").await;
    let clock = Clock::stopped();
    let source = Source::open_and_close_at(&resource, "{}", "message x #");
    source.first(2).await;
    assert_eq!(resource.closed(1).await.requests(), 1);
    assert_eq!(source.entries(), ["open", "message x #"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn in_an_open_listener_it_ends_the_connection() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let clock = Clock::stopped();
    let source = Source::open_and_close_at(&resource, "{}", "open");
    source.first(1).await;
    resource.closed(1).await;
    assert_eq!(source.entries(), ["open"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn in_an_error_listener_it_prevents_the_reconnection() {
    let resource = Resource::script("[{ then: 'end' }]").await;
    let clock = Clock::stopped();
    let source = Source::open_and_close_at(&resource, "{}", "error end, again in 1");
    source.first(2).await;
    run_pending_jobs().await;
    assert_eq!(clock.pending(), 0);
    assert_eq!(source.entries().len(), 2);
}

#[wasm_bindgen_test]
async fn during_a_wait_it_cancels_the_timer() {
    let resource = Resource::script("[{ then: 'end' }]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    run_pending_jobs().await;
    assert_eq!(clock.pending(), 1);
    source.close();
    assert_eq!(clock.pending(), 0);
}

#[wasm_bindgen_test]
async fn before_the_response_it_aborts_the_request() {
    let resource = Resource::script("[{ status: 0, then: 'hold' }]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    resource.requested(1).await;
    source.close();
    resource.closed(1).await;
    run_pending_jobs().await;
    assert_eq!(source.entries(), [""; 0]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn while_the_headers_function_runs_it_prevents_the_request() {
    let resource = Resource::script("[{}]").await;
    let init = "(() => {
        const fetched = []
        const pending = {}
        const headers = () => new Promise((resolve) => (pending.resolve = () => resolve([])))
        return { fetched, resolve: () => pending.resolve(), headers, fetch: (url) => fetched.push(url) }
    })()";
    let source = Source::open(&resource, init);
    run_pending_jobs().await;
    source.close();
    source.call("resolve");
    run_pending_jobs().await;
    assert_eq!(source.option("fetched"), "[]");
    assert_eq!(source.entries(), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_late_response_of_a_fetch_that_ignores_the_signal_is_canceled() {
    // In Firefox, canceling a body takes effect only when its next byte arrives.
    let resource = Resource::script(r"[{ body: [{ text: ':\n', every: 20 }] }]").await;
    let init = "(() => {
        const pending = {}
        const delivered = new Promise((resolve) => (pending.resolve = resolve))
        const fetchLate = async (url) => {
            const response = await fetch(url)
            await delivered
            return response
        }
        return { deliver: () => pending.resolve(), fetch: fetchLate }
    })()";
    let source = Source::open(&resource, init);
    resource.requested(1).await;
    source.close();
    source.call("deliver");
    resource.closed(1).await;
    assert_eq!(source.entries(), [""; 0]);
}

#[wasm_bindgen_test]
async fn it_cancels_the_body_of_a_fetch_that_ignores_the_signal() {
    let script = r"[{ body: [{ text: 'data: x\n\n', every: 20 }] }]";
    let init = "{ fetch: (url) => fetch(url) }";
    let resource = Resource::script(script).await;
    let source = Source::open(&resource, init);
    source.first(2).await;
    source.close();
    resource.closed(1).await;

    let resource = Resource::script(script).await;
    let source = Source::open_and_close_at(&resource, init, "message x #");
    source.first(2).await;
    resource.closed(1).await;
}

#[wasm_bindgen_test]
async fn a_second_call_has_no_effect() {
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{}");
    source.first(1).await;
    source.close();
    source.close();
    resource.closed(1).await;
    assert_eq!(source.entries(), ["open"]);
}

/// Yields until all jobs that are ready have run.
async fn run_pending_jobs() {
    for _ in 0..20 {
        let _ = Promise::resolve(&JsValue::UNDEFINED).await;
    }
}
