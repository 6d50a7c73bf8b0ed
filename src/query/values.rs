//! VALUES as something that stands in FROM.

use std::sync::Arc;

use super::expr::LiteralValue;
use super::rules::NoRefs;
use super::{DerivedTable, Expr};
use crate::sql::ast::{FromItem, Node};
use crate::sql::names::intern;
use crate::sql::value::Value;
use crate::types::{BaseType, Nullable, SqlType};

/// Rows of the program's as a table: `values("v", [(1, "a"), (2, "b")])`. Its columns are called `column_1`, `column_2`, …;
/// [`DerivedTable::columns`] gives them. At least one row is needed.
///
/// `(VALUES (…), (…)) AS v (column_1, column_2)` on PostgreSQL; `(SELECT … AS column_1, … UNION ALL …) AS v` on SQLite and
/// MySQL, which name no columns of VALUES.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let wanted = values("wanted", [(1, "sandy"), (2, "patrick")]);
/// let (id, name) = wanted.columns();
/// let query = select((User.id, name)).join_on(wanted, User.id.eq(id));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.id, wanted.column_2 FROM user_account \
///      JOIN (VALUES ($1, $2), ($3, $4)) AS wanted (column_1, column_2) \
///      ON user_account.id = wanted.column_1",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, wanted.column_2 FROM user_account JOIN \
///      (SELECT ? AS column_1, ? AS column_2 UNION ALL \
///      VALUES (?, ?)) AS wanted ON user_account.id = wanted.column_1",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn values<R: ValuesRow>(name: &'static str, rows: impl IntoIterator<Item = R>) -> DerivedTable<R::Columns, ()> {
    table(name, (1..=R::WIDTH).map(|number| intern(&format!("column_{number}"))).collect(), rows)
}

/// The same with names for the columns, as many as a row has values.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let wanted =
///     values_named("wanted", ["id", "label"], [(1, "sandy"), (2, "patrick")]);
/// let (id, label) = wanted.columns();
/// let query = select((User.id, label)).join_on(wanted, User.id.eq(id));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.id, wanted.label FROM user_account \
///      JOIN (VALUES ($1, $2), ($3, $4)) AS wanted (id, label) \
///      ON user_account.id = wanted.id",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, wanted.label FROM user_account JOIN \
///      (SELECT ? AS id, ? AS label UNION ALL VALUES (?, ?)) AS wanted \
///      ON user_account.id = wanted.id",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn values_named<R: ValuesRow>(
    name: &'static str,
    columns: R::Names,
    rows: impl IntoIterator<Item = R>,
) -> DerivedTable<R::Columns, ()> {
    table(name, columns.as_ref().into(), rows)
}

fn table<R: ValuesRow>(
    name: &'static str,
    names: Arc<[&'static str]>,
    rows: impl IntoIterator<Item = R>,
) -> DerivedTable<R::Columns, ()> {
    let name = DerivedTable::<R::Columns, ()>::unique(name);
    let rows = rows.into_iter().map(ValuesRow::into_nodes).collect();
    DerivedTable::new(FromItem::Values(Arc::new(rows), name, Arc::clone(&names)), name, names)
}

/// One row of [`values`]: a tuple of Rust values, of at most 8.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of VALUES",
    label = "is not a tuple of at most 8 values",
    note = "give tuples of Rust values: `(1, \"a\")`; a single column is `(1,)`"
)]
pub trait ValuesRow {
    /// The select list that has these columns.
    type Columns;
    /// A name for each.
    type Names: AsRef<[&'static str]>;
    /// How many there are.
    const WIDTH: usize;

    /// The binds.
    fn into_nodes(self) -> Vec<Node>;
}

/// A Rust value in a row of [`values`], or `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for VALUES",
    label = "has no SQL type",
    note = "numbers, text, booleans, bytes and `Option` of these are"
)]
pub trait Cell {
    /// The SQL type.
    type Sql: SqlType;

    /// The bind.
    fn into_value(self) -> Value;
}

impl<V: LiteralValue> Cell for V {
    type Sql = V::Sql;

    fn into_value(self) -> Value {
        LiteralValue::into_value(self)
    }
}

impl<V: LiteralValue<Sql: BaseType>> Cell for Option<V> {
    type Sql = Nullable<V::Sql>;

    fn into_value(self) -> Value {
        self.map_or(Value::Null(<V::Sql as BaseType>::KIND), LiteralValue::into_value)
    }
}

macro_rules! values_row {
    ($width:literal; $($cell:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($cell: Cell),+> ValuesRow for ($($cell,)+) {
            type Columns = ($(Expr<$cell::Sql, NoRefs>,)+);
            type Names = [&'static str; $width];
            const WIDTH: usize = $width;

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn into_nodes(self) -> Vec<Node> {
                let ($($cell,)+) = self;
                vec![$(Node::Bind($cell.into_value())),+]
            }
        }
    };
}

values_row!(1; A);
values_row!(2; A, B);
values_row!(3; A, B, C);
values_row!(4; A, B, C, D);
values_row!(5; A, B, C, D, E);
values_row!(6; A, B, C, D, E, F);
values_row!(7; A, B, C, D, E, F, G);
values_row!(8; A, B, C, D, E, F, G, H);
