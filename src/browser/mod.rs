//! The browser edge: carries the core's actions out and reports to it what happened. It decides nothing.

mod allocator;
mod attempt;
mod connection;
mod exports;
mod listener;
mod page;
mod refusal;
mod request;
mod response;
#[cfg(test)]
mod tests;
mod timer;
