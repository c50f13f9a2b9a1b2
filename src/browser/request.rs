//! What is fetched: the options of the page and the headers of the standard, § 9.2.2.

use js_sys::{Function, JsString, Object, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::timer::now;
use super::url::Url;
use crate::protocol::backoff::Backoff;
use crate::protocol::event_source::{EventSource, Options};
use crate::protocol::event_stream::EventStream;
use crate::protocol::query::with_parameter;

#[wasm_bindgen]
extern "C" {
    /// The options of the page, checked already.
    pub type Init;

    #[wasm_bindgen(method, getter, js_name = withCredentials)]
    fn with_credentials(this: &Init) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(super) fn headers(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn method(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Init) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub(super) fn fetch(this: &Init) -> Option<Function>;
    #[wasm_bindgen(method, getter, js_name = lastEventId)]
    fn last_event_id(this: &Init) -> String;
    #[wasm_bindgen(method, getter)]
    fn initial(this: &Init) -> f64;
    #[wasm_bindgen(method, getter)]
    fn factor(this: &Init) -> f64;
    #[wasm_bindgen(method, getter)]
    fn max(this: &Init) -> f64;
    #[wasm_bindgen(method, getter)]
    fn jitter(this: &Init) -> f64;
    #[wasm_bindgen(method, getter)]
    fn retries(this: &Init) -> f64;
    #[wasm_bindgen(method, getter, js_name = maxEventSize)]
    fn max_event_size(this: &Init) -> f64;
    #[wasm_bindgen(method, getter, js_name = idleTimeout)]
    fn idle_timeout(this: &Init) -> f64;
    #[wasm_bindgen(method, getter, js_name = pauseWhenHidden)]
    fn pause_when_hidden(this: &Init) -> bool;
    #[wasm_bindgen(method, getter, js_name = lastEventIdParam)]
    fn last_event_id_param(this: &Init) -> Option<JsString>;
    /// Of a stream to read instead of fetching one.
    #[wasm_bindgen(method, getter)]
    pub(super) fn reader(this: &Init) -> Option<ReadableStreamDefaultReader>;
    #[wasm_bindgen(method, getter, js_name = retryOn)]
    pub(super) fn retry_on(this: &Init) -> Option<Function>;

    /// What the page's functions are told of the attempt they are asked for.
    type About;
    #[wasm_bindgen(method, setter)]
    fn set_url(this: &About, url: &JsString);
    #[wasm_bindgen(method, setter)]
    fn set_attempt(this: &About, attempt: u32);
    #[wasm_bindgen(method, setter, js_name = lastEventId)]
    fn set_last_event_id(this: &About, id: &JsString);

    /// `RequestInit`, whose members stay what the page gave or become strings as they are.
    pub(super) type RequestInit;
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &RequestInit, method: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &RequestInit, headers: &Headers);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &RequestInit, body: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_duplex(this: &RequestInit, duplex: &str);
    #[wasm_bindgen(method, setter)]
    fn set_credentials(this: &RequestInit, credentials: &str);
    #[wasm_bindgen(method, setter)]
    fn set_mode(this: &RequestInit, mode: &str);
    #[wasm_bindgen(method, setter)]
    fn set_cache(this: &RequestInit, cache: &str);
    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &RequestInit, signal: Option<&AbortSignal>);

    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &JsString, init: &RequestInit) -> Result<Promise, JsValue>;
    /// `Headers`, made of anything that it can be made of, with values that stay JavaScript strings.
    pub(super) type Headers;
    #[wasm_bindgen(constructor, catch)]
    pub(super) fn new(init: &JsValue) -> Result<Headers, JsValue>;
    #[wasm_bindgen(method)]
    fn has(this: &Headers, name: &str) -> bool;
    #[wasm_bindgen(method, catch)]
    fn set(this: &Headers, name: &str, value: &JsString) -> Result<(), JsValue>;
    #[wasm_bindgen(js_name = encodeURIComponent)]
    fn encode_uri_component(text: &JsString) -> JsString;
    /// Makes one character of each `%XX`.
    fn unescape(text: &JsString) -> JsString;
    #[wasm_bindgen(js_namespace = Promise, js_name = all)]
    fn promise_all(values: &[JsValue]) -> Promise;
}

