//! Why a connection was lost or could not be made: a code for programs, a sentence for people.

/// Why a connection was lost or could not be made, and what happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub reason: Reason,
    /// Whether the connection was open.
    pub was_open: bool,
    /// What follows.
    pub next: Next,
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another attempt in this many milliseconds.
    Reconnect(u64),
    /// The same, and that attempt does not send the last event ID, which may be what the server rejected.
    ReconnectWithoutId(u64),
    /// Nothing: another attempt would fail as well.
    Close,
    /// Nothing: the attempts that `backoff.retries` allows are used up.
    GiveUp,
}

impl Next {
    /// Milliseconds until the next attempt; none if there will be none.
    #[must_use]
    pub fn delay(self) -> Option<u64> {
        match self {
            Self::Reconnect(delay) | Self::ReconnectWithoutId(delay) => Some(delay),
            Self::Close | Self::GiveUp => None,
        }
    }

    /// What a message says of it, before the time of the next attempt.
    #[must_use]
    pub fn note(self) -> &'static str {
        match self {
            Self::Reconnect(_) | Self::Close => "",
            Self::ReconnectWithoutId(_) => "; the next request does not send the last event ID",
            Self::GiveUp => "; backoff.retries allows no further attempt",
        }
    }
}

/// What can go wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The response's status is not 200.
    Status,
    /// The response's `Content-Type` is not `text/event-stream`.
    ContentType,
    /// There was no response, or its body broke off.
    Network,
    /// CORS or a Content Security Policy blocks the response, or the URL's scheme cannot be fetched.
    Refused,
    /// The server ended the response.
    End,
    /// An event is larger than the limit.
    EventTooLarge,
    /// A function of the page threw, or returned what cannot be used for a request.
    Options,
    /// The platform refuses a request with these options, whenever it is made.
    InvalidRequest,
    /// The response cannot be read as a stream.
    Unsupported,
    /// Nothing arrived for the idle timeout.
    Idle,
    /// The page stopped loading.
    Stopped,
}

impl Reason {
    /// The machine-readable code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::ContentType => "content-type",
            Self::Network => "network",
            Self::Refused => "refused",
            Self::End => "end",
            Self::EventTooLarge => "event-too-large",
            Self::Options | Self::InvalidRequest => "options",
            Self::Unsupported => "unsupported",
            Self::Idle => "idle",
            Self::Stopped => "stopped",
        }
    }

    /// The human-readable message. `js/failure.js` adds the details that JavaScript knows.
    #[must_use]
    pub fn message(self, was_open: bool) -> &'static str {
        match self {
            Self::Status => "the server responded with status",
            Self::ContentType => "the response's Content-Type is not text/event-stream",
            Self::Network if was_open => "the connection was lost",
            Self::Network => "the server could not be reached, or the request failed",
            Self::Refused => {
                "the browser blocks the response (CORS or Content Security Policy), or cannot fetch the URL"
            }
            Self::End => "the server ended the stream",
            Self::EventTooLarge => "an event is larger than maxEventSize",
            Self::Options | Self::InvalidRequest => "the options cannot be used for a request",
            Self::Unsupported => "the response cannot be read as a stream",
            Self::Idle => "nothing arrived for idleTimeout",
            Self::Stopped => "the page stopped loading",
        }
    }

    /// Whether another attempt may succeed, so that it follows by default. A clean end depends on the request.
    pub(super) fn is_retryable(self) -> bool {
        matches!(self, Self::Network | Self::Idle | Self::Options)
    }

    /// Whether being offline explains it. Then `online` ends the wait.
    pub(super) fn may_be_offline(self) -> bool {
        matches!(self, Self::Network | Self::Idle | Self::Options | Self::Status)
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Reason};

    #[test]
    fn each_reason_has_its_code_and_its_message() {
        let texts = [
            (Reason::Status, "status", "the server responded with status"),
            (Reason::ContentType, "content-type", "the response's Content-Type is not text/event-stream"),
            (Reason::Network, "network", "the server could not be reached, or the request failed"),
            (
                Reason::Refused,
                "refused",
                "the browser blocks the response (CORS or Content Security Policy), or cannot fetch the URL",
            ),
            (Reason::End, "end", "the server ended the stream"),
            (Reason::EventTooLarge, "event-too-large", "an event is larger than maxEventSize"),
            (Reason::Options, "options", "the options cannot be used for a request"),
            (Reason::InvalidRequest, "options", "the options cannot be used for a request"),
            (Reason::Unsupported, "unsupported", "the response cannot be read as a stream"),
            (Reason::Idle, "idle", "nothing arrived for idleTimeout"),
            (Reason::Stopped, "stopped", "the page stopped loading"),
        ];
        for (reason, code, message) in texts {
            assert_eq!((reason.as_str(), reason.message(false)), (code, message));
        }
    }

    #[test]
    fn a_connection_that_was_open_was_lost() {
        assert_eq!(Reason::Network.message(true), "the connection was lost");
        assert_eq!(Reason::Idle.message(true), Reason::Idle.message(false));
    }

    #[test]
    fn a_message_says_what_is_unusual_about_the_next_attempt() {
        assert_eq!(Next::Reconnect(1).note(), "");
        assert_eq!(Next::Close.note(), "");
        assert_eq!(Next::ReconnectWithoutId(1).note(), "; the next request does not send the last event ID");
        assert_eq!(Next::GiveUp.note(), "; backoff.retries allows no further attempt");
    }
}
