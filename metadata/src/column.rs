//! A column of a table, with its default.

use crate::constant::replace;
use crate::{Dialect, Identity, NativeType, OnConflict, Span, SqlType, Text};

/// A column.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Column {
    /// The name in SQL.
    pub name: Text,
    /// The type.
    pub sql_type: SqlType,
    /// The type in the words of its own dialect, where they say more.
    pub native_type: Option<NativeType>,
    /// NULL is allowed. Columns of the primary key never allow it.
    pub nullable: bool,
    /// SQLite's ON CONFLICT of NOT NULL.
    pub on_conflict: Option<OnConflict>,
    /// The value that the database fills in if none is given.
    pub default: Option<DefaultValue>,
    /// The column is computed from others.
    pub generated: Option<Generated>,
    /// The database counts up: IDENTITY, SERIAL, AUTOINCREMENT, `AUTO_INCREMENT`.
    pub identity: Option<Identity>,
    /// MySQL's ON UPDATE: the value that the database fills in when the row changes, as written.
    pub on_update: Option<Text>,
    /// MySQL's INVISIBLE: the column is not part of `SELECT *`.
    pub invisible: bool,
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

impl DefaultValue {
    /// Returns whether this is the next number of a sequence, `nextval('…')`.
    #[must_use]
    pub fn is_sequence(&self) -> bool {
        let Self::Expression(sql) = self else { return false };
        sql.trim_start_matches(['(', ' ']).get(..7).is_some_and(|word| word.eq_ignore_ascii_case("nextval"))
    }
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

impl Column {
    /// Creates a nullable column without a default.
    #[must_use]
    pub const fn new(name: &'static str, sql_type: SqlType) -> Self {
        Self {
            name: Text::Borrowed(name),
            sql_type,
            native_type: None,
            nullable: true,
            on_conflict: None,
            default: None,
            generated: None,
            identity: None,
            on_update: None,
            invisible: false,
            collation: None,
            comment: None,
            span: None,
        }
    }

    /// A column that is NOT NULL, without a default.
    #[must_use]
    pub const fn required(name: &'static str, sql_type: SqlType) -> Self {
        Self::new(name, sql_type).not_null()
    }

    /// Sets the type in the words of one dialect.
    #[must_use]
    pub const fn with_native_type(mut self, dialect: Dialect, sql: &'static str) -> Self {
        replace(&mut self.native_type, Some(NativeType::new(dialect, sql)));
        self
    }

    /// Makes the column NOT NULL.
    #[must_use]
    pub const fn not_null(mut self) -> Self {
        self.nullable = false;
        self
    }

    /// Sets SQLite's ON CONFLICT of NOT NULL.
    #[must_use]
    pub const fn on_conflict(mut self, action: OnConflict) -> Self {
        self.on_conflict = Some(action);
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

    /// Sets MySQL's ON UPDATE.
    #[must_use]
    pub const fn with_on_update(mut self, sql: &'static str) -> Self {
        replace(&mut self.on_update, Some(Text::Borrowed(sql)));
        self
    }

    /// Sets MySQL's INVISIBLE.
    #[must_use]
    pub const fn invisible(mut self) -> Self {
        self.invisible = true;
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
