//! The way to PostgreSQL's own connection.

use crate::driver::postgres::{self, RawPostgres};
use crate::engine::Connection;
use crate::error::{Error, Result};

impl Connection {
    /// tokio-postgres' own client, for what only it can do: COPY, notifications, types of its own.
    ///
    /// It is in the transaction if one has begun. What is set on it stays when the connection goes back to the pool.
    ///
    /// ```no_run
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = realgar::Engine::new("postgresql://localhost/shop")?;
    /// let mut conn = engine.connect()?;
    /// let raw = conn.postgres()?;
    /// raw.block_on(raw.client().batch_execute("LISTEN orders"))
    ///     .map_err(realgar::Error::other)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database is not PostgreSQL, `Disconnected` if the connection is closed.
    pub fn postgres(&mut self) -> Result<RawPostgres<'_>> {
        let dialect = self.shared.dialect;
        self.standing.state.lend();
        postgres::raw(self.pooled.raw()?)
            .ok_or_else(|| Error::unsupported(format!("this is a connection to {dialect}, not to PostgreSQL")))?
    }
}
