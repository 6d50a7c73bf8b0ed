//! Statements about one row, found by its key and its version.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::driver::Cursor;
use crate::entity::{Key, Mapper};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{BinaryOperator, ColumnRef, Node};
use crate::sql::value::Value;

/// The columns that identify a row: its key, and its version.
pub(crate) fn identifying(mapper: &Mapper) -> SmallVec<[usize; 2]> {
    mapper.key.iter().copied().chain(mapper.version).collect()
}

/// `WHERE table.key = ? AND table.version = ?`
pub(crate) fn same_row(mapper: &Mapper, values: &[Value]) -> Vec<Node> {
    let equal = |at: usize| {
        let column = Node::Column(ColumnRef { source: mapper.name, name: mapper.columns[at] });
        Node::Binary(BinaryOperator::Equal, Arc::new([column, Node::Bind(values[at].clone())]))
    };
    identifying(mapper).into_iter().map(equal).collect()
}

#[cold]
pub(crate) fn stale(verb: &str, mapper: &Mapper, values: &[Value], matched: u64) -> Error {
    let key = Key::of(mapper.key.iter().filter_map(|at| values.get(*at)));
    Error::new(
        ErrorKind::StaleData,
        format!(
            "{verb} of the row of `{}` with key {key} matched {matched} rows, expected 1: somebody else has changed or \
             deleted it since it was read; roll back and read it again",
            mapper.name
        ),
    )
}

/// Runs to the end; returns the number of rows affected.
pub(crate) fn exhaust(cursor: &mut dyn Cursor) -> Result<u64> {
    while cursor.next()?.is_some() {}
    Ok(cursor.outcome().rows_affected)
}
