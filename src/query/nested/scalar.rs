//! A query as a value.

use std::sync::Arc;

use crate::query::rules::{NeverNull, OuterRefs, References, RefsIn, Unmixed};
use crate::query::{Expr, Expression, GroupedBy, GroupedByExpression, NotGrouped, Select};
use crate::sql::ast::Node;
use crate::types::{MaybeNull, Nullness};

/// Whether a scalar subquery in this state of GROUP BY may have no row, and so be NULL.
pub trait ScalarRule<Refs> {
    /// [`NotNull`](crate::types::NotNull) for exactly one row.
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
    pub fn scalar<I>(self) -> Expr<ScalarOf<Sel, Sc, G, I>, NeverNull<Sc::Out>>
    where
        Sel: Expression<Refs: RefsIn<Sc, I>>,
        G: ScalarRule<Sel::Refs>,
        Sc: OuterRefs,
    {
        Expr::new(Node::Scalar(Arc::new(self.into_query())))
    }
}
