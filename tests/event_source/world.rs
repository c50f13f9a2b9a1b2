//! What the event source is told and what it says: a world without a clock and without luck.

use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{Action, EventSource, Options, PageEvent, ReadyState};
use eventsource_wasm::protocol::failure::{Failure, Reason};
use eventsource_wasm::protocol::response::Response;
use eventsource_wasm::{Event, EventStream};

pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// An event source, the time, and what its listeners would have seen.
pub(crate) struct World {
    pub(crate) source: EventSource,
    pub(crate) now: f64,
    pub(crate) data: Vec<String>,
}

/// The defaults, but that an event may have a hundred bytes and that no wait depends on luck.
pub(crate) const OPTIONS: Options = Options {
    backoff: Backoff { factor: 2.0, max: 30_000.0, jitter: 0.0, retries: u32::MAX },
    max_event_size: 100,
    idle_timeout: f64::INFINITY,
    pause_when_hidden: false,
    reconnects: true,
};

impl World {
    pub(crate) fn new() -> Self {
        Self::with(OPTIONS)
    }

    pub(crate) fn with(options: Options) -> Self {
        let source = EventSource::new(EventStream::new(3_000), options, 0.0);
        Self { source, now: 0.0, data: Vec::new() }
    }

    pub(crate) fn with_backoff(backoff: Backoff) -> Self {
        Self::with(Options { backoff, ..OPTIONS })
    }

    /// A world whose event source is open.
    pub(crate) fn open() -> Self {
        let mut world = Self::new();
        world.connect();
        world
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
            &Response { status, content_type: content_type.as_bytes(), ..Response::default() },
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
        );
    }

    pub(crate) fn end(&mut self) {
        self.source.handle_end_of_body(self.now, 0.0);
    }

    pub(crate) fn break_off(&mut self) {
        self.source.handle_network_error(self.now, 0.0);
    }

    /// Loses the connection, checks that it is reestablished, and says after what wait.
    pub(crate) fn wait_after(&mut self, lose: impl FnOnce(&mut Self)) -> u64 {
        lose(self);
        let actions = self.actions();
        let [Action::Abort, Action::FireError(failure), Action::Wait(delay)] = actions[..] else {
            panic!("not a reconnection: {actions:?}");
        };
        assert_eq!(failure.delay, Some(delay));
        assert_eq!(self.source.ready_state(), ReadyState::Connecting);
        self.pass(delay as f64);
        delay
    }

    /// Lets so many milliseconds pass and the alarm ring, whether or not it was set.
    pub(crate) fn pass(&mut self, milliseconds: f64) {
        self.now += milliseconds;
        self.source.handle_time(self.now, 0.0);
    }

    /// Lets any wait of reconnection be over.
    pub(crate) fn wait_elapsed(&mut self) {
        self.pass(1e9);
    }

    pub(crate) fn happens(&mut self, event: PageEvent) {
        self.source.handle_page(event, self.now, 0.0);
    }
}

pub(crate) fn closed(reason: Reason) -> [Action; 2] {
    [Action::Abort, Action::FireError(Failure { reason, delay: None })]
}
