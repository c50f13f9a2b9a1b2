//! The protocol without its I/O: no clock, no randomness, no network, no JavaScript. It builds and is tested natively.

pub mod action;
pub mod backoff;
mod byte_order_mark;
mod digits;
pub mod event_source;
pub mod event_stream;
pub mod failure;
mod idle;
mod line_end;
mod mime_type;
pub mod options;
pub mod owned_event;
pub mod page;
pub mod response;
