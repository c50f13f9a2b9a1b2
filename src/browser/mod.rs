//! The browser edge: carries the core's actions out and reports to it what happened. It decides nothing.

#[cfg(feature = "js")]
mod allocator;
mod attempt;
mod builder;
mod connection;
mod edge;
#[cfg(feature = "js")]
mod exports;
mod refusal;
mod source;
#[cfg(feature = "js")]
#[cfg(test)]
mod tests;
mod timer;

pub use builder::{Attempt, Builder, InvalidOption};
pub use source::{Error, EventSource, MessageEvent};
