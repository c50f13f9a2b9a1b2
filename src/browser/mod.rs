//! The browser edge: carries the core's actions out and reports to it what happened. It decides nothing.

mod allocator;
mod attempt;
mod connection;
mod exports;
mod refusal;
mod request;
#[cfg(test)]
mod tests;
mod timer;
