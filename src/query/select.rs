//! SELECT.

use super::group::Grouping;
use super::identity::NotIn;
use super::operand::IsBoolean;
use super::scope::{AllOuter, Correlated, InFrom, Inner, Lead, Mark, Outer, RefsIn, RowWise, WindowFree};
use super::{
    Condition, Expression, FromSource, GroupKeys, JoinTarget, NotGrouped, Operand, Operators as _, OrderKeys, Query,
    RowIn, Selection,
};
use crate::engine::{Executable, Returning, Rows};
use crate::error::Result;
use crate::sql::Dialect;
use crate::sql::ast::{self, Join, JoinKind, Statement};
use crate::sql::compiled::Compiled;
use crate::sql::value::Value;
use crate::types::SqlType;
use crate::types::cells::Decoder;

/// A SELECT: of select list `Sel`, with `Scope` in FROM, in state `G` of GROUP BY.
///
/// Conditions, order and limits are data: adding them at run time does not change the type.
pub struct Select<Sel, Scope, G = NotGrouped> {
    ast: ast::Select,
    mark: Mark<(Sel, Scope, G)>,
}

type ScopeOf<Sel> = <<Sel as Selection>::Refs as Lead>::Scope;

/// SELECT these columns. FROM is the table of the first column; [`select_from`](Select::select_from) right after it
/// replaces that.
pub fn select<Sel>(columns: Sel) -> Select<Sel, ScopeOf<Sel>>
where
    Sel: Selection,
    Sel::Refs: Lead,
{
    let mut ast = ast::Select { from: Sel::Refs::from_item(), ..ast::Select::default() };
    columns.push(&mut ast.columns);
    Select::new(ast)
}

