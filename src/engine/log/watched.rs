//! What passes by between a driver and whoever takes its rows.

use crate::driver::{Cursor, Outcome, Receive};
use crate::error::Result;
use crate::types::cells::RowCells;

/// What the log wants to know of the rows that pass by.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) rows: u64,
    pub(crate) was_prepared: Option<bool>,
}

impl Seen {
    /// Counts while `receive` takes the rows.
    pub(crate) fn watch(&mut self, cursor: &mut dyn Cursor, receive: Receive<'_>) -> Result<()> {
        let was_prepared = cursor.was_prepared();
        self.was_prepared = self.was_prepared.or(was_prepared);
        let mut watched = Watched { cursor, rows: 0 };
        receive(&mut watched)?;
        self.rows += if watched.rows > 0 { watched.rows } else { watched.cursor.outcome().rows_affected };
        Ok(())
    }
}

/// Counts the rows of a cursor.
struct Watched<'c> {
    cursor: &'c mut dyn Cursor,
    rows: u64,
}

impl Cursor for Watched<'_> {
    fn columns(&self) -> Vec<String> {
        self.cursor.columns()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        let row = self.cursor.next()?;
        self.rows += u64::from(row.is_some());
        Ok(row)
    }

    fn outcome(&self) -> Outcome {
        self.cursor.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        self.cursor.was_prepared()
    }
}
