//! Permits: as many as the pool may have connections, first come, first served.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::engine::Engine;
use crate::error::{Error, Result};

/// The right to have one connection of the pool. Given back when it is dropped.
pub(super) type Permit = OwnedSemaphorePermit;

/// The permits of one engine.
#[derive(Clone)]
pub(super) struct Permits {
    free: Arc<Semaphore>,
    patience: Duration,
    timed_out: Arc<dyn Fn() -> Error + Send + Sync>,
}

impl Permits {
    pub(super) fn new(engine: &Engine) -> Self {
        let limit = engine.pool_status().limit.min(Semaphore::MAX_PERMITS);
        let (patience, timed_out) = engine.pool_timeout();
        Self { free: Arc::new(Semaphore::new(limit)), patience, timed_out: Arc::new(timed_out) }
    }

    /// How many are not taken.
    pub(super) fn free(&self) -> usize {
        self.free.available_permits()
    }

    /// Waits for a permit, behind those who came before.
    pub(super) async fn take(&self) -> Result<Permit> {
        // Nobody is passed by: a permit is free only if nobody waits for it.
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(permit);
        }
        match timeout(self.patience, Arc::clone(&self.free).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            // The semaphore is never closed; a time that is over is the only reason.
            Ok(Err(_)) | Err(_) => Err((self.timed_out)()),
        }
    }
}
