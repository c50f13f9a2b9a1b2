//! Failures of which the page decides whether they are retried.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::event_source::{ReadyState, RetryDecision};
use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;
use eventsource_wasm::protocol::response::Response;

use crate::scenario::{EVENT_STREAM_RESPONSE, OPTIONS, Scenario, closed, failed, gave_up, lost, rejected};

const UNAVAILABLE: Response = Response { status: 503, ..EVENT_STREAM_RESPONSE };

fn deciding() -> Scenario {
    Scenario::with(Options { decides_retry: true, ..OPTIONS })
}

/// Responds, and checks that the page has to decide.
fn respond(scenario: &mut Scenario, response: &Response, reason: Reason) {
    scenario.actions();
    scenario.source.handle_response(response, scenario.now, 0.0);
    assert_eq!(scenario.actions(), [Action::Abort, Action::DecideRetry(reason)]);
}

fn decide(scenario: &mut Scenario, decision: RetryDecision) -> Vec<Action> {
    scenario.source.handle_retry_decision(decision, scenario.now, 0.0);
    let mut actions = scenario.actions();
    assert_eq!(actions.remove(0), Action::Abort);
    actions
}

#[test]
fn true_retries_after_the_usual_wait() {
    let mut scenario = deciding();
    for delay in [3_000, 6_000, 12_000] {
        respond(&mut scenario, &UNAVAILABLE, Reason::Status);
        assert_eq!(decide(&mut scenario, RetryDecision::Retry), failed(Reason::Status, delay)[1..]);
        scenario.end_wait();
    }
}

#[test]
fn a_content_type_can_be_retried() {
    let mut scenario = deciding();
    let response = Response { status: 200, content_type: b"text/html", ..UNAVAILABLE };
    respond(&mut scenario, &response, Reason::ContentType);
    assert_eq!(decide(&mut scenario, RetryDecision::Retry), failed(Reason::ContentType, 3_000)[1..]);
}

#[test]
fn a_number_is_the_delay_even_if_it_is_zero() {
    for delay in [0, 70, 100_000] {
        let mut scenario = deciding();
        respond(&mut scenario, &Response { retry_after: 90_000, ..UNAVAILABLE }, Reason::Status);
        assert_eq!(decide(&mut scenario, RetryDecision::RetryAfter(delay)), failed(Reason::Status, delay)[1..]);
    }
}

#[test]
fn false_closes_what_would_be_retried() {
    let mut scenario = deciding();
    scenario.connect();
    scenario.network_error();
    assert_eq!(scenario.actions(), [Action::Abort, Action::DecideRetry(Reason::Network)]);
    assert_eq!(scenario.source.ready_state(), ReadyState::Open, "until the page has decided");
    assert_eq!(decide(&mut scenario, RetryDecision::Close), closed(Reason::Network)[1..]);
}

#[test]
fn no_decision_is_the_default() {
    let mut scenario = deciding();
    respond(&mut scenario, &UNAVAILABLE, Reason::Status);
    assert_eq!(decide(&mut scenario, RetryDecision::Default), rejected(Reason::Status)[1..]);
    let mut scenario = deciding();
    scenario.connect();
    scenario.end();
    scenario.actions();
    assert_eq!(decide(&mut scenario, RetryDecision::Default), lost(Reason::End, 3_000)[1..]);
}

#[test]
fn a_decision_that_fails_is_a_failed_attempt() {
    let mut scenario = deciding();
    respond(&mut scenario, &UNAVAILABLE, Reason::Status);
    scenario.source.handle_decision_error(scenario.now, 0.0);
    assert_eq!(scenario.actions(), failed(Reason::Options, 3_000));
}

#[test]
fn retries_limit_what_the_page_decides() {
    let mut options = Options { decides_retry: true, ..OPTIONS };
    options.backoff.retries = 0;
    let mut scenario = Scenario::with(options);
    respond(&mut scenario, &UNAVAILABLE, Reason::Status);
    assert_eq!(decide(&mut scenario, RetryDecision::Retry), gave_up(Reason::Status, false)[1..]);
}

#[test]
fn retry_after_is_the_shortest_wait() {
    for (requested, delay) in [(90_000, 90_000), (10, 3_000)] {
        let mut scenario = deciding();
        respond(&mut scenario, &Response { retry_after: requested, ..UNAVAILABLE }, Reason::Status);
        assert_eq!(decide(&mut scenario, RetryDecision::Retry), failed(Reason::Status, delay)[1..]);
        scenario.advance(delay as f64 - 1.0);
        assert_eq!(scenario.actions(), [Action::Wait(1)]);
        scenario.advance(1.0);
        assert_eq!(scenario.actions(), [Action::Fetch]);
    }
}

#[test]
fn online_does_not_shorten_a_delay_that_the_server_requested() {
    let mut scenario = deciding();
    respond(&mut scenario, &Response { retry_after: 90_000, ..UNAVAILABLE }, Reason::Status);
    decide(&mut scenario, RetryDecision::Retry);
    scenario.page_event(PageEvent::Online);
    assert_eq!(scenario.actions(), [Action::Wait(90_000)]);
}

#[test]
fn a_page_that_is_suspended_while_it_decides_connects_again_when_it_resumes() {
    let mut scenario = deciding();
    scenario.connect();
    scenario.end();
    scenario.actions();
    scenario.page_event(PageEvent::Suspended);
    assert_eq!(scenario.actions(), [Action::Abort, Action::SetConnecting]);
    scenario.source.handle_retry_decision(RetryDecision::Close, scenario.now, 0.0);
    assert_eq!(scenario.actions(), [], "a stale decision");
    scenario.page_event(PageEvent::Resumed);
    assert_eq!(scenario.actions(), [Action::Fetch]);
}

#[test]
fn an_event_stream_needs_no_decision() {
    let mut scenario = deciding();
    scenario.connect();
}
