//! What a Rust application says before its event source connects.

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::edge::Context;
use super::source::{Error, EventSource, OnError};
use crate::protocol::backoff::Backoff;
use crate::protocol::event_source::Options;
use crate::protocol::event_stream::EventStream;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = Context)]
    type InitToBe;
    #[wasm_bindgen(method, setter, js_name = withCredentials)]
    fn set_with_credentials(this: &InitToBe, value: bool);
    #[wasm_bindgen(method, getter)]
    fn headers(this: &InitToBe) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &InitToBe, value: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &InitToBe, value: &str);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &InitToBe, value: &JsValue);
    #[wasm_bindgen(method, setter, js_name = lastEventIdParam)]
    fn set_last_event_id_param(this: &InitToBe, value: &str);
    #[wasm_bindgen(method, setter, js_name = retryOn)]
    fn set_retry_on(this: &InitToBe, value: &JsValue);

    type Headers;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &JsValue) -> Result<Headers, JsValue>;

    /// What the header provider is told: see js/index.d.ts.
    type About;
    #[wasm_bindgen(method, getter)]
    fn url(this: &About) -> String;
    #[wasm_bindgen(method, getter)]
    fn attempt(this: &About) -> u32;
    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &About) -> String;

    type ResponseWithStatus;
    #[wasm_bindgen(method, getter)]
    fn status(this: &ResponseWithStatus) -> u16;
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
    init: InitToBe,
    options: Options,
    last_event_id: String,
    reconnection_time: Duration,
    headers: Vec<(String, String)>,
    on_error: Option<OnError>,
    /// The first option with a value that cannot be used.
    wrong: Option<&'static str>,
}

impl Builder {
    pub(super) fn new(url: String) -> Self {
        let options = Options {
            backoff: Backoff::default(),
            max_event_size: 1 << 28,
            idle_timeout: f64::INFINITY,
            pause_when_hidden: false,
            reconnects: true,
        };
        Self {
            url,
            init: Object::new().unchecked_into(),
            options,
            last_event_id: String::new(),
            reconnection_time: Duration::from_secs(3),
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
        let ask = move |about: JsValue| {
            let about: About = about.unchecked_into();
            let attempt = Attempt { url: about.url(), attempt: about.attempt(), last_event_id: about.last_event_id() };
            let headers = provider(attempt);
            JsValue::from(future_to_promise(async move { Ok(pairs(&headers.await?)) }))
        };
        self.init.set_headers(&function(ask));
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
        self.reconnection_time = time;
        self
    }

    /// When to try again, and how often.
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        let Backoff { factor, max, jitter, .. } = backoff;
        self.check(factor >= 1.0 && max >= 0.0 && (0.0..=1.0).contains(&jitter), "backoff");
        self.options.backoff = backoff;
        self
    }

    /// Which statuses are tried again, honouring `Retry-After`, instead of ending the stream.
    pub fn retry_on(self, is_retried: impl Fn(u16) -> bool + 'static) -> Self {
        let ask = move |response: JsValue| {
            let response: ResponseWithStatus = response.unchecked_into();
            JsValue::from(is_retried(response.status()))
        };
        self.init.set_retry_on(&function(ask));
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
        let mut stream = EventStream::new(self.reconnection_time.as_millis() as u64);
        stream.set_last_event_id(self.last_event_id.as_bytes());
        EventSource::connect(&self.url, self.init.unchecked_into(), stream, self.options, self.on_error)
            .ok_or(InvalidOption("url"))
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
