//! What the functions among the options take and return.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use js_sys::futures::future_to_promise;
use wasm_bindgen::prelude::*;

use super::error::Error;
use super::host::Context;
use crate::protocol::failure::Reason;

/// The error of a function: any error, or a message.
type BoxError = Box<dyn std::error::Error>;

/// What a function among the options is called with, before each attempt.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Attempt {
    /// The URL that will be fetched.
    pub url: String,
    /// The number of the attempt, starting at 1.
    pub attempt: u32,
    /// The last event ID that will be sent; empty if there is none.
    pub last_event_id: String,
    /// The last failure; none if there was none.
    pub failure: Option<Error>,
}

/// A failure for which [`Builder::retry_on`](super::Builder::retry_on) decides what follows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// What went wrong.
    pub reason: Reason,
    /// The status of the response, if that is not an event stream.
    pub status: Option<u16>,
    /// The number of the attempt, starting at 1.
    pub attempt: u32,
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryDecision {
    /// What follows without a decision.
    #[default]
    Default,
    /// No further attempt.
    Close,
    /// Another attempt after the usual wait, or the one that `Retry-After` requests.
    Retry,
    /// Another attempt after this wait.
    RetryAfter(Duration),
}

/// What one attempt requests; what is not set is as in the other options.
#[derive(Clone, Default)]
pub struct Request {
    url: Option<String>,
    method: Option<String>,
    body: Option<JsValue>,
}

impl Request {
    /// A request as the other options have it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The URL, absolute or relative to the page.
    #[must_use]
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// The body.
    #[must_use]
    pub fn body(mut self, body: impl Into<JsValue>) -> Self {
        self.body = Some(create_value(|| body.into()));
        self
    }
}

impl fmt::Debug for Request {
    /// Without the body, which may be a value of JavaScript.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Request").field("url", &self.url).field("method", &self.method).finish_non_exhaustive()
    }
}

impl From<Request> for JsValue {
    fn from(Request { url, method, body }: Request) -> Self {
        let init = RequestInit::new();
        if let Some(url) = url {
            init.set_url(&url);
        }
        if let Some(method) = method {
            init.set_method(&method);
        }
        if let Some(body) = body {
            init.set_body(&body);
        }
        init.into()
    }
}

/// The head of the response of an open connection.
#[derive(Clone, Debug)]
pub struct Response {
    url: String,
    response: FetchResponse,
}

impl Response {
    pub(super) fn new(context: &Context) -> Self {
        Self { url: context.response_url().unwrap_or_default(), response: context.response() }
    }

    /// The URL of the response, after redirects.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The value of a header. Of a response from another origin, this needs `Access-Control-Expose-Headers`.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.response.headers().get(name).ok().flatten()
    }
}

#[wasm_bindgen]
extern "C" {
    type RequestInit;
    #[wasm_bindgen(constructor, js_class = Object)]
    fn new() -> RequestInit;
    #[wasm_bindgen(method, setter)]
    fn set_url(this: &RequestInit, url: &str);
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &RequestInit, method: &str);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &RequestInit, body: &JsValue);

    #[derive(Clone, Debug)]
    type FetchResponse;
    #[wasm_bindgen(method, getter)]
    fn headers(this: &FetchResponse) -> FetchHeaders;
    type FetchHeaders;
    #[wasm_bindgen(method, catch)]
    fn get(this: &FetchHeaders, name: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn response(this: &Context) -> FetchResponse;
    #[wasm_bindgen(method, getter, js_name = responseURL)]
    pub(super) fn response_url(this: &Context) -> Option<String>;

    /// The argument of `headers`, `body`, `request` and `retryOn`: see docs/options.md.
    type Details;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Details) -> String;
    #[wasm_bindgen(method, getter)]
    fn attempt(this: &Details) -> u32;
    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &Details) -> String;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &Details) -> String;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Details) -> Option<u16>;
}

pub(super) const IS_BROWSER: bool = cfg!(all(target_arch = "wasm32", target_os = "unknown"));

/// A value in JavaScript, if there is any: elsewhere nothing reads it.
pub(super) fn create_value(create: impl FnOnce() -> JsValue) -> JsValue {
    if IS_BROWSER { create() } else { JsValue::UNDEFINED }
}

/// A JavaScript function, which lives as long as JavaScript keeps it.
fn function(call: impl Fn(Details) -> JsValue + 'static) -> JsValue {
    create_value(|| {
        Closure::<dyn Fn(JsValue) -> JsValue>::new(move |details: JsValue| call(details.unchecked_into()))
            .into_js_value()
    })
}

/// A JavaScript function that calls `provider` before each attempt, with the failure that `last_failure` returns.
pub(super) fn provider<F, Fut, V, E>(last_failure: impl Fn() -> Option<Error> + 'static, provider: F) -> JsValue
where
    F: Fn(Attempt) -> Fut + 'static,
    Fut: Future<Output = Result<V, E>> + 'static,
    V: Into<JsValue>,
    E: Into<BoxError>,
{
    function(move |details| {
        let value = provider(Attempt {
            url: details.url(),
            attempt: details.attempt(),
            last_event_id: details.last_event_id(),
            failure: last_failure(),
        });
        let promise = future_to_promise(async move {
            match value.await {
                Ok(value) => Ok(value.into()),
                Err(error) => Err(js_sys::Error::new(&error.into().to_string()).into()),
            }
        });
        promise.into()
    })
}

/// The reasons that `retryOn` is called with.
const REASONS: [Reason; 9] = [
    Reason::Status,
    Reason::ContentType,
    Reason::Network,
    Reason::Refused,
    Reason::End,
    Reason::EventTooLarge,
    Reason::Options,
    Reason::Unsupported,
    Reason::Idle,
];

/// The function `retryOn`.
pub(super) fn retry_function(decide: impl Fn(&Failure) -> RetryDecision + 'static) -> JsValue {
    function(move |details| {
        let code = details.reason();
        let reason = REASONS.into_iter().find(|reason| reason.as_str() == code);
        let Some(reason) = reason else { return JsValue::UNDEFINED };
        match decide(&Failure { reason, status: details.status(), attempt: details.attempt() }) {
            RetryDecision::Default => JsValue::UNDEFINED,
            RetryDecision::Close => JsValue::FALSE,
            RetryDecision::Retry => JsValue::TRUE,
            RetryDecision::RetryAfter(delay) => (delay.as_secs_f64() * 1_000.0).into(),
        }
    })
}
