//! The EventSource of the HTML Standard, over `fetch`.
//!
//! [`protocol`] is the state machine: it decides what happens and does no I/O. `browser` carries out its actions and passes
//! results back; it decides nothing. A chunk of the response's body is copied once into the core, [`EventStream`] finds the
//! events in it, and `browser` delivers them in one batch.
//!
//! - [`protocol::event_stream`]: bytes in, events out
//! - [`protocol::event_source`]: ready state; announce, fail and reestablish the connection
//! - [`protocol::response`]: whether a response is an event stream, and when the server wants the next request
//! - [`protocol::failure`]: what can go wrong
//! - [`protocol::backoff`]: how long to wait
//! - `browser` (on WebAssembly): `fetch`, the body's reader, timers, `EventSource` for Rust applications, and, with the
//!   feature `js`, the functions that the npm package's JavaScript calls

pub mod protocol;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::{
    Attempt, Builder, Error, EventSource, Failure, Handle, InvalidOption, MessageEvent, Request, Response,
    RetryDecision,
};
pub use protocol::event_source::ReadyState;
pub use protocol::event_stream::{Event, EventStream, Sink};
pub use protocol::failure::Reason;
