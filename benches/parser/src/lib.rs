//! Benches only: see `benches/parser.rs`.
