//! What a running statement answers.

use crate::error::Result;
use crate::types::cells::RowCells;

/// What takes the rows of a running statement.
pub type Receive<'r> = &'r mut dyn FnMut(&mut dyn Cursor) -> Result<()>;

/// Rows of a running statement. Dropped before its end, it ends the statement.
pub trait Cursor {
    /// The names of the columns; none if the statement returns no rows. Asked at most once, before the first row; that row
    /// may correct them, because a database may prepare a statement again when it starts to run.
    fn columns(&self) -> Vec<String>;

    /// The next row, or `None` at the end. Not called again after `None` or an error.
    ///
    /// # Errors
    ///
    /// What the database reports while it makes the row.
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
