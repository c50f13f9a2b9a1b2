//! Lets an event source live, as the edge would, and tells the rules what it sees.

use eventsource_wasm::protocol::event_source::{Action, EventSource, PageEvent, ReadyState};
use eventsource_wasm::protocol::response::Response;
use eventsource_wasm::{Event, Sink};

use crate::life::{Life, Listener, News, Rare, RareListener, Report};
use crate::rules::Rules;

/// More actions than one report can ask for.
const MOST_ACTIONS: usize = 8;

const HTML: Response = Response { status: 200, content_type: b"text/html", is_retried: false, retry_after: 0 };

pub(crate) struct Witness {
    source: EventSource,
    rules: Rules,
    record: Record,
}

#[derive(Default)]
struct Record {
    events: usize,
    last_event_id: Vec<u8>,
}

impl Sink for Record {
    fn last_event_id(&mut self, id: &[u8]) {
        self.last_event_id = id.to_vec();
    }

    fn event(&mut self, event: Event<'_>) {
        assert_eq!(event.last_event_id, self.last_event_id);
        self.events += 1;
    }
}

/// How many errors follow from a report.
enum Errors {
    Exactly(usize),
    AtMostOne,
}

impl Witness {
    /// Lets an event source live to the end of what is reported.
    pub(crate) fn watch(life: &Life) {
        let source = life.event_source(0.0);
        let mut witness = Self { source, rules: Rules::new(life.options()), record: Record::default() };
        if life.begins_hidden {
            witness.turn_page(PageEvent::Hidden, 0.0);
        }
        witness.run(Listener::Idle);
        for report in &life.reports {
            witness.tell(report);
        }
    }

    fn tell(&mut self, Report { news, listener, random }: &Report) {
        let (was_open, events) = (self.rules.told == ReadyState::Open, self.record.events);
        self.rules.errors = 0;
        let expected = self.report(*news, *listener, f64::from(*random) / 256.0);
        assert!(was_open || self.record.events == events, "an event without a connection");
        self.run(*listener);
        match (expected, listener) {
            // A listener that stops the page makes a failure of `open`.
            (Errors::AtMostOne, _) | (_, Listener::Rare(RareListener::Stops)) => assert!(self.rules.errors <= 1),
            (Errors::Exactly(errors), _) => assert_eq!(self.rules.errors, errors, "one error for each failure"),
        }
    }

    fn report(&mut self, news: News, listener: Listener, random: f64) -> Errors {
        let now = self.rules.now;
        let of_a_fetch = Errors::Exactly(usize::from(self.rules.is_fetching));
        let of_no_answer = Errors::Exactly(usize::from(self.rules.is_awaiting_answer()));
        match news {
            News::Answer(answer) => return self.respond(&answer.response(), random),
            News::Rare(Rare::Status(status)) => return self.respond(&Response { status, ..HTML }, random),
            News::Rare(Rare::Html) => return self.respond(&HTML, random),
            News::Body(text) => return self.receive(&text.body(), listener),
            News::Rare(Rare::HugeRetry) => return self.receive("retry: 99999999999999999999\n", listener),
            News::Later(eighths) => return self.pass(now + f64::from(eighths) / 8.0, random),
            News::Alarm(late) => return self.ring(f64::from(late), random),
            News::Sleep(seconds) => return self.ring(f64::from(seconds) * 1_000.0, random),
            News::Page(page) => return self.turn_page(page.event(), random),
            News::Rare(Rare::Refusal) => {
                self.source.handle_refusal();
                return of_no_answer;
            }
            News::EndOfBody => self.source.handle_end_of_body(now, random),
            News::NetworkError => self.source.handle_network_error(now, random),
            News::OptionsError => self.source.handle_options_error(now, random),
            News::Rare(Rare::Stop) => self.source.handle_stop(),
            News::Busy => {
                self.source.handle_busy(now);
                self.rules.hear();
                return Errors::Exactly(0);
            }
            News::Reset => {
                self.source.reset();
                return Errors::Exactly(0);
            }
            News::Rare(Rare::Close) => {
                self.close();
                return Errors::Exactly(0);
            }
        }
        of_a_fetch
    }

    fn respond(&mut self, response: &Response, random: f64) -> Errors {
        let is_answer = self.rules.is_awaiting_answer();
        self.rules.ask_for(response.retry_after);
        if is_answer {
            self.rules.hear();
        }
        self.source.handle_response(response, self.rules.now, random);
        Errors::Exactly(usize::from(is_answer && response.fault().is_some()))
    }

    fn receive(&mut self, text: &str, listener: Listener) -> Errors {
        let events = self.record.events;
        if self.rules.told == ReadyState::Open {
            self.rules.hear();
        }
        self.source.handle_chunk(text.as_bytes(), &mut self.record, self.rules.now);
        if self.record.events > events {
            self.rules.prove();
            // The page hears of events before it hears of what follows from the chunk.
            self.listen(listener);
        }
        Errors::AtMostOne
    }

    fn pass(&mut self, now: f64, random: f64) -> Errors {
        self.rules.look_at_clock(now);
        self.source.handle_time(now, random);
        Errors::AtMostOne
    }

    fn ring(&mut self, late: f64, random: f64) -> Errors {
        match self.rules.alarm.take() {
            Some(alarm) => self.pass(alarm.max(self.rules.now) + late, random),
            None => Errors::Exactly(0),
        }
    }

    fn turn_page(&mut self, event: PageEvent, random: f64) -> Errors {
        self.rules.turn_page(event);
        self.source.handle_page(event, self.rules.now, random);
        Errors::AtMostOne
    }

    fn close(&mut self) {
        self.source.close();
        self.rules.told = ReadyState::Closed;
    }

    /// Does what the event source says until it has nothing more to say.
    fn run(&mut self, listener: Listener) {
        let mut actions = 0;
        while let Some(action) = self.source.poll(self.rules.now) {
            actions += 1;
            assert!(actions <= MOST_ACTIONS, "poll() comes to an end");
            self.rules.check(action, &self.source);
            if matches!(action, Action::FireOpen | Action::FireError(_)) {
                self.listen(listener);
            }
        }
        self.rules.look_around(&self.source);
        assert_eq!(self.source.last_event_id(), self.record.last_event_id);
    }

    fn listen(&mut self, listener: Listener) {
        let Listener::Rare(listener) = listener else { return };
        match listener {
            RareListener::Idle | RareListener::StillIdle => {}
            RareListener::Resets => self.source.reset(),
            RareListener::Stops => self.source.handle_stop(),
            RareListener::Closes => self.close(),
        }
    }
}
