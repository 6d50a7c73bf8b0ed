//! Comparisons with all rows of a subquery or elements of an array: `x = ANY (SELECT …)`, `x > ALL (array)`.

use std::sync::Arc;

use super::align::{beside, query_beside};
use super::group::Grouping;
use super::operators::{Base, binary};
use super::rules::{Both, Checked, Listed, Meets, NeverNull, NoRefs, Ref};
use super::{Column, ComparableWith, Expr, Expression, Operand, OuterRefs, RowIn, Select, Source};
use crate::sql::ast::{BinaryOperator, Junction, Node, Quantifier};
use crate::sql::value::{Kind, Value};
use crate::types::{Array, BaseType, Boolean, Mapped, NotNull, Nullable, SqlMapped, SqlType};

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
fn compare_with_list<B: BaseType, T: SqlType>(
    operator: BinaryOperator,
    subject: Node,
    quantifier: Quantifier,
    members: Vec<Node>,
) -> Node {
    let subject = beside::<B, T>(subject);
    let members: Vec<Node> = members.into_iter().map(beside::<T, B>).collect();
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
    let kind: &'static Kind = match (<T::Base as BaseType>::KIND, B::KIND) {
        (Kind::Date, Kind::Timestamp) => &Kind::Timestamp,
        _ => &<T::Base as BaseType>::KIND,
    };
    let array = Node::Bind(Value::Array(kind, values.collect()));
    Node::QuantifiedArray(operator, quantifier, Arc::new([subject, array]))
}

/// One impl for each kind of list: with one for all iterators, the compiler would describe the impls and not the rule that
/// was broken.
macro_rules! lists {
    ($(($($generics:tt)*) $list:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<B, V, $($generics)*> ColumnOf<B, Listed> for $list
        where
            B: BaseType,
            V: Operand<B, Refs = NoRefs, Sql: SqlType<Nullness: Meets<NotNull, NoRefs>>>,
        {
            type Refs = Checked<NoRefs, <<V::Sql as SqlType>::Nullness as Meets<NotNull, NoRefs>>::Kept>;

            fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node {
                let members = self.into_iter().map(Operand::operand).collect();
                compare_with_list::<B, V::Sql>(operator, subject, quantifier, members)
            }
        }
    )* };
}

lists! {
    () Vec<V>;
    (const N: usize) [V; N];
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

/// One impl for each kind of expression, for the same reason.
macro_rules! arrays {
    ($(($($generics:tt)*) $expression:ty, $refs:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<B, T: SqlType<Base: IsArray<Element: SqlType<Base: ComparableWith<B>>>>, $($generics)*> ColumnOf<B, InArray>
            for $expression
        {
            type Refs = $refs;

            fn compare(self, operator: BinaryOperator, subject: Node, quantifier: Quantifier) -> Node {
                Node::QuantifiedArray(operator, quantifier, Arc::new([subject, self.node()]))
            }
        }
    )* };
}

arrays! {
    (S: Source, Id) Column<S, T, Id>, Ref<S, Id>;
    (R) Expr<T, R>, R;
    (R) &Expr<T, R>, R;
}

/// Whether the comparison of `E` with what `Q` gives holds.
type Quantified<E, Q, M> = Expr<Nullable<Boolean>, Both<<E as Expression>::Refs, <Q as ColumnOf<Base<E>, M>>::Refs>>;

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
    /// `self = ANY (query)`: the same as `.in_(query)`. Of a list, `IN (…)` where there are no arrays.
    fn eq_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Equal, self.node(), Quantifier::Any))
    }

    /// `self != ANY (query)`: different from at least one.
    fn ne_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::NotEqual, self.node(), Quantifier::Any))
    }

    /// `self < ANY (query)`: less than at least one.
    fn lt_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Less, self.node(), Quantifier::Any))
    }

    /// `self <= ANY (query)`.
    fn le_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::LessOrEqual, self.node(), Quantifier::Any))
    }

    /// `self > ANY (query)`: greater than at least one.
    fn gt_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Greater, self.node(), Quantifier::Any))
    }

    /// `self >= ANY (query)`.
    fn ge_any<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::GreaterOrEqual, self.node(), Quantifier::Any))
    }

    /// `self = ALL (query)`: equal to every one.
    fn eq_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Equal, self.node(), Quantifier::All))
    }

    /// `self != ALL (query)`: the same as `.not_in(query)`. Of a list, `NOT IN (…)` where there are no arrays.
    fn ne_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::NotEqual, self.node(), Quantifier::All))
    }

    /// `self < ALL (query)`: less than every one.
    fn lt_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Less, self.node(), Quantifier::All))
    }

    /// `self <= ALL (query)`.
    fn le_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::LessOrEqual, self.node(), Quantifier::All))
    }

    /// `self > ALL (query)`: greater than every one.
    fn gt_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::Greater, self.node(), Quantifier::All))
    }

    /// `self >= ALL (query)`.
    fn ge_all<Q: ColumnOf<Base<Self>, M>, M>(&self, query: Q) -> Quantified<Self, Q, M> {
        Expr::new(query.compare(BinaryOperator::GreaterOrEqual, self.node(), Quantifier::All))
    }
}

impl<E: Expression> QuantifiedOperators for E {}
