//! The rules that must hold in every life of an event source, whatever it is told.

use eventsource_wasm::protocol::event_source::{Action, EventSource, Options, PageEvent, ReadyState};
use eventsource_wasm::protocol::failure::{Failure, Reason};

/// As long as what arrived during a sleep may take to be read.
const AFTER_SLEEP: f64 = 1_000.0;

/// What anyone can know who hears what an event source says.
pub(crate) struct Rules {
    options: Options,
    pub(crate) now: f64,
    /// What the events have told the page.
    pub(crate) told: ReadyState,
    /// A fetch has begun, and no abort has ended it.
    pub(crate) is_fetching: bool,
    open_since: f64,
    /// When the fetch began or something of it was heard last.
    heard: f64,
    /// Looks at the clock since then that found too long a silence.
    overdue: u32,
    pub(crate) alarm: Option<f64>,
    /// No attempt may begin before this time.
    earliest: f64,
    lost_by: Option<Reason>,
    /// Losses in a row since a connection last proved itself.
    losses: u32,
    /// What the answer to the last fetch asked for.
    retry_after: u64,
    page: Page,
    is_over: bool,
    /// How many `error` events there were.
    pub(crate) errors: usize,
}

#[derive(Default)]
struct Page {
    is_hidden: bool,
    is_frozen: bool,
}

impl Rules {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            now: 0.0,
            told: ReadyState::Connecting,
            is_fetching: false,
            open_since: 0.0,
            heard: 0.0,
            overdue: 0,
            alarm: None,
            earliest: 0.0,
            lost_by: None,
            losses: 0,
            retry_after: 0,
            page: Page::default(),
            is_over: false,
            errors: 0,
        }
    }

    pub(crate) fn is_awaiting_answer(&self) -> bool {
        self.is_fetching && self.told == ReadyState::Connecting
    }

    /// The answer asks to be left alone for so long.
    pub(crate) fn ask_for(&mut self, retry_after: u64) {
        if self.is_awaiting_answer() {
            self.retry_after = retry_after;
        }
    }

    pub(crate) fn hear(&mut self) {
        self.heard = self.now;
        self.overdue = 0;
    }

    /// An event proves a connection.
    pub(crate) fn prove(&mut self) {
        self.losses = 0;
    }

    pub(crate) fn look_at_clock(&mut self, now: f64) {
        self.now = now;
        self.overdue += u32::from(self.is_fetching && now >= self.heard + self.options.idle_timeout);
    }

    pub(crate) fn turn_page(&mut self, event: PageEvent) {
        match event {
            PageEvent::Hidden => self.page.is_hidden = true,
            PageEvent::Shown => self.page.is_hidden = false,
            PageEvent::Frozen => self.page.is_frozen = true,
            PageEvent::Resumed => self.page.is_frozen = false,
            PageEvent::Leaving => {}
            PageEvent::Online => {
                if !self.is_fetching && matches!(self.lost_by, Some(Reason::Network | Reason::Idle)) {
                    self.earliest = self.now;
                    self.losses = 0;
                }
            }
        }
    }

    fn is_away(&self) -> bool {
        let is_hidden = self.page.is_hidden && self.options.pause_when_hidden;
        self.options.reconnects && (self.page.is_frozen || is_hidden)
    }

    /// An action is carried out.
    pub(crate) fn check(&mut self, action: Action, source: &EventSource) {
        assert!(!self.is_over, "{action:?} after the end");
        if self.told == ReadyState::Closed {
            assert_eq!(action, Action::Abort, "nothing follows close() but an abort");
            self.is_over = true;
        }
        match action {
            Action::Abort => {
                self.is_fetching = false;
                self.alarm = None;
            }
            Action::FireOpen => {
                assert!(self.is_awaiting_answer(), "open without a fetch");
                self.told = ReadyState::Open;
                self.open_since = self.now;
            }
            Action::Pause => {
                assert!(self.is_away() && !self.is_fetching && self.told == ReadyState::Open, "a pause of nothing");
                self.told = ReadyState::Connecting;
            }
            Action::FireError(failure) => self.check_failure(failure, source.reconnection_time()),
            Action::Fetch => {
                assert!(!self.is_fetching, "two fetches at a time");
                assert!(!self.is_away(), "a fetch of a page that is away");
                assert!(self.now >= self.earliest, "a fetch at {} before {}", self.now, self.earliest);
                self.is_fetching = true;
                self.alarm = None;
                self.retry_after = 0;
                self.hear();
            }
            Action::Wait(delay) => {
                assert!(delay > 0, "a wait of zero");
                self.alarm = Some(self.now + delay as f64);
            }
        }
        if matches!(action, Action::FireOpen | Action::FireError(_) | Action::Pause) {
            assert_eq!(source.ready_state(), self.told, "{action:?} says what is");
        }
    }

    fn check_failure(&mut self, failure: Failure, reconnection_time: u64) {
        self.errors += 1;
        assert!(!self.is_fetching, "an error before the abort");
        if failure.reason == Reason::Idle {
            assert!(self.now >= self.heard + self.options.idle_timeout, "there was no silence");
        }
        if self.told == ReadyState::Open && self.now - self.open_since >= reconnection_time as f64 {
            self.losses = 0;
        }
        let backoff = self.options.backoff;
        if failure.reason == Reason::Retries {
            assert_eq!(self.losses, backoff.retries, "there were retries left");
        }
        let Some(delay) = failure.delay else {
            self.told = ReadyState::Closed;
            self.is_over = true;
            return;
        };
        self.losses += 1;
        assert!(self.options.reconnects, "a stream that was given cannot be had again");
        assert!(self.losses <= backoff.retries, "more retries than allowed");
        let floor = reconnection_time.max(self.retry_after).max(1);
        assert!(delay >= floor, "a wait of {delay} and not of {floor}");
        assert!(delay <= floor.max(backoff.max as u64), "a wait of {delay} is too long");
        self.told = ReadyState::Connecting;
        self.earliest = self.now + delay as f64;
        self.lost_by = Some(failure.reason);
    }

    /// Everything that was to be done is done.
    pub(crate) fn look_around(&self, source: &EventSource) {
        assert_eq!(source.ready_state(), self.told, "the events have told the ready state");
        if self.told == ReadyState::Closed {
            assert!(!self.is_fetching && self.alarm.is_none(), "something goes on after the end");
        } else if !self.is_fetching {
            assert!(self.is_away() || self.alarm.is_some(), "nothing will ever happen");
            assert!(self.alarm.is_none_or(|alarm| alarm <= self.earliest.max(self.now) + 1.0), "too long a wait");
        } else if self.options.idle_timeout.is_finite() {
            let latest = (self.heard + self.options.idle_timeout).max(self.now + AFTER_SLEEP) + 1.0;
            assert!(self.alarm.is_some_and(|alarm| alarm <= latest), "nobody will notice the silence");
            assert!(self.overdue <= 1, "only one look at the clock may be put down to a sleep");
        }
    }
}
