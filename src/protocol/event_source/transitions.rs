//! The standard's three outcomes of a fetch, and the wait and pause between fetches.

use super::{EventSource, Loss, Phase, ReadyState, RetryDecision};
use crate::protocol::action::{Action, PendingActions};
use crate::protocol::failure::{Failure, Next, Reason};

impl EventSource {
    /// [Announce the connection](https://html.spec.whatwg.org/#announce-the-connection).
    pub(super) fn announce_the_connection(&mut self, now: f64) {
        self.phase = Phase::Open { since: now };
        self.omits_id = false;
        self.idle.record_activity(now);
        self.pending.notify = Some(Action::FireOpen);
    }

    /// [Fail the connection](https://html.spec.whatwg.org/#fail-the-connection).
    pub(super) fn fail_the_connection(&mut self, reason: Reason, was_open: bool, next: Next) {
        self.abort_and_enter(Phase::Closed);
        self.pending.notify = Some(Action::FireError(Failure { reason, was_open, next }));
    }

    /// Counts the loss, and decides what follows, or lets the page decide.
    pub(super) fn lose(&mut self, loss: Loss, now: f64, random: f64) {
        if !matches!(self.phase, Phase::Fetching | Phase::Open { .. }) {
            return;
        }
        self.forget_failures_if_healthy(now);
        if !self.options.is_fetched {
            return self.fail_the_connection(loss.reason, loss.was_open, Next::Close);
        }
        if self.options.decides_retry {
            self.abort_and_enter(Phase::Deciding(loss));
            self.pending.notify = Some(Action::DecideRetry(loss.reason));
        } else {
            self.settle(loss, RetryDecision::Default, now, random);
        }
    }

    pub(super) fn settle(&mut self, loss: Loss, decision: RetryDecision, now: f64, random: f64) {
        let is_retryable = match decision {
            RetryDecision::Default => loss.is_retried_by_default,
            RetryDecision::Close => false,
            RetryDecision::Retry | RetryDecision::RetryAfter(_) => true,
        };
        if !is_retryable {
            self.fail_the_connection(loss.reason, loss.was_open, Next::Close);
        } else if self.consecutive_failures >= self.options.backoff.retries {
            self.fail_the_connection(loss.reason, loss.was_open, Next::GiveUp);
        } else {
            self.reestablish_the_connection(loss, decision, now, random);
        }
    }

    /// [Reestablish the connection](https://html.spec.whatwg.org/#reestablish-the-connection).
    fn reestablish_the_connection(&mut self, loss: Loss, decision: RetryDecision, now: f64, random: f64) {
        let backoff = self.options.backoff;
        self.consecutive_failures = self.consecutive_failures.saturating_add(1);
        let wait = if loss.was_open {
            backoff.wait(self.reconnection_time(), self.consecutive_failures, random)
        } else {
            // A server that alternates between `retry: 0` and redirects to a third party must not make this client flood it.
            self.failed_attempts = self.failed_attempts.saturating_add(1);
            let shortest = self.reconnection_time().max(backoff.initial);
            backoff.wait(shortest, self.consecutive_failures.max(self.failed_attempts), random)
        };
        let delay = match decision {
            RetryDecision::RetryAfter(delay) => delay,
            _ => wait.max(loss.retry_after),
        };
        self.omits_id = loss.may_reject_id;
        let next = if self.omits_id { Next::ReconnectWithoutId(delay) } else { Next::Reconnect(delay) };
        self.last_loss = Some(loss);
        self.abort_and_enter(Phase::Waiting { until: now + delay as f64 });
        let failure = Failure { reason: loss.reason, was_open: loss.was_open, next };
        self.pending.notify = Some(Action::FireError(failure));
        self.pending.delay = Some(delay);
    }

    /// Whether `online` ends the wait. A delay that the server requested has nothing to do with being offline.
    pub(super) fn offline_may_explain_the_loss(&self) -> bool {
        let is_explained = |loss: Loss| loss.reason.may_be_offline() && loss.retry_after == 0;
        self.waits_for_network || self.last_loss.is_some_and(is_explained)
    }

    /// The count of failures starts again when a connection ends that was open for the reconnection time.
    fn forget_failures_if_healthy(&mut self, now: f64) {
        let Phase::Open { since } = self.phase else { return };
        // `retry: 0` alone does not make a connection healthy.
        let healthy_after = self.reconnection_time().max(self.options.backoff.initial);
        if now - since >= healthy_after as f64 {
            self.consecutive_failures = 0;
            self.failed_attempts = 0;
        }
    }

    /// Pauses until the page resumes, but at least until `until`.
    pub(super) fn pause(&mut self, until: f64, now: f64) {
        self.forget_failures_if_healthy(now);
        let was_open = self.ready_state() == ReadyState::Open;
        self.abort_and_enter(Phase::Paused { until });
        self.pending.notify = was_open.then_some(Action::SetConnecting);
    }

    pub(super) fn fetch_when_due(&mut self, mut until: f64, now: f64) {
        if now >= until && self.page.is_offline && !self.waits_for_network {
            // `navigator.onLine` can be wrong, so offline only extends the wait.
            self.waits_for_network = true;
            until = now + self.options.backoff.max.max(self.reconnection_time() as f64);
        }
        if now < until {
            self.phase = Phase::Waiting { until };
            self.pending.timeout = Some(until).filter(|until| until.is_finite());
        } else {
            self.fetch(now);
        }
    }

    pub(super) fn fetch(&mut self, now: f64) {
        self.phase = Phase::Fetching;
        self.waits_for_network = false;
        self.pending.delay = None;
        self.pending.fetch = true;
        self.idle.record_activity(now);
        self.pending.timeout = self.idle.deadline();
    }

    /// Leaves a phase in which something is in progress: discards what the body left unfinished and what was pending.
    pub(super) fn abort_and_enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.pending = PendingActions::abort();
        self.stream.restart();
    }
}
