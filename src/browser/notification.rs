//! What `context.js` notifies a connection of: the first argument of `notify`. A test holds the numbers of both together.

#![allow(dead_code, reason = "not every notification is handled by its number")]

// The outcome of a request, a body, a wait or a decision of the current attempt.
pub(super) const RESPONSE: u32 = 0;
pub(super) const NETWORK_ERROR: u32 = 1;
/// A function of the page threw, or returned what cannot be used.
pub(super) const OPTIONS_ERROR: u32 = 2;
/// The platform refuses a request that every attempt would repeat.
pub(super) const INVALID_REQUEST: u32 = 3;
pub(super) const UNSUPPORTED: u32 = 4;
pub(super) const END: u32 = 5;
pub(super) const ELAPSED: u32 = 6;
pub(super) const DECISION: u32 = 7;

// Calls of the event source or its delegate.
pub(super) const START: u32 = 8;
pub(super) const PULL: u32 = 9;
pub(super) const RESET: u32 = 10;
pub(super) const STOP: u32 = 11;
pub(super) const CLOSE: u32 = 12;
pub(super) const RECONNECT: u32 = 13;

// Events of the page.
pub(super) const VISIBILITY_CHANGE: u32 = 14;
pub(super) const ONLINE: u32 = 15;
pub(super) const OFFLINE: u32 = 16;
pub(super) const BEFORE_UNLOAD: u32 = 17;
pub(super) const SUSPENDED: u32 = 18;
pub(super) const RESUMED: u32 = 19;
pub(super) const UNLOADED: u32 = 20;
pub(super) const VIOLATION: u32 = 21;
