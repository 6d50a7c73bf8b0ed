//! SELECT.

mod joins;

use super::group::Grouping;
use super::rules::{Checked, InFrom, InferFrom, Inner, Mark, NoRefs};
use super::{
    Column, Condition, FromSource, GroupKeys, HavingIn, NotGrouped, Operand, Operators as _, OrderKeys, Query,
    ResultIn, RowIn, Selection, Source,
};
use crate::entity::LoadOptions;
use crate::entity::cells::Decoder;
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Statement};
use crate::sql::compiled::Compiled;
use crate::sql::value::Value;
use crate::statement::{Executable, Returning, Rows};
use crate::types::SqlType;

/// A SELECT: of select list `Sel`, with `Scope` in FROM, in state `G` of GROUP BY.
///
/// Conditions, order and limits are data: adding them at run time does not change the type.
pub struct Select<Sel, Scope, G = NotGrouped> {
    pub(crate) ast: ast::Select,
    pub(crate) options: Option<Box<LoadOptions>>,
    mark: Mark<(Sel, Scope, G)>,
}

/// All of the select list is asked for, so that nothing more is said about one that is broken.
type ScopeOf<Sel> = Checked<<<Sel as Selection>::Refs as InferFrom>::Scope, <Sel as Selection>::Refs>;

/// SELECT these columns. FROM is the table of the first column; [`select_from`](Select::select_from) right after it
/// replaces that.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((User.id, User.name));
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT user_account.id, user_account.name FROM user_account");
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn select<Sel>(columns: Sel) -> Select<Sel, ScopeOf<Sel>>
where
    Sel: Selection,
    Sel::Refs: InferFrom,
{
    let mut ast = ast::Select { from: Sel::Refs::from_item(), ..ast::Select::default() };
    columns.push(&mut ast.columns);
    Select::new(ast)
}

impl<Sel, Sc> Select<Sel, Sc> {
    /// `FROM source`: replaces what the first column said.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(func::count_all()).select_from(User);
    /// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT count(*) FROM user_account");
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn select_from<F: FromSource>(mut self, from: F) -> Select<Sel, (Inner<F::Source>, ())> {
        self.ast.from = Some(from.item());
        self.ast.joins.clear();
        self.retyped()
    }
}

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    const fn new(ast: ast::Select) -> Self {
        Self { ast, options: None, mark: std::marker::PhantomData }
    }

    /// The same with something changed in the tree.
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

    /// `WHERE condition`; several are joined by AND. `None` adds nothing.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let wanted: Option<&str> = None;
    /// let query = select(User.id).filter(User.id.gt(5)).filter(wanted.map(|name| User.name.eq(name)));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.id > ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter<C: Condition<Sc, I, Kept = K>, I, K>(mut self, condition: C) -> Self {
        self.ast.filter.extend(condition.into_node());
        self
    }

    /// `WHERE column = value`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).filter_by(User.name, "sandy").filter_by(User.fullname, None::<String>);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account WHERE user_account.name = ? AND user_account.fullname IS NULL",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn filter_by<S: Source + InFrom<Sc, I, Null = N>, T: SqlType, Id, V, I, N>(
        mut self,
        column: Column<S, T, Id>,
        value: V,
    ) -> Self
    where
        V: Operand<T::Base, Refs = NoRefs>,
    {
        self.ast.filter.push(column.eq(value).into_node());
        self
    }

    /// `GROUP BY keys`: a column, an expression, or a tuple of them. Grouping by a primary key lets all columns of its
    /// table be selected.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select((User.name, func::count(Address.id))).join(Address).group_by(User.id);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, count(address.id) FROM user_account \
    ///      JOIN address ON user_account.id = address.user_id GROUP BY user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn group_by<K: GroupKeys<Sc, I>, I>(mut self, keys: K) -> Select<Sel, K::Scope, K::State> {
        keys.push(&mut self.ast.group_by);
        self.retyped()
    }

    /// `HAVING condition`, on grouped columns and aggregates; several are joined by AND.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let count = func::count(Address.id);
    /// let query = select((Address.user_id, &count)).group_by(Address.user_id).having(count.gt(1));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT address.user_id, count(address.id) FROM address GROUP BY address.user_id \
    ///      HAVING count(address.id) > ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn having<C: HavingIn<Sc, G, (I, J), Kept = K>, I, J, K>(mut self, condition: C) -> Self {
        self.ast.having.push(condition.node());
        self
    }

    /// `ORDER BY keys`, after those that are there: expressions, `User.name.desc()`, or a tuple of them.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).order_by((User.fullname.desc().nulls_last(), User.id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.fullname DESC NULLS LAST, user_account.id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn order_by<O: OrderKeys<Refs: ResultIn<Sc, G, (I, J), Kept = K>>, I, J, K>(mut self, keys: O) -> Self {
        keys.push(&mut self.ast.order_by);
        self
    }

    /// `SELECT DISTINCT`: equal rows once.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.fullname).distinct();
    /// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT DISTINCT user_account.fullname FROM user_account");
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.ast.distinct = true;
        self
    }

    /// `LIMIT rows`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).order_by(User.id).limit(10);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.ast.limit = Some(row_count(rows));
        self
    }

    /// `OFFSET rows`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).order_by(User.id).limit(10).offset(20);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ? OFFSET ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.ast.offset = Some(row_count(rows));
        self
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
    /// assert_eq!(query.compile(Dialect::PostgreSql)?.binds(), [realgar::Value::from("sandy")]);
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
    ///     "SELECT user_account.name FROM user_account ORDER BY length(user_account.name) DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn erase<I, J>(self) -> Query<Sel::Row>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        Query::new(ast::Query::Select(self.ast), Sel::decode, G::check)
    }
}

/// A count of rows as a bind; more than 2^63 rows are all rows there can be.
fn row_count(rows: u64) -> Value {
    Value::BigInt(i64::try_from(rows).unwrap_or(i64::MAX))
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
impl<Sel, Sc, G, I, J> Executable<(I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Answer = Checked<Rows<Sel::Row>, G::Kept>;
    type Managed = Checked<Rows<Sel::Managed>, G::Kept>;

    fn ast(&self) -> Result<Statement<'_>> {
        G::check(&self.ast)?;
        Ok(Statement::Select(&self.ast))
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }

    fn manager(&self) -> Decoder<Sel::Managed> {
        Sel::manage
    }

    fn options(&self) -> Option<&LoadOptions> {
        self.options.as_deref()
    }
}

#[diagnostic::do_not_recommend]
impl<Sel, Sc, G, I, J> Returning<(I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Row = Checked<Sel::Row, G::Kept>;
    type Scalar = Checked<Sel::Scalar, (Sel::Row, G::Kept)>;
    type ManagedRow = Checked<Sel::Managed, G::Kept>;
    type ManagedScalar = Checked<Sel::ManagedScalar, (Sel::Managed, G::Kept)>;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }

    fn managed_scalar(row: Sel::Managed) -> Sel::ManagedScalar {
        Sel::managed_scalar(row)
    }
}
