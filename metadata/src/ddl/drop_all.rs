//! The statements that drop a whole schema, in the opposite order of its creation.

use std::collections::{HashMap, HashSet};

use super::create_all::{DdlObject, closing_name};
use super::writer::Writer;
use crate::{Cycle, Definition, DefinitionKind, Dialect, ForeignKey, MetaData, Table, Unsupported};

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
    for view in metadata.sorted_views().into_iter().rev().filter(|view| exists(DdlObject::View(view))) {
        statements.push(Writer::new(dialect, None).drop_view(view)?);
    }
    // They may read from tables, like views.
    let is_virtual = |definition: &&Definition| definition.kind == DefinitionKind::VirtualTable;
    let definitions = || metadata.definitions.iter().rev().filter(|definition| definition.is_object(dialect));
    let there = |definition: &&'a Definition| exists(DdlObject::Definition(definition));
    for definition in definitions().filter(is_virtual).filter(there) {
        statements.push(Writer::new(dialect, None).drop_definition(definition)?);
    }
    if dialect == Dialect::MySql {
        for (table, key) in sorted.closing().filter(|(table, key)| exists(DdlObject::ForeignKey(table, key))) {
            statements.push(Writer::new(dialect, None).drop_foreign_key(table, key)?);
        }
    }
    if dialect == Dialect::PostgreSql {
        for table in &sorted.tables {
            for parent in &*table.inherits {
                statements.push(Writer::new(dialect, None).inherit(table, " NO INHERIT ", parent)?);
            }
        }
    }
    // PostgreSQL drops the tables of a cycle in one statement, whatever the names of their keys are.
    let cycles = sorted.cycles.iter().filter(|_| dialect == Dialect::PostgreSql);
    let cycle_of: HashMap<*const Table, &Cycle<'_>> =
        cycles.flat_map(|cycle| cycle.tables.iter().map(move |table| (std::ptr::from_ref(*table), cycle))).collect();
    let mut dropped: HashSet<*const Table> = HashSet::new();
    for &table in sorted.tables.iter().rev() {
        match cycle_of.get(&std::ptr::from_ref(table)) {
            Some(_) if dropped.contains(&std::ptr::from_ref(table)) => {}
            Some(cycle) => {
                statements.push(Writer::new(dialect, None).drop_tables(&cycle.tables)?);
                dropped.extend(cycle.tables.iter().map(|table| std::ptr::from_ref(*table)));
            }
            None => statements.push(Writer::new(dialect, None).drop_table(table)?),
        }
    }
    let types_at = statements.len();
    let declared = metadata.enums.iter().rev().filter(|enum_type| enum_type.is_object(dialect));
    for enum_type in declared.filter(|enum_type| exists(DdlObject::Enum(enum_type))) {
        statements.push(Writer::new(dialect, None).drop_type(enum_type)?);
    }
    // Domains may be over enums, and enums are never over domains.
    let own = definitions().filter(|definition| !definition.is_shared() && !is_virtual(definition));
    let mut before_types = Vec::new();
    for definition in own.filter(there) {
        before_types.push(Writer::new(dialect, None).drop_definition(definition)?);
    }
    statements.splice(types_at..types_at, before_types);
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
