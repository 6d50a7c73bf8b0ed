//! INSERT, and the values of a row to be inserted.

mod conflict;
mod from_select;

pub use conflict::{Excludable, Excluded, OnConflict, Upsert, excluded};
pub use from_select::{Fits, InsertColumn, InsertColumns, InsertSource, RowFits};

use super::returning::Writes;
use super::rules::Mark;
use super::{InsertRow, Returning, Selection};
use crate::driver::Outcome;
use crate::entity::{Insertable, Table};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::statement::{Answer, Executable};

/// A row of table `R` goes into table `T`: the pair is of one table.
#[diagnostic::on_unimplemented(
    message = "a row of `{R}` cannot be inserted into `{T}`",
    label = "is a row of another table",
    note = "give the insert struct that belongs to the table: `insert(User).value(NewUser::new(…))`"
)]
pub trait SameTable<R, T> {
    /// The rule is kept.
    type Kept;
}

#[diagnostic::do_not_recommend]
impl<R: Is<T>, T> SameTable<R, T> for (R, T) {
    type Kept = ();
}

/// The same type.
pub trait Is<T> {}

impl<T> Is<T> for T {}

/// A row that goes into table `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row to be inserted",
    label = "is no generated insert struct",
    note = "give the insert struct of the table: `insert(User).value(NewUser::new(…))`"
)]
pub trait GoesInto<T> {
    /// The rule is kept.
    type Kept;
}

impl<N: Insertable, T> GoesInto<T> for N
where
    (N::Table, T): SameTable<N::Table, T>,
{
    type Kept = <(N::Table, T) as SameTable<N::Table, T>>::Kept;
}

/// No row was given yet.
#[derive(Clone, Copy, Debug)]
pub struct Empty;

/// Rows were given.
#[derive(Clone, Copy, Debug)]
pub struct Filled;

/// A query was given.
#[derive(Clone, Copy, Debug)]
pub struct Queried;

/// A statement that takes rows.
#[diagnostic::on_unimplemented(
    message = "this INSERT takes its rows from a query, and no others",
    label = "has a query; write a second INSERT for the rows"
)]
pub trait TakesRows {}

#[diagnostic::do_not_recommend]
impl TakesRows for Empty {}
#[diagnostic::do_not_recommend]
impl TakesRows for Filled {}

/// A statement that has something to insert.
#[diagnostic::on_unimplemented(
    message = "this INSERT has no rows",
    label = "no `.value(…)`",
    note = "add `.value(row)`, `.values(rows)`, `.from_select(columns, query)` or `.default_values()`"
)]
pub trait HasRows {
    /// What the statement gives.
    type Answer: Answer<Decoder = ()>;
}

#[diagnostic::do_not_recommend]
impl<R: NotEmpty> HasRows for R {
    type Answer = Outcome;
}

/// The states for which [`HasRows`] holds.
pub trait NotEmpty {}

impl NotEmpty for Filled {}
impl NotEmpty for Queried {}

/// An INSERT into table `T`.
pub struct Insert<T, Rows = Empty> {
    ast: ast::Insert,
    /// Why it cannot be run, if something was found that only shows at run time.
    refused: Option<Box<str>>,
    mark: Mark<(T, Rows)>,
}

/// `INSERT INTO table`. Needs [`value`](Insert::value), [`values`](Insert::values),
/// [`from_select`](Insert::from_select) or [`default_values`](Insert::default_values).
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, NewAddress, NewUser, User};
/// let query = insert(User).value(NewUser::new("sandy").fullname("Sandy Cheeks"));
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "INSERT INTO user_account (name, fullname) VALUES (?, ?)");
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn insert<C: super::EntityColumns<Source: Table>>(_table: C) -> Insert<C::Source> {
    let ast = ast::Insert {
        table: <C::Source as Table>::table_ref(),
        columns: <C::Source as Table>::COLUMNS,
        rows: Vec::new(),
        from_select: None,
        conflict: None,
        returning: Vec::new(),
    };
    Insert { ast, refused: None, mark: std::marker::PhantomData }
}

impl<T, Rows> Insert<T, Rows> {
    fn retyped<NewRows>(self) -> Insert<T, NewRows> {
        Insert { ast: self.ast, refused: self.refused, mark: std::marker::PhantomData }
    }
}

impl<T, Rows> Insert<T, Rows> {
    /// `VALUES (…)`: one row, after those that are there.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy"));
    /// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "INSERT INTO user_account (name, fullname) VALUES (?, ?)");
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn value<N: Insertable + GoesInto<T, Kept = K>, K>(mut self, row: N) -> Insert<T, Filled>
    where
        Rows: TakesRows,
    {
        self.push(row);
        self.retyped()
    }

    /// `VALUES (…), (…)`: several rows, after those that are there. Rows that set different columns, and on SQLite all
    /// rows, are sent one by one with one prepared statement for each set of columns; none at all inserts nothing.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).values(["sandy", "patrick"].map(NewUser::new));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES ($1, $2), ($3, $4)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn values<N: Insertable + GoesInto<T, Kept = K>, K>(
        mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Insert<T, Filled>
    where
        Rows: TakesRows,
    {
        for row in rows {
            self.push(row);
        }
        self.retyped()
    }

    fn push<N: Insertable>(&mut self, row: N) {
        let mut values = InsertRow::with_capacity(self.ast.columns.len());
        row.values(&mut values);
        let (cells, handles) = values.into_parts();
        if let Some((column, _)) = handles.first() {
            let column = self.ast.columns[usize::from(*column)];
            self.refused = Some(
                format!(
                    "a handle stands for the key in `{}.{column}`, which only a session can look up: \
                     `Session::add` the row, or give the key",
                    self.ast.table.name
                )
                .into(),
            );
        }
        self.ast.rows.push(cells);
    }
}

impl<T, Rows> Insert<T, Rows> {
    /// `RETURNING columns` of the new rows, in their order. Not on MySQL.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy")).returning(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) RETURNING user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn returning<Sel: Selection>(mut self, columns: Sel) -> Returning<Self, T, Sel>
    where
        Rows: HasRows,
    {
        columns.push(&mut self.ast.returning);
        Returning::new(self)
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(Address).value(NewAddress::new("sandy@sqlalchemy.org", 1));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "INSERT INTO address (email_address, user_id) VALUES ($1, $2)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it: on SQLite, rows that set different columns are several statements.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled>
    where
        Rows: HasRows,
    {
        Compiled::new(self.tree()?, dialect)
    }
}

impl<T, Rows: HasRows> Writes for Insert<T, Rows> {
    fn tree(&self) -> Result<Statement<'_>> {
        match &self.refused {
            Some(reason) => Err(Error::new(ErrorKind::InvalidStatement, &**reason)),
            None => Ok(Statement::Insert(&self.ast)),
        }
    }

    fn into_write(self) -> Write {
        Write::Insert(self.ast)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, Rows: HasRows> Executable<()> for Insert<T, Rows> {
    type Answer = Rows::Answer;
    type Managed = Rows::Answer;

    fn ast(&self) -> Result<Statement<'_>> {
        self.tree()
    }

    fn decoder(&self) {}

    fn manager(&self) {}
}

impl<T, Rows> Clone for Insert<T, Rows> {
    fn clone(&self) -> Self {
        Self { ast: self.ast.clone(), refused: self.refused.clone(), mark: self.mark }
    }
}

impl<T, Rows> std::fmt::Debug for Insert<T, Rows> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}
