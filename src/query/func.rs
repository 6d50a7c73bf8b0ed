//! SQL functions: `func::count(Address.id)`, `func::lower(User.name)`, and [`call`] for any other.

#[cfg(feature = "chrono")]
mod date;
mod number;
mod ordered_set;
mod text;
mod window;

use std::sync::Arc;

#[cfg(feature = "chrono")]
pub use date::{Calendar, date_trunc, extract};
pub use number::{Fractional, ceil, floor, greatest, least, power, random, round_to, sign, sqrt};
pub use ordered_set::{OrderedSet, mode, percentile_cont, percentile_disc};
pub use text::{char_length, concat, ltrim, position, rtrim, string_agg};
pub use window::{
    cume_dist, dense_rank, first_value, lag, lag_or, last_value, lead, lead_or, nth_value, ntile, percent_rank, rank,
    row_number,
};

use super::operand::IsText;
use super::operators::{Base, Lifted};
use super::rules::{Both, NeverNull, NoRefs, References, Unchecked, WindowFree};
use super::{Aggregate, Arithmetic, Expr, Expression, Operand, Selection};
use crate::sql::ast::{Call, ColumnRef, Function, Node, SelectItem};
use crate::types::{BigInt, Double, Integer, Nullable, Real, SmallInt, SqlType, Text};

fn plain(function: Function, arguments: Vec<Node>) -> Node {
    Node::Call(Arc::new(Call::plain(function, arguments)))
}

fn named<T, R>(name: &'static str, arguments: Vec<Node>) -> Expr<T, R> {
    Expr::new(plain(Function::Named(name), arguments))
}

fn aggregate<T, R>(function: Function, distinct: bool, argument: Node) -> Aggregate<T, R> {
    Aggregate::new(Call { distinct, ..Call::aggregate(function, vec![argument]) })
}

// --- aggregates ------------------------------------------------------------------------------------

/// `count(expression)`: how many rows have a value there.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::count(User.fullname), func::count_distinct(User.fullname), func::count_all()));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT count(user_account.fullname), count(DISTINCT user_account.fullname), count(*) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn count<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> Aggregate<BigInt, E::Refs> {
    aggregate(Function::Named("count"), false, expression.node())
}

/// `count(DISTINCT expression)`: how many different values there are.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::Address;
/// let query = select(func::count_distinct(Address.user_id));
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT count(DISTINCT address.user_id) FROM address");
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn count_distinct<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> Aggregate<BigInt, E::Refs> {
    aggregate(Function::Named("count"), true, expression.node())
}

/// `count(*)`: how many rows there are. Needs `.select_from(…)` if it stands alone.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select(func::count_all()).select_from(User);
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT count(*) FROM user_account");
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub fn count_all() -> Aggregate<BigInt, NoRefs> {
    aggregate(Function::Named("count"), false, Node::Star)
}

/// A SQL type that `sum` and `avg` take.
#[diagnostic::on_unimplemented(
    message = "`sum` and `avg` take numbers, and this is of SQL type `{Self}`",
    label = "is no number",
    note = "convert it with `.cast::<…>()`"
)]
pub trait Summable: Arithmetic {
    /// The type of the sum, which is NULL if there are no rows; integers add up to a `BigInt`.
    type Sum: SqlType;
    /// The spelling that gives that type.
    const SUM: Function;
}

macro_rules! summable {
    ($($(#[$gate:meta])* $type:ty => $sum:ty, $function:expr;)*) => { $(
        $(#[$gate])*
        #[diagnostic::do_not_recommend]
        impl Summable for $type {
            type Sum = Nullable<$sum>;
            const SUM: Function = $function;
        }
    )* };
}

summable! {
    SmallInt => BigInt, Function::SumInteger;
    Integer => BigInt, Function::SumInteger;
    BigInt => BigInt, Function::SumInteger;
    Real => Real, Function::Named("sum");
    Double => Double, Function::Named("sum");
    #[cfg(feature = "decimal")] crate::types::Numeric => crate::types::Numeric, Function::Named("sum");
}

/// `sum(expression)`: NULL if there are no rows.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::sum(User.id), func::avg(User.id), func::min(User.name), func::max(User.name)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT sum(user_account.id), avg(user_account.id), min(user_account.name), max(user_account.name) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn sum<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: Summable<Sum = T>>>, T>(
    expression: E,
) -> Aggregate<T, E::Refs> {
    aggregate(<Base<E> as Summable>::SUM, false, expression.node())
}

/// `avg(expression)` as a double: NULL if there are no rows.
pub fn avg<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: Summable>>>(
    expression: E,
) -> Aggregate<Nullable<Double>, E::Refs> {
    aggregate(Function::Average, false, expression.node())
}

/// `min(expression)`: NULL if there are no rows.
pub fn min<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> Aggregate<<E::Sql as SqlType>::OrNull, E::Refs> {
    aggregate(Function::Named("min"), false, expression.node())
}

/// `max(expression)`: NULL if there are no rows.
pub fn max<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    expression: E,
) -> Aggregate<<E::Sql as SqlType>::OrNull, E::Refs> {
    aggregate(Function::Named("max"), false, expression.node())
}

