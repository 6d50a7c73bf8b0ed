//! Those who wait for a connection, in the order they came.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Idle, LONGEST_WAIT};

/// What a waiting caller is given.
pub(super) enum Grant {
    /// A connection.
    Connection(Idle),
    /// The right to open one.
    Slot,
}

/// A caller that waits. Grants are given under the pool's lock, so none is given to one who has left.
#[derive(Default)]
pub(super) struct Waiter {
    ready: Condvar,
    grant: Mutex<Option<Grant>>,
}

impl Waiter {
    pub(super) fn grant(&self, grant: Grant) {
        *self.grant.lock().unwrap_or_else(PoisonError::into_inner) = Some(grant);
        self.ready.notify_one();
    }

    pub(super) fn take_grant(&self) -> Option<Grant> {
        self.grant.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Sleeps until a grant may have come, or the time is over.
    pub(super) fn wait<'s, T>(&self, state: MutexGuard<'s, T>, time: Duration) -> MutexGuard<'s, T> {
        self.ready.wait_timeout(state, time.min(LONGEST_WAIT)).unwrap_or_else(PoisonError::into_inner).0
    }
}

/// First come, first served.
#[derive(Default)]
pub(super) struct Queue(VecDeque<Arc<Waiter>>);

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn join(&mut self) -> Arc<Waiter> {
        let waiter = Arc::new(Waiter::default());
        self.0.push_back(Arc::clone(&waiter));
        waiter
    }

    pub(super) fn leave(&mut self, waiter: &Arc<Waiter>) {
        self.0.retain(|known| !Arc::ptr_eq(known, waiter));
    }

    pub(super) fn next(&mut self) -> Option<Arc<Waiter>> {
        self.0.pop_front()
    }
}
