//! Threads that may block: work is moved there, and so is the end of what still has a connection.

use std::mem::take;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::permits::Permit;
use crate::engine::Cancellation;
use crate::error::{Error, ErrorKind, Result};

/// Something that may have a connection with an open transaction.
pub(super) trait Resource: Send + Sized + 'static {
    /// Whether it has a connection.
    fn has_connection(&self) -> bool;

    /// Closes the connection without a word to the database, which rolls back by itself. Does not block.
    fn sever(&mut self);
}

/// Runs work on a thread that may block, and waits for it. If the future is dropped meanwhile, the work is cancelled.
///
/// # Errors
///
/// `InvalidRequest` outside of a tokio runtime, `Cancelled` if that is shut down. A panic of the work goes on here.
pub(super) async fn run<T: Send + 'static>(
    cancellation: &Arc<Cancellation>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let runtime = runtime()?;
    let guard = CancelOnDrop(Some(Arc::clone(cancellation)));
    let joined = runtime.spawn_blocking(work).await;
    guard.disarm();
    joined.map_err(|error| match error.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        Err(_) => Error::new(ErrorKind::Cancelled, "the tokio runtime is shut down: nothing is begun any more"),
    })
}

/// The runtime that polls.
///
/// # Errors
///
/// `InvalidRequest` if there is none.
pub(super) fn runtime() -> Result<Handle> {
    Handle::try_current().map_err(|error| {
        let message = "async sessions and connections need a tokio runtime: await them in one, or use `Engine` itself";
        Error::new(ErrorKind::InvalidRequest, message).with_source(error)
    })
}

/// Cancels what runs for a future that is dropped.
pub(super) struct CancelOnDrop(pub(super) Option<Arc<Cancellation>>);

impl CancelOnDrop {
    /// The work has come to its end.
    pub(super) fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        let Some(cancellation) = self.0.take() else { return };
        cancellation.cancel();
        if !cancellation.has_connection() {
            return;
        }
        // A thread of its own: those of the runtime may all be busy with what is to be cancelled. If there is none to be
        // had, the statement runs to its end, and is the last one.
        let _ = thread::Builder::new().name("realgar-cancel".to_owned()).spawn(move || cancellation.stop());
    }
}

/// What goes when a connection has gone back to its pool.
#[derive(Default)]
pub(super) struct Baggage {
    /// The right to have the connection.
    pub(super) permit: Option<Permit>,
    /// For somebody who waits for the end.
    pub(super) end: Option<oneshot::Sender<()>>,
}

/// Something that may have a connection. Dropped wherever it may be, it rolls back where it may block, and its baggage goes
/// after that.
pub(super) struct Guarded<R: Resource> {
    /// Gone when it is dropped.
    resource: Option<R>,
    pub(super) baggage: Baggage,
}

impl<R: Resource> Guarded<R> {
    pub(super) const fn new(resource: R, baggage: Baggage) -> Self {
        Self { resource: Some(resource), baggage }
    }

    pub(super) fn get(&self) -> &R {
        self.resource.as_ref().expect("the resource is there until the guard is taken apart")
    }

    pub(super) fn get_mut(&mut self) -> &mut R {
        self.resource.as_mut().expect("the resource is there until the guard is taken apart")
    }

    /// Ends it here, where it may block.
    pub(super) fn end(mut self) {
        self.resource = None;
    }
}

impl<R: Resource> Drop for Guarded<R> {
    fn drop(&mut self) {
        let Some(resource) = self.resource.take() else { return };
        if !resource.has_connection() {
            return;
        }
        match Handle::try_current() {
            Ok(runtime) => {
                let last = Last { resource: Some(resource), baggage: take(&mut self.baggage) };
                runtime.spawn_blocking(move || last.end());
            }
            // A thread outside of the runtime may wait.
            Err(_) => drop(resource),
        }
    }
}

/// On its way to its end. If it does not get there, because the runtime is shut down, the connection is closed.
struct Last<R: Resource> {
    resource: Option<R>,
    baggage: Baggage,
}

impl<R: Resource> Last<R> {
    fn end(mut self) {
        drop(self.resource.take());
        drop(take(&mut self.baggage));
    }
}

impl<R: Resource> Drop for Last<R> {
    fn drop(&mut self) {
        if let Some(resource) = &mut self.resource {
            resource.sever();
        }
    }
}
