//! Work that nobody waits for any more: it is told so, and what it runs is cancelled.

mod lease;
mod signal;

use std::sync::Arc;

#[cfg(feature = "tokio")]
use super::Engine;
use super::cancel::CancelHandle;
use super::connection::Connection;
use crate::error::{Error, ErrorKind, Result};

pub(super) use lease::Lease;
use signal::{Request, Signal};

/// Where the two files beside this one have their locks from: std, or a model that tries every order.
mod sync {
    pub(super) use std::sync::atomic::{AtomicBool, Ordering};
    pub(super) use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
}

/// Shared by who waits for a piece of work and the thread that does it.
pub(crate) type Cancellation = Signal<CancelHandle>;

impl Request for CancelHandle {
    fn request(&self) {
        // A server that cannot be reached has noticed that the connection is gone, or will.
        let _ = self.cancel();
    }
}

impl Cancellation {
    /// The error of whatever is begun after the cancellation.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(cancelled()) } else { Ok(()) }
    }
}

#[cfg(feature = "tokio")]
impl Engine {
    /// Connects for somebody who may go away.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect), and as [`Connection::watch`].
    pub(crate) fn connect_for(&self, cancellation: &Arc<Cancellation>) -> Result<Connection> {
        let mut connection = self.connect()?;
        connection.watch(cancellation)?;
        Ok(connection)
    }
}

impl Connection {
    /// Works for somebody who may go away.
    ///
    /// # Errors
    ///
    /// `Cancelled` if that has happened; what the driver says about cancelling, unless it is that it cannot.
    pub(crate) fn watch(&mut self, cancellation: &Arc<Cancellation>) -> Result<()> {
        match self.cancel_handle() {
            Ok(handle) => cancellation.begins(handle),
            // Its statements run to their end, and no other begins.
            Err(error) if *error.kind() == ErrorKind::Unsupported => {}
            Err(error) => return Err(error),
        }
        self.cancellation = Some(Arc::clone(cancellation));
        cancellation.check()
    }

    /// The connection works for nobody any more: nothing is cancelled from here on.
    pub(super) fn unwatch(&mut self) {
        if let Some(cancellation) = self.cancellation.take() {
            cancellation.ends();
        }
    }
}

#[cold]
fn cancelled() -> Error {
    Error::new(
        ErrorKind::Cancelled,
        "nobody waits for this work any more: its future was dropped, and its transaction is rolled back",
    )
}
