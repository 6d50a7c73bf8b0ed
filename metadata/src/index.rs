//! Indexes.

use crate::constant::replace;
use crate::{IndexKey, List, TableOption, Text};

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
    /// INCLUDE: columns that are kept in the index and are not keys of it.
    pub include: List<Text>,
    /// NULLs count as equal: NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// How one dialect stores it.
    pub options: List<TableOption>,
    /// Its comment.
    pub comment: Option<Text>,
}

impl Index {
    /// Creates an index over these keys.
    #[must_use]
    pub const fn new(name: &'static str, keys: &'static [IndexKey]) -> Self {
        Self {
            name: Text::Borrowed(name),
            keys: List::Borrowed(keys),
            unique: false,
            condition: None,
            method: None,
            include: List::Borrowed(&[]),
            nulls_not_distinct: false,
            options: List::Borrowed(&[]),
            comment: None,
        }
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

    /// Sets INCLUDE.
    #[must_use]
    pub const fn including(mut self, columns: &'static [Text]) -> Self {
        replace(&mut self.include, List::Borrowed(columns));
        self
    }

    /// Sets NULLS NOT DISTINCT.
    #[must_use]
    pub const fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// Sets how one dialect stores it.
    #[must_use]
    pub const fn with_options(mut self, options: &'static [TableOption]) -> Self {
        replace(&mut self.options, List::Borrowed(options));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }
}
