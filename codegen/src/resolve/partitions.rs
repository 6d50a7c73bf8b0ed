//! What a statement says of one partition alone, which is kept as written: the rows are read through the whole table, whose
//! own indexes and constraints each partition has by itself.

use super::catalog::{Addition, Catalog, Check, Table};
use super::metadata::qualified;
use crate::syntax::declared::{Change, Element, Index, Name};

/// Adds an index to a partition; false if the table is none.
pub(super) fn add_index(catalog: &mut Catalog, table: &Name, index: &Index, around: &[String; 2]) -> bool {
    let Some(at) = catalog.partitions.find(table) else { return false };
    let partition = &mut catalog.partitions[at];
    let [before, after] = around;
    partition.additions.push(Addition {
        name: index.name.as_ref().map(|name| name.text.clone()),
        is_constraint: false,
        sql: format!("{before} {} {after}", qualified(&partition.name)),
    });
    true
}

/// Applies a change to a partition; false if the table is none, or the change is about its own partitions.
pub(super) fn alter(catalog: &mut Catalog, table: &Name, change: &Change, action: &str) -> bool {
    let name = match change {
        Change::Add(element) => match &**element {
            Element::Constraint(constraint) => constraint.name.clone(),
            Element::Exclude(exclude) => exclude.name.clone(),
            _ => return false,
        },
        Change::Default { .. } | Change::NotNull { .. } => None,
        _ => return false,
    };
    let Some(at) = catalog.partitions.find(table) else { return false };
    let partition = &mut catalog.partitions[at];
    let sql = format!("ALTER TABLE {} {action}", qualified(&partition.name));
    partition.additions.push(Addition { name, is_constraint: true, sql });
    true
}

/// The checks that a table has and the one that it became a partition of has not.
pub(super) fn own_checks(table: &Table, whole: &Table) -> Vec<Addition> {
    let is_shared = |check: &&Check| !whole.checks.iter().any(|other| other.condition == check.condition);
    let addition = |check: &Check| {
        let named = check.name.as_ref().map(|name| {
            let mut sql = String::from("CONSTRAINT ");
            realgar_metadata::Dialect::PostgreSql.write_identifier(&mut sql, name);
            sql.push(' ');
            sql
        });
        let (table, named) = (qualified(&table.name), named.unwrap_or_default());
        let sql = format!("ALTER TABLE {table} ADD {named}CHECK ({})", check.condition);
        Addition { name: check.name.clone(), is_constraint: true, sql }
    };
    table.checks.iter().filter(is_shared).map(addition).collect()
}
