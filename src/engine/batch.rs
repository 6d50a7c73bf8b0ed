//! INSERT of many rows of one shape, by the driver's strategy; what the database fills in comes back with its row.

mod matching;

use std::sync::Arc;

use smallvec::SmallVec;

use super::connection::Connection;
use super::insert::MOST_ROWS;
use crate::driver::{Cursor, InsertStrategy, ParameterSets, SqlText};
use crate::engine::Intent;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{self, BinaryOperator, ColumnRef, FromItem, Node, SelectItem, Statement, TableRef};
use crate::sql::render::{Binds, most_binds, render_insert_shape};
use crate::sql::value::Value;
use matching::{ReturnedRows, by_key, by_order_of_keys};

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

/// Rows of one shape, each made when it is wanted; and what takes them back.
pub(crate) trait BatchRows {
    /// Adds the values of the next row to `into`; returns `false` after the last row of the shape.
    fn next_row(&mut self, into: &mut Vec<Value>) -> Result<bool>;

    /// Takes back the next row that was inserted, in the order in which they were given: its own values, and those that
    /// the database filled in. Both may be taken out.
    fn inserted(&mut self, given: &mut [Value], filled: &mut [Value]) -> Result<()>;
}

impl InsertBatch<'_> {
    /// Whether the database makes the key, and counts it up.
    fn counts_up(&self) -> bool {
        self.has_identity && self.key.iter().all(|at| self.missing.contains(at))
    }

    /// Whether the rows bring their keys along.
    fn has_keys(&self) -> bool {
        self.key.iter().all(|at| !self.missing.contains(at))
    }

    /// How many rows one statement may insert. Several only if what comes back can be matched with them.
    fn rows_per_statement(&self, strategy: InsertStrategy, most_binds: usize) -> usize {
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

    fn statement(&self, returned: &[usize]) -> ast::Insert {
        ast::Insert {
            table: self.table,
            columns: self.columns,
            rows: Vec::new(),
            from_select: None,
            conflict: None,
            returning: returned.iter().map(|at| self.column(*at)).collect(),
        }
    }

    fn column(&self, at: usize) -> SelectItem {
        SelectItem::Expression(Node::Column(ColumnRef { source: self.table.name, name: self.columns[at] }))
    }

    /// The values of a key among those that a row has given.
    fn key_of<'v>(&self, given: &'v [Value]) -> SmallVec<[&'v Value; 1]> {
        let position = |at: &usize| self.given.iter().position(|column| usize::from(*column) == *at);
        self.key.iter().filter_map(position).filter_map(|position| given.get(position)).collect()
    }

    /// For a row that has vanished between INSERT and its answer.
    #[cold]
    fn swallowed(&self) -> Error {
        Error::new(
            ErrorKind::InvalidRequest,
            format!("an INSERT into `{}` gave back no key: was the row swallowed by a trigger?", self.table.name),
        )
    }
}

impl Connection {
    /// Inserts rows and lets them have what the database filled in.
    pub(crate) fn insert_batch(&mut self, batch: &InsertBatch<'_>, rows: &mut dyn BatchRows) -> Result<()> {
        let strategy = self.features()?.insert;
        let most = batch.rows_per_statement(strategy, most_binds(self.dialect()));
        match strategy {
            InsertStrategy::RowByRow => {
                self.insert_row_by_row(batch, rows, batch.counts_up() && batch.missing.len() == 1)
            }
            InsertStrategy::Returning if most == 1 => self.insert_row_by_row(batch, rows, false),
            InsertStrategy::Returning | InsertStrategy::LastIds => {
                self.insert_in_statements(batch, rows, strategy, most)
            }
        }
    }

    /// One prepared statement for each row.
    fn insert_row_by_row(
        &mut self,
        batch: &InsertBatch<'_>,
        rows: &mut dyn BatchRows,
        takes_last_id: bool,
    ) -> Result<()> {
        let returned = if takes_last_id { &[] } else { batch.missing };
        let statement = batch.statement(returned);
        let sql = render_insert_shape(&statement, batch.given, 1, self.dialect())?;
        let mut rows = RowByRow { batch, rows, takes_last_id, given: Vec::new(), filled: SmallVec::new() };
        self.run_many(&sql, Intent::Writes, &mut rows)
    }

    /// `INSERT … VALUES (…), (…), …`
    fn insert_in_statements(
        &mut self,
        batch: &InsertBatch<'_>,
        rows: &mut dyn BatchRows,
        strategy: InsertStrategy,
        most: usize,
    ) -> Result<()> {
        let returned = match strategy {
            InsertStrategy::LastIds => SmallVec::new(),
            _ => batch.answered_columns(),
        };
        let statement = batch.statement(&returned);
        let (width, filled_width) = (batch.given.len(), batch.missing.len());
        let mut full: Option<Arc<str>> = None;
        let mut given = Vec::new();
        loop {
            given.clear();
            let mut count = 0;
            while count < most && rows.next_row(&mut given)? {
                count += 1;
            }
            if count == 0 {
                return Ok(());
            }
            let sql: Arc<str> = match &full {
                Some(full) if count == most => Arc::clone(full),
                _ => render_insert_shape(&statement, batch.given, count, self.dialect())?.into(),
            };
            if count == most {
                full = Some(Arc::clone(&sql));
            }
            let text = SqlText { text: &sql, varies: count != most && count != 1 };
            let mut answered = Vec::new();
            let mut last_insert_id = None;
            let binds: Binds<'_> = given.iter().collect();
            self.run_text(text, &binds, Intent::Writes, &mut |cursor| {
                answered = values_of(cursor)?;
                last_insert_id = cursor.outcome().last_insert_id;
                Ok(())
            })?;
            drop(binds);
            let mut filled = match strategy {
                InsertStrategy::LastIds => self.filled_afterwards(batch, &given, count, last_insert_id)?,
                _ => batch.filled(&returned, answered, &given, count)?,
            };
            for row in 0..count {
                let filled = &mut filled[row * filled_width..(row + 1) * filled_width];
                rows.inserted(&mut given[row * width..(row + 1) * width], filled)?;
            }
            if count < most {
                return Ok(());
            }
        }
    }

