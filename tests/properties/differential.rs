//! The parser beside the transcription of the standard.

use eventsource_wasm::{Event, Parser, Sink};

use crate::transcription::Seen;

const RECONNECTION_TIME: u64 = 3_000;

struct Collector<'a>(&'a mut Seen);

impl Sink for Collector<'_> {
    fn last_event_id(&mut self, id: &[u8]) {
        self.0.ids.push(text(id));
    }

    fn event(&mut self, event: Event<'_>) {
        self.0.events.push([event.event_type, event.data, event.last_event_id].map(text));
    }
}

fn text(utf8: &[u8]) -> String {
    String::from_utf8_lossy(utf8).into_owned()
}

/// Reads the bodies of several responses, each in the pieces in which it arrives, and checks that nobody could tell the
/// parser from the standard.
pub(crate) fn compare(bodies: &[Vec<&[u8]>]) {
    let mut expected = Seen { reconnection_time: RECONNECTION_TIME, ..Seen::default() };
    let mut seen = Seen::default();
    let mut stream = Parser::new(RECONNECTION_TIME);
    for pieces in bodies {
        let body = pieces.concat();
        expected.read(&body);
        let events_before = seen.events.len();
        let dispatched: usize = pieces.iter().map(|piece| stream.push(piece, &mut Collector(&mut seen))).sum();
        assert_eq!(dispatched, seen.events.len() - events_before, "push() says how many events it found");
        assert!(stream.buffered() <= body.len(), "no more is kept than has come");
        seen.last_event_id = text(stream.last_event_id());
        seen.reconnection_time = stream.reconnection_time();
        assert_eq!(seen, expected, "after {:?}", String::from_utf8_lossy(&body));
        stream.restart();
        assert_eq!(stream.buffered(), 0);
    }
}
