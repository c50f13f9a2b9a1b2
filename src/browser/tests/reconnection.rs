//! What follows a connection that was lost or could not be made.

use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

#[wasm_bindgen_test]
async fn a_body_that_breaks_off_discards_only_the_unfinished_event() {
    for (then, reason) in [("end", "end"), ("destroy", "network TypeError")] {
        let script = r"[
            { body: [{ text: 'retry: 5\nid: 1\ndata: one\n\nid: 2\ndata: tw' }, { signal: true }], then: 'THEN' },
            { body: [{ text: 'data: next\n\n' }] },
        ]";
        let resource = Resource::script(&script.replace("THEN", then)).await;
        let source = Source::open(&resource, "{}");
        source.first(2).await;
        resource.signal().await;
        let error = format!("error {reason}, again in 5");
        assert_eq!(source.first(5).await, ["open", "message one #1", &error, "open", "message next #1"]);
        assert_eq!(resource.log().await.header("last-event-id"), ["-", "1"]);
    }
}

#[wasm_bindgen_test]
async fn the_retry_field_sets_the_wait() {
    let resource = Resource::script(r"[{ body: [{ text: 'retry: 80\n\n' }], then: 'end' }, {}]").await;
    let source = Source::open(&resource, "{ initial: 60000 }");
    assert_eq!(source.first(3).await, ["open", "error end, again in 80", "open"]);
    let gaps = resource.log().await.gaps();
    assert!(gaps[0] >= 79.0, "{gaps:?}");
}

#[wasm_bindgen_test]
async fn a_wait_longer_than_the_longest_timeout_is_waited_in_parts() {
    let resource = Resource::script(r"[{ body: [{ text: 'retry: 5000000000\n\n' }], then: 'end' }, {}]").await;
    let clock = Clock::immediate();
    let source = Source::open(&resource, "{}");
    assert_eq!(source.first(3).await, ["open", "error end, again in 5000000000", "open"]);
    clock.assert_waits(&[2_147_483_647, 2_147_483_647, 705_032_706]);
}

#[wasm_bindgen_test]
async fn over_a_hundred_cuts_each_message_with_an_id_arrives_once() {
    let resource = Resource::numbered(500, 100).await;
    let source = Source::open(&resource, "{ max: 20 }");
    let entries = source.up_to("message 500 #500").await;
    let messages: Vec<_> = entries.iter().filter(|entry| entry.starts_with("message")).collect();
    let expected: Vec<_> = (1..=500).map(|n| format!("message {n} #{n}")).collect();
    assert_eq!(messages, expected.iter().collect::<Vec<_>>());
    let log = resource.log().await;
    assert_eq!(log.requests(), 101);
    assert_eq!(log.get("maxOpen"), 1, "there are never two connections at once");
    let errors = entries.iter().filter(|entry| entry.starts_with("error network")).count();
    assert_eq!(errors, 100, "every reconnection is announced by one error");
}

#[wasm_bindgen_test]
async fn waits_grow_while_the_server_drops_every_connection() {
    let resource = Resource::script("[{ status: 0, then: 'destroy' }]").await;
    let clock = Clock::immediate();
    let source = Source::open(&resource, "{ initial: 1000, max: 10000 }");
    let entries = source.first(6).await;
    let waits = [1000, 2000, 4000, 8000, 10000, 10000];
    assert_eq!(entries[..6], waits.map(|wait| format!("error network TypeError, again in {wait}")));
    clock.assert_waits(&waits);
    assert_eq!(resource.log().await.get("maxOpen"), 1);
}

#[wasm_bindgen_test]
async fn growing_waits_take_their_time() {
    let resource = Resource::script("[{ status: 0, then: 'destroy' }]").await;
    // Firefox by itself repeats a GET whose connection was dropped, at once and up to nine times.
    let _source = Source::open(&resource, "{ method: 'POST', initial: 10 }");
    let gaps = resource.requested(4).await.gaps();
    assert!(gaps[0] >= 9.0 && gaps[1] >= 19.0 && gaps[2] >= 39.0, "{gaps:?}");
}

#[wasm_bindgen_test]
async fn waits_grow_until_a_connection_delivers_a_message() {
    let resource = Resource::script(
        r"[{ then: 'end' }, { body: [{ text: ': comment\n\n' }], then: 'end' }, { body: [{ text: 'data: x\n\n' }], then: 'end' }, {}]",
    )
    .await;
    let clock = Clock::immediate();
    let source = Source::open(&resource, "{ initial: 60000, max: 1e9 }");
    source.first(8).await;
    clock.assert_waits(&[60_000, 120_000, 60_000]);
}

#[wasm_bindgen_test]
async fn after_the_last_allowed_attempt_the_connection_is_closed() {
    let resource = Resource::script("[{ then: 'end' }]").await;
    let _clock = Clock::immediate();
    let source = Source::open(&resource, "{ initial: 60000, retries: 1 }");
    assert_eq!(source.first(4).await, ["open", "error end, again in 60000", "open", "error end, closed"]);
    assert_eq!(resource.log().await.requests(), 2);
}

#[wasm_bindgen_test]
async fn an_attempt_after_a_network_error_can_succeed() {
    let resource = Resource::script("[{ status: 0, then: 'destroy' }, { then: 'hold' }]").await;
    let source = Source::open(&resource, "{ method: 'POST' }");
    assert_eq!(source.first(2).await, ["error network TypeError, again in 1", "open"]);
}
