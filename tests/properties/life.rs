//! What can happen to an event source: everything, in any order.

use arbitrary::{Arbitrary, Result, Unstructured};
use eventsource_wasm::EventStream;
use eventsource_wasm::protocol::backoff::Backoff;
use eventsource_wasm::protocol::event_source::{EventSource, Options, PageEvent};
use eventsource_wasm::protocol::response::Response;

/// The life of one event source.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) struct Life {
    settings: Settings,
    pub(crate) begins_hidden: bool,
    #[arbitrary(with = long_list)]
    pub(crate) reports: Vec<Report>,
}

/// As long as there are bytes for it; a list is short by default.
fn long_list(u: &mut Unstructured<'_>) -> Result<Vec<Report>> {
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
    is_given_stream: u8,
}

/// What the world reports, and what a listener does if that fires an event.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) struct Report {
    pub(crate) news: News,
    pub(crate) listener: Listener,
    /// From 0 up to 1, in parts of 256.
    pub(crate) random: u8,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum News {
    Answer(Answer),
    Body(Text),
    EndOfBody,
    NetworkError,
    OptionsError,
    /// The clock goes on by so many eighths of a millisecond.
    Later(u16),
    /// The alarm rings, so many milliseconds late.
    Alarm(u8),
    /// The machine sleeps for so many seconds, and the alarm rings.
    Sleep(u16),
    Page(Page),
    Busy,
    Reset,
    Rare(Rare),
}

/// What ends most lives.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Rare {
    Status(u16),
    Html,
    Refusal,
    Stop,
    Close,
    HugeRetry,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Answer {
    Good,
    AlsoGood,
    Retried { status: u16, retry_after: u16 },
    RetriedHtml,
}

impl Answer {
    pub(crate) fn response(self) -> Response<'static> {
        match self {
            Self::Good | Self::AlsoGood => {
                Response { status: 200, content_type: b"text/event-stream", ..Response::default() }
            }
            Self::Retried { status, retry_after } => {
                Response { status, is_retried: true, retry_after: retry_after.into(), ..Response::default() }
            }
            Self::RetriedHtml => {
                Response { status: 200, content_type: b"text/html", is_retried: true, ..Response::default() }
            }
        }
    }
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
    Shown,
    Frozen,
    Resumed,
    Online,
    Leaving,
}

impl Page {
    pub(crate) fn event(self) -> PageEvent {
        match self {
            Self::Hidden => PageEvent::Hidden,
            Self::Shown => PageEvent::Shown,
            Self::Frozen => PageEvent::Frozen,
            Self::Resumed => PageEvent::Resumed,
            Self::Online => PageEvent::Online,
            Self::Leaving => PageEvent::Leaving,
        }
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Listener {
    Idle,
    StillIdle,
    AlsoIdle,
    Rare(RareListener),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum RareListener {
    Idle,
    StillIdle,
    Resets,
    Stops,
    Closes,
}

impl Life {
    pub(crate) fn options(&self) -> Options {
        let settings = &self.settings;
        Options {
            backoff: Backoff {
                factor: 1.0 + f64::from(settings.factor) / 16.0,
                max: settings.max.into(),
                jitter: f64::from(settings.jitter) / 255.0,
                retries: settings.retries.map_or(u32::MAX, u32::from),
            },
            max_event_size: usize::from(settings.max_event_size) + 1,
            idle_timeout: settings.idle_timeout.map_or(f64::INFINITY, |timeout| f64::from(timeout) + 1.0),
            pause_when_hidden: settings.pause_when_hidden,
            reconnects: settings.is_given_stream >= 16,
        }
    }

    pub(crate) fn event_source(&self, now: f64) -> EventSource {
        EventSource::new(EventStream::new(self.settings.reconnection_time.into()), self.options(), now)
    }
}
