//! Random inputs of an event source, in any order.

use arbitrary::{Arbitrary, Result, Unstructured};
use eventsource_wasm::Parser;
use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{EventSource, RetryDecision};
use eventsource_wasm::protocol::options::Options;
use eventsource_wasm::protocol::page::PageEvent;
use eventsource_wasm::protocol::response::Response;

/// The inputs of one event source.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) struct Inputs {
    settings: Settings,
    pub(crate) starts_hidden: bool,
    #[arbitrary(with = long_list)]
    pub(crate) steps: Vec<Step>,
}

/// As long as there are bytes for it; lists are short by default.
fn long_list(u: &mut Unstructured<'_>) -> Result<Vec<Step>> {
    let mut list = Vec::new();
    while !u.is_empty() {
        list.push(u.arbitrary()?);
    }
    Ok(list)
}

#[derive(Arbitrary, Clone, Debug)]
struct Settings {
    reconnection_time: u16,
    factor: u8,
    max: u32,
    jitter: u8,
    retries: Option<u8>,
    max_event_size: u8,
    idle_timeout: Option<u16>,
    pause_when_hidden: bool,
    decides_retry: bool,
    is_supplied: u8,
}

/// An input, and what a listener does if that fires an event.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) struct Step {
    pub(crate) input: Input,
    pub(crate) listener: Listener,
    /// From 0 up to 1, in parts of 256.
    pub(crate) random: u8,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Input {
    EventStream,
    SameEventStream,
    PostedEventStream,
    Rejection {
        status: u16,
        retry_after: u16,
    },
    Body(Text),
    EndOfBody,
    NetworkError,
    OptionsError,
    Decision(Decision),
    /// The clock advances by this many eighths of a millisecond.
    Advance(u16),
    /// The timeout fires, this many milliseconds late.
    Timeout(u8),
    /// The machine sleeps for this many seconds, and the timeout fires.
    Sleep(u16),
    Page(Page),
    Backpressure,
    Reset,
    Reconnect,
    Rare(RareInput),
}

/// Inputs that close most event sources.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum RareInput {
    Html,
    Blocked,
    Stop,
    Close,
    HugeRetry,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Decision {
    Retry,
    RetryAfter(u16),
    Default,
    Error,
    Close,
}

impl Decision {
    /// None for an error.
    pub(crate) fn decision(self) -> Option<RetryDecision> {
        Some(match self {
            Self::Retry => RetryDecision::Retry,
            Self::RetryAfter(delay) => RetryDecision::RetryAfter(delay.into()),
            Self::Default => RetryDecision::Default,
            Self::Close => RetryDecision::Close,
            Self::Error => return None,
        })
    }
}

pub(crate) fn event_stream(reconnects_on_end: bool) -> Response<'static> {
    Response { status: 200, content_type: b"text/event-stream", retry_after: 0, reconnects_on_end }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Text {
    Event(u8),
    EventAndUnfinished(u8),
    Unfinished(u8),
    Comment,
    BlankLine,
    Retry(u16),
}

impl Text {
    pub(crate) fn body(self) -> String {
        match self {
            Self::Event(id) => format!("id: {id}\ndata: {id}\n\n"),
            Self::EventAndUnfinished(id) => format!("id: {id}\ndata: {id}\n\nid: 1\ndata: {}\n", "x".repeat(id.into())),
            Self::Unfinished(id) => format!("id: {id}\ndata: the event number {id}\n"),
            Self::Comment => ":\n".to_string(),
            Self::BlankLine => "\n".to_string(),
            Self::Retry(retry) => format!("retry: {retry}\n"),
        }
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Page {
    Hidden,
    Visible,
    Suspended,
    Resumed,
    Offline,
    Online,
    BeforeUnload,
}

impl Page {
    pub(crate) fn event(self) -> PageEvent {
        match self {
            Self::Hidden => PageEvent::Hidden,
            Self::Visible => PageEvent::Visible,
            Self::Suspended => PageEvent::Suspended,
            Self::Resumed => PageEvent::Resumed,
            Self::Offline => PageEvent::Offline,
            Self::Online => PageEvent::Online,
            Self::BeforeUnload => PageEvent::BeforeUnload,
        }
    }
}

/// Most listeners do nothing.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Listener {
    Passive,
    AlsoPassive,
    StillPassive,
    Active(ActiveListener),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum ActiveListener {
    Passive,
    AlsoPassive,
    Resets,
    Reconnects,
    Stops,
    Closes,
}

impl Inputs {
    pub(crate) fn options(&self) -> Options {
        let settings = &self.settings;
        Options {
            backoff: Backoff {
                factor: 1.0 + f64::from(settings.factor) / 16.0,
                max: settings.max.into(),
                jitter: f64::from(settings.jitter) / 255.0,
                retries: settings.retries.map_or(u32::MAX, u32::from),
                initial: settings.reconnection_time.into(),
            },
            max_event_size: usize::from(settings.max_event_size) + 1,
            idle_timeout: settings.idle_timeout.map_or(f64::INFINITY, |timeout| f64::from(timeout) + 1.0),
            pause_when_hidden: settings.pause_when_hidden,
            decides_retry: settings.decides_retry,
            is_fetched: settings.is_supplied >= 16,
        }
    }

    pub(crate) fn event_source(&self, now: f64) -> EventSource {
        EventSource::new(Parser::new(self.settings.reconnection_time.into()), self.options(), now)
    }
}
