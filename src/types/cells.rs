//! The cells of one row as a driver holds them.

use crate::error::Result;
use crate::sql::value::{Value, ValueRef};

/// The cells of one row as a driver holds them, valid until the next row is asked for.
///
/// Cells are visited one by one, those that nobody wants not at all: a session reads only the key of a row that it knows.
/// A driver whose cells do not live in its row copies each row to a buffer of its own, which it uses again.
pub trait RowCells {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the column at this position, as the database tells it; the position must be below `len`.
    fn name(&self, index: usize) -> &str;

    /// The cell at this position, which must be below `len`. May be asked for more than once, in any order.
    ///
    /// # Errors
    ///
    /// `Decode` if the bytes are not what the database says they are (text that is not UTF-8).
    fn cell(&self, index: usize) -> Result<ValueRef<'_>>;
}

impl dyn RowCells + '_ {
    /// All cells from this position on, copied.
    pub(crate) fn to_values(&self, from: usize) -> impl Iterator<Item = Result<Value>> {
        (from..self.len()).map(|index| self.cell(index).map(|cell| cell.to_value()))
    }
}
