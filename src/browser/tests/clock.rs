//! A clock that the tests hold: it takes the place of `setTimeout` and of the time.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::server::{at, evaluate, json};

pub(super) struct Clock(JsValue);

thread_local! {
    static HELD: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Gives `setTimeout` back.
pub(super) fn let_go() {
    if let Some(clock) = HELD.take() {
        let restore: Function = at(&clock, "restore").unchecked_into();
        let _ = restore.call0(&JsValue::UNDEFINED);
    }
}

const CLOCK: &str = r"(flies) => {
  const { setTimeout, clearTimeout, performance, Date } = globalThis
  const waits = []
  const pending = new Set()
  const real = [performance, Date].map((clock) => clock.now)
  let flown = 0
  performance.now = () => real[0].call(performance) + flown
  Date.now = () => real[1]() + flown
  globalThis.setTimeout = (callback, delay) => {
    waits.push(delay)
    const elapsed = () => {
      pending.delete(id)
      flown += delay
      callback()
    }
    const id = flies ? setTimeout(elapsed) : waits.length
    pending.add(id)
    return id
  }
  globalThis.clearTimeout = (id) => {
    pending.delete(id)
    clearTimeout(id)
  }
  const restore = () => {
    Object.assign(globalThis, { setTimeout, clearTimeout })
    performance.now = real[0]
    Date.now = real[1]
  }
  return { waits, pending, restore }
}";

impl Clock {
    /// Every wait is over at once, and the time has passed.
    pub(super) fn that_flies() -> Self {
        Self::hold(true)
    }

    /// No wait is ever over.
    pub(super) fn that_stands() -> Self {
        Self::hold(false)
    }

    fn hold(flies: bool) -> Self {
        let clock = evaluate(&format!("({CLOCK})({flies})"));
        HELD.set(Some(clock.clone()));
        Self(clock)
    }

    /// The milliseconds of every wait that was begun, as JSON.
    pub(super) fn waits(&self) -> String {
        json(&at(&self.0, "waits"))
    }

    /// How many waits are neither over nor given up.
    pub(super) fn pending(&self) -> u32 {
        at(&self.0, "pending.size").as_f64().unwrap_or_default() as u32
    }
}
