//! A table as a type: what is generated for each row struct.

use crate::entity::Fields;
use crate::entity::cells::Cells;
use crate::error::Result;
use crate::sql::ast::TableRef;
use crate::sql::source_name::SourceName;

/// A generated row struct, which also stands for its table in types: `User`.
pub trait Table: Fields + 'static {
    /// The primary key: a value, or a tuple.
    type Key;
    /// What a session hands out for a row: a handle, or the row itself where there is no primary key.
    type Instance: InstanceOf<Self>;
    /// The columns, of the table itself or of another source.
    type Columns<S>: Copy;
    /// Its number, in bits: `identity!(…)`.
    type Identity;
    /// The tables that exactly one foreign key joins to it, as a list `(A, (B, ()))`.
    type Neighbours;
    /// The name in SQL.
    const NAME: &'static str;
    /// The schema it lives in.
    const SCHEMA: Option<&'static str> = None;
    /// The columns' names in SQL, in order.
    const COLUMNS: &'static [&'static str];
    /// The position of the column that counts the versions of a row (`@version`), if there is one.
    const VERSION: Option<usize> = None;

    /// The table as data.
    fn metadata() -> &'static realgar_metadata::Table;

    /// The columns of the source that is called `source` in SQL.
    fn columns<S>(source: SourceName) -> Self::Columns<S>;

    /// The primary key of this row.
    fn key(&self) -> Self::Key;

    /// The table's name for the statement tree.
    #[must_use]
    fn table_ref() -> TableRef {
        TableRef { schema: Self::SCHEMA, name: Self::NAME }
    }
}

/// What a session hands out for a row of table `T`.
pub trait InstanceOf<T>: Sized {
    /// Reads a row in a session: the instance of that key, if it is there, or a new one.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn read(cells: &mut Cells<'_>) -> Result<Self>;
}

/// A row without a primary key stands for itself.
impl<T: Table> InstanceOf<Self> for T {
    #[inline]
    fn read(cells: &mut Cells<'_>) -> Result<Self> {
        T::decode(cells)
    }
}
