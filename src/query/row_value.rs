//! Row values: several expressions compared at once.

use std::sync::Arc;

use super::align::{beside, columns_beside};
use super::group::Grouping;
use super::operators::{Base, Lifted, binary};
use super::rules::{Both, Mark, NeverNull};
use super::{ComparableWith, Expr, Expression, Operand, OuterRefs, RowIn, Select};
use crate::sql::ast::{BinaryOperator, Junction, Node, Query, UnaryOperator};
use crate::sql::value::Value;
use crate::types::{Boolean, SqlType};

/// Several expressions as one value: [`row`].
#[derive(Debug)]
#[must_use]
pub struct RowValue<L> {
    members: Arc<[Node]>,
    mark: Mark<L>,
}

/// `(a, b)` as one value, of 2 to 6 expressions: `row((Booking.flight_id, Booking.passenger_id)).in_([(1, 2), (3, 4)])`.
/// Rows are compared from the left, as words are by their letters.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(User.id).filter(row((User.id, User.name)).gt((5, "sandy")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.id FROM user_account \
///      WHERE (user_account.id, user_account.name) > (?, ?)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn row<L: RowMembers>(members: L) -> RowValue<L> {
    RowValue { members: members.nodes().into(), mark: std::marker::PhantomData }
}

/// The members of a row value: a tuple of expressions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row value",
    label = "is not a tuple of 2 to 6 expressions",
    note = "give a tuple of columns or expressions: `row((Booking.flight_id, Booking.passenger_id))`"
)]
pub trait RowMembers {
    /// Boolean, nullable if one of them is.
    type Sql: SqlType<Base = Boolean>;
    /// The columns they use.
    type Refs;

    /// The untyped trees.
    fn nodes(&self) -> Vec<Node>;
}

/// What may be compared with a row of `Members`: a tuple of as many operands.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with this row value",
    label = "is not a tuple with a value or expression of the right type for each member of the row"
)]
pub trait RowOperand<Members> {
    /// Boolean, nullable if one of them is.
    type Sql: SqlType<Base = Boolean>;
    /// The columns they use.
    type Refs;

    /// The untyped trees, as they are compared with the members.
    fn nodes(self) -> Vec<Node>;

    /// The members, as they are compared with these.
    fn beside(members: &Arc<[Node]>) -> Arc<[Node]>;
}

/// A select list that is comparable with a row of `Members`, column by column.
#[diagnostic::on_unimplemented(
    message = "a query of `{Self}` cannot be compared with this row value",
    label = "is not a query of as many columns",
    note = "select a tuple with one column for each member of the row"
)]
pub trait RowColumns<Members> {
    /// The members, as they are compared with these columns.
    fn beside(members: &Arc<[Node]>) -> Arc<[Node]>;

    /// The query, as its rows are compared with the members.
    fn query_beside(query: Query) -> Query;
}

