//! One attempt: asking the page for its options, the fetch, and the response's body to its end.
//!
//! An attempt waits for one thing at a time. The connection has one, which begins anew with another number; what an earlier
//! one waited for still arrives, with the earlier number, and nobody takes notice of it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{JsString, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader};

use super::connection::{Connection, Receiver};
use super::edge::{self, Given, Response};
use super::timer::{monotonic_now, wall_now};
use crate::protocol::query::with_parameter;
use crate::protocol::response::{Response as Head, retry_after};

/// After this many milliseconds of work without a pause the page gets its turn.
const LONGEST_WORK: f64 = 8.0;

/// A chunk is handled in slices of this many bytes, with a look at the time after each.
const SLICE: u32 = 1 << 14;

#[derive(Default)]
pub(super) struct Attempt {
    number: Cell<u32>,
    waits_for: Cell<WaitsFor>,
    /// Of the last fetch.
    controller: Cell<Option<AbortController>>,
    reader: Cell<Option<ReadableStreamDefaultReader>>,
    /// What is still to be handled of a chunk.
    rest: Cell<Option<Uint8Array>>,
    /// The page's policy forbids the fetch.
    pub(super) is_forbidden: Cell<bool>,
    /// A fetch has failed although another origin's server is up.
    pub(super) is_suspect: Cell<bool>,
    /// Milliseconds of work since the page last had its turn.
    worked: Cell<f64>,
    /// When the receiver had enough.
    parked: Cell<f64>,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum WaitsFor {
    #[default]
    Nothing,
    Options,
    Response,
    /// News of a violated policy, for which the error of the fetch has to wait.
    Policy,
    Probe,
    /// News that the page is being left.
    Farewell,
    Chunk,
    /// The end of the page's turn, with the rest of a chunk still to be handled.
    Turn,
    /// The receiver, likewise.
    Receiver,
}

impl Attempt {
    /// Aborts whatever is going on. What is waited for still settles.
    pub(super) fn abort(&self) {
        self.number.set(self.number.get() + 1);
        self.waits_for.set(WaitsFor::Nothing);
        self.is_suspect.set(false);
        self.worked.set(0.0);
        self.rest.take();
        let (controller, reader) = (self.controller.take(), self.reader.take());
        if let Some(controller) = controller {
            controller.abort();
        }
        if let Some(reader) = reader {
            edge::cancel(&reader);
        }
    }

    /// The signal for a new fetch; an earlier one is aborted.
    pub(super) fn signal(&self) -> AbortSignal {
        let controller = edge::controller();
        let signal = controller.signal();
        if let Some(earlier) = self.controller.replace(Some(controller)) {
            earlier.abort();
        }
        signal
    }

    pub(super) fn is_parked(&self) -> bool {
        self.waits_for.get() == WaitsFor::Receiver
    }
}

impl<R: Receiver> Connection<R> {
    /// The rest follows from what the page gives.
    pub(super) fn start_attempt(self: &Rc<Self>) {
        if let Some(reader) = self.init.reader() {
            self.attempt.reader.set(Some(reader));
            let head = Head { status: 200, content_type: b"text/event-stream", ..Head::default() };
            self.handle_head(&head, JsValue::UNDEFINED, self.url());
        } else {
            self.choose_url();
            self.ask_the_page();
        }
    }

    /// Waits for what `call` promises. It may run functions of the page, which may end this attempt.
    pub(super) fn wait_for(&self, what: WaitsFor, call: impl FnOnce() -> Promise) {
        self.expect(what, |report, attempt| edge::settle(&call(), report, attempt));
    }

    fn expect(&self, what: WaitsFor, ask_for_report: impl FnOnce(&JsValue, u32)) {
        self.attempt.waits_for.set(what);
        self.expect_report();
        let report = self.report();
        ask_for_report(&report, self.attempt.number.get());
    }

    pub(super) fn settled(self: &Rc<Self>, attempt: u32, is_fulfilled: bool, value: JsValue) {
        if attempt != self.attempt.number.get() {
            return edge::cancel_body(&value);
        }
        let waited_for = self.attempt.waits_for.take();
        if !is_fulfilled && waited_for != WaitsFor::Probe {
            self.circumstances.set((0, value.clone()));
        }
        match (waited_for, is_fulfilled) {
            (WaitsFor::Options, true) => self.fetch(&value.unchecked_into()),
            (WaitsFor::Options, false) => self.handle_options_error(),
            (WaitsFor::Response, true) => self.read_response(&value.unchecked_into()),
            (WaitsFor::Response, false) => self.handle_no_response(),
            (WaitsFor::Policy, _) => self.judge(),
            // The news can come late.
            (WaitsFor::Probe, _) if self.attempt.is_forbidden.get() => self.handle_refusal(),
            // An answer that cannot be read has no status.
            (WaitsFor::Probe, true) if value.unchecked_ref::<Response>().status() == 0 => {
                self.attempt.is_suspect.set(true);
                self.ask_the_page();
            }
            (WaitsFor::Probe, _) | (WaitsFor::Chunk, false) => self.break_off(),
            (WaitsFor::Farewell, _) => self.handle_network_error(),
            (WaitsFor::Chunk, true) if value.is_undefined() => self.handle_end_of_body(),
            (WaitsFor::Chunk, true) => {
                // An earlier reset has nothing to do with this chunk.
                self.is_reset.set(false);
                self.handle_rest(value.unchecked_into());
            }
            (WaitsFor::Turn, _) => {
                self.attempt.worked.set(0.0);
                self.go_on();
            }
            (WaitsFor::Nothing | WaitsFor::Receiver, _) => {}
        }
    }

