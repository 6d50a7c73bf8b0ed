//! A column of a table, with its default.

use crate::{List, Span, SqlType, Text};

/// A column.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The name in SQL.
    pub name: Text,
    /// The type.
    pub sql_type: SqlType,
    /// NULL is allowed. Columns of the primary key never allow it.
    pub nullable: bool,
    /// The value that the database fills in if none is given.
    pub default: Option<DefaultValue>,
    /// The column is computed from others.
    pub generated: Option<Generated>,
    /// The database counts up: IDENTITY, SERIAL, AUTOINCREMENT, `AUTO_INCREMENT`.
    pub identity: Option<Identity>,
    /// COLLATE.
    pub collation: Option<Text>,
    /// The schema file's comment on the column, or COMMENT ON.
    pub comment: Option<Text>,
    /// Where it was declared.
    pub span: Option<Span>,
}

/// DEFAULT.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// DEFAULT NULL.
    Null,
    /// A boolean.
    Boolean(bool),
    /// A number, as written.
    Number(Text),
    /// A string, without its quotes and escapes.
    String(Text),
    /// `CURRENT_DATE`.
    CurrentDate,
    /// `CURRENT_TIME`.
    CurrentTime,
    /// `CURRENT_TIMESTAMP`, `NOW()`.
    CurrentTimestamp,
    /// Any other expression, as written.
    Expression(Text),
}

/// GENERATED ALWAYS AS (…).
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The expression, as written.
    pub expression: Text,
    /// Where the value is kept.
    pub storage: GeneratedStorage,
}

/// Where a generated column's value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GeneratedStorage {
    /// Computed when read.
    Virtual,
    /// Computed when written.
    Stored,
}

/// A column that the database counts up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// GENERATED ALWAYS: the caller must not give a value.
    pub always: bool,
    /// Deleted keys are never used again. In SQLite that takes AUTOINCREMENT; elsewhere it is always so.
    pub never_reused: bool,
    /// START WITH.
    pub start: Option<i64>,
    /// INCREMENT BY.
    pub increment: Option<i64>,
}

impl Column {
    /// Creates a nullable column without a default.
    #[must_use]
    pub const fn new(name: &'static str, sql_type: SqlType) -> Self {
        Self {
            name: Text::Borrowed(name),
            sql_type,
            nullable: true,
            default: None,
            generated: None,
            identity: None,
            collation: None,
            comment: None,
            span: None,
        }
    }

    /// Makes the column NOT NULL.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.nullable = false;
        self
    }

    /// Sets DEFAULT.
    #[must_use]
    pub const fn with_default(mut self, default: DefaultValue) -> Self {
        replace(&mut self.default, Some(default));
        self
    }

    /// Sets GENERATED ALWAYS AS.
    #[must_use]
    pub const fn with_generated(mut self, generated: Generated) -> Self {
        replace(&mut self.generated, Some(generated));
        self
    }

    /// Makes the database count the column up: IDENTITY, AUTOINCREMENT and the like.
    #[must_use]
    pub const fn with_identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Sets COLLATE.
    #[must_use]
    pub const fn with_collation(mut self, collation: &'static str) -> Self {
        replace(&mut self.collation, Some(Text::Borrowed(collation)));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }
}

/// Replaces a value in a constant. The old value is always `None` or borrowed there, so forgetting it leaks nothing;
/// dropping it is not allowed in a `const fn`.
pub(crate) const fn replace<T>(place: &mut T, value: T) {
    std::mem::forget(std::mem::replace(place, value));
}

/// Makes a list of names in a constant.
pub(crate) const fn names(names: &'static [Text]) -> List<Text> {
    List::Borrowed(names)
}
