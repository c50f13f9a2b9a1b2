//! Compares the parser with those of other crates, on chunks of 64 KiB.
//!
//! The other crates return owned strings, so `Parser` is measured with borrowed bytes and with owned strings.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use eventsource_stream::Eventsource as _;
use eventsource_wasm::{Event, Parser};
use futures::executor::block_on;
use futures::{Stream, StreamExt as _, stream};
use sse_stream::SseStream;

const CHUNK: usize = 65_536;
const RECONNECTION_TIME: u64 = 3_000;

fn deltas() -> String {
    let mut text = String::new();
    for index in 0..20_000 {
        let words = "token ".repeat(1 + index % 9);
        let rest = r#""usage":{"input_tokens":1234,"output_tokens":5678,"cache":"ephemeral","reason":null}"#;
        write!(
            text,
            "event: delta\ndata: {{\"id\":\"msg_{index}\",\"model\":\"a-model-with-a-name-of-some-length\",\
             \"index\":{index},\"delta\":{{\"type\":\"text_delta\",\"text\":\"{words}\"}},{rest}}}\n\n"
        )
        .unwrap();
    }
    text
}

fn ticks() -> String {
    let mut text = String::new();
    for index in 0..200_000_u64 {
        write!(text, "id: {index}\ndata: {}\n\n", index * 7919 % 100_003).unwrap();
    }
    text
}

fn cjk() -> String {
    let line = "伺服器推送的事件流，每一行都是資料。";
    let mut text = String::new();
    for index in 0..50_000 {
        write!(text, "data: {line}\ndata: 第{index}行\ndata: {line}\n\n").unwrap();
    }
    text
}

fn chunks_of(text: &str) -> Vec<Bytes> {
    text.as_bytes().chunks(CHUNK).map(Bytes::copy_from_slice).collect()
}

fn source(chunks: &[Bytes]) -> impl Stream<Item = Result<Bytes, Infallible>> + Unpin {
    stream::iter(chunks.iter().cloned().map(Ok))
}

/// Consumes and counts all events.
fn count<T>(events: impl Stream<Item = T>) -> usize {
    block_on(events.fold(0, |count, event| {
        black_box(event);
        std::future::ready(count + 1)
    }))
}

fn borrowed_bytes(chunks: &[Bytes]) -> usize {
    let mut stream = Parser::new(RECONNECTION_TIME);
    let mut sink = |event: Event<'_>| {
        black_box(event);
    };
    chunks.iter().map(|chunk| stream.push(chunk, &mut sink)).sum()
}

fn owned_strings(chunks: &[Bytes]) -> usize {
    let mut stream = Parser::new(RECONNECTION_TIME);
    let mut sink = |event: Event<'_>| {
        let owned = |bytes| String::from_utf8_lossy(bytes).into_owned();
        black_box((owned(event.event_type), owned(event.data), owned(event.last_event_id)));
    };
    chunks.iter().map(|chunk| stream.push(chunk, &mut sink)).sum()
}

fn sse_stream(chunks: &[Bytes]) -> usize {
    count(SseStream::from_bytes_stream(source(chunks)))
}

fn eventsource_stream(chunks: &[Bytes]) -> usize {
    count(source(chunks).eventsource())
}

fn sseer(chunks: &[Bytes]) -> usize {
    count(sseer::event_stream::EventStream::new(source(chunks)))
}

type Count = fn(&[Bytes]) -> usize;

const PARSERS: [(&str, Count); 5] = [
    ("eventsource-wasm, borrowed bytes", borrowed_bytes),
    ("eventsource-wasm, owned strings", owned_strings),
    ("sse-stream", sse_stream),
    ("sseer", sseer),
    ("eventsource-stream", eventsource_stream),
];

fn parsers(criterion: &mut Criterion) {
    for (name, text) in [("deltas", deltas()), ("ticks", ticks()), ("CJK", cjk())] {
        let chunks = chunks_of(&text);
        let expected = borrowed_bytes(&chunks);
        let mut group = criterion.benchmark_group(name);
        // Some parsers take a second per iteration.
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_millis(1_500));
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (parser, parse) in PARSERS {
            assert_eq!(parse(&chunks), expected, "{parser} parses all events of {name}");
            group.bench_with_input(BenchmarkId::from_parameter(parser), &chunks, |bencher, chunks| {
                bencher.iter(|| parse(chunks));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, parsers);
criterion_main!(benches);
