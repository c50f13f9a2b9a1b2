//! The options of an event source for Rust applications.

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::error::Error;
use super::event_source::EventSource;
use super::functions::{self, Attempt, Failure, Request, Response, RetryDecision, create_value};
use super::invalid_option::pairs;
use super::queue::{OnError, OnOpen, State};
use crate::protocol::options::Options;

mod open;

#[wasm_bindgen]
extern "C" {
    type Init;
    #[wasm_bindgen(constructor, js_class = Object)]
    fn new() -> Init;
    #[wasm_bindgen(method, setter, js_name = withCredentials)]
    fn set_with_credentials(this: &Init, value: bool);
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, value: &str);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_request(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lastEventId)]
    fn set_last_event_id(this: &Init, value: &str);
    #[wasm_bindgen(method, setter, js_name = lastEventIdParam)]
    fn set_last_event_id_param(this: &Init, value: &str);
    #[wasm_bindgen(method, setter, js_name = retryOn)]
    fn set_retry_on(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = reconnectOnEnd)]
    fn set_reconnect_on_end(this: &Init, value: bool);
}

/// Creates the JavaScript function for the headers, which adds these fixed ones.
type HeaderFunction = Box<dyn FnOnce(Rc<[(String, String)]>) -> JsValue>;

/// Options of an [`EventSource`], made by [`EventSource::builder`]. They have the defaults of the npm package, which
/// `docs/options.md` describes.
///
/// A function among the options returns a future. If that resolves to an error, the attempt fails with
/// [`Reason::Options`](crate::Reason::Options), and another one follows.
#[must_use = "`open` connects"]
pub struct Builder {
    url: String,
    with_credentials: bool,
    options: Options,
    headers: Vec<(String, String)>,
    header_function: Option<HeaderFunction>,
    method: Option<String>,
    body: Option<JsValue>,
    request: Option<JsValue>,
    retry_on: Option<JsValue>,
    reconnect_on_end: Option<bool>,
    last_event_id: String,
    last_event_id_param: Option<String>,
    idle_timeout: Option<Duration>,
    on_open: Option<OnOpen>,
    on_error: Option<OnError>,
    state: Rc<State>,
}

impl EventSource {
    /// The options of an event source with this URL, absolute or relative to the page.
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder {
            url: url.into(),
            with_credentials: false,
            options: Options::default(),
            headers: Vec::new(),
            header_function: None,
            method: None,
            body: None,
            request: None,
            retry_on: None,
            reconnect_on_end: None,
            last_event_id: String::new(),
            last_event_id_param: None,
            idle_timeout: None,
            on_open: None,
            on_error: None,
            state: Rc::default(),
        }
    }
}

impl Builder {
    /// Adds a header to every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds the headers that a function returns, which is called before every attempt; they replace those of
    /// [`Builder::header`] with the same name.
    ///
    /// ```no_run
    /// # fn example() {
    /// use eventsource_wasm::{Attempt, EventSource};
    ///
    /// async fn token(is_expired: bool) -> Result<String, std::io::Error> {
    /// #     Ok(String::new())
    ///     // …
    /// }
    ///
    /// let events = EventSource::builder("/events").headers(|attempt: Attempt| async move {
    ///     let is_expired = attempt.failure.is_some_and(|failure| failure.status() == Some(401));
    ///     let token = token(is_expired).await?;
    ///     Ok::<_, std::io::Error>([("Authorization", format!("Bearer {token}"))])
    /// });
    /// # }
    /// ```
    pub fn headers<F, Fut, Headers, Name, Value, E>(mut self, provider: F) -> Self
    where
        F: Fn(Attempt) -> Fut + 'static,
        Fut: Future<Output = Result<Headers, E>> + 'static,
        Headers: IntoIterator<Item = (Name, Value)>,
        Name: Into<String>,
        Value: Into<String>,
        E: Into<Box<dyn std::error::Error>> + 'static,
    {
        let state = Rc::clone(&self.state);
        self.header_function = Some(Box::new(move |fixed| {
            functions::provider(
                move || state.last_failure(),
                move |attempt| {
                    let (headers, fixed) = (provider(attempt), Rc::clone(&fixed));
                    async move {
                        let headers = headers.await?.into_iter().map(|(name, value)| (name.into(), value.into()));
                        Ok::<_, E>(pairs(&merge(&fixed, headers.collect())))
                    }
                },
            )
        }));
        self
    }

    /// The method of every request. `GET` by default.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// The body of every request: text, or anything that `fetch` takes, except for a stream.
    pub fn body(mut self, body: impl Into<JsValue>) -> Self {
        self.body = Some(create_value(|| body.into()));
        self
    }

