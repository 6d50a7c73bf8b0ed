//! Objects that tables are built on and that only one dialect has: schemas, extensions, domains, types, sequences.

use crate::constant::replace;
use crate::{Dialect, List, Text};

/// CREATE SCHEMA, EXTENSION, DOMAIN, TYPE, COLLATION, SEQUENCE or VIRTUAL TABLE: an object that is created before the tables which use it.
///
/// What it consists of is kept as written. Other dialects spell the columns in their own types, and need nothing in its
/// place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Definition {
    /// The dialect that knows the object.
    pub dialect: Dialect,
    /// What it is.
    pub kind: DefinitionKind,
    /// The schema it belongs to.
    pub schema: Option<Text>,
    /// The name.
    pub name: Text,
    /// What follows the name, as written: `AS text CHECK (VALUE <> '')`.
    pub sql: Text,
    /// The column that a sequence belongs to and is dropped with, as SQL: `film.film_id`.
    pub owned_by: Option<Text>,
    /// What ALTER says of it afterwards, as written: `ADD CONSTRAINT short CHECK (length(VALUE) < 9)`.
    pub additions: List<Text>,
    /// COMMENT ON.
    pub comment: Option<Text>,
}

/// What a [`Definition`] creates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DefinitionKind {
    /// CREATE SCHEMA.
    Schema,
    /// CREATE EXTENSION.
    Extension,
    /// CREATE COLLATION.
    Collation,
    /// CREATE TYPE of another kind than ENUM.
    Type,
    /// CREATE DOMAIN.
    Domain,
    /// CREATE SEQUENCE.
    Sequence,
    /// SQLite's CREATE VIRTUAL TABLE, if only the module knows the columns. It is created after the tables.
    VirtualTable,
}

impl DefinitionKind {
    /// Returns SQL's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Schema => "SCHEMA",
            Self::Extension => "EXTENSION",
            Self::Collation => "COLLATION",
            Self::Type => "TYPE",
            Self::Domain => "DOMAIN",
            Self::Sequence => "SEQUENCE",
            Self::VirtualTable => "VIRTUAL TABLE",
        }
    }
}

impl Definition {
    /// Creates an object of PostgreSQL's from what follows its name.
    #[must_use]
    pub const fn new(kind: DefinitionKind, name: &'static str, sql: &'static str) -> Self {
        Self {
            dialect: Dialect::PostgreSql,
            kind,
            schema: None,
            name: Text::Borrowed(name),
            sql: Text::Borrowed(sql),
            owned_by: None,
            additions: List::Borrowed(&[]),
            comment: None,
        }
    }

    /// Says which dialect knows the object.
    #[must_use]
    pub const fn in_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the schema it belongs to.
    #[must_use]
    pub const fn in_schema(mut self, schema: &'static str) -> Self {
        replace(&mut self.schema, Some(Text::Borrowed(schema)));
        self
    }

    /// Sets the column that a sequence belongs to, as SQL.
    #[must_use]
    pub const fn owned_by(mut self, column: &'static str) -> Self {
        replace(&mut self.owned_by, Some(Text::Borrowed(column)));
        self
    }

    /// Sets what ALTER says of it afterwards.
    #[must_use]
    pub const fn with_additions(mut self, actions: &'static [Text]) -> Self {
        replace(&mut self.additions, List::Borrowed(actions));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }
}
