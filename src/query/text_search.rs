//! The rule of full-text search: what is searched for which query.

use super::{Expr, Expression, Operand};
use crate::query::operators::{Base, Lifted};
use crate::query::rules::Both;
use crate::sql::ast::{Function, Node};
use crate::types::{Boolean, SqlType, Text, TsQuery, TsVector};

/// What an expression of base type `B` can be searched for.
#[diagnostic::on_unimplemented(
    message = "an expression of SQL type `{B}` cannot be searched for `{Self}`",
    label = "cannot be searched for",
    note = "search a text for a text, or `func::to_tsvector(…)` for `func::to_tsquery(…)`"
)]
pub trait SearchedFor<B> {
    /// The query's SQL type, for its nullability.
    type Sql: SqlType;
    /// The columns that the query uses.
    type Refs;
    /// What it is in SQL.
    const MATCH: Function;

    /// The query's tree.
    fn query(self) -> Node;
}

/// Whether `E` has what `Q` searches for.
pub(super) type Found<E, Q> = Expr<
    Lifted<<E as Expression>::Sql, <Q as SearchedFor<Base<E>>>::Sql, Boolean>,
    Both<<E as Expression>::Refs, <Q as SearchedFor<Base<E>>>::Refs>,
>;

macro_rules! searched {
    ($($type:ident, $query:ident, $function:ident;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<O: Operand<$query>> SearchedFor<$type> for O {
            type Sql = O::Sql;
            type Refs = O::Refs;
            const MATCH: Function = Function::$function;

            fn query(self) -> Node {
                self.operand()
            }
        }
    )* };
}

searched! {
    Text, Text, Match;
    TsVector, TsQuery, MatchVector;
}
