//! An index of the model, made from the pragmas and the text of its CREATE INDEX.

use std::collections::HashMap;

use realgar_metadata::{Index, IndexKey, Text};

use super::catalog::IndexColumn;
use super::create_index::CreateIndex;
use super::table::owned;

/// Makes an index that was created by CREATE INDEX. `collations` are those of the table's columns, by names in lower
/// case.
///
/// `None` if it has expressions or a condition and its text cannot be read: without them it would be another index.
pub(super) fn index(
    name: &str,
    sql: &str,
    columns: &[IndexColumn],
    collations: &HashMap<String, &str>,
) -> Option<Index> {
    let columns: Vec<&IndexColumn> = columns.iter().filter(|column| column.index == name).collect();
    let first = columns.first()?;
    let said = CreateIndex::read(sql);
    let mut index = Index::new("", &[]);
    index.name = owned(name);
    index.unique = first.unique;
    if first.partial {
        index.condition = Some(said.condition.clone()?.into());
    }
    index.keys = columns
        .iter()
        .enumerate()
        .map(|(at, column)| key(column, said.keys.get(at), collations))
        .collect::<Option<Vec<_>>>()?
        .into();
    Some(index)
}

fn key(
    found: &IndexColumn,
    said: Option<&super::create_index::Key>,
    collations: &HashMap<String, &str>,
) -> Option<IndexKey> {
    let mut key = IndexKey::column("");
    key.descending = found.descending;
    if let Some(column) = &found.column {
        key.expression = owned(column);
        // The pragma always gives one; the column's own does not have to be repeated.
        let of_column = collations.get(&column.to_lowercase()).copied().unwrap_or("BINARY");
        key.collation =
            found.collation.as_deref().filter(|collation| !collation.eq_ignore_ascii_case(of_column)).map(owned);
    } else {
        let said = said?;
        key.is_column = false;
        key.expression = owned(&said.expression);
        key.collation = said.collation.as_deref().map(owned);
    }
    Some(key)
}

/// The columns of a UNIQUE constraint, by the name of the index that SQLite created for it.
pub(super) fn constraint_columns(name: &str, columns: &[IndexColumn]) -> Option<Vec<Text>> {
    let columns: Vec<&IndexColumn> =
        columns.iter().filter(|column| column.index == name && column.origin == "u").collect();
    let names: Option<Vec<Text>> = columns.iter().map(|column| column.column.as_deref().map(owned)).collect();
    names.filter(|names| !names.is_empty())
}
