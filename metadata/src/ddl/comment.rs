//! COMMENT ON: statements of their own in PostgreSQL, part of CREATE TABLE in MySQL, nothing in SQLite.

use super::writer::Writer;
use crate::{Dialect, EnumType, Table, Text, Unsupported, View};

/// The comments on a table and its columns.
pub(super) fn table_comments(table: &Table, dialect: Dialect) -> Result<Vec<String>, Unsupported> {
    let mut statements = Vec::new();
    if dialect != Dialect::PostgreSql {
        return Ok(statements);
    }
    if let Some(comment) = &table.comment {
        statements.push(comment_on(comment, |writer| {
            writer.raw("TABLE ");
            writer.qualified(table.schema.as_deref(), &table.name)
        })?);
    }
    for column in &*table.columns {
        let Some(comment) = &column.comment else { continue };
        statements.push(comment_on(comment, |writer| {
            writer.raw("COLUMN ");
            writer.qualified(table.schema.as_deref(), &table.name)?;
            writer.raw(".");
            writer.name(&column.name)
        })?);
    }
    for index in &*table.indexes {
        let Some(comment) = &index.comment else { continue };
        statements.push(comment_on(comment, |writer| {
            writer.raw("INDEX ");
            writer.qualified(table.schema.as_deref(), &index.name)
        })?);
    }
    Ok(statements)
}

/// The comment on a view.
pub(super) fn view_comment(view: &View, dialect: Dialect) -> Result<Option<String>, Unsupported> {
    let (Dialect::PostgreSql, Some(comment)) = (dialect, &view.comment) else { return Ok(None) };
    let statement = comment_on(comment, |writer| {
        writer.view_kind(view)?;
        writer.qualified(view.schema.as_deref(), &view.name)
    })?;
    Ok(Some(statement))
}

/// The comment on a type.
pub(super) fn type_comment(enum_type: &EnumType) -> Result<Option<String>, Unsupported> {
    let Some(comment) = &enum_type.comment else { return Ok(None) };
    let statement = comment_on(comment, |writer| {
        writer.raw("TYPE ");
        writer.qualified(enum_type.schema.as_deref(), &enum_type.name)
    })?;
    Ok(Some(statement))
}

/// `COMMENT ON object IS …`.
pub(super) fn comment_on(
    comment: &Text,
    object: impl FnOnce(&mut Writer<'_>) -> Result<(), Unsupported>,
) -> Result<String, Unsupported> {
    let mut writer = Writer::new(Dialect::PostgreSql, None);
    writer.raw("COMMENT ON ");
    object(&mut writer)?;
    writer.raw(" IS ");
    writer.string(comment)?;
    Ok(writer.finish())
}
