//! One attempt: asking the page for its options, the fetch, and the response's body to its end.
//!
//! An attempt waits for one thing at a time. The connection holds at most one attempt; an attempt that the connection has
//! let go of lives on until what it waits for arrives, takes no notice of it and is gone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, IteratorNext, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, MessagePort, ReadableStreamDefaultReader};

use super::connection::{Connection, Receiver};
use super::page::document;
use super::refusal::PolicyWatch;
use super::response::Response;
use super::timer::{Timer, now};
use super::waiter::Waiter;
use crate::protocol::response::Response as Head;

/// After this many milliseconds of work without a pause the page gets its turn.
const LONGEST_WORK: f64 = 8.0;

/// A chunk is handled in slices of this many bytes, with a look at the time after each.
const SLICE: u32 = 1 << 14;

pub(super) struct Attempt<R: Receiver> {
    connection: Rc<Connection<R>>,
    /// Of the last fetch, in browsers that have it.
    controller: RefCell<Option<AbortController>>,
    /// Only until a response is there, and only where a fetch can be refused.
    policy: RefCell<Option<PolicyWatch>>,
    /// A fetch has failed although another origin's server is up.
    is_suspect: Cell<bool>,
    waits_for: Cell<WaitsFor>,
    farewell: Timer,
    waiter: Waiter,
    /// Milliseconds of work since the page last had its turn.
    worked: Cell<f64>,
}

#[derive(Default)]
enum WaitsFor {
    #[default]
    Nothing,
    Options,
    Response,
    /// News of a violated policy, for which the error of the fetch has to wait.
    Policy(JsValue, MessagePort),
    Probe(JsValue),
    /// News that the page is being left, with the error of the fetch.
    Farewell(JsValue),
    Chunk(ReadableStreamDefaultReader),
    /// The end of the page's turn, with the rest of a chunk still to be handled.
    Turn(ReadableStreamDefaultReader, Uint8Array, MessagePort),
    /// The receiver, since this time, with the rest of a chunk still to be handled.
    Receiver(ReadableStreamDefaultReader, Uint8Array, f64),
}

impl<R: Receiver> Attempt<R> {
    pub(super) fn new(connection: &Rc<Connection<R>>) -> Rc<Self> {
        let attempt = Rc::new(Self {
            connection: Rc::clone(connection),
            controller: RefCell::default(),
            policy: RefCell::default(),
            is_suspect: Cell::new(false),
            waits_for: Cell::default(),
            farewell: Timer::default(),
            waiter: Waiter::new(),
            worked: Cell::new(0.0),
        });
        let held = Rc::clone(&attempt);
        attempt.waiter.set_callback(move |result| held.settled(result));
        attempt
    }

    /// The rest follows from what the page gives.
    pub(super) fn start(self: &Rc<Self>) {
        match self.connection.reader() {
            Some(reader) => self.read_given_stream(reader),
            None => self.ask_the_page(),
        }
        self.waiter.done();
    }

    fn read_given_stream(self: &Rc<Self>, reader: ReadableStreamDefaultReader) {
        let head = Head { status: 200, content_type: "text/event-stream", ..Head::default() };
        self.connection.handle_response(&head, "".into());
        if self.connection.holds(self) {
            self.read(reader);
        } else {
            self.cancel(&reader);
        }
    }

    fn ask_the_page(&self) {
        match self.connection.ask_the_page() {
            Ok(promise) => self.wait_for(&promise, WaitsFor::Options),
            Err(error) => self.connection.handle_options_error(&error),
        }
    }

    /// Aborts the fetch. What is waited for still settles, and finds that the connection has let go.
    pub(super) fn abort(&self) {
        if let Some(controller) = self.controller.take() {
            controller.abort();
        }
        match self.waits_for.take() {
            WaitsFor::Chunk(reader) => self.cancel(&reader),
            WaitsFor::Receiver(reader, ..) => {
                self.cancel(&reader);
                self.waiter.done();
            }
            WaitsFor::Farewell(..) => {
                self.farewell.stop();
                self.waiter.done();
            }
            other => self.waits_for.set(other),
        }
    }

