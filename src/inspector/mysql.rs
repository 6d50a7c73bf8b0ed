//! The tables and views of a MySQL or MariaDB database.

mod catalog;
mod column;
mod constraint;
mod partition;
mod view;

use std::collections::HashMap;

use realgar_metadata::{Dialect, MetaData, Table, TableOption};

use super::words::owned;
use crate::engine::Connection;
use crate::error::Result;
use catalog::{Asked, Place, Relation};

/// Reads the names of the tables, or of the views, in alphabetical order: these databases do not keep another one.
pub(super) fn names(connection: &mut Connection, named: &[String], views: bool) -> Result<Vec<String>> {
    let asked = Asked::new(connection, named, None)?;
    let relations = catalog::relations(connection, &asked)?.into_iter();
    Ok(relations.filter(|relation| relation.is_view == views).map(|relation| relation.place.1).collect())
}

/// Reads all tables and views of the connection's database and of those that are named, or one of them by its name.
///
/// Eight statements, however many tables there are.
pub(super) fn read(connection: &mut Connection, named: &[String], relation: Option<&str>) -> Result<MetaData> {
    let asked = Asked::new(connection, named, relation)?;
    let relations = catalog::relations(connection, &asked)?;
    let columns = by_place(catalog::columns(connection, &asked)?, |column| &column.place);
    let keys = by_place(catalog::index_keys(connection, &asked)?, |key| &key.place);
    let foreign_keys = by_place(catalog::foreign_keys(connection, &asked)?, |key| &key.place);
    let checks = by_place(catalog::checks(connection, &asked)?, |check| &check.place);
    let partitions = by_place(catalog::partitions(connection, &asked)?, |partition| &partition.place);
    let queries = by_place(catalog::queries(connection, &asked)?, |query| &query.place);

    let mut metadata = MetaData::default().in_dialect(Dialect::MySql);
    let (mut tables, mut views, mut enums) = (Vec::new(), Vec::new(), Vec::new());
    for found in &relations {
        let columns = of(&columns, &found.place);
        if found.is_view {
            views.push(view::view(found, columns, of(&queries, &found.place), &asked));
            continue;
        }
        let mut table = Table::new("", &[]);
        table.name = owned(&found.place.1);
        table.schema = asked.shown(&found.place.0).map(owned);
        table.comment = found.comment.as_deref().filter(|comment| !comment.is_empty()).map(owned);
        let mut checks = constraint::checks(of(&checks, &found.place));
        let read = columns.iter().map(|column| column::column(column, found, &asked, &mut checks));
        table.columns = read.collect();
        enums.extend(columns.iter().filter_map(column::enum_type));
        table.checks = checks.into();
        constraint::add_keys(of(&keys, &found.place), &mut table);
        table.foreign_keys = constraint::foreign_keys(of(&foreign_keys, &found.place), &asked).into();
        table.options = options(found, of(&partitions, &found.place)).into();
        tables.push(table);
    }
    metadata.tables = tables.into();
    metadata.views = views.into();
    metadata.enums = enums.into();
    Ok(metadata)
}

/// What CREATE TABLE says behind the parentheses.
fn options(found: &Relation, partitions: &[catalog::Partition]) -> Vec<TableOption> {
    let mut written = Vec::new();
    written.extend(found.engine.as_ref().map(|engine| format!("ENGINE={engine}")));
    if let Some(collation) = &found.collation {
        let set = collation.split('_').next().unwrap_or_default();
        written.push(format!("DEFAULT CHARSET={set} COLLATE={collation}"));
    }
    let is_kept = |option: &&str| {
        let name = option.split('=').next().unwrap_or_default();
        ["row_format", "key_block_size", "page_compressed", "stats_persistent"].contains(&name.to_lowercase().as_str())
    };
    written.extend(found.options.split(' ').filter(is_kept).map(str::to_ascii_uppercase));
    written.extend(partition::clause(partitions));
    let option = |sql: String| {
        let mut option = TableOption::new(Dialect::MySql, "");
        option.sql = sql.into();
        option
    };
    written.into_iter().map(option).collect()
}

fn by_place<T>(rows: Vec<T>, place: impl Fn(&T) -> &Place) -> HashMap<Place, Vec<T>> {
    let mut groups: HashMap<Place, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(place(&row).clone()).or_default().push(row);
    }
    groups
}

fn of<'a, T>(groups: &'a HashMap<Place, Vec<T>>, place: &Place) -> &'a [T] {
    groups.get(place).map_or(&[], Vec::as_slice)
}

/// A name as the server quotes it, whatever it is.
fn quoted(sql: &mut String, name: &str) {
    sql.push('`');
    sql.push_str(&name.replace('`', "``"));
    sql.push('`');
}
