//! The requests, and the page's functions that are called for them.

use wasm_bindgen_test::wasm_bindgen_test;

use super::server::Resource;
use super::source::Source;

/// Ends twice at once, then stays open.
const ENDS_TWICE: &str = "[{ then: 'end' }, { then: 'end' }, {}]";

#[wasm_bindgen_test]
async fn without_options_it_is_a_get_that_accepts_event_streams_and_needs_no_preflight() {
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{}");
    source.first(1).await;
    let log = resource.log().await;
    assert_eq!(log.text("requests.0.method").as_deref(), Some("GET"));
    assert_eq!(log.header("accept"), ["text/event-stream"]);
    assert_eq!(log.header("cache-control"), ["no-cache"]);
    assert_eq!(log.header("last-event-id"), ["-"]);
    assert_eq!(log.get("preflights.length"), 0);
}

#[wasm_bindgen_test]
async fn headers_of_the_options_are_sent_with_every_attempt_and_override_the_defaults() {
    let resource = Resource::script(ENDS_TWICE).await;
    let _source = Source::open(&resource, "{ headers: [['Authorization', 'Bearer one'], ['accept', 'text/special']] }");
    let log = resource.requested(3).await;
    assert_eq!(log.header("authorization"), ["Bearer one"; 3]);
    assert_eq!(log.header("accept"), ["text/special"; 3]);
}

#[wasm_bindgen_test]
async fn method_and_body_are_sent_with_every_attempt() {
    let resource = Resource::script(ENDS_TWICE).await;
    let _source = Source::open(&resource, "{ method: 'POST', body: 'question', reconnectOnEnd: true }");
    let log = resource.requested(3).await;
    for index in 0..3 {
        assert_eq!(log.text(&format!("requests.{index}.method")).as_deref(), Some("POST"));
        assert_eq!(log.text(&format!("requests.{index}.body")).as_deref(), Some("question"));
    }
}

#[wasm_bindgen_test]
async fn a_last_event_id_is_sent_as_the_bytes_of_its_utf_8() {
    let resource = Resource::script(r"[{ body: [{ text: 'id: 2 é€😀\n\n' }], then: 'end' }, {}]").await;
    let _source = Source::open(&resource, "{ lastEventId: '1 é€😀' }");
    let log = resource.requested(2).await;
    // The server reports each byte of a header as one character.
    let bytes = |id: &str| id.bytes().map(char::from).collect::<String>();
    assert_eq!(log.header("last-event-id"), [bytes("1 é€😀"), bytes("2 é€😀")]);
}

#[wasm_bindgen_test]
async fn credentials_go_to_another_origin_only_with_the_option() {
    let setting = Resource::script("[{ headers: { 'Set-Cookie': 'crumb=1' } }]").await;
    Source::open(&setting, "{ withCredentials: true }").first(1).await;

    let resource = Resource::script("[{}]").await;
    let without = Source::open(&resource, "{}");
    without.first(1).await;
    let with = Source::open(&resource, "{ withCredentials: true }");
    with.first(1).await;
    assert_eq!(resource.log().await.header("cookie"), ["-", "crumb=1"]);
}

#[wasm_bindgen_test]
async fn functions_are_called_before_every_attempt_with_its_details() {
    for kind in ["", "async"] {
        let resource = Resource::script(r"[{ body: [{ text: 'id: é\n\n' }], then: 'end' }, {}]").await;
        let init = "(() => {
            const calls = []
            const headers = KIND (details) => {
                calls.push(details)
                return [['X-Attempt', `${details.attempt}`]]
            }
            return { calls, headers, reconnectOnEnd: true, method: 'POST', body: KIND ({ attempt }) => `body ${attempt}` }
        })()";
        let source = Source::open(&resource, &init.replace("KIND", kind));
        let log = resource.requested(2).await;
        assert_eq!(log.header("x-attempt"), ["1", "2"]);
        assert_eq!(log.text("requests.1.body").as_deref(), Some("body 2"));
        let url = String::from(resource.url());
        let call = |attempt, id| format!(r#"{{"url":"{url}","attempt":{attempt},"lastEventId":"{id}"}}"#);
        assert_eq!(source.option("calls"), format!("[{},{}]", call(1, ""), call(2, "é")));
    }
}

#[wasm_bindgen_test]
async fn a_function_that_throws_is_a_failed_attempt_with_the_reason_and_the_cause() {
    for failing in ["throw new RangeError('no token')", "return Promise.reject(new RangeError('no token'))"] {
        let resource = Resource::script("[{}]").await;
        let init = "{ headers: ({ attempt }) => { if (attempt < 2) { FAIL }; return [] } }";
        let source = Source::open(&resource, &init.replace("FAIL", failing));
        assert_eq!(source.first(2).await, ["error options RangeError, again in 1", "open"], "{failing}");
        assert_eq!(resource.log().await.requests(), 1);
    }
}

#[wasm_bindgen_test]
async fn headers_that_cannot_be_sent_are_a_failed_attempt() {
    let resource = Resource::script("[{}]").await;
    let source = Source::open(&resource, "{ headers: ({ attempt }) => attempt < 2 ? [['a b', '']] : [] }");
    assert_eq!(source.first(2).await, ["error options TypeError, again in 1", "open"]);
}

