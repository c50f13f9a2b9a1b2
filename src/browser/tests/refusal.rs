//! A server that refuses the page and a server that is down look the same to `fetch`, and must not to us.

use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

const REFUSES: &str = "{ headers: { 'Access-Control-Allow-Origin': null } }";

#[wasm_bindgen_test]
async fn a_refusal_by_cors_fails_the_connection_with_one_error() {
    let resource = Resource::script(&format!("[{REFUSES}]")).await;
    let clock = Clock::that_stands();
    let source = Source::open(&resource, "{}");
    assert_eq!(source.first(1).await, ["error refused TypeError, closed"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
    let log = resource.closed(2).await;
    assert_eq!(log.requests(), 2, "it is tried twice");
    assert_eq!(log.get("probes.length"), 1);
}

#[wasm_bindgen_test]
async fn a_server_that_comes_up_while_we_look_is_not_taken_for_one_that_refuses() {
    let answers = "[{ status: 0, then: 'destroy', probe: {} }, { body: [{ text: 'data: up\\n\\n' }] }]";
    let resource = Resource::script(answers).await;
    // Firefox by itself repeats a GET whose connection was dropped.
    let source = Source::open(&resource, "{ method: 'POST' }");
    assert_eq!(source.first(2).await, ["open", "message up #"]);
    assert_eq!(resource.log().await.get("mostOpen"), 1);
}

#[wasm_bindgen_test]
async fn a_source_that_has_been_open_is_tried_again() {
    let resource = Resource::script(&format!("[{{ then: 'end' }}, {REFUSES}, {{}}]")).await;
    let _clock = Clock::that_flies();
    let source = Source::open(&resource, "{}");
    let reconnects = "error network TypeError, again in 2";
    assert_eq!(source.first(4).await, ["open", "error end, again in 1", reconnects, "open"]);
}

#[wasm_bindgen_test]
async fn a_fetch_of_the_pages_own_is_not_doubted() {
    let resource = Resource::script(&format!("[{REFUSES}]")).await;
    let _clock = Clock::that_stands();
    let source = Source::open(&resource, "{ fetch: (url, init) => fetch(url, init) }");
    assert_eq!(source.first(1).await, ["error network TypeError, again in 1"]);
}
