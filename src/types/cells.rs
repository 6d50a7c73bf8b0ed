//! Reads the cells of one row in order, each as a Rust value.

use super::SqlType;
use crate::error::{Error, Result};
use crate::sql::columns::Columns;
use crate::sql::value::ValueRef;

/// The cells of one row as a driver holds them, valid until the next row is asked for.
pub trait RowCells {
    /// How many there are.
    fn len(&self) -> usize;

    /// The name of the column at this position, as the database tells it; the position must be below `len`.
    fn name(&self, index: usize) -> &str;

    /// The cell at this position, counted from 0; the position must be below `len`.
    ///
    /// # Errors
    ///
    /// `Decode` if the bytes are not what the database says they are (text that is not UTF-8).
    fn get(&self, index: usize) -> Result<ValueRef<'_>>;
}

/// How a row of type `R` is made from its cells.
pub type Decoder<R> = fn(&mut Cells<'_>) -> Result<R>;

/// One row while it is decoded: each read takes the next cell.
pub struct Cells<'a> {
    row: &'a dyn RowCells,
    columns: &'a Columns,
    len: usize,
    at: usize,
}

impl<'a> Cells<'a> {
    /// Starts at the first cell.
    #[must_use]
    pub fn new(row: &'a dyn RowCells, columns: &'a Columns) -> Self {
        Self { row, columns, len: row.len(), at: 0 }
    }

    /// Decodes the next cell as SQL type `T`.
    ///
    /// # Errors
    ///
    /// `Decode` if the cell does not fit, or the row has no more cells.
    #[inline]
    pub fn read<T: SqlType>(&mut self) -> Result<T::Rust> {
        let cell = self.next_cell()?;
        T::decode(cell)
    }

    /// The next cell as it is.
    #[inline]
    pub fn next_cell(&mut self) -> Result<ValueRef<'a>> {
        let index = self.at;
        self.at = index + 1;
        if index >= self.len {
            return Err(Error::decode(format!("the row has only {} columns", self.len)));
        }
        self.row.get(index)
    }

    /// Whether the next `count` cells are all NULL: an outer join found nothing.
    pub fn all_null(&self, count: usize) -> Result<bool> {
        for index in self.at..(self.at + count).min(self.len) {
            if !self.row.get(index)?.is_null() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Passes over `count` cells.
    pub fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// The names of the columns.
    #[must_use]
    pub const fn columns(&self) -> &'a Columns {
        self.columns
    }

    /// How many cells were read: after a failure, the position of the one that failed, counted from 1.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// How many cells the row has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether the row has no cells.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }
}
