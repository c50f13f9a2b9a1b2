//! The connection's state machine: [the processing model](https://html.spec.whatwg.org/#sse-processing-model).
//!
//! It owns the ready state, the event stream and the count of failures. It does no I/O: the caller passes what happened to
//! `handle_*`, with the time and a random number where they matter, and [`EventSource::poll`] returns what the caller must do
//! next.
//!
//! ```text
//!              ┌─────────── handle_timeout, handle_page(Online) ──────┐
//!              ▼                                                      │
//! new ───► Fetching ── handle_response: announce ──► Open ──┐         │
//!              │                                            │         │
//!              ├─ handle_failure: reestablish ──────────────┼────► Waiting
//!              │      handle_end_of_body, handle_timeout ───┘         ▲
//!              │                                                      │
//!              │   (with retryOn, by way of Deciding: handle_retry_decision)
//!              │                                                      │
//!              └─ handle_response: fail ──► Closed ◄── close, from every phase
//!
//! Fetching, Open, Deciding, Waiting ◄── handle_page ──► Paused
//! ```
//!
//! Inputs that are not valid in the current phase are stale results of an aborted operation, and are ignored. Times are
//! milliseconds on any clock that does not go back, the same one for every call. `random` is from 0 up to, not including, 1.

use super::action::{Action, PendingActions};
use super::backoff::whole;
use super::event_stream::{Parser, Sink};
use super::failure::{Next, Reason};
use super::idle::IdleTimer;
use super::options::Options;
use super::page::{Page, PageEvent};
use super::response::Response;

/// The `readyState` of an event source, with the numbers of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReadyState {
    /// The connection is being made, or there will be another attempt.
    Connecting = 0,
    /// The connection is open and events are dispatched as they arrive.
    Open = 1,
    /// There is no connection and there will be none.
    Closed = 2,
}

/// Whether a failure is retried, as the page decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RetryDecision {
    /// As without a decision.
    Default,
    /// No further attempt.
    Close,
    /// Another attempt after the usual wait.
    Retry,
    /// Another attempt in this many milliseconds.
    RetryAfter(u64),
}

/// One event source, from its construction to CLOSED.
#[derive(Debug)]
pub struct EventSource {
    phase: Phase,
    stream: Parser,
    options: Options,
    /// Consecutive failures since the connection last delivered an event or was healthy.
    consecutive_failures: u32,
    /// Attempts that failed before the connection was open, since a connection was last healthy.
    failed_attempts: u32,
    last_loss: Option<Loss>,
    reconnects_on_end: bool,
    /// Whether the next request leaves the last event ID out.
    omits_id: bool,
    /// Whether the wait was extended because the browser is offline.
    waits_for_network: bool,
    idle: IdleTimer,
    page: Page,
    pending: PendingActions,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Fetching,
    Open { since: f64 },
    Deciding(Loss),
    Waiting { until: f64 },
    Paused { until: f64 },
    Closed,
}

/// A connection that was lost or could not be made.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Loss {
    reason: Reason,
    was_open: bool,
    /// The requested delay in milliseconds.
    retry_after: u64,
    is_retried_by_default: bool,
    may_reject_id: bool,
}

impl EventSource {
    /// An event source whose first action is to fetch. `stream` has the last event ID and the reconnection time to start
    /// from; `started_at` is when the first request was sent, which may be before `now`.
    #[must_use]
    pub fn new(stream: Parser, options: Options, started_at: f64) -> Self {
        let mut source = Self {
            phase: Phase::Fetching,
            stream,
            options,
            consecutive_failures: 0,
            failed_attempts: 0,
            last_loss: None,
            reconnects_on_end: false,
            omits_id: false,
            waits_for_network: false,
            idle: IdleTimer::new(options.idle_timeout, started_at),
            page: Page::default(),
            pending: PendingActions::default(),
        };
        source.fetch(started_at);
        source
    }

    /// What the caller must do next; `None` until something happens.
    pub fn poll(&mut self, now: f64) -> Option<Action> {
        if let Some(action) = self.pending.next() {
            return Some(action);
        }
        if let Some(delay) = self.pending.delay.take() {
            self.phase = Phase::Waiting { until: now + delay as f64 };
            self.pending.timeout = None;
            return Some(Action::Wait(delay));
        }
        self.pending.timeout.take().map(|until| Action::Wait(whole((until - now).ceil().max(1.0))))
    }

