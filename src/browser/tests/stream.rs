//! The event source of Rust applications.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::StreamExt;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use crate::{Backoff, Builder, EventSource, InvalidOption, MessageEvent, ReadyState, Reason};

fn builder(resource: &Resource) -> Builder {
    EventSource::builder(resource.url()).reconnection_time(Duration::from_millis(1))
}

async fn data(source: &mut EventSource) -> String {
    source.next().await.expect("an event").expect("no failure").data
}

#[wasm_bindgen_test]
async fn its_events_come_over_reconnections_with_the_headers_of_each_attempt() {
    let resource = Resource::script(
        r"[{ body: [{ text: 'id: é\nevent: a\ndata: one\n\n' }, { signal: true }], then: 'destroy' },
            { body: [{ text: 'data: two\ndata\n\n' }] }]",
    )
    .await;
    let errors = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&errors);
    let mut source = builder(&resource)
        .headers(|attempt| async move { Ok(vec![("X-Attempt".into(), format!("{}", attempt.attempt))]) })
        .on_error(move |error| seen.borrow_mut().push(error.to_string()))
        .open()
        .expect("options");
    let event = source.next().await.expect("an event").expect("no failure");
    let origin = String::from(resource.url()).split("/scripts").next().unwrap_or_default().into();
    let expected = MessageEvent { event_type: "a".into(), data: "one".into(), last_event_id: "é".into(), origin };
    assert_eq!(event, expected);
    assert_eq!(source.ready_state(), ReadyState::Open);
    resource.signal().await;
    assert_eq!(data(&mut source).await, "two\n");
    let log = resource.log().await;
    assert_eq!(log.header("x-attempt"), ["1", "2"]);
    assert_eq!(log.header("last-event-id"), ["-", "Ã©"]);
    assert_eq!(*errors.borrow(), ["the connection was lost; reconnecting in 1 ms"]);
}

#[wasm_bindgen_test]
async fn dropping_it_closes_the_connection() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let clock = Clock::stopped();
    let mut source = builder(&resource).header("X-Own", "yes").open().expect("options");
    data(&mut source).await;
    drop(source);
    assert_eq!(resource.closed(1).await.header("x-own"), ["yes"]);
    assert_eq!(clock.waits(), "[]");
}

#[wasm_bindgen_test]
async fn a_failure_is_its_last_item() {
    let resource =
        Resource::script(r"[{ body: [{ text: 'data: x\n\n' }], then: 'end' }, { status: 410, then: 'end' }]").await;
    let source = builder(&resource).open().expect("options");
    let items: Vec<_> = source.collect().await;
    let [Ok(event), Err(error)] = &items[..] else { panic!("{items:?}") };
    assert_eq!(event.data, "x");
    assert_eq!((error.reason, error.status, error.delay), (Reason::Status, Some(410), None));
    assert_eq!(error.to_string(), "the server responded with status 410; the connection is closed");
}

#[wasm_bindgen_test]
async fn close_ends_it_whatever_was_received() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\ndata: y\n\n' }] }]").await;
    let mut source = builder(&resource).open().expect("options");
    data(&mut source).await;
    source.close();
    assert!(source.next().await.is_none());
    assert_eq!(source.ready_state(), ReadyState::Closed);
    resource.closed(1).await;
}

#[wasm_bindgen_test]
async fn its_options_reach_the_server() {
    let resource = Resource::script("[{ status: 503, then: 'end' }, {}]").await;
    let _source = builder(&resource)
        .method("POST")
        .body("question")
        .last_event_id("7")
        .last_event_id_param("from")
        .retry_on(|status| status == 503)
        .idle_timeout(Duration::from_secs(60))
        .backoff(Backoff { retries: 3, ..Backoff::default() })
        .max_event_size(1_000)
        .with_credentials(false)
        .pause_when_hidden(false)
        .open()
        .expect("options");
    let log = resource.requested(2).await;
    assert_eq!(log.text("requests.1.body").as_deref(), Some("question"));
    assert!(log.text("requests.1.url").is_some_and(|url| url.ends_with("?from=7")));
}

#[wasm_bindgen_test]
async fn a_header_provider_that_fails_makes_a_failed_attempt() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let mut source = builder(&resource)
        .headers(
            |attempt| async move { if attempt.attempt == 1 { Err(JsValue::from("no token")) } else { Ok(Vec::new()) } },
        )
        .open()
        .expect("options");
    assert_eq!(data(&mut source).await, "x");
    assert_eq!(resource.log().await.requests(), 1);
}

#[wasm_bindgen_test]
async fn the_body_is_read_no_faster_than_events_are_taken() {
    let resource = Resource::script(&format!(
        r"[{{ body: [{{ repeat: 1000, text: 'data: {}\n\n' }}], then: 'end' }}]",
        "x".repeat(16_000)
    ))
    .await;
    let mut source = builder(&resource).backoff(Backoff { retries: 0, ..Backoff::default() }).open().expect("options");
    data(&mut source).await;
    let rest: Vec<_> = source.collect().await;
    assert_eq!(rest.iter().filter(|item| item.is_ok()).count(), 999);
}

#[wasm_bindgen_test]
fn a_wrong_option_is_named() {
    let open = |builder: Builder| builder.open().err();
    let at = |url: &str| EventSource::builder(url);
    assert_eq!(open(at("http://[")), Some(InvalidOption("url")));
    assert_eq!(open(at("http://a b/")), Some(InvalidOption("url")));
    assert_eq!(open(at("/").header("a b", "")), Some(InvalidOption("header")));
    assert_eq!(open(at("/").last_event_id("\n")), Some(InvalidOption("last_event_id")));
    assert_eq!(open(at("/").last_event_id_param("")), Some(InvalidOption("last_event_id_param")));
    assert_eq!(open(at("/").idle_timeout(Duration::ZERO)), Some(InvalidOption("idle_timeout")));
    assert_eq!(open(at("/").backoff(Backoff { factor: 0.5, ..Backoff::default() })), Some(InvalidOption("backoff")));
}
