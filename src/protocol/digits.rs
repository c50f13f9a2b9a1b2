//! ASCII digits as a number.

/// The number that ASCII digits, and nothing else, write in base ten; the largest number there is if it is larger.
pub(super) fn ascii_digits(value: &[u8]) -> Option<u64> {
    // Not `saturating_mul`, which is long in WebAssembly.
    const MOST: u64 = u64::MAX / 10;
    if value.is_empty() {
        return None;
    }
    value.iter().try_fold(0, |number, byte| match u64::from(byte.wrapping_sub(b'0')) {
        digit @ 0..=9 if number < MOST || (number == MOST && digit <= u64::MAX % 10) => Some(number * 10 + digit),
        0..=9 => Some(u64::MAX),
        _ => None,
    })
}
