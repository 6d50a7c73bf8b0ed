//! Indexes.

use crate::column::replace;
use crate::{List, Text};

/// CREATE INDEX.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Index {
    /// The name.
    pub name: Text,
    /// What is indexed, in order.
    pub keys: List<IndexKey>,
    /// CREATE UNIQUE INDEX.
    pub unique: bool,
    /// WHERE: a partial index.
    pub condition: Option<Text>,
    /// USING: btree, gin, fulltext, ….
    pub method: Option<Text>,
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IndexKey {
    /// A column's name, or an expression as written.
    pub expression: Text,
    /// Whether `expression` is a column's name.
    pub is_column: bool,
    /// DESC.
    pub descending: bool,
    /// COLLATE.
    pub collation: Option<Text>,
}

impl IndexKey {
    /// Creates a key that is a column.
    #[must_use]
    pub const fn column(name: &'static str) -> Self {
        Self { expression: Text::Borrowed(name), is_column: true, descending: false, collation: None }
    }

    /// Creates a key that is an expression, as SQL.
    #[must_use]
    pub const fn expression(sql: &'static str) -> Self {
        Self { expression: Text::Borrowed(sql), is_column: false, descending: false, collation: None }
    }

    /// Sets DESC.
    #[must_use]
    pub const fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Sets COLLATE.
    #[must_use]
    pub const fn with_collation(mut self, collation: &'static str) -> Self {
        replace(&mut self.collation, Some(Text::Borrowed(collation)));
        self
    }
}

impl Index {
    /// Creates an index over these keys.
    #[must_use]
    pub const fn new(name: &'static str, keys: &'static [IndexKey]) -> Self {
        Self { name: Text::Borrowed(name), keys: List::Borrowed(keys), unique: false, condition: None, method: None }
    }

    /// Makes the index UNIQUE.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Sets WHERE.
    #[must_use]
    pub const fn with_condition(mut self, condition: &'static str) -> Self {
        replace(&mut self.condition, Some(Text::Borrowed(condition)));
        self
    }

    /// Sets USING.
    #[must_use]
    pub const fn with_method(mut self, method: &'static str) -> Self {
        replace(&mut self.method, Some(Text::Borrowed(method)));
        self
    }
}
