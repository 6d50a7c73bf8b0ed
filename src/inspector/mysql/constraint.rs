//! Keys, indexes, foreign keys and checks.

use realgar_metadata::{Check, Dialect, ForeignKey, Index, IndexKey, PrimaryKey, Table, Text, Unique};

use super::catalog::{self, Asked, KeyColumn};
use crate::inspector::words::{action, expression, owned};

/// Adds the primary key, the unique keys and the indexes to their table. To these databases a UNIQUE constraint is a unique
/// index, so one over whole columns is told as the constraint.
pub(super) fn add_keys(found: &[catalog::IndexKey], table: &mut Table) {
    for keys in found.chunk_by(|a, b| a.index == b.index) {
        let Some(said) = keys.first() else { continue };
        let columns = || -> Vec<Text> { keys.iter().filter_map(|key| key.column.as_deref().map(owned)).collect() };
        let is_plain = keys.iter().all(|key| key.column.is_some() && key.prefix.is_none() && !key.descending);
        if said.index == "PRIMARY" {
            table.primary_key = PrimaryKey::new(&[]);
            table.primary_key.columns = columns().into();
        } else if said.unique && is_plain && said.comment.is_empty() && said.method == "BTREE" {
            let mut unique = Unique::new(&[]);
            unique.name = Some(owned(&said.index));
            unique.columns = columns().into();
            table.uniques.to_mut().push(unique);
        } else {
            table.indexes.to_mut().push(index(said, keys));
        }
    }
}

fn index(said: &catalog::IndexKey, keys: &[catalog::IndexKey]) -> Index {
    let mut index = Index::new("", &[]);
    index.name = owned(&said.index);
    index.unique = said.unique;
    index.method = (said.method != "BTREE").then(|| said.method.to_ascii_lowercase().into());
    index.comment = Some(&said.comment).filter(|comment| !comment.is_empty()).map(|comment| owned(comment));
    let is_spatial = said.method.eq_ignore_ascii_case("spatial");
    let key = |found: &catalog::IndexKey| {
        let mut key = IndexKey::column("");
        key.is_column = found.column.is_some();
        key.expression = match (&found.column, &found.expression) {
            (Some(column), _) => owned(column),
            (None, sql) => expression(sql.as_deref().unwrap_or_default(), Dialect::MySql),
        };
        key.descending = found.descending;
        // The server counts the bytes of a shape as a prefix.
        key.prefix = found.prefix.filter(|_| !is_spatial);
        key
    };
    index.keys = keys.iter().map(key).collect();
    index
}

/// Makes the foreign keys of a table from their columns, which are in order.
pub(super) fn foreign_keys(found: &[KeyColumn], asked: &Asked<'_>) -> Vec<ForeignKey> {
    let key = |columns: &[KeyColumn]| {
        let said = columns.first()?;
        let mut key = ForeignKey::new(&[], "", &[]);
        key.name = Some(owned(&said.name));
        key.columns = columns.iter().map(|column| owned(&column.column)).collect();
        key.referred_schema = asked.shown(&said.referred_schema).map(owned);
        key.referred_table = owned(&said.referred_table);
        key.referred_columns = columns.iter().map(|column| owned(&column.referred_column)).collect();
        key.on_delete = action(&said.on_delete);
        key.on_update = action(&said.on_update);
        Some(key)
    };
    found.chunk_by(|a, b| a.name == b.name).filter_map(key).collect()
}

/// The checks of a table. One beside a column has no name of its own.
pub(super) fn checks(found: &[catalog::Check]) -> Vec<Check> {
    let check = |found: &catalog::Check| {
        let mut check = Check::new("");
        check.name = (!found.of_column).then(|| owned(&found.name));
        check.column = found.of_column.then(|| owned(&found.name));
        check.expression = expression(&found.condition, Dialect::MySql);
        check
    };
    found.iter().map(check).collect()
}
