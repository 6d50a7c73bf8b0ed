//! Work that nobody waits for any more: it is told so, and what it runs is cancelled.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(feature = "tokio")]
use super::Engine;
use super::cancel::CancelHandle;
use super::connection::Connection;
use crate::error::{Error, ErrorKind, Result};

/// The first pause between two requests to cancel; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Shared by who waits for a piece of work and the thread that does it.
#[derive(Debug, Default)]
pub(crate) struct Cancellation {
    is_cancelled: AtomicBool,
    /// What cancels the statements of the connection that does the work, while there is one.
    running: Mutex<Option<CancelHandle>>,
    ended: Condvar,
}

impl Cancellation {
    /// Whether nobody waits for the work any more.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Acquire)
    }

    /// Says that nobody waits any more: no other statement begins, and no transaction is committed. Does not block.
    pub(crate) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Release);
    }

    /// Whether a connection works.
    pub(crate) fn has_connection(&self) -> bool {
        self.lock().is_some()
    }

    /// Cancels what the connection runs, until it has stopped. Blocks.
    ///
    /// One request is not enough: it has no effect between two statements, and one that was about to begin may be long.
    pub(crate) fn stop(&self) {
        let mut pause = FIRST_PAUSE;
        let mut running = self.lock();
        while let Some(handle) = running.clone() {
            drop(running);
            // A server that cannot be reached has noticed that the connection is gone, or will.
            let _ = handle.cancel();
            running = self.lock();
            if running.is_some() {
                running = self.ended.wait_timeout(running, pause).unwrap_or_else(PoisonError::into_inner).0;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// The error of whatever is begun after the cancellation.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() { Err(cancelled()) } else { Ok(()) }
    }

    fn lock(&self) -> MutexGuard<'_, Option<CancelHandle>> {
        // It is replaced in one step, so it is whole even if another thread panicked.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
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
            Ok(handle) => *cancellation.lock() = Some(handle),
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
            *cancellation.lock() = None;
            cancellation.ended.notify_all();
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
