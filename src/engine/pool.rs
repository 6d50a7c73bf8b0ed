//! Keeps connections open between uses: at most so many, handed out first come, first served.
//!
//! It knows no SQL beyond what a driver does for it. Its lock is held for bookkeeping only, never while a connection
//! is opened, asked or closed.

mod config;
mod queue;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub(crate) use config::PoolConfig;
pub use config::PoolReset;
use queue::{Grant, Queue, Waiter};

use super::statement_cache::StatementCache;
use crate::driver::{Driver, DriverConnection};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;

/// How a pool stands at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolStatus {
    /// Connections that wait to be used.
    pub idle: usize,
    /// Connections that are in use, or just being opened.
    pub in_use: usize,
    /// Callers that wait for a connection.
    pub waiting: usize,
    /// How many connections there may be: size and overflow.
    pub limit: usize,
}

/// The connections of one engine.
pub(crate) struct Pool {
    driver: Arc<dyn Driver>,
    config: PoolConfig,
    state: Mutex<State>,
}

struct State {
    idle: Vec<Idle>,
    /// Slots taken by connections in use or being opened.
    in_use: usize,
    queue: Queue,
    /// Connections opened before this are not used again.
    valid_since: Option<Instant>,
}

impl State {
    fn is_outdated(&self, idle: &Idle) -> bool {
        self.valid_since.is_some_and(|since| idle.opened <= since)
    }

    /// Nothing opened until now is used again. Returns what can be closed at once.
    fn outdate(&mut self) -> Vec<Idle> {
        self.valid_since = Some(Instant::now());
        std::mem::take(&mut self.idle)
    }
}

/// A connection and when it was opened.
pub(super) struct Idle {
    raw: Box<dyn DriverConnection>,
    statements: StatementCache,
    opened: Instant,
}

impl Pool {
    pub(crate) fn new(driver: Arc<dyn Driver>, config: PoolConfig) -> Self {
        let state = State { idle: Vec::new(), in_use: 0, queue: Queue::default(), valid_since: None };
        Self { driver, config, state: Mutex::new(state) }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.driver.dialect()
    }

    pub(crate) const fn config(&self) -> &PoolConfig {
        &self.config
    }

    pub(crate) fn status(&self) -> PoolStatus {
        let state = self.lock();
        PoolStatus {
            idle: state.idle.len(),
            in_use: state.in_use,
            waiting: state.queue.len(),
            limit: self.config.limit(),
        }
    }

    /// Takes an idle connection, opens one, or waits until one is free.
    pub(crate) fn acquire(self: &Arc<Self>) -> Result<Pooled> {
        let idle = self.take_slot()?;
        // From here on the slot is given back on every way out, a panic among them.
        let mut pooled = Pooled { pool: Arc::clone(self), connection: idle, is_new: false };
        if let Some(idle) = &mut pooled.connection
            && !self.is_alive(idle)
        {
            pooled.connection = None;
        }
        if pooled.connection.is_none() {
            pooled.connection = Some(Idle {
                raw: self.driver.connect()?,
                statements: StatementCache::default(),
                opened: Instant::now(),
            });
            pooled.is_new = true;
        }
        Ok(pooled)
    }

    /// Closes all idle connections, and those in use as soon as they come back.
    pub(crate) fn discard_all(&self) {
        drop(self.lock().outdate());
    }

    /// A connection broke, and has most likely not been the only one: closes all that are as old. If others noticed
    /// before, what was opened since is left alone.
    fn discard_with(&self, broken: &Idle) {
        let mut state = self.lock();
        let discarded = if state.is_outdated(broken) { Vec::new() } else { state.outdate() };
        drop(state);
        // Closed outside the lock.
        drop(discarded);
    }

    /// Takes a slot: with a connection in it, or without, to open one.
    fn take_slot(&self) -> Result<Option<Idle>> {
        let mut state = self.lock();
        // Nobody may pass those who wait.
        if state.queue.is_empty() {
            // The one used last: its caches are warm, and those that are never needed grow old.
            if let Some(idle) = state.idle.pop() {
                state.in_use += 1;
                return Ok(Some(idle));
            }
            if state.in_use < self.config.limit() {
                state.in_use += 1;
                return Ok(None);
            }
        }
        let waiter = state.queue.join();
        self.wait(state, &waiter)
    }

