//! The protocol without its I/O: no clock, no randomness, no network, no JavaScript. It builds and is tested natively.

pub mod backoff;
pub mod event_source;
pub mod event_stream;
pub mod failure;
mod line_end;
mod mime_type;
pub mod response;