#[wasm_bindgen_test]
async fn the_last_event_id_can_be_sent_as_a_parameter_of_the_query() {
    let resource =
        Resource::script(r"[{ body: [{ text: 'id: é&=\ndata: x\n\n' }], then: 'end' }, { then: 'end' }, {}]").await;
    let _source = Source::open_at(&resource, "?a=%20b&last=1#c", "{ lastEventId: 'x y', lastEventIdParam: 'last' }");
    let log = resource.requested(3).await;
    let query = |index| {
        log.text(&format!("requests.{index}.url"))
            .and_then(|url| url.split_once('?').map(|(_, query)| query.to_owned()))
    };
    let queries = [0, 1, 2].map(|index| query(index).unwrap_or_default());
    assert_eq!(queries, ["a=%20b&last=x%20y", "a=%20b&last=%C3%A9%26%3D", "a=%20b&last=%C3%A9%26%3D"]);
    assert_eq!(log.header("last-event-id"), ["-"; 3]);
    assert_eq!(log.get("preflights.length"), 0, "a simple request to another origin needs no preflight");
}

#[wasm_bindgen_test]
async fn the_parameter_replaces_those_of_its_name_and_keeps_the_rest_of_the_url() {
    let cases = [
        ("", "?id=7"),
        ("?", "?&id=7"),
        ("#c?d", "?id=7#c?d"),
        ("?x=%e9+y&&z#c", "?x=%e9+y&&z&id=7#c"),
        ("?idx=1&aid=2", "?idx=1&aid=2&id=7"),
        ("?id=6", "?id=7"),
        ("?id", "?id=7"),
        ("?id=&id=6&x#y", "?x&id=7#y"),
    ];
    for (given, expected) in cases {
        assert_eq!(fetched(given, "7").await, expected, "{given}");
    }
}

#[wasm_bindgen_test]
async fn without_an_id_the_url_keeps_the_parameter_that_it_has() {
    for given in ["", "?id=6", "?x&id=6#y"] {
        assert_eq!(fetched(given, "").await, given);
    }
}

/// What follows the path in the URL that is fetched with this ID in the parameter `id`.
async fn fetched(given: &str, id: &str) -> String {
    let init = format!(
        "(() => {{
            const urls = []
            const fetch = (url) => {{ urls.push(url); return Promise.reject(new Error('no')) }}
            return {{ urls, fetch, lastEventId: '{id}', lastEventIdParam: 'id' }}
        }})()"
    );
    let source = Source::open_url(&format!("http://a/{given}"), &init);
    source.first(1).await;
    let urls = source.option("urls");
    urls.trim_start_matches("[\"http://a/").split('"').next().unwrap_or_default().to_owned()
}

#[wasm_bindgen_test]
async fn a_user_name_and_a_password_in_the_url_become_a_header() {
    let resource = Resource::script("[{ then: 'end' }, {}]").await;
    let url = String::from(resource.url()).replace("//", "//us%C3%A9r%u0100:w%3Ard@");
    let _source = Source::open_url(&url, "{ withCredentials: true }");
    let log = resource.requested(2).await;
    assert_eq!(log.header("authorization"), ["Basic dXPDqXIldTAxMDA6dzpyZA=="; 2]);
    let resource = Resource::script("[{}]").await;
    let url = String::from(resource.url()).replace("//", "//user@");
    let _source = Source::open_url(&url, "{ headers: [['Authorization', 'Bearer own']] }");
    assert_eq!(resource.requested(1).await.header("authorization"), ["Bearer own"]);
}

#[wasm_bindgen_test]
async fn another_origin_gets_them_only_with_credentials() {
    let resource = Resource::script("[{}]").await;
    let url = String::from(resource.url()).replace("//", "//user:password@");
    let _source = Source::open_url(&url, "{}");
    let log = resource.requested(1).await;
    assert_eq!(log.header("authorization"), ["-"]);
    assert_eq!(log.get("preflights.length"), 0);
}

#[wasm_bindgen_test]
async fn a_custom_fetch_is_used() {
    let resource = Resource::script("[{}]").await;
    let init = "{ fetch: (url, init) => fetch(url, { ...init, headers: { 'X-Fetch': init.cache } }) }";
    let _source = Source::open(&resource, init);
    assert_eq!(resource.requested(1).await.header("x-fetch"), ["no-store"]);
}

#[wasm_bindgen_test]
async fn after_a_redirect_the_next_attempt_goes_to_the_redirected_url() {
    let target = Resource::script("[{ then: 'end' }, {}]").await;
    let resource = redirect_to(&String::from(target.url())).await;
    let _source = Source::open(&resource, "{}");
    target.requested(2).await;
    assert_eq!(resource.log().await.requests(), 1);
}

#[wasm_bindgen_test]
async fn after_a_redirect_to_another_origin_the_next_attempt_goes_to_the_original_url() {
    let target = Resource::script("[{ then: 'end' }, {}]").await;
    let resource = redirect_to(&String::from(target.url()).replace("127.0.0.1", "localhost")).await;
    let _source = Source::open(&resource, "{ headers: [['X-Secret', 'mine']] }");
    assert_eq!(resource.requested(2).await.header("x-secret"), ["mine"; 2]);
}

async fn redirect_to(url: &str) -> Resource {
    Resource::script(&format!("[{{ status: 302, headers: {{ Location: '{url}' }}, then: 'end' }}]")).await
}
