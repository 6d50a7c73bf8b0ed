//! The cells of one row as a driver holds them.

use smallvec::SmallVec;

use crate::error::Result;
use crate::sql::value::ValueRef;

/// The cells of one row as a driver holds them, valid until the next row is asked for.
///
/// They are handed out all at once: one call through the trait for a row, not one for each cell.
pub trait RowCells {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of the column at this position, as the database tells it; the position must be below `len`.
    fn name(&self, index: usize) -> &str;

    /// Adds all cells to `into`, in order.
    ///
    /// # Errors
    ///
    /// `Decode` if the bytes are not what the database says they are (text that is not UTF-8); the cells before it
    /// have been added.
    fn read<'r>(&'r self, into: &mut CellBuffer<'r>) -> Result<()>;
}

/// The cells of one row; those of usual rows need no allocation.
pub type CellBuffer<'r> = SmallVec<[ValueRef<'r>; 16]>;
