//! Detects a connection on which nothing arrives.

/// A timeout that is noticed late means that the machine slept, or that the page was busy. What arrived meanwhile is then
/// read before the connection counts as idle: for as long as the timeout was late, within these bounds in milliseconds.
const MIN_GRACE_MS: f64 = 20.0;
const MAX_GRACE_MS: f64 = 1_000.0;

/// The idle timeout of one connection. Times are milliseconds.
#[derive(Debug)]
pub(super) struct IdleTimer {
    timeout: f64,
    last_activity: f64,
    grace_until: Option<f64>,
}

impl IdleTimer {
    /// `timeout` is infinite for a connection that may be idle for ever.
    pub(super) fn new(timeout: f64, now: f64) -> Self {
        Self { timeout, last_activity: now, grace_until: None }
    }

    pub(super) fn record_activity(&mut self, now: f64) {
        self.last_activity = now;
        self.grace_until = None;
    }

    /// When to check the timer; none for never.
    pub(super) fn deadline(&self) -> Option<f64> {
        Some(self.last_activity + self.timeout).filter(|deadline| deadline.is_finite())
    }

    /// When to check the timer again; none if the connection is idle.
    pub(super) fn check(&mut self, now: f64) -> Option<f64> {
        let deadline = self.last_activity + self.timeout;
        if now < deadline {
            return Some(deadline);
        }
        let until = *self.grace_until.get_or_insert(now + (now - deadline).clamp(MIN_GRACE_MS, MAX_GRACE_MS));
        Some(until).filter(|until| now < *until)
    }
}
