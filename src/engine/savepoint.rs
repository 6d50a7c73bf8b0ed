//! Savepoints: parts of a transaction that are undone alone.

use super::connection::Connection;
use super::state::State;
use super::transaction::aborted;
use crate::driver::Control;
use crate::engine::Intent;
use crate::error::{Error, ErrorKind, Result};

impl Connection {
    /// Runs a closure between a savepoint and its release; an error or a panic rolls back to the savepoint, and the
    /// transaction goes on. Savepoints may be nested.
    ///
    /// ```sql
    /// SAVEPOINT realgar_savepoint_1;
    /// RELEASE SAVEPOINT realgar_savepoint_1;      -- Ok
    /// ROLLBACK TO SAVEPOINT realgar_savepoint_1;  -- Err, and then RELEASE
    /// ```
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// conn.execute(text("CREATE TABLE tag (name TEXT UNIQUE)"))?;
    /// for name in ["a", "b", "a"] {
    ///     let inserted = conn.begin_nested(|conn| {
    ///         conn.execute(text("INSERT INTO tag VALUES (:name)").bind("name", name))
    ///     });
    ///     assert!(inserted.is_ok() || inserted.unwrap_err().is_unique_violation());
    /// }
    /// assert_eq!(
    ///     conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>())?,
    ///     Some(2)
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's own error, of any type that is made of [`Error`]; what the database says to the savepoint.
    pub fn begin_nested<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let number = self.open_savepoint()?;
        let mut savepoint = Savepoint { connection: self, number: Some(number) };
        let value = work(savepoint.connection)?;
        if let Some(number) = savepoint.number.take() {
            savepoint.connection.release_savepoint(number)?;
        }
        Ok(value)
    }

    /// Opens a savepoint that the caller closes, and returns its number.
    pub(crate) fn open_savepoint(&mut self) -> Result<u32> {
        self.ensure_begun(Intent::Writes, "")?;
        self.savepoints += 1;
        let number = self.savepoints;
        self.control(Control::Savepoint(number))?;
        self.depth += 1;
        Ok(number)
    }

    /// Closes a savepoint; what was done since stays. If the database refuses, it is undone.
    pub(crate) fn release_savepoint(&mut self, number: u32) -> Result<()> {
        self.look();
        match self.standing.state {
            // Nothing is left to release: the closure has ignored an error that ended the whole transaction.
            State::Aborted => {
                self.depth = self.depth.saturating_sub(1);
                Err(aborted())
            }
            // The closure has ignored an error; what was done since the savepoint cannot be kept.
            State::Failed => {
                self.rollback_to_savepoint(number);
                Err(failed_since_savepoint())
            }
            _ => {
                if let Err(error) = self.control(Control::Release(number)) {
                    self.rollback_to_savepoint(number);
                    return Err(error);
                }
                self.depth = self.depth.saturating_sub(1);
                Ok(())
            }
        }
    }

    /// Closes a savepoint; what was done since is undone. If that fails, only `rollback` is left.
    pub(crate) fn rollback_to_savepoint(&mut self, number: u32) {
        self.depth = self.depth.saturating_sub(1);
        self.look();
        if !matches!(self.standing.state, State::Active | State::Failed) {
            return;
        }
        let back = self.control(Control::RollbackTo(number)).and_then(|()| {
            self.standing.state = State::Active;
            self.control(Control::Release(number))
        });
        if back.is_err() && self.standing.state != State::Broken {
            self.standing.state = State::Aborted;
        }
    }
}

/// An open savepoint. Dropped before it is released, it is rolled back.
struct Savepoint<'c> {
    connection: &'c mut Connection,
    /// Gone when it is released.
    number: Option<u32>,
}

impl Drop for Savepoint<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            self.connection.rollback_to_savepoint(number);
        }
    }
}

/// For a savepoint whose closure has ignored such an error.
#[cold]
fn failed_since_savepoint() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "an error inside the savepoint was ignored, but this database cannot keep what was done since: it is undone",
    )
}
