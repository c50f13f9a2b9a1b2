//! Checks the options, and connects.

use std::rc::Rc;
use std::time::Duration;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::{Builder, Init, milliseconds};
use crate::browser::connection::Connection;
use crate::browser::event_source::EventSource;
use crate::browser::functions::IS_BROWSER;
use crate::browser::host::Context;
use crate::browser::invalid_option::{InvalidOption, check_body, check_headers, check_method, pairs};
use crate::browser::queue::Queue;
use crate::protocol::event_stream::Parser;

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

impl Builder {
    /// Starts to connect.
    ///
    /// # Errors
    ///
    /// The URL or an option cannot be used: the error has the value. On a target that is no browser, this is
    /// [`InvalidOption::NoBrowser`].
    pub fn open(mut self) -> Result<EventSource, InvalidOption> {
        if !IS_BROWSER {
            return Err(InvalidOption::NoBrowser);
        }
        let init = Init::new();
        self.check(&init)?;
        let url = parse_url(&self.url).map_err(|_| InvalidOption::Url(self.url))?;
        let Self { options, headers, on_open, on_error, state, .. } = self;
        if let Some(function) = self.header_function {
            init.set_headers(&function(headers.into()));
        } else if !headers.is_empty() {
            init.set_headers(&pairs(&headers));
        }
        let mut stream = Parser::new(options.backoff.initial);
        stream.set_last_event_id(self.last_event_id.as_bytes());
        let context = create_context(&init, &url);
        let queue = Queue { state: Rc::clone(&state), on_open, on_error };
        Ok(EventSource::new(Connection::new(queue, context, stream, options), state, url.into()))
    }

    /// Checks the options, and sets those that are read from JavaScript.
    fn check(&mut self, init: &Init) -> Result<(), InvalidOption> {
        let options = &mut self.options;
        init.set_with_credentials(self.with_credentials);
        check_headers(&self.headers)?;
        let method = self.method.as_deref();
        if let Some(method) = method {
            check_method(method)?;
            init.set_method(method);
        }
        if let Some(body) = &self.body {
            let method = method.unwrap_or("GET");
            let has_no_body = ["GET", "HEAD"].iter().any(|other| method.eq_ignore_ascii_case(other));
            if has_no_body && self.request.is_none() {
                return Err(InvalidOption::BodyWithMethod(method.into()));
            }
            check_body(body)?;
            init.set_body(body);
        }
        if let Some(request) = &self.request {
            init.set_request(request);
        }
        if let Some(retry_on) = &self.retry_on {
            init.set_retry_on(retry_on);
        }
        if let Some(reconnect) = self.reconnect_on_end {
            init.set_reconnect_on_end(reconnect);
        }
        if self.last_event_id.contains(['\0', '\r', '\n']) {
            return Err(InvalidOption::LastEventId(self.last_event_id.clone()));
        }
        init.set_last_event_id(&self.last_event_id);
        if let Some(name) = &self.last_event_id_param {
            if name.is_empty() {
                return Err(InvalidOption::LastEventIdParam(name.clone()));
            }
            init.set_last_event_id_param(name);
        }
        if let Some(timeout) = self.idle_timeout {
            if timeout < Duration::from_millis(1) {
                return Err(InvalidOption::IdleTimeout(timeout));
            }
            options.idle_timeout = milliseconds(timeout);
        }
        if options.max_event_size == 0 {
            return Err(InvalidOption::MaxEventSize(0));
        }
        let (factor, jitter) = (options.backoff.factor, options.backoff.jitter);
        if !(1.0..).contains(&factor) {
            return Err(InvalidOption::BackoffFactor(factor));
        }
        if !(0.0..=1.0).contains(&jitter) {
            return Err(InvalidOption::Jitter(jitter));
        }
        Ok(())
    }
}
