//! The rule of full-text search: what is searched for which query.

use super::Operand;
use crate::sql::ast::Function;
use crate::types::{SqlType, Text, TsQuery, TsVector};

/// An expression of this SQL type can be searched for `O`.
#[diagnostic::on_unimplemented(
    message = "an expression of SQL type `{Self}` cannot be searched for `{O}`",
    label = "cannot be searched for this",
    note = "search a text for a text, or `func::to_tsvector(…)` for `func::to_tsquery(…)`"
)]
pub trait SearchedFor<O> {
    /// The query's SQL type, for its nullability.
    type Sql: SqlType;
    /// The columns that the query uses.
    type Refs;
    /// What it is in SQL.
    const MATCH: Function;

    /// The query's tree.
    fn query(query: O) -> crate::sql::ast::Node;
}

macro_rules! searched {
    ($($type:ident, $query:ident, $function:ident;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<O: Operand<$query>> SearchedFor<O> for $type {
            type Sql = O::Sql;
            type Refs = O::Refs;
            const MATCH: Function = Function::$function;

            fn query(query: O) -> crate::sql::ast::Node {
                query.operand()
            }
        }
    )* };
}

searched! {
    Text, Text, Match;
    TsVector, TsQuery, MatchVector;
}
