//! The connection's state machine: HTML Standard, § 9.2.2 "Processing model" and § 9.2.3.
//!
//! It owns the ready state, the event stream and the count of attempts. It does nothing by itself: `handle_*` tells it what
//! the world did, with the time and a random number where they matter, and [`EventSource::poll`] says what to do next.
//!
//! ```text
//!              ┌─────────────── handle_time, handle_page(Online) ─────┐
//!              ▼                                                      │
//! new ───► Fetching ── handle_response: announce ──► Open ──┐         │
//!              │                                            │         │
//!              ├─ handle_network_error: reestablish ────────┼────► Waiting
//!              │         handle_end_of_body, handle_time ───┘
//!              │
//!              └─ handle_response: fail ──► Closed ◄── close, from everywhere
//!
//! Fetching, Open, Waiting ◄── handle_page ──► Paused
//! ```
//!
//! A report that does not fit the state is late news of something that was aborted, and is ignored. Times are milliseconds
//! on any clock that does not go back, the same one for every call.

use std::mem;

use super::backoff::Backoff;
use super::event_stream::{EventStream, Sink};
use super::failure::{Failure, Reason};
use super::response::Response;

/// The `readyState` of an event source, with the numbers of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadyState {
    /// No connection yet, or none at the moment.
    Connecting = 0,
    /// The connection is open and events are dispatched as they come.
    Open = 1,
    /// There is no connection and there will be none.
    Closed = 2,
}

/// What the world has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Let go of the fetch or the wait that was begun last, finished or not.
    Abort,
    /// Fire the event `open`.
    FireOpen,
    /// Fire the event `error`.
    FireError(Failure),
    /// The source is CONNECTING again, and no event says so.
    Pause,
    /// Wait no longer and fetch the resource, with [`EventSource::last_event_id`].
    Fetch,
    /// Call [`EventSource::handle_time`] in this many milliseconds and not at the time that was said before.
    Wait(u64),
}

/// What happens to the page that an event source belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// Nobody sees it any more.
    Hidden,
    /// It is seen again.
    Shown,
    /// It may be about to be left.
    Leaving,
    /// It is left: for the back/forward cache, or for good.
    Frozen,
    /// It is back from the back/forward cache.
    Resumed,
    /// There is a network again.
    Online,
}

/// What the page asks for beside the standard.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// When to try again, and how often.
    pub backoff: Backoff,
    /// An unfinished event of more bytes fails the connection.
    pub max_event_size: usize,
    /// A connection on which nothing arrives for this many milliseconds is lost; infinite for never.
    pub idle_timeout: f64,
    /// Whether there is to be no connection while the page is hidden.
    pub pause_when_hidden: bool,
    /// Whether there is another connection after one that was lost. Not so for a stream that was given: it cannot be had
    /// twice, and the page's life is not its life.
    pub reconnects: bool,
}

/// In milliseconds; see [`EventSource::farewell`].
const FAREWELL: u64 = 20;
const LONG_FAREWELL: f64 = 2_000.0;

/// A look at the clock that comes this many milliseconds late tells that the machine or the page slept. What arrived
/// meanwhile then gets as long to be read.
const SLEPT: f64 = 1_000.0;

/// One event source, from its construction to CLOSED.
#[derive(Debug)]
pub struct EventSource {
    phase: Phase,
    stream: EventStream,
    options: Options,
    /// Attempts after the first since a connection last proved itself.
    retries: u32,
    /// Why the connection was lost last.
    lost_by: Option<Reason>,
    /// When the fetch began or something of its response arrived last.
    heard: f64,
    /// Whether a sleep was noticed since.
    has_slept: bool,
    /// When the page was about to be left.
    leaving: f64,
    is_hidden: bool,
    is_frozen: bool,
    to_do: ToDo,
}

/// What `poll` has still to say, in this order.
#[derive(Debug, Default)]
struct ToDo {
    abort: bool,
    fire: Option<Action>,
    fetch: bool,
    /// For so many milliseconds from when it is said: the listeners of the error have taken their time.
    delay: Option<u64>,
    /// Until this time.
    wait: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Fetching,
    Open { since: f64 },
    Waiting { until: f64 },
    Paused { until: f64 },
    Closed,
}

