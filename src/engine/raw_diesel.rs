//! The way to Diesel's own connection.

use crate::driver::diesel::{self, DieselConnection};
use crate::engine::{Connection, Intent};
use crate::error::{Error, Result};

impl Connection {
    /// Diesel's own connection, for queries in its language, in the same transaction.
    ///
    /// It is in the transaction, which begins now, as one that writes, if none has begun. Diesel knows that: its `transaction`
    /// is a savepoint in ours. [`commit`](Self::commit) and [`rollback`](Self::rollback) end what both have done.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use diesel::prelude::*;
    /// use realgar::{Engine, text};
    ///
    /// let engine = Engine::new("sqlite+diesel://")?;
    /// let mut conn = engine.connect()?;
    /// conn.execute(text("CREATE TABLE point (x INTEGER)"))?;
    /// let raw = conn.diesel::<diesel::SqliteConnection>()?;
    /// diesel::sql_query("INSERT INTO point VALUES (1), (2)")
    ///     .execute(raw)
    ///     .map_err(realgar::Error::diesel)?;
    /// let count = text("SELECT count(*) FROM point").typed::<i64>();
    /// assert_eq!(conn.scalar(count)?, Some(2));
    /// conn.rollback()?; // what either has done
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if it is not this one of Diesel's connections: the engine's URL says `+diesel` and which database;
    /// as [`begin`](Self::begin), if the transaction begins.
    pub fn diesel<C: DieselConnection>(&mut self) -> Result<&mut C> {
        let dialect = self.shared.dialect;
        if diesel::raw::<C>(self.pooled.raw()?).is_some() {
            self.ensure_begun(Intent::Writes, "")?;
            self.standing.state.lend();
        }
        diesel::raw(self.pooled.raw()?).ok_or_else(|| {
            Error::unsupported(format!(
                "this is not Diesel's connection to {}, but one to {dialect}: an engine has those if its URL begins with \
                 `sqlite+diesel://`, `postgresql+diesel://` or `mysql+diesel://`",
                diesel::dialect::<C>()
            ))
        })
    }
}
