//! The rows of a statement that runs on one of Diesel's connections.

use std::sync::Arc;

use diesel::RunQueryDsl as _;
use diesel::result::Error as DieselError;

use super::backing::{Backing, Rows};
use super::fetched::Fetched;
use super::outline::{Outline, Sort};
use super::query::Sent;
use super::standing::Standing;
use crate::driver::{Cursor, Outcome};
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::types::cells::RowCells;

/// A statement that runs.
pub(super) struct Running<'c> {
    rows: Rows<'c>,
    /// Read already, to know the columns and what the database says first.
    first: Option<Fetched>,
    row: Option<Fetched>,
    outcome: Outcome,
    was_prepared: bool,
    failed: fn(&Standing, DieselError) -> Error,
    standing: &'c Standing,
}

/// Sends a statement, and waits for what comes first.
///
/// # Errors
///
/// What the database reports; `Unsupported` for rows that the client library cannot read.
pub(super) fn start<'c, C: Backing>(
    conn: &'c mut C,
    standing: &'c Standing,
    outline: &Arc<Outline>,
    sent: Sent<'c>,
    is_stream: bool,
    was_prepared: bool,
) -> Result<Running<'c>> {
    let failed = Standing::failed::<C>;
    let fail = |error| failed(standing, error);
    let mut running = Running {
        rows: Box::new(std::iter::empty()),
        first: None,
        row: None,
        outcome: Outcome::default(),
        was_prepared,
        failed,
        standing,
    };
    match outline.sort {
        Sort::Reads | Sort::Tells => {
            running.rows = conn.load(sent, is_stream).map_err(fail)?;
            running.first = running.rows.next().transpose().map_err(fail)?;
        }
        Sort::Returns if C::DIALECT == Dialect::MySql => {
            return Err(Error::unsupported(
                "RETURNING through Diesel's MysqlConnection: its client library does not hand out the rows; leave it out \
                 and select them, or take `mysql://`",
            ));
        }
        Sort::Returns => {
            // All of them: the statement is done, and what it did is known, only when they are fetched.
            let rows = conn.load(sent, false).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
            running.outcome = Outcome::new(rows.len() as u64, None);
            let mut rows = rows.into_iter();
            running.first = rows.next();
            running.rows = Box::new(rows.map(Ok));
        }
        Sort::Inserts => {
            let count = sent.execute(conn).map_err(fail)? as u64;
            let last_insert_id = if count > 0 { conn.last_insert_id().map_err(fail)? } else { None };
            running.outcome = Outcome::new(count, last_insert_id);
        }
        Sort::Writes => running.outcome = Outcome::new(sent.execute(conn).map_err(fail)? as u64, None),
        Sort::Transaction => {
            standing.doubt();
            sent.execute(conn).map_err(fail)?;
        }
        Sort::Defines => {
            if C::FEATURES.commits_by_itself {
                standing.doubt();
            }
            sent.execute(conn).map_err(fail)?;
        }
    }
    Ok(running)
}

impl Cursor for Running<'_> {
    fn columns(&self) -> Vec<String> {
        // Diesel tells names with a row only.
        self.first.as_ref().map(Fetched::names).unwrap_or_default()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        self.row = match self.first.take() {
            Some(first) => Some(first),
            None => self.rows.next().transpose().map_err(|error| (self.failed)(self.standing, error))?,
        };
        Ok(self.row.as_ref().map(|row| row as &dyn RowCells))
    }

    fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn was_prepared(&self) -> Option<bool> {
        Some(self.was_prepared)
    }
}
