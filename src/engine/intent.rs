//! Whether a statement writes.

use crate::sql::ast::Statement;

/// Whether a statement writes: decides how its transaction begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intent {
    /// It reads.
    Reads,
    /// It writes.
    Writes,
    /// Only the database can tell.
    Unknown,
}

impl Intent {
    /// What the tree tells.
    pub(crate) const fn of(statement: Statement<'_>) -> Self {
        match statement {
            Statement::Select(_) | Statement::Compound(_) | Statement::Prepared(_) => Self::Reads,
            Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) => Self::Writes,
            Statement::Text(_) => Self::Unknown,
        }
    }
}
