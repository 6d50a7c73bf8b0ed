//! A table.

use crate::constant::replace;
use crate::{Check, Column, Exclude, ForeignKey, Index, List, Partition, PrimaryKey, Span, TableOption, Text, Unique};

/// A table: columns, keys, checks and indexes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// The name in SQL.
    pub name: Text,
    /// The schema it belongs to, if one was named.
    pub schema: Option<Text>,
    /// The columns, in order.
    pub columns: List<Column>,
    /// PRIMARY KEY.
    pub primary_key: PrimaryKey,
    /// FOREIGN KEY, in order.
    pub foreign_keys: List<ForeignKey>,
    /// UNIQUE, in order.
    pub uniques: List<Unique>,
    /// CHECK, in order.
    pub checks: List<Check>,
    /// EXCLUDE, in order.
    pub excludes: List<Exclude>,
    /// Indexes, in order.
    pub indexes: List<Index>,
    /// How one dialect stores it, in order.
    pub options: List<TableOption>,
    /// PostgreSQL's INHERITS: the tables that show its rows among theirs, as SQL.
    pub inherits: List<Text>,
    /// The tables that hold its rows.
    pub partitions: List<Partition>,
    /// The schema file's comment on the table, or COMMENT ON.
    pub comment: Option<Text>,
    /// SQLite's WITHOUT ROWID.
    pub without_rowid: bool,
    /// SQLite's STRICT.
    pub strict: bool,
    /// SQLite's CREATE VIRTUAL TABLE: what follows USING, `fts5(title, body)`. The columns are the module's.
    pub module: Option<Text>,
    /// Where it was declared.
    pub span: Option<Span>,
}

impl Table {
    /// Creates a table of these columns, without keys.
    #[must_use]
    pub const fn new(name: &'static str, columns: &'static [Column]) -> Self {
        Self {
            name: Text::Borrowed(name),
            schema: None,
            columns: List::Borrowed(columns),
            primary_key: PrimaryKey::NONE,
            foreign_keys: List::Borrowed(&[]),
            uniques: List::Borrowed(&[]),
            checks: List::Borrowed(&[]),
            excludes: List::Borrowed(&[]),
            indexes: List::Borrowed(&[]),
            options: List::Borrowed(&[]),
            inherits: List::Borrowed(&[]),
            partitions: List::Borrowed(&[]),
            comment: None,
            without_rowid: false,
            strict: false,
            module: None,
            span: None,
        }
    }

    /// Sets the schema it belongs to.
    #[must_use]
    pub const fn in_schema(mut self, schema: &'static str) -> Self {
        replace(&mut self.schema, Some(Text::Borrowed(schema)));
        self
    }

    /// Sets the primary key.
    #[must_use]
    pub const fn with_primary_key(mut self, key: PrimaryKey) -> Self {
        replace(&mut self.primary_key, key);
        self
    }

    /// Sets the foreign keys.
    #[must_use]
    pub const fn with_foreign_keys(mut self, keys: &'static [ForeignKey]) -> Self {
        replace(&mut self.foreign_keys, List::Borrowed(keys));
        self
    }

    /// Sets the UNIQUE constraints.
    #[must_use]
    pub const fn with_uniques(mut self, uniques: &'static [Unique]) -> Self {
        replace(&mut self.uniques, List::Borrowed(uniques));
        self
    }

    /// Sets the CHECK constraints.
    #[must_use]
    pub const fn with_checks(mut self, checks: &'static [Check]) -> Self {
        replace(&mut self.checks, List::Borrowed(checks));
        self
    }

    /// Sets the indexes.
    #[must_use]
    pub const fn with_indexes(mut self, indexes: &'static [Index]) -> Self {
        replace(&mut self.indexes, List::Borrowed(indexes));
        self
    }

    /// Sets the EXCLUDE constraints.
    #[must_use]
    pub const fn with_excludes(mut self, excludes: &'static [Exclude]) -> Self {
        replace(&mut self.excludes, List::Borrowed(excludes));
        self
    }

    /// Sets how one dialect stores it.
    #[must_use]
    pub const fn with_options(mut self, options: &'static [TableOption]) -> Self {
        replace(&mut self.options, List::Borrowed(options));
        self
    }

    /// Sets the tables that show its rows among theirs, as SQL.
    #[must_use]
    pub const fn inheriting(mut self, tables: &'static [Text]) -> Self {
        replace(&mut self.inherits, List::Borrowed(tables));
        self
    }

    /// Sets the tables that hold its rows.
    #[must_use]
    pub const fn with_partitions(mut self, partitions: &'static [Partition]) -> Self {
        replace(&mut self.partitions, List::Borrowed(partitions));
        self
    }

    /// Sets the comment.
    #[must_use]
    pub const fn with_comment(mut self, comment: &'static str) -> Self {
        replace(&mut self.comment, Some(Text::Borrowed(comment)));
        self
    }

    /// Sets SQLite's WITHOUT ROWID.
    #[must_use]
    pub const fn without_rowid(mut self) -> Self {
        self.without_rowid = true;
        self
    }

    /// Sets SQLite's STRICT.
    #[must_use]
    pub const fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Makes it a virtual table of SQLite's: what follows USING.
    #[must_use]
    pub const fn with_module(mut self, module: &'static str) -> Self {
        replace(&mut self.module, Some(Text::Borrowed(module)));
        self
    }

    /// Returns the columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns the column of this name, which is compared as written.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns the names of the columns, in order.
    #[must_use]
    pub fn column_names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_ref()).collect()
    }

    /// Returns the primary key.
    #[must_use]
    pub const fn primary_key(&self) -> &PrimaryKey {
        &self.primary_key
    }

    /// Returns whether the column belongs to the primary key.
    #[must_use]
    pub fn is_primary_key(&self, column: &Column) -> bool {
        self.primary_key.columns.contains(&column.name)
    }

    /// Returns whether NULL may be stored in the column: it is nullable and not part of the primary key.
    #[must_use]
    pub fn is_nullable(&self, column: &Column) -> bool {
        column.nullable && !self.is_primary_key(column)
    }

    /// Returns the column that the database counts up: the one with an [`Identity`](crate::Identity).
    #[must_use]
    pub fn autoincrement_column(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.identity.is_some())
    }

    /// Returns the foreign keys, in order.
    #[must_use]
    pub fn foreign_keys(&self) -> &[ForeignKey] {
        &self.foreign_keys
    }

    /// Returns the indexes, in order.
    #[must_use]
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }
}
