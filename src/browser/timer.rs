//! The clock, and a wait.

use gloo_timers::callback::Timeout;
use std::cell::Cell;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(super) fn monotonic_now() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn wall_now() -> f64;
}

thread_local! {
    /// How much the wall clock is ahead of the monotonic one, and how much of that is time that passed.
    static AHEAD: Cell<(f64, f64)> = const { Cell::new((0.0, 0.0)) };
}

/// Clocks that differ by more than this many milliseconds more than before tell of a sleep.
const SLEEP: f64 = 1_000.0;

/// Milliseconds on a clock that does not go back. Browsers' own stands still while the machine sleeps; this one does not.
pub(super) fn now() -> f64 {
    let monotonic = monotonic_now();
    let (ahead, passed) = AHEAD.get();
    let ahead_now = wall_now() - monotonic;
    let more = ahead_now - ahead;
    if more.abs() < SLEEP {
        return monotonic + passed;
    }
    // A wall clock that was set back tells nothing.
    let passed = passed + more.max(0.0);
    AHEAD.with(|ahead| ahead.set((ahead_now, passed)));
    monotonic + passed
}

/// The longest time that `setTimeout` takes; a longer one would be over at once.
const LONGEST_TIMEOUT: u64 = i32::MAX as u64;

/// A wait; dropping it ends it.
#[derive(Default)]
pub(super) struct Timer(Cell<Option<Timeout>>);

impl Timer {
    /// Calls `elapsed` in this many milliseconds or, if that is longer than a timer can be, earlier. An earlier wait ends.
    pub(super) fn start(&self, delay: u64, elapsed: impl FnOnce() + 'static) {
        self.0.set(Some(Timeout::new(delay.min(LONGEST_TIMEOUT) as u32, elapsed)));
    }

    pub(super) fn stop(&self) {
        self.0.take();
    }
}
