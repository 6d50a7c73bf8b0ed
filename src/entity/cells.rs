//! Reads the cells of one row in order, each as a Rust value, or several of them as an instance of a session.

use crate::entity::{Handle, InstanceId, InstanceOf, Managed, Mapper, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::columns::Columns;
use crate::sql::value::{Kind, Value, ValueRef};
use crate::types::SqlType;

/// What a session brings along to turn entities into handles.
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
    cells: &'a [ValueRef<'a>],
    columns: &'a Columns,
    at: usize,
    /// What is read in the place of cells if there are none.
    values: &'a mut [Value],
    /// What a session brings along to turn entities into handles.
    context: Option<&'a mut dyn RowContext>,
}

impl<'a> Cells<'a> {
    /// Starts at the first cell.
    #[must_use]
    pub const fn new(cells: &'a [ValueRef<'a>], columns: &'a Columns) -> Self {
        Self { cells, columns, at: 0, values: &mut [], context: None }
    }

    /// A row from values, which are taken one by one.
    pub(crate) const fn of_values(values: &'a mut [Value], columns: &'a Columns) -> Self {
        Self { cells: &[], columns, at: 0, values, context: None }
    }

    /// The same cells, with something that decoders of a session look for.
    pub(crate) fn with_context(mut self, context: Option<&'a mut dyn RowContext>) -> Self {
        self.context = context;
        self
    }

    /// Takes what was brought along; whoever takes it puts it back.
    pub(crate) fn take_context(&mut self) -> Option<&'a mut dyn RowContext> {
        self.context.take()
    }

    /// Puts back what was taken.
    pub(crate) fn put_context(&mut self, context: &'a mut dyn RowContext) {
        self.context = Some(context);
    }

    /// The cell at this distance from the next one, which stays the next one.
    #[inline]
    pub(crate) fn peek(&self, distance: usize) -> Option<ValueRef<'a>> {
        self.cells.get(self.at + distance).copied()
    }

    /// All cells of the row, those that were read too.
    pub(crate) const fn all(&self) -> &'a [ValueRef<'a>] {
        self.cells
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
        match self.cells.get(index) {
            Some(cell) => T::decode(*cell),
            None => take::<T>(self.values, index, self.cells.len()),
        }
    }

    /// The next cell as it is.
    #[inline]
    pub fn next_cell(&mut self) -> Result<ValueRef<'a>> {
        let index = self.at;
        self.at = index + 1;
        match self.cells.get(index) {
            Some(cell) => Ok(*cell),
            None => Err(too_few(self.cells.len())),
        }
    }

    /// Whether the next `count` cells are all NULL: an outer join found nothing.
    #[must_use]
    pub fn all_null(&self, count: usize) -> bool {
        self.cells.iter().skip(self.at).take(count).all(ValueRef::is_null)
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
        self.cells.len()
    }

    /// Whether the row has no cells.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
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
