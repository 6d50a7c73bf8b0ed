//! More functions on numbers.

use super::{Arithmetic, plain};
use crate::query::align::alike;
use crate::query::operators::{Base, Lifted};
use crate::query::rules::{Both, Comparable, NoRefs};
use crate::query::{Expr, Expression, Operand};
use crate::sql::ast::{Function, Node};
use crate::types::{BaseType, Double, Integer, SqlType};

/// A number with a fraction.
#[diagnostic::on_unimplemented(
    message = "this takes a number with a fraction, but this is of SQL type `{Self}`",
    label = "has no fraction",
    note = "convert it with `.cast::<Double>()`"
)]
pub trait Fractional: BaseType {
    /// How it is rounded to some digits.
    const ROUND: Function;
}

#[diagnostic::do_not_recommend]
impl Fractional for Double {
    const ROUND: Function = Function::RoundDouble;
}

#[cfg(feature = "decimal")]
#[diagnostic::do_not_recommend]
impl Fractional for crate::types::Numeric {
    const ROUND: Function = Function::RoundNumeric;
}

fn call<T, R>(function: Function, arguments: Vec<Node>) -> Expr<T, R> {
    Expr::new(plain(function, arguments))
}

/// `ceil(number)`: the next whole number above. SQLite, which has no such function, writes it with `round`.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Flight;
/// let price = Flight.price;
/// let query =
///     select((func::ceil(price), func::floor(price), func::round_to(price, 2)));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT ceil(flight.price), floor(flight.price), \
///      CAST(round(CAST(flight.price AS NUMERIC), $1) AS DOUBLE PRECISION) \
///      FROM flight",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn ceil<E: Expression<Sql: SqlType<Base: Fractional>>>(number: E) -> Expr<E::Sql, E::Refs> {
    call(Function::Ceil, vec![number.node()])
}

/// `floor(number)`: the next whole number below. SQLite, which has no such function, writes it with `round`.
pub fn floor<E: Expression<Sql: SqlType<Base: Fractional>>>(number: E) -> Expr<E::Sql, E::Refs> {
    call(Function::Floor, vec![number.node()])
}

/// `round(number, digits)`: to that many digits after the point. MySQL may round a double that lies in the middle down.
pub fn round_to<E: Expression<Sql: SqlType<Base: Fractional>>>(number: E, digits: i32) -> Expr<E::Sql, E::Refs> {
    call(Base::<E>::ROUND, vec![number.node(), Node::Bind(Integer::encode(digits))])
}

/// `sqrt(number)` as a double; NULL of a negative number on MySQL, an error on PostgreSQL. Not on SQLite.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((
///     func::sqrt(User.id),
///     func::power(User.id, 2.0),
///     func::sign(User.id),
/// ));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT sqrt(user_account.id), power(user_account.id, $1), \
///      CAST(sign(user_account.id) AS INTEGER) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn sqrt<E: Expression<Sql: SqlType<Base: Arithmetic>>>(number: E) -> Expr<crate::types::Nullable<Double>, E::Refs> {
    call(Function::SquareRoot, vec![number.node()])
}

/// `power(number, exponent)` as a double. Not on SQLite.
pub fn power<E: Expression<Sql: SqlType<Base: Arithmetic>>, X: Operand<Double, Sql = S, Refs = R>, S: SqlType, R>(
    number: E,
    exponent: X,
) -> Expr<Lifted<E::Sql, S, Double>, Both<E::Refs, R>> {
    call(Function::Power, vec![number.node(), exponent.operand()])
}

/// `sign(number)`: -1, 0 or 1.
pub fn sign<E: Expression<Sql: SqlType<Base: Arithmetic>>>(
    number: E,
) -> Expr<<E::Sql as SqlType>::Like<Integer>, E::Refs> {
    call(Function::Sign, vec![number.node()])
}

/// `greatest(expression, other)`, `max(expression, other)` on SQLite: the greater of two. Of a value and NULL it is NULL;
/// on PostgreSQL the value.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((func::greatest(User.id, 5), func::least(User.id, 5)));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT greatest(user_account.id, $1), least(user_account.id, $2) \
///      FROM user_account",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT max(user_account.id, ?), min(user_account.id, ?) FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn greatest<
    E: Expression<Sql: SqlType<Base: Comparable<Kept = ()>>>,
    O: Operand<Base<E>, Sql = S, Refs = R, Wider = W>,
    S: SqlType,
    R,
    W: BaseType,
>(
    expression: E,
    other: O,
) -> Expr<Lifted<E::Sql, S, W>, Both<E::Refs, R>> {
    call(Function::Greatest, alike::<E::Sql, S>(expression.node(), other.operand()).into())
}

/// `least(expression, other)`, `min(expression, other)` on SQLite: the smaller of two. Of a value and NULL it is NULL;
/// on PostgreSQL the value.
pub fn least<
    E: Expression<Sql: SqlType<Base: Comparable<Kept = ()>>>,
    O: Operand<Base<E>, Sql = S, Refs = R, Wider = W>,
    S: SqlType,
    R,
    W: BaseType,
>(
    expression: E,
    other: O,
) -> Expr<Lifted<E::Sql, S, W>, Both<E::Refs, R>> {
    call(Function::Least, alike::<E::Sql, S>(expression.node(), other.operand()).into())
}

/// A random number from 0 up to, but without, 1: `random()` on PostgreSQL, `rand()` on MySQL; on SQLite, whose `random()`
/// is an integer, the same made from that. `.order_by(func::random())` shuffles.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select(User.name).order_by(func::random()).limit(3);
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT user_account.name FROM user_account ORDER BY random() LIMIT $1",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub fn random() -> Expr<Double, NoRefs> {
    call(Function::Random, Vec::new())
}
