//! A clock that the tests hold: it takes the place of `setTimeout` and of the time.

use std::cell::RefCell;

use js_sys::{Array, Function};
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
    // Not a wait for a server: see FAREWELL in src/protocol/event_source.rs.
    if (delay === 20) return setTimeout(callback, delay)
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

    /// Checks the first waits. The time that had really passed when they began may be gone: not more than a second.
    pub(super) fn assert_waits(&self, expected: &[i32]) {
        let waits: Array = at(&self.0, "waits").unchecked_into();
        let waits: Vec<_> = waits.iter().filter_map(|wait| wait.as_f64()).map(|wait| wait as i32).collect();
        let is_right = |(wait, expected): (&i32, &i32)| (expected - 1_000..=*expected).contains(wait);
        assert!(
            waits.len() >= expected.len() && waits.iter().zip(expected).all(is_right),
            "{waits:?} instead of {expected:?}"
        );
    }

    /// How many waits are neither over nor given up.
    pub(super) fn pending(&self) -> u32 {
        at(&self.0, "pending.size").as_f64().unwrap_or_default() as u32
    }
}
