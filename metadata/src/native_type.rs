//! A type in the words of one dialect, where the model's own types say less.

use crate::{Dialect, Text};

/// A column's type as one dialect writes it: `LONGTEXT`, `timestamp(3)`, `int(10) unsigned`, the name of a domain.
///
/// [`Column::sql_type`](crate::Column::sql_type) says what the values are in all dialects. DDL writes these words in their own dialect and the
/// model's type in all others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NativeType {
    /// The dialect that knows the words.
    pub dialect: Dialect,
    /// The words, with what stands in their parentheses.
    pub sql: Text,
}

impl NativeType {
    /// Creates a type of these words.
    #[must_use]
    pub const fn new(dialect: Dialect, sql: &'static str) -> Self {
        Self { dialect, sql: Text::Borrowed(sql) }
    }
}
