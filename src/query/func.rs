//! SQL functions: `func::count(Address.id)`, `func::lower(User.name)`, and [`call`] for any other.

mod aggregate;
#[cfg(feature = "chrono")]
mod date;
mod number;
mod ordered_set;
mod search;
mod table;
mod text;
mod window;

use std::sync::Arc;

pub use aggregate::{
    Summable, avg, bool_and, bool_or, count, count_all, count_distinct, count_distinct_rows, max, min, sum,
};
#[cfg(feature = "chrono")]
pub use date::{Calendar, current_date, date_trunc, days_between, extract, now, seconds_between};
pub use number::{Fractional, ceil, floor, greatest, least, power, random, round_to, sign, sqrt};
pub use ordered_set::{OrderedSet, mode, percentile_cont, percentile_disc};
pub use search::{
    match_against, phraseto_tsquery, phraseto_tsquery_in, plainto_tsquery, plainto_tsquery_in, to_tsquery,
    to_tsquery_in, to_tsvector, to_tsvector_in, ts_headline, ts_rank, ts_rank_cd, websearch_to_tsquery,
    websearch_to_tsquery_in,
};
pub use table::{Countable, generate_series, generate_series_by, table_call, unnest};
#[cfg(feature = "json")]
pub use table::{json_array_elements, json_array_elements_text, json_each};
pub use text::{char_length, concat, ltrim, position, rtrim, string_agg};
pub use window::{
    cume_dist, dense_rank, first_value, lag, lag_or, last_value, lead, lead_or, nth_value, ntile, percent_rank, rank,
    row_number,
};

use super::align::alike;
use super::operand::IsText;
use super::operators::{Base, Lifted, binary};
use super::rules::{Both, Comparable, NeverNull, NoRefs, Unchecked};
use super::{Aggregate, Arithmetic, Expr, Expression, Operand, Selection};
use crate::sql::ast::{BinaryOperator, Call, Case, ColumnRef, Function, Node, SelectItem};
use crate::sql::value::Kind;
use crate::types::{BaseType, Integer, SqlType, Text};

fn plain(function: Function, arguments: Vec<Node>) -> Node {
    Node::Call(Arc::new(Call::plain(function, arguments)))
}

fn named<T, R>(name: &'static str, arguments: Vec<Node>) -> Expr<T, R> {
    Expr::new(plain(Function::Named(name), arguments))
}

// --- NULL ------------------------------------------------------------------------------------------

/// `coalesce(expression, otherwise)`: the first if it is not NULL. Give a value that is never NULL and the result is none.
/// It has the wider of the two types: of a date and a timestamp, a timestamp.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query: Query<String> =
///     select(func::coalesce(User.fullname, User.name)).erase();
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT coalesce(user_account.fullname, user_account.name) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn coalesce<E: Expression, O: Operand<Base<E>, Sql = S, Refs = R, Wider = W>, S: SqlType, R, W: BaseType>(
    expression: E,
    otherwise: O,
) -> Expr<S::Like<W>, NeverNull<Both<E::Refs, R>>> {
    named("coalesce", alike::<E::Sql, S>(expression.node(), otherwise.operand()).into())
}

/// `nullif(expression, other)`: NULL if they are equal.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query: Query<Option<String>> = select(func::nullif(User.name, "")).erase();
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT nullif(user_account.name, ?) FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn nullif<E: Expression<Sql: SqlType<Base: Comparable<Kept = ()>>>, O: Operand<Base<E>, Refs = R>, R>(
    expression: E,
    other: O,
) -> Expr<<E::Sql as SqlType>::OrNull, Both<E::Refs, R>> {
    // What is compared may differ from what is returned.
    match alike::<E::Sql, O::Sql>(expression.node(), other.operand()) {
        [node, other] if node == expression.node() => named("nullif", vec![node, other]),
        [node, other] => Expr::new(Node::Case(Arc::new(Case {
            subject: None,
            branches: vec![[binary(BinaryOperator::Equal, node, other), Node::Constant("NULL")]],
            otherwise: Some(expression.node()),
        }))),
    }
}

// --- text ------------------------------------------------------------------------------------------

/// `lower(text)`. SQLite knows ASCII letters only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let name = func::trim(User.name);
/// let query =
///     select((func::lower(&name), func::upper(&name), func::length(&name)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT lower(trim(user_account.name)), upper(trim(user_account.name)), \
///      length(trim(user_account.name)) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn lower<E: Expression<Sql: IsText>>(text: E) -> Expr<E::Sql, E::Refs> {
    named("lower", vec![text.node()])
}

/// `upper(text)`. SQLite knows ASCII letters only.
pub fn upper<E: Expression<Sql: IsText>>(text: E) -> Expr<E::Sql, E::Refs> {
    named("upper", vec![text.node()])
}

/// `trim(text)`: without blanks at both ends.
pub fn trim<E: Expression<Sql: IsText>>(text: E) -> Expr<E::Sql, E::Refs> {
    named("trim", vec![text.node()])
}

/// The number of characters: `length(text)`, `char_length(text)` on MySQL, where `length` counts bytes.
pub fn length<E: Expression<Sql: IsText>>(text: E) -> Expr<<E::Sql as SqlType>::Like<Integer>, E::Refs> {
    Expr::new(plain(Function::Length, vec![text.node()]))
}

