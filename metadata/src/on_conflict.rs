//! SQLite's ON CONFLICT.

/// SQLite's ON CONFLICT: what a statement does with a row that would break a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OnConflict {
    /// The transaction is rolled back.
    Rollback,
    /// The statement is undone: the default.
    Abort,
    /// The statement stops and keeps what it did before.
    Fail,
    /// The row is passed over.
    Ignore,
    /// The rows in its way are deleted.
    Replace,
}
