//! The connection's state machine: HTML Standard, § 9.2.2 "Processing model" and § 9.2.3.
//!
//! It owns the ready state, the event stream and the count of attempts. It does nothing by itself: `handle_*` tells it what
//! the world did, with the time and a random number where they matter, and [`EventSource::poll`] says what to do next.
//!
//! ```text
//!              ┌───────────────── handle_wait_elapsed ────────────────┐
//!              ▼                                                      │
//! new ───► Fetching ── handle_response: announce ──► Open ──┐         │
//!              │                                            │         │
//!              ├─ handle_network_error: reestablish ────────┼────► Waiting
//!              │                        handle_end_of_body ─┘
//!              │
//!              └─ handle_response: fail ──► Closed ◄── close, from everywhere
//! ```
//!
//! A report that does not fit the state is late news of something that was aborted, and is ignored.

use std::mem;

use super::backoff::Backoff;
use super::event_stream::{EventStream, Sink};
use super::mime_type::is_event_stream;

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
    /// Call [`EventSource::handle_wait_elapsed`] in this many milliseconds.
    Wait(u64),
    /// Fetch the resource, with [`EventSource::last_event_id`].
    Fetch,
}

/// Why a connection was lost or could not be made, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub reason: Reason,
    /// Milliseconds until the next attempt; none if there will be none.
    pub delay: Option<u64>,
}

/// What can go wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server did not answer with status 200.
    Status,
    /// The answer is not `text/event-stream`.
    ContentType,
    /// There was no answer, or its body broke off.
    Network,
    /// The server refused this page by CORS, or the scheme of the URL cannot be fetched.
    Refused,
    /// The server ended its answer.
    End,
    /// An unfinished event grew beyond the limit.
    EventTooLarge,
    /// An option that is asked before every attempt, like `headers`, threw or gave something unusable.
    Options,
    /// The last of the allowed attempts was lost.
    Retries,
}

impl Reason {
    /// The word for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::ContentType => "content-type",
            Self::Network => "network",
            Self::Refused => "refused",
            Self::End => "end",
            Self::EventTooLarge => "event-too-large",
            Self::Options => "options",
            Self::Retries => "retries",
        }
    }

    /// The words for people.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Status => "the server did not answer with status 200",
            Self::ContentType => "the answer's Content-Type is not text/event-stream",
            Self::Network => "the server could not be reached or the connection broke",
            Self::Refused => {
                "the server does not allow this page to read its answer (CORS), or the URL cannot be fetched"
            }
            Self::End => "the server ended the stream",
            Self::EventTooLarge => "an event is larger than maxEventSize",
            Self::Options => "the request could not be built from the options",
            Self::Retries => "the connection was lost, and backoff.retries allows no further attempt",
        }
    }
}

/// One event source, from its construction to CLOSED.
#[derive(Debug)]
pub struct EventSource {
    phase: Phase,
    stream: EventStream,
    backoff: Backoff,
    max_event_size: usize,
    /// Attempts after the first since a connection last proved itself.
    retries: u32,

    // What `poll` has still to say, in this order.
    abort: bool,
    fire: Option<Action>,
    begin: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Fetching,
    Open { since: f64 },
    Waiting { delay: u64 },
    Closed,
}

impl EventSource {
    /// An event source whose first action is to fetch. `stream` brings the last event ID and the reconnection time to
    /// start from; an unfinished event of more than `max_event_size` bytes fails the connection.
    #[must_use]
    pub fn new(stream: EventStream, backoff: Backoff, max_event_size: usize) -> Self {
        Self {
            phase: Phase::Fetching,
            stream,
            backoff,
            max_event_size,
            retries: 0,
            abort: false,
            fire: None,
            begin: true,
        }
    }

    /// What to do next; `None` until something is reported.
    pub fn poll(&mut self) -> Option<Action> {
        if mem::take(&mut self.abort) {
            return Some(Action::Abort);
        }
        if let Some(action) = self.fire.take() {
            return Some(action);
        }
        if !mem::take(&mut self.begin) {
            return None;
        }
        match self.phase {
            Phase::Fetching => Some(Action::Fetch),
            Phase::Waiting { delay } => Some(Action::Wait(delay)),
            Phase::Open { .. } | Phase::Closed => None,
        }
    }

    /// The `readyState`.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.phase {
            Phase::Fetching | Phase::Waiting { .. } => ReadyState::Connecting,
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

    /// The response's head has arrived. `now` is in milliseconds, on any clock, the same for every call.
    pub fn handle_response(&mut self, status: u16, content_type: &str, now: f64) {
        if self.phase != Phase::Fetching {
            return;
        }
        if status != 200 {
            self.fail_the_connection(Reason::Status);
        } else if is_event_stream(content_type) {
            self.announce_the_connection(now);
        } else {
            self.fail_the_connection(Reason::ContentType);
        }
    }

    /// Bytes of the response's body have arrived.
    pub fn handle_chunk(&mut self, chunk: &[u8], sink: &mut impl Sink) {
        if !matches!(self.phase, Phase::Open { .. }) {
            return;
        }
        if self.stream.push(chunk, sink) > 0 {
            self.retries = 0;
        }
        if self.stream.buffered() > self.max_event_size {
            self.fail_the_connection(Reason::EventTooLarge);
        }
    }

    /// The response's body has ended. `random` is from 0 up to, not including, 1.
    pub fn handle_end_of_body(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::End, now, random);
    }

    /// There was no response, or its body broke off.
    pub fn handle_network_error(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::Network, now, random);
    }

    /// The request could not be built.
    pub fn handle_options_error(&mut self, now: f64, random: f64) {
        self.reestablish_the_connection(Reason::Options, now, random);
    }

    /// The response is not for this page, and never will be.
    pub fn handle_refusal(&mut self) {
        if self.phase == Phase::Fetching {
            self.fail_the_connection(Reason::Refused);
        }
    }

    /// The time of [`Action::Wait`] is over.
    pub fn handle_wait_elapsed(&mut self) {
        if let Phase::Waiting { .. } = self.phase {
            self.phase = Phase::Fetching;
            self.begin = true;
        }
    }

    /// The method `close()`: whatever is going on is aborted and nothing follows.
    pub fn close(&mut self) {
        if self.phase != Phase::Closed {
            self.leave_for(Phase::Closed);
            self.fire = None;
            self.begin = false;
        }
    }

    fn announce_the_connection(&mut self, now: f64) {
        self.phase = Phase::Open { since: now };
        self.fire = Some(Action::FireOpen);
    }

    fn fail_the_connection(&mut self, reason: Reason) {
        self.leave_for(Phase::Closed);
        self.fire = Some(Action::FireError(Failure { reason, delay: None }));
    }

    fn reestablish_the_connection(&mut self, reason: Reason, now: f64, random: f64) {
        match self.phase {
            Phase::Open { since } if now - since >= self.reconnection_time() as f64 => self.retries = 0,
            Phase::Open { .. } | Phase::Fetching => {}
            Phase::Waiting { .. } | Phase::Closed => return,
        }
        if self.retries >= self.backoff.retries {
            return self.fail_the_connection(Reason::Retries);
        }
        self.retries = self.retries.saturating_add(1);
        let delay = self.backoff.wait(self.reconnection_time(), self.retries, random);
        self.leave_for(Phase::Waiting { delay });
        self.fire = Some(Action::FireError(Failure { reason, delay: Some(delay) }));
        self.begin = true;
    }

    /// Leaves a phase in which something is going on, and with it what the body left unfinished.
    fn leave_for(&mut self, phase: Phase) {
        self.phase = phase;
        self.abort = true;
        self.stream.restart();
    }
}
