//! The connection: carries out the actions of the state machine, and passes results back to it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use super::attempt::{Attempt, Conditions, Outcome};
use super::host::{self, Context, Notify, Receive, ResponseHead, random};
use super::notification as what;
use super::timer::{MAX_TIMEOUT, Timer, monotonic_now, now};
use crate::protocol::action::Action;
use crate::protocol::event_source::{EventSource, ReadyState, RetryDecision};
use crate::protocol::event_stream::{Parser, Sink};
use crate::protocol::failure::{Failure, Reason};
use crate::protocol::options::Options;
use crate::protocol::page::PageEvent;
use crate::protocol::response::{Response, retry_after};

/// Delivers what a connection receives. Any of these calls may close the connection.
pub trait Delegate: 'static {
    /// Collects the events of one slice of a chunk.
    type Batch: Sink + Default;

    /// The connection is open.
    fn open(&self, context: &Context);
    /// Returns whether there is back pressure: nothing more is read until `Connection::pull`.
    fn events(&self, batch: Self::Batch, reconnection_time: f64) -> bool;
    /// The connection was lost, or could not be made.
    fn error(&self, failure: Failure, context: &Context);

    /// `readyState` becomes CONNECTING without an event.
    fn connecting(&self);

    /// The document is unloaded for good.
    fn unloaded(&self);
}

/// One connection, which lives until it is closed.
pub struct Connection<D: Delegate> {
    core: RefCell<EventSource>,
    delegate: D,
    context: Context,
    is_fetched: bool,
    attempt: Attempt,
    attempts: Cell<u32>,
    has_been_open: Cell<bool>,
    timer: Timer,
    /// Keeps the connection alive until it is closed.
    callbacks: Cell<Option<(Notify, Receive)>>,
}

impl<D: Delegate> Connection<D> {
    /// A connection that starts with [`Connection::open`].
    pub fn new(delegate: D, context: Context, stream: Parser, options: Options) -> Rc<Self> {
        // Not NaN, which is the time of a connection that has not started.
        let age = (monotonic_now() - context.started_at()).max(0.0);
        Rc::new(Self {
            core: RefCell::new(EventSource::new(stream, options, now() - age)),
            delegate,
            context,
            is_fetched: options.is_fetched,
            attempt: Attempt::default(),
            attempts: Cell::new(0),
            has_been_open: Cell::new(false),
            timer: Timer::default(),
            callbacks: Cell::default(),
        })
    }

    /// Attaches the connection to its context, which has its commands.
    pub fn attach(self: &Rc<Self>) {
        let (notified, receiving) = (Rc::clone(self), Rc::clone(self));
        let notify = Notify::new(move |what, generation, value| notified.handle_notification(what, generation, &value));
        let receive = Receive::new(move |generation, bytes: Vec<u8>| receiving.receive(generation, &bytes));
        host::attach(&self.context, notify.as_ref(), receive.as_ref());
        if self.ready_state() != ReadyState::Closed {
            self.callbacks.set(Some((notify, receive)));
        }
    }

    pub(crate) fn start(self: &Rc<Self>) {
        host::observe_document_open(&self.context);
        self.handle_page(self.visibility());
    }

    /// Ends the connection and its notifications.
    pub(crate) fn close(self: &Rc<Self>) {
        self.update(EventSource::close);
        self.context.release();
        self.callbacks.take();
    }

    /// Ends back pressure, after events that were pending meanwhile.
    pub(crate) fn pull(self: &Rc<Self>) {
        self.run();
        self.record_backpressure();
        self.attempt.pull(&self.context);
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        self.core.borrow().ready_state()
    }

    /// Drops the connection or the wait, and connects at once.
    pub(crate) fn reconnect(self: &Rc<Self>) {
        self.update(|core| core.reconnect(now()));
    }

    pub(crate) fn last_event_id(&self) -> String {
        String::from_utf8_lossy(self.core.borrow().last_event_id()).into_owned()
    }

    /// In milliseconds.
    pub(crate) fn reconnection_time(&self) -> f64 {
        self.core.borrow().reconnection_time() as f64
    }

    fn handle_notification(self: &Rc<Self>, what: u32, generation: u32, value: &JsValue) {
        match what {
            what::START => self.start(),
            what::PULL => self.pull(),
            what::RESET => {
                host::discard_chunk(&self.context);
                self.core.borrow_mut().reset(&host::initial_id(&self.context).to_vec());
            }
            what::STOP => self.update(EventSource::handle_stop),
            what::CLOSE => self.close(),
            what::RECONNECT => self.reconnect(),
            what::VISIBILITY_CHANGE => self.handle_page(self.visibility()),
            what::ONLINE => self.handle_page(PageEvent::Online),
            what::OFFLINE => self.handle_page(PageEvent::Offline),
            what::BEFORE_UNLOAD => self.handle_page(PageEvent::BeforeUnload),
            what::SUSPENDED => self.handle_page(PageEvent::Suspended),
            what::RESUMED => self.handle_page(PageEvent::Resumed),
            what::UNLOADED => self.delegate.unloaded(),
            what::VIOLATION => host::handle_violation(&self.context, value),
            _ if generation != self.attempt.generation() => host::cancel(value),
            _ => self.handle_attempt(what, value),
        }
    }

