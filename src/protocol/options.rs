//! What the page sets beside the standard.

use super::backoff::Backoff;

/// The options of an event source that its state machine needs.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// When to try again, and how often.
    pub backoff: Backoff,
    /// An event of more bytes fails the connection.
    pub max_event_size: usize,
    /// A connection on which nothing arrives for this many milliseconds is lost; infinite for never.
    pub idle_timeout: f64,
    /// Whether there is no connection while the page is hidden.
    pub pause_when_hidden: bool,
    /// Whether the caller decides whether a failure is retried: [`Action::DecideRetry`](super::action::Action::DecideRetry).
    pub decides_retry: bool,
    /// Whether the body is fetched. A stream that the page supplied cannot be fetched again, and page lifecycle events do
    /// not apply to it.
    pub is_fetched: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            max_event_size: 1 << 28,
            idle_timeout: f64::INFINITY,
            pause_when_hidden: false,
            decides_retry: false,
            is_fetched: true,
        }
    }
}
