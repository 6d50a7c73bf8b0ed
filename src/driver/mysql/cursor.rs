//! The rows of a running statement.

use std::sync::Arc;

use mysql::prelude::Protocol;
use mysql::{Column, QueryResult, Row};
use smallvec::SmallVec;

use super::cells::Reader;
use super::connection::Link;
use super::errors;
use super::words::Sort;
use crate::driver::{Cursor, Outcome};
use crate::error::{Error, Result};
use crate::sql::value::ValueRef;
use crate::types::cells::RowCells;

type Readers = SmallVec<[Reader; 16]>;

/// Rows of a running statement. Dropped before its end, it reads the rest.
pub(super) struct Running<'c, P: Protocol> {
    link: &'c Link,
    arriving: QueryResult<'c, 'c, 'c, P>,
    columns: Columns,
    sort: Sort,
    was_prepared: bool,
    row: Option<Cells>,
    outcome: Outcome,
    /// Nothing follows what was read of the first answer.
    is_read: bool,
    is_finished: bool,
}

/// How to read the columns of an answer.
#[derive(Clone)]
struct Columns(Arc<(Vec<Column>, Readers)>);

impl<'c, P: Protocol> Running<'c, P> {
    pub(super) fn new(link: &'c Link, arriving: QueryResult<'c, 'c, 'c, P>, sort: Sort, was_prepared: bool) -> Self {
        let id = arriving.last_insert_id().filter(|id| *id > 0).and_then(|id| i64::try_from(id).ok());
        let outcome = Outcome::new(arriving.affected_rows(), id);
        let columns = arriving.columns().as_ref().to_vec();
        let readers = columns.iter().map(Reader::of).collect();
        let columns = Columns(Arc::new((columns, readers)));
        Self { link, arriving, columns, sort, was_prepared, row: None, outcome, is_read: false, is_finished: false }
    }

    fn next_row(&mut self) -> Result<Option<Row>> {
        if self.is_read {
            return Ok(None);
        }
        match self.arriving.next() {
            Some(Ok(row)) => {
                // The server does not tell how many rows it wrote if it returns them.
                self.outcome.rows_affected += u64::from(self.sort == Sort::Writes);
                Ok(Some(row))
            }
            Some(Err(error)) => {
                self.is_read = true;
                Err(self.link.failed(errors::convert(error)))
            }
            None => {
                self.is_read = true;
                Ok(None)
            }
        }
    }

    /// Reads what is left: rows, and further answers of a procedure.
    ///
    /// # Errors
    ///
    /// What the server reports meanwhile.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.is_finished {
            return Ok(());
        }
        self.is_finished = true;
        let mut result = Ok(());
        while let Some(answer) = self.arriving.iter() {
            for row in answer {
                if let (Err(error), Ok(())) = (row, &result) {
                    result = Err(error);
                }
            }
        }
        self.is_read = true;
        let result: Result<()> = result.map_err(|error| self.link.failed(errors::convert(error)));
        self.link.done(self.sort, result.is_ok());
        result
    }
}

impl<P: Protocol> Cursor for Running<'_, P> {
    fn columns(&self) -> Vec<String> {
        self.columns.0.0.iter().map(|column| column.name_str().into_owned()).collect()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        self.row = None;
        let Some(row) = self.next_row()? else { return Ok(None) };
        let columns = self.columns.clone();
        Ok(Some(self.row.insert(Cells { row, columns })))
    }

    fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn was_prepared(&self) -> Option<bool> {
        Some(self.was_prepared)
    }
}

impl<P: Protocol> Drop for Running<'_, P> {
    fn drop(&mut self) {
        // Whoever does not read on does not want to hear of it; the transaction's status tells.
        let _ = self.finish();
    }
}

/// One row.
struct Cells {
    row: Row,
    columns: Columns,
}

impl RowCells for Cells {
    fn len(&self) -> usize {
        self.row.len()
    }

    fn name(&self, index: usize) -> &str {
        let column = self.columns.0.0.get(index);
        column.and_then(|column| std::str::from_utf8(column.name_ref()).ok()).unwrap_or_default()
    }

    #[inline]
    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        match (self.row.as_ref(index), self.columns.0.1.get(index)) {
            (Some(cell), Some(reader)) => reader.read(cell),
            _ => Err(Error::decode(format!("the row has no column {index}"))),
        }
    }
}
