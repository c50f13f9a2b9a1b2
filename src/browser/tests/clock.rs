//! A fake clock: it replaces `setTimeout` and the time.

use std::cell::RefCell;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::server::{at, evaluate, json};

pub(super) struct Clock(JsValue);

thread_local! {
    static INSTALLED: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Restores the real clock.
pub(super) fn restore() {
    if let Some(clock) = INSTALLED.take() {
        let restore: Function = at(&clock, "restore").unchecked_into();
        let _ = restore.call0(&JsValue::UNDEFINED);
    }
}

const CLOCK: &str = r"(isImmediate) => {
  const { setTimeout, clearTimeout, performance, Date } = globalThis
  const waits = []
  const pending = new Set()
  const real = [performance, Date].map((clock) => clock.now)
  let skipped = 0
  performance.now = () => real[0].call(performance) + skipped
  Date.now = () => real[1]() + skipped
  globalThis.setTimeout = (callback, delay) => {
    // Neither is a wait for a server: a later task, and UNLOAD_GRACE_MS in src/protocol/page.rs.
    if (!delay || delay === 20) return setTimeout(callback, delay)
    waits.push(delay)
    const elapsed = () => {
      pending.delete(id)
      skipped += delay
      callback()
    }
    const id = isImmediate ? setTimeout(elapsed) : waits.length
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
    /// Every wait ends at once, and its time has passed.
    pub(super) fn immediate() -> Self {
        Self::install(true)
    }

    /// No wait ever ends.
    pub(super) fn stopped() -> Self {
        Self::install(false)
    }

    fn install(is_immediate: bool) -> Self {
        let clock = evaluate(&format!("({CLOCK})({is_immediate})"));
        INSTALLED.set(Some(clock.clone()));
        Self(clock)
    }

    /// The milliseconds of every wait that was started, as JSON.
    pub(super) fn waits(&self) -> String {
        json(&at(&self.0, "waits"))
    }

    /// Checks the first waits. Each may be shorter by the real time that had passed before it started, up to a second.
    pub(super) fn assert_waits(&self, expected: &[i32]) {
        let waits: Array = at(&self.0, "waits").unchecked_into();
        let waits: Vec<_> = waits.iter().filter_map(|wait| wait.as_f64()).map(|wait| wait as i32).collect();
        let is_right = |(wait, expected): (&i32, &i32)| (expected - 1_000..=*expected).contains(wait);
        assert!(
            waits.len() >= expected.len() && waits.iter().zip(expected).all(is_right),
            "{waits:?} instead of {expected:?}"
        );
    }

    /// How many waits have neither ended nor been canceled.
    pub(super) fn pending(&self) -> u32 {
        at(&self.0, "pending.size").as_f64().unwrap_or_default() as u32
    }
}
