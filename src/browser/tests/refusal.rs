//! Responses that the browser blocks. `fetch` fails in the same way if the server is down.

use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

const BLOCKED: &str = "{ headers: { 'Access-Control-Allow-Origin': null } }";

#[wasm_bindgen_test]
async fn a_response_that_cors_blocks_fails_the_connection_with_one_error() {
    let resource = Resource::script(&format!("[{BLOCKED}]")).await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    assert_eq!(source.first(1).await, ["error refused TypeError, closed"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
    let log = resource.closed(2).await;
    assert_eq!(log.requests(), 2, "it is sent twice");
    assert_eq!(log.get("probes.length"), 1);
}

#[wasm_bindgen_test]
async fn a_server_that_comes_up_during_the_probe_is_not_reported_as_blocked() {
    let script = "[{ status: 0, then: 'destroy', probe: {} }, { body: [{ text: 'data: up\\n\\n' }] }]";
    let resource = Resource::script(script).await;
    let source = Source::open(&resource, "{}");
    assert_eq!(source.first(2).await, ["open", "message up #"]);
    assert_eq!(resource.log().await.get("maxOpen"), 1);
}

#[wasm_bindgen_test]
async fn a_source_that_has_been_open_is_retried() {
    let resource = Resource::script(&format!("[{{ then: 'end' }}, {BLOCKED}, {{}}]")).await;
    let _clock = Clock::immediate();
    let source = Source::open(&resource, "{}");
    let reconnects = "error network TypeError, again in 2";
    assert_eq!(source.first(4).await, ["open", "error end, again in 1", reconnects, "open"]);
}

#[wasm_bindgen_test]
async fn a_failure_of_a_custom_fetch_is_a_network_error() {
    let resource = Resource::script(&format!("[{BLOCKED}]")).await;
    let _clock = Clock::stopped();
    let source = Source::open(&resource, "{ fetch: (url, init) => fetch(url, init) }");
    assert_eq!(source.first(1).await, ["error network TypeError, again in 1"]);
}