impl EventSource {
    /// An event source whose first action is to fetch. `stream` brings the last event ID and the reconnection time to
    /// start from.
    #[must_use]
    pub fn new(stream: EventStream, options: Options, now: f64) -> Self {
        let mut source = Self {
            phase: Phase::Fetching,
            stream,
            options,
            retries: 0,
            lost_by: None,
            heard: now,
            has_slept: false,
            leaving: f64::NEG_INFINITY,
            is_hidden: false,
            is_frozen: false,
            to_do: ToDo::default(),
        };
        source.fetch_or_wait(now, now);
        source
    }

    /// What to do next; `None` until something is reported.
    pub fn poll(&mut self, now: f64) -> Option<Action> {
        if mem::take(&mut self.to_do.abort) {
            return Some(Action::Abort);
        }
        if let Some(action) = self.to_do.fire.take() {
            return Some(action);
        }
        if mem::take(&mut self.to_do.fetch) {
            return Some(Action::Fetch);
        }
        if let Some(delay) = self.to_do.delay.take() {
            self.phase = Phase::Waiting { until: now + delay as f64 };
            self.to_do.wait = None;
            return Some(Action::Wait(delay));
        }
        self.to_do.wait.take().map(|until| Action::Wait((until - now).ceil().max(1.0) as u64))
    }

