//! The page that an event source belongs to.

/// What happens to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// The page became hidden.
    Hidden,
    /// The page became visible.
    Visible,
    /// The page may be about to be unloaded: `beforeunload`.
    BeforeUnload,
    /// The page was frozen, or went into the back/forward cache.
    Suspended,
    /// The page is active again.
    Resumed,
    /// The browser went offline.
    Offline,
    /// The browser is back online.
    Online,
}

/// Browsers abort the connections of a page that is being unloaded, and some do so before they notify the page. So a network
/// error is reported after a grace period, in milliseconds: a longer one soon after `beforeunload`.
const UNLOAD_GRACE_MS: u64 = 20;
const BEFOREUNLOAD_GRACE_MS: u64 = 2_000;

/// The page's state, as far as events have told it.
#[derive(Debug)]
pub(super) struct Page {
    is_hidden: bool,
    is_suspended: bool,
    pub(super) is_offline: bool,
    beforeunload_at: f64,
}

impl Default for Page {
    fn default() -> Self {
        Self { is_hidden: false, is_suspended: false, is_offline: false, beforeunload_at: f64::NEG_INFINITY }
    }
}

impl Page {
    pub(super) fn update(&mut self, event: PageEvent, now: f64) {
        match event {
            PageEvent::Hidden => self.is_hidden = true,
            PageEvent::Visible => self.is_hidden = false,
            PageEvent::BeforeUnload => self.beforeunload_at = now,
            PageEvent::Suspended => self.is_suspended = true,
            PageEvent::Resumed => self.is_suspended = false,
            PageEvent::Offline => self.is_offline = true,
            PageEvent::Online => self.is_offline = false,
        }
    }

    /// Whether there may be no connection now.
    pub(super) fn is_paused(&self, pause_when_hidden: bool) -> bool {
        self.is_suspended || (self.is_hidden && pause_when_hidden)
    }

    pub(super) fn unload_grace_period(&self, now: f64) -> u64 {
        let is_recent = now - self.beforeunload_at < BEFOREUNLOAD_GRACE_MS as f64;
        if is_recent { BEFOREUNLOAD_GRACE_MS } else { UNLOAD_GRACE_MS }
    }
}
