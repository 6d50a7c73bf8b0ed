//! Whether a connection is still its user's. `tests/interleavings` tries this in every order of its threads' steps.

use super::sync::{Arc, Mutex, PoisonError};

/// Whether the connection is still its user's: afterwards it may run the statement of somebody else.
#[derive(Clone, Debug)]
pub(crate) struct Lease(Arc<Mutex<Terms>>);

#[derive(Debug)]
struct Terms {
    is_held: bool,
    /// A request was made that may still be on its way.
    is_late: bool,
}

impl Lease {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(Terms { is_held: true, is_late: false })))
    }

    /// The connection goes back to its pool. True if it must not be used again, because a request to cancel may still be on
    /// its way, and would hit whatever the next user runs.
    pub(crate) fn end(&self) -> bool {
        let mut terms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        terms.is_held = false;
        terms.is_late
    }

    /// Makes a request to cancel, unless the connection is somebody else's by now, and keeps it from changing hands meanwhile.
    pub(crate) fn request<T>(&self, may_come_late: bool, request: impl FnOnce() -> T) -> Option<T> {
        let mut terms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !terms.is_held {
            return None;
        }
        terms.is_late |= may_come_late;
        Some(request())
    }
}
