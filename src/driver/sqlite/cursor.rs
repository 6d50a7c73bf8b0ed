//! The rows of a running statement.

use rusqlite::types::ValueRef as Stored;
use rusqlite::{CachedStatement, Connection, StatementStatus};
use self_cell::{MutBorrow, self_cell};

use crate::driver::sqlite::errors;
use crate::driver::sqlite::options::Options;
use crate::driver::{Cursor, Outcome};
use crate::error::{Error, Result};
use crate::sql::value::ValueRef;
use crate::types::cells::RowCells;

/// How many rows were changed on a connection before a statement.
#[derive(Clone, Copy)]
pub(super) struct Changes(pub(super) u64);

impl Changes {
    /// What happened since. SQLite's own counter is not reset by statements that change no rows.
    pub(super) fn outcome(self, connection: &Connection, inserts: bool) -> Outcome {
        if connection.total_changes() == self.0 {
            return Outcome::default();
        }
        let rows_affected = connection.changes();
        let last_insert_id = (inserts && rows_affected > 0).then(|| connection.last_insert_rowid());
        Outcome { rows_affected, last_insert_id }
    }
}

/// Rows that borrow a prepared statement from somewhere else.
pub(super) struct Running<'s> {
    rows: rusqlite::Rows<'s>,
    about: About<'s>,
}

/// What a cursor wants to know of the connection it runs on.
#[derive(Clone, Copy)]
pub(super) struct About<'c> {
    pub(super) connection: &'c Connection,
    pub(super) options: &'c Options,
    pub(super) before: Changes,
    pub(super) inserts: bool,
}

impl<'s> Running<'s> {
    pub(super) fn new(statement: &'s mut rusqlite::Statement<'_>, about: About<'s>) -> Self {
        Self { rows: statement.raw_query(), about }
    }
}

impl Cursor for Running<'_> {
    fn columns(&self) -> Vec<String> {
        columns(&self.rows)
    }

    #[inline]
    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        next(&mut self.rows, self.about)
    }

    fn outcome(&self) -> Outcome {
        self.about.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        was_prepared(&self.rows)
    }
}

self_cell! {
    /// Rows together with the prepared statement they borrow.
    struct Owned<'c> {
        owner: MutBorrow<CachedStatement<'c>>,
        #[covariant]
        dependent: Rows,
    }
}

type Rows<'s> = rusqlite::Rows<'s>;

/// Rows that keep their prepared statement, for streams.
pub(super) struct Streaming<'c> {
    rows: Owned<'c>,
    about: About<'c>,
}

impl<'c> Streaming<'c> {
    pub(super) fn new(statement: CachedStatement<'c>, about: About<'c>) -> Self {
        let rows = Owned::new(MutBorrow::new(statement), |statement| statement.borrow_mut().raw_query());
        Self { rows, about }
    }
}

impl Cursor for Streaming<'_> {
    fn columns(&self) -> Vec<String> {
        columns(self.rows.borrow_dependent())
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        let about = self.about;
        self.rows.with_dependent_mut(|_, rows| next(rows, about))
    }

    fn outcome(&self) -> Outcome {
        self.about.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        was_prepared(self.rows.borrow_dependent())
    }
}

impl About<'_> {
    fn outcome(&self) -> Outcome {
        self.before.outcome(self.connection, self.inserts)
    }
}

#[inline]
fn next<'r>(rows: &'r mut rusqlite::Rows<'_>, about: About<'_>) -> Result<Option<&'r dyn RowCells>> {
    match rows.next() {
        Ok(row) => Ok(row.map(|row| row as &dyn RowCells)),
        Err(error) => Err(errors::convert_in(error, about.connection, about.options)),
    }
}

/// Empty after the last row, when rusqlite has let go of the statement.
fn columns(rows: &rusqlite::Rows<'_>) -> Vec<String> {
    rows.as_ref().map(|statement| statement.column_names().into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// A statement that ran before came out of the cache.
fn was_prepared(rows: &rusqlite::Rows<'_>) -> Option<bool> {
    rows.as_ref().map(|statement| statement.get_status(StatementStatus::Run) > 0)
}

impl RowCells for rusqlite::Row<'_> {
    #[inline]
    fn len(&self) -> usize {
        self.as_ref().column_count()
    }

    fn name(&self, index: usize) -> &str {
        self.as_ref().column_name(index).unwrap_or_default()
    }

    #[inline]
    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        Ok(match self.get_ref(index) {
            Ok(Stored::Integer(value)) => ValueRef::Integer(value),
            Ok(Stored::Text(bytes)) => match std::str::from_utf8(bytes) {
                Ok(text) => ValueRef::Text(text),
                Err(error) => return Err(not_utf8(error)),
            },
            Ok(Stored::Null) => ValueRef::Null,
            Ok(Stored::Real(value)) => ValueRef::Real(value),
            Ok(Stored::Blob(bytes)) => ValueRef::Blob(bytes),
            Err(error) => return Err(errors::convert(error, None)),
        })
    }
}

#[cold]
fn not_utf8(error: std::str::Utf8Error) -> Error {
    Error::decode(format!("the stored text is not UTF-8 from byte {} on", error.valid_up_to())).with_source(error)
}
