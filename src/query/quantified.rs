//! Comparisons with all rows of a subquery or elements of an array: `x = ANY (SELECT …)`, `x > ALL (array)`.

use std::sync::Arc;

use super::align::{beside, query_beside};
use super::group::Grouping;
use super::operators::{Base, binary};
use super::rules::{Both, Checked, Listed, NeverNull, NoRefs};
use super::{ComparableWith, Expr, Expression, Operand, OuterRefs, RowIn, Select};
use crate::sql::ast::{BinaryOperator, Junction, Node, Quantifier};
use crate::sql::value::{Kind, Value};
use crate::types::{Array, BaseType, Boolean, Mapped, Nullable, SqlMapped, SqlType};

/// What ANY and ALL compare an expression of base type `B` with: a query of one such column, a list of values, or an
/// array.
#[diagnostic::on_unimplemented(
    message = "ANY and ALL take a query of one column, a list of values or an array, of SQL type `{B}`",
    label = "is none of these",
    note = "give a `select` of one column, a `Vec` of values, or an array column"
)]
pub trait ColumnOf<B, M> {
    /// The columns that it uses.
    type Refs;

    /// `subject operator ANY (…)`.
    fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node;
}

#[diagnostic::do_not_recommend]
impl<B, Sel, Sc, G, I, J> ColumnOf<B, (I, J)> for Select<Sel, Sc, G>
where
    B: BaseType,
    Sel: RowIn<Sc, I> + Expression,
    Base<Sel>: ComparableWith<B>,
    G: Grouping<<Sel as super::Selection>::Refs, Sc, J>,
    Sc: OuterRefs,
{
    type Refs = Checked<NeverNull<Sc::Out>, (<Base<Sel> as ComparableWith<B>>::Kept, Sel::Row, G::Kept)>;

    fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node {
        let query = query_beside::<Sel::Sql, B>(self.into_query());
        Node::Quantified(operator, Arc::new(beside::<B, Sel::Sql>(subject)), quantifier, Arc::new(query))
    }
}

/// A list of values, which PostgreSQL gets as one array.
#[diagnostic::do_not_recommend]
impl<B, L> ColumnOf<B, Listed> for L
where
    B: BaseType,
    L: IntoIterator,
    L::Item: Operand<B, Refs = NoRefs, Sql: BaseType>,
{
    type Refs = NoRefs;

    fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node {
        let subject = beside::<B, <L::Item as Operand<B>>::Sql>(subject);
        let members = self.into_iter().map(|value| beside::<<L::Item as Operand<B>>::Sql, B>(value.operand()));
        let members: Vec<Node> = members.collect();
        if members.iter().any(|member| !matches!(member, Node::Bind(_))) {
            // Constant expressions are compared one by one.
            let junction = if quantifier == Quantifier::Any { Junction::Or } else { Junction::And };
            let compared = members.into_iter().map(|member| binary(operator, subject.clone(), member));
            return Node::Junction(junction, compared.collect());
        }
        let values = members.iter().filter_map(|member| match member {
            Node::Bind(value) => Some(value.clone()),
            _ => None,
        });
        let kind: &'static Kind = match (<L::Item as Operand<B>>::Sql::KIND, B::KIND) {
            (Kind::Date, Kind::Timestamp) => &Kind::Timestamp,
            _ => &<<L::Item as Operand<B>>::Sql as BaseType>::KIND,
        };
        let array = Node::Bind(Value::Array(kind, values.collect()));
        Node::QuantifiedArray(operator, quantifier, Arc::new([subject, array]))
    }
}

/// A SQL type that is an array.
pub trait IsArray {
    /// The SQL type of its elements.
    type Element: SqlType;
}

impl<T: SqlType> IsArray for Array<T> {
    type Element = T;
}

impl<M: SqlMapped<Sql: IsArray>> IsArray for Mapped<M> {
    type Element = <M::Sql as IsArray>::Element;
}

/// Marks an expression that is an array.
#[derive(Debug)]
pub struct InArray;

#[diagnostic::do_not_recommend]
impl<B, E> ColumnOf<B, InArray> for E
where
    E: Expression<Sql: SqlType<Base: IsArray<Element: SqlType<Base: ComparableWith<B>>>>>,
{
    type Refs = E::Refs;

    fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node {
        Node::QuantifiedArray(operator, quantifier, Arc::new([subject, self.into_node()]))
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $operator:ident $quantifier:ident;)*) => {
        /// Comparisons with the rows of a subquery, the values of a list, or the elements of an array. SQLite has none of
        /// them; elsewhere than on PostgreSQL, a list goes to `eq_any` and `ne_all` only.
        ///
        /// ```
        /// # use realgar::prelude::*;
        /// # mod tutorial { realgar::include_schema!("tutorial"); }
        /// # use tutorial::{Address, User};
        /// let ids = select(Address.user_id);
        /// let query = select(User.name)
        ///     .filter(User.id.gt_all(ids.clone()).or(User.id.eq_any(ids)));
        /// assert_eq!(
        ///     query.compile(Dialect::PostgreSql)?.sql(),
        ///     "SELECT user_account.name FROM user_account \
        ///      WHERE user_account.id > ALL (SELECT address.user_id FROM address) \
        ///      OR user_account.id = ANY (SELECT address.user_id FROM address)",
        /// );
        ///
        /// // a list is one array on PostgreSQL: one text, which stays prepared, for
        /// // lists of every length
        /// let query = select(User.name).filter(User.id.eq_any(vec![1, 2, 3]));
        /// assert_eq!(
        ///     query.compile(Dialect::PostgreSql)?.sql(),
        ///     "SELECT user_account.name FROM user_account \
        ///      WHERE user_account.id = ANY ($1)",
        /// );
        /// assert_eq!(
        ///     query.compile(Dialect::Sqlite)?.sql(),
        ///     "SELECT user_account.name FROM user_account \
        ///      WHERE user_account.id IN (?, ?, ?)",
        /// );
        /// # Ok::<(), realgar::Error>(())
        /// ```
        pub trait QuantifiedOperators: Expression + Sized {
            $(
                $(#[$doc])*
                fn $method<Q, M>(&self, query: Q) -> Expr<Nullable<Boolean>, Both<Self::Refs, Q::Refs>>
                where
                    Q: ColumnOf<Base<Self>, M>,
                {
                    Expr::new(query.compare(BinaryOperator::$operator, self.node(), Quantifier::$quantifier))
                }
            )*
        }
    };
}

comparisons! {
    /// `self = ANY (query)`: the same as `.in_(query)`. Of a list, `IN (…)` where there are no arrays.
    eq_any Equal Any;
    /// `self != ANY (query)`: different from at least one.
    ne_any NotEqual Any;
    /// `self < ANY (query)`: less than at least one.
    lt_any Less Any;
    /// `self <= ANY (query)`.
    le_any LessOrEqual Any;
    /// `self > ANY (query)`: greater than at least one.
    gt_any Greater Any;
    /// `self >= ANY (query)`.
    ge_any GreaterOrEqual Any;
    /// `self = ALL (query)`: equal to every one.
    eq_all Equal All;
    /// `self != ALL (query)`: the same as `.not_in(query)`. Of a list, `NOT IN (…)` where there are no arrays.
    ne_all NotEqual All;
    /// `self < ALL (query)`: less than every one.
    lt_all Less All;
    /// `self <= ALL (query)`.
    le_all LessOrEqual All;
    /// `self > ALL (query)`: greater than every one.
    gt_all Greater All;
    /// `self >= ALL (query)`.
    ge_all GreaterOrEqual All;
}

impl<E: Expression> QuantifiedOperators for E {}
