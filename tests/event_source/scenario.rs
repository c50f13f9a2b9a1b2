//! Inputs of an event source and the actions that follow: without a clock, without randomness.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{EventSource, ReadyState};
use eventsource_wasm::protocol::failure::{Failure, Next, Reason};
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;
use eventsource_wasm::protocol::response::Response;
use eventsource_wasm::{Event, Parser};

pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// The response of a GET, which is sent again after a clean end.
pub(crate) const EVENT_STREAM_RESPONSE: Response =
    Response { status: 200, content_type: EVENT_STREAM.as_bytes(), retry_after: 0, reconnects_on_end: true };

/// An event source, the time, and what its listeners would have seen.
pub(crate) struct Scenario {
    pub(crate) source: EventSource,
    pub(crate) now: f64,
    pub(crate) data: Vec<String>,
}

/// The defaults, except that an event may have a hundred bytes and that no wait is random.
pub(crate) const OPTIONS: Options = Options {
    backoff: Backoff { factor: 2.0, max: 30_000.0, jitter: 0.0, retries: u32::MAX, initial: 3_000 },
    max_event_size: 100,
    idle_timeout: f64::INFINITY,
    pause_when_hidden: false,
    decides_retry: false,
    is_fetched: true,
};

impl Scenario {
    pub(crate) fn new() -> Self {
        Self::with(OPTIONS)
    }

    pub(crate) fn with(options: Options) -> Self {
        let source = EventSource::new(Parser::new(3_000), options, 0.0);
        Self { source, now: 0.0, data: Vec::new() }
    }

    pub(crate) fn with_backoff(backoff: Backoff) -> Self {
        Self::with(Options { backoff, ..OPTIONS })
    }

    /// A scenario whose event source is open.
    pub(crate) fn open() -> Self {
        let mut scenario = Self::new();
        scenario.connect();
        scenario
    }

    pub(crate) fn actions(&mut self) -> Vec<Action> {
        std::iter::from_fn(|| self.source.poll(self.now)).collect()
    }

    pub(crate) fn connect(&mut self) {
        assert_eq!(self.actions(), [Action::Fetch]);
        self.respond(200, EVENT_STREAM);
        assert_eq!(self.actions(), [Action::FireOpen]);
    }

    pub(crate) fn respond(&mut self, status: u16, content_type: &str) {
        self.source.handle_response(
            &Response { status, content_type: content_type.as_bytes(), ..EVENT_STREAM_RESPONSE },
            self.now,
            0.0,
        );
    }

    pub(crate) fn receive(&mut self, text: &str) {
        let data = &mut self.data;
        self.source.handle_chunk(
            text.as_bytes(),
            &mut |event: Event<'_>| {
                data.push(String::from_utf8_lossy(event.data).into_owned());
            },
            self.now,
            0.0,
        );
    }

    pub(crate) fn end(&mut self) {
        self.source.handle_end_of_body(self.now, 0.0);
    }

    pub(crate) fn network_error(&mut self) {
        self.source.handle_failure(Reason::Network, self.now, 0.0);
    }

    /// Loses the connection, checks that it is reestablished, and returns the wait.
    pub(crate) fn wait_after(&mut self, lose: impl FnOnce(&mut Self)) -> u64 {
        lose(self);
        let actions = self.actions();
        let [Action::Abort, Action::FireError(failure), Action::Wait(delay)] = actions[..] else {
            panic!("not a reconnection: {actions:?}");
        };
        assert_eq!(failure.next, Next::Reconnect(delay));
        assert_eq!(self.source.ready_state(), ReadyState::Connecting);
        self.advance(delay as f64);
        delay
    }

    /// Advances the clock and handles a timeout, whether or not one was set.
    pub(crate) fn advance(&mut self, milliseconds: f64) {
        self.now += milliseconds;
        self.source.handle_timeout(self.now, 0.0);
    }

    /// Ends any wait for reconnection.
    pub(crate) fn end_wait(&mut self) {
        self.advance(1e9);
    }

    pub(crate) fn page_event(&mut self, event: PageEvent) {
        self.source.handle_page(event, self.now, 0.0);
    }
}

fn error(reason: Reason, was_open: bool, next: Next) -> Action {
    Action::FireError(Failure { reason, was_open, next })
}

/// A connection that failed, and was open.
pub(crate) fn closed(reason: Reason) -> [Action; 2] {
    [Action::Abort, error(reason, true, Next::Close)]
}

/// A connection that failed before it was open.
pub(crate) fn rejected(reason: Reason) -> [Action; 2] {
    [Action::Abort, error(reason, false, Next::Close)]
}

/// A connection that failed because its retries are used up.
pub(crate) fn gave_up(reason: Reason, was_open: bool) -> [Action; 2] {
    [Action::Abort, error(reason, was_open, Next::GiveUp)]
}

/// A connection that was open and is reestablished.
pub(crate) fn lost(reason: Reason, delay: u64) -> [Action; 3] {
    [Action::Abort, error(reason, true, Next::Reconnect(delay)), Action::Wait(delay)]
}

/// An attempt that failed before the connection was open, and is followed by another.
pub(crate) fn failed(reason: Reason, delay: u64) -> [Action; 3] {
    [Action::Abort, error(reason, false, Next::Reconnect(delay)), Action::Wait(delay)]
}
