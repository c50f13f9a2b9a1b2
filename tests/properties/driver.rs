//! Drives an event source through a sequence of inputs, as a browser would, and checks the rules after each.

use eventsource_wasm::protocol::action::Action;
use eventsource_wasm::protocol::event_source::{EventSource, ReadyState};
use eventsource_wasm::protocol::failure::Reason;
use eventsource_wasm::protocol::page::PageEvent;
use eventsource_wasm::protocol::response::Response;
use eventsource_wasm::{Event, Sink};

use crate::inputs::{ActiveListener, Input, Inputs, Listener, RareInput, Step, event_stream};
use crate::rules::Rules;

/// More actions than follow from one input.
const MAX_ACTIONS: usize = 12;

const HTML: Response = Response { status: 200, content_type: b"text/html", retry_after: 0, reconnects_on_end: true };

pub(crate) struct Driver {
    source: EventSource,
    rules: Rules,
    received: Received,
}

#[derive(Default)]
struct Received {
    events: usize,
    last_event_id: Vec<u8>,
}

impl Sink for Received {
    fn last_event_id(&mut self, id: &[u8]) {
        self.last_event_id = id.to_vec();
    }

    fn event(&mut self, event: Event<'_>) {
        assert_eq!(event.last_event_id, self.last_event_id);
        self.events += 1;
    }
}

impl Driver {
    pub(crate) fn run(inputs: &Inputs) {
        let source = inputs.event_source(0.0);
        let mut driver = Self { source, rules: Rules::new(inputs.options()), received: Received::default() };
        if inputs.starts_hidden {
            driver.handle_page(PageEvent::Hidden, 0.0);
        }
        driver.act(Listener::Passive);
        for step in &inputs.steps {
            driver.step(step);
        }
    }

    fn step(&mut self, Step { input, listener, random }: &Step) {
        let (was_open, events) = (self.rules.ready_state == ReadyState::Open, self.received.events);
        self.rules.errors = 0;
        self.handle(*input, *listener, f64::from(*random) / 256.0);
        assert!(was_open || self.received.events == events, "an event without a connection");
        self.act(*listener);
        assert!(self.rules.errors <= 1, "one error for each failure");
    }

    fn handle(&mut self, input: Input, listener: Listener, random: f64) {
        let now = self.rules.now;
        match input {
            Input::EventStream | Input::SameEventStream => self.respond(&event_stream(true), random),
            Input::PostedEventStream => self.respond(&event_stream(false), random),
            Input::Rejection { status, retry_after } => {
                self.respond(&Response { status, retry_after: retry_after.into(), ..HTML }, random);
            }
            Input::Rare(RareInput::Html) => self.respond(&HTML, random),
            Input::Body(text) => self.receive(&text.body(), listener, random),
            Input::Rare(RareInput::HugeRetry) => self.receive("retry: 99999999999999999999\n", listener, random),
            Input::Advance(eighths) => self.advance(now + f64::from(eighths) / 8.0, random),
            Input::Timeout(late) => self.time_out(f64::from(late), random),
            Input::Sleep(seconds) => self.time_out(f64::from(seconds) * 1_000.0, random),
            Input::Page(page) => self.handle_page(page.event(), random),
            Input::Rare(RareInput::Blocked) => {
                if self.rules.is_awaiting_response() {
                    self.source.handle_failure(Reason::Refused, now, random);
                }
            }
            Input::EndOfBody => {
                self.rules.expects_end();
                self.source.handle_end_of_body(now, random);
            }
            Input::NetworkError => self.source.handle_failure(Reason::Network, now, random),
            Input::OptionsError => self.source.handle_failure(Reason::Options, now, random),
            Input::Decision(decision) => match decision.decision() {
                Some(decision) => {
                    self.rules.decide(decision);
                    self.source.handle_retry_decision(decision, now, random);
                }
                None => self.source.handle_decision_error(now, random),
            },
            Input::Rare(RareInput::Stop) => self.source.handle_stop(),
            Input::Backpressure => {
                self.source.handle_backpressure(now);
                self.rules.record_activity();
            }
            Input::Reset => self.reset(),
            Input::Reconnect => self.reconnect(),
            Input::Rare(RareInput::Close) => self.close(),
        }
    }

    fn respond(&mut self, response: &Response, random: f64) {
        if self.rules.is_awaiting_response() {
            self.rules.record_response(response);
        }
        self.source.handle_response(response, self.rules.now, random);
    }

    fn receive(&mut self, text: &str, listener: Listener, random: f64) {
        let events = self.received.events;
        if self.rules.ready_state == ReadyState::Open {
            self.rules.record_activity();
        }
        self.source.handle_chunk(text.as_bytes(), &mut self.received, self.rules.now, random);
        if self.received.events > events {
            self.rules.reset_failures();
            // Listeners get the events before what else follows from the chunk.
            self.listen(listener);
        }
    }

    fn advance(&mut self, now: f64, random: f64) {
        self.rules.advance(now);
        self.source.handle_timeout(now, random);
    }

    fn time_out(&mut self, late: f64, random: f64) {
        if let Some(timeout) = self.rules.timeout.take() {
            self.advance(timeout.max(self.rules.now) + late, random);
        }
    }

    fn handle_page(&mut self, event: PageEvent, random: f64) {
        self.rules.page_event(event);
        self.source.handle_page(event, self.rules.now, random);
    }

    fn reconnect(&mut self) {
        self.rules.reconnect();
        self.source.reconnect(self.rules.now);
    }

    fn close(&mut self) {
        self.source.close();
        self.rules.ready_state = ReadyState::Closed;
    }

    /// Carries out the actions until there are no more.
    fn act(&mut self, listener: Listener) {
        let mut actions = 0;
        let mut listener = Some(listener);
        while let Some(action) = self.source.poll(self.rules.now) {
            actions += 1;
            assert!(actions <= MAX_ACTIONS, "poll() comes to an end");
            self.rules.check(action, &self.source);
            if matches!(action, Action::FireOpen | Action::FireError(_))
                && let Some(listener) = listener.take()
            {
                self.listen(listener);
            }
        }
        self.rules.check_state(&self.source);
        assert_eq!(self.source.last_event_id(), self.received.last_event_id);
    }

    /// The driver dispatches every event as it is parsed.
    fn reset(&mut self) {
        let last_event_id = self.source.last_event_id().to_vec();
        self.source.reset(&last_event_id);
    }

    fn listen(&mut self, listener: Listener) {
        let Listener::Active(listener) = listener else { return };
        match listener {
            ActiveListener::Passive | ActiveListener::AlsoPassive => {}
            ActiveListener::Resets => self.reset(),
            ActiveListener::Reconnects => self.reconnect(),
            ActiveListener::Stops => self.source.handle_stop(),
            ActiveListener::Closes => self.close(),
        }
    }
}
