//! Decisions of the option `retryOn`.

use wasm_bindgen_test::wasm_bindgen_test;

use super::clock::Clock;
use super::server::Resource;
use super::source::Source;

/// Waits are at least a second, and do not grow.
const CONSTANT: &str = "initial: 1000, factor: 1";

#[wasm_bindgen_test]
async fn a_status_is_retried_if_retry_on_returns_true() {
    let resource = Resource::script("[{ status: 503, then: 'end' }, { status: 429, then: 'end' }, {}]").await;
    let clock = Clock::immediate();
    let source = Source::open(&resource, &format!("{{ {CONSTANT}, retryOn: ({{ status }}) => status >= 429 }}"));
    let entries = source.first(3).await;
    assert_eq!(entries, ["error status 503, again in 1000", "error status 429, again in 1000", "open"]);
    clock.assert_waits(&[1_000, 1_000]);
}

#[wasm_bindgen_test]
async fn a_status_fails_the_connection_if_retry_on_returns_false() {
    let resource = Resource::script("[{ status: 503, then: 'end' }]").await;
    let source = Source::open(&resource, "{ retryOn: () => false }");
    assert_eq!(source.first(1).await, ["error status 503, closed"]);
}

#[wasm_bindgen_test]
async fn a_content_type_is_retried_if_retry_on_returns_true() {
    let login = "{ headers: { 'Content-Type': 'text/html' }, body: [{ text: '<form>' }], then: 'end' }";
    let resource = Resource::script(&format!("[{login}, {{}}]")).await;
    let source =
        Source::open(&resource, "{ retryOn: ({ response }) => response.headers.get('Content-Type') == 'text/html' }");
    assert_eq!(source.first(2).await, ["error content-type 200, again in 1", "open"]);
}

#[wasm_bindgen_test]
async fn retry_on_is_not_called_for_an_event_stream() {
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{ retryOn: () => { throw new Error() } }");
    assert_eq!(source.first(1).await, ["open"]);
}

#[wasm_bindgen_test]
async fn a_retry_on_that_throws_is_a_failed_attempt() {
    let resource = Resource::script("[{ status: 500, then: 'end' }, {}]").await;
    let source = Source::open(&resource, "{ retryOn: () => { throw new RangeError('no') } }");
    assert_eq!(source.first(2).await, ["error options RangeError, again in 1", "open"]);
}

#[wasm_bindgen_test]
async fn retry_after_is_read_in_seconds_and_as_a_date_up_to_an_hour() {
    let cases = [
        ("'Retry-After': '120'", 120_000),
        ("'Retry-After': '86400'", 3_600_000),
        ("'Retry-After': 'Wed, 21 Oct 2026 07:28:30 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT'", 30_000),
        ("'Retry-After': 'Wed, 21 Oct 2015 07:28:30 GMT'", 1_000),
        ("'Retry-After': 'later'", 1_000),
    ];
    for (headers, wait) in cases {
        let exposed = "'Access-Control-Expose-Headers': 'Retry-After, Date'";
        let script = format!("[{{ status: 429, headers: {{ {headers}, {exposed} }}, then: 'end' }}, {{}}]");
        let resource = Resource::script(&script).await;
        let clock = Clock::immediate();
        let source = Source::open(&resource, &format!("{{ {CONSTANT}, retryOn: () => true }}"));
        let error = format!("error status 429, again in {wait}");
        assert_eq!(source.first(2).await, [&error, "open"], "{headers}");
        clock.assert_waits(&[wait]);
    }
}