/// The state machine that these options ask for.
pub(super) fn event_source(init: &Init) -> EventSource {
    // Numbers beyond a type's range become its largest.
    let mut stream = EventStream::new(init.initial() as u64);
    stream.set_last_event_id(init.last_event_id().as_bytes());
    let backoff =
        Backoff { factor: init.factor(), max: init.max(), jitter: init.jitter(), retries: init.retries() as u32 };
    let options = Options {
        backoff,
        max_event_size: init.max_event_size() as usize,
        idle_timeout: init.idle_timeout(),
        pause_when_hidden: init.pause_when_hidden(),
        reconnects: init.reader().is_none(),
    };
    EventSource::new(stream, options, now())
}

/// The URL of the next attempt: where the last one ended after redirects, unless that is another origin's and the page
/// gave headers, a body or a `fetch`, which may add them: these are meant for the first.
pub(super) fn next_url(init: &Init, authorization: Option<&JsString>, first: &JsString, last: JsString) -> JsString {
    let is_given = !init.headers().is_undefined() || !init.body().is_undefined() || init.fetch().is_some();
    let is_plain = !is_given && authorization.is_none();
    if is_plain || Url::new(first).origin() == Url::new(&last).origin() { last } else { first.clone() }
}

/// The URL with the last event ID as a parameter, in UTF-8, if that is how it is sent.
pub(super) fn url_with_last_event_id(init: &Init, url: &JsString, last_event_id: &JsString) -> Option<Vec<u8>> {
    let utf8 = |text: &JsString| String::from(text).into_bytes();
    let encode = |text: &JsString| utf8(&encode_uri_component(text));
    Some(with_parameter(&utf8(url), &encode(&init.last_event_id_param()?), &encode(last_event_id)))
}

/// Asks the page for what it gives anew at every attempt: a promise of `[headers, body]`.
pub(super) fn ask_the_page(
    init: &Init,
    url: &JsString,
    attempt: u32,
    last_event_id: &JsString,
) -> Result<Promise, JsValue> {
    let ask = |option: JsValue| match option.dyn_ref::<Function>() {
        Some(function) => {
            let about: About = Object::new().unchecked_into();
            about.set_url(url);
            about.set_attempt(attempt);
            about.set_last_event_id(last_event_id);
            function.call1(&JsValue::UNDEFINED, &about)
        }
        None => Ok(option),
    };
    Ok(promise_all(&[ask(init.headers())?, ask(init.body())?]))
}

fn uncached(signal: Option<&AbortSignal>) -> RequestInit {
    let request: RequestInit = Object::new().unchecked_into();
    request.set_cache("no-store");
    request.set_signal(signal);
    request
}

/// A request that asks for no permission to read the answer. Not with HEAD: servers that stream often never answer it.
pub(super) fn probe(url: &JsString, signal: Option<&AbortSignal>) -> Result<Promise, JsValue> {
    let request = uncached(signal);
    request.set_mode("no-cors");
    global_fetch(url, &request)
}

/// The request of the standard with the page's options on top.
pub(super) fn request_init(
    init: &Init,
    authorization: Option<&JsString>,
    [headers, body]: [&JsValue; 2],
    last_event_id: &JsString,
    signal: Option<&AbortSignal>,
) -> Result<RequestInit, JsValue> {
    let all_headers = Headers::new(headers)?;
    if !all_headers.has("Accept") {
        all_headers.set("Accept", &"text/event-stream".into())?;
    }
    if let Some(authorization) = authorization
        && !all_headers.has("Authorization")
    {
        all_headers.set("Authorization", authorization)?;
    }
    if last_event_id.length() > 0 && init.last_event_id_param().is_none() {
        // A header's value is a byte string: one character for each byte of the ID's UTF-8.
        all_headers.set("Last-Event-ID", &unescape(&encode_uri_component(last_event_id)))?;
    }
    let request = uncached(signal);
    request.set_method(&init.method());
    request.set_headers(&all_headers);
    request.set_body(body);
    // Without this a body that is a stream is refused; for any other it has no effect.
    request.set_duplex("half");
    request.set_credentials(if init.with_credentials() { "include" } else { "same-origin" });
    Ok(request)
}

pub(super) fn fetch(init: &Init, url: &JsString, request: &RequestInit) -> Result<Promise, JsValue> {
    match init.fetch() {
        Some(fetch) => Ok(Promise::resolve(&fetch.call2(&JsValue::UNDEFINED, url, request)?)),
        None => global_fetch(url, request),
    }
}
