//! The connection: carries out what the core says, and tells it what the attempts and the timer report.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{JsString, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, ReadableStreamDefaultReader};

use super::attempt::Attempt;
use super::listener::Listener;
use super::page;
use super::refusal::PolicyWatch;
use super::request::{self, Init};
use super::timer::{Timer, now};
use super::url::Url;
use crate::protocol::event_source::{Action, EventSource, PageEvent, ReadyState};
use crate::protocol::event_stream::Sink;
use crate::protocol::failure::Failure;
use crate::protocol::response::Response;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// Who the connection is for. Any of these calls may close it.
pub(crate) trait Receiver: 'static {
    /// Collects the events of one slice of a chunk.
    type Batch: Sink + Default;

    fn open(&self, url: &JsString);
    /// Whether enough is enough: nothing more is read until [`Connection::resume`].
    fn events(&self, batch: Self::Batch) -> bool;
    fn error(&self, failure: Failure, status: u16, cause: &JsValue);

    /// CONNECTING again, without an event.
    fn pause(&self);

    /// Decodes UTF-8, valid or not, as the standard does.
    fn decode(&self, utf8: &[u8]) -> JsString;
}

pub(crate) struct Connection<R: Receiver> {
    core: RefCell<EventSource>,
    receiver: R,
    init: Init,
    first_url: JsString,
    /// What the user name and the password in the URL become.
    authorization: Option<JsString>,
    /// Of the last response, after redirects; to begin with, the first.
    url: RefCell<JsString>,
    /// There is never more than this one.
    attempt: RefCell<Option<Rc<Attempt<R>>>>,
    attempts: Cell<u32>,
    has_been_open: Cell<bool>,
    /// Whether the rest of the chunk that is being handled is to be dropped.
    is_reset: Cell<bool>,
    timer: Timer,
    page: RefCell<Option<Listener>>,
    /// What goes with the next failure: the response's status or 0, and its type, what was thrown, or undefined.
    circumstances: RefCell<(u16, JsValue)>,
}

impl<R: Receiver> Connection<R> {
    /// A connection that begins with [`Connection::open`].
    pub(crate) fn new(receiver: R, url: JsString, init: Init) -> Self {
        let parsed = Url::new(&url);
        let authorization = parsed.take_credentials();
        let url = if authorization.is_some() { parsed.href() } else { url };
        Self {
            core: RefCell::new(request::event_source(&init)),
            receiver,
            init,
            url: RefCell::new(url.clone()),
            first_url: url,
            authorization,
            attempt: RefCell::default(),
            attempts: Cell::new(0),
            has_been_open: Cell::new(false),
            is_reset: Cell::new(false),
            timer: Timer::default(),
            page: RefCell::default(),
            circumstances: RefCell::default(),
        }
    }

    pub(crate) fn open(self: &Rc<Self>) {
        let connection = Rc::clone(self);
        self.page.replace(page::watch(move |event| connection.handle_page(event)));
        self.handle_page(page::visibility());
    }

    pub(crate) fn close(self: &Rc<Self>) {
        self.report(EventSource::close);
    }

    /// The page stopped loading.
    #[cfg(feature = "js")]
    pub(crate) fn stop(self: &Rc<Self>) {
        self.report(EventSource::handle_stop);
    }

    /// The receiver wants more, and hears first how the connection fared meanwhile.
    pub(crate) fn resume(self: &Rc<Self>) {
        self.run();
        let attempt = self.attempt.borrow().clone();
        if let Some(attempt) = attempt {
            self.look_at_receiver();
            attempt.resume();
        }
    }

    /// Drops whatever has arrived and was not dispatched.
    #[cfg(feature = "js")]
    pub(crate) fn reset(&self) {
        self.is_reset.set(true);
        self.core.borrow_mut().reset();
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        self.core.borrow().ready_state()
    }

    /// In milliseconds.
    pub(crate) fn reconnection_time(&self) -> f64 {
        self.core.borrow().reconnection_time() as f64
    }

    /// While the receiver has enough, nothing is read, and the silence tells nothing.
    fn look_at_receiver(&self) {
        if self.attempt.borrow().as_ref().is_some_and(|attempt| attempt.is_parked()) {
            self.core.borrow_mut().handle_busy(now());
        }
    }

    fn handle_page(self: &Rc<Self>, event: PageEvent) {
        self.look_at_receiver();
        self.report(|core| core.handle_page(event, now(), random()));
    }

