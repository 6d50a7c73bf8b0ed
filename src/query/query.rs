//! A SELECT whose type names only its row.

mod clauses;

use clauses::Refused;

use crate::entity::cells::Decoder;
use crate::entity::{AsInstances, AsRows, LoadOptions};
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
///
/// In a session its rows are the same as on a connection: entities are plain structs. For handles there,
/// [`erase_for_session`](super::Select::erase_for_session) gives a `Query<User, Handle<User>>`, where `H` is the row in a session.
pub struct Query<R, H = R> {
    ast: ast::Query,
    decoder: Decoder<R>,
    session_decoder: Decoder<H>,
    options: Option<Box<LoadOptions>>,
    /// What was added after the type had been erased, and cannot be.
    refused: Option<Refused>,
}

impl<R, H> Query<R, H> {
    pub(super) const fn new(ast: ast::Query, decoder: Decoder<R>, session_decoder: Decoder<H>) -> Self {
        Self { ast, decoder, session_decoder, options: None, refused: None }
    }

    pub(super) fn with_options(mut self, options: Option<Box<LoadOptions>>) -> Self {
        self.options = options;
        self
    }

    fn checked_ast(&self) -> Result<&ast::Query> {
        if let Some(refused) = self.refused {
            return Err(refused.into_error());
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
        let Self { ast, refused, .. } = self;
        Query { ast, decoder: Row::from_row, session_decoder: Row::from_row, options: None, refused }
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
        Compiled::new(self.tree()?, dialect)
    }

    fn tree(&self) -> Result<Statement<'_>> {
        match self.checked_ast()? {
            ast::Query::Select(select) if select.has_options && self.options.is_none() => Err(Error::new(
                ErrorKind::InvalidStatement,
                "loader options are for instances, and `.erase()` gives plain rows: use `.erase_for_session()`, or leave \
                 the options out",
            )),
            ast::Query::Select(select) => Ok(Statement::Select(select)),
            ast::Query::Compound(compound) => Ok(Statement::Compound(compound)),
            ast::Query::Write(write) => Ok(write.statement()),
        }
    }
}

impl<R, H> Clone for Query<R, H> {
    fn clone(&self) -> Self {
        let Self { ast, decoder, session_decoder, options, refused } = self;
        Self {
            ast: ast.clone(),
            decoder: *decoder,
            session_decoder: *session_decoder,
            options: options.clone(),
            refused: *refused,
        }
    }
}

impl<R, H> std::fmt::Debug for Query<R, H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<R, H> Executable<(), AsRows> for Query<R, H> {
    type Answer = Rows<R>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.tree()
    }

    fn decoder(&self) -> Decoder<R> {
        self.decoder
    }

    fn options(&self) -> Option<&LoadOptions> {
        self.options.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<R, H> Executable<(), AsInstances> for Query<R, H> {
    type Answer = Rows<H>;

    fn ast(&self) -> Result<Statement<'_>> {
        self.tree()
    }

    fn decoder(&self) -> Decoder<H> {
        self.session_decoder
    }

    fn options(&self) -> Option<&LoadOptions> {
        self.options.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<R, H> Returning<(), AsRows> for Query<R, H> {
    type Row = R;
    type Scalar = R;

    fn scalar(row: R) -> R {
        row
    }
}

#[diagnostic::do_not_recommend]
impl<R, H> Returning<(), AsInstances> for Query<R, H> {
    type Row = H;
    type Scalar = H;

    fn scalar(row: H) -> H {
        row
    }
}
