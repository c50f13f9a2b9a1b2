//! A resource of the test server (tests/server/server.js), and JavaScript values.

use js_sys::{JSON, JsString, Promise, Reflect, eval};
use wasm_bindgen::prelude::*;
use web_sys::Response;

use super::{clock, source};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch)]
    fn fetch_from_server(url: &str, init: &JsValue) -> Promise;
}

/// The value of a JavaScript expression.
pub(super) fn evaluate(expression: &str) -> JsValue {
    eval(&format!("({expression})")).expect(expression)
}

/// The value of a property, and of its property, and so on: `at(value, "requests.0.url")`.
pub(super) fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, key| Reflect::get(&value, &key.into()).unwrap_or_default())
}

/// A value as JSON.
pub(super) fn json(value: &JsValue) -> String {
    JSON::stringify(value).map(String::from).unwrap_or_default()
}

async fn call(path: &str, init: &str) -> JsValue {
    let Some(server) = option_env!("EVENTSOURCE_TEST_SERVER") else {
        panic!("EVENTSOURCE_TEST_SERVER must be the address of tests/server at compile time: use `npm test`");
    };
    let init = evaluate(&format!("{{ signal: AbortSignal.timeout(10000), ...{init} }}"));
    let response: Response = fetch_from_server(&format!("{server}{path}"), &init).await.expect(path).unchecked_into();
    assert!(response.ok(), "{path} has status {}", response.status());
    response.json().expect(path).await.expect(path)
}

pub(super) struct Resource {
    path: String,
}

/// Creating one restores the clock and closes the sources of the last test, which may have panicked.
impl Resource {
    /// A resource that plays a script, a JavaScript expression: see tests/server/script.js.
    pub(super) async fn script(script: &str) -> Self {
        Self::create("/scripts", &format!("{{ method: 'POST', body: JSON.stringify({script}) }}")).await
    }

    /// A resource that sends numbered messages and is cut: see tests/server/numbered.js.
    pub(super) async fn numbered(total: u32, cuts: u32) -> Self {
        Self::create(&format!("/numbered?total={total}&cuts={cuts}"), "{ method: 'POST' }").await
    }

    async fn create(path: &str, init: &str) -> Self {
        clock::restore();
        source::close_all();
        let id = at(&call(path, init).await, "id").as_string().expect("an id");
        Self { path: format!("/scripts/{id}") }
    }

    pub(super) fn url(&self) -> JsString {
        format!("{}{}", option_env!("EVENTSOURCE_TEST_SERVER").unwrap_or_default(), self.path).into()
    }

    /// Resumes a script that waits for it.
    pub(super) async fn signal(&self) {
        call(&format!("{}/signal", self.path), "{ method: 'POST' }").await;
    }

    /// What the resource has received.
    pub(super) async fn log(&self) -> Log {
        Log(call(&format!("{}/log", self.path), "{}").await)
    }

    /// What the resource has received, once there are this many requests.
    pub(super) async fn requested(&self, count: u32) -> Log {
        Log(call(&format!("{}/requested?count={count}", self.path), "{}").await)
    }

    /// What the resource has received, once the client has closed this many requests.
    pub(super) async fn closed(&self, count: u32) -> Log {
        Log(call(&format!("{}/closed?count={count}", self.path), "{}").await)
    }
}

/// What a resource has received: see tests/server/resource.js.
pub(super) struct Log(JsValue);

impl Log {
    pub(super) fn get(&self, path: &str) -> JsValue {
        at(&self.0, path)
    }

    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.get(path).as_string()
    }

    /// How many requests there were.
    pub(super) fn requests(&self) -> u32 {
        self.get("requests.length").as_f64().unwrap_or_default() as u32
    }

    /// A header of every request; "-" where it was not sent.
    pub(super) fn header(&self, name: &str) -> Vec<String> {
        let path = |index| format!("requests.{index}.headers.{name}");
        (0..self.requests()).map(|index| self.text(&path(index)).unwrap_or_else(|| "-".into())).collect()
    }

    /// The milliseconds between one request and the next.
    pub(super) fn gaps(&self) -> Vec<f64> {
        let time = |index| self.get(&format!("requests.{index}.time")).as_f64().unwrap_or_default();
        (1..self.requests()).map(|index| time(index) - time(index - 1)).collect()
    }
}
