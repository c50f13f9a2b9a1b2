//! Where there is no browser, as on a server that renders pages, an application compiles, and cannot connect.

#![cfg(feature = "event-source")]

use std::time::Duration;

use eventsource_wasm::{Attempt, EventSource, InvalidOption, Request, RetryDecision};

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
    assert!(format!("{:?}", Request::new().body("text")).contains("body"));
}