    /// The body that a function returns, which is called before every attempt.
    pub fn body_with<F, Fut, Body, E>(self, provider: F) -> Self
    where
        F: Fn(Attempt) -> Fut + 'static,
        Fut: Future<Output = Result<Body, E>> + 'static,
        Body: Into<JsValue>,
        E: Into<Box<dyn std::error::Error>>,
    {
        let state = Rc::clone(&self.state);
        self.body(functions::provider(move || state.last_failure(), provider))
    }

    /// What a function returns for each attempt, which is called before it: a URL, a method or a body of its own.
    pub fn request<F, Fut, E>(mut self, provider: F) -> Self
    where
        F: Fn(Attempt) -> Fut + 'static,
        Fut: Future<Output = Result<Request, E>> + 'static,
        E: Into<Box<dyn std::error::Error>>,
    {
        let state = Rc::clone(&self.state);
        self.request = Some(functions::provider(move || state.last_failure(), provider));
        self
    }

    /// Whether to send credentials, such as cookies, to other origins. Off by default.
    pub fn with_credentials(mut self, with_credentials: bool) -> Self {
        self.with_credentials = with_credentials;
        self
    }

    /// The last event ID to start from, without NUL, CR and LF.
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.last_event_id = id.into();
        self
    }

    /// Sends the last event ID as this parameter of the URL's query instead of in a header, which causes a preflight when
    /// the URL belongs to another origin.
    pub fn last_event_id_param(mut self, name: impl Into<String>) -> Self {
        self.last_event_id_param = Some(name.into());
        self
    }

    /// The reconnection time until the server sends `retry`. 3 seconds by default.
    pub fn reconnection_time(mut self, time: Duration) -> Self {
        self.options.backoff.initial = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self
    }

    /// The wait is multiplied by this after each consecutive failure; at least 1. 2 by default.
    pub fn backoff_factor(mut self, factor: f64) -> Self {
        self.options.backoff.factor = factor;
        self
    }

    /// The longest wait, unless the reconnection time or `Retry-After` is longer. 30 seconds by default.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.options.backoff.max = milliseconds(delay);
        self
    }

    /// The share of the added wait that is random, from 0 to 1. 1 by default.
    pub fn jitter(mut self, share: f64) -> Self {
        self.options.backoff.jitter = share;
        self
    }

    /// How many consecutive attempts may follow a lost or failed connection. No limit by default.
    pub fn retries(mut self, count: u32) -> Self {
        self.options.backoff.retries = count;
        self
    }

    /// Decides what follows a failure.
    ///
    /// ```no_run
    /// # fn example() {
    /// use eventsource_wasm::{EventSource, RetryDecision};
    ///
    /// let events = EventSource::builder("/events").retry_on(|failure| match failure.status {
    ///     Some(401 | 429 | 503) => RetryDecision::Retry,
    ///     _ => RetryDecision::Default,
    /// });
    /// # }
    /// ```
    pub fn retry_on(mut self, decide: impl Fn(&Failure) -> RetryDecision + 'static) -> Self {
        self.retry_on = Some(functions::retry_function(decide));
        self.options.decides_retry = true;
        self
    }

    /// Whether to connect again after the server ended the response. By default this follows the method: `GET` and `QUERY`
    /// are sent again, `POST` is not. If no attempt follows, the stream ends without an error.
    pub fn reconnect_on_end(mut self, reconnect: bool) -> Self {
        self.reconnect_on_end = Some(reconnect);
        self
    }

    /// A connection or request on which no byte arrives for this long is lost; at least 1 ms. Off by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// Whether to close the connection while the page is hidden. Off by default.
    pub fn pause_when_hidden(mut self, pause: bool) -> Self {
        self.options.pause_when_hidden = pause;
        self
    }

    /// An event of more bytes fails the connection; at least 1. 256 MiB by default.
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.options.max_event_size = bytes;
        self
    }

    /// Calls this whenever the connection is open, with the head of the response.
    pub fn on_open(mut self, on_open: impl Fn(&Response) + 'static) -> Self {
        self.on_open = Some(Box::new(on_open));
        self
    }

    /// Calls this with every failure that another attempt follows. The last failure is an item of the stream.
    pub fn on_error(mut self, on_error: impl Fn(&Error) + 'static) -> Self {
        self.on_error = Some(Box::new(on_error));
        self
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// The fixed headers without those that are replaced, and the others.
fn merge(fixed: &[(String, String)], mut headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let is_replaced = |name: &str| headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    let mut merged: Vec<_> = fixed.iter().filter(|(name, _)| !is_replaced(name)).cloned().collect();
    merged.append(&mut headers);
    merged
}