    fn wait(&self, mut state: MutexGuard<'_, State>, waiter: &Arc<Waiter>) -> Result<Option<Idle>> {
        let started = Instant::now();
        loop {
            if let Some(grant) = waiter.take_grant() {
                return Ok(match grant {
                    Grant::Connection(idle) => Some(idle),
                    Grant::Slot => None,
                });
            }
            let Some(left) = self.config.timeout.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) else {
                state.queue.leave(waiter);
                return Err(self.timed_out());
            };
            state = waiter.wait(state, left);
        }
    }

    /// How long to wait for a connection.
    #[cfg(feature = "tokio")]
    pub(crate) const fn timeout(&self) -> Duration {
        self.config.timeout
    }

    /// For those who have waited that long.
    pub(crate) fn timed_out(&self) -> Error {
        let PoolConfig { size, overflow, timeout, .. } = self.config;
        Error::new(
            ErrorKind::PoolTimeout,
            format!(
                "no connection became free in {} ms (pool size {size}, overflow {overflow}): drop connections and \
                 sessions earlier, or raise `pool_size`",
                timeout.as_millis()
            ),
        )
    }

    fn is_alive(&self, idle: &mut Idle) -> bool {
        if self.config.recycle.is_some_and(|age| idle.opened.elapsed() >= age) {
            return false;
        }
        if !self.config.pre_ping || idle.raw.ping().is_ok() {
            return true;
        }
        self.discard_with(idle);
        false
    }

    /// Gives a slot back, with the connection if it can be used again.
    fn release(&self, connection: Option<Idle>) {
        let surplus = {
            let mut state = self.lock();
            let (connection, outdated) = match connection {
                Some(idle) if state.is_outdated(&idle) => (None, Some(idle)),
                other => (other, None),
            };
            let room = state.idle.len() < self.config.size;
            match (state.queue.next(), connection) {
                // The slot goes from hand to hand: it stays in use.
                (Some(waiter), Some(idle)) => {
                    waiter.grant(Grant::Connection(idle));
                    outdated
                }
                (Some(waiter), None) => {
                    waiter.grant(Grant::Slot);
                    outdated
                }
                (None, Some(idle)) if room => {
                    state.in_use -= 1;
                    state.idle.push(idle);
                    outdated
                }
                (None, surplus) => {
                    state.in_use -= 1;
                    surplus.or(outdated)
                }
            }
        };
        // Closed outside the lock.
        drop(surplus);
    }

    /// Every change under this lock is complete before anything can panic, so a poisoned lock guards a sound state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection in use. Dropped, it goes back to its pool.
pub(crate) struct Pooled {
    pool: Arc<Pool>,
    connection: Option<Idle>,
    is_new: bool,
}

impl Pooled {
    /// The driver's connection.
    ///
    /// # Errors
    ///
    /// `Disconnected` if it was closed.
    #[inline]
    pub(crate) fn raw(&mut self) -> Result<&mut dyn DriverConnection> {
        match &mut self.connection {
            Some(idle) => Ok(&mut *idle.raw),
            None => Err(Error::new(ErrorKind::Disconnected, "the connection is closed: drop it and take another")),
        }
    }

    /// The driver's connection, to be asked only; `None` if it was closed.
    pub(crate) fn peek(&self) -> Option<&dyn DriverConnection> {
        self.connection.as_ref().map(|idle| &*idle.raw)
    }

    /// The statements that this connection has rendered before.
    pub(crate) fn statements(&mut self) -> Option<&mut StatementCache> {
        self.connection.as_mut().map(|idle| &mut idle.statements)
    }

    /// Whether nobody has used the connection before.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Closes the connection now. Its slot is given back when this value is dropped.
    pub(crate) fn close(&mut self) {
        self.connection = None;
    }

    /// The connection broke: closes it, and all others that are as old.
    pub(crate) fn close_broken(&mut self) {
        if let Some(broken) = self.connection.take() {
            self.pool.discard_with(&broken);
        }
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        let mut connection = self.connection.take();
        if let Some(idle) = &mut connection
            && !self.pool.config.reset.is_clean(&mut *idle.raw)
        {
            connection = None;
        }
        self.pool.release(connection);
    }
}

/// The longest time `Condvar` is asked to wait at once: longer ones overflow on some systems.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests;
