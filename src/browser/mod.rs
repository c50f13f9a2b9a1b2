//! Carries out the actions of the state machine in a browser, and passes results back. It decides nothing.

mod attempt;
mod builder;
pub(crate) mod connection;
mod error;
mod event_source;
mod functions;
pub(crate) mod host;
mod invalid_option;
mod notification;
mod queue;
#[cfg(target_arch = "wasm32")]
#[cfg(test)]
mod tests;
mod timer;

pub use builder::Builder;
pub use error::Error;
pub use event_source::{EventSource, Handle, MessageEvent};
pub use functions::{Attempt, Failure, Request, Response, RetryDecision};
pub use invalid_option::InvalidOption;
