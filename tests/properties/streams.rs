//! Random streams, made of what has a meaning, in random pieces.

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::differential::compare;

/// What streams are made of, valid and not.
const WORDS: [&[u8]; 30] = [
    b"data",
    b"data:",
    b"data: ",
    b"event",
    b"event:",
    b"event: ",
    b"id",
    b"id:",
    b"id: ",
    b"retry",
    b"retry:",
    b"retry: ",
    b":",
    b" ",
    b"\n",
    b"\n",
    b"\r",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\n\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xef",
    b"\xbb\xbf",
    b"7",
    b"18446744073709551616",
    "é\u{1f600}".as_bytes(),
    b"\xf0\x9f\x98",
    b"a value that is longer than two words of the machine",
];

fn body(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    while body.len() < 300 && u.ratio(31, 32)? {
        if u.ratio(1, 16)? {
            body.push(u8::arbitrary(u)?);
        } else {
            body.extend_from_slice(u.choose(&WORDS)?);
        }
    }
    Ok(body)
}

fn pieces<'a>(body: &'a [u8], u: &mut Unstructured<'_>) -> Result<Vec<&'a [u8]>> {
    let longest = *u.choose(&[1, 2, 16, 300])?;
    let mut pieces = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let (piece, tail) = rest.split_at(u.int_in_range(0..=longest)?.min(rest.len()));
        pieces.push(piece);
        rest = if u.is_empty() { &[] } else { tail };
    }
    Ok(pieces)
}

#[test]
fn the_parser_cannot_be_told_from_the_standard() {
    let property = |u: &mut Unstructured<'_>| {
        let bodies = [body(u)?, body(u)?, body(u)?];
        let bodies = bodies.iter().map(|body| pieces(body, u)).collect::<Result<Vec<_>>>()?;
        compare(&bodies);
        Ok(())
    };
    arbtest::arbtest(property).size_max(4_096).budget_ms(2_000);
}
