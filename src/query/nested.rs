//! Queries inside of queries: derived tables, common table expressions, scalar subqueries, EXISTS and IN.

use std::sync::Arc;

use super::group::Grouping;
use super::operators::Base;
use super::rules::{Checked, NeverNull, NoRefs, OuterRefs, References, RefsIn, StandsAlone, Unmixed};
use super::{
    ComparableWith, DerivedTable, Expr, Expression, GroupedBy, GroupedByExpression, NotGrouped, Operand, RowIn, Select,
};
use crate::sql::ast::{Junction, Node, Query};
use crate::sql::value::Value;
use crate::types::{Boolean, MaybeNull, Nullness};

/// Whether a scalar subquery in this state of GROUP BY may have no row, and so be NULL.
pub trait ScalarRule<Refs> {
    /// [`NotNull`] for exactly one row.
    type Null: Nullness;
}

impl<R: References<Parts: Unmixed>> ScalarRule<R> for NotGrouped {
    type Null = <R::Parts as Unmixed>::Null;
}

impl<R> ScalarRule<R> for GroupedBy {
    type Null = MaybeNull;
}

impl<R> ScalarRule<R> for GroupedByExpression {
    type Null = MaybeNull;
}

/// The type of a scalar subquery of expression `E`.
type ScalarOf<E, Sc, G, I> = <<G as ScalarRule<<E as Expression>::Refs>>::Null as Nullness>::Of<
    <<<E as Expression>::Refs as RefsIn<Sc, I>>::Null as Nullness>::Of<<E as Expression>::Sql>,
>;

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    pub(super) fn into_query(self) -> Query {
        Query::Select(self.into_ast())
    }

    /// `(SELECT …) AS name`: to be joined, and its columns used like a table's.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let counts = select((Address.user_id, func::count(Address.id).label("n"))).group_by(Address.user_id);
    /// let counts = counts.subquery("counts");
    /// let (user_id, n) = counts.columns();
    /// let query = select((User.name, n)).join_on(counts, User.id.eq(user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, counts.n FROM user_account \
    ///      JOIN (SELECT address.user_id AS user_id, count(address.id) AS n FROM address \
    ///      GROUP BY address.user_id) AS counts ON user_account.id = counts.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn subquery<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs<Out: StandsAlone>,
    {
        DerivedTable::subquery(name, self.into_query(), false)
    }

    /// `LATERAL (SELECT …) AS name`: a derived table that may use the columns of what stands before it in FROM
    /// ([`correlate`](Self::correlate)d). Not on SQLite.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let newest = select(Address.email_address).correlate(User).filter(Address.user_id.eq(User.id));
    /// let newest = newest.order_by(Address.id.desc()).limit(1).lateral("newest");
    /// let email = newest.columns();
    /// let query = select((User.name, email)).cross_join(newest);
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.name, newest.email_address FROM user_account CROSS \
    ///      JOIN LATERAL (SELECT address.email_address AS email_address FROM address \
    ///      WHERE address.user_id = user_account.id ORDER BY address.id DESC LIMIT $1) AS newest",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn lateral<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
    {
        DerivedTable::subquery(name, self.into_query(), true)
    }

    /// `WITH name AS (SELECT …)`: like [`subquery`](Self::subquery), but written once in front of the statement, however
    /// often it is used.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let counts = select((Address.user_id, func::count(Address.id).label("n"))).group_by(Address.user_id);
    /// let counts = counts.cte("counts");
    /// let (user_id, n) = counts.columns();
    /// let query = select((User.name, n)).join_on(counts, User.id.eq(user_id));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "WITH counts AS (SELECT address.user_id AS user_id, count(address.id) AS n FROM address \
    ///      GROUP BY address.user_id) SELECT user_account.name, counts.n FROM user_account \
    ///      JOIN counts ON user_account.id = counts.user_id",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn cte<I, J>(self, name: &'static str) -> DerivedTable<Sel, Sc>
    where
        Sel: RowIn<Sc, I>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs<Out: StandsAlone>,
    {
        DerivedTable::cte(name, self.into_query())
    }

    /// `(SELECT …)` as a value: nullable, unless it is an aggregate over all rows, which always has a row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let n = select(func::count(Address.id)).correlate(User).filter(Address.user_id.eq(User.id)).scalar();
    /// let query = select((User.name, n.label("n")));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, (SELECT count(address.id) FROM address \
    ///      WHERE address.user_id = user_account.id) AS n FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn scalar<I>(self) -> Expr<ScalarOf<Sel, Sc, G, I>, NeverNull<Sc::Out>>
    where
        Sel: Expression<Refs: RefsIn<Sc, I>>,
        G: ScalarRule<Sel::Refs>,
        Sc: OuterRefs,
    {
        Expr::new(Node::Scalar(Arc::new(self.into_query())))
    }

    /// `EXISTS (SELECT …)`: whether the query has a row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let addresses = select(Address.id).correlate(User).filter(Address.user_id.eq(User.id));
    /// let query = select(User.name).filter(!addresses.exists());
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name FROM user_account WHERE NOT (EXISTS (SELECT address.id FROM address \
    ///      WHERE address.user_id = user_account.id))",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn exists<I>(self) -> Expr<Boolean, NeverNull<Sc::Out>>
    where
        Sel: RowIn<Sc, I>,
        Sc: OuterRefs,
    {
        Expr::new(Node::Exists(Arc::new(self.into_query())))
    }
}

/// `EXISTS (SELECT …)`, as a function: `exists(query)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let addresses = select(Address.id).correlate(User).filter(Address.user_id.eq(User.id));
/// let query = select(User.name).filter(exists(addresses));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account WHERE EXISTS (SELECT address.id FROM address \
///      WHERE address.user_id = user_account.id)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn exists<Sel, Sc, G, I>(query: Select<Sel, Sc, G>) -> Expr<Boolean, NeverNull<Sc::Out>>
where
    Sel: RowIn<Sc, I>,
    Sc: OuterRefs,
{
    query.exists()
}

/// What IN looks through: a list of values of base type `B`, or a query of one such column.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let ids = select(Address.user_id).filter(Address.email_address.ends_with(".org"));
/// let query = select(User.name).filter(or_((User.id.in_([1, 2]), User.id.in_(ids))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account \
///      WHERE user_account.id IN (?, ?) OR user_account.id IN (SELECT address.user_id FROM address \
///      WHERE address.email_address LIKE '%' || ? ESCAPE '/')",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "IN does not take `{Self}` here: it takes values or a query of SQL type `{B}`",
    label = "is neither a list nor a query of SQL type `{B}`",
    note = "give an array, a `Vec` or an iterator of values, or a `select` of one column"
)]
pub trait Members<B, M> {
    /// The columns of enclosing queries that it uses.
    type Refs;

