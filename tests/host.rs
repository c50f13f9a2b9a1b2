//! Where there is no browser, as on a server that renders pages, an application compiles, and cannot connect.

#![cfg(feature = "event-source")]

use std::fmt::Debug;
use std::hash::Hash;
use std::time::Duration;

use eventsource_wasm::{
    Attempt, Error, EventSource, EventStreamError, Failure, Handle, InvalidOption, MessageEvent, OwnedEvent,
    ReadyState, Reason, Request, Response, RetryDecision,
};
use futures::stream::FusedStream;

#[test]
fn open_fails_with_a_named_error() {
    let refused = EventSource::builder("/events").open().expect_err("there is no browser");
    assert_eq!(refused, InvalidOption::NoBrowser);
    assert_eq!(refused.to_string(), "an EventSource connects only in a browser");
}

#[test]
fn every_option_can_be_set() {
    let builder = EventSource::builder("/events")
        .header("X-Client", "dashboard")
        .headers(|_: Attempt| async { Ok::<_, String>([("Authorization", "Bearer")]) })
        .method("POST")
        .body("text")
        .body_with(|_| async { Ok::<_, String>("text") })
        .request(|_| async { Ok::<_, String>(Request::new().url("/").method("PUT").body("text")) })
        .with_credentials(true)
        .last_event_id("1")
        .last_event_id_param("id")
        .reconnection_time(Duration::MAX)
        .backoff_factor(1.5)
        .max_delay(Duration::MAX)
        .jitter(0.5)
        .retries(3)
        .retry_on(|_| RetryDecision::Default)
        .reconnect_on_end(false)
        .idle_timeout(Duration::ZERO)
        .pause_when_hidden(true)
        .max_event_size(1)
        .on_open(|_| ())
        .on_error(|_| ());
    assert_eq!(builder.open().err(), Some(InvalidOption::NoBrowser));
}

#[test]
fn a_request_with_a_body_can_be_formatted() {
    let request = Request::new().url("/").body("text");
    assert_eq!(format!("{request:?}"), r#"Request { url: Some("/"), method: None, .. }"#);
}

/// Signals of frameworks, and tasks that run on several threads, need these.
#[test]
fn types_have_the_traits_that_frameworks_need() {
    fn is_shared_value<T: Send + Sync + Clone + Debug + PartialEq + Eq + Hash>() {}
    fn is_stream<T: FusedStream<Item = Result<MessageEvent, Error>> + Unpin + Debug>() {}
    fn is_error<T: std::error::Error + Clone + 'static>() {}
    fn is_value<T: Clone + Debug>() {}
    is_shared_value::<MessageEvent>();
    is_shared_value::<OwnedEvent>();
    is_shared_value::<ReadyState>();
    is_shared_value::<Reason>();
    is_shared_value::<RetryDecision>();
    is_stream::<EventSource>();
    is_error::<Error>();
    is_error::<InvalidOption>();
    is_error::<EventStreamError<std::str::Utf8Error>>();
    is_value::<Attempt>();
    is_value::<Failure>();
    is_value::<Handle>();
    is_value::<Request>();
    is_value::<Response>();
}