    /// What the database filled in, by the key of the first row and a SELECT.
    fn filled_afterwards(
        &mut self,
        batch: &InsertBatch<'_>,
        given: &[Value],
        count: usize,
        first_id: Option<i64>,
    ) -> Result<Vec<Value>> {
        if batch.missing.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<SmallVec<[Value; 1]>> = if batch.has_keys() {
            let width = batch.given.len();
            (0..count)
                .map(|row| batch.key_of(&given[row * width..(row + 1) * width]).into_iter().cloned().collect())
                .collect()
        } else if batch.counts_up() {
            let first = first_id.ok_or_else(|| batch.swallowed())?;
            (first..).take(count).map(|id| SmallVec::from_iter([Value::BigInt(id)])).collect()
        } else {
            return Err(Error::unsupported(format!(
                "the key of a row of `{}` is made by the database, which cannot tell it: give the row its key",
                batch.table.name
            )));
        };
        if batch.missing == batch.key {
            return Ok(keys.into_iter().flatten().collect());
        }
        let columns = batch.answered_columns();
        let select = ast::Select {
            columns: columns.iter().map(|at| batch.column(*at)).collect(),
            from: Some(FromItem::Table(batch.table)),
            filter: batch.has_one_of(&keys),
            ..ast::Select::default()
        };
        let mut answered = Vec::new();
        self.run(Statement::Select(&select), &mut |cursor, _| {
            answered = values_of(cursor)?;
            Ok(())
        })?;
        let keys = keys.iter().map(|key| key.iter().collect());
        let rows = by_key(batch.with_keys(&columns, answered), keys).ok_or_else(|| batch.swallowed())?;
        Ok(batch.only_missing(&columns, rows))
    }
}

impl InsertBatch<'_> {
    /// The columns that have to be answered: what is missing, and the key to match it by. None if nothing is missing.
    fn answered_columns(&self) -> SmallVec<[usize; 4]> {
        if self.missing.is_empty() {
            return SmallVec::new();
        }
        (0..self.columns.len()).filter(|at| self.missing.contains(at) || self.key.contains(at)).collect()
    }

    /// Rows of these columns, with the places of their keys.
    fn with_keys(&self, columns: &[usize], rows: Vec<Vec<Value>>) -> ReturnedRows {
        let key = self.key.iter().filter_map(|at| columns.iter().position(|column| column == at)).collect();
        ReturnedRows { rows, key }
    }

    /// The missing values out of rows of these columns, one row after the other.
    fn only_missing(&self, columns: &[usize], rows: Vec<Vec<Value>>) -> Vec<Value> {
        let is_missing: SmallVec<[bool; 8]> = columns.iter().map(|at| self.missing.contains(at)).collect();
        let mut values = Vec::with_capacity(rows.len() * self.missing.len());
        for row in rows {
            values.extend(row.into_iter().zip(&is_missing).filter(|(_, missing)| **missing).map(|(value, _)| value));
        }
        values
    }

    /// What came back by RETURNING, in the order of the rows.
    fn filled(
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
    fn has_one_of(&self, keys: &[SmallVec<[Value; 1]>]) -> Vec<Node> {
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

/// All rows of an answer, copied.
fn values_of(cursor: &mut dyn Cursor) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    while let Some(row) = cursor.next()? {
        rows.push(row.to_values(0).collect::<Result<_>>()?);
    }
    Ok(rows)
}

/// The runs of a statement that inserts one row.
struct RowByRow<'r, 'b> {
    batch: &'r InsertBatch<'b>,
    rows: &'r mut dyn BatchRows,
    /// The key comes without asking.
    takes_last_id: bool,
    given: Vec<Value>,
    filled: SmallVec<[Value; 4]>,
}

impl ParameterSets for RowByRow<'_, '_> {
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool> {
        self.given.clear();
        if !self.rows.next_row(&mut self.given)? {
            return Ok(false);
        }
        let binds: Binds<'_> = self.given.iter().collect();
        bind(&binds)?;
        Ok(true)
    }

    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()> {
        self.filled.clear();
        if let Some(row) = cursor.next()? {
            for value in row.to_values(0) {
                self.filled.push(value?);
            }
            while cursor.next()?.is_some() {}
        }
        if self.takes_last_id {
            self.filled.extend(cursor.outcome().last_insert_id.map(Value::BigInt));
        }
        if self.filled.len() != self.batch.missing.len() {
            return Err(self.batch.swallowed());
        }
        self.rows.inserted(&mut self.given, &mut self.filled)
    }
}
