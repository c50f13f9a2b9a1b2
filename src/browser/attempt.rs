//! One attempt: a state machine from the request to the end of the response's body.
//!
//! ```text
//! Requesting ──► Reading ◄──► Yielding, Backpressure
//!     │  ▲          │
//!     ▼  │          ▼
//! CheckingPolicy   GracePeriod ──► network error
//!     │  ▲          ▲
//!     ▼  │          │
//!     Probing ──────┘
//! ```
//!
//! `fetch` fails in the same way if the server is down, if CORS blocks the response, and if the page's Content Security Policy
//! blocks the request. Blocked responses fail the connection, anything else is retried. So a probe of another origin's server
//! follows an attempt that failed: if the server responds to that, the request is sent once more, and then is blocked.
//!
//! A connection has one attempt at a time. Each has a generation; notifications of an earlier one are ignored.

use std::cell::Cell;

use js_sys::Number;
use wasm_bindgen::prelude::*;

use super::host::{self, Context, ResponseHead};
use super::notification::{END, INVALID_REQUEST, NETWORK_ERROR, OPTIONS_ERROR, RESPONSE};
use super::timer::monotonic_now;
use crate::protocol::backoff::whole;
use crate::protocol::event_source::RetryDecision;
use crate::protocol::failure::Reason;

/// After this many milliseconds of work the attempt yields to the event loop.
const TIME_SLICE_MS: f64 = 8.0;

/// What a chunk costs at least, in milliseconds: a stream of empty chunks is work too.
const CHUNK_COST_MS: f64 = 0.05;

#[derive(Default)]
pub(super) struct Attempt {
    generation: Cell<u32>,
    state: Cell<State>,
    has_resent: Cell<bool>,
    /// Milliseconds of work since the attempt last yielded.
    elapsed: Cell<f64>,
    /// When back pressure began.
    backpressure_since: Cell<f64>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Idle,
    /// The request was sent, or the page's functions are running.
    Requesting,
    /// The request failed; in Chromium and Firefox, a violation of the page's policy is reported a task later.
    CheckingPolicy,
    Probing,
    /// The network failed, unless the page is being unloaded.
    GracePeriod,
    Reading,
    Yielding,
    Backpressure,
    Deciding,
}

/// What an attempt resulted in.
pub(super) enum Outcome {
    Response,
    Failure(Reason),
    Decision(Option<RetryDecision>),
}

/// What an attempt needs to know of its connection.
pub(super) struct Conditions {
    pub(super) has_been_open: bool,
    pub(super) unload_grace_period: u64,
}

impl Attempt {
    pub(super) fn generation(&self) -> u32 {
        self.generation.get()
    }

    pub(super) fn start(&self, context: &Context, number: u32, last_event_id: &[u8]) {
        self.enter(State::Requesting);
        host::start_attempt(context, self.generation(), number, last_event_id);
    }

    /// Aborts whatever is in progress. Its notifications arrive nevertheless, with an earlier generation.
    pub(super) fn abort(&self, context: &Context) {
        self.generation.set(self.generation() + 1);
        self.enter(State::Idle);
        self.has_resent.set(false);
        self.elapsed.set(0.0);
        context.abort();
    }

    pub(super) fn handle(
        &self,
        what: u32,
        value: &JsValue,
        context: &Context,
        conditions: &Conditions,
    ) -> Option<Outcome> {
        match self.state.take() {
            State::Requesting => self.handle_response(what, value, context, conditions),
            State::CheckingPolicy => self.handle_policy_check(context, conditions),
            State::Probing => self.handle_probe(what, value, context, conditions),
            State::GracePeriod => Some(Outcome::Failure(network_error_reason(context))),
            State::Reading => self.handle_end_of_body(what, value, context, conditions),
            State::Yielding => {
                self.elapsed.set(0.0);
                self.read(context);
                None
            }
            State::Deciding => Some(Outcome::Decision(decision(value.unchecked_ref::<Number>().value_of()))),
            State::Idle | State::Backpressure => None,
        }
    }

    fn handle_response(
        &self,
        what: u32,
        value: &JsValue,
        context: &Context,
        conditions: &Conditions,
    ) -> Option<Outcome> {
        if what == RESPONSE {
            return Some(Outcome::Response);
        }
        host::set_error(context, value);
        match error_reason(what) {
            Reason::Network => self.classify_network_error(context, conditions),
            reason => Some(Outcome::Failure(reason)),
        }
    }

    fn classify_network_error(&self, context: &Context, conditions: &Conditions) -> Option<Outcome> {
        let is_fetchable = conditions.has_been_open || host::is_fetchable(context);
        if !is_fetchable || self.has_resent.get() {
            return Some(Outcome::Failure(Reason::Refused));
        }
        if context.listener().is_none() {
            return Some(Outcome::Failure(Reason::Network));
        }
        self.enter(State::CheckingPolicy);
        host::yield_to_event_loop(context, self.generation());
        None
    }

