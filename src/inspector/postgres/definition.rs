//! What tables are built on: enums, schemas, extensions, collations, domains, other types, sequences.

use std::collections::HashSet;

use realgar_metadata::{Definition, DefinitionKind, Dialect, EnumType};

use super::catalog;
use super::column::Types;
use crate::inspector::words::{expression, owned, texts};

/// The enums of the schemas that are read, and those of others that a column is of.
pub(super) fn enums<'a>(types: &Types, columns: impl Iterator<Item = &'a catalog::Column>) -> Vec<EnumType> {
    let used: HashSet<i64> = columns.map(|column| column.type_oid).collect();
    let is_wanted = |found: &&catalog::Type| found.kind == "e" && (found.listed || used.contains(&found.oid));
    let enum_type = |found: &catalog::Type| {
        let mut enum_type = EnumType::new("", &[], true);
        enum_type.name = owned(&found.name);
        enum_type.schema = found.schema.as_deref().map(owned);
        enum_type.labels = texts(&found.parts).into();
        enum_type.comment = found.comment.as_deref().map(owned);
        enum_type
    };
    types.all.iter().filter(is_wanted).map(enum_type).collect()
}

/// Everything else, in an order in which it can be created. The sequences of SERIAL come with their columns.
pub(super) fn definitions(found: Vec<catalog::Definition>, types: &Types, serials: &HashSet<i64>) -> Vec<Definition> {
    let mut definitions = Vec::new();
    let (sequences, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|found| found.kind == "SEQUENCE");
    definitions.extend(others.iter().map(definition));
    for found in types.all.iter().filter(|found| found.listed) {
        let (kind, sql) = match found.kind.as_str() {
            "d" => (DefinitionKind::Domain, domain_sql(found)),
            "c" => (DefinitionKind::Type, format!("AS ({})", found.parts.join(", "))),
            "r" => (DefinitionKind::Type, format!("AS RANGE ({})", found.parts.join(", "))),
            _ => continue,
        };
        let mut definition = Definition::new(kind, "", "");
        definition.schema = found.schema.as_deref().map(owned);
        definition.name = owned(&found.name);
        definition.sql = sql.into();
        definition.comment = found.comment.as_deref().map(owned);
        definitions.push(definition);
    }
    let is_own = |found: &&catalog::Definition| found.oid.is_none_or(|oid| !serials.contains(&oid));
    definitions.extend(sequences.iter().filter(is_own).map(definition));
    definitions
}

fn definition(found: &catalog::Definition) -> Definition {
    let kind = match found.kind.as_str() {
        "SCHEMA" => DefinitionKind::Schema,
        "EXTENSION" => DefinitionKind::Extension,
        "COLLATION" => DefinitionKind::Collation,
        _ => DefinitionKind::Sequence,
    };
    let mut definition = Definition::new(kind, "", "");
    definition.schema = found.schema.as_deref().map(owned);
    definition.name = owned(&found.name);
    definition.sql = owned(&found.sql);
    definition.owned_by = found.owned_by.as_deref().map(owned);
    definition.comment = found.comment.as_deref().map(owned);
    definition
}

/// What follows the name of a domain.
fn domain_sql(found: &catalog::Type) -> String {
    let mut sql = format!("AS {}", found.base_sql.as_deref().unwrap_or_default());
    if let Some(collation) = &found.collation {
        sql.push_str(" COLLATE ");
        Dialect::PostgreSql.write_identifier(&mut sql, collation);
    }
    if let Some(default) = &found.default {
        sql.push_str(" DEFAULT ");
        sql.push_str(default);
    }
    if found.not_null {
        sql.push_str(" NOT NULL");
    }
    for (name, condition) in found.check_names.iter().zip(&found.checks) {
        sql.push_str(" CONSTRAINT ");
        Dialect::PostgreSql.write_identifier(&mut sql, name);
        sql.push_str(&format!(" CHECK ({})", expression(condition, Dialect::PostgreSql)));
    }
    sql
}
