//! INSERT … SELECT, and rows of nothing but defaults.

use super::{Empty, Filled, Insert, Queried};
use crate::entity::Table;
use crate::error::Result;
use crate::metadata;
use crate::query::group::Grouping;
use crate::query::rules::{Checked, Mark};
use crate::query::{Column, Compound, Query, RowIn, Select};
use crate::sql::ast::{self, InsertSelect};
use crate::types::SqlType;

/// Source `Self` is table `T`.
#[diagnostic::on_unimplemented(
    message = "a column of `{S}` stands in an INSERT into `{T}`",
    label = "belongs to another table",
    note = "name columns of the table that is inserted into"
)]
pub trait InsertColumn<T, S> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<C: OfTable<T>, T, S> InsertColumn<T, S> for C {
    type Kept = ();
}

/// The columns for which [`InsertColumn`] holds.
pub trait OfTable<T> {}

impl<T, Sql, Id> OfTable<T> for Column<T, Sql, Id> {}

/// Columns of table `T` in an INSERT: a column, or a tuple of at most 12.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of the table that is inserted into, nor a tuple of such columns",
    label = "is not a column",
    note = "name its columns: `User.name`, or `(User.name, User.fullname)`"
)]
pub trait InsertColumns<T> {
    /// What a query's row has to be.
    type Row;

    /// Their names.
    fn names(&self) -> Vec<&'static str>;
}

/// One of these columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of the table that is inserted into",
    label = "is not a column",
    note = "name its columns: `User.name`, or `(User.name, User.fullname)`"
)]
pub trait OneColumn<T> {
    /// What it holds.
    type Rust;

    /// Its name.
    fn name(&self) -> &'static str;
}

impl<T, S, Sql: SqlType, Id> OneColumn<T> for Column<S, Sql, Id>
where
    Self: InsertColumn<T, S>,
{
    type Rust = Checked<Sql::Rust, <Self as InsertColumn<T, S>>::Kept>;

    fn name(&self) -> &'static str {
        Self::name(self)
    }
}

/// A row of one column.
#[derive(Debug)]
pub struct Single<C>(Mark<C>);

impl<T, S, Sql: SqlType, Id> InsertColumns<T> for Column<S, Sql, Id>
where
    Self: InsertColumn<T, S>,
{
    type Row = Checked<Single<Sql::Rust>, <Self as InsertColumn<T, S>>::Kept>;

    fn names(&self) -> Vec<&'static str> {
        vec![Self::name(self)]
    }
}

/// A value of Rust type `Self` fits a column whose values are `C`.
#[diagnostic::on_unimplemented(
    message = "the query gives `{Self}` for a column that takes `{C}`",
    label = "has a different type, or may be NULL where the column may not",
    note = "convert it with `.cast::<…>()`, or give a default with `func::coalesce(value, …)`"
)]
// Implemented for whatever it may be asked of, and so on the page of every type if it were shown.
#[doc(hidden)]
pub trait Fits<C> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<V: FitsInto<C>, C> Fits<C> for V {
    type Kept = ();
}

/// The pairs for which [`Fits`] holds.
pub trait FitsInto<C> {}

impl<V> FitsInto<Self> for V {}
impl<V> FitsInto<Option<Self>> for V {}

macro_rules! wider {
    ($($narrow:ty => $wide:ty;)*) => { $(
        impl FitsInto<$wide> for $narrow {}
        impl FitsInto<Option<$wide>> for $narrow {}
        impl FitsInto<Option<$wide>> for Option<$narrow> {}
    )* };
}

wider! {
    i16 => i32;
    i16 => i64;
    i32 => i64;
    i32 => f64;
    f32 => f64;
}

/// A query's row fits columns whose values are `Row`.
#[diagnostic::on_unimplemented(
    message = "a query with the row `{Self}` cannot be inserted into columns that take `{Row}`",
    label = "has a different number of columns",
    note = "select one value for each column, in the columns' order"
)]
pub trait RowFits<Row> {
    /// The rule is kept by all parts.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<V: Fits<C>, C> RowFits<Single<C>> for V {
    type Kept = V::Kept;
}

/// A query whose rows are inserted: a select, a set operation, or an erased query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a query whose rows could be inserted",
    label = "is not a query",
    note = "give a `select(…)`; rows of values go through `.values(…)`"
)]
pub trait InsertSource<M> {
    /// One row.
    type Row;

