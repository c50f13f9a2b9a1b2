//! The numbers and defaults that Rust and JavaScript both have.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;

use eventsource_wasm::protocol::options::Options;

const NOTIFICATIONS: &str = include_str!("../src/browser/notification.rs");
const CONTEXT: &str = include_str!("../src/browser/context.js");
const ATTEMPT: &str = include_str!("../src/browser/attempt.rs");
const HOST: &str = include_str!("../src/browser/host.js");
const OPTIONS_DOCUMENT: &str = include_str!("../docs/options.md");

/// The constants of lines like `PREFIX NAME SEPARATOR number`, with an optional semicolon.
fn constants(text: &str, prefix: &str, separator: &str) -> BTreeMap<String, i32> {
    let constant = |line: &str| {
        let (name, number) = line.strip_prefix(prefix)?.trim_end_matches(';').split_once(separator)?;
        Some((name.to_owned(), number.trim_end_matches(".0").parse().ok()?))
    };
    text.lines().filter_map(constant).collect()
}

#[test]
fn the_notifications_have_the_same_numbers() {
    let in_rust = constants(NOTIFICATIONS, "pub(super) const ", ": u32 = ");
    let in_javascript = constants(CONTEXT, "export const ", " = ");
    assert_eq!(in_rust, in_javascript);
    let mut numbers: Vec<_> = in_rust.into_values().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..22).collect::<Vec<_>>(), "each number has one meaning");
}

#[test]
fn the_retry_decisions_have_the_same_numbers() {
    let in_javascript = constants(HOST, "const ", " = ");
    let of = |name: &str| in_javascript[name];
    // The arms of `match` in `decision`.
    let arm = |pattern: i32| {
        let arm = format!("        {pattern} => RetryDecision::");
        let (_, rest) = ATTEMPT.split_once(&arm).expect("an arm");
        rest.split(',').next().expect("its end")
    };
    assert_eq!(in_javascript.len(), 5);
    assert_eq!([of("DEFAULT"), of("CLOSE"), of("RETRY")].map(arm), ["Default", "Close", "Retry"]);
    assert!(!ATTEMPT.contains(&format!("        {} => ", of("ERROR"))), "an error has no arm of its own");
    assert_eq!(constants(ATTEMPT, "const ", ": f64 = ")["DECISION_PENDING"], of("PENDING"));
}

/// The default of an option in `js/options.js`, which the packed crate does not contain, and in `docs/options.md`.
fn default(option: &str) -> f64 {
    let row = OPTIONS_DOCUMENT.lines().find(|line| line.starts_with(&format!("| `{option}` "))).expect(option);
    let documented = row.split('|').nth(3).expect("a default").trim().trim_matches('`');
    match documented.split(' ').next().expect("a value") {
        "off" | "Infinity" => f64::INFINITY,
        number => number.parse().expect(option),
    }
}

#[test]
fn the_defaults_are_those_of_the_document() {
    let Options { backoff, max_event_size, idle_timeout, pause_when_hidden, .. } = Options::default();
    assert_eq!(backoff.initial as f64, default("backoff.initial"));
    assert_eq!(backoff.factor, default("backoff.factor"));
    assert_eq!(backoff.max, default("backoff.max"));
    assert_eq!(backoff.jitter, default("backoff.jitter"));
    assert_eq!(backoff.retries, default("backoff.retries") as u32);
    assert_eq!(max_event_size as f64, default("maxEventSize"));
    assert_eq!(idle_timeout, default("idleTimeout"));
    assert!(!pause_when_hidden);
}
