//! Reads the cells of one row in order, each as a Rust value, or several of them as an instance of a session.

use crate::entity::{ColumnTypes, Handle, InstanceId, InstanceOf, Managed, Mapper, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::columns::Columns;
use crate::sql::value::{Kind, Value, ValueRef};
use crate::types::SqlType;
use crate::types::cells::RowCells;

/// What turns the rows of entities into instances of a session.
pub trait RowContext {
    /// Reads the next cells as a row of an entity, and returns its instance.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn load(&mut self, mapper: &'static Mapper, cells: &mut Cells<'_>) -> Result<InstanceId>;

    /// Called after each row, with the cells that its decoder has left. Returns `false` for a row to be passed over.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit.
    fn finish_row(&mut self, _cells: &mut Cells<'_>) -> Result<bool> {
        Ok(true)
    }
}

/// How a row of type `R` is made from its cells.
pub(crate) type Decoder<R> = fn(&mut Cells<'_>) -> Result<R>;

/// One row while it is decoded: each read takes the next cell.
pub struct Cells<'a> {
    row: &'a dyn RowCells,
    columns: &'a Columns,
    at: usize,
    /// Where the cells end.
    end: usize,
    /// What is read in the place of cells if there are none.
    values: &'a mut [Value],
    /// What turns entities into handles, in a session.
    context: Option<&'a mut dyn RowContext>,
}

/// A row of no cells.
struct NoCells;

impl RowCells for NoCells {
    fn len(&self) -> usize {
        0
    }

    fn name(&self, _index: usize) -> &str {
        ""
    }

    fn cell(&self, _index: usize) -> Result<ValueRef<'_>> {
        Err(too_few(0))
    }
}

impl<'a> Cells<'a> {
    /// Starts at the first cell.
    #[must_use]
    #[inline]
    pub fn new(row: &'a dyn RowCells, columns: &'a Columns) -> Self {
        Self { row, columns, at: 0, end: row.len(), values: &mut [], context: None }
    }

    /// Starts at the cell at `start`, with at most `count` cells to be read.
    pub(crate) fn part(row: &'a dyn RowCells, start: usize, count: usize, columns: &'a Columns) -> Self {
        Self { row, columns, at: start, end: row.len().min(start + count), values: &mut [], context: None }
    }

    /// A row from values, which are taken one by one.
    pub(crate) const fn of_values(values: &'a mut [Value], columns: &'a Columns) -> Self {
        Self { row: &NoCells, columns, at: 0, end: 0, values, context: None }
    }

    /// The same cells with the context of a session.
    pub(crate) fn with_context(mut self, context: Option<&'a mut dyn RowContext>) -> Self {
        self.context = context;
        self
    }

    /// Takes the context out, to be put back by [`put_context`](Self::put_context).
    pub(crate) fn take_context(&mut self) -> Option<&'a mut dyn RowContext> {
        self.context.take()
    }

    /// Puts the context back.
    pub(crate) fn put_context(&mut self, context: &'a mut dyn RowContext) {
        self.context = Some(context);
    }

    /// The cell at this distance from the next one, which stays the next one. `None` if there is none, or it cannot be
    /// read.
    #[inline]
    pub(crate) fn peek(&self, distance: usize) -> Option<ValueRef<'a>> {
        let index = self.at + distance;
        if index < self.end { self.row.cell(index).ok() } else { None }
    }

    /// The whole row, with the cells that were read.
    pub(crate) const fn row(&self) -> &'a dyn RowCells {
        self.row
    }

    /// Decodes the next cell as SQL type `T`.
    ///
    /// # Errors
    ///
    /// `Decode` if the cell does not fit, or the row has no more cells.
    #[inline]
    pub fn read<T: SqlType>(&mut self) -> Result<T::Rust> {
        let index = self.at;
        self.at = index + 1;
        if index < self.end { T::decode(self.row.cell(index)?) } else { take::<T>(self.values, index, self.end) }
    }

    /// Decodes the next cells as the SQL types of tuple `T`.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit, or the row has no more cells.
    #[inline]
    pub fn read_all<T: ColumnTypes>(&mut self) -> Result<T::Rust> {
        T::decode(self)
    }

    /// The next cell as it is.
    ///
    /// # Errors
    ///
    /// `Decode` if the cell cannot be read, or the row has no more cells.
    #[inline]
    pub fn next_cell(&mut self) -> Result<ValueRef<'a>> {
        let index = self.at;
        self.at = index + 1;
        if index < self.end { self.row.cell(index) } else { Err(too_few(self.end)) }
    }

    /// Whether the next `count` cells are all NULL: an outer join found nothing.
    #[must_use]
    pub fn all_null(&self, count: usize) -> bool {
        let end = self.end.min(self.at + count);
        (self.at..end).all(|index| self.row.cell(index).is_ok_and(|cell| cell.is_null()))
    }

    /// Goes back to a [`position`](Self::position) where it was before.
    pub(crate) fn return_to(&mut self, position: usize) {
        self.at = position;
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
        self.end
    }

    /// Whether the row has no cells.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.end == 0
    }
}

/// A value instead of a cell. Apart from `Cells`, whose place in the row then stays in a register.
#[cold]
#[inline(never)]
fn take<T: SqlType>(values: &mut [Value], index: usize, cells: usize) -> Result<T::Rust> {
    match values.get_mut(index) {
        Some(value) => T::from_value(std::mem::replace(value, Value::Null(Kind::Unknown))),
        None => Err(too_few(cells)),
    }
}

#[cold]
fn too_few(columns: usize) -> Error {
    Error::decode(format!("the row has only {columns} columns"))
}

/// The instance of a row's key, loaded if it is not in the session.
impl<E: Managed> InstanceOf<E> for Handle<E> {
    fn read(cells: &mut Cells<'_>) -> Result<Self> {
        let Some(context) = cells.take_context() else { return Err(no_session::<E>()) };
        let id = context.load(E::mapper(), cells);
        cells.put_context(context);
        id.map(Self::new)
    }
}

#[cold]
fn no_session<E>() -> Error {
    let message = format!("instances of `{}` are read in a session only", short_name::<E>());
    Error::new(ErrorKind::InvalidRequest, message)
}