    /// Ends a body that may not have been aborted: without an `AbortController`, or with a `fetch` that knows no signal.
    fn cancel(&self, reader: &ReadableStreamDefaultReader) {
        self.wait_for(&reader.cancel(), WaitsFor::Nothing);
    }

    fn wait_for(&self, promise: &Promise, what: WaitsFor) {
        self.waits_for.set(what);
        self.waiter.wait_for(promise);
    }

    fn settled(self: &Rc<Self>, result: Result<JsValue, JsValue>) {
        let waited_for = self.waits_for.take();
        if self.connection.holds(self) {
            self.go_on(waited_for, result);
        } else {
            self.tidy_up(waited_for, result);
        }
        self.waiter.done();
    }

    /// What was waited for came too late.
    fn tidy_up(&self, waited_for: WaitsFor, result: Result<JsValue, JsValue>) {
        match (waited_for, result) {
            (WaitsFor::Policy(_, port), _) => port.close(),
            (WaitsFor::Turn(reader, _, port), _) => {
                port.close();
                self.cancel(&reader);
            }
            (WaitsFor::Response, Ok(response)) => {
                if let Some(body) = response.unchecked_ref::<Response>().body() {
                    self.wait_for(&body.cancel(), WaitsFor::Nothing);
                }
            }
            _ => {}
        }
    }

    fn go_on(self: &Rc<Self>, waited_for: WaitsFor, result: Result<JsValue, JsValue>) {
        match (waited_for, result) {
            (WaitsFor::Options, Ok(options)) => self.fetch(&options.unchecked_into()),
            (WaitsFor::Options, Err(error)) => self.connection.handle_options_error(&error),
            (WaitsFor::Response, Ok(response)) if response.is_object() => {
                self.read_response(&response.unchecked_into());
            }
            (WaitsFor::Response, Ok(_)) => {
                self.connection.handle_network_error(&"fetch gave no Response".into());
            }
            (WaitsFor::Response, Err(error)) => self.handle_no_response(error),
            (WaitsFor::Policy(error, port), _) => {
                port.close();
                self.judge(error);
            }
            // The news can come late.
            (WaitsFor::Probe(error), _) if self.is_forbidden() => self.connection.handle_refusal(&error),
            // An answer that cannot be read has no status.
            (WaitsFor::Probe(_), Ok(response)) if response.unchecked_ref::<Response>().status() == 0 => {
                self.is_suspect.set(true);
                self.ask_the_page();
            }
            (WaitsFor::Probe(error), _) | (WaitsFor::Chunk(_), Err(error)) => self.break_off(error),
            (WaitsFor::Farewell(error), _) => self.connection.handle_network_error(&error),
            (WaitsFor::Chunk(reader), Ok(result)) => {
                let result: IteratorNext = result.unchecked_into();
                if result.done() {
                    self.connection.handle_end_of_body();
                } else if ArrayBuffer::is_view(&result.value()) {
                    self.handle_chunk(reader, result.value().unchecked_into());
                } else {
                    self.connection.handle_network_error(&"the body gave a chunk that is not bytes".into());
                }
            }
            (WaitsFor::Turn(reader, rest, port), _) => {
                port.close();
                self.worked.set(0.0);
                self.handle_rest(reader, rest);
            }
            (WaitsFor::Nothing | WaitsFor::Receiver(..), _) => {}
        }
    }

    /// The signal for a new fetch; an earlier one is aborted.
    fn signal(&self) -> Option<AbortSignal> {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        if let Some(earlier) = self.controller.replace(controller) {
            earlier.abort();
        }
        signal
    }

    fn fetch(&self, options: &Array) {
        let signal = self.signal();
        self.policy.replace(self.connection.watch_policy());
        match self.connection.fetch(&options.get(0), &options.get(1), signal.as_ref()) {
            Ok(promise) => self.wait_for(&promise, WaitsFor::Response),
            Err(error) => self.connection.handle_options_error(&error),
        }
    }

