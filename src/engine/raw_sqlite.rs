//! The way to SQLite's own connection.

use crate::driver::sqlite;
use crate::engine::Connection;
use crate::error::{Error, Result};

impl Connection {
    /// rusqlite's own connection, for what only it can do: functions, hooks, backups, VACUUM.
    ///
    /// It is in the transaction if one has begun. What is set on it stays when the connection goes back to the pool.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = realgar::Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// assert!(conn.sqlite()?.is_autocommit());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database is not SQLite, `Disconnected` if the connection is closed.
    pub fn sqlite(&mut self) -> Result<&mut sqlite::RawConnection> {
        let dialect = self.shared.dialect;
        self.standing.state.lend();
        sqlite::raw(self.pooled.raw()?)
            .ok_or_else(|| Error::unsupported(format!("this is a connection to {dialect}, not to SQLite")))?
    }
}
