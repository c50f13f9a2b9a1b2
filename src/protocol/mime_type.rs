//! Whether a `Content-Type` is that of an event stream.
//!
//! Fetch, "extract a MIME type": of several values the last valid one counts. MIME Sniffing, "parse a MIME type": the
//! essence ends at the first semicolon; what follows it cannot make the essence invalid.

const EVENT_STREAM: &str = "text/event-stream";

/// Whether the essence of the header's MIME type is `text/event-stream`.
pub(super) fn is_event_stream(content_type: &str) -> bool {
    let mut found = false;
    for value in split_outside_quotes(content_type) {
        let essence = value.split(';').next().unwrap_or_default().trim_matches(is_http_whitespace);
        if essence != "*/*" && is_valid_essence(essence) {
            found = essence.eq_ignore_ascii_case(EVENT_STREAM);
        }
    }
    found
}

/// Fetch, "get, decode, and split".
fn split_outside_quotes(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let mut escaped = false;
    value.split(move |character| {
        let was_escaped = escaped;
        escaped = quoted && character == '\\' && !was_escaped;
        if character == '"' && !was_escaped {
            quoted = !quoted;
        }
        character == ',' && !quoted
    })
}

fn is_valid_essence(essence: &str) -> bool {
    essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

fn is_token(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn is_http_whitespace(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::is_event_stream;

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
