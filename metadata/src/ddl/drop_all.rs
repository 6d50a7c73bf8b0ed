//! The statements that drop a whole schema, in the opposite order of its creation.

use super::create_all::{DdlObject, closing_name};
use super::writer::Writer;
use crate::{Cycle, Dialect, ForeignKey, MetaData, Table, Unsupported};

/// Drops the objects that are there.
pub(crate) fn drop_statements<'a>(
    metadata: &'a MetaData,
    dialect: Dialect,
    exists: &dyn Fn(DdlObject<'a>) -> bool,
) -> Result<Vec<String>, Unsupported> {
    let mut sorted = metadata.sorted_tables();
    sorted.tables.retain(|table| exists(DdlObject::Table(table)));
    for cycle in &mut sorted.cycles {
        cycle.tables.retain(|table| exists(DdlObject::Table(table)));
    }
    sorted.cycles.retain(|cycle| cycle.tables.len() > 1);

    let mut statements = Vec::new();
    if dialect == Dialect::Sqlite && !sorted.cycles.is_empty() {
        // DROP TABLE deletes the rows first, and those of the other table would still refer to them.
        statements.push("PRAGMA defer_foreign_keys = ON".into());
    }
    for view in metadata.views.iter().rev().filter(|view| exists(DdlObject::View(view))) {
        statements.push(Writer::new(dialect, None).drop_view(view)?);
    }
    if dialect == Dialect::MySql {
        for (table, key) in sorted.closing().filter(|(table, key)| exists(DdlObject::ForeignKey(table, key))) {
            statements.push(Writer::new(dialect, None).drop_foreign_key(table, key)?);
        }
    }
    let mut dropped: Vec<&Table> = Vec::new();
    for &table in sorted.tables.iter().rev() {
        if dropped.iter().any(|other| std::ptr::eq(*other, table)) {
            continue;
        }
        let in_cycle = |cycle: &&Cycle<'_>| cycle.tables.iter().any(|other| std::ptr::eq(*other, table));
        match sorted.cycles.iter().find(in_cycle) {
            Some(cycle) if dialect == Dialect::PostgreSql => {
                // PostgreSQL drops them in one statement, whatever the names of their keys are.
                statements.push(Writer::new(dialect, None).drop_tables(&cycle.tables)?);
                dropped.extend(&cycle.tables);
            }
            _ => statements.push(Writer::new(dialect, None).drop_table(table)?),
        }
    }
    let declared = metadata.enums.iter().rev().filter(|enum_type| enum_type.is_object(dialect));
    for enum_type in declared.filter(|enum_type| exists(DdlObject::Enum(enum_type))) {
        statements.push(Writer::new(dialect, None).drop_type(enum_type)?);
    }
    Ok(statements)
}

impl Writer<'_> {
    fn drop_tables(mut self, tables: &[&Table]) -> Result<String, Unsupported> {
        self.raw("DROP TABLE ");
        for (i, table) in tables.iter().rev().enumerate() {
            self.raw(if i == 0 { "" } else { ", " });
            self.qualified(table.schema.as_deref(), &table.name)?;
        }
        Ok(self.finish())
    }

    fn drop_foreign_key(mut self, table: &Table, key: &ForeignKey) -> Result<String, Unsupported> {
        self.raw("ALTER TABLE ");
        self.qualified(table.schema.as_deref(), &table.name)?;
        self.raw(" DROP FOREIGN KEY ");
        self.name(&closing_name(table, key))?;
        Ok(self.finish())
    }
}
