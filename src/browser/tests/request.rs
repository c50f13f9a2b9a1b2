//! What is asked of the server, and of the page before that.

use wasm_bindgen_test::wasm_bindgen_test;

use super::server::Resource;
use super::source::Source;

/// Ends three times at once, then stays open.
const ENDS_TWICE: &str = "[{ then: 'end' }, { then: 'end' }, {}]";

#[wasm_bindgen_test]
async fn without_options_it_is_a_get_that_accepts_event_streams_and_costs_no_preflight() {
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
async fn headers_of_the_page_are_sent_at_every_attempt_and_win_over_ours() {
    let resource = Resource::script(ENDS_TWICE).await;
    let _source = Source::open(&resource, "{ headers: [['Authorization', 'Bearer one'], ['accept', 'text/special']] }");
    let log = resource.requested(3).await;
    assert_eq!(log.header("authorization"), ["Bearer one"; 3]);
    assert_eq!(log.header("accept"), ["text/special"; 3]);
}

#[wasm_bindgen_test]
async fn method_and_body_are_sent_again_at_every_reconnection() {
    let resource = Resource::script(ENDS_TWICE).await;
    let _source = Source::open(&resource, "{ method: 'POST', body: 'question' }");
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
    // The server gives every byte of a header as one character.
    let bytes = |id: &str| id.bytes().map(char::from).collect::<String>();
    assert_eq!(log.header("last-event-id"), [bytes("1 é€😀"), bytes("2 é€😀")]);
}

#[wasm_bindgen_test]
async fn credentials_go_to_another_origin_only_if_asked_for() {
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
async fn functions_are_asked_before_every_attempt_and_told_which_it_is() {
    for kind in ["", "async"] {
        let resource = Resource::script(r"[{ body: [{ text: 'id: é\n\n' }], then: 'end' }, {}]").await;
        let init = "(() => {
            const asked = []
            const headers = KIND (about) => {
                asked.push(about)
                return [['X-Attempt', `${about.attempt}`]]
            }
            return { asked, headers, method: 'POST', body: KIND ({ attempt }) => `body ${attempt}` }
        })()";
        let source = Source::open(&resource, &init.replace("KIND", kind));
        let log = resource.requested(2).await;
        assert_eq!(log.header("x-attempt"), ["1", "2"]);
        assert_eq!(log.text("requests.1.body").as_deref(), Some("body 2"));
        let url = String::from(resource.url());
        let asked = |attempt, id| format!(r#"{{"url":"{url}","attempt":{attempt},"lastEventId":"{id}"}}"#);
        assert_eq!(source.option("asked"), format!("[{},{}]", asked(1, ""), asked(2, "é")));
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
    assert_eq!(log.get("preflights.length"), 0, "a plain request to another origin needs no permission");
}

#[wasm_bindgen_test]
async fn the_parameter_replaces_those_of_its_name_and_all_else_in_the_url_stays_as_it_is() {
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
async fn without_an_id_there_is_no_parameter() {
    for (given, expected) in [("", ""), ("?id=6", ""), ("?x&id=6#y", "?x#y")] {
        assert_eq!(fetched(given, "").await, expected, "{given}");
    }
}

/// What follows the path in the URL that is fetched with this ID in the parameter `id`.
async fn fetched(given: &str, id: &str) -> String {
    let init = format!(
        "(() => {{
            const asked = []
            const fetch = (url) => {{ asked.push(url); return Promise.reject(new Error('no')) }}
            return {{ asked, fetch, lastEventId: '{id}', lastEventIdParam: 'id' }}
        }})()"
    );
    let source = Source::open_url(&format!("http://a/{given}"), &init);
    source.first(1).await;
    let asked = source.option("asked");
    asked.trim_start_matches("[\"http://a/").split('"').next().unwrap_or_default().to_owned()
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
async fn another_origin_does_not_get_them_unless_it_gets_credentials() {
    let resource = Resource::script("[{}]").await;
    let url = String::from(resource.url()).replace("//", "//user:password@");
    let _source = Source::open_url(&url, "{}");
    let log = resource.requested(1).await;
    assert_eq!(log.header("authorization"), ["-"]);
    assert_eq!(log.get("preflights.length"), 0);
}

#[wasm_bindgen_test]
async fn the_fetch_of_the_page_is_used() {
    let resource = Resource::script("[{}]").await;
    let init = "{ fetch: (url, init) => fetch(url, { ...init, headers: { 'X-Fetch': init.cache } }) }";
    let _source = Source::open(&resource, init);
    assert_eq!(resource.requested(1).await.header("x-fetch"), ["no-store"]);
}

#[wasm_bindgen_test]
async fn after_a_redirect_the_next_attempt_goes_to_where_it_ended() {
    let target = Resource::script("[{ then: 'end' }, {}]").await;
    let resource = redirect_to(&String::from(target.url())).await;
    let _source = Source::open(&resource, "{}");
    target.requested(2).await;
    assert_eq!(resource.log().await.requests(), 1);
}

#[wasm_bindgen_test]
async fn after_a_redirect_to_another_origin_the_headers_of_the_page_go_to_the_first() {
    let target = Resource::script("[{ then: 'end' }, {}]").await;
    let resource = redirect_to(&String::from(target.url()).replace("127.0.0.1", "localhost")).await;
    let _source = Source::open(&resource, "{ headers: [['X-Secret', 'mine']] }");
    assert_eq!(resource.requested(2).await.header("x-secret"), ["mine"; 2]);
}

async fn redirect_to(url: &str) -> Resource {
    Resource::script(&format!("[{{ status: 302, headers: {{ Location: '{url}' }}, then: 'end' }}]")).await
}