    /// The `readyState`.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Open { .. } | Phase::Deciding(Loss { was_open: true, .. }) => ReadyState::Open,
            Phase::Fetching | Phase::Deciding(_) | Phase::Waiting { .. } | Phase::Paused { .. } => {
                ReadyState::Connecting
            }
            Phase::Closed => ReadyState::Closed,
        }
    }

    /// The last event ID string.
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.stream.last_event_id()
    }

    /// The last event ID that the next request sends, if it is not empty.
    #[must_use]
    pub fn request_last_event_id(&self) -> &[u8] {
        if self.omits_id { b"" } else { self.last_event_id() }
    }

    /// The reconnection time in milliseconds.
    #[must_use]
    pub fn reconnection_time(&self) -> u64 {
        self.stream.reconnection_time()
    }

    /// How many milliseconds to wait before a network error is handled, in case the page is being unloaded.
    #[must_use]
    pub fn unload_grace_period(&self, now: f64) -> u64 {
        self.page.unload_grace_period(now)
    }

    /// The response's head has arrived.
    pub fn handle_response(&mut self, response: &Response, now: f64, random: f64) {
        if self.phase != Phase::Fetching {
            return;
        }
        self.reconnects_on_end = response.reconnects_on_end;
        let Some(reason) = response.rejection() else { return self.announce_the_connection(now) };
        let may_reject_id = response.may_reject_id(self.request_last_event_id());
        let is_retried_by_default = may_reject_id;
        let retry_after = response.retry_after;
        self.lose(Loss { reason, was_open: false, retry_after, is_retried_by_default, may_reject_id }, now, random);
    }

    /// Bytes of the response's body have arrived.
    pub fn handle_chunk(&mut self, chunk: &[u8], sink: &mut impl Sink, now: f64, random: f64) {
        if !matches!(self.phase, Phase::Open { .. }) {
            return;
        }
        self.idle.record_activity(now);
        let limit = self.options.max_event_size;
        if self.stream.push_limited(chunk, sink, limit) > 0 {
            self.consecutive_failures = 0;
        }
        if self.stream.exceeds(limit) {
            self.handle_failure(Reason::EventTooLarge, now, random);
        }
    }

    /// The response's body has ended.
    pub fn handle_end_of_body(&mut self, now: f64, random: f64) {
        self.handle_failure(Reason::End, now, random);
    }

    /// The request failed, or its body broke off.
    pub fn handle_failure(&mut self, reason: Reason, now: f64, random: f64) {
        let is_retried_by_default = reason.is_retryable() || (reason == Reason::End && self.reconnects_on_end);
        let was_open = matches!(self.phase, Phase::Open { .. });
        self.lose(Loss { reason, was_open, retry_after: 0, is_retried_by_default, may_reject_id: false }, now, random);
    }

    /// The page stopped loading: `window.stop()`.
    pub fn handle_stop(&mut self) {
        if !matches!(self.phase, Phase::Waiting { .. } | Phase::Paused { .. } | Phase::Closed) {
            let was_open = self.ready_state() == ReadyState::Open;
            self.fail_the_connection(Reason::Stopped, was_open, Next::Close);
        }
    }

    /// The page decided whether the last failure is retried.
    pub fn handle_retry_decision(&mut self, decision: RetryDecision, now: f64, random: f64) {
        if let Phase::Deciding(loss) = self.phase {
            self.settle(loss, decision, now, random);
        }
    }

    /// The page's decision threw, or is not one.
    pub fn handle_decision_error(&mut self, now: f64, random: f64) {
        if let Phase::Deciding(loss) = self.phase {
            let loss = Loss { reason: Reason::Options, is_retried_by_default: true, ..loss };
            self.settle(loss, RetryDecision::Default, now, random);
        }
    }

    /// The time of [`Action::Wait`] has come, or may have.
    pub fn handle_timeout(&mut self, now: f64, random: f64) {
        match self.phase {
            Phase::Waiting { until } => self.fetch_when_due(until, now),
            Phase::Fetching | Phase::Open { .. } if self.options.idle_timeout.is_finite() => {
                self.pending.timeout = self.idle.check(now);
                if self.pending.timeout.is_none() {
                    self.handle_failure(Reason::Idle, now, random);
                }
            }
            _ => {}
        }
    }

    /// Something happened to the page.
    pub fn handle_page(&mut self, event: PageEvent, now: f64, random: f64) {
        if !self.options.is_fetched {
            return;
        }
        self.page.update(event, now);
        if event == PageEvent::Online
            && self.offline_may_explain_the_loss()
            && let Phase::Waiting { until } | Phase::Paused { until } = &mut self.phase
        {
            *until = now;
            self.consecutive_failures = 0;
            self.failed_attempts = 0;
        }
        let is_paused = self.page.is_paused(self.options.pause_when_hidden);
        match self.phase {
            Phase::Paused { until } if !is_paused => self.fetch_when_due(until, now),
            Phase::Fetching | Phase::Open { .. } | Phase::Deciding(_) if is_paused => self.pause(now, now),
            Phase::Waiting { until } if is_paused => self.pause(until, now),
            _ => self.handle_timeout(now, random),
        }
    }

    /// The consumer did not let anything be read: idle time under back pressure does not count.
    pub fn handle_backpressure(&mut self, now: f64) {
        self.idle.record_activity(now);
    }

    /// The method `reset()`: discards what has arrived of an unfinished event. The next request continues after the event
    /// with this ID, the last one that was dispatched.
    pub fn reset(&mut self, last_event_id: &[u8]) {
        self.stream.restart();
        self.stream.set_last_event_id(last_event_id);
    }

    /// The method `reconnect()`: drops the connection or the wait and fetches at once.
    pub fn reconnect(&mut self, now: f64) {
        if self.phase == Phase::Closed || !self.options.is_fetched {
            return;
        }
        self.consecutive_failures = 0;
        self.failed_attempts = 0;
        self.pause(now, now);
        if !self.page.is_paused(self.options.pause_when_hidden) {
            self.fetch(now);
        }
    }

    /// The method `close()`: aborts what is in progress; nothing follows.
    pub fn close(&mut self) {
        if self.phase == Phase::Closed {
            // The connection may have failed while the page handled an earlier event: it gets no event for that.
            self.pending.notify = None;
        } else {
            self.abort_and_enter(Phase::Closed);
        }
    }
}

mod transitions;
