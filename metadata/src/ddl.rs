//! CREATE, DROP and COMMENT ON for each dialect, as text: pure functions that open no connection.
//!
//! Every function returns complete statements without a final semicolon. What a dialect cannot express is
//! [`Unsupported`].

mod column;
mod column_type;
mod comment;
mod constraint;
mod create_all;
mod default;
mod definition;
mod drop_all;
mod enum_type;
mod expression;
mod index;
mod long_names;
mod partition;
mod schema_file;
mod supported;
mod table;
mod view;
mod writer;

pub use create_all::{DdlObject, DdlStep};
pub(crate) use create_all::{create_steps, cut_with_hash};
pub(crate) use drop_all::drop_statements;
pub(crate) use expression::without_parentheses;
pub(crate) use long_names::cut;

use crate::{Column, Dialect, EnumType, Index, MetaData, Table, Unsupported, View};
use writer::Writer;

/// The type of a column, as the dialect spells the model's type.
pub(crate) fn column_type_sql(
    metadata: &MetaData,
    table: &Table,
    column: &Column,
    dialect: Dialect,
) -> Result<String, Unsupported> {
    let mut writer = Writer::new(dialect, Some(metadata)).without_native_types();
    writer.column_type(table, column)?;
    Ok(writer.finish())
}

impl Table {
    /// Returns CREATE TABLE, over several lines.
    ///
    /// Indexes and comments are separate statements; see [`MetaData::create_steps`].
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for what the dialect cannot express. A table alone does not know the labels of its enum
    /// types, so outside of PostgreSQL, tables with such columns need [`MetaData::create_table_sql`].
    pub fn create_table_sql(&self, dialect: Dialect) -> Result<String, Unsupported> {
        Writer::new(dialect, None).create_table(self, &|_| false)
    }

    /// Returns DROP TABLE.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] if the dialect cannot have the name.
    pub fn drop_table_sql(&self, dialect: Dialect) -> Result<String, Unsupported> {
        Writer::new(dialect, None).drop_table(self)
    }
}

impl Index {
    /// Returns CREATE INDEX on this table.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for what the dialect cannot express; for example, a partial index on MySQL.
    pub fn create_index_sql(&self, table: &Table, dialect: Dialect) -> Result<String, Unsupported> {
        Writer::new(dialect, None).create_index(table.schema.as_deref(), &table.name, self)
    }
}

impl View {
    /// Returns CREATE VIEW. The query is used as it was written, whatever the dialect.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for materialized views outside of PostgreSQL.
    pub fn create_view_sql(&self, dialect: Dialect) -> Result<String, Unsupported> {
        Writer::new(dialect, None).create_view(self)
    }
}

impl EnumType {
    /// Returns CREATE TYPE … AS ENUM. `None` in dialects where enums are part of a column, and not objects of their
    /// own.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] if the dialect cannot have the name.
    pub fn create_type_sql(&self, dialect: Dialect) -> Result<Option<String>, Unsupported> {
        if !self.is_object(dialect) {
            return Ok(None);
        }
        Writer::new(dialect, None).create_type(self).map(Some)
    }

    /// Whether the type is created by a statement of its own.
    pub(crate) fn is_object(&self, dialect: Dialect) -> bool {
        self.declared && dialect == Dialect::PostgreSql
    }
}

impl MetaData {
    /// Returns CREATE TABLE for a table of this schema, with the labels of its enum types.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for what the dialect cannot express.
    pub fn create_table_sql(&self, table: &Table, dialect: Dialect) -> Result<String, Unsupported> {
        Writer::new(dialect, Some(self)).create_table(table, &|_| false)
    }

    /// Returns all statements that create this schema in an empty database, in order.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] for what the dialect cannot express.
    pub fn create_all_sql(&self, dialect: Dialect) -> Result<Vec<String>, Unsupported> {
        Ok(self.create_steps(dialect)?.into_iter().flat_map(|step| step.statements).collect())
    }

    /// Returns the steps that create this schema, in order: schemas and other definitions, enum types, tables with their
    /// indexes, partitions and comments, foreign keys that close a cycle (in SQLite they are part of the table), views.
    ///
    /// # Errors
    ///
    /// Returns one [`Unsupported`] for all that the dialect cannot express, a line for each object. [`MetaData::supported`]
    /// is the schema without it.
    pub fn create_steps(&self, dialect: Dialect) -> Result<Vec<DdlStep<'_>>, Unsupported> {
        create_steps(self, dialect, &|_| true, false)
    }

    /// Returns all statements that drop this schema, in order. Every object must exist.
    ///
    /// On SQLite, run them in one transaction: if tables refer to each other in a circle, the first statement is
    /// `PRAGMA defer_foreign_keys`, which holds until the end of the transaction.
    ///
    /// # Errors
    ///
    /// Returns [`Unsupported`] if the dialect cannot have a name.
    pub fn drop_all_sql(&self, dialect: Dialect) -> Result<Vec<String>, Unsupported> {
        drop_statements(self, dialect, &|_| true)
    }
}
