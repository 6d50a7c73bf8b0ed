//! Comparisons with all rows of a subquery: `x = ANY (SELECT …)`, `x > ALL (SELECT …)`.

use std::sync::Arc;

use super::align::{beside, query_beside};
use super::group::Grouping;
use super::operators::Base;
use super::rules::{Both, Checked, NeverNull};
use super::{ComparableWith, Expr, Expression, OuterRefs, RowIn, Select};
use crate::sql::ast::{BinaryOperator, Node, Quantifier, Query};
use crate::types::{BaseType, Boolean, Nullable};

/// A query of one column of base type `B`.
#[diagnostic::on_unimplemented(
    message = "ANY and ALL take a query of one column of SQL type `{B}`",
    label = "is not such a query",
    note = "give a `select` of one column; lists of values go to `.in_(…)`"
)]
pub trait ColumnOf<B, M> {
    /// The columns of enclosing queries that it uses.
    type Refs;

    /// The untyped tree.
    fn into_query(self) -> Query;

    /// An expression of base type `B`, as it is compared with the query's column.
    fn beside(node: Node) -> Node;
}

impl<B, Sel, Sc, G, I, J> ColumnOf<B, (I, J)> for Select<Sel, Sc, G>
where
    B: BaseType,
    Sel: RowIn<Sc, I> + Expression,
    Base<Sel>: ComparableWith<B>,
    G: Grouping<<Sel as super::Selection>::Refs, Sc, J>,
    Sc: OuterRefs,
{
    type Refs = Checked<NeverNull<Sc::Out>, (<Base<Sel> as ComparableWith<B>>::Kept, Sel::Row, G::Kept)>;

    fn into_query(self) -> Query {
        query_beside::<Sel::Sql, B>(Self::into_query(self))
    }

    fn beside(node: Node) -> Node {
        beside::<B, Sel::Sql>(node)
    }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $method:ident $operator:ident $quantifier:ident;)*) => {
        /// Comparisons with the rows of a subquery. SQLite has none of them.
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
        /// # Ok::<(), realgar::Error>(())
        /// ```
        pub trait QuantifiedOperators: Expression + Sized {
            $(
                $(#[$doc])*
                fn $method<Q, M>(&self, query: Q) -> Expr<Nullable<Boolean>, Both<Self::Refs, Q::Refs>>
                where
                    Q: ColumnOf<Base<Self>, M>,
                {
                    let query = Arc::new(query.into_query());
                    let subject = Arc::new(Q::beside(self.node()));
                    Expr::new(Node::Quantified(BinaryOperator::$operator, subject, Quantifier::$quantifier, query))
                }
            )*
        }
    };
}

comparisons! {
    /// `self = ANY (query)`: the same as `.in_(query)`.
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
    /// `self != ALL (query)`: the same as `.not_in(query)`.
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
