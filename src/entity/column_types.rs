//! The SQL types of several columns, decoded at once.

use crate::entity::cells::Cells;
use crate::error::Result;
use crate::types::SqlType;

/// The SQL types of several columns that stand side by side, as a tuple of at most 16.
///
/// Generated code decodes a row through it: one `?` instead of one for each column is a tenth of what the compiler needs
/// for a table.
pub trait ColumnTypes {
    /// Their values, as a tuple.
    type Rust;

    /// Decodes the next cells.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Rust>;
}

macro_rules! column_types {
    ($($column:ident)*) => {
        impl<$($column: SqlType),*> ColumnTypes for ($($column,)*) {
            type Rust = ($($column::Rust,)*);

            #[inline]
            fn decode(cells: &mut Cells<'_>) -> Result<Self::Rust> {
                Ok(($(cells.read::<$column>()?,)*))
            }
        }
    };
}

column_types!(A);
column_types!(A B);
column_types!(A B C);
column_types!(A B C D);
column_types!(A B C D E);
column_types!(A B C D E F);
column_types!(A B C D E F G);
column_types!(A B C D E F G H);
column_types!(A B C D E F G H I);
column_types!(A B C D E F G H I J);
column_types!(A B C D E F G H I J K);
column_types!(A B C D E F G H I J K L);
column_types!(A B C D E F G H I J K L M);
column_types!(A B C D E F G H I J K L M N);
column_types!(A B C D E F G H I J K L M N O);
column_types!(A B C D E F G H I J K L M N O P);
