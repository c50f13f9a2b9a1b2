//! The head of a response: whether it is an event stream, and when the server wants the next request.

use super::digits::ascii_digits;
use super::failure::Reason;
use super::mime_type::is_event_stream;

/// The head of a response.
#[derive(Clone, Copy, Debug, Default)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The value of `Content-Type`, empty if there is none.
    pub content_type: &'a [u8],
    /// The requested delay in milliseconds before another attempt, if one follows; see [`retry_after`].
    pub retry_after: u64,
    /// Whether the request is sent again after the server has ended the response.
    pub reconnects_on_end: bool,
}

impl Response<'_> {
    /// Why this response is not an event stream.
    #[must_use]
    pub fn rejection(&self) -> Option<Reason> {
        if self.status != 200 {
            Some(Reason::Status)
        } else if is_event_stream(self.content_type) {
            None
        } else {
            Some(Reason::ContentType)
        }
    }

    /// Whether the server may have rejected the request because of this last event ID: it is too large, or a bad request
    /// for some other reason that only an unusual ID has.
    pub(super) fn may_reject_id(&self, id: &[u8]) -> bool {
        let is_unusual = id.len() > USUAL_ID_LENGTH || id.iter().any(|byte| !(b' '..=b'~').contains(byte));
        match self.status {
            414 | 431 => !id.is_empty(),
            400 | 413 => is_unusual,
            _ => false,
        }
    }
}

/// The bytes of a last event ID that no server rejects for its length.
const USUAL_ID_LENGTH: usize = 256;

/// The longest wait that a server can request, in milliseconds: an hour.
pub const MAX_RETRY_AFTER: u64 = 3_600_000;

/// The milliseconds that `Retry-After` requests (RFC 9110, section 10.2.3), at most an hour. Its value is a number of seconds
/// or a date; `until` returns the milliseconds from now to that date, or NaN if there is none.
#[must_use]
pub fn retry_after(value: &[u8], until: impl FnOnce() -> f64) -> u64 {
    match ascii_digits(value) {
        Some(seconds) => seconds.min(MAX_RETRY_AFTER / 1_000) * 1_000,
        // A negative time and NaN become 0.
        None => until().clamp(0.0, MAX_RETRY_AFTER as f64) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_RETRY_AFTER, retry_after};

    #[test]
    fn seconds_become_milliseconds_up_to_an_hour() {
        let cases = [("0", 0), ("120", 120_000), ("3600", 3_600_000), ("3601", 3_600_000)];
        for (value, expected) in cases {
            assert_eq!(retry_after(value.as_bytes(), || f64::NAN), expected, "{value}");
        }
        assert_eq!(retry_after("9".repeat(30).as_bytes(), || f64::NAN), MAX_RETRY_AFTER);
    }

    #[test]
    fn a_date_is_the_time_until_then() {
        for (until, expected) in [(5_000.4, 5_000), (-5_000.0, 0), (1e12, MAX_RETRY_AFTER)] {
            assert_eq!(retry_after(b"Wed, 21 Oct 2026 07:28:00 GMT", || until), expected);
        }
    }

    #[test]
    fn any_other_value_requests_no_delay() {
        for value in ["", "soon", "-5", "1.5", "+5"] {
            assert_eq!(retry_after(value.as_bytes(), || f64::NAN), 0, "{value}");
        }
    }
}
