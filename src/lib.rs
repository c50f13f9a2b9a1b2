//! The EventSource of the HTML Standard for Rust applications in a browser: with headers, POST, token refresh and reliable
//! reconnection.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use eventsource_wasm::EventSource;
//! use futures::StreamExt;
//!
//! let mut events = EventSource::builder("/events").header("Authorization", "Bearer …").open()?;
//! while let Some(event) = events.next().await {
//!     let event = event?;
//!     println!("{}: {}", event.event_type, event.data);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `EventSource` is a `futures::Stream`. It reconnects by itself with the last event ID, waits longer after each failure,
//! and reads the response no faster than events are taken. Dropping it closes the connection. `Builder` has the options.
//!
//! # How to build
//!
//! The crate contains JavaScript modules, so build the application as an ES module: with Trunk, or with
//! `wasm-pack build --target web`.
//!
//! # Targets
//!
//! `EventSource` connects on `wasm32-unknown-unknown`, in pages and in workers. On other targets, such as a server that renders
//! an application's first page, the same names compile, and `open()` fails with [`InvalidOption::NoBrowser`].
//!
//! The parser, [`Parser`], has no I/O and works on every target. [`EventStream`] makes a stream of events of a stream of bytes.
//!
//! # Features
//!
//! - `event-source`, by default: `EventSource` and what belongs to it. On WASI the feature adds nothing but `stream`.
//! - `stream`, part of `event-source`: [`EventStream`]. It depends on `futures-core`.
//!
//! Without features the crate is the parser alone, and has no dependencies.
//!
//! # Recipes
//!
//! [docs/rust.md](https://github.com/eventsource-wasm/eventsource-wasm/blob/main/docs/rust.md) has complete functions for
//! token refresh, POST, a Stop button, `select!`, the state of the connection, and frameworks.
//! [docs/options.md](https://github.com/eventsource-wasm/eventsource-wasm/blob/main/docs/options.md) has the details of the
//! options.

#[doc(hidden)]
pub mod protocol;

#[cfg(feature = "stream")]
mod stream;

#[cfg(all(feature = "event-source", not(target_os = "wasi")))]
mod browser;

/// What the module of the npm package calls. It is no part of the API.
#[cfg(all(feature = "event-source", not(target_os = "wasi")))]
#[doc(hidden)]
pub mod bindings {
    pub use crate::browser::connection::{Connection, Delegate};
    pub use crate::browser::host::{Context, initial_id};
}

#[cfg(all(feature = "event-source", not(target_os = "wasi")))]
pub use browser::{
    Attempt, Builder, Error, EventSource, Failure, Handle, InvalidOption, MessageEvent, Request, Response,
    RetryDecision,
};
pub use protocol::event_source::ReadyState;
pub use protocol::event_stream::{Event, Parser, Sink};
pub use protocol::failure::Reason;
pub use protocol::owned_event::OwnedEvent;
#[cfg(feature = "stream")]
pub use stream::{EventStream, EventStreamError};

#[cfg(doctest)]
#[doc = include_str!("../docs/rust.md")]
mod recipes {}
