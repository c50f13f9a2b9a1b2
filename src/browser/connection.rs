//! The connection: carries out what the core says, and tells it what JavaScript reports.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::JsString;
use wasm_bindgen::prelude::*;

use super::attempt::Attempt;
use super::edge::{self, Context, Report, random, report};
use super::timer::{Timer, now};
use crate::protocol::event_source::{Action, EventSource, Options, PageEvent, ReadyState};
use crate::protocol::event_stream::{EventStream, Sink};
use crate::protocol::failure::Failure;

/// Who the connection is for. Any of these calls may close it.
pub(crate) trait Receiver: 'static {
    /// Collects the events of one slice of a chunk.
    type Batch: Sink + Default;

    fn open(&self, context: &Context);
    /// Whether enough is enough: nothing more is read until [`Connection::resume`].
    fn events(&self, batch: Self::Batch, reconnection_time: f64) -> bool;
    fn error(&self, failure: Failure, context: &Context);

    /// CONNECTING again, without an event.
    fn pause(&self);

    /// The document is no more, and does not come back.
    fn gone(&self);
}

pub(crate) struct Connection<R: Receiver> {
    pub(super) core: RefCell<EventSource>,
    pub(super) receiver: R,
    pub(super) context: Context,
    /// Whether it reads a stream that was given instead of fetching one.
    pub(super) is_given_stream: bool,
    /// There is never more than this one.
    pub(super) attempt: Attempt,
    pub(super) attempts: Cell<u32>,
    pub(super) has_been_open: Cell<bool>,
    timer: Timer,
    pub(super) is_watching: Cell<bool>,
    /// Holds the connection until it is closed for good.
    report: Cell<Option<Report>>,
}

impl<R: Receiver> Connection<R> {
    /// A connection that begins with [`Connection::open`].
    pub(crate) fn new(
        receiver: R,
        url: &JsString,
        context: Context,
        stream: EventStream,
        options: Options,
    ) -> Rc<Self> {
        let connection = Rc::new(Self {
            core: RefCell::new(EventSource::new(stream, options, now())),
            receiver,
            context,
            is_given_stream: !options.reconnects,
            attempt: Attempt::default(),
            attempts: Cell::new(0),
            has_been_open: Cell::new(false),
            timer: Timer::default(),
            is_watching: Cell::new(false),
            report: Cell::default(),
        });
        let held = Rc::clone(&connection);
        let report = Report::new(move |what, attempt, value| held.happened(what, attempt, &value));
        edge::prepare(&connection.context, url, report.as_ref());
        connection.report.set(Some(report));
        connection
    }

    pub(crate) fn open(self: &Rc<Self>) {
        self.is_watching.set(edge::watch(&self.context));
        self.handle_page(visibility());
    }

    /// Ends the connection. Nobody will ask it for anything any more, and it hears of nothing.
    pub(crate) fn close(self: &Rc<Self>) {
        self.tell(EventSource::close);
        edge::release(&self.context);
        self.report.take();
    }

    /// The receiver wants more, and hears first how the connection fared meanwhile.
    pub(crate) fn resume(self: &Rc<Self>) {
        self.run();
        self.look_at_receiver();
        self.resume_attempt();
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        self.core.borrow().ready_state()
    }

    /// In milliseconds.
    pub(crate) fn reconnection_time(&self) -> f64 {
        self.core.borrow().reconnection_time() as f64
    }

    fn happened(self: &Rc<Self>, what: u32, attempt: u32, value: &JsValue) {
        match what {
            report::FULFILLED | report::REJECTED | report::ENDED => self.settled(attempt, what, value),
            report::OPEN => self.open(),
            report::RESUME => self.resume(),
            report::RESET => {
                // Drops whatever has arrived and was not dispatched.
                edge::keep_chunk(&self.context, &JsValue::UNDEFINED);
                self.core.borrow_mut().reset();
            }
            // The page stopped loading.
            report::STOP => self.tell(EventSource::handle_stop),
            report::CLOSE => self.close(),
            report::VIOLATION => {
                if edge::is_blocked(&self.context, value) {
                    self.attempt.is_forbidden.set(true);
                }
            }
            report::ONLINE => self.handle_page(PageEvent::Online),
            report::LEAVING => self.handle_page(PageEvent::Leaving),
            report::FROZEN => self.handle_page(PageEvent::Frozen),
            report::RESUMED => self.handle_page(PageEvent::Resumed),
            report::GONE => self.receiver.gone(),
            _ => self.handle_page(visibility()),
        }
    }

    /// While the receiver has enough, nothing is read, and the silence tells nothing.
    fn look_at_receiver(&self) {
        if self.attempt.is_parked() {
            self.core.borrow_mut().handle_busy(now());
        }
    }

    fn handle_page(self: &Rc<Self>, event: PageEvent) {
        self.look_at_receiver();
        self.tell(|core| core.handle_page(event, now(), random()));
    }

    /// Tells the core what happened and does what it says.
    pub(super) fn tell(self: &Rc<Self>, handle: impl FnOnce(&mut EventSource)) {
        handle(&mut self.core.borrow_mut());
        self.run();
    }

    /// Does what the core says until it has nothing more to say.
    pub(super) fn run(self: &Rc<Self>) {
        loop {
            let action = self.core.borrow_mut().poll(now());
            match action {
                None => return,
                Some(Action::Abort) => {
                    self.timer.stop();
                    self.abort_attempt();
                }
                Some(Action::Pause) => self.receiver.pause(),
                Some(Action::FireOpen) => {
                    self.has_been_open.set(true);
                    edge::note(&self.context, &JsValue::UNDEFINED);
                    self.receiver.open(&self.context);
                }
                Some(Action::FireError(failure)) => self.receiver.error(failure, &self.context),
                Some(Action::Wait(delay)) => {
                    let connection = Rc::clone(self);
                    self.timer.start(delay, move || connection.handle_time());
                }
                Some(Action::Fetch) => {
                    self.timer.stop();
                    edge::note(&self.context, &JsValue::UNDEFINED);
                    self.attempts.set(self.attempts.get() + 1);
                    self.start_attempt();
                }
            }
        }
    }

    fn handle_time(self: &Rc<Self>) {
        self.look_at_receiver();
        self.tell(|core| core.handle_time(now(), random()));
    }

    /// Whether the receiver has enough.
    pub(super) fn handle_chunk(self: &Rc<Self>, chunk: &[u8]) -> bool {
        let mut batch = R::Batch::default();
        self.core.borrow_mut().handle_chunk(chunk, &mut batch, now());
        let has_failed = self.ready_state() == ReadyState::Closed;
        let is_enough = self.receiver.events(batch, self.reconnection_time());
        if has_failed && !is_enough {
            self.run();
        }
        is_enough
    }

    pub(super) fn handle_end_of_body(self: &Rc<Self>) {
        self.tell(|core| core.handle_end_of_body(now(), random()));
    }

    pub(super) fn handle_refusal(self: &Rc<Self>) {
        self.tell(EventSource::handle_refusal);
    }

    pub(super) fn handle_network_error(self: &Rc<Self>) {
        self.tell(|core| core.handle_network_error(now(), random()));
    }

    pub(super) fn handle_options_error(self: &Rc<Self>) {
        self.tell(|core| core.handle_options_error(now(), random()));
    }
}

fn visibility() -> PageEvent {
    if edge::is_hidden() { PageEvent::Hidden } else { PageEvent::Shown }
}
