//! After `close()` nothing is delivered, nothing is asked and nothing is kept.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

#[wasm_bindgen_test]
async fn in_a_message_listener_it_stops_what_was_already_read_and_the_connection() {
    let resource = Resource::script(r"[{ body: [{ repeat: 5000, text: 'data: x\n\n' }] }]").await;
    let clock = Clock::that_stands();
    let source = Source::open_and_close_at(&resource, "{}", "message x #");
    source.first(2).await;
    assert_eq!(resource.closed(1).await.requests(), 1);
    assert_eq!(source.entries(), ["open", "message x #"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn in_an_open_listener_it_ends_the_connection() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let clock = Clock::that_stands();
    let source = Source::open_and_close_at(&resource, "{}", "open");
    source.first(1).await;
    resource.closed(1).await;
    assert_eq!(source.entries(), ["open"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn in_an_error_listener_it_prevents_the_reconnection() {
    let resource = Resource::script("[{ then: 'end' }]").await;
    let clock = Clock::that_stands();
    let source = Source::open_and_close_at(&resource, "{}", "error end, again in 1");
    source.first(2).await;
    turns().await;
    assert_eq!(clock.pending(), 0);
    assert_eq!(source.entries().len(), 2);
}

#[wasm_bindgen_test]
async fn during_a_wait_it_gives_up_the_timer() {
    let resource = Resource::script("[{ then: 'end' }]").await;
    let clock = Clock::that_stands();
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    turns().await;
    assert_eq!(clock.pending(), 1);
    source.close();
    assert_eq!(clock.pending(), 0);
}

#[wasm_bindgen_test]
async fn before_the_answer_it_aborts_the_request() {
    let resource = Resource::script("[{ status: 0, then: 'hold' }]").await;
    let clock = Clock::that_stands();
    let source = Source::open(&resource, "{}");
    resource.requested(1).await;
    source.close();
    resource.closed(1).await;
    turns().await;
    assert_eq!(source.entries(), [""; 0]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn while_the_page_is_asked_for_headers_it_prevents_the_request() {
    let resource = Resource::script("[{}]").await;
    let init = "(() => {
        const fetched = []
        const answered = {}
        const headers = () => new Promise((resolve) => (answered.resolve = () => resolve([])))
        return { fetched, answer: () => answered.resolve(), headers, fetch: (url) => fetched.push(url) }
    })()";
    let source = Source::open(&resource, init);
    source.close();
    source.call("answer");
    turns().await;
    assert_eq!(source.option("fetched"), "[]");
    assert_eq!(source.entries(), [""; 0]);
}

#[wasm_bindgen_test]
async fn an_answer_to_a_fetch_that_knows_no_signal_is_cancelled_when_it_comes_too_late() {
    // Firefox lets go of a body that was cancelled when more of it arrives.
    let resource = Resource::script(r"[{ body: [{ text: ':\n', every: 20 }] }]").await;
    let init = "(() => {
        const fetched = {}
        const wanted = new Promise((resolve) => (fetched.deliver = resolve))
        const page = async (url) => {
            const response = await fetch(url)
            await wanted
            return response
        }
        return { deliver: () => fetched.deliver(), fetch: page }
    })()";
    let source = Source::open(&resource, init);
    resource.requested(1).await;
    source.close();
    source.call("deliver");
    resource.closed(1).await;
    assert_eq!(source.entries(), [""; 0]);
}

#[wasm_bindgen_test]
async fn it_cancels_the_body_of_a_fetch_that_knows_no_signal() {
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
async fn twice_is_once() {
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{}");
    source.first(1).await;
    source.close();
    source.close();
    resource.closed(1).await;
    assert_eq!(source.entries(), ["open"]);
}

/// Lets everything happen that is ready to.
async fn turns() {
    for _ in 0..20 {
        let _ = Promise::resolve(&JsValue::UNDEFINED).await;
    }
}
