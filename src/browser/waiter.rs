//! Waiting for promises and tasks, in callbacks that are freed when nothing more is waited for.

use std::cell::{Cell, RefCell};

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

pub(super) struct Waiter {
    /// How much is still to come, or is going on.
    pending: Cell<u32>,
    callbacks: RefCell<Option<Callbacks>>,
}

/// They hold whoever waits, who holds them: [`Waiter::done`] undoes the knot.
struct Callbacks {
    fulfilled: Closure<dyn FnMut(JsValue)>,
    rejected: Closure<dyn FnMut(JsValue)>,
}

impl Waiter {
    /// One who waits for nothing but [`Waiter::done`].
    pub(super) fn new() -> Self {
        Self { pending: Cell::new(1), callbacks: RefCell::default() }
    }

    /// What to call when something has arrived.
    pub(super) fn set_callback(&self, settled: impl Fn(Result<JsValue, JsValue>) + Clone + 'static) {
        let on_error = settled.clone();
        self.callbacks.replace(Some(Callbacks {
            fulfilled: Closure::new(move |value| settled(Ok(value))),
            rejected: Closure::new(move |error| on_error(Err(error))),
        }));
    }

    pub(super) fn wait_for(&self, promise: &Promise) {
        self.expect();
        self.with_callbacks(|callbacks| {
            let _ = promise.then2(&callbacks.fulfilled, &callbacks.rejected);
        });
    }

    /// Gives the page its turn, a task of its own that no browser delays as it delays timers. Its end comes through this
    /// port; there is none without a `MessageChannel`, and the work goes on.
    pub(super) fn take_a_turn(&self) -> Option<MessagePort> {
        let channel = MessageChannel::new().ok()?;
        let port = channel.port1();
        self.with_callbacks(|callbacks| port.set_onmessage(Some(callbacks.fulfilled.as_ref().unchecked_ref())));
        channel.port2().post_message(&JsValue::UNDEFINED).ok()?;
        self.expect();
        Some(port)
    }

    /// Something else is waited for, which somebody else reports.
    pub(super) fn expect(&self) {
        self.pending.set(self.pending.get() + 1);
    }

    /// Something that was waited for has come and is dealt with.
    pub(super) fn done(&self) {
        self.pending.set(self.pending.get() - 1);
        if self.pending.get() == 0 {
            self.callbacks.take();
        }
    }

    fn with_callbacks(&self, use_them: impl FnOnce(&Callbacks)) {
        if let Ok(callbacks) = self.callbacks.try_borrow()
            && let Some(callbacks) = callbacks.as_ref()
        {
            use_them(callbacks);
        }
    }
}
