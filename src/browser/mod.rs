//! Carries out the actions of the state machine in a browser, and passes results back. It decides nothing.

#[cfg(feature = "js")]
mod allocator;
mod attempt;
mod builder;
mod connection;
mod error;
mod event_source;
#[cfg(feature = "js")]
mod exports;
mod functions;
mod host;
mod invalid_option;
mod notification;
mod queue;
#[cfg(feature = "js")]
#[cfg(test)]
mod tests;
mod timer;

pub use builder::Builder;
pub use error::Error;
pub use event_source::{EventSource, Handle, MessageEvent};
pub use functions::{Attempt, Failure, Request, Response, RetryDecision};
pub use invalid_option::InvalidOption;