// --- NULL ------------------------------------------------------------------------------------------

/// `coalesce(expression, otherwise)`: the first if it is not NULL. Give a value that is never NULL and the result is none.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query: Query<String> = select(func::coalesce(User.fullname, User.name)).erase();
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT coalesce(user_account.fullname, user_account.name) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn coalesce<E, O>(
    expression: E,
    otherwise: O,
) -> Expr<<O::Sql as SqlType>::Like<Base<E>>, NeverNull<Both<E::Refs, O::Refs>>>
where
    E: Expression,
    O: Operand<Base<E>>,
{
    named("coalesce", vec![expression.node(), otherwise.operand()])
}

/// `nullif(expression, other)`: NULL if they are equal.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query: Query<Option<String>> = select(func::nullif(User.name, "")).erase();
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT nullif(user_account.name, ?) FROM user_account");
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn nullif<E, O>(expression: E, other: O) -> Expr<<E::Sql as SqlType>::OrNull, Both<E::Refs, O::Refs>>
where
    E: Expression,
    O: Operand<Base<E>>,
{
    named("nullif", vec![expression.node(), other.operand()])
}

// --- text ------------------------------------------------------------------------------------------

/// `lower(text)`. SQLite knows ASCII letters only.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let name = func::trim(User.name);
/// let query = select((func::lower(&name), func::upper(&name), func::length(&name)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT lower(trim(user_account.name)), upper(trim(user_account.name)), length(trim(user_account.name)) \
///      FROM user_account",
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

/// `substr(text, start, length)`: characters count from 1.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::substr(User.name, 1, 3), func::replace(User.name, "a", "b")));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT substr(user_account.name, ?, ?), replace(user_account.name, ?, ?) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn substr<E, F, L>(
    text: E,
    start: F,
    length: L,
) -> Expr<<E::Sql as SqlType>::Like<Lifted<F::Sql, L::Sql, Text>>, Both<E::Refs, Both<F::Refs, L::Refs>>>
where
    E: Expression<Sql: IsText>,
    F: Operand<Integer>,
    L: Operand<Integer>,
{
    named("substr", vec![text.node(), start.operand(), length.operand()])
}

/// `replace(text, from, to)`.
pub fn replace<E, F, T>(
    text: E,
    from: F,
    to: T,
) -> Expr<<E::Sql as SqlType>::Like<Lifted<F::Sql, T::Sql, Text>>, Both<E::Refs, Both<F::Refs, T::Refs>>>
where
    E: Expression<Sql: IsText>,
    F: Operand<Text>,
    T: Operand<Text>,
{
    named("replace", vec![text.node(), from.operand(), to.operand()])
}

// --- numbers ---------------------------------------------------------------------------------------

/// `abs(number)`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::abs(User.id), func::round(User.id)));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT abs(user_account.id), round(user_account.id) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn abs<E: Expression<Sql: SqlType<Base: Arithmetic>>>(number: E) -> Expr<E::Sql, E::Refs> {
    named("abs", vec![number.node()])
}

/// `round(number)`, to a whole number of the same type.
pub fn round<E: Expression<Sql: SqlType<Base: Arithmetic>>>(number: E) -> Expr<E::Sql, E::Refs> {
    named("round", vec![number.node()])
}

// --- time ------------------------------------------------------------------------------------------

/// `CURRENT_TIMESTAMP`. SQLite gives it in UTC, with whole seconds.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let query = select(Sample.id).filter(Sample.moment.lt(func::now()).and(Sample.day.eq(func::current_date())));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT sample.id FROM sample WHERE sample.moment < CURRENT_TIMESTAMP AND sample.day = CURRENT_DATE",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[cfg(feature = "chrono")]
#[must_use]
pub fn now() -> Expr<crate::types::Timestamp, NoRefs> {
    Expr::new(plain(Function::Now, Vec::new()))
}

/// `CURRENT_DATE`. SQLite gives it in UTC.
#[cfg(feature = "chrono")]
#[must_use]
pub fn current_date() -> Expr<crate::types::Date, NoRefs> {
    Expr::new(plain(Function::CurrentDate, Vec::new()))
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
/// let query = select(User.name).order_by(func::call::<Integer>("instr", (User.name, literal("a"))));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT user_account.name FROM user_account ORDER BY instr(user_account.name, ?)",
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
/// let query = select(func::call_aggregate::<Text>("group_concat", User.name)).select_from(User);
/// assert_eq!(query.compile(Dialect::Sqlite)?.sql(), "SELECT group_concat(user_account.name) FROM user_account");
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn call_aggregate<T: SqlType>(name: &'static str, arguments: impl Arguments) -> Aggregate<T, Unchecked> {
    Aggregate::new(Call::aggregate(Function::Named(name), arguments.nodes()))
}

/// The arguments of [`call`]: an expression, a tuple of them, or `()` for none.
pub trait Arguments {
    /// The untyped trees.
    fn nodes(&self) -> Vec<Node>;
}

impl Arguments for () {
    fn nodes(&self) -> Vec<Node> {
        Vec::new()
    }
}

impl<S: Selection> Arguments for S {
    fn nodes(&self) -> Vec<Node> {
        argument_nodes(self)
    }
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