/// `substr(text, start, length)`: characters count from 1, and positions before the first have none, as in standard SQL:
/// `substr('hello', 0, 2)` is `'h'` on every database. A length below zero is an error on PostgreSQL, and `''` elsewhere.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query =
///     select((func::substr(User.name, 1, 3), func::replace(User.name, "a", "b")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT substr(user_account.name, ?, ?), replace(user_account.name, ?, ?) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn substr<
    E: Expression<Sql: IsText>,
    F: Operand<Integer, Sql = S, Refs = R>,
    L: Operand<Integer, Sql = T, Refs = Q>,
    S: SqlType,
    R,
    T: SqlType,
    Q,
>(
    text: E,
    start: F,
    length: L,
) -> Expr<<E::Sql as SqlType>::Like<Lifted<S, T, Text>>, Both<E::Refs, Both<R, Q>>> {
    Expr::new(plain(Function::Substring, vec![text.node(), start.operand(), length.operand()]))
}

/// `replace(text, from, to)`.
pub fn replace<
    E: Expression<Sql: IsText>,
    F: Operand<Text, Sql = S, Refs = R>,
    T: Operand<Text, Sql = U, Refs = Q>,
    S: SqlType,
    R,
    U: SqlType,
    Q,
>(
    text: E,
    from: F,
    to: T,
) -> Expr<<E::Sql as SqlType>::Like<Lifted<S, U, Text>>, Both<E::Refs, Both<R, Q>>> {
    named("replace", vec![text.node(), from.operand(), to.operand()])
}

// --- numbers ---------------------------------------------------------------------------------------

/// `abs(number)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::abs(User.id), func::round(User.id / 2)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT abs(user_account.id), round(user_account.id / (? + 0.0)) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn abs<E: Expression<Sql: SqlType<Base: Arithmetic>>>(number: E) -> Expr<E::Sql, E::Refs> {
    named("abs", vec![number.node()])
}

/// `round(number)`, to a whole number of the same type, halves away from zero: 2.5 becomes 3 on every database, and -2.5
/// becomes -3. An integer stays as it is.
pub fn round<E: Expression<Sql: SqlType<Base: Arithmetic>>>(number: E) -> Expr<E::Sql, E::Refs> {
    match Base::<E>::KIND {
        Kind::Real | Kind::Double => Expr::new(plain(Function::RoundDouble, vec![number.node()])),
        Kind::Numeric => named("round", vec![number.node()]),
        _ => Expr::new(number.node()),
    }
}

// --- any other -------------------------------------------------------------------------------------

/// `name(arguments)` of SQL type `T`: a function that has none here. The arguments are an expression, a tuple of
/// them, or `()` for none; values go in through [`literal`](super::literal).
///
/// Neither the name, nor the types, nor that the columns stand in FROM is checked by the compiler; the database does.
/// A result that may be NULL is a [`Nullable`](crate::types::Nullable).
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(User.name)
///     .order_by(func::call::<Integer>("instr", (User.name, literal("a"))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account \
///      ORDER BY instr(user_account.name, ?)",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn call<T: SqlType>(name: &'static str, arguments: impl Arguments) -> Expr<T, Unchecked> {
    named(name, arguments.nodes())
}

/// Like [`call`], for a function that makes one value of many rows.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select(func::call_aggregate::<Text>("group_concat", User.name))
///     .select_from(User);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT group_concat(user_account.name) FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn call_aggregate<T: SqlType>(name: &'static str, arguments: impl Arguments) -> Aggregate<T, Unchecked> {
    Aggregate::new(Call::aggregate(Function::Named(name), arguments.nodes()))
}

/// The arguments of [`call`]: an expression, a tuple of them, or `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a SQL function takes: columns, expressions, or a tuple of them",
    label = "has a Rust value in it, or is one",
    note = "a value becomes an expression with `literal(value)`"
)]
pub trait Arguments {
    /// The columns they use.
    type Refs;

    /// The untyped trees.
    fn nodes(&self) -> Vec<Node>;
}

#[diagnostic::do_not_recommend]
impl Arguments for () {
    type Refs = NoRefs;

    fn nodes(&self) -> Vec<Node> {
        Vec::new()
    }
}

#[diagnostic::do_not_recommend]
impl<S: Selection> Arguments for S {
    type Refs = S::Refs;

    fn nodes(&self) -> Vec<Node> {
        argument_nodes(self)
    }
}

/// `GROUPING(keys)`: which of these keys of GROUP BY are NULL because the row is a total, as bits, the last key's the lowest:
/// 0 in the rows of groups. On PostgreSQL only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let is_total = func::grouping(User.fullname).label("is_total");
/// let query = select((User.fullname, &is_total, func::count_all()))
///     .group_by(rollup(User.fullname))
///     .order_by(&is_total);
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.fullname, \
///      GROUPING(user_account.fullname) AS is_total, count(*) FROM user_account \
///      GROUP BY ROLLUP (user_account.fullname) ORDER BY is_total",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn grouping<K: Selection>(keys: K) -> Expr<Integer, NeverNull<K::Refs>> {
    Expr::new(plain(Function::Grouping, argument_nodes(&keys)))
}

pub(super) fn argument_nodes(arguments: &impl Selection) -> Vec<Node> {
    let mut items = Vec::new();
    arguments.push(&mut items);
    let mut nodes = Vec::with_capacity(items.len());
    for item in items {
        match item {
            SelectItem::Expression(node) => nodes.push(node),
            SelectItem::Entity { source, columns } => {
                nodes.extend(columns.iter().map(|name| Node::Column(ColumnRef { source, name })));
            }
        }
    }
    nodes
}
