//! The keys of an index.

use crate::Text;
use crate::constant::replace;

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
    /// NULLS FIRST or NULLS LAST.
    pub nulls: Option<NullsOrder>,
    /// COLLATE.
    pub collation: Option<Text>,
    /// PostgreSQL's operator class, with its parameters: `gin_trgm_ops`.
    pub operator_class: Option<Text>,
    /// MySQL's prefix of a long column, in characters or bytes: `name(10)`.
    pub prefix: Option<u32>,
}

/// Where NULLs stand in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NullsOrder {
    /// NULLS FIRST.
    First,
    /// NULLS LAST.
    Last,
}

impl IndexKey {
    /// Creates a key that is a column.
    #[must_use]
    pub const fn column(name: &'static str) -> Self {
        Self {
            expression: Text::Borrowed(name),
            is_column: true,
            descending: false,
            nulls: None,
            collation: None,
            operator_class: None,
            prefix: None,
        }
    }

    /// Creates a key that is an expression, as SQL.
    #[must_use]
    pub const fn expression(sql: &'static str) -> Self {
        let mut key = Self::column(sql);
        key.is_column = false;
        key
    }

    /// Sets DESC.
    #[must_use]
    pub const fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// Sets NULLS FIRST or NULLS LAST.
    #[must_use]
    pub const fn nulls(mut self, nulls: NullsOrder) -> Self {
        self.nulls = Some(nulls);
        self
    }

    /// Sets COLLATE.
    #[must_use]
    pub const fn with_collation(mut self, collation: &'static str) -> Self {
        replace(&mut self.collation, Some(Text::Borrowed(collation)));
        self
    }

    /// Sets the operator class.
    #[must_use]
    pub const fn with_operator_class(mut self, class: &'static str) -> Self {
        replace(&mut self.operator_class, Some(Text::Borrowed(class)));
        self
    }

    /// Sets the length of MySQL's prefix.
    #[must_use]
    pub const fn with_prefix(mut self, length: u32) -> Self {
        self.prefix = Some(length);
        self
    }
}
