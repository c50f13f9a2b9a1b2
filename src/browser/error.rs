//! Why a connection was lost or could not be made.

use std::fmt;
use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::host::{self, Context};
use crate::protocol::failure::{Failure, Next, Reason};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(method, getter)]
    fn status(this: &Context) -> Option<u16>;
    #[wasm_bindgen(method, getter)]
    fn cause(this: &Context) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn attempt(this: &Context) -> u32;

    #[wasm_bindgen(js_name = String, catch)]
    fn to_text(value: &JsValue) -> Result<String, JsValue>;
}

/// Why a connection was lost or could not be made, and what follows.
#[derive(Clone, Debug)]
pub struct Error {
    failure: Failure,
    status: Option<u16>,
    cause: Option<Cause>,
    attempt: u32,
}

impl Error {
    /// Reads what the context knows of the failure.
    pub(super) fn new(failure: Failure, context: &Context) -> Self {
        let (status, cause) = (context.status(), context.cause());
        host::discard_rejected_later(context);
        Self {
            failure,
            status,
            // With a status, it is the type of the response.
            cause: (status.is_none() && !cause.is_undefined()).then_some(Cause(cause)),
            attempt: context.attempt(),
        }
    }

    /// What went wrong.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.failure.reason
    }

    /// Whether the connection was open.
    #[must_use]
    pub fn was_open(&self) -> bool {
        self.failure.was_open
    }

    /// The status of the response, if that is not an event stream.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// What JavaScript threw, for example the `TypeError` of `fetch`.
    #[must_use]
    pub fn cause(&self) -> Option<&JsValue> {
        self.cause.as_ref().map(|Cause(value)| value)
    }

    /// The number of the attempt, starting at 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The time until the next attempt; none if there will be none.
    #[must_use]
    pub fn delay(&self) -> Option<Duration> {
        self.failure.next.delay().map(Duration::from_millis)
    }

    /// Whether the server has ended the response, and no attempt follows because none should.
    pub(super) fn is_final_end(&self) -> bool {
        self.reason() == Reason::End && self.failure.next == Next::Close
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason().message(self.was_open()))?;
        if let (Reason::Status, Some(status)) = (self.reason(), self.status) {
            write!(formatter, " {status}")?;
        }
        formatter.write_str(self.failure.next.note())?;
        match self.delay() {
            Some(delay) => write!(formatter, "; reconnecting in {} ms", delay.as_millis()),
            None => formatter.write_str("; the connection is closed"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// What JavaScript threw.
#[derive(Clone, Debug)]
struct Cause(JsValue);

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&to_text(&self.0).unwrap_or_default())
    }
}

impl std::error::Error for Cause {}
