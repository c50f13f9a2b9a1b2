//! Whether a `Content-Type` is that of an event stream.
//!
//! Fetch, "extract a MIME type": of several values the last valid one counts. MIME Sniffing, "parse a MIME type": the
//! essence ends at the first semicolon; what follows it cannot make the essence invalid.

const EVENT_STREAM: &[u8] = b"text/event-stream";

/// Whether the essence of the header's MIME type is `text/event-stream`.
pub(super) fn is_event_stream(content_type: &[u8]) -> bool {
    let mut found = false;
    for value in split_outside_quotes(content_type) {
        let essence = trim(value.split(|&byte| byte == b';').next().unwrap_or_default());
        if essence != b"*/*" && is_valid_essence(essence) {
            found = essence.eq_ignore_ascii_case(EVENT_STREAM);
        }
    }
    found
}

/// Fetch, "get, decode, and split".
fn split_outside_quotes(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    let mut escaped = false;
    value.split(move |&byte| {
        let was_escaped = escaped;
        escaped = quoted && byte == b'\\' && !was_escaped;
        if byte == b'"' && !was_escaped {
            quoted = !quoted;
        }
        byte == b',' && !quoted
    })
}

fn is_valid_essence(essence: &[u8]) -> bool {
    let mut parts = essence.split(|&byte| byte == b'/');
    let mut part_is_token = || parts.next().is_some_and(is_token);
    part_is_token() && part_is_token() && parts.next().is_none()
}

fn is_token(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

/// Without HTTP whitespace around it.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\n' | b'\r', rest @ ..] | [rest @ .., b' ' | b'\t' | b'\n' | b'\r'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    fn is_event_stream(content_type: &str) -> bool {
        super::is_event_stream(content_type.as_bytes())
    }

    #[test]
    fn the_essence_alone_counts() {
        for accepted in [
            "text/event-stream",
            "TEXT/Event-Stream",
            "text/event-stream;",
            " text/event-stream ; charset=windows-1252",
            "text/event-stream;charset=utf-8;x=\"a,b\"",
        ] {
            assert!(is_event_stream(accepted), "{accepted}");
        }
        for refused in [
            "",
            "text/event-streamish",
            "text/event-stream+x",
            "text/event stream",
            "text/plain",
            "text/html; x=text/event-stream",
            "text/x-event-stream",
            "event-stream",
        ] {
            assert!(!is_event_stream(refused), "{refused}");
        }
    }

    #[test]
    fn of_several_values_the_last_valid_one_counts() {
        assert!(is_event_stream("text/html, text/event-stream"));
        assert!(is_event_stream("text/event-stream, */*"));
        assert!(is_event_stream("text/event-stream, nonsense"));
        assert!(!is_event_stream("text/event-stream, text/html"));
        assert!(!is_event_stream("text/html;x=\"\\\", text/event-stream\""));
    }
}
