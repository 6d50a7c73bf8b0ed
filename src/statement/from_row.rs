//! Rows of text SQL as Rust values: tuples and single values.

use crate::entity::cells::Cells;
use crate::error::{Error, Result};
use crate::statement::from_value::FromValue;

/// A Rust type that a whole row can be read as: a single value, a tuple of up to 16, or a [`Row`](crate::statement::Row).
#[diagnostic::on_unimplemented(
    message = "a row cannot be read as `{Self}`",
    label = "not a single value, nor a tuple of up to 16",
    note = "implement `FromRow` to read it as a type of your own"
)]
pub trait FromRow: Sized {
    /// Reads a row.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit, or the row has a different number of columns.
    fn from_row(cells: &mut Cells<'_>) -> Result<Self>;
}

/// A row that has a first column.
pub trait FirstColumn {
    /// What it is.
    type First;

    /// Takes it out.
    fn first_column(self) -> Self::First;
}

impl<T: FromValue> FromRow for T {
    #[inline]
    fn from_row(cells: &mut Cells<'_>) -> Result<Self> {
        expect_columns(cells, 1)?;
        read(cells)
    }
}

/// For single values, the value itself.
impl<T: FromValue> FirstColumn for T {
    type First = T;

    fn first_column(self) -> T {
        self
    }
}

macro_rules! tuples {
    () => {};
    ($first:ident $($rest:ident)*) => {
        impl<$first: FromValue, $($rest: FromValue),*> FromRow for ($first, $($rest,)*) {
            #[inline]
            fn from_row(cells: &mut Cells<'_>) -> Result<Self> {
                expect_columns(cells, 1 $(+ one!($rest))*)?;
                Ok((read::<$first>(cells)?, $(read::<$rest>(cells)?,)*))
            }
        }

        impl<$first, $($rest),*> FirstColumn for ($first, $($rest,)*) {
            type First = $first;

            fn first_column(self) -> $first {
                self.0
            }
        }

        tuples! { $($rest)* }
    };
}

macro_rules! one {
    ($name:ident) => {
        1
    };
}

tuples! { A B C D E F G H I J K L M N O P }

#[inline]
fn read<T: FromValue>(cells: &mut Cells<'_>) -> Result<T> {
    T::from_value(cells.next_cell()?)
}

#[inline]
fn expect_columns(cells: &Cells<'_>, wanted: usize) -> Result<()> {
    if cells.len() == wanted { Ok(()) } else { Err(wrong_number(cells.len(), wanted)) }
}

#[cold]
fn wrong_number(found: usize, wanted: usize) -> Error {
    let columns = |number| if number == 1 { "1 column".to_owned() } else { format!("{number} columns") };
    Error::decode(format!("the statement returns {}, the row type takes {}", columns(found), columns(wanted)))
}
