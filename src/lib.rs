//! The EventSource of the HTML Standard, over `fetch`.
//!
//! A chunk's way: `browser` reads it from the response's body and copies it once into the core; [`EventStream`] finds
//! the events in it; the edge hands them on in one batch. [`protocol`] decides everything (what to fetch, when to wait, which
//! event to fire) and does nothing; `browser` does everything and decides nothing.
//!
//! - [`protocol::event_stream`]: bytes in, events out
//! - [`protocol::event_source`]: ready state; announce, fail, reestablish the connection
//! - [`protocol::response`]: whether a response is an event stream, and when its server wants to be asked again
//! - [`protocol::failure`]: what can go wrong
//! - [`protocol::backoff`]: how long to wait
//! - `browser` (on WebAssembly): `fetch`, the reader, timers, `EventSource` for Rust applications, and, with the feature
//!   `js`, what the npm package's JavaScript calls

pub mod protocol;

#[cfg(target_arch = "wasm32")]
mod browser;

#[cfg(target_arch = "wasm32")]
pub use browser::{Attempt, Builder, Error, EventSource, InvalidOption, MessageEvent};
pub use protocol::backoff::Backoff;
pub use protocol::event_source::ReadyState;
pub use protocol::event_stream::{Event, EventStream, Sink};
pub use protocol::failure::Reason;
