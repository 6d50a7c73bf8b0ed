//! What a database must be able to do. One file below this one for each of them.

mod control;
mod open;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod url;

pub use control::{AccessMode, Begin, Control, IsolationLevel, TransactionStatus};
pub use open::open;
pub use url::Url;

use std::any::Any;
use std::borrow::Cow;

use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::value::Value;
use crate::types::cells::RowCells;

/// Opens connections to one database. An engine has one.
pub trait Driver: Send + Sync {
    /// The SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Opens a connection.
    fn connect(&self) -> Result<Box<dyn DriverConnection>>;
}

/// What takes the rows of a running statement.
pub type Receive<'r> = &'r mut dyn FnMut(&mut dyn Cursor) -> Result<()>;

/// One connection. Values go in, cells come out; all SQL is made elsewhere.
pub trait DriverConnection: Send {
    /// Runs a statement and hands out its rows one by one, for as long as the cursor lives.
    fn query<'c>(&'c mut self, sql: &str, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>>;

    /// Runs a statement and lets `receive` take what it answers.
    ///
    /// For drivers whose cursors need not outlive a call, this spares the allocations of [`query`](Self::query).
    fn run(&mut self, sql: &str, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        receive(&mut *self.query(sql, binds)?)
    }

    /// Runs one statement once for each parameter set.
    fn run_many(&mut self, sql: &str, sets: &mut dyn ParameterSets) -> Result<()> {
        // The answer is taken when the binds are gone: it may change what they were made of.
        let mut values: Vec<Value> = Vec::new();
        loop {
            values.clear();
            let there_is_one = sets.next_set(&mut |binds| {
                values.extend(binds.iter().map(|value| (*value).clone()));
                Ok(())
            })?;
            if !there_is_one {
                return Ok(());
            }
            let binds: Vec<&Value> = values.iter().collect();
            self.run(sql, &binds, &mut |cursor| sets.receive(cursor))?;
        }
    }

    /// Whether the statement only reads, where the database can tell before running it. `None`: it cannot.
    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>>;

    /// What holds for this connection's database. Asked often, so it should cost nothing.
    fn features(&self) -> Features {
        Features::default()
    }

    /// Begins or ends a transaction or a savepoint.
    ///
    /// # Errors
    ///
    /// What the database reports. A COMMIT that the server answers with a rollback is `TransactionAborted`, even where
    /// the server itself reports no error. A connection lost during COMMIT is `Disconnected`; the engine makes
    /// `CommitUnknown` of it.
    fn control(&mut self, control: Control) -> Result<()>;

    /// The SQL that [`control`](Self::control) sends: what the log and errors show.
    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        control.sql()
    }

    /// How the transaction stands, as the database knows it: it may have ended or failed one because of an error. Asked
    /// after errors and after the raw connection was handed out; it must not ask a server.
    fn status(&self) -> TransactionStatus;

    /// Asks the server for a sign of life.
    fn ping(&mut self) -> Result<()>;

    /// The connection as itself, for users who need the database's own interface.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// What holds for a database, and the engine and the session go by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Features {
    /// An error in a transaction fails all of it: nothing runs until it is rolled back, whole or to a savepoint
    /// (PostgreSQL). Otherwise a statement that fails undoes itself and nothing else.
    pub error_fails_transaction: bool,
}

/// The parameter sets of a statement that is run several times, each made when it is wanted; and what takes the answers.
pub trait ParameterSets {
    /// Lets `bind` have the values of the next run; `false` after the last.
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool>;

    /// Takes what that run answers.
    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()>;
}

/// Rows of a running statement.
pub trait Cursor {
    /// The names of the columns. Empty: the statement returns no rows. To be asked before the first call of `next`;
    /// the first row may know better, because a database may prepare a statement anew when it starts to run.
    fn columns(&self) -> Vec<String>;

    /// The next row, or `None` at the end.
    fn next(&mut self) -> Result<Option<&dyn RowCells>>;

    /// What the statement did, known at the end.
    fn outcome(&self) -> Outcome;

    /// Whether the statement was found prepared, where the driver knows. Asked before the first row.
    fn was_prepared(&self) -> Option<bool>;
}

/// What a statement did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// How many rows were inserted, updated or deleted.
    pub rows_affected: u64,
    /// The key that the database counted up for the last row that was inserted, where it tells.
    ///
    /// SQLite tells the rowid; an INSERT into a table WITHOUT ROWID, or one that updated a row instead, leaves the
    /// one before standing.
    pub last_insert_id: Option<i64>,
}

impl Outcome {
    /// What a driver has counted.
    #[must_use]
    pub const fn new(rows_affected: u64, last_insert_id: Option<i64>) -> Self {
        Self { rows_affected, last_insert_id }
    }
}
