//! Captures the RETURNING columns that the session has appended to a statement.

use std::collections::HashSet;

use crate::driver::{Cursor, Outcome};
use crate::error::Result;
use crate::sql::value::{Value, ValueRef};
use crate::types::cells::RowCells;

/// Rows whose last cells are the session's: they are copied while the rows are read.
pub(crate) struct ReturningCapture<'c> {
    cursor: &'c mut dyn Cursor,
    /// The number of the session's cells.
    width: usize,
    /// Which of them is the key, and the keys that are wanted; without it, all rows are.
    wanted: Option<(usize, &'c HashSet<i64>)>,
    rows: &'c mut Vec<Vec<Value>>,
}

impl<'c> ReturningCapture<'c> {
    /// Copies the last `width` cells of each row that is `wanted`.
    pub(crate) fn new(
        cursor: &'c mut dyn Cursor,
        width: usize,
        wanted: Option<(usize, &'c HashSet<i64>)>,
        rows: &'c mut Vec<Vec<Value>>,
    ) -> Self {
        Self { cursor, width, wanted, rows }
    }

    /// Runs to the end.
    pub(crate) fn exhaust(&mut self) -> Result<()> {
        while self.next()?.is_some() {}
        Ok(())
    }
}

impl Cursor for ReturningCapture<'_> {
    fn columns(&self) -> Vec<String> {
        let mut columns = self.cursor.columns();
        columns.truncate(columns.len().saturating_sub(self.width));
        columns
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        let Some(row) = self.cursor.next()? else { return Ok(None) };
        if self.width > 0 {
            let start = row.len().saturating_sub(self.width);
            let is_wanted = match self.wanted {
                None => true,
                Some((key, _)) if start + key >= row.len() => true,
                Some((key, wanted)) => match row.cell(start + key)? {
                    ValueRef::Integer(key) => wanted.contains(&key),
                    _ => true,
                },
            };
            if is_wanted {
                self.rows.push(row.to_values(start).collect::<Result<_>>()?);
            }
        }
        Ok(Some(row))
    }

    fn outcome(&self) -> Outcome {
        self.cursor.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        self.cursor.was_prepared()
    }
}
