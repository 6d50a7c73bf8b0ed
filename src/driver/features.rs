//! What holds for a database beyond its SQL: the engine and the session go by it.

/// What holds for a database. The default is SQLite's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Features {
    /// An error in a transaction fails all of it: nothing runs until it is rolled back, whole or to a savepoint
    /// (PostgreSQL). Otherwise a statement that fails undoes itself and nothing else.
    pub error_fails_transaction: bool,
    /// UPDATE and DELETE take RETURNING. Otherwise the session selects the rows.
    pub returning: bool,
    /// INSERT takes RETURNING (not MySQL). Asked where the dialect alone does not tell.
    pub insert_returning: bool,
    /// DELETE takes RETURNING (not MySQL). Asked where the dialect alone does not tell.
    pub delete_returning: bool,
    /// FROM takes LATERAL (not MariaDB).
    pub lateral: bool,
    /// FOR UPDATE and FOR SHARE name tables, by OF (not MariaDB).
    pub lock_of: bool,
    /// WITH stands before UPDATE and DELETE (not MariaDB).
    pub with_before_write: bool,
    /// How a session's new rows are inserted.
    pub insert: InsertStrategy,
    /// How far apart the keys are that one INSERT counts up: 1, but more in clusters of MySQL.
    pub key_step: u32,
    /// Some statements, DDL above all, commit the transaction by themselves. The engine asks for the
    /// [`status`](super::DriverConnection::status) after SQL text of the program's, and begins another one.
    pub commits_by_itself: bool,
}

/// How many rows of one shape are inserted, and how the values come back that the database fills in: keys that it counts
/// up, defaults, computed columns.
///
/// The engine does the work; a driver only says which way is its fastest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum InsertStrategy {
    /// One prepared statement is run for each row. A key that is counted up is the run's
    /// [`last_insert_id`](super::Outcome::last_insert_id); what else is filled in comes back by RETURNING.
    #[default]
    RowByRow,
    /// Many rows in one statement, with RETURNING. They may come back in any order: the engine matches them by their
    /// keys, or, where the database counts the keys up, by the keys' order. It must count them up in the order of
    /// VALUES.
    Returning,
    /// As `Returning`. Large batches travel as one array for each column, so that one text does for any number of rows:
    /// `INSERT … SELECT … FROM unnest($1, $2, …) WITH ORDINALITY` (PostgreSQL). The driver tells
    /// [`parameter_types`](super::DriverConnection::parameter_types), and the database counts keys up in the order of the
    /// ordinals.
    Arrays,
    /// Many rows in one statement, without RETURNING. Its `last_insert_id` is that of the *first* row, and each row
    /// after it has the next number, [`key_step`](Features::key_step) further (MySQL). What else is filled in is selected afterwards, by key.
    LastIds,
}

impl Features {
    /// What holds for SQLite.
    pub(crate) const SQLITE: Self = Self {
        error_fails_transaction: false,
        returning: true,
        insert_returning: true,
        delete_returning: true,
        lateral: true,
        lock_of: true,
        with_before_write: true,
        insert: InsertStrategy::RowByRow,
        key_step: 1,
        commits_by_itself: false,
    };
}

impl Default for Features {
    fn default() -> Self {
        Self::SQLITE
    }
}
