//! The last event ID as a parameter of the URL's query, for those who cannot send a header.

/// The URL with this parameter, and without any that it had by the same name; an empty `value` is no parameter at all. Name
/// and value are percent-encoded already. Everything else in the URL stays as it is, byte for byte.
#[must_use]
pub fn with_parameter(url: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let (rest, fragment) = split_at(url, b'#');
    let (path, mut query) = split_at(rest, b'?');
    let mut result = Vec::new();
    result.extend_from_slice(path);
    let mut separator: &[u8] = b"?";
    while let Some((_separator, pairs)) = query.split_first() {
        let (pair, others) = split_at(pairs, b'&');
        query = others;
        if !is_named(pair, name) {
            result.extend_from_slice(separator);
            result.extend_from_slice(pair);
            separator = b"&";
        }
    }
    if !value.is_empty() {
        for piece in [separator, name, b"=", value] {
            result.extend_from_slice(piece);
        }
    }
    result.extend_from_slice(fragment);
    result
}

/// What comes before the first of these bytes, and the rest.
fn split_at(bytes: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|&byte| byte == separator).unwrap_or(bytes.len());
    bytes.split_at(end)
}

fn is_named(pair: &[u8], name: &[u8]) -> bool {
    pair.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"="))
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test says so by failing")]
mod tests {
    fn with_parameter(url: &str, name: &str, value: &str) -> String {
        let result = super::with_parameter(url.as_bytes(), name.as_bytes(), value.as_bytes());
        String::from_utf8(result).expect("it was cut at ASCII alone")
    }

    #[test]
    fn query_and_fragment_stay_as_they_are() {
        let cases = [
            ("http://a/b", "http://a/b?id=7"),
            ("http://a/b#c?d", "http://a/b?id=7#c?d"),
            ("http://a/b?x=%e9+y&&z#c", "http://a/b?x=%e9+y&&z&id=7#c"),
            ("http://a/b?idx=1&aid=2", "http://a/b?idx=1&aid=2&id=7"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_parameter(url, "id", "7"), expected);
        }
    }

    #[test]
    fn a_parameter_of_the_same_name_is_replaced() {
        let cases = ["http://a/?id=6", "http://a/?id", "http://a/?id=&id=6"];
        for url in cases {
            assert_eq!(with_parameter(url, "id", "7"), "http://a/?id=7");
        }
        assert_eq!(with_parameter("http://a/?id=6&x#y", "id", "7"), "http://a/?x&id=7#y");
    }

    #[test]
    fn without_a_value_there_is_no_parameter() {
        assert_eq!(with_parameter("http://a/?x&id=6#y", "id", ""), "http://a/?x#y");
        assert_eq!(with_parameter("http://a/?id=6", "id", ""), "http://a/");
    }
}
