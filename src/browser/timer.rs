//! A wait of any length.

use gloo_timers::callback::Timeout;
use std::cell::Cell;
use std::rc::Rc;

/// The longest time that `setTimeout` takes; a longer one would be over at once.
const LONGEST_TIMEOUT: u32 = i32::MAX as u32;

/// A wait; dropping it ends it.
#[derive(Default)]
pub(super) struct Timer(Cell<Option<Timeout>>);

impl Timer {
    /// Calls `elapsed` in this many milliseconds, unless the wait is stopped. An earlier wait is.
    pub(super) fn start(self: &Rc<Self>, delay: u64, elapsed: impl FnOnce() + 'static) {
        let timeout = u32::try_from(delay).unwrap_or(u32::MAX).min(LONGEST_TIMEOUT);
        let rest = delay - u64::from(timeout);
        let timer = Rc::clone(self);
        self.0.set(Some(Timeout::new(timeout, move || if rest == 0 { elapsed() } else { timer.start(rest, elapsed) })));
    }

    pub(super) fn stop(&self) {
        self.0.take();
    }
}
