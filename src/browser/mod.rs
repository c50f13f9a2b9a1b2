//! The browser edge: carries the core's actions out and reports to it what happened. It decides nothing.

#[cfg(feature = "js")]
mod allocator;
mod attempt;
mod connection;
#[cfg(feature = "js")]
mod exports;
mod refusal;
mod request;
#[cfg(test)]
mod tests;
mod timer;
