//! Rows one by one, while the statement runs.

use std::fmt;

use super::state::Standing;
use crate::driver::Cursor;
use crate::entity::cells::{Decoder, RowContext};
use crate::error::{Error, Result};
use crate::sql::columns::Columns;
use crate::statement::{ReportedNames, decode, decode_in};

/// The rows of a running statement: an iterator that keeps none of them. Dropped, it ends the statement.
pub struct Stream<'c, R> {
    /// Gone after the last row or the first error.
    cursor: Option<Box<dyn Cursor + 'c>>,
    columns: Columns,
    told: ReportedNames,
    decoder: Decoder<R>,
    /// How many rows were handed out.
    rows: u64,
    sql: String,
    standing: &'c mut Standing,
    context: Option<Box<dyn RowContext + 'c>>,
}

impl<'c, R> Stream<'c, R> {
    pub(super) fn new(
        cursor: Box<dyn Cursor + 'c>,
        mut columns: Columns,
        decoder: Decoder<R>,
        sql: String,
        standing: &'c mut Standing,
        context: Option<Box<dyn RowContext + 'c>>,
    ) -> Self {
        let told = ReportedNames::before(&*cursor, &mut columns);
        Self { cursor: Some(cursor), columns, told, decoder, rows: 0, sql, standing, context }
    }

    /// The same with other names for its columns.
    pub(crate) fn renamed(mut self, columns: Columns) -> Self {
        self.columns = columns;
        self
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.columns.names()
    }

    fn advance(&mut self) -> Result<Option<R>> {
        let Some(cursor) = &mut self.cursor else { return Ok(None) };
        loop {
            let Some(row) = cursor.next()? else { return Ok(None) };
            self.told.correct(row, &mut self.columns);
            let before = self.rows;
            self.rows += 1;
            match &mut self.context {
                None => return decode(row, &self.columns, self.decoder, before).map(Some),
                Some(context) => {
                    let row = decode_in(row, &self.columns, self.decoder, before, &mut **context)?;
                    if row.is_some() {
                        return Ok(row);
                    }
                }
            }
        }
    }

    #[cold]
    fn failed(&mut self, error: Error) -> Error {
        self.cursor = None;
        self.standing.note(&error);
        error.with_statement(&self.sql)
    }
}

impl<R> Iterator for Stream<'_, R> {
    type Item = Result<R>;

    fn next(&mut self) -> Option<Result<R>> {
        match self.advance() {
            Ok(Some(row)) => Some(Ok(row)),
            Ok(None) => {
                self.cursor = None;
                None
            }
            Err(error) => Some(Err(self.failed(error))),
        }
    }
}

impl<R> fmt::Debug for Stream<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("sql", &self.sql).field("rows", &self.rows).finish_non_exhaustive()
    }
}
