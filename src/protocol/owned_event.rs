//! An event that outlives the chunk it came in.

use super::event_stream::Event;

/// An event whose fields are decoded and owned. Bytes that are not valid UTF-8 become U+FFFD, as the standard requires.
///
/// ```
/// use eventsource_wasm::{Parser, OwnedEvent};
///
/// let mut stream = Parser::new(3_000);
/// let mut events = Vec::new();
/// for chunk in ["event: price\r\nda", "ta: 42\r\n\r\n"] {
///     stream.for_each(chunk.as_bytes(), |event| events.push(OwnedEvent::from(event)));
/// }
/// assert_eq!((events[0].event_type.as_str(), events[0].data.as_str()), ("price", "42"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OwnedEvent {
    /// The event's type; `message` if the server named none.
    pub event_type: String,
    /// The values of the `data` fields, joined by LF.
    pub data: String,
    /// The last event ID string of the event source when the event was dispatched.
    pub last_event_id: String,
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        let [event_type, data, last_event_id] =
            [event.event_type, event.data, event.last_event_id].map(|utf8| String::from_utf8_lossy(utf8).into_owned());
        Self { event_type, data, last_event_id }
    }
}

#[cfg(test)]
mod tests {
    use super::OwnedEvent;
    use crate::protocol::event_stream::{Event, Parser, Sink};

    struct List(Vec<OwnedEvent>);

    impl Sink for List {
        fn event(&mut self, event: Event<'_>) {
            self.0.push(event.into());
        }
    }

    #[test]
    fn a_sink_without_a_static_type_receives_the_events() {
        let mut list = List(Vec::new());
        let sink: &mut dyn Sink = &mut list;
        assert_eq!(Parser::new(0).push(b"id: 7\ndata: \xff\n\n", sink), 1);
        let expected = OwnedEvent { event_type: "message".into(), data: "\u{fffd}".into(), last_event_id: "7".into() };
        assert_eq!(list.0, [expected]);
    }
}
