#![cfg_attr(feature = "event-source", doc = include_str!("README.md"))]
#![cfg_attr(not(feature = "event-source"), doc = "A parser of event streams.")]

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

#[cfg(all(doctest, feature = "event-source"))]
#[doc = include_str!("../docs/rust.md")]
mod recipes {}
