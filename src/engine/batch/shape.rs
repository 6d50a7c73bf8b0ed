//! What rows have in common that are inserted together, and how what comes back is matched with them.

use std::sync::Arc;

use smallvec::SmallVec;

use super::matching::{ReturnedRows, by_key, by_order_of_keys};
use crate::driver::InsertStrategy;
use crate::engine::insert::MOST_ROWS;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{self, BinaryOperator, ColumnRef, Node, SelectItem, TableRef};
use crate::sql::value::Value;

/// What rows have in common that are inserted together.
pub(crate) struct InsertBatch<'b> {
    pub(crate) table: TableRef,
    /// All columns of the table. The others are named by their positions here, in this order.
    pub(crate) columns: &'static [&'static str],
    /// The columns that each row has a value for.
    pub(crate) given: &'b [u16],
    /// The columns that the database fills in, and has to tell.
    pub(crate) missing: &'b [usize],
    /// The primary key.
    pub(crate) key: &'b [usize],
    /// The key is one column that the database counts up.
    pub(crate) has_identity: bool,
}

impl InsertBatch<'_> {
    /// Whether the database makes the key, and counts it up.
    pub(super) fn counts_up(&self) -> bool {
        self.has_identity && self.key.iter().all(|at| self.missing.contains(at))
    }

    /// Whether the rows bring their keys along.
    pub(super) fn has_keys(&self) -> bool {
        self.key.iter().all(|at| !self.missing.contains(at))
    }

    /// How many rows one statement may insert. Several only if what comes back can be matched with them.
    pub(super) fn rows_per_statement(&self, strategy: InsertStrategy, most_binds: usize) -> usize {
        let is_matched = self.missing.is_empty() || self.counts_up() || self.has_keys();
        // A composite key is selected row by row.
        let is_selected = strategy != InsertStrategy::LastIds || self.key.len() == 1 || self.missing.is_empty();
        match self.given.len() {
            // DEFAULT VALUES is one row.
            0 => 1,
            width if is_matched && is_selected => (most_binds / width).clamp(1, MOST_ROWS),
            _ => 1,
        }
    }

    pub(super) fn statement(&self, returned: &[usize]) -> ast::Insert {
        ast::Insert {
            table: self.table,
            columns: self.columns,
            rows: Vec::new(),
            from_select: None,
            conflict: None,
            returning: returned.iter().map(|at| self.column(*at)).collect(),
        }
    }

    pub(super) fn column(&self, at: usize) -> SelectItem {
        SelectItem::Expression(Node::Column(ColumnRef { source: self.table.name, name: self.columns[at] }))
    }

    /// The values of a key among those that a row has given.
    pub(super) fn key_of<'v>(&self, given: &'v [Value]) -> SmallVec<[&'v Value; 1]> {
        let position = |at: &usize| self.given.iter().position(|column| usize::from(*column) == *at);
        self.key.iter().filter_map(position).filter_map(|position| given.get(position)).collect()
    }

    /// For a row that has vanished between INSERT and its answer.
    #[cold]
    pub(super) fn swallowed(&self) -> Error {
        Error::new(
            ErrorKind::InvalidRequest,
            format!("an INSERT into `{}` gave back no key: was the row swallowed by a trigger?", self.table.name),
        )
    }

    /// The columns that have to be answered: what is missing, and the key to match it by. None if nothing is missing.
    pub(super) fn answered_columns(&self) -> SmallVec<[usize; 4]> {
        if self.missing.is_empty() {
            return SmallVec::new();
        }
        (0..self.columns.len()).filter(|at| self.missing.contains(at) || self.key.contains(at)).collect()
    }

    /// Rows of these columns, with the places of their keys.
    pub(super) fn with_keys(&self, columns: &[usize], rows: Vec<Vec<Value>>) -> ReturnedRows {
        let key = self.key.iter().filter_map(|at| columns.iter().position(|column| column == at)).collect();
        ReturnedRows { rows, key }
    }

    /// The missing values out of rows of these columns, one row after the other.
    pub(super) fn only_missing(&self, columns: &[usize], rows: Vec<Vec<Value>>) -> Vec<Value> {
        let is_missing: SmallVec<[bool; 8]> = columns.iter().map(|at| self.missing.contains(at)).collect();
        let mut values = Vec::with_capacity(rows.len() * self.missing.len());
        for row in rows {
            values.extend(row.into_iter().zip(&is_missing).filter(|(_, missing)| **missing).map(|(value, _)| value));
        }
        values
    }

    /// What came back by RETURNING, in the order of the rows.
    pub(super) fn filled(
        &self,
        columns: &[usize],
        answered: Vec<Vec<Value>>,
        given: &[Value],
        count: usize,
    ) -> Result<Vec<Value>> {
        if self.missing.is_empty() {
            return Ok(Vec::new());
        }
        if answered.len() != count {
            return Err(self.swallowed());
        }
        let rows = self.with_keys(columns, answered);
        let matched = if count == 1 {
            Some(rows.rows)
        } else if self.counts_up() {
            by_order_of_keys(rows)
        } else {
            let width = self.given.len();
            by_key(rows, (0..count).map(|row| self.key_of(&given[row * width..(row + 1) * width])))
        };
        Ok(self.only_missing(columns, matched.ok_or_else(|| self.swallowed())?))
    }

    /// `WHERE key IN (…)`, or one row by all columns of its key.
    pub(super) fn has_one_of(&self, keys: &[SmallVec<[Value; 1]>]) -> Vec<Node> {
        let column = |at: usize| Node::Column(ColumnRef { source: self.table.name, name: self.columns[at] });
        match (self.key, keys) {
            ([only], [_, _, ..]) => {
                let list = keys.iter().flatten().map(|value| Node::Bind(value.clone())).collect();
                vec![Node::In(Arc::new(column(*only)), list, false)]
            }
            _ => {
                let parts = self.key.iter().zip(keys.iter().flatten());
                let equal = parts.map(|(at, value)| {
                    Node::Binary(BinaryOperator::Equal, Arc::new([column(*at), Node::Bind(value.clone())]))
                });
                equal.collect()
            }
        }
    }
}
