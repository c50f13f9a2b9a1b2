//! The byte order mark at the start of a response, which is not part of the event stream.

const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Whether the bytes read so far are still those of a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrderMark {
    Matched(usize),
    Passed,
}

impl Default for ByteOrderMark {
    fn default() -> Self {
        Self::Matched(0)
    }
}

/// What [`ByteOrderMark::skip`] found.
pub(super) struct Skipped<'a> {
    /// The bytes that follow.
    pub(super) rest: &'a [u8],
    /// The stream starts with a part of a byte order mark, which is then the start of an unknown field's name.
    pub(super) is_partial: bool,
}

impl ByteOrderMark {
    /// Skips the mark, which may arrive in several chunks.
    pub(super) fn skip<'a>(&mut self, mut rest: &'a [u8]) -> Skipped<'a> {
        while let Self::Matched(matched) = *self {
            let Some((first, after)) = rest.split_first() else { break };
            match BYTE_ORDER_MARK.get(matched) {
                Some(expected) if first == expected => {
                    *self = Self::Matched(matched + 1);
                    rest = after;
                }
                expected => {
                    *self = Self::Passed;
                    return Skipped { rest, is_partial: matched > 0 && expected.is_some() };
                }
            }
        }
        Skipped { rest, is_partial: false }
    }
}
