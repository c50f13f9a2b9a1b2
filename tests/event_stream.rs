//! The rules of § 9.2.5 and § 9.2.6, each stream read whole, byte by byte, and split at every place.

use eventsource_wasm::{Event, Parser, Sink};

#[derive(Debug, Default, PartialEq)]
struct Seen {
    events: Vec<(String, String, String)>,
    ids: Vec<String>,
}

impl Sink for Seen {
    fn last_event_id(&mut self, id: &[u8]) {
        self.ids.push(text(id));
    }

    fn event(&mut self, event: Event<'_>) {
        self.events.push((text(event.event_type), text(event.data), text(event.last_event_id)));
    }
}

fn text(utf8: &[u8]) -> String {
    String::from_utf8_lossy(utf8).into_owned()
}

/// Reads a stream in these pieces: what was seen, the last event ID, and the reconnection time.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Seen, String, u64) {
    let mut stream = Parser::new(3_000);
    let mut seen = Seen::default();
    let mut dispatched = 0;
    for piece in pieces {
        dispatched += stream.push(piece, &mut seen);
    }
    assert_eq!(dispatched, seen.events.len());
    let id = text(stream.last_event_id());
    (seen, id, stream.reconnection_time())
}

/// Reads a stream in every way it can arrive, and checks that it makes no difference.
fn read_every_way(stream: &[u8]) -> (Seen, String, u64) {
    let whole = read([stream]);
    assert_eq!(read(stream.chunks(1)), whole, "byte by byte");
    for at in 0..=stream.len() {
        let (before, after) = stream.split_at(at);
        assert_eq!(read([before, &[], after]), whole, "split at {at}");
    }
    whole
}

#[track_caller]
fn assert_events(stream: impl AsRef<[u8]>, expected: &[(&str, &str, &str)]) {
    let (seen, ..) = read_every_way(stream.as_ref());
    let expected: Vec<_> = expected.iter().map(|(t, d, i)| (t.to_string(), d.to_string(), i.to_string())).collect();
    assert_eq!(seen.events, expected);
}

#[track_caller]
fn assert_data(stream: impl AsRef<[u8]>, expected: &[&str]) {
    let events: Vec<_> = expected.iter().map(|data| ("message", *data, "")).collect();
    assert_events(stream, &events);
}

#[track_caller]
fn assert_reconnection_time(stream: &str, expected: u64) {
    assert_eq!(read_every_way(stream.as_bytes()).2, expected, "{stream:?}");
}

#[test]
fn lines_end_with_lf_cr_or_crlf() {
    assert_data(
        "data: a\n\ndata: b\r\rdata: c\r\n\r\ndata: d\n\r\ndata: e\r\n\rdata: f\r\n\n",
        &["a", "b", "c", "d", "e", "f"],
    );
}

#[test]
fn a_carriage_return_ends_a_line_before_the_next_byte_is_there() {
    let mut stream = Parser::new(0);
    assert_eq!(stream.push(b"data: a\r\r", &mut Seen::default()), 1);
    assert_eq!(stream.push(b"\ndata: b\n\r", &mut Seen::default()), 1);
}

#[test]
fn one_byte_order_mark_at_the_start_is_dropped_and_no_other() {
    assert_data("\u{feff}data: a\n\n\u{feff}data: b\n\n", &["a"]);
    assert_data("\u{feff}\u{feff}data: a\n\n", &[]);
    assert_data("data: \u{feff}a\n\n", &["\u{feff}a"]);
    assert_data(b"\xef\xbbdata: a\n\ndata: b\n\n", &["b"]);
    assert_data(b"\xef\ndata: a\n\n", &["a"]);
    assert_data(b"\xef\xbb", &[]);
}

#[test]
fn each_response_may_begin_with_a_byte_order_mark() {
    let mut stream = Parser::new(0);
    for _ in 0..2 {
        assert_eq!(stream.push("\u{feff}data\n\n".as_bytes(), &mut Seen::default()), 1);
        stream.restart();
    }
}

#[test]
fn invalid_utf_8_becomes_replacement_characters() {
    assert_data(b"data: \xff|\xe2\x82|\xf0\x9f\x98\n\n", &["\u{fffd}|\u{fffd}|\u{fffd}"]);
    assert_data(b"data: \xc3\ndata: \xa9\n\n", &["\u{fffd}\n\u{fffd}"]);
}

#[test]
fn data_is_joined_with_line_feeds() {
    assert_data("data: a\ndata\ndata:b\ndata: \n\n", &["a\n\nb\n"]);
}

#[test]
fn data_alone_is_an_empty_line_of_data() {
    assert_data("data\n\ndata:\n\ndata\ndata\n\n", &["", "", "\n"]);
}

#[test]
fn a_block_without_data_dispatches_nothing_and_forgets_its_type() {
    assert_data("event: a\n\ndata: b\n\n\n\n", &["b"]);
}

#[test]
fn one_space_after_the_colon_is_dropped() {
    assert_data(
        "data:a\n\ndata: a\n\ndata:  a\n\ndata: a \n\ndata:\ta\n\ndata: \n\n",
        &["a", "a", " a", "a ", "\ta", ""],
    );
}

#[test]
fn a_line_that_begins_with_a_colon_is_a_comment() {
    assert_data(":\n: data: a\n:data:b\ndata: c\n:\n\n", &["c"]);
}

#[test]
fn unknown_fields_are_ignored_and_names_are_case_sensitive() {
    assert_data("Data: a\nDATA: b\n data: c\ndata : d\ndat: e\ndataa: f\nevents: g\nretry_: 1\ndata: h\n\n", &["h"]);
    assert_data("x\n\ndata\u{0}: a\ndata: b\n\n", &["b"]);
}

