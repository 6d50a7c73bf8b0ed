//! A SELECT whose type names only its row.

use crate::entity::cells::Decoder;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement};
use crate::sql::compiled::Compiled;
use crate::statement::{Executable, FromRow as _, Returning, Row, Rows};

/// A SELECT of rows `R`, made by [`Select::erase`](super::Select::erase): to be stored in a struct or returned from a
/// function. Its scalars are whole rows.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// fn newest(count: u64) -> Query<(i32, String)> {
///     select((User.id, User.name)).order_by(User.id.desc()).limit(count).erase()
/// }
/// let query = newest(5);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, user_account.name FROM user_account \
///      ORDER BY user_account.id DESC LIMIT ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub struct Query<R> {
    ast: ast::Query,
    decoder: Decoder<R>,
}

impl<R> Query<R> {
    pub(super) const fn new(ast: ast::Query, decoder: Decoder<R>) -> Self {
        Self { ast, decoder }
    }

    pub(super) fn into_ast(self) -> ast::Query {
        self.ast
    }

    /// The same query with rows of no special type: to be read by name, or as maps.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<Row> = select((User.id, User.name)).erase().untyped();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id, user_account.name FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn untyped(self) -> Query<Row> {
        Query { ast: self.ast, decoder: Row::from_row }
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<String> = select(User.name).filter(User.id.eq(1)).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE user_account.id = $1",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(self.ast()?, dialect)
    }
}

impl<R> Clone for Query<R> {
    fn clone(&self) -> Self {
        Self { ast: self.ast.clone(), ..*self }
    }
}

impl<R> std::fmt::Debug for Query<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<R> Executable<()> for Query<R> {
    type Answer = Rows<R>;
    type Managed = Rows<R>;

    fn ast(&self) -> Result<Statement<'_>> {
        match &self.ast {
            ast::Query::Select(select) => {
                if select.has_options {
                    return Err(Error::new(
                        ErrorKind::InvalidStatement,
                        "loader options are for instances, and an erased query has plain rows: leave one of them out",
                    ));
                }
                Ok(Statement::Select(select))
            }
            ast::Query::Compound(compound) => Ok(Statement::Compound(compound)),
            ast::Query::Write(write) => Ok(write.statement()),
        }
    }

    fn decoder(&self) -> Decoder<R> {
        self.decoder
    }

    fn session_decoder(&self) -> Decoder<R> {
        self.decoder
    }
}

#[diagnostic::do_not_recommend]
impl<R> Returning<()> for Query<R> {
    type Row = R;
    type Scalar = R;
    type ManagedRow = R;
    type ManagedScalar = R;

    fn scalar(row: R) -> R {
        row
    }

    fn managed_scalar(row: R) -> R {
        row
    }
}
