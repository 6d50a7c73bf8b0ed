//! The same engine with other transactions: their isolation level, whether they may write, what is said in them first.

use std::sync::Arc;

use super::{Connection, Engine, Shared};
use crate::driver::{AccessMode, IsolationLevel};
use crate::error::Result;

impl Engine {
    /// The same database and the same pool, with transactions at this isolation level. SQLAlchemy's
    /// `engine.execution_options(isolation_level=…)`.
    ///
    /// SQLite knows one level, SERIALIZABLE, which is the strongest.
    ///
    /// ```sql
    /// BEGIN ISOLATION LEVEL SERIALIZABLE  -- PostgreSQL
    /// SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION  -- MySQL
    /// ```
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// use realgar::engine::IsolationLevel;
    ///
    /// # let engine = Engine::new("sqlite://")?;
    /// # engine.begin(|conn| conn.execute(text("CREATE TABLE shift (doctor TEXT)")))?;
    /// let serializable = engine.with_isolation_level(IsolationLevel::Serializable);
    /// let count = || text("SELECT count(*) FROM shift").typed::<i64>();
    /// serializable.retry(10, |conn| match conn.scalar(count())? {
    ///     Some(0) => conn.execute(text("INSERT INTO shift VALUES ('ada')")).map(drop),
    ///     _ => Ok(()),
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Inside an [`outer_transaction`](Self::outer_transaction), which has its level already, it is `Unsupported`.
    #[must_use]
    pub fn with_isolation_level(&self, level: IsolationLevel) -> Self {
        self.changed(|shared| shared.begin.isolation = Some(level))
    }

    /// The same database and the same pool, with transactions that may write or not.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, ErrorKind, text};
    /// use realgar::engine::AccessMode;
    ///
    /// # let engine = Engine::new("sqlite://")?;
    /// let reading = engine.with_access_mode(AccessMode::ReadOnly);
    /// let create = text("CREATE TABLE point (x INTEGER)");
    /// let refused = reading.begin(|conn| conn.execute(create));
    /// assert_eq!(*refused.unwrap_err().kind(), ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_access_mode(&self, access: AccessMode) -> Self {
        self.changed(|shared| shared.begin.access = Some(access))
    }

    /// The same database and the same pool, with a function that is called in each transaction when it has begun, before
    /// anything else runs in it: for settings that end with the transaction, such as the tenant whose rows may be seen.
    ///
    /// If the function fails, the transaction is rolled back, and what was about to run fails with its error. It may not
    /// commit or roll back. Where a statement commits by itself, as DDL on MySQL does, the function is called again
    /// before the next one.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// # engine.begin(|conn| conn.execute(text("CREATE TABLE visit (who TEXT)")))?;
    /// let counting = engine.with_after_begin(|conn| {
    ///     conn.execute(text("INSERT INTO visit VALUES ('ada')")).map(drop)
    /// });
    /// let count = text("SELECT count(*) FROM visit").typed::<i64>();
    /// assert_eq!(counting.connect()?.scalar(count)?, Some(1));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_after_begin(&self, hook: impl Fn(&mut Connection) -> Result<()> + Send + Sync + 'static) -> Self {
        self.changed(|shared| shared.after_begin.push(Arc::new(hook)))
    }

    /// This database, with transactions that begin as another engine's do.
    #[cfg(feature = "tokio")]
    pub(crate) fn with_transactions_of(&self, other: &Self) -> Self {
        let engine = self.with_after_begin_of(other);
        let theirs = other.0.begin;
        engine.changed(|shared| {
            shared.begin.isolation = theirs.isolation.or(shared.begin.isolation);
            shared.begin.access = theirs.access.or(shared.begin.access);
        })
    }

    /// This database, with what another engine says first in each transaction.
    pub(crate) fn with_after_begin_of(&self, other: &Self) -> Self {
        self.changed(|shared| {
            for hook in &other.0.after_begin {
                // One that both have is called once.
                if !shared.after_begin.iter().any(|known| Arc::ptr_eq(known, hook)) {
                    shared.after_begin.push(Arc::clone(hook));
                }
            }
        })
    }

    fn changed(&self, change: impl FnOnce(&mut Shared)) -> Self {
        let mut shared = (*self.0).clone();
        change(&mut shared);
        Self(Arc::new(shared))
    }
}
