//! UNION, INTERSECT and EXCEPT.

mod operations;

use super::group::Grouping;
use super::rules::{Checked, Mark, RefsIn, Under};
use super::{DerivedTable, OrderKeys, Query, RowIn, Select};
use crate::entity::cells::Decoder;
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, SetOperator, Statement};
use crate::sql::compiled::Compiled;
use crate::sql::value::Value;
use crate::statement::{Executable, Returning, Rows};

/// Several SELECTs as one result, with the columns of the first: select list `Sel` in `Scope`.
pub struct Compound<Sel, Scope> {
    ast: ast::Compound,
    mark: Mark<(Sel, Scope)>,
}

/// One side of a set operation, under a select list `Upper` in `UpperScope`.
#[diagnostic::on_unimplemented(
    message = "this is no side of the set operation: not a query of as many columns, with the same SQL types",
    label = "does not select what the first query does",
    note = "select columns of the same types in the same order; what is nullable on one side only is allowed"
)]
pub trait Side<Upper, UpperScope, M> {
    /// The select list of both.
    type Columns;

    /// The untyped tree.
    fn into_query(self) -> ast::Query;
}

#[diagnostic::do_not_recommend]
impl<Upper, UpperSc, Sel, Sc, G, I, J, U> Side<Upper, UpperSc, (I, J, U)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I> + Under<Upper, UpperSc, Sc, U>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Columns = Checked<<Sel as Under<Upper, UpperSc, Sc, U>>::Columns, G::Kept>;

    fn into_query(self) -> ast::Query {
        ast::Query::Select(self.into_ast())
    }
}

#[diagnostic::do_not_recommend]
impl<Upper, UpperSc, Sel: Under<Upper, UpperSc, Sc, U>, Sc, U> Side<Upper, UpperSc, U> for Compound<Sel, Sc> {
    type Columns = Sel::Columns;

    fn into_query(self) -> ast::Query {
        ast::Query::Compound(self.ast)
    }
}

impl<Sel, Sc> Compound<Sel, Sc> {
    fn new(first: ast::Query, operator: SetOperator, second: ast::Query) -> Self {
        Self { ast: ast::Compound::new(first, operator, second), mark: std::marker::PhantomData }
    }

    pub(super) fn into_ast(self) -> ast::Compound {
        self.ast
    }

    /// Adds one more operation to the left: `(a ∘ b) ∘ c`. Databases do not agree on whether INTERSECT binds tighter, so
    /// mixtures with it are nested.
    fn with<C>(mut self, operator: SetOperator, other: ast::Query) -> Compound<C, Sc> {
        let is_open = self.ast.order_by.is_empty() && self.ast.limit.is_none() && self.ast.offset.is_none();
        let is_intersect = operator == SetOperator::Intersect;
        // All operations of one list have one rank.
        let same_rank =
            self.ast.rest.first().is_none_or(|(known, _)| (*known == SetOperator::Intersect) == is_intersect);
        if is_open && same_rank {
            self.ast.push(operator, other);
            return Compound { ast: self.ast, mark: std::marker::PhantomData };
        }
        Compound::new(ast::Query::Compound(self.ast), operator, other)
    }

    /// `ORDER BY keys`: columns or labels of the first select.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query =
    ///     select(User.id).union(select(Address.user_id)).order_by(User.id.desc());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION \
    ///      SELECT address.user_id FROM address ORDER BY id DESC",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn order_by<O: OrderKeys<Refs: RefsIn<Sc, I, Null = N>>, I, N>(mut self, keys: O) -> Self {
        keys.push(&mut self.ast.order_by);
        self
    }

    /// `LIMIT rows`, of the whole.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query =
    ///     select(User.id).union(select(Address.user_id)).order_by(User.id).limit(10);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION \
    ///      SELECT address.user_id FROM address ORDER BY id LIMIT ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.ast.limit = Some(Value::row_count(rows));
        self
    }

    /// `OFFSET rows`, of the whole.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id)
    ///     .union(select(Address.user_id))
    ///     .order_by(User.id)
    ///     .limit(10)
    ///     .offset(20);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION \
    ///      SELECT address.user_id FROM address ORDER BY id LIMIT ? OFFSET ?",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.ast.offset = Some(Value::row_count(rows));
        self
    }

    /// `(… UNION …) AS name`: to be joined, and its columns used like a table's.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let ids = select(User.id).union(select(Address.user_id)).subquery("ids");
    /// let id = ids.columns();
    /// let query = select(func::count(id)).select_from(ids);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT count(ids.id) FROM (SELECT user_account.id AS id \
    ///      FROM user_account UNION SELECT address.user_id FROM address) AS ids",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn subquery(self, name: &'static str) -> DerivedTable<Sel, Sc> {
        DerivedTable::subquery(name, ast::Query::Compound(self.ast), false)
    }

    /// `WITH name AS (… UNION …)`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let ids = select(User.id).union(select(Address.user_id)).cte("ids");
    /// let id = ids.columns();
    /// let query = select(func::count(id)).select_from(ids);
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "WITH ids AS (SELECT user_account.id AS id FROM user_account UNION \
    ///      SELECT address.user_id FROM address) SELECT count(ids.id) FROM ids",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn cte(self, name: &'static str) -> DerivedTable<Sel, Sc> {
        DerivedTable::cte(name, ast::Query::Compound(self.ast))
    }

    /// The SQL of this statement in a dialect, without a connection.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query = select(User.id).except(select(Address.user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account EXCEPT \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` if the dialect cannot say it.
    pub fn compile(&self, dialect: Dialect) -> Result<Compiled> {
        Compiled::new(Statement::Compound(&self.ast), dialect)
    }

    /// The same statement as a type that only names its row, to be stored or returned.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let query: Query<i32> = select(User.id).union(select(Address.user_id)).erase();
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account UNION \
    ///      SELECT address.user_id FROM address",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn erase<I>(self) -> Query<Sel::Row>
    where
        Sel: RowIn<Sc, I>,
    {
        Query::new(ast::Query::Compound(self.ast), Sel::decode, Sel::decode)
    }
}

impl<Sel, Sc> Clone for Compound<Sel, Sc> {
    fn clone(&self) -> Self {
        Self { ast: self.ast.clone(), mark: std::marker::PhantomData }
    }
}

impl<Sel, Sc> std::fmt::Debug for Compound<Sel, Sc> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<Sel: RowIn<Sc, I, M>, Sc, I, M> Executable<I, M> for Compound<Sel, Sc> {
    type Answer = Rows<Sel::Row>;

    fn ast(&self) -> Result<Statement<'_>> {
        Ok(Statement::Compound(&self.ast))
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }
}

#[diagnostic::do_not_recommend]
impl<Sel: RowIn<Sc, I, M>, Sc, I, M> Returning<I, M> for Compound<Sel, Sc> {
    type Row = Sel::Row;
    type Scalar = Sel::Scalar;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }
}