#[test]
fn a_value_may_hold_colons_and_nul() {
    assert_data("data: a:b: c\ndata::\ndata: \0\n\n", &["a:b: c\n:\n\0"]);
}

#[test]
fn the_last_event_field_counts_and_an_empty_one_means_message() {
    assert_events("event: a\nevent: b\ndata: 1\n\n", &[("b", "1", "")]);
    assert_events("event: a\nevent\ndata: 1\n\n", &[("message", "1", "")]);
    assert_events("event: a\nevent: \ndata: 1\n\ndata: 2\n\n", &[("message", "1", ""), ("message", "2", "")]);
    assert_events("event:  open \ndata\n\n", &[(" open ", "", "")]);
}

#[test]
fn an_id_lasts_until_the_next_one() {
    assert_events(
        "data: 1\nid: a\n\ndata: 2\n\nid\ndata: 3\n\nid: b\nid: c\ndata: 4\n\n",
        &[("message", "1", "a"), ("message", "2", "a"), ("message", "3", ""), ("message", "4", "c")],
    );
}

#[test]
fn an_id_with_nul_is_ignored() {
    assert_events("id: a\ndata: 1\n\nid: b\0\ndata: 2\n\n", &[("message", "1", "a"), ("message", "2", "a")]);
}

#[test]
fn a_block_without_data_sets_the_last_event_id() {
    let (seen, id, _) = read_every_way(b"id: a\n\nid: b\n\ndata: 1\n\n");
    assert_eq!(seen.ids, ["a", "b"]);
    assert_eq!(seen.events, [("message".into(), "1".into(), "b".into())]);
    assert_eq!(id, "b");
}

#[test]
fn an_unfinished_block_is_dropped_and_its_id_too() {
    for unfinished in ["id: b\ndata: 2\n", "id: b\n", "id: b", "data: 2\nid: b\ndata: 3"] {
        let stream = format!("id: a\ndata: 1\n\n{unfinished}");
        assert_events(&stream, &[("message", "1", "a")]);
        assert_eq!(read_every_way(stream.as_bytes()).1, "a");
    }
}

#[test]
fn a_new_response_keeps_the_last_event_id_and_nothing_unfinished() {
    let mut stream = Parser::new(3_000);
    let mut seen = Seen::default();
    stream.push(b"retry: 5\nid: a\n\nid: b\nevent: x\ndata: lost\nda", &mut seen);
    stream.restart();
    stream.push(b"ta: 1\n\ndata: 2\n\n", &mut seen);
    assert_eq!(seen.events, [("message".into(), "2".into(), "a".into())]);
    assert_eq!(stream.reconnection_time(), 5);
}

#[test]
fn retry_takes_ascii_digits_and_nothing_else() {
    assert_reconnection_time("retry: 1000\n", 1_000);
    assert_reconnection_time("retry:03000\nretry\nretry:\n", 3_000);
    assert_reconnection_time("retry: 0\n", 0);
    for ignored in ["1000x", "+5", "-5", "5e3", "5.0", " 5", "5 ", "0x10", "", "٣"] {
        assert_reconnection_time(&format!("retry: {ignored}\n"), 3_000);
    }
}

#[test]
fn retry_counts_as_soon_as_its_line_ends() {
    assert_reconnection_time("retry: 7\ndata: unfinished", 7);
    assert_reconnection_time("retry: 7", 3_000);
}

#[test]
fn a_huge_retry_is_exact_up_to_the_largest_number_there_is() {
    for exact in [(1 << 53) + 1, u64::MAX - 5, u64::MAX - 1, u64::MAX] {
        assert_reconnection_time(&format!("retry: {exact}\n"), exact);
    }
    assert_reconnection_time("retry: 18446744073709551616\n", u64::MAX);
    assert_reconnection_time(&format!("retry: {}9\n", u64::MAX), u64::MAX);
}

#[test]
fn every_byte_in_every_place_makes_no_difference_to_how_a_stream_is_split() {
    for byte in 0..=u8::MAX {
        for template in
            [b"?data: a\n\ndata: b\n\n".as_slice(), b"data?: a\n\n", b"data: a?\n?\n", b"id:?a\nd?ata\n\n\n"]
        {
            let stream: Vec<u8> = template.iter().map(|at| if *at == b'?' { byte } else { *at }).collect();
            read_every_way(&stream);
        }
    }
}

#[test]
fn what_is_ignored_is_not_kept() {
    for endless in [": ", "unknown: ", "unknown"] {
        let mut stream = Parser::new(0);
        stream.push(endless.as_bytes(), &mut Seen::default());
        for _ in 0..1_000 {
            stream.push(&[b'x'; 1_000], &mut Seen::default());
        }
        assert_eq!(stream.buffered(), 0, "{endless}");
    }
}

#[test]
fn what_is_kept_is_the_unfinished_event() {
    let mut stream = Parser::new(0);
    stream.push(b"data: 12345\nevent: 123\nid: 12\ndata: 1", &mut Seen::default());
    assert_eq!(stream.buffered(), 6 + 3 + 2 + 1);
    stream.push(b"\n\n", &mut Seen::default());
    assert_eq!(stream.buffered(), 0);
}

#[test]
fn a_large_event_arrives_whole_from_small_pieces() {
    let data = "0123456789abcdef".repeat(1 << 16);
    let stream = format!("data: {data}\n\n");
    let (seen, ..) = read(stream.as_bytes().chunks(7));
    assert_eq!(seen.events.len(), 1);
    assert_eq!(seen.events[0].1, data);
}
