//! INSERT of many rows of one shape, by the driver's strategy; what the database fills in comes back with its row.

mod matching;
mod row_by_row;
mod shape;

use std::sync::Arc;

use smallvec::SmallVec;

use super::arrays::{from_arrays, to_arrays};
use super::connection::Connection;
use crate::driver::{Cursor, InsertStrategy, SqlText};
use crate::engine::Intent;
use crate::error::{Error, Result};
use crate::sql::ast::{self, FromItem, Statement};
use crate::sql::render::arrays::render_insert_arrays;
use crate::sql::render::{Binds, most_binds, render_insert_shape};
use crate::sql::value::Value;
use matching::by_key;
use row_by_row::RowByRow;
pub(crate) use shape::InsertBatch;

/// Rows of one shape, each made when it is wanted; and what takes them back.
pub(crate) trait BatchRows {
    /// Adds the values of the next row to `into`; returns `false` after the last row of the shape.
    fn next_row(&mut self, into: &mut Vec<Value>) -> Result<bool>;

    /// Takes back the next row that was inserted, in the order in which they were given: its own values, and those that
    /// the database filled in. Both may be taken out.
    fn inserted(&mut self, given: &mut [Value], filled: &mut [Value]) -> Result<()>;
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
            InsertStrategy::Returning | InsertStrategy::Arrays if most == 1 => {
                self.insert_row_by_row(batch, rows, false)
            }
            InsertStrategy::Returning | InsertStrategy::Arrays | InsertStrategy::LastIds => {
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

    /// `INSERT … VALUES (…), (…), …`, or the same with an array for each column.
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
        let mut statement = InsertStatement { batch, ast: batch.statement(&returned), most, full: None };
        let (width, filled_width) = (batch.given.len(), batch.missing.len());
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
            let (answered, last_insert_id) = self.insert_values(&mut statement, &mut given, count, strategy)?;
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

    /// Inserts `count` rows by one statement; the rows that it answers, and the last id. The values stay as they are.
    fn insert_values(
        &mut self,
        statement: &mut InsertStatement<'_, '_>,
        given: &mut Vec<Value>,
        count: usize,
        strategy: InsertStrategy,
    ) -> Result<(Vec<Vec<Value>>, Option<i64>)> {
        let InsertStatement { batch, ast, most, full } = statement;
        let mut answered = Vec::new();
        let mut last_insert_id = None;
        let mut receive = |cursor: &mut dyn Cursor| {
            answered = values_of(cursor)?;
            last_insert_id = cursor.outcome().last_insert_id;
            Ok(())
        };
        let as_rows = given.chunks(batch.given.len()).map(|row| row.iter());
        let one_row = |connection: &Self| render_insert_shape(ast, batch.given, 1, connection.dialect());
        if let Some(columns) = self.array_columns(strategy, as_rows, one_row)? {
            let mut row = [to_arrays(given, batch.given)];
            let ran = render_insert_arrays(ast, &row, &columns)
                .and_then(|(sql, binds)| self.run_text(SqlText::kept(&sql), &binds, Intent::Writes, &mut receive));
            from_arrays(std::mem::take(&mut row[0]), given);
            return ran.map(|()| (answered, last_insert_id));
        }
        let sql: Arc<str> = match full {
            Some(full) if count == *most => Arc::clone(full),
            _ => render_insert_shape(ast, batch.given, count, self.dialect())?.into(),
        };
        if count == *most {
            *full = Some(Arc::clone(&sql));
        }
        let text = SqlText { varies: count != *most && count != 1, ..SqlText::kept(&sql) };
        let binds: Binds<'_> = given.iter().collect();
        self.run_text(text, &binds, Intent::Writes, &mut receive)?;
        Ok((answered, last_insert_id))
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
            let step = usize::try_from(self.features()?.key_step).unwrap_or(1);
            (first..).step_by(step.max(1)).take(count).map(|id| SmallVec::from_iter([Value::BigInt(id)])).collect()
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

/// The INSERT of a batch, which is sent several times.
struct InsertStatement<'r, 'b> {
    batch: &'r InsertBatch<'b>,
    ast: ast::Insert,
    most: usize,
    /// The text of the most rows.
    full: Option<Arc<str>>,
}

/// All rows of an answer, copied.
fn values_of(cursor: &mut dyn Cursor) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    while let Some(row) = cursor.next()? {
        rows.push(row.to_values(0).collect::<Result<_>>()?);
    }
    Ok(rows)
}
