//! The rules that hold for every event source, whatever its inputs are. They are stated without the state machine's own
//! variables: from the inputs and the actions alone.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::event_source::{EventSource, ReadyState, RetryDecision};
use eventsource_wasm::protocol::failure::{Failure, Next, Reason};
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;
use eventsource_wasm::protocol::response::Response;

/// The longest time that what arrived during a sleep may take to be read.
const MAX_GRACE_MS: f64 = 1_000.0;

#[allow(clippy::struct_excessive_bools, reason = "the facts that the rules need are independent")]
pub(crate) struct Rules {
    options: Options,
    pub(crate) now: f64,
    /// What the events have made of the page's `readyState`.
    pub(crate) ready_state: ReadyState,
    /// A fetch has started, and no abort has ended it.
    is_fetching: bool,
    /// The page decides whether the last failure is retried.
    is_deciding: bool,
    open_since: f64,
    last_activity: f64,
    pub(crate) timeout: Option<f64>,
    /// No attempt may start before this time.
    earliest: f64,
    /// The next attempt starts at this time, unless the page is paused or offline.
    due: f64,
    is_offline: bool,
    /// Consecutive failures since the last event or healthy connection.
    failures: u32,
    /// The same, if no `online` event has reset the count: it does so only after failures that being offline explains.
    most_failures: u32,
    retry_after: u64,
    reconnects_on_end: bool,
    decision: Option<RetryDecision>,
    is_hidden: bool,
    is_suspended: bool,
    is_over: bool,
    /// How many `error` events there were.
    pub(crate) errors: usize,
}

