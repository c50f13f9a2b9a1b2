//! One attempt: asking the page for its options, the fetch, and the response's body to its end.
//!
//! An attempt waits for one thing at a time. The connection has one, which begins anew with another number; what an earlier
//! one waited for still arrives, with the earlier number, and nobody takes notice of it.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::connection::{Connection, Receiver};
use super::edge::{self, Context, Response, random, report};
use super::timer::{monotonic_now, now};
use crate::protocol::response::{Response as Head, retry_after};

/// After this many milliseconds of work without a pause the page gets its turn.
const LONGEST_WORK: f64 = 8.0;

#[derive(Default)]
pub(super) struct Attempt {
    number: Cell<u32>,
    waits_for: Cell<WaitsFor>,
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
            return self.handle_head(&head);
        }
        // It goes to where the last one ended after redirects, but not with what was given for another origin.
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
        begin(&self.context, self.attempt.number.get());
    }

    pub(super) fn settled(self: &Rc<Self>, attempt: u32, how: u32, value: &JsValue) {
        if attempt != self.attempt.number.get() {
            return edge::cancel(value);
        }
        let waited_for = self.attempt.waits_for.take();
        let is_fulfilled = how != report::REJECTED;
        if !is_fulfilled && waited_for != WaitsFor::Probe {
            edge::note(&self.context, value);
        }
        match (waited_for, is_fulfilled) {
            (WaitsFor::Options, true) => self.fetch(value),
            (WaitsFor::Options, false) => self.handle_options_error(),
            (WaitsFor::Response, true) => self.read_response(value.unchecked_ref()),
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
                edge::keep_chunk(&self.context, value);
                self.handle_rest();
            }
            (WaitsFor::Turn, _) => {
                self.attempt.worked.set(0.0);
                self.handle_rest();
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
        let content_type = edge::content_type(response).to_vec();
        let mut head = Head { status: response.status(), content_type: &content_type, ..Head::default() };
        if head.fault().is_some() {
            match edge::is_retried(&self.context, response) {
                Ok(is_retried) => head.is_retried = is_retried,
                Err(error) => {
                    edge::note(&self.context, &error);
                    return self.handle_options_error();
                }
            }
            head.retry_after = retry_after_of(response);
        } else if let Err(error) = edge::open_body(&self.context, response) {
            edge::note(&self.context, &error);
            return self.handle_network_error();
        }
        edge::follow(&self.context, response);
        self.handle_head(&head);
    }

    fn handle_head(self: &Rc<Self>, head: &Head) {
        let attempt = self.attempt.number.get();
        self.tell(|core| core.handle_response(head, now(), random()));
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
            self.handle_rest();
        }
    }

    /// Handles what is left of the chunk, slice by slice, and then reads the next one.
    fn handle_rest(self: &Rc<Self>) {
        let attempt = self.attempt.number.get();
        let started = monotonic_now() - self.attempt.worked.get();
        loop {
            if self.attempt.worked.get() > LONGEST_WORK {
                return self.wait_for(WaitsFor::Turn, edge::turn);
            }
            let Some(slice) = edge::next_slice(&self.context) else {
                return self.read();
            };
            let is_enough = self.handle_chunk(&slice.to_vec());
            if attempt != self.attempt.number.get() {
                return;
            }
            let now = monotonic_now();
            self.attempt.worked.set(now - started);
            if is_enough {
                self.attempt.parked.set(now);
                return self.attempt.waits_for.set(WaitsFor::Receiver);
            }
        }
    }
}

/// Milliseconds that the server asks to be left alone.
fn retry_after_of(response: &Response) -> u64 {
    let value = edge::retry_after(response).to_vec();
    retry_after(&value, || edge::until_retry(response))
}
