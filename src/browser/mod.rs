//! Carries out the actions of the state machine in a browser, and passes results back. It decides nothing.

#[cfg(feature = "js")]
mod allocator;
mod attempt;
mod builder;
mod connection;
mod event_source;
#[cfg(feature = "js")]
mod exports;
mod host;
mod notification;
#[cfg(feature = "js")]
#[cfg(test)]
mod tests;
mod timer;

pub use builder::{Attempt, Builder, InvalidOption};
pub use event_source::{Error, EventSource, MessageEvent};