    pub(super) fn ask_the_page(&self) {
        self.wait_for(WaitsFor::Options, || {
            edge::ask(&self.init, &self.url(), self.attempts.get(), &self.last_event_id())
        });
    }

    fn last_event_id(&self) -> JsString {
        self.receiver.decode(self.core.borrow().last_event_id())
    }

    /// The request of the standard, § 9.2.2, with the page's options on top.
    fn fetch(&self, given: &Given) {
        let headers = given.headers();
        if !headers.has("Accept") {
            headers.set("Accept", &"text/event-stream".into());
        }
        if !self.authorization.is_undefined() && !headers.has("Authorization") {
            headers.set("Authorization", self.authorization.unchecked_ref());
        }
        let id = self.last_event_id();
        let mut url = self.url();
        if let Some(name) = self.init.last_event_id_param() {
            let encode = |text| edge::utf8(&edge::encode_uri_component(text)).to_vec();
            url = self.receiver.decode(&with_parameter(&edge::utf8(&url).to_vec(), &encode(&name), &encode(&id)));
        } else if id.length() > 0 {
            headers.set("Last-Event-ID", &edge::byte_string(&id));
        }
        self.attempt.is_forbidden.set(false);
        let signal = self.attempt.signal();
        self.wait_for(WaitsFor::Response, || edge::request(&self.init, &url, given, &signal));
    }

    fn read_response(self: &Rc<Self>, response: &Response) {
        let content_type = edge::header(response, "Content-Type");
        let utf8 = edge::utf8(&content_type).to_vec();
        let mut head = Head { status: response.status(), content_type: &utf8, ..Head::default() };
        if head.fault().is_some() {
            match edge::is_retried(&self.init, response) {
                Ok(is_retried) => head.is_retried = is_retried,
                Err(error) => {
                    self.circumstances.set((0, error));
                    return self.handle_options_error();
                }
            }
            head.retry_after = retry_after_of(response);
        } else {
            match edge::reader_of(response) {
                Ok(reader) => self.attempt.reader.set(reader),
                Err(error) => {
                    self.circumstances.set((0, error));
                    return self.handle_network_error();
                }
            }
        }
        self.handle_head(&head, content_type.into(), edge::url_of(response, &self.url()));
    }

    fn handle_head(self: &Rc<Self>, head: &Head, content_type: JsValue, url: JsString) {
        let attempt = self.attempt.number.get();
        self.handle_response(head, content_type, url);
        if attempt == self.attempt.number.get() {
            self.read();
        }
    }

    fn read(self: &Rc<Self>) {
        match self.attempt.reader.take() {
            Some(reader) => {
                self.expect(WaitsFor::Chunk, |report, attempt| edge::read(&reader, report, attempt));
                self.attempt.reader.set(Some(reader));
            }
            None => self.handle_end_of_body(),
        }
    }

    /// The receiver wants more. What it did meanwhile was work as well.
    pub(super) fn resume_attempt(self: &Rc<Self>) {
        if self.attempt.is_parked() {
            let since = self.attempt.parked.get();
            self.attempt.worked.set(self.attempt.worked.get() + monotonic_now() - since);
            self.attempt.waits_for.set(WaitsFor::Nothing);
            self.go_on();
        }
    }

    fn go_on(self: &Rc<Self>) {
        match self.attempt.rest.take() {
            Some(rest) => self.handle_rest(rest),
            None => self.read(),
        }
    }

    fn handle_rest(self: &Rc<Self>, chunk: Uint8Array) {
        let attempt = self.attempt.number.get();
        let started = monotonic_now() - self.attempt.worked.get();
        let mut rest = Some(chunk).filter(|chunk| chunk.length() > 0);
        while let Some(bytes) = rest {
            if self.is_reset.take() {
                break;
            }
            if self.attempt.worked.get() > LONGEST_WORK {
                self.attempt.rest.set(Some(bytes));
                return self.wait_for(WaitsFor::Turn, edge::turn);
            }
            // Most chunks are not cut: each view of some bytes has its price.
            let length = bytes.length();
            let is_cut = length > SLICE;
            let slice = if is_cut { bytes.subarray(0, SLICE).to_vec() } else { bytes.to_vec() };
            let is_enough = self.handle_chunk(&slice);
            if attempt != self.attempt.number.get() {
                return;
            }
            rest = is_cut.then(|| bytes.subarray(SLICE, length));
            self.attempt.worked.set(monotonic_now() - started);
            if is_enough {
                self.attempt.rest.set(rest);
                self.attempt.parked.set(monotonic_now());
                return self.attempt.waits_for.set(WaitsFor::Receiver);
            }
        }
        self.read();
    }
}

/// Milliseconds that the server asks to be left alone, by its own clock if it tells that.
fn retry_after_of(response: &Response) -> u64 {
    let value = edge::header(response, "Retry-After");
    retry_after(&edge::utf8(&value).to_vec(), || {
        let server_now = edge::parse_date(&edge::header(response, "Date"));
        edge::parse_date(&value) - if server_now.is_nan() { wall_now() } else { server_now }
    })
}
