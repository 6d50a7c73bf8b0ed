//! Columns of one table, and the values assigned to them.

use crate::entity::Table;
use crate::query::rules::NoRefs;
use crate::query::{Assignable, Column, Operand, assigned};
use crate::sql::ast::Node;
use crate::types::SqlType;

/// A column, or a tuple of columns of one table, that values `V` can be assigned to: one value, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "values `{V}` cannot be assigned to these columns",
    label = "no columns of one table that take `{V}`",
    note = "give one value for each column: a value for one, a tuple of values for a tuple of columns"
)]
pub trait SetColumns<V> {
    /// The table.
    type Table;

    /// Returns the names of the columns.
    fn names(&self) -> Vec<&'static str>;

    /// Returns the values in the order of the columns.
    fn values(&self, values: V) -> Vec<Node>;
}

impl<T, Sql, Id, V> SetColumns<V> for Column<T, Sql, Id>
where
    T: Table,
    Sql: SqlType,
    V: Operand<Sql::Base, Refs = NoRefs>,
    <V::Sql as SqlType>::Nullness: Assignable<Sql::Nullness>,
{
    type Table = T;

    fn names(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    fn values(&self, value: V) -> Vec<Node> {
        vec![assigned::<Sql, V::Sql>(value.operand())]
    }
}

macro_rules! tuples {
    ($($columns:ident $values:ident $at:tt),*) => {
        impl<T, $($columns, $values),*> SetColumns<($($values,)*)> for ($($columns,)*)
        where
            $($columns: SetColumns<$values, Table = T>),*
        {
            type Table = T;

            fn names(&self) -> Vec<&'static str> {
                let mut names = Vec::new();
                $(names.extend(self.$at.names());)*
                names
            }

            fn values(&self, values: ($($values,)*)) -> Vec<Node> {
                let mut nodes = Vec::new();
                $(nodes.extend(self.$at.values(values.$at));)*
                nodes
            }
        }
    };
}

tuples!(A V 0, B W 1);
tuples!(A V 0, B W 1, C X 2);
tuples!(A V 0, B W 1, C X 2, D Y 3);
tuples!(A V 0, B W 1, C X 2, D Y 3, E Z 4);
tuples!(A V 0, B W 1, C X 2, D Y 3, E Z 4, F U 5);
