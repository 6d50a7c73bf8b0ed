//! Resolved tables as metadata: the same facts, in the form that DDL, reflection and diffs share.

use std::collections::BTreeSet;

use realgar_metadata as metadata;
use realgar_metadata::{Dialect, List, SqlType, TableOption};

use super::catalog::{self, Catalog, Check, Table};
use super::columns::Resolved;
use super::context::Context;
use super::keys::Keys;
use crate::syntax::declared::{Column, Exclude, Ident, Index, Name};

/// A table.
pub(super) fn table(
    table: &Table,
    columns: &[Resolved],
    keys: &Keys,
    checks: &[Check],
    catalog: &Catalog,
    context: &Context<'_>,
) -> metadata::Table {
    let dialect = context.dialect.or(context.spelling);
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
        sql.primary_key.include = idents(table, &key.options.include);
        sql.primary_key.deferrable = key.options.deferrable;
        sql.primary_key.on_conflict = key.options.on_conflict;
    }
    sql.foreign_keys = foreign_keys(table, keys, &catalog.tables).into();
    sql.uniques = uniques(table).into();
    sql.checks = checks.iter().map(check).collect::<Vec<_>>().into();
    sql.excludes = table.excludes.iter().map(exclude).collect::<Vec<_>>().into();
    sql.indexes = indexes(&table.name.text, &table.indexes, Some(table), dialect).into();
    sql.options = options(&table.options, dialect);
    sql.inherits = table.parents.iter().map(|parent| qualified(parent).into()).collect::<Vec<_>>().into();
    sql.partitions = partitions(catalog, &table.name).into();
    let comment = table.comment.clone().or_else(|| table.annotation.docs.clone());
    sql.comment = comment.map(Into::into);
    sql.without_rowid = table.without_rowid;
    sql.strict = table.strict;
    sql.module = table.module.as_deref().map(catalog::text);
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
    sql.native_type.clone_from(&resolved.native_type);
    sql.on_conflict = declared.on_conflict;
    sql.identity = resolved.identity;
    sql.on_update = declared.on_update.as_deref().map(catalog::text);
    sql.invisible = declared.invisible;
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

/// The same for names that were not looked up yet.
fn idents(table: &Table, idents: &[Ident]) -> List<metadata::Text> {
    let columns: Vec<usize> = idents.iter().filter_map(|ident| table.column(&ident.text)).collect();
    names(table, &columns)
}

/// Options as written, in the dialect of the files. What a file without a dialect says of storage is not known.
pub(super) fn options(options: &[String], dialect: Option<Dialect>) -> List<TableOption> {
    let Some(dialect) = dialect else { return List::default() };
    let option = |sql: &String| {
        let mut option = TableOption::new(dialect, "");
        option.sql = catalog::text(sql);
        option
    };
    List::Owned(options.iter().map(option).collect())
}

/// A name as PostgreSQL's SQL.
pub(super) fn qualified(name: &Name) -> String {
    let mut sql = String::new();
    Dialect::PostgreSql.write_qualified_identifier(&mut sql, name.schema.as_deref(), &name.text);
    sql
}

/// The partitions of a table of this name, and theirs. One that is a part of itself has no table to begin with.
fn partitions(catalog: &Catalog, of: &Name) -> Vec<metadata::Partition> {
    let is_part = |partition: &&catalog::Partition| {
        partition.parent.text == of.text && partition.parent.schema == of.schema && partition.name != *of
    };
    let partition = |partition: &catalog::Partition| {
        let mut sql = metadata::Partition::new("", "");
        sql.name = catalog::text(&partition.name.text);
        sql.schema = partition.name.schema.as_deref().map(catalog::text);
        sql.bound = catalog::text(&partition.bound);
        sql.partition_by = partition.by.as_deref().map(catalog::text);
        sql.partitions = partitions(catalog, &partition.name).into();
        sql.additions = catalog::texts(partition.additions.iter().map(|addition| addition.sql.as_str()));
        sql
    };
    catalog.partitions.iter().filter(is_part).map(partition).collect()
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
        sql.set_columns = idents(table, &reference.key.set_columns);
        sql.on_update = reference.key.on_update;
        sql.match_full = reference.key.match_full;
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
        sql.columns = idents(table, &unique.columns);
        sql.nulls_not_distinct = unique.options.nulls_not_distinct;
        sql.include = idents(table, &unique.options.include);
        sql.deferrable = unique.options.deferrable;
        sql.on_conflict = unique.options.on_conflict;
        sql
    };
    table.uniques.iter().map(unique).collect()
}

