//! SELECT: the statement and its parts. Its methods stand in the order in which its page shows them.

mod clauses;
mod joins;

use super::group::Grouping;
use super::rules::{Checked, FitsInRow, InferFrom, Mark};
use super::{NotGrouped, Query, RowIn, Selection};
use crate::entity::cells::Decoder;
use crate::entity::{AsInstances, LoadOptions};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement};
use crate::sql::compiled::Compiled;
use crate::statement::{Executable, Returning, Rows};

/// A SELECT: of select list `Sel`, with `Scope` in FROM, in state `G` of GROUP BY.
///
/// Conditions, order and limits are data: adding them at run time does not change the type.
pub struct Select<Sel, Scope, G = NotGrouped> {
    pub(crate) ast: ast::Select,
    pub(crate) options: Option<Box<LoadOptions>>,
    mark: Mark<(Sel, Scope, G)>,
}

/// The whole select list is required, so that a broken one is reported once.
type ScopeOf<Sel> = Checked<<<Sel as Selection>::Refs as InferFrom>::Scope, <Sel as Selection>::Refs>;

/// SELECT these columns. FROM is the table of the first column; [`select_from`](Select::select_from) right after it
/// replaces that.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.id, User.name));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id, user_account.name FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn select<Sel: Selection<Width: FitsInRow, Refs: InferFrom>>(columns: Sel) -> Select<Sel, ScopeOf<Sel>> {
    let mut ast = ast::Select { from: Sel::Refs::from_item(), ..ast::Select::default() };
    columns.push(&mut ast.columns);
    Select::new(ast)
}

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    const fn new(ast: ast::Select) -> Self {
        Self { ast, options: None, mark: std::marker::PhantomData }
    }

    /// The same statement with a change in its tree.
    pub(super) fn changed(mut self, change: impl FnOnce(&mut ast::Select)) -> Self {
        change(&mut self.ast);
        self
    }

    pub(super) fn into_ast(self) -> ast::Select {
        self.ast
    }

    pub(super) fn retyped<NewScope, NewG>(self) -> Select<Sel, NewScope, NewG> {
        Select { ast: self.ast, options: self.options, mark: std::marker::PhantomData }
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).filter(User.name.eq("sandy"));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.name = $1",
    /// );
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.binds(),
    ///     [realgar::Value::from("sandy")]
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile<I, J>(&self, dialect: Dialect) -> Result<Compiled>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Compiled::new(Executable::<(I, J)>::ast(self)?, dialect)
    }

    /// The same statement as a type that only names its row, to be stored or returned.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// fn names(longest_first: bool) -> Query<String> {
    ///     let length = func::length(User.name);
    ///     select(User.name).order_by(length.asc().descending(longest_first)).erase()
    /// }
    /// let query = names(true);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account \
    ///      ORDER BY length(user_account.name) DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn erase<I, J>(self) -> Query<Sel::Row>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Query::new(ast::Query::Select(self.ast), Sel::decode, Sel::decode)
    }

    /// The same for a session, where entities are [handles](crate::Handle): `Query<User, Handle<User>>`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// fn named(name: &str) -> Query<User, Handle<User>> {
    ///     select(User).filter(User.name.eq(name)).erase_for_session()
    /// }
    ///
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// assert_eq!(session.scalars(named("sandy"))?.one()?, sandy);
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn erase_for_session<R, H, I, J>(self) -> Query<R, H>
    where
        Sel: RowIn<Sc, I, Row = R> + RowIn<Sc, I, AsInstances, Row = H>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        let rows = <Sel as RowIn<Sc, I>>::decode;
        let handles = <Sel as RowIn<Sc, I, AsInstances>>::decode;
        Query::new(ast::Query::Select(self.ast), rows, handles).with_options(self.options)
    }
}

impl<Sel, Sc, G> Clone for Select<Sel, Sc, G> {
    fn clone(&self) -> Self {
        Self { ast: self.ast.clone(), options: self.options.clone(), mark: std::marker::PhantomData }
    }
}

impl<Sel, Sc, G> std::fmt::Debug for Select<Sel, Sc, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<Sel, Sc, G, I, J, M> Executable<(I, J), M> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I, M>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Answer = Checked<Rows<Sel::Row>, G::Kept>;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Select(&self.ast))
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }

    fn options(&self) -> Option<&LoadOptions> {
        self.options.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<Sel, Sc, G, I, J, M> Returning<(I, J), M> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I, M>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Row = Checked<Sel::Row, G::Kept>;
    type Scalar = Checked<Sel::Scalar, (Sel::Row, G::Kept)>;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }
}
