//! The browser edge: carries the core's actions out and reports to it what happened. It decides nothing.

#[cfg(feature = "js")]
mod allocator;
mod attempt;
mod builder;
mod connection;
#[cfg(feature = "js")]
mod exports;
mod listener;
mod page;
mod refusal;
mod request;
mod response;
mod source;
#[cfg(feature = "js")]
#[cfg(test)]
mod tests;
mod timer;
mod url;
mod waiter;

pub use builder::{Attempt, Builder, InvalidOption};
pub use source::{Error, EventSource, MessageEvent};