fn check(check: &Check) -> metadata::Check {
    let mut sql = metadata::Check::new("");
    sql.name = check.name.as_deref().map(catalog::text);
    sql.expression = catalog::text(&check.condition);
    sql.domain = check.domain.as_deref().map(catalog::text);
    sql.no_inherit = check.no_inherit;
    sql.not_enforced = check.not_enforced;
    sql.on_conflict = check.on_conflict;
    sql.column = check.column.as_deref().map(catalog::text);
    sql
}

fn exclude(exclude: &Exclude) -> metadata::Exclude {
    let mut sql = metadata::Exclude::new("");
    sql.name = exclude.name.as_deref().map(catalog::text);
    sql.definition = catalog::text(&exclude.definition);
    sql
}

/// The indexes of a table, or of a materialized view of this name.
pub(super) fn indexes(
    name: &str,
    declared: &[Index],
    table: Option<&Table>,
    dialect: Option<Dialect>,
) -> Vec<metadata::Index> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    taken.extend(declared.iter().filter_map(|index| Some(index.name.as_ref()?.text.to_lowercase())));
    let mut indexes: Vec<metadata::Index> = Vec::new();
    for index in declared {
        let mut sql = metadata::Index::new("", &[]);
        let keys: Vec<metadata::IndexKey> = index
            .keys
            .iter()
            .map(|(key, _)| {
                let mut key = key.clone();
                let found = table.and_then(|table| Some(&table.columns[table.column(&key.expression)?]));
                if let (true, Some(column)) = (key.is_column, found) {
                    key.expression = catalog::text(&column.name.text);
                }
                key
            })
            .collect();
        sql.name = match &index.name {
            Some(name) => catalog::text(&name.text),
            None => free_name(&default_name(name, &keys, dialect), dialect, &mut taken).into(),
        };
        sql.keys = keys.into();
        sql.unique = index.unique;
        sql.condition = index.condition.as_deref().map(catalog::text);
        sql.method = index.method.as_deref().map(catalog::text);
        sql.include = match table {
            Some(table) => idents(table, &index.include),
            None => catalog::texts(index.include.iter().map(|ident| ident.text.as_str())),
        };
        sql.nulls_not_distinct = index.nulls_not_distinct;
        sql.options = options(&index.options, dialect);
        sql.comment = index.comment.as_deref().map(catalog::text);
        indexes.push(sql);
    }
    indexes
}

/// The name of an index that has none: the one that its own database would give it.
fn default_name(table: &str, keys: &[metadata::IndexKey], dialect: Option<Dialect>) -> String {
    let columns = || keys.iter().filter(|key| key.is_column).map(|key| key.expression.as_ref());
    match dialect {
        Some(Dialect::PostgreSql) => {
            let name = |key: &'_ metadata::IndexKey| match key.is_column {
                true => key.expression.to_string(),
                false => function_name(&key.expression).unwrap_or_else(|| "expr".to_owned()),
            };
            let names: Vec<String> = keys.iter().map(name).collect();
            format!("{table}_{}_idx", names.join("_"))
        }
        Some(Dialect::MySql) => columns().next().unwrap_or("functional_index").to_owned(),
        _ => format!("ix_{table}_{}", columns().collect::<Vec<_>>().join("_")),
    }
}

/// The name of the function, if an expression is a call and nothing else.
fn function_name(expression: &str) -> Option<String> {
    let call = expression.trim().trim_start_matches('(');
    let (name, rest) = call.split_at(call.find('(')?);
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let mut depth = 0_i32;
    let end = rest.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    })?;
    let is_whole = rest[end + 1..].trim_matches(|c: char| c == ')' || c.is_whitespace()).is_empty();
    (is_name && is_whole).then(|| name.rsplit('.').next().unwrap_or(name).to_lowercase())
}

/// The name, or the first one with a number that no other index of the table has.
fn free_name(name: &str, dialect: Option<Dialect>, taken: &mut BTreeSet<String>) -> String {
    let mut number = 1;
    let mut free = name.to_owned();
    while !taken.insert(free.to_lowercase()) {
        number += 1;
        free = match dialect {
            Some(Dialect::PostgreSql) => format!("{name}{}", number - 1),
            _ => format!("{name}_{number}"),
        };
    }
    free
}
