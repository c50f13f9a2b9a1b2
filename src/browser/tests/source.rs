//! A connection whose delegate records what it receives.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use js_sys::{Function, JsString, Promise, Reflect};
use wasm_bindgen::prelude::*;

use super::server::{Resource, at, evaluate, json};
use crate::browser::connection::{Connection, Delegate};
use crate::browser::host::{Context, discard_rejected_later};
use crate::protocol::backoff::Backoff;
use crate::protocol::event_stream::{Event, Parser, Sink};
use crate::protocol::failure::Failure;
use crate::protocol::options::Options;

#[wasm_bindgen(module = "/src/browser/context.js")]
extern "C" {
    #[wasm_bindgen(js_name = createContext)]
    fn create_context(options: &JsValue, url: &JsString) -> Context;
}

#[derive(Default)]
struct State {
    entries: RefCell<Vec<String>>,
    /// The entry at which the listener calls `close()`.
    close_at: RefCell<Option<String>>,
    is_closed: Cell<bool>,
    changed: Cell<Option<Function>>,
    connection: RefCell<Weak<Connection<Listener>>>,
}

impl State {
    fn add(&self, entry: String) {
        if self.close_at.borrow().as_ref() == Some(&entry) {
            self.close();
        }
        self.entries.borrow_mut().push(entry);
        if let Some(changed) = self.changed.take() {
            let _ = changed.call0(&JsValue::UNDEFINED);
        }
    }

    fn close(&self) {
        self.is_closed.set(true);
        let connection = self.connection.borrow().upgrade();
        if let Some(connection) = connection {
            connection.close();
        }
    }
}

pub(super) struct Listener(Rc<State>);

#[derive(Default)]
pub(super) struct Batch(Vec<String>);

impl Sink for Batch {
    fn event(&mut self, event: Event<'_>) {
        let [event_type, data, id] = [event.event_type, event.data, event.last_event_id].map(String::from_utf8_lossy);
        self.0.push(format!("{event_type} {data} #{id}"));
    }
}

impl Delegate for Listener {
    type Batch = Batch;

    fn open(&self, _context: &Context) {
        self.0.add("open".into());
    }

    /// Like the JavaScript delegate, it drops what is left of a batch when a listener has closed the connection.
    fn events(&self, batch: Batch, _reconnection_time: f64) -> bool {
        if self.0.is_closed.get() && !batch.0.is_empty() {
            self.0.add("a batch after close()".into());
        }
        for entry in batch.0 {
            if !self.0.is_closed.get() {
                self.0.add(entry);
            }
        }
        false
    }

    fn error(&self, failure: Failure, context: &Context) {
        let status = at(context, "status").as_f64().unwrap_or_default();
        let cause = &at(context, "cause");
        let status = if status == 0.0 { String::new() } else { format!(" {status}") };
        let cause = at(cause, "name").as_string().map(|name| format!(" {name}")).unwrap_or_default();
        let next = failure.next.delay().map_or(", closed".into(), |delay| format!(", again in {delay}"));
        discard_rejected_later(context);
        self.0.add(format!("error {}{status}{cause}{next}", failure.reason.as_str()));
    }

    fn connecting(&self) {
        self.0.add("connecting".into());
    }

    fn unloaded(&self) {
        self.0.add("unloaded".into());
    }
}

thread_local! {
    /// All sources since [`close_all`].
    static OPEN: RefCell<Vec<Rc<State>>> = const { RefCell::new(Vec::new()) };
}

/// Closes what the last test left open: a test that panics drops nothing.
pub(super) fn close_all() {
    for state in OPEN.take() {
        state.close();
    }
}

pub(super) struct Source {
    state: Rc<State>,
    connection: Rc<Connection<Listener>>,
    context: Context,
}

impl Source {
    /// Connects to a resource. `init` is a JavaScript expression with the options that are not the default.
    pub(super) fn open(resource: &Resource, init: &str) -> Self {
        Self::new(&resource.url(), init, None)
    }

