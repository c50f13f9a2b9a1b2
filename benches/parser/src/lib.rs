//! Empty: this package has only the benchmark `benches/parser.rs`.
