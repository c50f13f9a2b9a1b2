//! The connection: carries out what the core says, and tells it what the attempts and the timer report.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::attempt::Attempt;
use super::refusal::PolicyWatch;
use super::request::{self, Init};
use super::timer::Timer;
use crate::protocol::event_source::{Action, EventSource, Failure};
use crate::protocol::event_stream::Sink;

#[wasm_bindgen]
extern "C" {
    /// Milliseconds on a clock that does not go back.
    #[wasm_bindgen(js_namespace = performance)]
    pub(super) fn now() -> f64;

    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// Who the connection is for. Any of these calls may close it.
pub(crate) trait Receiver: 'static {
    /// Collects the events of one slice of a chunk.
    type Batch: Sink + Default;

    fn open(&self, url: &JsString);
    fn events(&self, batch: Self::Batch);
    fn error(&self, failure: Failure, status: u16, cause: &JsValue);

    /// Decodes UTF-8, valid or not, as the standard does.
    fn decode(&self, utf8: &[u8]) -> JsString;
}

pub(crate) struct Connection<R: Receiver> {
    core: RefCell<EventSource>,
    receiver: R,
    init: Init,
    first_url: JsString,
    /// Of the last response, after redirects; to begin with, the first.
    url: RefCell<JsString>,
    /// There is never more than this one.
    attempt: RefCell<Option<Rc<Attempt<R>>>>,
    attempts: Cell<u32>,
    has_been_open: Cell<bool>,
    timer: Rc<Timer>,
    /// What goes with the next failure: the response's status or 0, and its type, what was thrown, or undefined.
    circumstances: RefCell<(u16, JsValue)>,
}

thread_local! {
    /// Where a slice of a chunk is copied to. In use only while the core parses it, and no JavaScript runs then.
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl<R: Receiver> Connection<R> {
    /// A connection that begins with [`Connection::run`].
    pub(crate) fn new(receiver: R, url: JsString, init: Init) -> Self {
        Self {
            core: RefCell::new(request::event_source(&init)),
            receiver,
            init,
            url: RefCell::new(url.clone()),
            first_url: url,
            attempt: RefCell::default(),
            attempts: Cell::new(0),
            has_been_open: Cell::new(false),
            timer: Rc::default(),
            circumstances: RefCell::default(),
        }
    }

    pub(crate) fn close(self: &Rc<Self>) {
        self.report(EventSource::close);
    }

    /// Tells the core what happened and does what it says.
    fn report<T>(self: &Rc<Self>, handle: impl FnOnce(&mut EventSource) -> T) -> T {
        let result = handle(&mut self.core.borrow_mut());
        self.run();
        result
    }

    /// Does what the core says until it has nothing more to say.
    pub(crate) fn run(self: &Rc<Self>) {
        loop {
            let action = self.core.borrow_mut().poll();
            match action {
                None => return,
                Some(Action::Abort) => self.let_go(),
                Some(Action::FireOpen) => {
                    self.has_been_open.set(true);
                    self.circumstances.take();
                    self.receiver.open(&self.url());
                }
                Some(Action::FireError(failure)) => {
                    let (status, cause) = self.circumstances.take();
                    self.receiver.error(failure, status, &cause);
                }
                Some(Action::Wait(delay)) => {
                    let connection = Rc::clone(self);
                    self.timer.start(delay, move || connection.report(EventSource::handle_wait_elapsed));
                }
                Some(Action::Fetch) => {
                    let next = request::next_url(&self.init, &self.first_url, self.url.take());
                    self.url.replace(next);
                    self.attempts.set(self.attempts.get() + 1);
                    let attempt = Attempt::new(self);
                    self.attempt.replace(Some(Rc::clone(&attempt)));
                    attempt.start();
                }
            }
        }
    }

    fn let_go(&self) {
        self.timer.stop();
        let attempt = self.attempt.take();
        if let Some(attempt) = attempt {
            attempt.abort();
        }
    }

    /// Whether this attempt is the connection's own and not one that it has let go of.
    pub(super) fn holds(&self, attempt: &Rc<Attempt<R>>) -> bool {
        self.attempt.borrow().as_ref().is_some_and(|own| Rc::ptr_eq(own, attempt))
    }

    pub(super) fn ask_the_page(&self) -> Result<Promise, JsValue> {
        request::ask_the_page(&self.init, &self.url(), self.attempts.get(), &self.last_event_id())
    }

    pub(super) fn fetch(
        &self,
        headers: &JsValue,
        body: &JsValue,
        signal: Option<&AbortSignal>,
    ) -> Result<Promise, JsValue> {
        let request = request::request_init(&self.init, headers, body, &self.last_event_id(), signal)?;
        request::fetch(&self.init, &self.url(), &request)
    }

    /// A copy: what is borrowed must not be when the page's functions run.
    fn url(&self) -> JsString {
        self.url.borrow().clone()
    }

    fn last_event_id(&self) -> JsString {
        let utf8 = self.core.borrow().last_event_id().to_vec();
        self.receiver.decode(&utf8)
    }

    pub(super) fn handle_response(self: &Rc<Self>, status: u16, content_type: &str, url: JsString) {
        self.circumstances.replace((status, content_type.into()));
        if url.length() > 0 {
            self.url.replace(url);
        }
        self.report(|core| core.handle_response(status, content_type, now()));
    }

    /// `copy` fills a buffer of `length` bytes with the next of the body.
    pub(super) fn handle_chunk(self: &Rc<Self>, length: usize, copy: impl FnOnce(&mut [u8])) {
        let mut batch = R::Batch::default();
        INPUT.with_borrow_mut(|input| {
            input.resize(length, 0);
            copy(input);
            self.core.borrow_mut().handle_chunk(input, &mut batch);
        });
        self.receiver.events(batch);
        self.run();
    }

    pub(super) fn handle_end_of_body(self: &Rc<Self>) {
        self.circumstances.take();
        self.report(|core| core.handle_end_of_body(now(), random()));
    }

    /// Watches for a refusal by policy, unless the page has shown that it may connect or fetches by itself.
    pub(super) fn watch_policy(&self) -> Option<PolicyWatch> {
        if self.has_been_open.get() || self.init.fetch().is_some() {
            return None;
        }
        PolicyWatch::new(self.url())
    }

    pub(super) fn probe(&self, signal: Option<&AbortSignal>) -> Result<Promise, JsValue> {
        request::probe(&self.url(), signal)
    }

    /// Whether a fetch of the URL that failed may succeed another time.
    pub(super) fn is_http(&self) -> bool {
        self.url().starts_with("http", 0)
    }

    pub(super) fn handle_refusal(self: &Rc<Self>, error: &JsValue) {
        self.report_error(error, EventSource::handle_refusal);
    }

    pub(super) fn handle_network_error(self: &Rc<Self>, error: &JsValue) {
        self.report_error(error, |core| core.handle_network_error(now(), random()));
    }

    pub(super) fn handle_options_error(self: &Rc<Self>, error: &JsValue) {
        self.report_error(error, |core| core.handle_options_error(now(), random()));
    }

    fn report_error(self: &Rc<Self>, error: &JsValue, handle: fn(&mut EventSource)) {
        self.circumstances.replace((0, error.clone()));
        self.report(handle);
    }
}
