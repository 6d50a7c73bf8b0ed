//! A SELECT whose type names only its row.

mod clauses;

use clauses::Refused;

use crate::entity::LoadOptions;
use crate::entity::cells::Decoder;
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::{self, Select, Statement};
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
///
/// In a session its rows are the same as on a connection: entities are plain structs. For handles there,
/// [`erase_managed`](super::Select::erase_managed) gives a `Query<User, Handle<User>>`, where `M` is the row in a session.
pub struct Query<R, M = R> {
    ast: ast::Query,
    decoder: Decoder<R>,
    session_decoder: Decoder<M>,
    check: fn(&Select) -> Result<()>,
    options: Option<Box<LoadOptions>>,
    /// What was added after the type had been erased, and cannot be.
    refused: Option<Refused>,
}

impl<R, M> Query<R, M> {
    pub(super) const fn new(
        ast: ast::Query,
        decoder: Decoder<R>,
        session_decoder: Decoder<M>,
        check: fn(&Select) -> Result<()>,
    ) -> Self {
        Self { ast, decoder, session_decoder, check, options: None, refused: None }
    }

    pub(super) fn with_options(mut self, options: Option<Box<LoadOptions>>) -> Self {
        self.options = options;
        self
    }

    fn checked_ast(&self) -> Result<&ast::Query> {
        if let Some(refused) = self.refused {
            return Err(refused.into_error());
        }
        if let ast::Query::Select(select) = &self.ast {
            (self.check)(select)?;
        }
        Ok(&self.ast)
    }

    pub(super) fn into_checked(self) -> Result<ast::Query> {
        self.checked_ast()?;
        Ok(self.ast)
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
        let Self { ast, check, refused, .. } = self;
        Query { ast, decoder: Row::from_row, session_decoder: Row::from_row, check, options: None, refused }
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

impl<R, M> Clone for Query<R, M> {
    fn clone(&self) -> Self {
        let Self { ast, decoder, session_decoder, check, options, refused } = self;
        Self {
            ast: ast.clone(),
            decoder: *decoder,
            session_decoder: *session_decoder,
            check: *check,
            options: options.clone(),
            refused: *refused,
        }
    }
}

impl<R, M> std::fmt::Debug for Query<R, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<R, M> Executable<()> for Query<R, M> {
    type Answer = Rows<R>;
    type Managed = Rows<M>;

    fn ast(&self) -> Result<Statement<'_>> {
        match self.checked_ast()? {
            ast::Query::Select(select) if select.has_options && self.options.is_none() => Err(Error::new(
                ErrorKind::InvalidStatement,
                "loader options are for instances, and `.erase()` gives plain rows: use `.erase_managed()`, or leave \
                 the options out",
            )),
            ast::Query::Select(select) => Ok(Statement::Select(select)),
            ast::Query::Compound(compound) => Ok(Statement::Compound(compound)),
            ast::Query::Write(write) => Ok(write.statement()),
        }
    }

    fn decoder(&self) -> Decoder<R> {
        self.decoder
    }

    fn session_decoder(&self) -> Decoder<M> {
        self.session_decoder
    }

    fn options(&self) -> Option<&LoadOptions> {
        self.options.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<R, M> Returning<()> for Query<R, M> {
    type Row = R;
    type Scalar = R;
    type ManagedRow = M;
    type ManagedScalar = M;

    fn scalar(row: R) -> R {
        row
    }

    fn managed_scalar(row: M) -> M {
        row
    }
}