    /// `subject IN (…)`.
    fn node(self, subject: Node, negated: bool) -> Node;
}

/// Marks a list.
#[derive(Debug)]
pub struct Listed;

impl<B, L> Members<B, Listed> for L
where
    L: IntoIterator,
    L::Item: Operand<B, Refs = NoRefs>,
{
    type Refs = Checked<NoRefs, <L::Item as Operand<B>>::Sql>;

    fn node(self, subject: Node, negated: bool) -> Node {
        let is_null = |node: &Node| matches!(node, Node::Bind(Value::Null(_)));
        let (nulls, values): (Vec<Node>, Vec<Node>) = self.into_iter().map(Operand::operand).partition(is_null);
        if nulls.is_empty() {
            return Node::In(Arc::new(subject), values.into(), negated);
        }
        // `x IN (NULL)` is never true, nor is `x NOT IN (NULL)`: as in `eq(None)`, IS NULL is meant.
        let null = Node::IsNull(Arc::new(subject.clone()), negated);
        if values.is_empty() {
            return null;
        }
        let junction = if negated { Junction::And } else { Junction::Or };
        Node::Junction(junction, Arc::new([Node::In(Arc::new(subject), values.into(), negated), null]))
    }
}

#[diagnostic::do_not_recommend]
impl<B, Sel, Sc, G, I, J> Members<B, (I, J)> for Select<Sel, Sc, G>
where
    Sel: RowIn<Sc, I> + Expression,
    Base<Sel>: ComparableWith<B>,
    G: Grouping<<Sel as super::Selection>::Refs, Sc, J>,
    Sc: OuterRefs,
{
    type Refs = Checked<NeverNull<Sc::Out>, (<Base<Sel> as ComparableWith<B>>::Kept, Sel::Row, G::Kept)>;

    fn node(self, subject: Node, negated: bool) -> Node {
        Node::InQuery(Arc::new(subject), Arc::new(self.into_query()), negated)
    }
}
