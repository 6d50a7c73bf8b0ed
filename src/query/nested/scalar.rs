//! A query as a value.

use std::sync::Arc;

use crate::query::rules::{AllGrouped, Checked, NeverNull, OfRows, OuterRefs, References, RefsIn, Unmixed};
use crate::query::{Expr, Expression, GroupedBy, GroupedByExpression, Grouping, NotGrouped, Select};
use crate::sql::ast::Node;
use crate::types::{MaybeNull, Nullness};

/// Whether a scalar subquery in this state of GROUP BY may have no row, and so be NULL.
pub trait ScalarRule<Refs, Scope, J>: Grouping<Refs, Scope, J> {
    /// [`NotNull`](crate::types::NotNull) for exactly one row.
    type Null: Nullness;
}

impl<R: References<Parts: Unmixed + OfRows<Sc>>, Sc> ScalarRule<R, Sc, ()> for NotGrouped {
    type Null = Checked<<R::Parts as Unmixed>::Null, <Self as Grouping<R, Sc, ()>>::Kept>;
}

impl<R: AllGrouped<Sc, J>, Sc, J> ScalarRule<R, Sc, J> for GroupedBy {
    type Null = Checked<MaybeNull, R::Kept>;
}

impl<R, Sc> ScalarRule<R, Sc, ()> for GroupedByExpression {
    type Null = MaybeNull;
}

impl<Sel, Sc, G> Select<Sel, Sc, G> {
    /// `(SELECT …)` as a value: nullable, unless it is an aggregate over all rows, which always has a row.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{Address, User};
    /// let n = select(func::count(Address.id))
    ///     .correlate(User)
    ///     .filter(Address.user_id.eq(User.id))
    ///     .scalar();
    /// let query = select((User.name, n.label("n")));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT user_account.name, (SELECT count(address.id) FROM address \
    ///      WHERE address.user_id = user_account.id) AS n FROM user_account",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub fn scalar<I, J, N: Nullness, M: Nullness>(self) -> Expr<M::Of<N::Of<Sel::Sql>>, NeverNull<Sc::Out>>
    where
        Sel: Expression<Refs: RefsIn<Sc, I, Null = N>>,
        G: ScalarRule<Sel::Refs, Sc, J, Null = M>,
        Sc: OuterRefs,
    {
        Expr::new(Node::Scalar(Arc::new(self.into_query())))
    }
}
