//! Whether a `Content-Type` is that of an event stream.
//!
//! Fetch, "extract a MIME type": of several values the last valid one counts. MIME Sniffing, "parse a MIME type": the
//! essence ends at the first semicolon; what follows it cannot make the essence invalid.

const EVENT_STREAM: &[u8] = b"text/event-stream";

/// Whether the essence of the header's MIME type is `text/event-stream`. Fetch, "get, decode, and split" on the way.
pub(super) fn is_event_stream(content_type: &[u8]) -> bool {
    let mut found = false;
    let mut quoted = false;
    let mut escaped = false;
    let values = content_type.split(|&byte| {
        let was_escaped = escaped;
        escaped = quoted && byte == b'\\' && !was_escaped;
        quoted ^= byte == b'"' && !was_escaped;
        byte == b',' && !quoted
    });
    for value in values {
        let essence = trim(value.split(|&byte| byte == b';').next().unwrap_or_default());
        if essence != b"*/*" && is_valid_essence(essence) {
            found = essence.eq_ignore_ascii_case(EVENT_STREAM);
        }
    }
    found
}

/// Two tokens with a slash between them.
fn is_valid_essence(essence: &[u8]) -> bool {
    let mut length = 0;
    let mut slashes = 0;
    for &byte in essence {
        match byte {
            b'/' if length > 0 && slashes == 0 => {
                slashes = 1;
                length = 0;
            }
            b'0'..=b'9'
            | b'A'..=b'Z'
            | b'a'..=b'z'
            | b'!'
            | b'#'..=b'\''
            | b'*'
            | b'+'
            | b'-'
            | b'.'
            | b'^'..=b'`'
            | b'|'
            | b'~' => {
                length += 1;
            }
            _ => return false,
        }
    }
    length > 0 && slashes == 1
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

    #[test]
    fn a_comma_within_quotes_separates_no_values() {
        assert!(is_event_stream("text/event-stream;x=\",text/html\""));
        assert!(!is_event_stream("text/html;x=\",text/event-stream\""));
        assert!(is_event_stream("text/html;x=\"\",text/event-stream"));
        assert!(is_event_stream("text/html;x=\"a\";y=\"b\",text/event-stream"));
    }

    #[test]
    fn within_quotes_a_backslash_escapes_a_quote_and_a_backslash() {
        assert!(is_event_stream(r#"text/event-stream;x="\",text/html;""#));
        assert!(is_event_stream(r#"text/html;x="\\",text/event-stream"#));
    }

    #[test]
    fn outside_quotes_a_backslash_escapes_nothing() {
        assert!(is_event_stream(r#"text/event-stream;x=\",text/html;"#));
    }

    #[test]
    fn an_essence_is_two_tokens_with_a_slash_between_them() {
        for invalid in ["text", "/html", "text/", "/", "text/html/x", "text//html", "te xt/html", "text/ht(ml"] {
            assert!(is_event_stream(&format!("text/event-stream, {invalid}")), "{invalid}");
        }
        for valid in ["text/html", "a/b", "0!#$%&'*+-.^_`|~zZ/9", "x/azAZ09", "text/html;"] {
            assert!(!is_event_stream(&format!("text/event-stream, {valid}")), "{valid}");
        }
    }
}
