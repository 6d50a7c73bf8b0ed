//! Names that PostgreSQL cuts, and what must not become one by that.

use std::collections::HashMap;

use crate::{Dialect, MetaData, Table, Text, Unsupported};

/// PostgreSQL's longest name.
const POSTGRESQL_NAME_BYTES: usize = 63;

/// The name as the database keeps it. PostgreSQL cuts long ones, here and in every statement that names them.
pub(crate) fn cut(dialect: Dialect, name: &str) -> &str {
    if dialect != Dialect::PostgreSql || name.len() <= POSTGRESQL_NAME_BYTES {
        return name;
    }
    let end = (0..=POSTGRESQL_NAME_BYTES).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    &name[..end]
}

/// Returns an error for each two names that become one when they are cut.
pub(super) fn collisions(metadata: &MetaData, dialect: Dialect) -> Vec<Unsupported> {
    let mut errors = Vec::new();
    if dialect != Dialect::PostgreSql {
        return errors;
    }
    let mut relations = Names::default();
    for table in &*metadata.tables {
        let schema = table.schema.as_deref();
        relations.add(schema, &table.name, &mut errors);
        let mut columns = Names::default();
        table.columns.iter().for_each(|column| columns.add(None, &column.name, &mut errors));
        let mut constraints = Names::default();
        constraint_names(table).for_each(|name| constraints.add(None, name, &mut errors));
        table.indexes.iter().for_each(|index| relations.add(schema, &index.name, &mut errors));
    }
    metadata.views.iter().for_each(|view| relations.add(view.schema.as_deref(), &view.name, &mut errors));
    errors
}

fn constraint_names(table: &Table) -> impl Iterator<Item = &Text> {
    let uniques = table.uniques.iter().map(|unique| &unique.name);
    let checks = table.checks.iter().filter(|check| check.domain.is_none()).map(|check| &check.name);
    let keys = table.foreign_keys.iter().map(|key| &key.name);
    let excludes = table.excludes.iter().map(|exclude| &exclude.name);
    std::iter::once(&table.primary_key.name).chain(uniques).chain(checks).chain(keys).chain(excludes).flatten()
}

/// Long names of one kind, by their schema and what is left of them.
#[derive(Default)]
struct Names<'a> {
    long: HashMap<(Option<&'a str>, &'a str), &'a str>,
}

impl<'a> Names<'a> {
    fn add(&mut self, schema: Option<&'a str>, name: &'a str, errors: &mut Vec<Unsupported>) {
        let kept = cut(Dialect::PostgreSql, name);
        if name.len() < POSTGRESQL_NAME_BYTES - 3 {
            return;
        }
        let other = self.long.insert((schema, kept), name);
        if let Some(other) = other.filter(|other| *other != name) {
            errors.push(Unsupported::new(
                Dialect::PostgreSql,
                format!(
                    "the names `{other}` and `{name}` are both cut to `{kept}`, after {POSTGRESQL_NAME_BYTES} bytes; \
                     rename one of the two"
                ),
            ));
        }
    }
}
