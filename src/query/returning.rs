//! INSERT, UPDATE and DELETE … RETURNING.

use super::rules::{Inner, Mark};
use super::{DerivedTable, RowIn};
use crate::entity::Table;
use crate::entity::cells::Decoder;
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{Query, Statement, Write};
use crate::sql::compiled::Compiled;
use crate::statement::{Executable, Returning as ReturningStatement, Rows};

/// What RETURNING may name: the columns of a table, or of all that is [`Joined`].
pub trait ReturningFrom {
    /// These tables, as a scope.
    type Scope;
}

impl<T: Table> ReturningFrom for T {
    type Scope = (Inner<T>, ());
}

/// The written table, and those that the statement reads.
#[derive(Debug)]
pub struct Joined<Scope>(Mark<Scope>);

impl<Sc> ReturningFrom for Joined<Sc> {
    type Scope = Sc;
}

/// Statement `W` on table `T`, or on what is [`Joined`], that returns select list `Sel` of the rows it wrote.
pub struct Returning<W, T, Sel> {
    statement: W,
    mark: Mark<(T, Sel)>,
}

/// A statement that writes, as a tree.
pub trait Writes {
    /// The untyped tree.
    ///
    /// # Errors
    ///
    /// `InvalidStatement` if the statement contradicts itself in a way that only shows at run time.
    fn tree(&self) -> Result<Statement<'_>>;

    /// The same, owned: to stand in WITH.
    fn into_write(self) -> Write;
}

impl<W: Writes, T, Sel> Returning<W, T, Sel> {
    pub(super) const fn new(statement: W) -> Self {
        Self { statement, mark: std::marker::PhantomData }
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = delete(User).filter(User.fullname.is_null()).returning(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "DELETE FROM user_account WHERE user_account.fullname IS NULL \
    ///      RETURNING user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.statement.tree()?, dialect)
    }

    /// `WITH name AS (INSERT … RETURNING …)`: to be selected from, its columns used like a table's. The query around it
    /// sees what it returns, and the tables as they were before. On PostgreSQL only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let gone = delete(User)
    ///     .filter(User.fullname.is_null())
    ///     .returning((User.id, User.name))
    ///     .cte("gone");
    /// let (id, name) = gone.columns();
    /// let query = select((id, name)).select_from(gone);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "WITH gone AS (DELETE FROM user_account \
    ///      WHERE user_account.fullname IS NULL RETURNING user_account.id AS id, \
    ///      user_account.name AS name) SELECT gone.id, gone.name FROM gone",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn cte<I>(self, name: &'static str) -> DerivedTable<Sel, T::Scope>
    where
        T: ReturningFrom,
        Sel: RowIn<T::Scope, I>,
    {
        DerivedTable::cte(name, Query::Write(Box::new(self.statement.into_write())))
    }
}

impl<W: std::fmt::Debug, T, Sel> std::fmt::Debug for Returning<W, T, Sel> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.statement.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<W: Writes, T: ReturningFrom, Sel: RowIn<T::Scope, I, M>, I, M> Executable<I, M> for Returning<W, T, Sel> {
    type Answer = Rows<Sel::Row>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.statement.tree()
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }
}

#[diagnostic::do_not_recommend]
impl<W: Writes, T: ReturningFrom, Sel: RowIn<T::Scope, I, M>, I, M> ReturningStatement<I, M> for Returning<W, T, Sel> {
    type Row = Sel::Row;
    type Scalar = Sel::Scalar;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }
}