impl Rules {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            now: 0.0,
            ready_state: ReadyState::Connecting,
            is_fetching: false,
            is_deciding: false,
            open_since: 0.0,
            last_activity: 0.0,
            timeout: None,
            earliest: 0.0,
            due: 0.0,
            is_offline: false,
            failures: 0,
            most_failures: 0,
            retry_after: 0,
            reconnects_on_end: true,
            decision: None,
            is_hidden: false,
            is_suspended: false,
            is_over: false,
            errors: 0,
        }
    }

    pub(crate) fn is_awaiting_response(&self) -> bool {
        self.is_fetching && self.ready_state == ReadyState::Connecting
    }

    pub(crate) fn record_response(&mut self, response: &Response) {
        self.record_activity();
        self.retry_after = response.retry_after;
        self.reconnects_on_end = response.reconnects_on_end;
    }

    pub(crate) fn expects_end(&mut self) {
        if self.is_fetching {
            self.retry_after = 0;
        }
    }

    pub(crate) fn record_activity(&mut self) {
        self.last_activity = self.now;
    }

    pub(crate) fn reset_failures(&mut self) {
        self.failures = 0;
        self.most_failures = 0;
    }

    pub(crate) fn decide(&mut self, decision: RetryDecision) {
        if self.is_deciding {
            self.decision = Some(decision);
        }
    }

    pub(crate) fn reconnect(&mut self) {
        if self.options.is_fetched && self.ready_state != ReadyState::Closed {
            self.reset_failures();
            self.earliest = self.now;
        }
    }

    pub(crate) fn advance(&mut self, now: f64) {
        self.now = now;
    }

    pub(crate) fn page_event(&mut self, event: PageEvent) {
        match event {
            PageEvent::Hidden => self.is_hidden = true,
            PageEvent::Visible => self.is_hidden = false,
            PageEvent::Suspended => self.is_suspended = true,
            PageEvent::Resumed => self.is_suspended = false,
            PageEvent::BeforeUnload => {}
            PageEvent::Offline => self.is_offline = true,
            PageEvent::Online => {
                // Only a requested delay must not be shortened.
                self.earliest = self.earliest.min(self.now);
                self.failures = 0;
                self.is_offline = false;
            }
        }
        if self.is_paused() && self.is_deciding {
            self.earliest = self.now;
        }
    }

    fn is_paused(&self) -> bool {
        let is_hidden = self.is_hidden && self.options.pause_when_hidden;
        self.options.is_fetched && (self.is_suspended || is_hidden)
    }

    /// Checks an action that is carried out.
    pub(crate) fn check(&mut self, action: Action, source: &EventSource) {
        assert!(!self.is_over, "{action:?} after the end");
        if self.ready_state == ReadyState::Closed {
            assert_eq!(action, Action::Abort, "only an abort follows close()");
            self.is_over = true;
        }
        match action {
            Action::Abort => {
                self.is_fetching = false;
                self.is_deciding = false;
                self.timeout = None;
            }
            Action::DecideRetry(reason) => {
                assert!(self.options.decides_retry && !self.is_fetching);
                self.lose(reason, source.reconnection_time());
                self.is_deciding = true;
            }
            Action::FireOpen => {
                assert!(self.is_awaiting_response(), "open without a fetch");
                self.ready_state = ReadyState::Open;
                self.open_since = self.now;
            }
            Action::SetConnecting => {
                assert!(!self.is_fetching && self.ready_state == ReadyState::Open, "a pause of nothing");
                self.ready_state = ReadyState::Connecting;
            }
            Action::FireError(failure) => self.check_failure(failure, source.reconnection_time()),
            Action::Fetch => {
                assert!(!self.is_fetching, "two fetches at a time");
                assert!(!self.is_paused(), "a fetch of a paused page");
                assert!(self.now >= self.earliest, "a fetch at {} before {}", self.now, self.earliest);
                self.is_fetching = true;
                self.timeout = None;
                self.retry_after = 0;
                self.record_activity();
            }
            Action::Wait(delay) => self.timeout = Some(self.now + delay as f64),
        }
        if matches!(action, Action::FireOpen | Action::FireError(_) | Action::SetConnecting) {
            assert_eq!(source.ready_state(), self.ready_state, "{action:?} has the ready state");
        }
    }

    fn lose(&mut self, reason: Reason, reconnection_time: u64) {
        if reason == Reason::Idle {
            assert!(self.now >= self.last_activity + self.options.idle_timeout, "the connection was not idle");
        }
        let healthy_after = reconnection_time.max(self.options.backoff.initial) as f64;
        if self.ready_state == ReadyState::Open && self.now - self.open_since >= healthy_after {
            self.reset_failures();
        }
    }

    fn check_failure(&mut self, failure: Failure, reconnection_time: u64) {
        self.errors += 1;
        assert!(!self.is_fetching, "an error before the abort");
        assert_eq!(failure.was_open, self.ready_state == ReadyState::Open);
        if !self.options.decides_retry {
            self.lose(failure.reason, reconnection_time);
        }
        let backoff = self.options.backoff;
        if failure.next == Next::GiveUp {
            assert!(self.most_failures >= backoff.retries, "there were retries left");
        }
        let decision = self.decision.take();
        let Some(delay) = failure.next.delay() else {
            self.ready_state = ReadyState::Closed;
            self.is_over = true;
            return;
        };
        self.failures += 1;
        self.most_failures += 1;
        assert!(self.options.is_fetched, "a supplied stream cannot be fetched again");
        assert!(self.failures <= backoff.retries, "more retries than allowed");
        assert_ne!(decision, Some(RetryDecision::Close), "the page decided against it");
        if failure.reason == Reason::End && !self.reconnects_on_end {
            assert!(matches!(decision, Some(RetryDecision::Retry | RetryDecision::RetryAfter(_))), "sent twice");
        }
        if let Some(RetryDecision::RetryAfter(requested)) = decision {
            assert_eq!(delay, requested);
        } else {
            let initial = if failure.was_open { 0 } else { backoff.initial };
            let shortest = reconnection_time.max(initial).max(self.retry_after).max(1);
            assert!(delay >= shortest, "a wait of {delay} and not of {shortest}");
            assert!(delay <= shortest.max(backoff.max as u64), "a wait of {delay} is too long");
        }
        self.ready_state = ReadyState::Connecting;
        self.earliest = self.now + delay as f64;
        self.due = self.earliest;
    }

    /// Checks the state when all actions were carried out.
    pub(crate) fn check_state(&self, source: &EventSource) {
        assert_eq!(source.ready_state(), self.ready_state, "the events have the ready state");
        if self.ready_state == ReadyState::Closed {
            assert!(!self.is_fetching && self.timeout.is_none(), "something is in progress after the end");
        } else if !self.is_fetching {
            let is_waiting = self.is_paused() || self.is_deciding || self.timeout.is_some();
            assert!(is_waiting, "nothing will ever happen");
            let extension = if self.is_offline { self.longest_wait(source) } else { 0.0 };
            let latest = self.due.max(self.now) + extension + 1.0;
            assert!(self.timeout.is_none_or(|timeout| timeout <= latest), "too long a wait");
        } else if self.options.idle_timeout.is_finite() {
            let latest = (self.last_activity + self.options.idle_timeout).max(self.now + MAX_GRACE_MS) + 1.0;
            assert!(self.timeout.is_some_and(|timeout| timeout <= latest), "an idle connection will not be detected");
        }
    }

    fn longest_wait(&self, source: &EventSource) -> f64 {
        self.options.backoff.max.max(source.reconnection_time() as f64)
    }
}