    fn handle_no_response(self: &Rc<Self>, error: JsValue) {
        if !self.connection.is_http() || self.is_suspect.get() {
            self.connection.handle_refusal(&error);
        } else if self.policy.borrow().is_none() {
            self.break_off(error);
        } else if let Some(port) = self.waiter.take_a_turn() {
            self.waits_for.set(WaitsFor::Policy(error, port));
        } else {
            self.judge(error);
        }
    }

    /// The network failed, or the page is being left.
    fn break_off(self: &Rc<Self>, error: JsValue) {
        if document().is_err() {
            return self.connection.handle_network_error(&error);
        }
        let attempt = Rc::clone(self);
        self.farewell.start(self.connection.farewell(), move || attempt.settled(Ok(JsValue::UNDEFINED)));
        self.waiter.expect();
        self.waits_for.set(WaitsFor::Farewell(error));
    }

    fn is_forbidden(&self) -> bool {
        self.policy.borrow().as_ref().is_some_and(PolicyWatch::is_violated)
    }

    fn judge(self: &Rc<Self>, error: JsValue) {
        if self.is_forbidden() {
            return self.connection.handle_refusal(&error);
        }
        match self.connection.probe(self.signal().as_ref()) {
            Ok(promise) => self.wait_for(&promise, WaitsFor::Probe(error)),
            Err(_) => self.break_off(error),
        }
    }

    fn read_response(self: &Rc<Self>, response: &Response) {
        self.policy.take();
        let content_type = response.header("Content-Type");
        let mut head = Head { status: response.status(), content_type: &content_type, ..Head::default() };
        if head.fault().is_some() {
            match self.connection.is_retried(response) {
                Ok(is_retried) => head.is_retried = is_retried,
                Err(error) => return self.connection.handle_options_error(&error),
            }
            head.retry_after = response.retry_after();
        }
        self.connection.handle_response(&head, response.url());
        if self.connection.holds(self) {
            match response.body() {
                None => self.connection.handle_end_of_body(),
                Some(body) => match body.get_reader() {
                    Ok(reader) => self.read(reader),
                    Err(error) => self.connection.handle_network_error(&error),
                },
            }
        }
    }

    fn read(&self, reader: ReadableStreamDefaultReader) {
        self.wait_for(&reader.read(), WaitsFor::Chunk(reader));
    }

    /// The receiver wants more. What it did meanwhile was work as well.
    pub(super) fn resume(self: &Rc<Self>) {
        match self.waits_for.take() {
            WaitsFor::Receiver(reader, rest, since) => {
                self.worked.set(self.worked.get() + now() - since);
                self.handle_rest(reader, rest);
                self.waiter.done();
            }
            other => self.waits_for.set(other),
        }
    }

    pub(super) fn is_parked(&self) -> bool {
        let waits_for = self.waits_for.take();
        let is_parked = matches!(waits_for, WaitsFor::Receiver(..));
        self.waits_for.set(waits_for);
        is_parked
    }

    fn handle_chunk(self: &Rc<Self>, reader: ReadableStreamDefaultReader, chunk: Uint8Array) {
        // An earlier reset has nothing to do with this chunk.
        self.connection.take_reset();
        self.handle_rest(reader, chunk);
    }

    fn handle_rest(self: &Rc<Self>, reader: ReadableStreamDefaultReader, mut rest: Uint8Array) {
        let started = now() - self.worked.get();
        while rest.length() > 0 && !self.connection.take_reset() {
            if self.worked.get() > LONGEST_WORK
                && let Some(port) = self.waiter.take_a_turn()
            {
                return self.waits_for.set(WaitsFor::Turn(reader, rest, port));
            }
            let (length, slice) = (rest.length(), SLICE.min(rest.length()));
            let is_enough = self.connection.handle_chunk(&rest.subarray(0, slice).to_vec());
            if !self.connection.holds(self) {
                return self.cancel(&reader);
            }
            rest = rest.subarray(slice, length);
            self.worked.set(now() - started);
            if is_enough {
                self.waiter.expect();
                return self.waits_for.set(WaitsFor::Receiver(reader, rest, now()));
            }
        }
        self.read(reader);
    }
}
