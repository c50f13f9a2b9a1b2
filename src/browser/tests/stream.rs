//! The event source of Rust applications.

use std::cell::RefCell;
use std::error::Error as _;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FusedStream;
use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::{Resource, evaluate};
use crate::{Attempt, Builder, EventSource, InvalidOption, MessageEvent, ReadyState, Reason, Request, RetryDecision};

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
        .headers(|attempt| async move { Ok::<_, String>([("X-Attempt", attempt.attempt.to_string())]) })
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
async fn events_with_the_same_id_share_it_also_in_other_chunks() {
    let resource = Resource::script(
        r"[{ body: [{ text: 'id: 1\ndata: one\n\ndata: two\n\n' }, { signal: true }, { text: 'data: three\n\nid: 2\ndata: four\n\n' }] }]",
    )
    .await;
    let mut source = builder(&resource).open().expect("options");
    let first: Vec<_> = (&mut source).take(2).map(|event| event.expect("no failure").last_event_id).collect().await;
    resource.signal().await;
    let next: Vec<_> = source.take(2).map(|event| event.expect("no failure").last_event_id).collect().await;
    assert!(Arc::ptr_eq(&first[0], &first[1]) && Arc::ptr_eq(&first[0], &next[0]), "one copy");
    assert_eq!((&*next[0], &*next[1]), ("1", "2"));
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
    assert_eq!((error.reason(), error.status(), error.attempt()), (Reason::Status, Some(410), 2));
    assert_eq!((error.delay(), error.was_open()), (None, false));
    assert_eq!(error.to_string(), "the server responded with status 410; the connection is closed");
}

#[wasm_bindgen_test]
async fn close_ends_it_and_discards_its_events() {
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
        .retry_on(|failure| match failure.status {
            Some(503) => RetryDecision::RetryAfter(Duration::from_millis(2)),
            _ => RetryDecision::Default,
        })
        .idle_timeout(Duration::from_secs(60))
        .backoff_factor(1.5)
        .max_delay(Duration::from_secs(10))
        .jitter(0.5)
        .retries(3)
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
async fn a_header_function_that_fails_makes_a_failed_attempt() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let errors = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&errors);
    let headers = |attempt: Attempt| async move {
        if attempt.failure.is_none() { Err("no token") } else { Ok([("X-Token", "new")]) }
    };
    let mut source = builder(&resource)
        .headers(headers)
        .on_error(move |error| seen.borrow_mut().push((error.reason(), error.source().map(ToString::to_string))))
        .open()
        .expect("options");
    assert_eq!(data(&mut source).await, "x");
    assert_eq!(resource.log().await.header("x-token"), ["new"]);
    assert_eq!(*errors.borrow(), [(Reason::Options, Some("Error: no token".into()))]);
}

#[wasm_bindgen_test]
async fn headers_of_a_function_replace_fixed_ones_of_the_same_name() {
    let resource = Resource::script("[{}]").await;
    let _source = builder(&resource)
        .header("X-Kept", "fixed")
        .header("x-replaced", "fixed")
        .headers(|_| async { Ok::<_, String>([("X-Replaced", "function")]) })
        .open()
        .expect("options");
    let log = resource.requested(1).await;
    assert_eq!((log.header("x-kept"), log.header("x-replaced")), (vec!["fixed".into()], vec!["function".into()]));
}

#[wasm_bindgen_test]
async fn a_request_function_sets_the_method_the_url_and_the_body_of_each_attempt() {
    let resource = Resource::script("[{ then: 'end' }, {}]").await;
    let url = String::from(resource.url());
    let _source = builder(&resource)
        .method("POST")
        .body_with(|attempt| async move { Ok::<_, String>(format!("body {}", attempt.attempt)) })
        .reconnect_on_end(true)
        .request(move |attempt| {
            let url = format!("{url}?n={}", attempt.attempt);
            async move {
                let request = Request::new().url(&url);
                Ok::<_, String>(if attempt.attempt == 2 { request.method("PUT").body("other") } else { request })
            }
        })
        .open()
        .expect("options");
    let log = resource.requested(2).await;
    let text = |path: &str| log.text(path).unwrap_or_default();
    assert_eq!([text("requests.0.method"), text("requests.0.body")], ["POST", "body 1"]);
    assert_eq!([text("requests.1.method"), text("requests.1.body")], ["PUT", "other"]);
    assert!(text("requests.0.url").ends_with("?n=1") && text("requests.1.url").ends_with("?n=2"));
}

#[wasm_bindgen_test]
async fn a_complete_response_to_a_post_ends_it_without_an_error() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\ndata: y\n\n' }], then: 'end' }]").await;
    let mut source = builder(&resource).method("POST").body("question").open().expect("options");
    assert_eq!([data(&mut source).await, data(&mut source).await], ["x", "y"]);
    assert!(!source.is_terminated());
    assert!(source.next().await.is_none());
    assert!(source.is_terminated());
    assert_eq!(resource.log().await.requests(), 1);
}

#[wasm_bindgen_test]
async fn a_post_that_breaks_off_is_an_error_if_no_attempt_is_left() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }, { signal: true }], then: 'destroy' }]").await;
    let mut source = builder(&resource).method("POST").retries(0).open().expect("options");
    data(&mut source).await;
    resource.signal().await;
    let error = source.next().await.expect("an item").expect_err("a failure");
    assert_eq!(error.reason(), Reason::Network);
    let message = "the connection was lost; backoff.retries allows no further attempt; the connection is closed";
    assert_eq!(error.to_string(), message);
}

