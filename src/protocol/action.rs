//! What the caller of the state machine does next.

use std::mem;

use super::failure::{Failure, Reason};

/// What the caller must do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Abort the fetch or the wait that was started last, finished or not.
    Abort,
    /// Let the page decide whether this failure is retried, and call
    /// [`EventSource::handle_retry_decision`](super::event_source::EventSource::handle_retry_decision).
    DecideRetry(Reason),
    /// Fire the event `open`.
    FireOpen,
    /// Fire the event `error`.
    FireError(Failure),
    /// Set `readyState` to CONNECTING without an event.
    SetConnecting,
    /// Cancel the wait and fetch the resource with
    /// [`EventSource::request_last_event_id`](super::event_source::EventSource::request_last_event_id).
    Fetch,
    /// Call [`EventSource::handle_timeout`](super::event_source::EventSource::handle_timeout) in this many milliseconds
    /// instead of at the time that was set before.
    Wait(u64),
}

/// What `poll` has still to return, in this order.
#[derive(Debug, Default)]
pub(super) struct PendingActions {
    pub(super) abort: bool,
    /// `DecideRetry`, `FireOpen`, `FireError` or `SetConnecting`.
    pub(super) notify: Option<Action>,
    pub(super) fetch: bool,
    /// The reconnection delay, relative to when it is polled: after the `error` listeners have run.
    pub(super) delay: Option<u64>,
    /// The time of the next timeout.
    pub(super) timeout: Option<f64>,
}

impl PendingActions {
    pub(super) fn abort() -> Self {
        Self { abort: true, ..Self::default() }
    }

    /// The next action, except for the waits.
    pub(super) fn next(&mut self) -> Option<Action> {
        if mem::take(&mut self.abort) {
            return Some(Action::Abort);
        }
        self.notify.take().or_else(|| mem::take(&mut self.fetch).then_some(Action::Fetch))
    }
}