impl<Sel, Sc> Select<Sel, Sc> {
    /// `FROM source`: replaces what the first column said.
    pub fn select_from<F: FromSource>(mut self, from: F) -> Select<Sel, (Inner<F::Source>, ())> {
        self.ast.from = Some(from.item());
        self.ast.joins.clear();
        Select::new(self.ast)
    }
}

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    pub(super) const fn new(ast: ast::Select) -> Self {
        Self { ast, mark: std::marker::PhantomData }
    }

    pub(super) fn into_ast(self) -> ast::Select {
        self.ast
    }

    fn retyped<NewScope, NewG>(self) -> Select<Sel, NewScope, NewG> {
        Select::new(self.ast)
    }

    fn joined<J: JoinTarget<Sc, I>, I>(&mut self, kind: JoinKind, target: &J) {
        self.ast.joins.push(target.join(kind));
    }

    /// `JOIN target ON …`: by the foreign key to a table that is there, or by a relationship.
    pub fn join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc>, I>(
        mut self,
        target: J,
    ) -> Select<Sel, (Inner<S>, Sc), G> {
        self.joined(JoinKind::Inner, &target);
        self.retyped()
    }

    /// `LEFT OUTER JOIN target ON …`: its columns become nullable.
    pub fn left_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc>, I>(
        mut self,
        target: J,
    ) -> Select<Sel, (Outer<S>, Sc), G> {
        self.joined(JoinKind::Left, &target);
        self.retyped()
    }

    /// `RIGHT OUTER JOIN target ON …`: the columns of everything before it become nullable.
    pub fn right_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc>, I>(
        mut self,
        target: J,
    ) -> Select<Sel, (Inner<S>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined(JoinKind::Right, &target);
        self.retyped()
    }

    /// `FULL OUTER JOIN target ON …`: all columns become nullable. Not on MySQL.
    pub fn full_join<J: JoinTarget<Sc, I, Source = S>, S: NotIn<Sc>, I>(
        mut self,
        target: J,
    ) -> Select<Sel, (Outer<S>, Sc::Out), G>
    where
        Sc: AllOuter,
    {
        self.joined(JoinKind::Full, &target);
        self.retyped()
    }

    /// `CROSS JOIN target`: every row with every row.
    pub fn cross_join<F: FromSource<Source: NotIn<Sc>>>(mut self, target: F) -> Select<Sel, (Inner<F::Source>, Sc), G> {
        self.ast.joins.push(Join { kind: JoinKind::Cross, item: target.item(), on: None });
        self.retyped()
    }

    fn joined_on<F: FromSource, C: Expression>(mut self, kind: JoinKind, target: &F, on: &C) -> Self {
        self.ast.joins.push(Join { kind, item: target.item(), on: Some(on.node()) });
        self
    }

    /// `JOIN target ON condition`.
    pub fn join_on<F: FromSource<Source: NotIn<Sc>>, C, I>(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Inner<F::Source>, Sc), G>
    where
        C: Expression<Sql: IsBoolean, Refs: RefsIn<(Inner<F::Source>, Sc), I> + RowWise>,
    {
        self.joined_on(JoinKind::Inner, &target, &on).retyped()
    }

    /// `LEFT OUTER JOIN target ON condition`: its columns become nullable.
    pub fn left_join_on<F: FromSource<Source: NotIn<Sc>>, C, I>(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Outer<F::Source>, Sc), G>
    where
        C: Expression<Sql: IsBoolean, Refs: RefsIn<(Inner<F::Source>, Sc), I> + RowWise>,
    {
        self.joined_on(JoinKind::Left, &target, &on).retyped()
    }

    /// `RIGHT OUTER JOIN target ON condition`: the columns of everything before it become nullable.
    pub fn right_join_on<F: FromSource<Source: NotIn<Sc>>, C, I>(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Inner<F::Source>, Sc::Out), G>
    where
        C: Expression<Sql: IsBoolean, Refs: RefsIn<(Inner<F::Source>, Sc), I> + RowWise>,
        Sc: AllOuter,
    {
        self.joined_on(JoinKind::Right, &target, &on).retyped()
    }

    /// `FULL OUTER JOIN target ON condition`: all columns become nullable. Not on MySQL.
    pub fn full_join_on<F: FromSource<Source: NotIn<Sc>>, C, I>(
        self,
        target: F,
        on: C,
    ) -> Select<Sel, (Outer<F::Source>, Sc::Out), G>
    where
        C: Expression<Sql: IsBoolean, Refs: RefsIn<(Inner<F::Source>, Sc), I> + RowWise>,
        Sc: AllOuter,
    {
        self.joined_on(JoinKind::Full, &target, &on).retyped()
    }

    /// Columns of this entity belong to the enclosing query.
    pub fn correlate<F: FromSource>(self, _outer: F) -> Select<Sel, (Correlated<F::Source>, Sc), G> {
        self.retyped()
    }

    /// `WHERE condition`; several are joined by AND. `None` adds nothing.
    #[must_use]
    pub fn filter<C: Condition<Sc, I>, I>(mut self, condition: C) -> Self {
        self.ast.filter.extend(condition.into_node());
        self
    }

    /// `WHERE column = value`.
    #[must_use]
    pub fn filter_by<S, T, Id, V, I>(mut self, column: super::Column<S, T, Id>, value: V) -> Self
    where
        S: super::Source + InFrom<Sc, I>,
        T: SqlType,
        V: Operand<T::Base, Refs = super::scope::NoRefs>,
    {
        self.ast.filter.push(column.eq(value).into_node());
        self
    }

    /// `GROUP BY keys`: a column, an expression, or a tuple of them. Grouping by a primary key lets all columns of its
    /// table be selected.
    pub fn group_by<K: GroupKeys<Sc, I>, I>(mut self, keys: K) -> Select<Sel, K::Scope, K::State> {
        keys.push(&mut self.ast.group_by);
        self.retyped()
    }

    /// `HAVING condition`, on grouped columns and aggregates; several are joined by AND.
    #[must_use]
    pub fn having<C, I, J>(mut self, condition: C) -> Self
    where
        C: Expression<Sql: IsBoolean, Refs: RefsIn<Sc, I> + WindowFree>,
        G: Grouping<C::Refs, Sc, J>,
    {
        self.ast.having.push(condition.node());
        self
    }

    /// `ORDER BY keys`, after those that are there: expressions, `User.name.desc()`, or a tuple of them.
    #[must_use]
    pub fn order_by<K: OrderKeys, I, J>(mut self, keys: K) -> Self
    where
        K::Refs: RefsIn<Sc, I>,
        G: Grouping<K::Refs, Sc, J>,
    {
        keys.push(&mut self.ast.order_by);
        self
    }

    /// `SELECT DISTINCT`: equal rows once.
    #[must_use]
    pub fn distinct(mut self) -> Self {
        self.ast.distinct = true;
        self
    }

    /// `LIMIT rows`.
    #[must_use]
    pub fn limit(mut self, rows: u64) -> Self {
        self.ast.limit = Some(row_count(rows));
        self
    }

    /// `OFFSET rows`.
    #[must_use]
    pub fn offset(mut self, rows: u64) -> Self {
        self.ast.offset = Some(row_count(rows));
        self
    }

    /// The SQL of this statement in a dialect, without a connection.
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
        Self::new(self.ast.clone())
    }
}

impl<Sel, Sc, G> std::fmt::Debug for Select<Sel, Sc, G> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.ast.fmt(f)
    }
}

impl<Sel, Sc, G, I, J> Executable<(I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Answer = Rows<Sel::Row>;

    fn ast(&self) -> Result<Statement<'_>> {
        G::check(&self.ast)?;
        Ok(Statement::Select(&self.ast))
    }

    fn decoder(&self) -> Decoder<Sel::Row> {
        Sel::decode
    }
}

impl<Sel, Sc, G, I, J> Returning<(I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I>,
    G: Grouping<Sel::Refs, Sc, J>,
{
    type Row = Sel::Row;
    type Scalar = Sel::Scalar;

    fn scalar(row: Sel::Row) -> Sel::Scalar {
        Sel::scalar(row)
    }
}
