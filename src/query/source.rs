//! What can stand in FROM: a table, an alias, a derived table. Columns carry it in their type.

use super::rules::Inner;
use crate::entity::Table;
use crate::sql::ast::FromItem;

/// A type-level name for one thing in FROM: a generated table marker or an alias of one.
pub trait Source {
    /// The scope of a query that starts with it.
    type Scope;
    /// What distinguishes it from other sources.
    type Identity;

    /// FROM, where the type alone says what to write.
    fn from_item() -> Option<FromItem>;
}

/// A source that is a table, or an alias of one.
pub trait TableSource: Source {
    /// The table's marker.
    type Table: Table;
    /// The name that columns are qualified with.
    fn name() -> &'static str;

    /// What FROM and JOIN say.
    fn item() -> FromItem;
}

/// A source whose columns are those of a table: the table, an alias of it, an entity from a subquery.
pub trait RowsOf: Source {
    /// The table's marker.
    type Table: Table;
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

    fn name() -> &'static str {
        <T as Table>::NAME
    }

    fn item() -> FromItem {
        FromItem::Table(T::table_ref())
    }
}

impl<T: Table> RowsOf for T {
    type Table = T;
}
