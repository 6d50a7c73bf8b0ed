//! Aggregates: `count`, `sum`, `avg`, `min`, `max`.

use crate::query::operand::IsBoolean;
use crate::query::operators::Base;
use crate::query::row_value::{RowMembers, RowValue};
use crate::query::rules::{Comparable, NoRefs, References, WindowFree};
use crate::query::{Aggregate, Arithmetic, Expression};
use crate::sql::ast::{Call, Function, Node};
use crate::types::{BigInt, Boolean, Double, Integer, Nullable, Real, SmallInt, SqlType};

pub(super) fn aggregate<T, R>(function: Function, distinct: bool, argument: Node) -> Aggregate<T, R> {
    Aggregate::new(Call { distinct, ..Call::aggregate(function, vec![argument]) })
}

/// `count(expression)`: how many rows have a value there.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{Address, User};
/// let query = select((
///     func::count(User.fullname),
///     func::count_distinct(User.fullname),
///     func::count_all(),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT count(user_account.fullname), count(DISTINCT \
///      user_account.fullname), count(*) FROM user_account",
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
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT count(DISTINCT address.user_id) FROM address"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn count_distinct<
    E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: Comparable<Kept = ()>>>,
>(
    expression: E,
) -> Aggregate<BigInt, E::Refs> {
    aggregate(Function::Named("count"), true, expression.node())
}

/// `count(DISTINCT a, b)` on MySQL, `count(DISTINCT (a, b))` on PostgreSQL: how many different rows of several expressions
/// there are, without those that have a NULL. Not on SQLite.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query =
///     select(func::count_distinct_rows(row((User.name, User.fullname))));
/// assert_eq!(
///     query.compile(Dialect::MySql)?.sql(),
///     "SELECT count(DISTINCT user_account.name, user_account.fullname) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn count_distinct_rows<L: RowMembers<Refs: References<Parts: WindowFree<Kept = ()>>>>(
    rows: RowValue<L>,
) -> Aggregate<BigInt, L::Refs> {
    aggregate(Function::CountDistinctRow, true, rows.into_node())
}

/// `bool_and(condition)`, `min(condition)` where there is none: whether it holds for all rows, those aside where it is
/// NULL. NULL if there are no rows.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select((
///     func::bool_and(User.id.gt(0)),
///     func::bool_or(User.fullname.is_null()),
/// ));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT bool_and(user_account.id > $1), \
///      bool_or(user_account.fullname IS NULL) FROM user_account",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT min(user_account.id > ?), max(user_account.fullname IS NULL) \
///      FROM user_account",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn bool_and<E: Expression<Sql: IsBoolean, Refs: References<Parts: WindowFree<Kept = ()>>>>(
    condition: E,
) -> Aggregate<Nullable<Boolean>, E::Refs> {
    aggregate(Function::BoolAnd, false, condition.node())
}

/// `bool_or(condition)`, `max(condition)` where there is none: whether it holds for at least one row. NULL if there are no
/// rows.
pub fn bool_or<E: Expression<Sql: IsBoolean, Refs: References<Parts: WindowFree<Kept = ()>>>>(
    condition: E,
) -> Aggregate<Nullable<Boolean>, E::Refs> {
    aggregate(Function::BoolOr, false, condition.node())
}

/// `count(*)`: how many rows there are. Needs `.select_from(…)` if it stands alone.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::User;
/// let query = select(func::count_all()).select_from(User);
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT count(*) FROM user_account"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub fn count_all() -> Aggregate<BigInt, NoRefs> {
    aggregate(Function::Named("count"), false, Node::Star)
}

/// A SQL type that `sum` and `avg` take.
#[diagnostic::on_unimplemented(
    message = "`sum` and `avg` take numbers, but this is of SQL type `{Self}`",
    label = "is not a number",
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
/// let query = select((
///     func::sum(User.id),
///     func::avg(User.id),
///     func::min(User.name),
///     func::max(User.name),
/// ));
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT sum(user_account.id), avg(user_account.id), \
///      min(user_account.name), max(user_account.name) FROM user_account",
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
pub fn min<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: Comparable<Kept = ()>>>>(
    expression: E,
) -> Aggregate<<E::Sql as SqlType>::OrNull, E::Refs> {
    aggregate(<Base<E> as Comparable>::MIN, false, expression.node())
}

/// `max(expression)`: NULL if there are no rows.
pub fn max<E: Expression<Refs: References<Parts: WindowFree<Kept = ()>>, Sql: SqlType<Base: Comparable<Kept = ()>>>>(
    expression: E,
) -> Aggregate<<E::Sql as SqlType>::OrNull, E::Refs> {
    aggregate(<Base<E> as Comparable>::MAX, false, expression.node())
}
