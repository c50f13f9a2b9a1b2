//! Options whose value cannot be used.

use std::fmt;
use std::time::Duration;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type ReadableStream;

    type Headers;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &JsValue) -> Result<Headers, JsValue>;

    type Request;
    #[wasm_bindgen(constructor, catch)]
    fn new(url: &str, init: &RequestInit) -> Result<Request, JsValue>;

    type RequestInit;
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &RequestInit, method: &str);
}

/// An option whose value cannot be used, with that value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InvalidOption {
    /// The application does not run in a browser, but, for example, on the server that renders its first page.
    NoBrowser,
    /// The URL cannot be parsed.
    Url(String),
    /// The method is not a token, or is one that `fetch` forbids.
    Method(String),
    /// The name is not a token, or the value cannot be sent.
    Header(String, String),
    /// There is a body, but this method has none.
    BodyWithMethod(String),
    /// The body is a `ReadableStream`, which cannot be sent again: see [`Builder::body_with`](super::Builder::body_with).
    BodyIsStream,
    /// The ID contains NUL, CR or LF.
    LastEventId(String),
    /// The name is empty.
    LastEventIdParam(String),
    /// The timeout is shorter than 1 ms.
    IdleTimeout(Duration),
    /// The size is 0.
    MaxEventSize(usize),
    /// The factor is less than 1, or not a number.
    BackoffFactor(f64),
    /// The share is not from 0 to 1.
    Jitter(f64),
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBrowser => formatter.write_str("an EventSource connects only in a browser"),
            Self::Url(url) => write!(formatter, "the URL '{}' is not valid", url.escape_debug()),
            Self::Method(method) => write!(formatter, "the method '{}' cannot be used", method.escape_debug()),
            Self::Header(name, value) => {
                write!(formatter, "the header '{}: {}' cannot be sent", name.escape_debug(), value.escape_debug())
            }
            Self::BodyWithMethod(method) => write!(formatter, "a request with the method '{method}' has no body"),
            Self::BodyIsStream => formatter.write_str("the body is a stream, which can be sent only once"),
            Self::LastEventId(id) => {
                write!(formatter, "the last event ID '{}' must be one line of text", id.escape_debug())
            }
            Self::LastEventIdParam(_) => formatter.write_str("the parameter for the last event ID has no name"),
            Self::IdleTimeout(timeout) => write!(formatter, "the idle timeout {timeout:?} must be at least 1 ms"),
            Self::MaxEventSize(bytes) => write!(formatter, "the maximum event size {bytes} must be at least 1"),
            Self::BackoffFactor(factor) => write!(formatter, "the backoff factor {factor} must be at least 1"),
            Self::Jitter(jitter) => write!(formatter, "the jitter {jitter} must be from 0 to 1"),
        }
    }
}

impl std::error::Error for InvalidOption {}

/// Headers in the form that `fetch` takes.
pub(super) fn pairs(headers: &[(String, String)]) -> JsValue {
    let pair = |(name, value): &(String, String)| Array::of2(&name.into(), &value.into());
    headers.iter().map(pair).collect::<Array>().into()
}

pub(super) fn check_headers(headers: &[(String, String)]) -> Result<(), InvalidOption> {
    for header in headers {
        let is_refused = Headers::new(&pairs(std::slice::from_ref(header))).is_err();
        if is_refused {
            return Err(InvalidOption::Header(header.0.clone(), header.1.clone()));
        }
    }
    Ok(())
}

pub(super) fn check_method(method: &str) -> Result<(), InvalidOption> {
    let init: RequestInit = Object::new().unchecked_into();
    init.set_method(method);
    Request::new("http://a", &init).map_err(|_| InvalidOption::Method(method.into()))?;
    Ok(())
}

pub(super) fn check_body(body: &JsValue) -> Result<(), InvalidOption> {
    if body.is_instance_of::<ReadableStream>() { Err(InvalidOption::BodyIsStream) } else { Ok(()) }
}
