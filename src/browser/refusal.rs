//! Tells a refusal from a failure: `fetch` says the same of a server that is down, of one that does not allow this page
//! to read its answer (CORS), and of a page whose Content Security Policy forbids the request.
//!
//! A refusal fails the connection, anything else is tried again. If the same resource answers to a request that asks for
//! no permission, and with something that cannot be read, another origin's server is up; and what looks like a refusal
//! then is tried once more. A page that has been connected, or fetches by itself, is only asked for its policy.

use std::rc::Rc;

use super::attempt::WaitsFor;
use super::connection::{Connection, Receiver};
use super::edge;
use super::timer::now;

impl<R: Receiver> Connection<R> {
    pub(super) fn handle_no_response(self: &Rc<Self>) {
        if !edge::is_http(&self.context) || self.attempt.is_suspect.get() {
            self.handle_refusal();
        } else if self.is_watching.get() {
            // In Chromium and Firefox a violation is known a task after the fetch has failed.
            self.wait_for(WaitsFor::Policy, edge::turn);
        } else {
            self.break_off();
        }
    }

    pub(super) fn judge(self: &Rc<Self>) {
        if self.attempt.is_forbidden.get() {
            self.handle_refusal();
        } else if self.has_been_open.get() || self.context.fetch().is_some() {
            self.break_off();
        } else {
            self.wait_for(WaitsFor::Probe, edge::probe);
        }
    }

    /// The network failed, or the page is being left.
    pub(super) fn break_off(self: &Rc<Self>) {
        if edge::is_page() {
            let farewell = self.core.borrow().farewell(now());
            self.wait_for(WaitsFor::Farewell, |context, attempt| edge::later(context, attempt, farewell as f64));
        } else {
            self.handle_network_error();
        }
    }
}
