//! Full-text search: PostgreSQL's `tsvector` and `tsquery`, MySQL's `MATCH … AGAINST`.
//!
//! What all databases have is the method [`match_`](crate::query::Operators::match_).

use super::{argument_nodes, plain};
use crate::query::operand::IsText;
use crate::query::operators::Lifted;
use crate::query::rules::Both;
use crate::query::{Expr, Expression, Operand, Selection};
use crate::sql::ast::{Function, MatchMode};
use crate::types::{Double, Real, SqlType, Text, TsQuery, TsVector};

macro_rules! conversions {
    ($($(#[$doc:meta])* $function:ident, $(#[$doc_in:meta])* $function_in:ident => $type:ident;)*) => { $(
        $(#[$doc])*
        pub fn $function<E: Expression<Sql: IsText>>(text: E) -> Expr<<E::Sql as SqlType>::Like<$type>, E::Refs> {
            Expr::new(plain(Function::TextSearch(stringify!($function), None), vec![text.node()]))
        }

        $(#[$doc_in])*
        pub fn $function_in<E: Expression<Sql: IsText>>(
            configuration: &'static str,
            text: E,
        ) -> Expr<<E::Sql as SqlType>::Like<$type>, E::Refs> {
            Expr::new(plain(Function::TextSearch(stringify!($function), Some(configuration)), vec![text.node()]))
        }
    )* };
}

conversions! {
    /// `to_tsvector(text)`: the words of a text, to be searched by [`match_`](crate::query::Operators::match_). On PostgreSQL only.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::User;
    /// let found =
    ///     func::to_tsvector(User.name).match_(func::to_tsquery(literal("sand:*")));
    /// assert_eq!(
    ///     select(User.id).filter(found).compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT user_account.id FROM user_account \
    ///      WHERE to_tsvector(user_account.name) @@ to_tsquery($1)",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    to_tsvector,
    /// `to_tsvector('english', text)`: the same with a configuration, by which an index can find it.
    to_tsvector_in => TsVector;
    /// `to_tsquery(text)`: words between `&`, `|`, `!` and `<->`. Anything else is an error of the database. On PostgreSQL only.
    to_tsquery,
    /// The same with a configuration.
    to_tsquery_in => TsQuery;
    /// `plainto_tsquery(text)`: all words of a text. On PostgreSQL only.
    plainto_tsquery,
    /// The same with a configuration.
    plainto_tsquery_in => TsQuery;
    /// `phraseto_tsquery(text)`: the words of a text, one after the other. On PostgreSQL only.
    phraseto_tsquery,
    /// The same with a configuration.
    phraseto_tsquery_in => TsQuery;
    /// `websearch_to_tsquery(text)`: what people type: `"a phrase" or -word`. Never an error. On PostgreSQL only.
    websearch_to_tsquery,
    /// The same with a configuration.
    websearch_to_tsquery_in => TsQuery;
}

/// What `V` and `Q` make together, NULL if one of them is.
type Ranked<V, Q, T> = Expr<
    Lifted<<V as Expression>::Sql, <Q as Expression>::Sql, T>,
    Both<<V as Expression>::Refs, <Q as Expression>::Refs>,
>;

macro_rules! ranks {
    ($($(#[$doc:meta])* $function:ident;)*) => { $(
        $(#[$doc])*
        pub fn $function<V, Q>(vector: V, query: Q) -> Ranked<V, Q, Real>
        where
            V: Expression<Sql: SqlType<Base = TsVector>>,
            Q: Expression<Sql: SqlType<Base = TsQuery>>,
        {
            Expr::new(plain(Function::TextSearch(stringify!($function), None), vec![vector.node(), query.node()]))
        }
    )* };
}

ranks! {
    /// `ts_rank(vector, query)`: how well it fits, by how often the words are there. On PostgreSQL only.
    ts_rank;
    /// `ts_rank_cd(vector, query)`: how well it fits, by how close the words are, too. On PostgreSQL only.
    ts_rank_cd;
}

/// `ts_headline(text, query)`: a part of the text with the words that were found between `<b>` and `</b>`. On PostgreSQL only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let wanted = func::plainto_tsquery(literal("sandy"));
/// let query = select(func::ts_headline(User.name, wanted));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT ts_headline(user_account.name, plainto_tsquery($1)) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn ts_headline<E, Q>(text: E, query: Q) -> Ranked<E, Q, Text>
where
    E: Expression<Sql: IsText>,
    Q: Expression<Sql: SqlType<Base = TsQuery>>,
{
    Expr::new(plain(Function::TextSearch("ts_headline", None), vec![text.node(), query.node()]))
}

/// `MATCH (columns) AGAINST (query mode)`: how well the columns fit what is searched for, 0 if they do not. They need one
/// FULLTEXT index of exactly these columns. On MySQL only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let names = (User.name, User.fullname);
/// let relevance = func::match_against(names, "+sandy", MatchMode::Boolean);
/// let query = select(User.id)
///     .filter(relevance.gt(0.0))
///     .order_by(relevance.desc());
/// assert_eq!(
///     query.compile(Dialect::MySql)?.sql(),
///     "SELECT user_account.id FROM user_account WHERE MATCH (user_account.name, \
///      user_account.fullname) AGAINST (? IN BOOLEAN MODE) > ? \
///      ORDER BY MATCH (user_account.name, user_account.fullname) \
///      AGAINST (? IN BOOLEAN MODE) DESC",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn match_against<C: Selection, Q: Operand<Text>>(
    columns: C,
    query: Q,
    mode: MatchMode,
) -> Expr<<Q::Sql as SqlType>::Like<Double>, crate::query::rules::NeverNull<Both<C::Refs, Q::Refs>>> {
    let mut arguments = argument_nodes(&columns);
    arguments.push(query.operand());
    Expr::new(plain(Function::MatchAgainst(mode), arguments))
}
