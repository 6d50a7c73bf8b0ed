//! How two schemas differ: usually a schema file and what is in a database.

mod compare;
mod equality;

pub(crate) use equality::{Side, same_type};

use std::fmt;

use crate::MetaData;

/// The differences between two schemas; see [`MetaData::diff`]. `Display` writes a line for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diff {
    /// The tables that differ: first those of the expected schema, in its order, then those that are extra.
    pub tables: Vec<TableDiff>,
    /// Enum types and views that differ.
    pub objects: Vec<Change>,
}

/// How a table differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableDiff {
    /// The table's schema, where it has one.
    pub schema: Option<String>,
    /// The table's name.
    pub table: String,
    /// What differs, at least one thing.
    pub changes: Vec<Change>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What differs.
    pub subject: Subject,
    /// What was expected, as text. `None` if it is extra.
    pub expected: Option<String>,
    /// What was found, as text. `None` if it is missing.
    pub found: Option<String>,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// The whole table.
    Table,
    /// A column.
    Column(String),
    /// The type of a column.
    Type(String),
    /// Whether a column may be NULL.
    Nullability(String),
    /// The default of a column.
    Default(String),
    /// The expression that a column is computed from.
    Generated(String),
    /// Whether the database counts a column up.
    Identity(String),
    /// The primary key.
    PrimaryKey,
    /// A foreign key.
    ForeignKey,
    /// A UNIQUE constraint, or a unique index that says the same.
    Unique,
    /// Any other index.
    Index,
    /// An enum type.
    Enum(String),
    /// A view.
    View(String),
}

impl MetaData {
    /// Compares this schema, the expected one, with one that was found.
    ///
    /// What means the same in the dialect of either is equal: on SQLite all integers have the same width, a UNIQUE
    /// constraint equals a unique index, and an explicit NO ACTION equals none. The names of constraints and indexes do
    /// not matter. Checks, collations, comments and the queries of views are not compared, because databases rewrite
    /// them.
    #[must_use]
    pub fn diff(&self, found: &Self) -> Diff {
        compare::diff(self, found)
    }
}

impl Diff {
    /// Returns whether the two schemas are the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.objects.is_empty()
    }

    /// Returns what differs in the tables of this name.
    #[must_use]
    pub fn of_table(&self, name: &str) -> &[Change] {
        self.tables.iter().find(|table| table.table == name).map_or(&[], |table| &table.changes)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tables.iter().try_for_each(|table| write!(f, "{table}"))?;
        self.objects.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

impl fmt::Display for TableDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schema = self.schema.as_ref().map(|schema| format!("{schema}.")).unwrap_or_default();
        self.changes.iter().try_for_each(|change| writeln!(f, "`{schema}{}`: {change}", self.table))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = &self.subject;
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => write!(f, "{what} is {found}, not {expected}"),
            (Some(text), None) if text.is_empty() => write!(f, "{what} is missing"),
            (Some(expected), None) => write!(f, "{what} is missing: {expected}"),
            (None, Some(text)) if text.is_empty() => write!(f, "{what} is extra"),
            (None, Some(found)) => write!(f, "{what} is extra: {found}"),
            (None, None) => write!(f, "{what} differs"),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("table"),
            Self::Column(name) => write!(f, "column `{name}`"),
            Self::Type(name) => write!(f, "type of `{name}`"),
            Self::Nullability(name) => write!(f, "`{name}`"),
            Self::Default(name) => write!(f, "default of `{name}`"),
            Self::Generated(name) => write!(f, "generated column `{name}`"),
            Self::Identity(name) => write!(f, "identity of `{name}`"),
            Self::PrimaryKey => f.write_str("primary key"),
            Self::ForeignKey => f.write_str("foreign key"),
            Self::Unique => f.write_str("unique constraint"),
            Self::Index => f.write_str("index"),
            Self::Enum(name) => write!(f, "enum `{name}`"),
            Self::View(name) => write!(f, "view `{name}`"),
        }
    }
}
