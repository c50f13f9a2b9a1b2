//! What can go wrong with a connection, for programs and for people.

/// Why a connection was lost or could not be made, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub reason: Reason,
    /// Milliseconds until the next attempt; none if there will be none.
    pub delay: Option<u64>,
}

/// What can go wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server did not answer with status 200.
    Status,
    /// The answer is not `text/event-stream`.
    ContentType,
    /// There was no answer, or its body broke off.
    Network,
    /// The server refused this page by CORS, or the scheme of the URL cannot be fetched.
    Refused,
    /// The server ended its answer.
    End,
    /// An unfinished event grew beyond the limit.
    EventTooLarge,
    /// An option that is asked before every attempt, like `headers`, threw or gave something unusable.
    Options,
    /// Nothing arrived for the idle timeout.
    Idle,
    /// The page stopped loading.
    Stopped,
    /// The last of the allowed attempts was lost.
    Retries,
}

impl Reason {
    /// The word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::ContentType => "content-type",
            Self::Network => "network",
            Self::Refused => "refused",
            Self::End => "end",
            Self::EventTooLarge => "event-too-large",
            Self::Options => "options",
            Self::Idle => "idle",
            Self::Stopped => "stopped",
            Self::Retries => "retries",
        }
    }

    /// The words for people.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Status => "the server did not answer with status 200",
            Self::ContentType => "the answer's Content-Type is not text/event-stream",
            Self::Network => "the server could not be reached or the connection broke",
            Self::Refused => {
                "the server does not allow this page to read its answer (CORS), or the URL cannot be fetched"
            }
            Self::End => "the server ended the stream",
            Self::EventTooLarge => "an event is larger than maxEventSize",
            Self::Options => "the request could not be built from the options",
            Self::Idle => "nothing arrived for idleTimeout",
            Self::Stopped => "the page stopped loading",
            Self::Retries => "the connection was lost, and backoff.retries allows no further attempt",
        }
    }
}