    pub(super) fn open_url(url: &str, init: &str) -> Self {
        Self::new(&url.into(), init, None)
    }

    /// Connects to a resource with this at the end of its URL.
    pub(super) fn open_at(resource: &Resource, rest: &str, init: &str) -> Self {
        Self::new(&resource.url().concat(&JsString::from(rest)), init, None)
    }

    /// The same, with a listener that calls `close()` at this entry.
    pub(super) fn open_and_close_at(resource: &Resource, init: &str, entry: &str) -> Self {
        Self::new(&resource.url(), init, Some(entry.into()))
    }

    fn new(url: &JsString, init: &str, close_at: Option<String>) -> Self {
        let init = evaluate(&format!("{{ lastEventId: '', ...{init} }}"));
        let number = |name, default| at(&init, name).as_f64().unwrap_or(default);
        let initial = number("initial", 1.0) as u64;
        let mut stream = Parser::new(initial);
        stream.set_last_event_id(at(&init, "lastEventId").as_string().unwrap_or_default().as_bytes());
        let backoff = Backoff {
            factor: number("factor", 2.0),
            jitter: 0.0,
            max: number("max", 30_000.0),
            retries: number("retries", f64::INFINITY) as u32,
            initial,
        };
        let options = Options {
            backoff,
            max_event_size: number("maxEventSize", 268_435_456.0) as usize,
            idle_timeout: number("idleTimeout", f64::INFINITY),
            pause_when_hidden: at(&init, "pauseWhenHidden").is_truthy(),
            decides_retry: at(&init, "retryOn").is_function(),
            is_fetched: true,
        };
        let state = Rc::new(State { close_at: RefCell::new(close_at), ..State::default() });
        let listener = Listener(Rc::clone(&state));
        let context = create_context(&init, url);
        let connection = Connection::new(listener, context.clone().unchecked_into(), stream, options);
        connection.attach();
        state.connection.replace(Rc::downgrade(&connection));
        OPEN.with_borrow_mut(|open| open.push(Rc::clone(&state)));
        connection.start();
        Self { state, connection, context }
    }

    pub(super) fn close(&self) {
        self.connection.close();
    }

    /// A property of the options, as JSON.
    pub(super) fn option(&self, path: &str) -> String {
        json(&at(&self.context, path))
    }

    /// Notifies the connection as context.js does for an event of the page.
    pub(super) fn notify(&self, what: u32) {
        let notify: Function = at(&self.context, "notify").unchecked_into();
        notify.call3(&self.context, &what.into(), &0.into(), &JsValue::UNDEFINED).expect("notify");
    }

    /// Calls a function among the options.
    pub(super) fn call(&self, option: &str) {
        let function: Function = at(&self.context, option).unchecked_into();
        function.call0(&JsValue::UNDEFINED).expect(option);
    }

    pub(super) fn entries(&self) -> Vec<String> {
        self.state.entries.borrow().clone()
    }

    /// The entries once there are this many.
    pub(super) async fn first(&self, count: usize) -> Vec<String> {
        self.until(|entries| entries.len() >= count).await
    }

    /// The entries once this one is among them.
    pub(super) async fn up_to(&self, entry: &str) -> Vec<String> {
        self.until(|entries| entries.iter().any(|one| one == entry)).await
    }

    async fn until(&self, is_true: impl Fn(&[String]) -> bool) -> Vec<String> {
        let timeout = evaluate("AbortSignal.timeout(60000)");
        while !is_true(&self.state.entries.borrow()) {
            let change = Promise::new(&mut |resolve, _| {
                let _ = Reflect::set(&timeout, &"onabort".into(), &resolve);
                self.state.changed.set(Some(resolve.unchecked_into()));
            });
            let _ = change.await;
            assert!(at(&timeout, "aborted").is_falsy(), "timed out after {:?}", self.entries());
        }
        self.entries()
    }
}
