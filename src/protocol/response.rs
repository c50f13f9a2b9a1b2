//! The head of a response: whether it is an event stream, and when its server wants to be asked again.

use super::event_stream::ascii_digits;
use super::failure::Reason;
use super::mime_type::is_event_stream;

/// The head of a response.
#[derive(Clone, Copy, Debug, Default)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The value of `Content-Type`, empty if there is none.
    pub content_type: &'a [u8],
    /// Whether to try again although the status or the type is wrong. The standard never does.
    pub is_retried: bool,
    /// Milliseconds that the server asks to be left alone before that; see [`retry_after`].
    pub retry_after: u64,
}

impl Response<'_> {
    /// What keeps this response from being an event stream.
    #[must_use]
    pub fn fault(&self) -> Option<Reason> {
        if self.status != 200 {
            Some(Reason::Status)
        } else if is_event_stream(self.content_type) {
            None
        } else {
            Some(Reason::ContentType)
        }
    }
}

/// The longest wait that a server can ask for, in milliseconds: an hour.
pub const LONGEST_RETRY_AFTER: u64 = 3_600_000;

/// The milliseconds that a `Retry-After` asks for (RFC 9110, § 10.2.3), at most an hour. It gives seconds, or a date:
/// `until` says how many milliseconds from now that is, or NaN if it is none.
#[must_use]
pub fn retry_after(value: &[u8], until: impl FnOnce() -> f64) -> u64 {
    // A time that has passed, or that is none, is no time.
    match ascii_digits(value) {
        Some(seconds) => seconds.min(LONGEST_RETRY_AFTER / 1_000) * 1_000,
        None => (until() as u64).min(LONGEST_RETRY_AFTER),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_RETRY_AFTER, retry_after};

    #[test]
    fn seconds_become_milliseconds_up_to_an_hour() {
        let cases = [("0", 0), ("120", 120_000), ("3600", 3_600_000), ("3601", 3_600_000)];
        for (value, expected) in cases {
            assert_eq!(retry_after(value.as_bytes(), || f64::NAN), expected, "{value}");
        }
        assert_eq!(retry_after("9".repeat(30).as_bytes(), || f64::NAN), LONGEST_RETRY_AFTER);
    }

    #[test]
    fn a_date_is_the_time_until_then() {
        for (until, expected) in [(5_000.4, 5_000), (-5_000.0, 0), (1e12, LONGEST_RETRY_AFTER)] {
            assert_eq!(retry_after(b"Wed, 21 Oct 2026 07:28:00 GMT", || until), expected);
        }
    }

    #[test]
    fn anything_else_asks_for_nothing() {
        for value in ["", "soon", "-5", "1.5", "+5"] {
            assert_eq!(retry_after(value.as_bytes(), || f64::NAN), 0, "{value}");
        }
    }
}