#[wasm_bindgen_test]
async fn on_open_is_called_with_the_head_of_the_response() {
    let resource = Resource::script(r"[{ body: [{ text: 'data: x\n\n' }] }]").await;
    let heads = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&heads);
    let mut source = builder(&resource)
        .on_open(move |response| {
            seen.borrow_mut().push((
                response.url().to_owned(),
                response.header("Content-Type"),
                response.header("a b"),
            ));
        })
        .open()
        .expect("options");
    data(&mut source).await;
    assert_eq!(*heads.borrow(), [(resource.url().into(), Some("text/event-stream".into()), None)]);
}

#[wasm_bindgen_test]
async fn a_handle_reconnects_and_closes() {
    let resource = Resource::script(r"[{ body: [{ text: 'id: 1\ndata: x\n\n' }] }]").await;
    let mut source = builder(&resource).open().expect("options");
    let handle = source.handle();
    data(&mut source).await;
    assert_eq!((handle.last_event_id(), handle.ready_state()), ("1".into(), ReadyState::Open));
    handle.clone().reconnect();
    assert_eq!(handle.ready_state(), ReadyState::Connecting);
    data(&mut source).await;
    assert_eq!(resource.log().await.header("last-event-id"), ["-", "1"]);
    handle.close();
    assert!(source.next().await.is_none());
    handle.reconnect();
    assert_eq!((source.ready_state(), resource.closed(2).await.requests()), (ReadyState::Closed, 2));
}

#[wasm_bindgen_test]
async fn the_last_event_id_goes_to_no_other_origin_after_a_redirect() {
    let target = Resource::script("[{ then: 'end' }, { then: 'end' }]").await;
    let location = String::from(target.url()).replace("127.0.0.1", "localhost");
    let resource =
        Resource::script(&format!("[{{ status: 302, headers: {{ Location: '{location}' }}, then: 'end' }}]")).await;
    let _source = builder(&resource).last_event_id("7").last_event_id_param("from").open().expect("options");
    assert_eq!(resource.requested(2).await.requests(), 2);
}

#[wasm_bindgen_test]
fn an_event_can_be_sent_to_another_thread() {
    fn check<T: Send + Sync + std::hash::Hash + Clone>() {}
    check::<MessageEvent>();
}

#[wasm_bindgen_test]
async fn a_reconnection_time_beyond_the_range_is_the_longest() {
    let resource = Resource::script("[{}]").await;
    let source = EventSource::builder(resource.url()).reconnection_time(Duration::MAX).open().expect("options");
    assert!(source.reconnection_time() > Duration::from_secs(1 << 50));
}

#[wasm_bindgen_test]
async fn the_body_is_read_no_faster_than_events_are_taken() {
    let resource = Resource::script(&format!(
        r"[{{ body: [{{ repeat: 1000, text: 'data: {}\n\n' }}], then: 'end' }}]",
        "x".repeat(16_000)
    ))
    .await;
    let mut source = builder(&resource).retries(0).open().expect("options");
    data(&mut source).await;
    let rest: Vec<_> = source.collect().await;
    assert_eq!(rest.iter().filter(|item| item.is_ok()).count(), 999);
}

#[wasm_bindgen_test]
fn an_option_that_cannot_be_used_is_an_error_with_its_value() {
    let at = |url: &str| EventSource::builder(url);
    let stream = evaluate("new ReadableStream()");
    let header = |name: &str, value: &str| InvalidOption::Header(name.into(), value.into());
    let cases = [
        (at("http://["), InvalidOption::Url("http://[".into())),
        (at("http://a b/"), InvalidOption::Url("http://a b/".into())),
        (at("/").header("A", "1").header("a b", "c"), header("a b", "c")),
        (at("/").header("a", "b\nc"), header("a", "b\nc")),
        (at("/").method("a b"), InvalidOption::Method("a b".into())),
        (at("/").method("TRACE"), InvalidOption::Method("TRACE".into())),
        (at("/").body("x"), InvalidOption::BodyWithMethod("GET".into())),
        (at("/").method("head").body("x"), InvalidOption::BodyWithMethod("head".into())),
        (at("/").method("POST").body(stream), InvalidOption::BodyIsStream),
        (at("/").last_event_id("\n"), InvalidOption::LastEventId("\n".into())),
        (at("/").last_event_id_param(""), InvalidOption::LastEventIdParam(String::new())),
        (at("/").idle_timeout(Duration::ZERO), InvalidOption::IdleTimeout(Duration::ZERO)),
        (at("/").max_event_size(0), InvalidOption::MaxEventSize(0)),
        (at("/").backoff_factor(0.5), InvalidOption::BackoffFactor(0.5)),
        (at("/").jitter(1.5), InvalidOption::Jitter(1.5)),
    ];
    for (builder, expected) in cases {
        assert_eq!(builder.open().expect_err("an option"), expected);
    }
    assert!(at("/").backoff_factor(f64::NAN).open().is_err());
    let messages = [
        (InvalidOption::Header("a".into(), "b\nc".into()), r"the header 'a: b\nc' cannot be sent"),
        (InvalidOption::Method("a b".into()), "the method 'a b' cannot be used"),
        (InvalidOption::Jitter(1.5), "the jitter 1.5 must be from 0 to 1"),
    ];
    for (option, message) in messages {
        assert_eq!(option.to_string(), message);
    }
}
