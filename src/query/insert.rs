//! INSERT, and the values of a row to be inserted.

mod rows;

mod conflict;
mod excluded;
mod from_select;
mod rules;

pub use conflict::{OnConflict, Upsert};
pub use excluded::{Excludable, Excluded, excluded};
pub use from_select::{Fits, InsertColumn, InsertColumns, InsertSource, RowFits};
pub use rules::{Empty, Filled, GoesInto, HasRows, Is, Queried, SameTable, TakesRows};

use super::returning::Writes;
use super::rules::{FitsInRow, Mark, References, RowWise};
use super::{Returning, Selection};
use crate::entity::Table;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::statement::Executable;

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
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "INSERT INTO user_account (name, fullname) VALUES (?, ?)"
/// );
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
    /// `RETURNING columns` of the new rows. Not on MySQL.
    ///
    /// SQLite returns them in the order in which they were given, because each row is a statement of its own. Where all
    /// rows go in one statement, the database promises no order: return a column by which the rows are told apart. (A
    /// session matches them by itself.)
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, NewAddress, NewUser, User};
    /// let query = insert(User).value(NewUser::new("sandy")).returning(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "INSERT INTO user_account (name, fullname) VALUES (?, ?) \
    ///      RETURNING user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn returning<Sel: Selection<Width: FitsInRow, Refs: References<Parts: RowWise<Kept = ()>>>>(
        mut self,
        columns: Sel,
    ) -> Returning<Self, T, Sel>
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
impl<T: Table, Rows: HasRows, M> Executable<(), M> for Insert<T, Rows> {
    type Answer = Rows::Answer;

    fn ast(&self) -> Result<Statement<'_>> {
        self.tree()
    }

    fn decoder(&self) {}
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
