//! What a connection has received and the stream of events has not delivered.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Waker;

use wasm_bindgen::prelude::*;

use super::connection::Delegate;
use super::error::Error;
use super::event_source::MessageEvent;
use super::functions::Response;
use super::host::Context;
use crate::protocol::event_stream::{Event, Sink};
use crate::protocol::failure::Failure;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = URL)]
    type Url;
    #[wasm_bindgen(constructor, js_class = URL, catch)]
    fn new(url: &str) -> Result<Url, JsValue>;
    #[wasm_bindgen(method, getter, js_class = URL)]
    fn origin(this: &Url) -> String;
}

pub(super) type OnOpen = Box<dyn Fn(&Response)>;
pub(super) type OnError = Box<dyn Fn(&Error)>;

#[derive(Default)]
pub(super) struct State {
    pub(super) events: RefCell<VecDeque<MessageEvent>>,
    /// The last item of the stream.
    pub(super) error: RefCell<Option<Error>>,
    pub(super) has_ended: Cell<bool>,
    pub(super) waker: RefCell<Option<Waker>>,
    origin: RefCell<Arc<str>>,
    last_event_id: RefCell<Arc<str>>,
    last_failure: RefCell<Option<Error>>,
}

impl State {
    pub(super) fn last_failure(&self) -> Option<Error> {
        self.last_failure.borrow().clone()
    }

    /// All events with an ID share it, also those of other batches: an ID can be long.
    fn share_last_event_id(&self, events: &mut [MessageEvent]) {
        let mut shared = self.last_event_id.borrow_mut();
        // The last ID of the batch that was found to be equal.
        let mut equal = Arc::clone(&shared);
        for MessageEvent { last_event_id: id, .. } in events {
            if Arc::ptr_eq(id, &equal) || *id == *shared {
                equal = std::mem::replace(id, Arc::clone(&shared));
            } else {
                *shared = Arc::clone(id);
            }
        }
    }

    /// Ends the stream and discards what it has not delivered.
    pub(super) fn close(&self) {
        self.events.take();
        self.end(None);
    }

    /// Ends the stream after what it has not delivered and this error.
    fn end(&self, error: Option<Error>) {
        self.error.replace(error);
        self.has_ended.set(true);
        self.wake();
    }

    fn wake(&self) {
        let waker = self.waker.take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The delegate of the connection. It holds at most the events of one slice of a chunk.
pub(super) struct Queue {
    pub(super) state: Rc<State>,
    pub(super) on_open: Option<OnOpen>,
    pub(super) on_error: Option<OnError>,
}

#[derive(Default)]
pub(super) struct Batch {
    events: Vec<MessageEvent>,
    last_event_id: Option<Arc<str>>,
}

fn decode(utf8: &[u8]) -> String {
    String::from_utf8_lossy(utf8).into_owned()
}

impl Sink for Batch {
    fn last_event_id(&mut self, id: &[u8]) {
        self.last_event_id = Some(decode(id).into());
    }

    fn event(&mut self, event: Event<'_>) {
        let last_event_id = self.last_event_id.get_or_insert_with(|| decode(event.last_event_id).into());
        self.events.push(MessageEvent {
            event_type: decode(event.event_type),
            data: decode(event.data),
            last_event_id: Arc::clone(last_event_id),
            origin: Arc::default(),
        });
    }
}

impl Delegate for Queue {
    type Batch = Batch;

    fn open(&self, context: &Context) {
        let response = Response::new(context);
        let origin = Url::new(response.url()).map(|url| url.origin()).unwrap_or_default();
        self.state.origin.replace(origin.into());
        if let Some(on_open) = &self.on_open {
            on_open(&response);
        }
    }

    fn events(&self, mut batch: Batch, _reconnection_time: f64) -> bool {
        self.state.share_last_event_id(&mut batch.events);
        let has_backpressure = !batch.events.is_empty();
        let origin = self.state.origin.borrow().clone();
        let events = batch.events.into_iter().map(|event| MessageEvent { origin: Arc::clone(&origin), ..event });
        self.state.events.borrow_mut().extend(events);
        if has_backpressure {
            self.state.wake();
        }
        has_backpressure
    }

    fn error(&self, failure: Failure, context: &Context) {
        let error = Error::new(failure, context);
        self.state.last_failure.replace(Some(error.clone()));
        if error.delay().is_none() {
            self.state.end((!error.is_final_end()).then_some(error));
        } else if let Some(on_error) = &self.on_error {
            on_error(&error);
        }
    }

    fn connecting(&self) {}

    fn unloaded(&self) {}
}
