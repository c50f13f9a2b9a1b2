//! How long to wait before the next attempt.

/// The schedule of reconnection: a pure function of its arguments.
///
/// The standard's reconnection time is the shortest wait. Each consecutive failure multiplies the wait by `factor`; only what
/// this adds to the reconnection time is jittered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// The wait is multiplied by this after each consecutive failure; at least 1.
    pub factor: f64,
    /// The longest wait in milliseconds, unless the reconnection time itself is longer.
    pub max: f64,
    /// The share of the added wait that is random: 0 for none, 1 for all of it.
    pub jitter: f64,
    /// How many consecutive attempts are made after a connection was lost or could not be made.
    pub retries: u32,
    /// The reconnection time in milliseconds until the server sends `retry`. After an attempt that failed before the
    /// connection was open, no wait is shorter, whatever the server sent.
    pub initial: u64,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { factor: 2.0, max: 30_000.0, jitter: 1.0, retries: u32::MAX, initial: 3_000 }
    }
}

/// Beyond this many multiplications any wait is at its longest.
const MAX_STEPS: u32 = 1_000;

impl Backoff {
    /// The wait in milliseconds, at least 1, after this many consecutive failures. `random` is from 0 up to, not
    /// including, 1.
    #[must_use]
    pub fn wait(&self, reconnection_time: u64, failures: u32, random: f64) -> u64 {
        // A server may ask for `retry: 0`.
        let floor = reconnection_time.max(1) as f64;
        let steps = failures.saturating_sub(1).min(MAX_STEPS);
        let grown = floor * power(self.factor, steps);
        let added = (grown.min(self.max) - floor).max(0.0) * (1.0 - self.jitter * random);
        whole(floor + added)
    }
}

/// `value as u64`. The first version of WebAssembly has no instruction that saturates: scripts/wasm.js replaces it by one that
/// is right within the range only.
#[must_use]
pub fn whole(value: f64) -> u64 {
    if value >= u64::MAX as f64 { u64::MAX } else { value as u64 }
}

/// `f64::powi` by repeated multiplication.
fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn the_first_wait_is_exactly_the_reconnection_time() {
        for random in [0.0, 0.5, 0.999] {
            assert_eq!(Backoff::default().wait(3_000, 1, random), 3_000);
        }
    }

    #[test]
    fn waits_grow_by_the_factor_up_to_the_maximum() {
        let waits: Vec<u64> = (1..=6).map(|failures| Backoff::default().wait(3_000, failures, 0.0)).collect();
        assert_eq!(waits, [3_000, 6_000, 12_000, 24_000, 30_000, 30_000]);
    }

    #[test]
    fn only_what_is_added_to_the_reconnection_time_is_jittered() {
        let backoff = Backoff::default();
        assert_eq!(backoff.wait(3_000, 3, 0.5), 3_000 + 9_000 / 2);
        assert_eq!(backoff.wait(3_000, 9, 0.999_999), 3_000);
        assert_eq!(Backoff { jitter: 0.5, ..backoff }.wait(3_000, 2, 0.5), 3_000 + 2_250);
        assert_eq!(Backoff { jitter: 0.0, ..backoff }.wait(3_000, 2, 0.5), 6_000);
    }

    #[test]
    fn a_reconnection_time_above_the_maximum_is_the_wait() {
        assert_eq!(Backoff::default().wait(60_000, 7, 0.0), 60_000);
    }

    #[test]
    fn a_reconnection_time_of_0_waits_1_ms_and_grows_with_each_failure() {
        let waits: Vec<u64> = (1..=4).map(|failures| Backoff::default().wait(0, failures, 0.0)).collect();
        assert_eq!(waits, [1, 2, 4, 8]);
    }

    #[test]
    fn no_argument_overflows() {
        let backoff = Backoff { factor: f64::MAX, max: f64::INFINITY, ..Backoff::default() };
        assert_eq!(backoff.wait(u64::MAX, u32::MAX, 0.0), u64::MAX);
        assert_eq!(backoff.wait(1, u32::MAX, 0.0), u64::MAX);
        assert_eq!(Backoff { factor: 1.0, ..backoff }.wait(1_000, u32::MAX, 0.0), 1_000);
    }
}