    fn handle_policy_check(&self, context: &Context, conditions: &Conditions) -> Option<Outcome> {
        if context.violation().is_truthy() {
            return Some(Outcome::Failure(Reason::Refused));
        }
        if !host::can_probe(context, conditions.has_been_open) {
            return self.report_network_error_after_grace(context, conditions);
        }
        self.enter(State::Probing);
        host::probe(context, self.generation(), conditions.has_been_open);
        None
    }

    fn handle_probe(&self, what: u32, value: &JsValue, context: &Context, conditions: &Conditions) -> Option<Outcome> {
        // The violation can be reported late.
        if context.violation().is_truthy() {
            return Some(Outcome::Failure(Reason::Refused));
        }
        // An opaque response has status 0. A server error says nothing about the request that failed.
        if what != RESPONSE || value.unchecked_ref::<ResponseHead>().status() >= 500 {
            return self.report_network_error_after_grace(context, conditions);
        }
        self.has_resent.set(true);
        self.enter(State::Requesting);
        host::resend(context, self.generation());
        None
    }

    /// Waits in pages, which may be about to unload, and in workers, where Firefox reports a violation late.
    fn report_network_error_after_grace(&self, context: &Context, conditions: &Conditions) -> Option<Outcome> {
        if context.listener().is_none() {
            return Some(Outcome::Failure(Reason::Network));
        }
        self.enter(State::GracePeriod);
        host::delay(context, self.generation(), conditions.unload_grace_period as f64);
        None
    }

    fn handle_end_of_body(
        &self,
        what: u32,
        value: &JsValue,
        context: &Context,
        conditions: &Conditions,
    ) -> Option<Outcome> {
        if what == END {
            return Some(Outcome::Failure(Reason::End));
        }
        host::set_error(context, value);
        match error_reason(what) {
            Reason::Network => self.report_network_error_after_grace(context, conditions),
            reason => Some(Outcome::Failure(reason)),
        }
    }

    pub(super) fn read(&self, context: &Context) {
        self.enter(State::Reading);
        host::read_body(context, self.generation());
    }

    /// Counts the work for a slice of the body since `started`. Returns whether the next one may follow.
    pub(super) fn finish_slice(&self, started: f64, has_backpressure: bool, context: &Context) -> bool {
        let now = monotonic_now();
        self.elapsed.set(self.elapsed.get() + now - started + CHUNK_COST_MS);
        if has_backpressure {
            self.backpressure_since.set(now);
            self.enter(State::Backpressure);
            return false;
        }
        if self.elapsed.get() > TIME_SLICE_MS {
            self.enter(State::Yielding);
            host::yield_to_event_loop(context, self.generation());
            return false;
        }
        true
    }

    pub(super) fn has_backpressure(&self) -> bool {
        self.state.get() == State::Backpressure
    }

    /// Ends back pressure. What the consumer did meanwhile was work as well.
    pub(super) fn pull(&self, context: &Context) {
        if self.has_backpressure() && self.finish_slice(self.backpressure_since.get(), false, context) {
            self.read(context);
        }
    }

    /// Lets the page decide whether a failure is retried. None until the page has decided.
    pub(super) fn decide_retry(&self, context: &Context, reason: Reason) -> Option<Outcome> {
        self.enter(State::Deciding);
        let generation = self.generation();
        let encoded = host::decide_retry(context, generation, reason.as_str());
        // The page may have reconnected in `retryOn`.
        if encoded <= DECISION_PENDING || generation != self.generation() {
            return None;
        }
        self.enter(State::Idle);
        Some(Outcome::Decision(decision(encoded)))
    }

    fn enter(&self, state: State) {
        self.state.set(state);
    }
}

/// The reason of a network error when its violation, if any, is reported.
fn network_error_reason(context: &Context) -> Reason {
    if context.violation().is_truthy() { Reason::Refused } else { Reason::Network }
}

/// What a request or a body failed with.
fn error_reason(what: u32) -> Reason {
    match what {
        NETWORK_ERROR => Reason::Network,
        OPTIONS_ERROR => Reason::Options,
        INVALID_REQUEST => Reason::InvalidRequest,
        _ => Reason::Unsupported,
    }
}

const DECISION_PENDING: f64 = -5.0;

/// Decodes what `decideRetry` in host.js returns; none for an error.
fn decision(encoded: f64) -> Option<RetryDecision> {
    if encoded >= 0.0 {
        return Some(RetryDecision::RetryAfter(whole(encoded)));
    }
    Some(match encoded as i32 {
        -1 => RetryDecision::Default,
        -2 => RetryDecision::Close,
        -3 => RetryDecision::Retry,
        _ => return None,
    })
}
