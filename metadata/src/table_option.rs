//! Options of tables and indexes that belong to one dialect: how rows are stored, not what they are.

use crate::{Dialect, Text};

/// An option of one dialect: MySQL's `ENGINE=InnoDB`, PostgreSQL's `PARTITION BY RANGE (day)`, an index's
/// `WITH (fillfactor = 70)`.
///
/// DDL of that dialect writes it; other dialects store their tables and indexes in their own way and need nothing in its
/// place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOption {
    /// The dialect that knows the option.
    pub dialect: Dialect,
    /// The option with its value, as SQL.
    pub sql: Text,
}

impl TableOption {
    /// Creates an option, as SQL.
    #[must_use]
    pub const fn new(dialect: Dialect, sql: &'static str) -> Self {
        Self { dialect, sql: Text::Borrowed(sql) }
    }
}
