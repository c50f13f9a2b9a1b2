//! The clock and the timer of a connection.

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
    /// How many milliseconds the wall clock is ahead of the monotonic one, and how many of them were time asleep.
    static OFFSET: Cell<(f64, f64)> = const { Cell::new((f64::NAN, 0.0)) };
}

/// If the difference between the clocks grows by more than this many milliseconds, the machine slept.
const SUSPEND_THRESHOLD_MS: f64 = 1_000.0;

/// Milliseconds on a clock that does not go back. `performance.now()` stands still while the machine sleeps; this does not.
pub(super) fn now() -> f64 {
    let monotonic = monotonic_now();
    let (ahead, asleep) = OFFSET.get();
    let ahead_now = wall_now() - monotonic;
    let growth = ahead_now - ahead;
    if growth.abs() < SUSPEND_THRESHOLD_MS {
        return monotonic + asleep;
    }
    // A wall clock that was set back does not count, nor does the first difference: `max` ignores NaN.
    let asleep = asleep + growth.max(0.0);
    OFFSET.with(|offset| offset.set((ahead_now, asleep)));
    monotonic + asleep
}

/// The longest delay of `setTimeout`; with a longer one it fires at once.
pub(super) const MAX_TIMEOUT: u64 = i32::MAX as u64;

/// One timeout; dropping it cancels it.
#[derive(Default)]
pub(super) struct Timer(Cell<Option<Timeout>>);

impl Timer {
    /// Calls `on_timeout` in this many milliseconds, at most the longest delay. Replaces the last timeout.
    pub(super) fn start(&self, delay: u64, on_timeout: impl FnOnce() + 'static) {
        self.0.set(Some(Timeout::new(delay as u32, on_timeout)));
    }

    pub(super) fn stop(&self) {
        self.0.take();
    }
}
