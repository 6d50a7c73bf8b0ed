//! Resolved tables as metadata: the same facts, in the form that DDL, reflection and diffs share.

use realgar_metadata as metadata;
use realgar_metadata::{List, SqlType};

use super::catalog::{self, Check, Table};
use super::columns::Resolved;
use super::keys::Keys;
use crate::syntax::declared::Column;

/// A table.
pub(super) fn table(
    table: &Table,
    columns: &[Resolved],
    keys: &Keys,
    checks: &[Check],
    tables: &[Table],
) -> metadata::Table {
    let mut sql = metadata::Table::new("", &[]);
    sql.name = catalog::text(&table.name.text);
    sql.schema = table.name.schema.as_deref().map(catalog::text);
    sql.columns = table
        .columns
        .iter()
        .zip(columns)
        .map(|(declared, resolved)| column(declared, resolved))
        .collect::<Vec<_>>()
        .into();
    if let Some(key) = &table.primary_key {
        sql.primary_key.name = key.name.as_deref().map(catalog::text);
        sql.primary_key.columns = names(table, &keys.primary);
    }
    sql.foreign_keys = foreign_keys(table, keys, tables).into();
    sql.uniques = uniques(table).into();
    sql.checks = checks.iter().map(check).collect::<Vec<_>>().into();
    sql.indexes = indexes(table).into();
    let comment = table.comment.clone().or_else(|| table.annotation.docs.clone());
    sql.comment = comment.map(Into::into);
    sql.without_rowid = table.without_rowid;
    sql.strict = table.strict;
    sql.span = Some(table.name.span);
    sql
}

fn column(declared: &Column, resolved: &Resolved) -> metadata::Column {
    let mut sql = metadata::Column::new("", SqlType::Text);
    sql.name = catalog::text(&declared.name.text);
    sql.sql_type = resolved.sql_type.clone();
    sql.nullable = resolved.nullable;
    sql.default.clone_from(&resolved.default);
    sql.generated.clone_from(&declared.generated);
    sql.identity = resolved.identity;
    sql.collation = declared.collation.as_deref().map(catalog::text);
    let comment = declared.comment.clone().or_else(|| declared.annotation.docs.clone());
    sql.comment = comment.map(Into::into);
    sql.span = Some(declared.name.span);
    sql
}

/// The names as the columns are declared, whatever their case in the key.
fn names(table: &Table, columns: &[usize]) -> List<metadata::Text> {
    catalog::texts(columns.iter().map(|column| table.columns[*column].name.text.as_str()))
}

fn foreign_keys(table: &Table, keys: &Keys, tables: &[Table]) -> Vec<metadata::ForeignKey> {
    let link = |link: &super::keys::Link| {
        let reference = &table.foreign_keys[link.reference];
        let target = &tables[link.target];
        let mut sql = metadata::ForeignKey::new(&[], "", &[]);
        sql.name = reference.name.as_deref().map(catalog::text);
        sql.columns = names(table, &link.columns);
        sql.referred_schema = target.name.schema.as_deref().map(catalog::text);
        sql.referred_table = catalog::text(&target.name.text);
        sql.referred_columns = names(target, &link.referred);
        sql.on_delete = reference.key.on_delete;
        sql.on_update = reference.key.on_update;
        sql.deferrable = reference.key.deferrable;
        sql.span = Some(reference.span);
        sql
    };
    keys.links.iter().map(link).collect()
}

fn uniques(table: &Table) -> Vec<metadata::Unique> {
    let unique = |unique: &catalog::UniqueKey| {
        let mut sql = metadata::Unique::new(&[]);
        sql.name = unique.name.as_deref().map(catalog::text);
        let columns: Vec<usize> = unique.columns.iter().filter_map(|ident| table.column(&ident.text)).collect();
        sql.columns = names(table, &columns);
        sql.nulls_not_distinct = unique.nulls_not_distinct;
        sql
    };
    table.uniques.iter().map(unique).collect()
}

fn check(check: &Check) -> metadata::Check {
    let mut sql = metadata::Check::new("");
    sql.name = check.name.as_deref().map(catalog::text);
    sql.expression = catalog::text(&check.condition);
    sql
}

fn indexes(table: &Table) -> Vec<metadata::Index> {
    let mut indexes: Vec<metadata::Index> = Vec::new();
    for index in &table.indexes {
        let mut sql = metadata::Index::new("", &[]);
        let keys: Vec<metadata::IndexKey> = index
            .keys
            .iter()
            .map(|(key, _)| {
                let mut key = key.clone();
                if let (true, Some(at)) = (key.is_column, table.column(&key.expression)) {
                    key.expression = catalog::text(&table.columns[at].name.text);
                }
                key
            })
            .collect();
        sql.name = match &index.name {
            Some(name) => catalog::text(&name.text),
            None => {
                let columns: Vec<&str> =
                    keys.iter().filter(|key| key.is_column).map(|key| key.expression.as_ref()).collect();
                format!("ix_{}_{}", table.name.text, columns.join("_")).into()
            }
        };
        sql.keys = keys.into();
        sql.unique = index.unique;
        sql.condition = index.condition.as_deref().map(catalog::text);
        sql.method = index.method.as_deref().map(catalog::text);
        indexes.push(sql);
    }
    indexes
}
