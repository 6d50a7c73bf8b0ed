//! The columns of a row in their order: several of them decoded, or given as values, at once.

use crate::entity::cells::Cells;
use crate::entity::key::RowValues;
use crate::error::Result;
use crate::types::SqlType;

/// What a row struct has a field for: read from cells, and given as values, in the table's order.
pub trait Fields: Sized {
    /// Decodes a row.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn decode(cells: &mut Cells<'_>) -> Result<Self>;

    /// Adds the values of all columns.
    fn values(&self, values: &mut RowValues);
}

/// The SQL types of several columns that stand side by side, as a tuple of at most 16.
///
/// Generated code decodes a row through it, and gives its values: one call instead of one for each column is a tenth of
/// what the compiler needs for a table.
pub trait ColumnTypes {
    /// Their values, as a tuple.
    type Rust;
    /// The same, borrowed one by one.
    type Borrowed<'a>;

    /// Decodes the next cells.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Rust>;

    /// Adds the values.
    fn push(borrowed: Self::Borrowed<'_>, values: &mut RowValues);
}

macro_rules! column_types {
    ($($column:ident $value:ident)*) => {
        impl<$($column: SqlType),*> ColumnTypes for ($($column,)*) {
            type Rust = ($($column::Rust,)*);
            type Borrowed<'a> = ($(&'a $column::Rust,)*);

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Rust> {
                Ok(($(cells.read::<$column>()?,)*))
            }

            #[inline]
            fn push(($($value,)*): Self::Borrowed<'_>, values: &mut RowValues) {
                $(values.push::<$column>($value);)*
            }
        }
    };
}

column_types!(A a);
column_types!(A a B b);
column_types!(A a B b C c);
column_types!(A a B b C c D d);
column_types!(A a B b C c D d E e);
column_types!(A a B b C c D d E e F f);
column_types!(A a B b C c D d E e F f G g);
column_types!(A a B b C c D d E e F f G g H h);
column_types!(A a B b C c D d E e F f G g H h I i);
column_types!(A a B b C c D d E e F f G g H h I i J j);
column_types!(A a B b C c D d E e F f G g H h I i J j K k);
column_types!(A a B b C c D d E e F f G g H h I i J j K k L l);
column_types!(A a B b C c D d E e F f G g H h I i J j K k L l M m);
column_types!(A a B b C c D d E e F f G g H h I i J j K k L l M m N n);
column_types!(A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o);
column_types!(A a B b C c D d E e F f G g H h I i J j K k L l M m N n O o P p);
