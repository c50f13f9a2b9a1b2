//! The numbers and defaults that Rust and JavaScript both have.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeMap;

use eventsource_wasm::protocol::options::Options;

const NOTIFICATIONS: &str = include_str!("../src/browser/notification.rs");
const CONTEXT: &str = include_str!("../src/browser/context.js");
const ATTEMPT: &str = include_str!("../src/browser/attempt.rs");
const HOST: &str = include_str!("../src/browser/host.js");
const OPTIONS: &str = include_str!("../js/options.js");
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

/// The default in docs/options.md.
fn documented_default(option: &str) -> f64 {
    let row = OPTIONS_DOCUMENT.lines().find(|line| line.starts_with(&format!("| `{option}` "))).expect(option);
    let documented = row.split('|').nth(3).expect("a default").trim().trim_matches('`');
    match documented.split(' ').next().expect("a value") {
        "off" | "Infinity" => f64::INFINITY,
        number => number.parse().expect(option),
    }
}

/// The default in js/options.js: the first argument of `number`.
fn javascript_default(option: &str) -> f64 {
    let name = option.rsplit('.').next().expect("a name");
    let (_, rest) = OPTIONS.split_once(&format!("  {name}: number(")).expect(option);
    match rest.split(',').next().expect("an argument") {
        "Infinity" => f64::INFINITY,
        number => match number.split_once(" ** ") {
            Some((base, exponent)) => base.parse::<f64>().expect(option).powf(exponent.parse().expect(option)),
            None => number.parse().expect(option),
        },
    }
}

#[test]
#[allow(clippy::float_cmp, reason = "none of them is the result of a calculation")]
fn the_defaults_are_the_same_in_rust_javascript_and_the_documentation() {
    let Options { backoff, max_event_size, idle_timeout, .. } = Options::default();
    let defaults = [
        ("backoff.initial", backoff.initial as f64),
        ("backoff.factor", backoff.factor),
        ("backoff.max", backoff.max),
        ("backoff.jitter", backoff.jitter),
        ("maxEventSize", max_event_size as f64),
        ("idleTimeout", idle_timeout),
    ];
    for (option, default) in defaults {
        assert_eq!(javascript_default(option), default, "{option} in js/options.js");
        assert_eq!(documented_default(option), default, "{option} in docs/options.md");
    }
    // The largest number of attempts in Rust stands for no limit.
    assert_eq!(javascript_default("backoff.retries") as u32, backoff.retries);
    assert_eq!(documented_default("backoff.retries") as u32, backoff.retries);
}
