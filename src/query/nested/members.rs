//! What IN looks through: a list or a query.

use std::sync::Arc;

use crate::query::align::{beside, query_beside};
use crate::query::operand::NoType;
use crate::query::operators::Base;
use crate::query::rules::{Checked, NeverNull, NoRefs, OuterRefs};
use crate::query::{ComparableWith, Compound, Expression, Grouping, Operand, RowIn, Select, Selection};
use crate::sql::ast::{Junction, Node, Query};
use crate::sql::value::Value;
use crate::types::{BaseType, NotNull, Nullness, SqlType};

/// What IN looks through: a list of values of base type `B`, or a query of one such column.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let ids =
///     select(Address.user_id).filter(Address.email_address.ends_with(".org"));
/// let query =
///     select(User.name).filter(or_((User.id.in_([1, 2]), User.id.in_(ids))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account \
///      WHERE user_account.id IN (?, ?) OR user_account.id IN \
///      (SELECT address.user_id FROM address WHERE address.email_address LIKE '%' \
///      || ? ESCAPE '/')",
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
    /// Whether a list may have a `None` in it.
    type Null: Nullness;

    /// `subject IN (…)`.
    fn node(self, subject: Node, negated: bool) -> Node;
}

/// Marks a list.
#[derive(Debug)]
pub struct Listed;

#[diagnostic::do_not_recommend]
impl<B, L> Members<B, Listed> for L
where
    B: BaseType,
    L: IntoIterator,
    L::Item: Operand<B, Refs = NoRefs>,
{
    type Refs = Checked<NoRefs, <L::Item as Operand<B>>::Sql>;
    type Null = <<L::Item as Operand<B>>::Sql as SqlType>::Nullness;

    fn node(self, subject: Node, negated: bool) -> Node {
        let is_null = |node: &Node| matches!(node, Node::Bind(Value::Null(_)));
        let subject = beside::<B, <L::Item as Operand<B>>::Sql>(subject);
        let members = self.into_iter().map(|member| beside::<<L::Item as Operand<B>>::Sql, B>(member.operand()));
        let (nulls, values): (Vec<Node>, Vec<Node>) = members.partition(is_null);
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
    B: BaseType,
    Sel: RowIn<Sc, I> + Expression,
    Base<Sel>: ComparableWith<B>,
    G: Grouping<<Sel as Selection>::Refs, Sc, J>,
    Sc: OuterRefs,
{
    type Refs = Checked<NeverNull<Sc::Out>, (<Base<Sel> as ComparableWith<B>>::Kept, Sel::Row, G::Kept)>;
    type Null = NotNull;

    fn node(self, subject: Node, negated: bool) -> Node {
        let subject = beside::<B, Sel::Sql>(subject);
        Node::InQuery(Arc::new(subject), Arc::new(query_beside::<Sel::Sql, B>(self.into_query())), negated)
    }
}

#[diagnostic::do_not_recommend]
impl<B, Sel, Sc, I> Members<B, (I,)> for Compound<Sel, Sc>
where
    B: BaseType,
    Sel: RowIn<Sc, I> + Expression,
    Base<Sel>: ComparableWith<B>,
    Sc: OuterRefs,
{
    type Refs = Checked<NeverNull<Sc::Out>, (<Base<Sel> as ComparableWith<B>>::Kept, Sel::Row)>;
    type Null = NotNull;

    fn node(self, subject: Node, negated: bool) -> Node {
        let subject = beside::<B, Sel::Sql>(subject);
        let query = query_beside::<Sel::Sql, B>(Query::Compound(self.into_ast()));
        Node::InQuery(Arc::new(subject), Arc::new(query), negated)
    }
}

/// A query has one impl for each kind of base type, and with a single impl the compiler would describe that one at length.
/// No expression has [`NoType`], so nothing is allowed by these.
macro_rules! second_impl {
    ($(($($generics:tt)*) $query:ty;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> Members<NoType, NoType> for $query {
            type Refs = NoRefs;
            type Null = NotNull;

            fn node(self, subject: Node, _: bool) -> Node {
                subject
            }
        }
    )* };
}

second_impl! {
    (Sel, Sc, G) Select<Sel, Sc, G>;
    (Sel, Sc) Compound<Sel, Sc>;
}