    /// The `readyState`.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Fetching | Phase::Waiting { .. } | Phase::Paused { .. } => ReadyState::Connecting,
            Phase::Open { .. } => ReadyState::Open,
            Phase::Closed => ReadyState::Closed,
        }
    }

    /// The last event ID string: what the next request's `Last-Event-ID` says, if it is not empty.
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        self.stream.last_event_id()
    }

    /// The reconnection time in milliseconds.
    #[must_use]
    pub fn reconnection_time(&self) -> u64 {
        self.stream.reconnection_time()
    }

    /// The response's head has arrived. `random` is from 0 up to, not including, 1, here and everywhere.
    pub fn handle_response(&mut self, response: &Response, now: f64, random: f64) {
        if self.phase != Phase::Fetching {
            return;
        }
        match response.fault() {
            None => self.announce_the_connection(now),
            Some(reason) if response.is_retried => {
                self.reestablish_the_connection(reason, response.retry_after, now, random);
            }
            Some(reason) => self.fail_the_connection(reason),
        }
    }

    /// Bytes of the response's body have arrived.
    pub fn handle_chunk(&mut self, chunk: &[u8], sink: &mut impl Sink, now: f64) {
        if !matches!(self.phase, Phase::Open { .. }) {
            return;
        }
        self.hear(now);
        if self.stream.push(chunk, sink) > 0 {
            self.retries = 0;
        }
        if self.stream.buffered() > self.options.max_event_size {
            self.fail_the_connection(Reason::EventTooLarge);
        }
    }

    /// The response's body has ended.
    pub fn handle_end_of_body(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::End, 0, now, random);
    }

    /// For so many milliseconds the news that a connection broke off is to be held back: browsers break the connections of a
    /// page that is being left, and some do so before they tell it.
    #[must_use]
    pub fn farewell(&self, now: f64) -> u64 {
        if now - self.leaving < LONG_FAREWELL { LONG_FAREWELL as u64 } else { FAREWELL }
    }

    /// There was no response, or its body broke off.
    pub fn handle_network_error(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::Network, 0, now, random);
    }

    /// The page's options could not be used for this attempt.
    pub fn handle_options_error(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::Options, 0, now, random);
    }

    /// The response is not for this page, and never will be.
    pub fn handle_refusal(&mut self) {
        if self.phase == Phase::Fetching {
            self.fail_the_connection(Reason::Refused);
        }
    }

    /// The page stopped loading: `window.stop()`.
    pub fn handle_stop(&mut self) {
        if matches!(self.phase, Phase::Fetching | Phase::Open { .. }) {
            self.fail_the_connection(Reason::Stopped);
        }
    }

    /// Time has passed: what was waited for may be due, or overdue after a sleep.
    pub fn handle_time(&mut self, now: f64, random: f64) {
        match self.phase {
            Phase::Waiting { until } => self.fetch_or_wait(until, now),
            Phase::Fetching | Phase::Open { .. } => self.look_for_silence(now, random),
            Phase::Paused { .. } | Phase::Closed => {}
        }
    }

    /// Something happened to the page.
    pub fn handle_page(&mut self, event: PageEvent, now: f64, random: f64) {
        if !self.options.reconnects {
            return;
        }
        match event {
            PageEvent::Hidden => self.is_hidden = true,
            PageEvent::Shown => self.is_hidden = false,
            PageEvent::Leaving => self.leaving = now,
            PageEvent::Frozen => self.is_frozen = true,
            PageEvent::Resumed => self.is_frozen = false,
            PageEvent::Online if matches!(self.lost_by, Some(Reason::Network | Reason::Idle)) => {
                if let Phase::Waiting { until } | Phase::Paused { until } = &mut self.phase {
                    *until = now;
                    self.retries = 0;
                }
            }
            PageEvent::Online => {}
        }
        let is_paused = self.is_frozen || (self.is_hidden && self.options.pause_when_hidden);
        match self.phase {
            Phase::Paused { until } if !is_paused => self.fetch_or_wait(until, now),
            Phase::Fetching | Phase::Open { .. } if is_paused => self.pause(now),
            Phase::Waiting { until } if is_paused => self.pause(until),
            _ => self.handle_time(now, random),
        }
    }

    /// The consumer was busy and did not let anything be read: the silence until now tells nothing.
    pub fn handle_busy(&mut self, now: f64) {
        self.hear(now);
    }

    /// The method `reset()`: drops what has arrived of an unfinished event.
    pub fn reset(&mut self) {
        self.stream.restart();
    }

    /// The method `close()`: whatever is going on is aborted and nothing follows.
    pub fn close(&mut self) {
        if self.phase == Phase::Closed {
            // The connection may have failed while the page was busy with what came before: it hears no more of that.
            self.to_do.fire = None;
        } else {
            self.leave_for(Phase::Closed);
        }
    }

    fn announce_the_connection(&mut self, now: f64) {
        self.phase = Phase::Open { since: now };
        self.hear(now);
        self.to_do.fire = Some(Action::FireOpen);
    }

    fn fail_the_connection(&mut self, reason: Reason) {
        self.leave_for(Phase::Closed);
        self.to_do.fire = Some(Action::FireError(Failure { reason, delay: None }));
    }

    /// `asked` is how many milliseconds the server wants to be left alone.
    fn reestablish_the_connection(&mut self, reason: Reason, asked: u64, now: f64, random: f64) {
        match self.phase {
            Phase::Open { since } if now - since >= self.reconnection_time() as f64 => self.retries = 0,
            Phase::Open { .. } | Phase::Fetching => {}
            Phase::Waiting { .. } | Phase::Paused { .. } | Phase::Closed => return,
        }
        if !self.options.reconnects {
            return self.fail_the_connection(reason);
        }
        let backoff = self.options.backoff;
        if self.retries >= backoff.retries {
            return self.fail_the_connection(Reason::Retries);
        }
        self.retries = self.retries.saturating_add(1);
        self.lost_by = Some(reason);
        let delay = backoff.wait(self.reconnection_time(), self.retries, random).max(asked);
        self.leave_for(Phase::Waiting { until: now + delay as f64 });
        self.to_do.fire = Some(Action::FireError(Failure { reason, delay: Some(delay) }));
        self.to_do.delay = Some(delay);
    }

    /// Until the page is back, and until this time.
    fn pause(&mut self, until: f64) {
        let was_open = self.ready_state() == ReadyState::Open;
        self.leave_for(Phase::Paused { until });
        self.to_do.fire = was_open.then_some(Action::Pause);
    }

    fn fetch_or_wait(&mut self, until: f64, now: f64) {
        if now < until {
            self.phase = Phase::Waiting { until };
            self.to_do.wait = Some(until);
            return;
        }
        self.phase = Phase::Fetching;
        self.to_do.delay = None;
        self.to_do.fetch = true;
        self.hear(now);
        self.wait_for_silence();
    }

    fn hear(&mut self, now: f64) {
        self.heard = now;
        self.has_slept = false;
    }

    /// The end of the silence that is allowed.
    fn silence_ends(&self) -> f64 {
        self.heard + self.options.idle_timeout
    }

    fn wait_for_silence(&mut self) {
        self.to_do.wait = Some(self.silence_ends()).filter(|until| until.is_finite());
    }

    fn look_for_silence(&mut self, now: f64, random: f64) {
        let late = now - self.silence_ends();
        if late < 0.0 {
            self.wait_for_silence();
        } else if late > SLEPT && !self.has_slept {
            self.has_slept = true;
            self.to_do.wait = Some(now + SLEPT);
        } else {
            self.reestablish_the_connection(Reason::Idle, 0, now, random);
        }
    }

    /// Leaves a phase in which something is going on, and with it what the body left unfinished and what was to be done.
    fn leave_for(&mut self, phase: Phase) {
        self.phase = phase;
        self.to_do = ToDo { abort: true, ..ToDo::default() };
        self.stream.restart();
    }
}
