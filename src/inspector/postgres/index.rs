//! Indexes that were created by CREATE INDEX.

use realgar_metadata::{Dialect, Index, IndexKey, NullsOrder};

use super::{catalog, option, storage};
use crate::inspector::words::{expression, owned};

/// Makes the indexes of one table from their keys, which are in order.
pub(super) fn indexes(found: &[catalog::IndexKey]) -> Vec<Index> {
    found.chunk_by(|a, b| a.index == b.index).filter_map(index).collect()
}

fn index(keys: &[catalog::IndexKey]) -> Option<Index> {
    let said = keys.first()?;
    let mut index = Index::new("", &[]);
    index.name = owned(&said.name);
    index.unique = said.unique;
    index.method = Some(&said.method).filter(|method| *method != "btree").map(|method| owned(method));
    index.condition = said.condition.as_deref().map(|sql| expression(sql, Dialect::PostgreSql));
    index.nulls_not_distinct = said.nulls_not_distinct;
    index.comment = said.comment.as_deref().map(owned);
    index.options = storage(&said.options).map(option).into_iter().collect();
    let (included, keys): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.included);
    index.include = included.into_iter().filter_map(|key| key.column.as_deref().map(owned)).collect();
    index.keys = keys.into_iter().map(key).collect();
    Some(index)
}

fn key(found: &catalog::IndexKey) -> IndexKey {
    let mut key = IndexKey::column("");
    key.is_column = found.column.is_some();
    key.expression = match (&found.column, &found.expression) {
        (Some(column), _) => owned(column),
        (None, Some(sql)) => expression(sql, Dialect::PostgreSql),
        (None, None) => owned(""),
    };
    let nulls_first = found.order & 2 != 0;
    key.descending = found.order & 1 != 0;
    // NULLs stand first where the order is DESC, unless something else is said.
    key.nulls = match (key.descending, nulls_first) {
        (true, false) => Some(NullsOrder::Last),
        (false, true) => Some(NullsOrder::First),
        _ => None,
    };
    key.collation = found.collation.as_deref().map(owned);
    key.operator_class = found.operator_class.as_deref().map(owned);
    key
}
