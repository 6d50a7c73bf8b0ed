//! The way to the connection of the crate `mysql`.

use crate::driver::mysql;
use crate::engine::Connection;
use crate::error::{Error, Result};

impl Connection {
    /// The connection as the crate `mysql` has it, for what only it can do: LOAD DATA from memory, several answers of a
    /// procedure, bulk operations.
    ///
    /// It is in the transaction if one has begun. What is set on it stays when the connection goes back to the pool.
    ///
    /// ```no_run
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = realgar::Engine::new("mysql://localhost/shop")?;
    /// let mut conn = engine.connect()?;
    /// let (major, _, _) = conn.mysql()?.server_version();
    /// assert!(major >= 8);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database is neither MySQL nor MariaDB, `Disconnected` if the connection is closed.
    pub fn mysql(&mut self) -> Result<&mut mysql::RawConnection> {
        let dialect = self.shared.dialect;
        self.standing.state.lend();
        mysql::raw(self.pooled.raw()?)
            .ok_or_else(|| Error::unsupported(format!("this is a connection to {dialect}, not to MySQL or MariaDB")))
    }
}