    fn handle_attempt(self: &Rc<Self>, what: u32, value: &JsValue) {
        let unload_grace_period = self.core.borrow().unload_grace_period(now());
        let conditions = Conditions { has_been_open: self.has_been_open.get(), unload_grace_period };
        match self.attempt.handle(what, value, &self.context, &conditions) {
            None => {}
            Some(Outcome::Response) => self.handle_response(value.unchecked_ref()),
            Some(Outcome::Failure(reason)) => self.handle_failure(reason),
            Some(Outcome::Decision(decision)) => self.handle_decision(decision),
        }
    }

    fn handle_response(self: &Rc<Self>, head: &ResponseHead) {
        let content_type = host::content_type(head).to_vec();
        let mut response = Response {
            status: head.status(),
            content_type: &content_type,
            retry_after: 0,
            reconnects_on_end: host::reconnects_on_end(&self.context),
        };
        if response.rejection().is_some() {
            let requested = host::retry_after(head).to_vec();
            response.retry_after = retry_after(&requested, || host::ms_until_retry_after(head));
            host::reject(&self.context, head);
        } else if let Err(error) = host::open_body(&self.context, head) {
            host::set_error(&self.context, &error);
            return self.handle_failure(Reason::Unsupported);
        } else {
            host::accept(&self.context, head);
        }
        self.announce_or_fail(&response);
    }

    fn announce_or_fail(self: &Rc<Self>, response: &Response) {
        let generation = self.attempt.generation();
        self.update(|core| core.handle_response(response, now(), random()));
        if generation == self.attempt.generation() {
            self.attempt.read(&self.context);
        }
    }

    fn handle_failure(self: &Rc<Self>, reason: Reason) {
        self.update(|core| core.handle_failure(reason, now(), random()));
    }

    fn handle_decision(self: &Rc<Self>, decision: Option<RetryDecision>) {
        self.update(|core| match decision {
            Some(decision) => core.handle_retry_decision(decision, now(), random()),
            None => core.handle_decision_error(now(), random()),
        });
    }

    /// Handles a slice of the body. Returns whether the next one may follow.
    fn receive(self: &Rc<Self>, generation: u32, bytes: &[u8]) -> bool {
        if generation != self.attempt.generation() {
            return false;
        }
        let started = monotonic_now();
        let mut batch = D::Batch::default();
        self.core.borrow_mut().handle_chunk(bytes, &mut batch, now(), random());
        let is_lost = self.ready_state() != ReadyState::Open;
        let has_backpressure = self.delegate.events(batch, self.reconnection_time());
        if is_lost && !has_backpressure {
            self.run();
        }
        generation == self.attempt.generation() && self.attempt.finish_slice(started, has_backpressure, &self.context)
    }

    /// Idle time under back pressure does not count.
    fn record_backpressure(&self) {
        if self.attempt.has_backpressure() {
            self.core.borrow_mut().handle_backpressure(now());
        }
    }

    fn handle_page(self: &Rc<Self>, event: PageEvent) {
        self.record_backpressure();
        self.update(|core| core.handle_page(event, now(), random()));
    }

    fn handle_timeout(self: &Rc<Self>, due: f64) {
        self.record_backpressure();
        self.update(|core| core.handle_timeout(now().max(due), random()));
    }

    /// Passes an input to the state machine and carries out what follows.
    fn update(self: &Rc<Self>, handle: impl FnOnce(&mut EventSource)) {
        handle(&mut self.core.borrow_mut());
        self.run();
    }

    fn run(self: &Rc<Self>) {
        loop {
            let action = self.core.borrow_mut().poll(now());
            match action {
                None => return,
                Some(Action::Abort) => {
                    self.timer.stop();
                    self.attempt.abort(&self.context);
                }
                Some(Action::SetConnecting) => self.delegate.connecting(),
                Some(Action::DecideRetry(reason)) => {
                    if let Some(Outcome::Decision(decision)) = self.attempt.decide_retry(&self.context, reason) {
                        self.handle_decision(decision);
                    }
                }
                Some(Action::FireOpen) => {
                    self.has_been_open.set(true);
                    self.delegate.open(&self.context);
                }
                Some(Action::FireError(failure)) => self.delegate.error(failure, &self.context),
                Some(Action::Wait(delay)) => {
                    let connection = Rc::clone(self);
                    let delay = delay.min(MAX_TIMEOUT);
                    // A timeout that fires is due, also where a test controls timers and not every clock.
                    let due = now() + delay as f64;
                    self.timer.start(delay, move || connection.handle_timeout(due));
                }
                Some(Action::Fetch) => self.fetch(),
            }
        }
    }

    fn fetch(self: &Rc<Self>) {
        self.timer.stop();
        if !self.is_fetched {
            let response = Response { status: 200, content_type: b"text/event-stream", ..Response::default() };
            return self.announce_or_fail(&response);
        }
        host::set_error(&self.context, &JsValue::UNDEFINED);
        self.attempts.set(self.attempts.get() + 1);
        // A copy: the page's functions may close the connection.
        let last_event_id = self.core.borrow().request_last_event_id().to_vec();
        self.attempt.start(&self.context, self.attempts.get(), &last_event_id);
    }

    fn visibility(&self) -> PageEvent {
        if self.context.is_hidden() { PageEvent::Hidden } else { PageEvent::Visible }
    }
}
