//! What a pool may do.

use std::time::Duration;

use crate::driver::{Control, DriverConnection, TransactionStatus};

/// The options of a pool; the defaults are SQLAlchemy's.
#[derive(Clone, Debug)]
pub(crate) struct PoolConfig {
    /// How many connections are kept.
    pub(crate) size: usize,
    /// How many more may be open at a time.
    pub(crate) overflow: usize,
    /// How long to wait for one.
    pub(crate) timeout: Duration,
    /// Whether to ask the server for a sign of life before a connection is used again.
    pub(crate) pre_ping: bool,
    /// The age at which a connection is replaced.
    pub(crate) recycle: Option<Duration>,
    /// What happens to a connection that comes back.
    pub(crate) reset: PoolReset,
}

impl Default for PoolConfig {
    fn default() -> Self {
        Self {
            size: 5,
            overflow: 10,
            timeout: Duration::from_secs(30),
            pre_ping: false,
            recycle: None,
            reset: PoolReset::Rollback,
        }
    }
}

impl PoolConfig {
    /// How many connections there may be: at least one.
    pub(crate) fn limit(&self) -> usize {
        self.size.saturating_add(self.overflow).max(1)
    }
}

/// What happens to a connection that comes back to its pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolReset {
    /// A transaction that is still open is rolled back, and the connection is used again.
    ///
    /// Settings, temporary tables and locks that belong to the connection itself stay. This is what SQLAlchemy does.
    #[default]
    Rollback,
    /// The connection is closed, so that the next user gets one without a past.
    Close,
}

impl PoolReset {
    /// Cleans a connection up; false if it cannot be used again.
    pub(super) fn is_clean(self, connection: &mut dyn DriverConnection) -> bool {
        match self {
            Self::Rollback => {
                connection.status() == TransactionStatus::Idle || connection.control(Control::Rollback).is_ok()
            }
            Self::Close => false,
        }
    }
}
