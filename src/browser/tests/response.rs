//! How responses are read.

use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::{Resource, evaluate};
use super::source::Source;

#[wasm_bindgen_test]
async fn events_arrive_with_their_type_data_and_id() {
    let resource = Resource::script(
        r"[{ body: [{ text: 'data: one\n\nevent: tick\nid: 7\ndata: two\nda' }, { signal: true }, { text: 'ta: 三\n\n' }] }]",
    )
    .await;
    let source = Source::open(&resource, "{}");
    source.first(2).await;
    resource.signal().await;
    assert_eq!(source.first(3).await, ["open", "message one #", "tick two\n三 #7"]);
}

#[wasm_bindgen_test]
async fn the_connection_is_open_as_soon_as_the_head_arrives() {
    let resource = Resource::script(r"[{ body: [{ signal: true }, { text: 'data: byte\n\n' }] }]").await;
    let source = Source::open(&resource, "{}");
    // Firefox's `fetch` waits for the first byte of the body.
    if evaluate("navigator.userAgent.includes('Firefox')").is_falsy() {
        assert_eq!(source.first(1).await, ["open"]);
    }
    resource.signal().await;
    assert_eq!(source.first(2).await, ["open", "message byte #"]);
}

#[wasm_bindgen_test]
async fn a_long_chunk_arrives_whole_and_in_order() {
    let resource = Resource::script(
        "[{ body: [{ text: Array.from({ length: 20000 }, (_, n) => `id: ${n}\ndata: ${'x'.repeat(n % 300)}\n\n`).join('') }] }]",
    )
    .await;
    let source = Source::open(&resource, "{}");
    let entries = source.first(20_001).await;
    for (n, entry) in entries[1..].iter().enumerate() {
        assert_eq!(*entry, format!("message {} #{n}", "x".repeat(n % 300)));
    }
}

#[wasm_bindgen_test]
async fn any_status_other_than_200_fails_the_connection_with_one_error() {
    for status in [204, 205, 206, 210, 299, 400, 401, 404, 500, 503] {
        let resource = Resource::script(&format!("[{{ status: {status}, then: 'end' }}]")).await;
        let clock = Clock::stopped();
        let source = Source::open(&resource, "{}");
        assert_eq!(source.first(1).await, [format!("error status {status}, closed")]);
        assert_eq!(clock.waits(), "[]", "no reconnection follows");
    }
}

#[wasm_bindgen_test]
async fn another_content_type_fails_the_connection_with_one_error() {
    for content_type in ["'text/event-streamish'", "'text/html'", "''", "null"] {
        let script =
            format!(r"[{{ headers: {{ 'Content-Type': {content_type} }}, body: [{{ text: 'data: no\n\n' }}] }}]");
        let resource = Resource::script(&script).await;
        let clock = Clock::stopped();
        let source = Source::open(&resource, "{}");
        assert_eq!(source.first(1).await, ["error content-type 200, closed"], "{content_type}");
        resource.closed(1).await;
        assert_eq!(source.entries().len(), 1);
        assert_eq!(clock.waits(), "[]", "no reconnection follows");
    }
}

#[wasm_bindgen_test]
async fn parameters_and_letter_case_of_the_content_type_do_not_matter() {
    let resource = Resource::script(
        r"[{ headers: { 'Content-Type': 'TEXT/Event-Stream; charset=windows-1252' }, body: [{ text: 'data: é\n\n' }] }]",
    )
    .await;
    assert_eq!(Source::open(&resource, "{}").first(2).await, ["open", "message é #"]);
}

#[wasm_bindgen_test]
async fn an_unfinished_event_above_the_limit_fails_the_connection() {
    let resource =
        Resource::script(r"[{ body: [{ text: 'data: small\n\n' }, { text: 'data: ' + 'x'.repeat(2000) }] }]").await;
    let source = Source::open(&resource, "{ maxEventSize: 1000 }");
    assert_eq!(source.first(3).await, ["open", "message small #", "error event-too-large, closed"]);
    resource.closed(1).await;
}

#[wasm_bindgen_test]
async fn a_response_without_cors_headers_fails_the_connection_with_one_error() {
    let resource = Resource::script("[{ cors: false }]").await;
    let clock = Clock::stopped();
    let source = Source::open(&resource, "{}");
    assert_eq!(source.first(1).await, ["error refused TypeError, closed"]);
    assert_eq!(clock.waits(), "[]", "no reconnection follows");
}

#[wasm_bindgen_test]
async fn a_custom_fetch_that_returns_no_response_fails_the_connection() {
    let resource = Resource::script("[{}]").await;
    let _clock = Clock::stopped();
    let head = "status: 200, url: '', headers: new Headers({ 'Content-Type': 'text/event-stream' })";
    for returned in [
        "undefined".to_string(),
        "'text'".to_string(),
        "{ status: 200 }".to_string(),
        format!("{{ {head}, body: {{}} }}"),
        format!("{{ {head}, body: {{ getReader() {{ throw new TypeError('locked') }} }} }}"),
    ] {
        let source = Source::open(&resource, &format!("{{ fetch: async () => ({returned}) }}"));
        assert_eq!(source.first(1).await, ["error unsupported TypeError, closed"], "{returned}");
        source.close();
    }
}

#[wasm_bindgen_test]
async fn a_body_of_text_fails_the_connection() {
    let resource = Resource::script("[{}]").await;
    let _clock = Clock::stopped();
    let init =
        "{ fetch: async () => new Proxy(new Response('', { headers: { 'Content-Type': 'text/event-stream' } }), {
        get: (response, name) => name === 'body'
            ? new ReadableStream({ start: (controller) => controller.enqueue('text') })
            : response[name],
    }) }";
    let source = Source::open(&resource, init);
    assert_eq!(source.first(2).await, ["open", "error unsupported TypeError, closed"]);
}

#[wasm_bindgen_test]
async fn any_view_of_bytes_is_read_as_its_bytes() {
    let resource = Resource::script("[{}]").await;
    let init = r"{ fetch: async () => new Proxy(new Response('', { headers: { 'Content-Type': 'text/event-stream' } }), {
        get: (response, name) => {
            if (name !== 'body') return response[name]
            const { buffer } = new TextEncoder().encode('..data: x\n\n..')
            return new ReadableStream({ start: (controller) => controller.enqueue(new DataView(buffer, 2, 9)) })
        },
    }) }";
    let source = Source::open(&resource, init);
    assert_eq!(source.first(2).await, ["open", "message x #"]);
}
