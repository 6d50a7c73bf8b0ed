//! What a database must be able to do. One file below this one for each of them.

#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;

use std::any::Any;

use smallvec::SmallVec;

use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::value::Value;
use crate::types::cells::RowCells;

/// The binds of one statement, borrowed from its tree.
pub type Binds<'a> = SmallVec<[&'a Value; 8]>;

/// Opens connections to one database. An engine has one.
pub trait Driver: Send + Sync {
    /// The SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Opens a connection.
    fn connect(&self) -> Result<Box<dyn DriverConnection>>;
}

/// One connection. Values go in, cells come out; all SQL is made elsewhere.
pub trait DriverConnection: Send {
    /// Runs a statement that returns no rows.
    fn execute(&mut self, sql: &str, binds: &[&Value]) -> Result<Outcome>;

    /// Runs a statement and hands out its rows one by one.
    fn query<'c>(&'c mut self, sql: &str, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>>;

    /// Whether the statement only reads, where the database can tell before running it. `None`: it cannot.
    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>>;

    /// BEGIN. `writing`: the first statement will write, so take the write lock at once where that avoids a deadlock.
    fn begin(&mut self, writing: bool) -> Result<()>;

    /// COMMIT.
    fn commit(&mut self) -> Result<()>;

    /// ROLLBACK.
    fn rollback(&mut self) -> Result<()>;

    /// Whether the database itself still is in a transaction (it may have ended one because of an error).
    fn in_transaction(&self) -> bool;

    /// Asks the server for a sign of life.
    fn ping(&mut self) -> Result<()>;

    /// The connection as itself, for users who need the database's own interface.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// Rows of a running statement.
pub trait Cursor {
    /// The names of the columns. Empty: the statement returns no rows.
    fn columns(&self) -> Vec<String>;

    /// The next row, or `None` at the end.
    fn next(&mut self) -> Result<Option<&dyn RowCells>>;

    /// How many rows were inserted, updated or deleted, known at the end.
    fn rows_affected(&self) -> u64;
}

/// What a statement without rows did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// How many rows were inserted, updated or deleted.
    pub rows_affected: u64,
    /// The key that the database counted up for the last inserted row, where it tells.
    pub last_insert_id: Option<i64>,
}
