//! The tables and views of a PostgreSQL database.

mod catalog;
mod column;
mod constraint;
mod definition;
mod index;
mod partition;

use std::collections::{HashMap, HashSet};

use realgar_metadata::{Dialect, MetaData, Table, TableOption, View};

use super::words::owned;
use crate::engine::Connection;
use crate::error::Result;
use catalog::{Asked, Relation};
use column::Types;

/// Reads the names of the tables, or of the views, in the order in which they were created.
pub(super) fn names(connection: &mut Connection, named: &[String], views: bool) -> Result<Vec<String>> {
    let asked = asked(connection, named, None)?;
    let relations = catalog::relations(connection, &asked)?.into_iter();
    let wanted = relations.filter(|relation| relation.parent.is_none() && relation.is_view() == views);
    Ok(wanted.map(|relation| relation.name).collect())
}

/// Reads all tables and views of the search path and of the schemas that are named, or one of them by its name.
///
/// Seven statements, however many tables there are.
pub(super) fn read(connection: &mut Connection, named: &[String], relation: Option<&str>) -> Result<MetaData> {
    let asked = asked(connection, named, relation)?;
    let relations = catalog::relations(connection, &asked)?;
    let types = Types::new(catalog::types(connection, &asked)?);
    let columns = by_key(catalog::columns(connection, &asked)?, |column| column.relation);
    let constraints = by_key(catalog::constraints(connection, &asked)?, |constraint| constraint.relation);
    let keys = by_key(catalog::index_keys(connection, &asked)?, |key| key.relation);
    let definitions = catalog::definitions(connection, &asked)?;

    let serials: HashSet<i64> = columns.values().flatten().filter_map(column::serial_sequence).collect();
    let mut metadata = MetaData::default().in_dialect(Dialect::PostgreSql);
    let partitions = partition::by_parent(&relations);
    let (mut tables, mut views) = (Vec::new(), Vec::new());
    let is_asked = |found: &&Relation| found.parent.is_none() && relation.is_none_or(|name| found.name == name);
    for found in relations.iter().filter(is_asked) {
        let columns = of(&columns, found.oid);
        let indexes = index::indexes(of(&keys, found.oid));
        if found.is_view() {
            let mut view = view(found);
            view.columns = columns.iter().map(|column| column::column(column, &types)).collect();
            view.indexes = indexes.into();
            views.push(view);
            continue;
        }
        let mut table = Table::new("", &[]);
        table.name = owned(&found.name);
        table.schema = found.schema.as_deref().map(owned);
        table.comment = found.comment.as_deref().map(owned);
        table.columns = columns.iter().map(|column| column::column(column, &types)).collect();
        constraint::add(of(&constraints, found.oid), &mut table);
        table.checks.to_mut().extend(columns.iter().flat_map(|column| types.checks(column)));
        table.indexes = indexes.into();
        table.options = options(found).into();
        table.partitions = partitions.of(found.oid).into();
        tables.push(table);
    }
    metadata.tables = tables.into();
    metadata.views = views.into();
    metadata.enums = definition::enums(&types, columns.values().flatten()).into();
    metadata.definitions = definition::definitions(definitions, &types, &serials).into();
    Ok(metadata)
}

fn asked<'a>(connection: &mut Connection, named: &'a [String], relation: Option<&'a str>) -> Result<Asked<'a>> {
    let mut schemas = catalog::search_path(connection)?;
    schemas.extend(named.iter().filter(|name| !schemas.contains(name)).cloned().collect::<Vec<_>>());
    Ok(Asked { schemas, named, relation })
}

fn view(found: &Relation) -> View {
    let mut view = View::new("", "");
    view.name = owned(&found.name);
    view.schema = found.schema.as_deref().map(owned);
    view.comment = found.comment.as_deref().map(owned);
    view.materialized = found.kind == "m";
    view.definition = owned(found.query.as_deref().unwrap_or_default().trim().trim_end_matches(';'));
    view
}

/// What CREATE TABLE says behind the parentheses, in the order of its grammar.
fn options(found: &Relation) -> Vec<TableOption> {
    let mut written = Vec::new();
    if found.unlogged {
        written.push("UNLOGGED".to_owned());
    }
    if !found.inherits.is_empty() {
        written.push(format!("INHERITS ({})", found.inherits.join(", ")));
    }
    if let Some(by) = &found.partition_by {
        written.push(format!("PARTITION BY {by}"));
    }
    written.extend(storage(&found.options));
    written.into_iter().map(option).collect()
}

/// WITH (…), the storage parameters of a table or an index.
fn storage(options: &[String]) -> Option<String> {
    let written = |option: &String| {
        let (name, value) = option.split_once('=').unwrap_or((option, "true"));
        let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_');
        let mut sql = format!("{name} = ");
        if is_plain {
            sql.push_str(value)
        } else {
            Dialect::PostgreSql.write_string_literal(&mut sql, value)
        }
        sql
    };
    let written: Vec<String> = options.iter().map(written).collect();
    (!written.is_empty()).then(|| format!("WITH ({})", written.join(", ")))
}

fn option(sql: String) -> TableOption {
    let mut option = TableOption::new(Dialect::PostgreSql, "");
    option.sql = sql.into();
    option
}

fn by_key<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> HashMap<i64, Vec<T>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

fn of<T>(groups: &HashMap<i64, Vec<T>>, key: i64) -> &[T] {
    groups.get(&key).map_or(&[], Vec::as_slice)
}

impl Relation {
    fn is_view(&self) -> bool {
        self.kind == "v" || self.kind == "m"
    }
}