    /// Tells the core what happened and does what it says.
    fn report<T>(self: &Rc<Self>, handle: impl FnOnce(&mut EventSource) -> T) -> T {
        let result = handle(&mut self.core.borrow_mut());
        self.run();
        result
    }

    /// Does what the core says until it has nothing more to say.
    fn run(self: &Rc<Self>) {
        loop {
            let action = self.core.borrow_mut().poll(now());
            match action {
                None => return,
                Some(Action::Abort) => self.let_go(),
                Some(Action::Pause) => self.receiver.pause(),
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
                    self.timer.start(delay, move || connection.handle_time());
                }
                Some(Action::Fetch) => {
                    self.timer.stop();
                    let next =
                        request::next_url(&self.init, self.authorization.as_ref(), &self.first_url, self.url.take());
                    self.url.replace(next);
                    self.attempts.set(self.attempts.get() + 1);
                    let attempt = Attempt::new(self);
                    self.attempt.replace(Some(Rc::clone(&attempt)));
                    attempt.start();
                }
            }
        }
    }

    fn handle_time(self: &Rc<Self>) {
        self.look_at_receiver();
        self.report(|core| core.handle_time(now(), random()));
    }

    fn let_go(&self) {
        self.timer.stop();
        if self.core.borrow().ready_state() == ReadyState::Closed {
            self.page.take();
        }
        let attempt = self.attempt.take();
        if let Some(attempt) = attempt {
            attempt.abort();
        }
    }

    /// Whether this attempt is the connection's own and not one that it has let go of.
    pub(super) fn holds(&self, attempt: &Rc<Attempt<R>>) -> bool {
        self.attempt.borrow().as_ref().is_some_and(|own| Rc::ptr_eq(own, attempt))
    }

    /// Of the stream that the page gave instead of a URL.
    pub(super) fn reader(&self) -> Option<ReadableStreamDefaultReader> {
        self.init.reader()
    }

    /// Whether what is left of the chunk is to be dropped. Tells it once.
    pub(super) fn take_reset(&self) -> bool {
        self.is_reset.take()
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
        let last_event_id = self.last_event_id();
        let request =
            request::request_init(&self.init, self.authorization.as_ref(), [headers, body], &last_event_id, signal)?;
        let url = self.url();
        let with_id = request::url_with_last_event_id(&self.init, &url, &last_event_id);
        let url = with_id.map_or(url, |utf8| self.receiver.decode(&utf8));
        request::fetch(&self.init, &url, &request)
    }

    /// A copy: what is borrowed must not be when the page's functions run.
    fn url(&self) -> JsString {
        self.url.borrow().clone()
    }

    fn last_event_id(&self) -> JsString {
        let utf8 = self.core.borrow().last_event_id().to_vec();
        self.receiver.decode(&utf8)
    }

    /// Whether a response that is no event stream is to be tried again.
    pub(super) fn is_retried(&self, response: &JsValue) -> Result<bool, JsValue> {
        match self.init.retry_on() {
            Some(retry_on) => Ok(retry_on.call1(&JsValue::UNDEFINED, response)?.is_truthy()),
            None => Ok(false),
        }
    }

    pub(super) fn handle_response(self: &Rc<Self>, response: &Response, url: JsString) {
        self.circumstances.replace((response.status, response.content_type.into()));
        if url.length() > 0 {
            self.url.replace(url);
        }
        self.report(|core| core.handle_response(response, now(), random()));
    }

    /// Whether the receiver has enough.
    pub(super) fn handle_chunk(self: &Rc<Self>, chunk: &[u8]) -> bool {
        let mut batch = R::Batch::default();
        self.core.borrow_mut().handle_chunk(chunk, &mut batch, now());
        let is_enough = self.receiver.events(batch);
        if !is_enough {
            self.run();
        }
        is_enough
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

    /// In milliseconds: see [`EventSource::farewell`].
    pub(super) fn farewell(&self) -> u64 {
        self.core.borrow().farewell(now())
    }

    pub(super) fn handle_network_error(self: &Rc<Self>, error: &JsValue) {
        self.report_error(error, |core| core.handle_network_error(now(), random()));
    }

    pub(super) fn handle_options_error(self: &Rc<Self>, error: &JsValue) {
        self.report_error(error, |core| core.handle_options_error(now(), random()));
    }

    fn report_error(self: &Rc<Self>, error: &JsValue, handle: impl FnOnce(&mut EventSource)) {
        self.circumstances.replace((0, error.clone()));
        self.report(handle);
    }
}
