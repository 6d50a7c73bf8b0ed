//! The way to rusqlite's own connection.

use crate::driver::sqlite::connection::SqliteConnection;
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
    pub fn sqlite(&mut self) -> Result<&mut rusqlite::Connection> {
        let dialect = self.shared.dialect;
        self.state.lend();
        match self.pooled.raw()?.as_any().downcast_mut::<SqliteConnection>() {
            Some(connection) => Ok(connection.raw()),
            None => Err(Error::unsupported(format!("this is a connection to {dialect}, not to SQLite"))),
        }
    }
}
