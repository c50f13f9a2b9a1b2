//! The event stream: bytes in, events out.
//!
//! [Parsing](https://html.spec.whatwg.org/#parsing-an-event-stream) and
//! [interpreting](https://html.spec.whatwg.org/#event-stream-interpretation) an event stream.
//!
//! The parser owns the three buffers of the standard, and the part of a line that a chunk left unfinished. It knows nothing
//! of connections, time or strings: every byte with a meaning is ASCII, so bytes that are not valid UTF-8 pass through it
//! and are replaced when the fields are decoded ([`String::from_utf8_lossy`] and `TextDecoder` agree with the standard).
//!
//! Each byte is read once. A field's value goes straight to its buffer; a comment or an unknown field is never stored, so
//! memory is bounded by the unfinished event.

use std::mem;

use super::byte_order_mark::{ByteOrderMark, Skipped};
use super::digits::ascii_digits;
use super::line_end::find_line_end;

/// One event, as the standard dispatches it. The fields are UTF-8 as the server sent it, valid or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Event<'a> {
    /// The event's type; `message` if the server named none.
    pub event_type: &'a [u8],
    /// The values of the `data` fields, joined by LF.
    pub data: &'a [u8],
    /// The last event ID string of the event source when the event was dispatched.
    pub last_event_id: &'a [u8],
}

/// Receives the events of an [`Parser`]. Every `FnMut(Event<'_>)` is a sink.
pub trait Sink {
    /// The event source's last event ID string was set. An event may follow or not.
    fn last_event_id(&mut self, _id: &[u8]) {}

    /// An event is dispatched.
    fn event(&mut self, event: Event<'_>);
}

impl<F: FnMut(Event<'_>)> Sink for F {
    fn event(&mut self, event: Event<'_>) {
        self(event);
    }
}

/// A parser of event streams. It parses one response after another and keeps what outlives a response: the last event ID
/// and the reconnection time.
///
/// ```
/// use eventsource_wasm::Parser;
///
/// let mut stream = Parser::new(3_000);
/// let mut data = Vec::new();
/// for chunk in ["data: o", "ne\n\n"] {
///     stream.for_each(chunk.as_bytes(), |event| data.push(event.data.to_vec()));
/// }
/// assert_eq!(data, [b"one"]);
/// ```
#[derive(Debug)]
pub struct Parser {
    reconnection_time: u64,
    last_event_id: Vec<u8>,

    /// The *data buffer*: every line of data ends with LF, the last one too.
    data: Vec<u8>,
    /// The *event type buffer*.
    event_type: Vec<u8>,
    /// The *last event ID buffer*, where a field of this block has set it; the same as the string elsewhere.
    last_event_id_buffer: Vec<u8>,
    id_is_set: bool,

    line: Line,
    name: [u8; MAX_NAME_LENGTH],
    name_length: usize,
    /// The value so far of an `id` or `retry` line.
    value: Vec<u8>,
    byte_order_mark: ByteOrderMark,
    /// The last chunk ended with CR: an LF that opens the next one belongs to it.
    after_carriage_return: bool,
}

/// The state of the line that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// No colon yet.
    Name,
    /// The colon has been read, and nothing after it.
    Colon(Field),
    Value(Field),
    Ignored,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Data,
    Event,
    Id,
    Retry,
}

const MAX_NAME_LENGTH: usize = 5;

impl Field {
    fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"data" => Some(Self::Data),
            b"event" => Some(Self::Event),
            b"id" => Some(Self::Id),
            b"retry" => Some(Self::Retry),
            _ => None,
        }
    }
}

/// A buffer that had to grow beyond this many bytes is freed once its event is dispatched.
const KEPT_CAPACITY: usize = 1 << 20;

impl Parser {
    /// An event stream with this reconnection time, in milliseconds, and an empty last event ID.
    #[must_use]
    pub fn new(reconnection_time: u64) -> Self {
        Self {
            reconnection_time,
            last_event_id: Vec::new(),
            data: Vec::new(),
            event_type: Vec::new(),
            last_event_id_buffer: Vec::new(),
            id_is_set: false,
            line: Line::Name,
            name: [0; MAX_NAME_LENGTH],
            name_length: 0,
            value: Vec::new(),
            byte_order_mark: ByteOrderMark::default(),
            after_carriage_return: false,
        }
    }

    /// The last event ID string, which the next request sends as `Last-Event-ID`.
    #[must_use]
    pub fn last_event_id(&self) -> &[u8] {
        &self.last_event_id
    }

    /// Sets the last event ID string, as an earlier response would have.
    pub fn set_last_event_id(&mut self, id: &[u8]) {
        self.last_event_id.clear();
        self.last_event_id.extend_from_slice(id);
    }

    /// The reconnection time in milliseconds: the newest valid `retry`, or the argument of [`Parser::new`].
    #[must_use]
    pub fn reconnection_time(&self) -> u64 {
        self.reconnection_time
    }

    /// How many bytes the unfinished event holds. Compare it with a limit after each chunk: the parser has none.
    #[must_use]
    pub fn buffered(&self) -> usize {
        self.data.len() + self.event_type.len() + self.last_event_id_buffer.len() + self.value.len()
    }

    /// Prepares for the body of a new response: discards the unfinished event of the last one, its ID too.
    pub fn restart(&mut self) {
        let last_event_id = mem::take(&mut self.last_event_id);
        *self = Self { last_event_id, ..Self::new(self.reconnection_time) };
    }

