//! What can stand in FROM: a table, an alias of one, later a derived table. Columns carry it in their type.

use super::scope::Inner;
use crate::error::Result;
use crate::sql::ast::{FromItem, TableRef};
use crate::sql::source_name::SourceName;
use crate::types::cells::Cells;

/// A type-level name for one thing in FROM: a generated table marker or an alias of one.
pub trait Source {
    /// The scope of a query that starts with it.
    type Scope;
    /// What tells it from other sources.
    type Identity;

    /// FROM, where the type alone says what to write.
    fn from_item() -> Option<FromItem>;
}

/// A source that is a table, or an alias of one.
pub trait TableSource: Source {
    /// The table's marker.
    type Table: Table;
    /// The name that columns are qualified with.
    const NAME: &'static str;

    /// What FROM and JOIN say.
    fn item() -> FromItem;
}

/// A source whose columns are those of a table: the table, an alias of it, an entity from a subquery.
pub trait RowsOf: Source {
    /// The table's marker.
    type Table: Table;
}

/// The marker type that is generated for each table: `user_account::Table`.
pub trait Table: Sized + 'static {
    /// One row.
    type Row;
    /// What a session hands out for a row: a handle, or the row itself where there is no primary key.
    type Instance;
    /// The columns, of the table itself or of another source.
    type Columns<S>: Copy;
    /// Its number, in bits: `identity!(…)`.
    type Identity;
    /// The tables that exactly one foreign key joins to it, as a list `(A, (B, ()))`.
    type Neighbours;
    /// The name in SQL.
    const NAME: &'static str;
    /// The schema it lives in.
    const SCHEMA: Option<&'static str>;
    /// The columns' names in SQL, in order.
    const COLUMNS: &'static [&'static str];

    /// The position of the column that counts the versions of a row (`@version`), if there is one.
    const VERSION: Option<usize> = None;

    /// The table as data.
    fn metadata() -> &'static realgar_metadata::Table;

    /// The columns of the source that is called `source` in SQL.
    fn columns<S>(source: SourceName) -> Self::Columns<S>;

    /// Decodes a row from cells in the table's order.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn decode(cells: &mut Cells<'_>) -> Result<Self::Row>;

    /// Reads a row in a session: the instance of that key, if it is there, or a new one.
    ///
    /// # Errors
    ///
    /// `Decode` if a cell does not fit its column.
    fn manage(cells: &mut Cells<'_>) -> Result<Self::Instance>;

    /// The table's name for the statement tree.
    #[must_use]
    fn table_ref() -> TableRef {
        TableRef { schema: Self::SCHEMA, name: Self::NAME }
    }
}

/// A generated row struct: `User`.
pub trait Entity: Sized + 'static {
    /// The marker of its table.
    type Table: Table<Row = Self>;
    /// The primary key: a value, or a tuple.
    type Key;

    /// The primary key of this row.
    fn key(&self) -> Self::Key;
}

/// A generated columns struct, for whatever source: the value `User`, or an alias.
pub trait EntityColumns: Copy {
    /// The source that its columns belong to.
    type Source: RowsOf;

    /// What that source is called in SQL.
    fn source_name(self) -> &'static str;
}

impl<T: Table> Source for T {
    type Scope = (Inner<T>, ());
    type Identity = <T as Table>::Identity;

    fn from_item() -> Option<FromItem> {
        Some(T::item())
    }
}

impl<T: Table> TableSource for T {
    type Table = T;
    const NAME: &'static str = <T as Table>::NAME;

    fn item() -> FromItem {
        FromItem::Table(T::table_ref())
    }
}

impl<T: Table> RowsOf for T {
    type Table = T;
}
