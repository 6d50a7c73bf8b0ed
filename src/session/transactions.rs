//! How the transactions of a session begin.

use super::SessionMaker;
use crate::engine::{Connection, IsolationLevel};
use crate::error::Result;

impl SessionMaker {
    /// The isolation level of transactions, as [`Engine::with_isolation_level`](crate::Engine::with_isolation_level) sets it.
    /// Default: the engine's.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::NewUser;
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// use realgar::engine::IsolationLevel;
    ///
    /// let sessions = SessionMaker::new(&engine)
    ///     .isolation_level(IsolationLevel::Serializable);
    /// sessions.retry(10, |session| {
    ///     session.add(NewUser::new("sandy"));
    ///     Ok::<_, realgar::Error>(())
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn isolation_level(mut self, level: IsolationLevel) -> Self {
        self.engine = self.engine.with_isolation_level(level);
        self
    }

    /// Calls `hook` with the connection of each transaction when it has begun, before anything else runs in it. SQLAlchemy's
    /// event `after_begin`.
    ///
    /// This is the place for settings that end with the transaction, so that no other user of the pool's connection inherits
    /// them: who the tenant is, whose rows alone row-level security shows.
    ///
    /// ```no_run
    /// # use realgar::prelude::*;
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("postgresql://localhost/shop")?;
    /// let sessions = SessionMaker::new(&engine);
    /// // CREATE POLICY own_rows ON item
    /// //     USING (tenant = nullif(current_setting('app.tenant', true), ''))
    /// let of_tenant = |tenant: &'static str| {
    ///     sessions.clone().after_begin(move |conn| {
    ///         // SET LOCAL, with a value that is a parameter:
    ///         let set = text("SELECT set_config('app.tenant', :tenant, true)");
    ///         conn.execute(set.bind("tenant", tenant)).map(drop)
    ///     })
    /// };
    /// let items = text("SELECT count(*) FROM item").typed::<i64>();
    /// let count = of_tenant("acme").begin(|session| session.scalar(items))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// If it fails, the transaction is rolled back, and what was about to run fails with its error. It may not commit or
    /// roll back.
    #[must_use]
    pub fn after_begin(mut self, hook: impl Fn(&mut Connection) -> Result<()> + Send + Sync + 'static) -> Self {
        self.engine = self.engine.with_after_begin(hook);
        self
    }
}
