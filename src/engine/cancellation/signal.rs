//! What who waits for a piece of work and who does it tell each other. `tests/interleavings` tries this in every order of
//! their steps.

use std::time::Duration;

use super::sync::{AtomicBool, Condvar, Mutex, MutexGuard, Ordering, PoisonError};

/// The first pause between two requests to cancel; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// What cancels the statements of one connection.
pub(crate) trait Request: Clone {
    /// Cancels the statement that runs at this moment, if one does. May block.
    fn request(&self);
}

/// Shared by who waits for a piece of work and the thread that does it.
#[derive(Debug)]
pub(crate) struct Signal<R> {
    is_cancelled: AtomicBool,
    /// What cancels the statements of the connection that does the work, while there is one.
    running: Mutex<Option<R>>,
    ended: Condvar,
}

impl<R> Default for Signal<R> {
    fn default() -> Self {
        Self { is_cancelled: AtomicBool::new(false), running: Mutex::new(None), ended: Condvar::new() }
    }
}

impl<R: Request> Signal<R> {
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
        while let Some(connection) = running.clone() {
            drop(running);
            connection.request();
            running = self.lock();
            if running.is_some() {
                running = self.ended.wait_timeout(running, pause).unwrap_or_else(PoisonError::into_inner).0;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// A connection begins to work. Whoever asks afterwards whether the work is [cancelled](Self::is_cancelled), and is told
    /// that it is not, will be asked to stop.
    pub(crate) fn begins(&self, connection: R) {
        *self.lock() = Some(connection);
    }

    /// The connection works no more.
    pub(crate) fn ends(&self) {
        *self.lock() = None;
        self.ended.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Option<R>> {
        // It is replaced in one step, so it is whole even if another thread panicked.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
