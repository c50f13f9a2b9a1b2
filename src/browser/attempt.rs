//! One attempt: asking the page for its options, the fetch, and the response's body to its end.
//!
//! An attempt waits for one thing at a time. The connection has one, which begins anew with another number; what an earlier
//! one waited for still arrives, with the earlier number, and nobody takes notice of it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Receiver};
use super::edge::{self, Context, Response, report};
use super::timer::monotonic_now;
use crate::protocol::response::{Response as Head, retry_after};

/// After this many milliseconds of work without a pause the page gets its turn.
const LONGEST_WORK: f64 = 8.0;

#[derive(Default)]
pub(super) struct Attempt {
    number: Cell<u32>,
    waits_for: Cell<WaitsFor>,
    /// A chunk, and from where on it is still to be handled.
    rest: Cell<Option<(Uint8Array, u32)>>,
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
    /// Begins anew, with nothing to wait for.
    fn reset(&self) {
        self.number.set(self.number.get() + 1);
        self.waits_for.set(WaitsFor::Nothing);
        self.is_suspect.set(false);
        self.worked.set(0.0);
        self.rest.take();
    }

    pub(super) fn is_parked(&self) -> bool {
        self.waits_for.get() == WaitsFor::Receiver
    }
}

impl<R: Receiver> Connection<R> {
    /// The rest follows from what the page gives.
    pub(super) fn start_attempt(self: &Rc<Self>) {
        if self.is_given_stream {
            let head = Head { status: 200, content_type: b"text/event-stream", ..Head::default() };
            return self.handle_head(&head, JsValue::UNDEFINED);
        }
        // After redirects it goes to where the last one ended.
        if edge::is_astray(&self.context) {
            edge::go_back(&self.context);
        }
        self.ask_the_page();
    }

    /// Aborts whatever is going on. What is waited for still settles.
    pub(super) fn abort_attempt(&self) {
        self.attempt.reset();
        edge::abort(&self.context);
    }

    /// Waits for what `begin` begins, which reports with this number. It may run functions of the page, which may end this
    /// attempt.
    pub(super) fn wait_for(&self, what: WaitsFor, begin: impl FnOnce(&Context, u32)) {
        self.attempt.waits_for.set(what);
        self.expect_report();
        begin(&self.context, self.attempt.number.get());
    }

    pub(super) fn settled(self: &Rc<Self>, attempt: u32, how: u32, value: JsValue) {
        if attempt != self.attempt.number.get() {
            return edge::cancel(&value);
        }
        let waited_for = self.attempt.waits_for.take();
        let is_fulfilled = how != report::REJECTED;
        if !is_fulfilled && waited_for != WaitsFor::Probe {
            self.circumstances.set((0, value.clone()));
        }
        match (waited_for, is_fulfilled) {
            (WaitsFor::Options, true) => self.fetch(&value),
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
            (WaitsFor::Chunk, true) if how == report::ENDED => self.handle_end_of_body(),
            (WaitsFor::Chunk, true) => {
                // An earlier reset has nothing to do with this chunk.
                self.is_reset.set(false);
                self.handle_rest(value.unchecked_into(), 0);
            }
            (WaitsFor::Turn, _) => {
                self.attempt.worked.set(0.0);
                self.go_on();
            }
            (WaitsFor::Nothing | WaitsFor::Receiver, _) => {}
        }
    }

    pub(super) fn ask_the_page(&self) {
        // A copy: the page's functions may close the connection.
        let last_event_id = self.core.borrow().last_event_id().to_vec();
        let number = self.attempts.get();
        self.wait_for(WaitsFor::Options, |context, attempt| edge::ask(context, attempt, number, &last_event_id));
    }

    fn fetch(&self, given: &JsValue) {
        self.attempt.is_forbidden.set(false);
        self.wait_for(WaitsFor::Response, |context, attempt| edge::request(context, attempt, given));
    }

    fn read_response(self: &Rc<Self>, response: &Response) {
        let content_type = edge::header(response, "Content-Type");
        let utf8 = edge::utf8(&content_type).to_vec();
        let mut head = Head { status: response.status(), content_type: &utf8, ..Head::default() };
        if head.fault().is_some() {
            match edge::is_retried(&self.context, response) {
                Ok(is_retried) => head.is_retried = is_retried,
                Err(error) => {
                    self.circumstances.set((0, error));
                    return self.handle_options_error();
                }
            }
            head.retry_after = retry_after_of(response);
        } else if let Err(error) = edge::open_body(&self.context, response) {
            self.circumstances.set((0, error));
            return self.handle_network_error();
        }
        edge::follow(&self.context, response);
        self.handle_head(&head, content_type.into());
    }

    fn handle_head(self: &Rc<Self>, head: &Head, content_type: JsValue) {
        let attempt = self.attempt.number.get();
        self.handle_response(head, content_type);
        if attempt == self.attempt.number.get() {
            self.read();
        }
    }

    fn read(&self) {
        self.wait_for(WaitsFor::Chunk, edge::read);
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
            Some((chunk, from)) => self.handle_rest(chunk, from),
            None => self.read(),
        }
    }

    fn handle_rest(self: &Rc<Self>, chunk: Uint8Array, mut from: u32) {
        let attempt = self.attempt.number.get();
        let started = monotonic_now() - self.attempt.worked.get();
        while from < chunk.length() && !self.is_reset.take() {
            if self.attempt.worked.get() > LONGEST_WORK {
                self.attempt.rest.set(Some((chunk, from)));
                return self.wait_for(WaitsFor::Turn, edge::turn);
            }
            let slice = edge::slice(&chunk, from).to_vec();
            let is_enough = self.handle_chunk(&slice);
            if attempt != self.attempt.number.get() {
                return;
            }
            from += slice.len() as u32;
            self.attempt.worked.set(monotonic_now() - started);
            if is_enough {
                self.attempt.rest.set(Some((chunk, from)));
                self.attempt.parked.set(monotonic_now());
                return self.attempt.waits_for.set(WaitsFor::Receiver);
            }
        }
        self.read();
    }
}

/// Milliseconds that the server asks to be left alone.
fn retry_after_of(response: &Response) -> u64 {
    let value = edge::utf8(&edge::header(response, "Retry-After")).to_vec();
    retry_after(&value, || edge::until_retry(response))
}
