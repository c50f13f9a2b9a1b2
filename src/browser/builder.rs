//! The options of an event source for Rust applications.

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use js_sys::futures::future_to_promise;
use js_sys::{Array, JsString, Object};
use wasm_bindgen::prelude::*;

use super::event_source::{Error, EventSource, OnError};
use super::host::Context;
use crate::protocol::backoff::Backoff;
use crate::protocol::event_stream::EventStream;
use crate::protocol::options::Options;

#[wasm_bindgen]
extern "C" {
    type Init;
    #[wasm_bindgen(method, setter, js_name = withCredentials)]
    fn set_with_credentials(this: &Init, value: bool);
    #[wasm_bindgen(method, getter)]
    fn headers(this: &Init) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, value: &str);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Init, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lastEventIdParam)]
    fn set_last_event_id_param(this: &Init, value: &str);
    #[wasm_bindgen(method, setter, js_name = retryOn)]
    fn set_retry_on(this: &Init, value: &JsValue);

    type Headers;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &JsValue) -> Result<Headers, JsValue>;

    /// The argument of the page's functions: see js/index.d.ts.
    type Details;
    #[wasm_bindgen(method, getter)]
    fn url(this: &Details) -> String;
    #[wasm_bindgen(method, getter)]
    fn attempt(this: &Details) -> u32;
    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &Details) -> String;

    /// The argument of `retryOn`.
    type FailureDetails;
    #[wasm_bindgen(method, getter)]
    fn status(this: &FailureDetails) -> Option<u16>;
}

#[wasm_bindgen(module = "/src/browser/request.js")]
extern "C" {
    #[wasm_bindgen(js_name = parseURL, catch)]
    fn parse_url(url: &str) -> Result<JsString, JsValue>;
}

#[wasm_bindgen(module = "/src/browser/context.js")]
extern "C" {
    #[wasm_bindgen(js_name = createContext)]
    fn create_context(options: &Init, url: &JsString) -> Context;
}

/// The attempt that a header provider is asked for.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The URL that will be fetched.
    pub url: String,
    /// 1 for the first attempt, one more for each that follows.
    pub attempt: u32,
    /// The last event ID that will be sent; empty if there is none.
    pub last_event_id: String,
}

/// Options of an [`EventSource`]; made by [`EventSource::builder`]. What a page in JavaScript can say, and with the same
/// defaults: see `docs/options.md`.
#[must_use = "nothing is connected to before `open`"]
pub struct Builder {
    url: String,
    init: Init,
    options: Options,
    last_event_id: String,
    headers: Vec<(String, String)>,
    on_error: Option<OnError>,
    /// The first option with a value that cannot be used.
    wrong: Option<&'static str>,
}

impl EventSource {
    /// An event source of this URL, absolute or relative to the page, with no options yet.
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder::new(url.into())
    }
}

impl Builder {
    fn new(url: String) -> Self {
        Self {
            url,
            init: Object::new().unchecked_into(),
            options: Options::default(),
            last_event_id: String::new(),
            headers: Vec::new(),
            on_error: None,
            wrong: None,
        }
    }

    /// A header of every request, beside those that were given before.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Asks for the headers before every attempt, for tokens that expire; instead of every [`Builder::header`]. An error
    /// makes the attempt a failed one, which the next follows.
    pub fn headers<F, Answer>(self, provider: F) -> Self
    where
        F: Fn(Attempt) -> Answer + 'static,
        Answer: Future<Output = Result<Vec<(String, String)>, JsValue>> + 'static,
    {
        let call = move |details: JsValue| {
            let details: Details = details.unchecked_into();
            let attempt =
                Attempt { url: details.url(), attempt: details.attempt(), last_event_id: details.last_event_id() };
            let headers = provider(attempt);
            JsValue::from(future_to_promise(async move { Ok(pairs(&headers.await?)) }))
        };
        self.init.set_headers(&function(call));
        self
    }

    /// The request's method; `GET` if none is said.
    pub fn method(self, method: &str) -> Self {
        self.init.set_method(method);
        self
    }

    /// The body, sent again with every attempt: text, or anything that `fetch` takes and that can be read twice.
    pub fn body(self, body: impl Into<JsValue>) -> Self {
        self.init.set_body(&body.into());
        self
    }