macro_rules! rows {
    ($first:ident $first_other:ident $(, $member:ident $other:ident)+) => {
        #[diagnostic::do_not_recommend]
        impl<$first: Expression $(, $member: Expression)+> RowMembers for ($first, $($member,)+) {
            type Sql = rows!(@sql $first $(, $member)+);
            type Refs = rows!(@refs $first $(, $member)+);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn nodes(&self) -> Vec<Node> {
                let ($first, $($member,)+) = self;
                vec![$first.node() $(, $member.node())+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$first: Expression, $first_other: Operand<Base<$first>> $(, $member: Expression, $other: Operand<Base<$member>>)+>
            RowOperand<($first, $($member,)+)> for ($first_other, $($other,)+)
        {
            type Sql = rows!(@sql $first_other $(, $other)+);
            type Refs = rows!(@refs $first_other $(, $other)+);

            #[allow(non_snake_case, reason = "the type parameters name the fields")]
            fn nodes(self) -> Vec<Node> {
                let ($first, $($member,)+) = self;
                vec![
                    beside::<$first_other::Sql, $first::Sql>($first.operand())
                    $(, beside::<$other::Sql, $member::Sql>($member.operand()))+
                ]
            }

            fn beside(members: &Arc<[Node]>) -> Arc<[Node]> {
                let changes = [beside::<$first::Sql, $first_other::Sql> $(, beside::<$member::Sql, $other::Sql>)+];
                members.iter().cloned().zip(changes).map(|(member, change)| change(member)).collect()
            }
        }

        impl<$first: Expression, $first_other: Expression $(, $member: Expression, $other: Expression)+>
            RowColumns<($first, $($member,)+)> for ($first_other, $($other,)+)
        where
            Base<$first_other>: ComparableWith<Base<$first>>,
            $(Base<$other>: ComparableWith<Base<$member>>,)+
        {
            fn beside(members: &Arc<[Node]>) -> Arc<[Node]> {
                let changes = [beside::<$first::Sql, $first_other::Sql> $(, beside::<$member::Sql, $other::Sql>)+];
                members.iter().cloned().zip(changes).map(|(member, change)| change(member)).collect()
            }

            fn query_beside(query: Query) -> Query {
                columns_beside(
                    query,
                    &[beside::<$first_other::Sql, $first::Sql> $(, beside::<$other::Sql, $member::Sql>)+],
                )
            }
        }
    };
    (@sql $one:ident) => { <$one::Sql as SqlType>::Like<Boolean> };
    (@sql $one:ident, $($rest:ident),+) => { <$one::Sql as SqlType>::Like<rows!(@sql $($rest),+)> };
    (@refs $one:ident) => { $one::Refs };
    (@refs $one:ident, $($rest:ident),+) => { Both<$one::Refs, rows!(@refs $($rest),+)> };
}

rows!(A V, B W);
rows!(A V, B W, C X);
rows!(A V, B W, C X, D Y);
rows!(A V, B W, C X, D Y, E Z);
rows!(A V, B W, C X, D Y, E Z, F U);

/// What comparing a row value gives.
type Compared<L, O> = Expr<
    Lifted<<L as RowMembers>::Sql, <O as RowOperand<L>>::Sql, Boolean>,
    Both<<L as RowMembers>::Refs, <O as RowOperand<L>>::Refs>,
>;

fn is_null(node: &Node) -> bool {
    matches!(node, Node::Bind(Value::Null(_)))
}

impl<L: RowMembers> RowValue<L> {
    /// The untyped tree.
    pub(super) fn into_node(self) -> Node {
        Node::Row(self.members)
    }

    /// The row, as it is compared with an `O`.
    fn beside<O: RowOperand<L>>(&self) -> Node {
        Node::Row(O::beside(&self.members))
    }

    fn compared<O: RowOperand<L>, T, R>(&self, operator: BinaryOperator, other: O) -> Expr<T, R> {
        Expr::new(binary(operator, self.beside::<O>(), Node::Row(other.nodes().into())))
    }

    /// `(a, b) < (c, d)`: `a < c`, or `a = c` and `b < d`.
    pub fn lt<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        self.compared(BinaryOperator::Less, other)
    }

    /// `(a, b) <= (c, d)`.
    pub fn le<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        self.compared(BinaryOperator::LessOrEqual, other)
    }

    /// `(a, b) > (c, d)`: `a > c`, or `a = c` and `b > d`. What comes after the last row of a page.
    pub fn gt<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        self.compared(BinaryOperator::Greater, other)
    }

    /// `(a, b) >= (c, d)`.
    pub fn ge<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        self.compared(BinaryOperator::GreaterOrEqual, other)
    }

    /// `(a, b) = (c, d)`. With `None` among them: `a = c AND b IS NULL`.
    pub fn eq<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        Expr::new(self.equals::<O>(other.nodes(), false))
    }

    /// `(a, b) != (c, d)`. With `None` among them: `NOT (a = c AND b IS NULL)`.
    pub fn ne<O: RowOperand<L>>(&self, other: O) -> Compared<L, O> {
        Expr::new(self.equals::<O>(other.nodes(), true))
    }

    fn equals<O: RowOperand<L>>(&self, others: Vec<Node>, negated: bool) -> Node {
        if !others.iter().any(is_null) {
            let operator = if negated { BinaryOperator::NotEqual } else { BinaryOperator::Equal };
            return binary(operator, self.beside::<O>(), Node::Row(others.into()));
        }
        let compared = O::beside(&self.members);
        let members = compared.iter().cloned().zip(others);
        let equal = members.map(|(member, other)| {
            if is_null(&other) {
                Node::IsNull(Arc::new(member), false)
            } else {
                binary(BinaryOperator::Equal, member, other)
            }
        });
        let all = Node::Junction(Junction::And, equal.collect());
        if negated { Node::Unary(UnaryOperator::Not, Arc::new(all)) } else { all }
    }

    /// Rows with a NULL are compared one by one, for `(1, NULL)` is in no list.
    fn listed<O: RowOperand<L>>(&self, list: impl IntoIterator<Item = O>, negated: bool) -> Node {
        let rows = list.into_iter().map(RowOperand::nodes);
        let (with_null, plain): (Vec<_>, Vec<_>) = rows.partition(|row| row.iter().any(is_null));
        let without = |rows: Vec<Vec<Node>>| {
            let rows = rows.into_iter().map(|row| Node::Row(row.into())).collect();
            Node::In(Arc::new(self.beside::<O>()), rows, negated)
        };
        if with_null.is_empty() {
            return without(plain);
        }
        let plain = (!plain.is_empty()).then(|| without(plain));
        let parts = plain.into_iter().chain(with_null.into_iter().map(|row| self.equals::<O>(row, negated)));
        Node::Junction(if negated { Junction::And } else { Junction::Or }, parts.collect())
    }

    /// `(a, b) IN ((1, 2), (3, 4))`, with VALUES on SQLite: one of these rows. An empty list is never met. Rows with
    /// `None` are compared by IS NULL, as in [`eq`](Self::eq).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let query = select(User.id)
    ///     .filter(row((User.id, User.name)).in_([(1, "sandy"), (2, "patrick")]));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE (user_account.id, user_account.name) IN (VALUES (?, ?), (?, ?))",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn in_<O: RowOperand<L>>(
        &self,
        list: impl IntoIterator<Item = O>,
    ) -> Expr<Lifted<L::Sql, O::Sql, Boolean>, Both<L::Refs, O::Refs>> {
        Expr::new(self.listed(list, false))
    }

    /// `(a, b) NOT IN (…)`: none of these rows. An empty list is always met.
    pub fn not_in<O: RowOperand<L>>(
        &self,
        list: impl IntoIterator<Item = O>,
    ) -> Expr<Lifted<L::Sql, O::Sql, Boolean>, Both<L::Refs, O::Refs>> {
        Expr::new(self.listed(list, true))
    }

    /// `(a, b) IN (SELECT c, d …)`: one of the rows of a query.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let pairs = select((Address.user_id, Address.email_address));
    /// let query = select(User.id).filter(row((User.id, User.name)).in_query(pairs));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE (user_account.id, user_account.name) IN \
    ///      (SELECT address.user_id, address.email_address FROM address)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    pub fn in_query<Sel, Sc, G, I, J>(&self, query: Select<Sel, Sc, G>) -> InQuery<L, Sc>
    where
        Sel: RowIn<Sc, I> + RowColumns<L>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs,
    {
        let subject = Node::Row(Sel::beside(&self.members));
        Expr::new(Node::InQuery(Arc::new(subject), Arc::new(Sel::query_beside(query.into_query())), false))
    }

    /// `(a, b) NOT IN (SELECT c, d …)`: none of the rows of a query; never met if one of them has a NULL.
    pub fn not_in_query<Sel, Sc, G, I, J>(&self, query: Select<Sel, Sc, G>) -> InQuery<L, Sc>
    where
        Sel: RowIn<Sc, I> + RowColumns<L>,
        G: Grouping<Sel::Refs, Sc, J>,
        Sc: OuterRefs,
    {
        let subject = Node::Row(Sel::beside(&self.members));
        Expr::new(Node::InQuery(Arc::new(subject), Arc::new(Sel::query_beside(query.into_query())), true))
    }
}

/// Whether a row of `L` is among those of a query with `Scope` in FROM. NULLs in either make it NULL.
type InQuery<L, Scope> =
    Expr<crate::types::Nullable<Boolean>, Both<<L as RowMembers>::Refs, NeverNull<<Scope as OuterRefs>::Out>>>;
