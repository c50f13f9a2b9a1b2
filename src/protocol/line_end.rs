//! Finding the end of a line, eight bytes at a time.

const ONES: u64 = u64::MAX / 255;
const HIGH_BITS: u64 = ONES << 7;

/// The position of the first LF or CR.
pub(super) fn find_line_end(bytes: &[u8]) -> Option<usize> {
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zero_bytes(word ^ (ONES * u64::from(b'\n'))) | zero_bytes(word ^ (ONES * u64::from(b'\r')));
        if found != 0 {
            return Some(index * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let position = tail.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    Some(words.len() * 8 + position)
}

/// Sets the high bit of the lowest byte that is zero. Bytes above it may be marked wrongly, never one below.
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::find_line_end;

    #[test]
    fn the_first_line_end_is_found_at_every_offset_whatever_surrounds_it() {
        for length in 0..40 {
            for filler in [b'a', 0x0b, 0x0c, 0x0e, 0x00, 0x80, 0x8a, 0x8d, 0xff] {
                let mut bytes = vec![filler; length];
                assert_eq!(find_line_end(&bytes), None);
                for at in 0..length {
                    for (line_end, after) in [(b'\n', b'\r'), (b'\r', b'\n')] {
                        bytes[at] = line_end;
                        bytes[at + 1..].fill(after);
                        assert_eq!(find_line_end(&bytes), Some(at));
                        bytes[at..].fill(filler);
                    }
                }
            }
        }
    }
}