    /// Sends cookies and the like to other origins, too.
    pub fn with_credentials(self, with_credentials: bool) -> Self {
        self.init.set_with_credentials(with_credentials);
        self
    }

    /// The ID to start from, without NUL, CR and LF.
    pub fn last_event_id(mut self, id: &str) -> Self {
        self.check(!id.contains(['\0', '\r', '\n']), "last_event_id");
        self.last_event_id = id.into();
        self
    }

    /// Sends the last event ID as this parameter of the query instead of in a header, which may cost a preflight.
    pub fn last_event_id_param(mut self, name: &str) -> Self {
        self.check(!name.is_empty(), "last_event_id_param");
        self.init.set_last_event_id_param(name);
        self
    }

    /// The reconnection time until the server sends another one. 3 seconds by default.
    pub fn reconnection_time(mut self, time: Duration) -> Self {
        self.options.backoff.initial = time.as_millis() as u64;
        self
    }

    /// When to try again, and how often.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        let Backoff { factor, max, jitter, .. } = backoff;
        self.check(factor >= 1.0 && max >= 0.0 && (0.0..=1.0).contains(&jitter), "backoff");
        self.options.backoff = Backoff { initial: self.options.backoff.initial, ..backoff };
        self
    }

    /// Which statuses are tried again, honouring `Retry-After`, instead of ending the stream.
    pub fn retry_on(mut self, is_retried: impl Fn(u16) -> bool + 'static) -> Self {
        let decide = move |details: JsValue| {
            let details: FailureDetails = details.unchecked_into();
            details.status().map_or(JsValue::UNDEFINED, |status| is_retried(status).into())
        };
        self.init.set_retry_on(&function(decide));
        self.options.decides_retry = true;
        self
    }

    /// A connection or request on which no byte arrives for this long is lost. Off by default.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.check(timeout >= Duration::from_millis(1), "idle_timeout");
        self.options.idle_timeout = timeout.as_secs_f64() * 1_000.0;
        self
    }

    /// No connection while the page is hidden. Off by default.
    pub fn pause_when_hidden(mut self, pause: bool) -> Self {
        self.options.pause_when_hidden = pause;
        self
    }

    /// An unfinished event of more bytes fails the connection. 256 MiB by default.
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.options.max_event_size = bytes;
        self
    }

    /// Called with every failure that another attempt follows. The last failure is an item of the stream.
    pub fn on_error(mut self, on_error: impl Fn(&Error) + 'static) -> Self {
        self.on_error = Some(Rc::new(on_error));
        self
    }

    /// Begins to connect.
    ///
    /// # Errors
    ///
    /// The URL cannot be parsed, or an option cannot be used; the error names it.
    pub fn open(self) -> Result<EventSource, InvalidOption> {
        if let Some(option) = self.wrong {
            return Err(InvalidOption(option));
        }
        if !self.headers.is_empty() && !self.init.headers().is_function() {
            let headers = pairs(&self.headers);
            Headers::new(&headers).map_err(|_| InvalidOption("header"))?;
            self.init.set_headers(&headers);
        }
        let url = parse_url(&self.url).map_err(|_| InvalidOption("url"))?;
        let mut stream = EventStream::new(self.options.backoff.initial);
        stream.set_last_event_id(self.last_event_id.as_bytes());
        let context = create_context(&self.init, &url);
        Ok(EventSource::connect(url.into(), context, stream, self.options, self.on_error))
    }

    fn check(&mut self, is_right: bool, option: &'static str) {
        if !is_right {
            self.wrong.get_or_insert(option);
        }
    }
}

/// The name of the option whose value cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOption(pub &'static str);

impl std::fmt::Display for InvalidOption {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "the event source's option '{}' has a value that cannot be used", self.0)
    }
}

impl std::error::Error for InvalidOption {}

/// It lives as long as JavaScript keeps it.
fn function(call: impl Fn(JsValue) -> JsValue + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue) -> JsValue>::new(call).into_js_value()
}

fn pairs(headers: &[(String, String)]) -> JsValue {
    let pair = |(name, value): &(String, String)| Array::of2(&name.into(), &value.into());
    headers.iter().map(pair).collect::<Array>().into()
}