    /// The untyped tree.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the query contradicts itself in a way that only shows at run time.
    fn into_query(self) -> Result<ast::Query>;
}

impl<Sel, Sc, G, I, J> InsertSource<(I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Row = Checked<Sel::Row, G::Kept>;

    fn into_query(self) -> Result<ast::Query> {
        Ok(ast::Query::Select(self.into_ast()))
    }
}

impl<Sel: RowIn<Sc, I>, Sc, I> InsertSource<I> for Compound<Sel, Sc> {
    type Row = Sel::Row;

    fn into_query(self) -> Result<ast::Query> {
        Ok(ast::Query::Compound(self.into_ast()))
    }
}

impl<R> InsertSource<()> for Query<R> {
    type Row = R;

    fn into_query(self) -> Result<ast::Query> {
        self.into_checked()
    }
}

impl<T: Table> Insert<T, Empty> {
    /// `INSERT INTO table (columns) SELECT …`: a row for each row of the query.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let names = select((User.name, User.id)).filter(User.name.contains("@"));
    /// let query = insert(Address)
    ///     .from_select((Address.email_address, Address.user_id), names);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO address (email_address, user_id) \
    ///      SELECT user_account.name, user_account.id FROM user_account \
    ///      WHERE user_account.name LIKE '%' || ? || '%' ESCAPE '/'",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// A NOT NULL column without a default that is missing is reported when the statement is executed or compiled.
    pub fn from_select<C: InsertColumns<T, Row = R>, Q: InsertSource<M, Row: RowFits<R, Kept = K>>, M, R, K>(
        mut self,
        columns: C,
        query: Q,
    ) -> Insert<T, Queried> {
        let columns = columns.names();
        self.refused = missing::<T>(&columns);
        match query.into_query() {
            Ok(query) => self.ast.from_select = Some(Box::new(InsertSelect { columns, query })),
            Err(error) => self.refused = Some(error.message().into()),
        }
        self.retyped()
    }

    /// `DEFAULT VALUES`: one row of nothing but defaults and NULLs; `() VALUES ()` on MySQL.
    ///
    /// A NOT NULL column without a default is reported when the statement is executed or compiled.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod travel { realgar::include_schema!("travel"); }
    /// # use travel::Sample;
    /// let query = insert(Sample).default_values();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO sample DEFAULT VALUES"
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "INSERT INTO sample () VALUES ()"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn default_values(mut self) -> Insert<T, Filled> {
        self.ast.rows.push(Vec::new());
        self.refused = missing::<T>(&[]);
        self.retyped()
    }
}

/// Why these columns are not enough for a row of the table.
fn missing<T: Table>(given: &[&str]) -> Option<Box<str>> {
    let table = T::metadata();
    let required = |column: &&metadata::Column| {
        !table.is_nullable(column)
            && column.default.is_none()
            && column.identity.is_none()
            && column.generated.is_none()
    };
    let column = table.columns().iter().filter(required).find(|column| !given.contains(&&*column.name))?;
    let name = T::NAME;
    Some(
        format!("column `{}` of `{name}` is NOT NULL and has no default, and the INSERT does not give it", column.name)
            .into(),
    )
}

macro_rules! tuple_columns {
    ($($column:ident $value:ident),+) => {
        impl<T, $($column: OneColumn<T>),+> InsertColumns<T> for ($($column,)+) {
            type Row = ($(<$column as OneColumn<T>>::Rust,)+);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn names(&self) -> Vec<&'static str> {
                let ($($column,)+) = self;
                vec![$($column.name()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($value: Fits<$column>, $column),+> RowFits<($($column,)+)> for ($($value,)+) {
            type Kept = ($($value::Kept,)+);
        }
    };
}

tuple_columns!(A V);
tuple_columns!(A V, B W);
tuple_columns!(A V, B W, C X);
tuple_columns!(A V, B W, C X, D Y);
tuple_columns!(A V, B W, C X, D Y, E Z);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7, H V8);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7, H V8, J V9);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7, H V8, J V9, K V10);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7, H V8, J V9, K V10, L V11);
tuple_columns!(A V, B W, C X, D Y, E Z, F V6, G V7, H V8, J V9, K V10, L V11, M V12);