    /// Parses the next bytes of the body, split anywhere, and calls `on_event` with each event that they complete. Returns
    /// the number of events.
    pub fn for_each(&mut self, chunk: &[u8], mut on_event: impl FnMut(Event<'_>)) -> usize {
        self.push(chunk, &mut on_event)
    }

    /// Parses the next bytes of the body, split anywhere, and passes the events that they complete to `sink`. Returns the
    /// number of events.
    pub fn push(&mut self, chunk: &[u8], sink: &mut (impl Sink + ?Sized)) -> usize {
        let Skipped { mut rest, is_partial } = self.byte_order_mark.skip(chunk);
        if is_partial {
            self.line = Line::Ignored;
        }
        if self.after_carriage_return && !rest.is_empty() {
            self.after_carriage_return = false;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        let mut dispatched = 0;
        while let Some((line, tail)) = find_line_end(rest).and_then(|end| rest.split_at_checked(end)) {
            self.extend_line(line);
            dispatched += usize::from(self.end_line(sink));
            rest = match tail {
                [b'\r'] => {
                    self.after_carriage_return = true;
                    &[]
                }
                [b'\r', b'\n', tail @ ..] | [_, tail @ ..] => tail,
                [] => &[],
            };
        }
        self.extend_line(rest);
        dispatched
    }

    /// Whether the unfinished event holds more than `limit` bytes, not counting the LF that ends its data.
    pub(crate) fn exceeds(&self, limit: usize) -> bool {
        self.buffered() > limit.saturating_add(1)
    }

    /// Like [`Parser::push`], but stops when an event [exceeds](Parser::exceeds) the limit: that one is not dispatched.
    pub(crate) fn push_limited(&mut self, mut chunk: &[u8], sink: &mut (impl Sink + ?Sized), limit: usize) -> usize {
        let mut dispatched = 0;
        while !chunk.is_empty() && !self.exceeds(limit) {
            // These bytes cannot complete an event beyond the limit: the line that does is not among them.
            let room = limit.saturating_add(2) - self.buffered();
            dispatched += self.push(chunk.get(..room).unwrap_or(chunk), sink);
            chunk = chunk.get(room..).unwrap_or_default();
        }
        dispatched
    }

    /// Adds bytes to the line being read.
    fn extend_line(&mut self, mut bytes: &[u8]) {
        if self.line == Line::Name {
            bytes = self.extend_name(bytes);
        }
        if let Line::Colon(field) = self.line
            && let Some(first) = bytes.first()
        {
            self.line = Line::Value(field);
            if *first == b' ' {
                bytes = bytes.get(1..).unwrap_or_default();
            }
        }
        if let Line::Value(field) = self.line {
            let buffer = match field {
                Field::Data => &mut self.data,
                Field::Event => &mut self.event_type,
                Field::Id | Field::Retry => &mut self.value,
            };
            buffer.extend_from_slice(bytes);
        }
    }

    /// Reads the field's name as far as it has arrived. Returns what follows its colon.
    fn extend_name<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        for (index, byte) in bytes.iter().enumerate() {
            if *byte == b':' {
                self.end_name();
                return bytes.get(index + 1..).unwrap_or_default();
            }
            let Some(place) = self.name.get_mut(self.name_length) else {
                self.line = Line::Ignored;
                break;
            };
            *place = *byte;
            self.name_length += 1;
        }
        &[]
    }

    fn end_name(&mut self) {
        let name = self.name.get(..self.name_length).unwrap_or_default();
        let field = Field::from_name(name);
        if field == Some(Field::Event) {
            clear(&mut self.event_type);
        }
        self.line = field.map_or(Line::Ignored, Line::Colon);
    }

    /// [Process the field](https://html.spec.whatwg.org/#processField) and, for a blank line,
    /// [dispatch the event](https://html.spec.whatwg.org/#dispatchMessage). Returns whether an event was dispatched.
    fn end_line(&mut self, sink: &mut (impl Sink + ?Sized)) -> bool {
        if self.line == Line::Name {
            if self.name_length == 0 {
                return self.dispatch(sink);
            }
            self.end_name();
        }
        if let Line::Colon(field) | Line::Value(field) = self.line {
            match field {
                Field::Data => self.data.extend_from_slice(b"\n"),
                Field::Event => {}
                Field::Id => {
                    if self.value.iter().all(|byte| *byte != 0) {
                        mem::swap(&mut self.last_event_id_buffer, &mut self.value);
                        self.id_is_set = true;
                    }
                    clear(&mut self.value);
                }
                Field::Retry => {
                    self.reconnection_time = ascii_digits(&self.value).unwrap_or(self.reconnection_time);
                    clear(&mut self.value);
                }
            }
        }
        self.line = Line::Name;
        self.name_length = 0;
        false
    }

    /// [Dispatch the event](https://html.spec.whatwg.org/#dispatchMessage).
    fn dispatch(&mut self, sink: &mut (impl Sink + ?Sized)) -> bool {
        if mem::take(&mut self.id_is_set) {
            mem::swap(&mut self.last_event_id, &mut self.last_event_id_buffer);
            clear(&mut self.last_event_id_buffer);
            sink.last_event_id(&self.last_event_id);
        }
        let event = self.data.split_last().map(|(_line_feed, data)| Event {
            event_type: if self.event_type.is_empty() { b"message" } else { &self.event_type },
            data,
            last_event_id: &self.last_event_id,
        });
        let dispatched = event.map(|event| sink.event(event)).is_some();
        clear(&mut self.data);
        clear(&mut self.event_type);
        dispatched
    }
}

/// Empties a buffer, and frees its memory if it is large.
fn clear(buffer: &mut Vec<u8>) {
    buffer.clear();
    if buffer.capacity() > KEPT_CAPACITY {
        *buffer = Vec::new();
    }
}

#[cfg(test)]
mod tests;
