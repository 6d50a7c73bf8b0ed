//! Functions on dates (feature `chrono`).

use super::plain;
use crate::query::operators::Lifted;
use crate::query::rules::{Both, NoRefs};
use crate::query::{Expr, Expression};
use crate::sql::ast::{DateUnit, Field, Function};
use crate::types::{BaseType, Date, Double, Integer, SqlType, Timestamp, TimestampTz};

/// A SQL type that has a year, a month and a day.
#[diagnostic::on_unimplemented(
    message = "this takes a date or a timestamp, but this is of SQL type `{Self}`",
    label = "is not a date",
    note = "convert it with `.cast::<Date>()` or `.cast::<Timestamp>()`"
)]
pub trait Calendar: BaseType {}

#[diagnostic::do_not_recommend]
impl Calendar for Date {}
#[diagnostic::do_not_recommend]
impl Calendar for Timestamp {}
#[diagnostic::do_not_recommend]
impl Calendar for TimestampTz {}

/// A number out of a date: `func::extract(Field::Year, Sample.day)` is `EXTRACT(year FROM sample.day)`, cast to INTEGER
/// on PostgreSQL; `CAST(strftime('%Y', sample.day) AS INTEGER)` on SQLite.
///
/// A timestamp with time zone is seen in UTC on SQLite, in the session's time zone elsewhere.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let query = select(func::extract(Field::Year, Sample.day));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT CAST(EXTRACT(year FROM sample.day) AS INTEGER) FROM sample",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT CAST(strftime('%Y', sample.day) AS INTEGER) FROM sample"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn extract<E: Expression<Sql: SqlType<Base: Calendar>>>(
    field: Field,
    date: E,
) -> Expr<<E::Sql as SqlType>::Like<Integer>, E::Refs> {
    Expr::new(plain(Function::Extract(field), vec![date.node()]))
}

/// The beginning of the year, month, … of a date: `date_trunc('month', …)` on PostgreSQL, `strftime('%Y-%m-01 …', …)` on
/// SQLite, `date_format(…)` on MySQL.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let query = select(func::date_trunc(DateUnit::Month, Sample.moment));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT date_trunc('month', CAST(sample.moment AS TIMESTAMP)) FROM sample",
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT strftime('%Y-%m-01 00:00:00', sample.moment) FROM sample",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn date_trunc<E: Expression<Sql: SqlType<Base: Calendar>>>(
    unit: DateUnit,
    date: E,
) -> Expr<<E::Sql as SqlType>::Like<Timestamp>, E::Refs> {
    Expr::new(plain(Function::Truncate(unit), vec![date.node()]))
}

/// How many days lie between two dates or timestamps, from the first to the second: `datediff(to, from)` on MySQL, a
/// difference of dates on PostgreSQL, of `julianday` on SQLite. Times of day do not count.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let age = func::days_between(Sample.day, func::current_date());
/// assert_eq!(
///     select(&age).compile(Dialect::MySql)?.sql(),
///     "SELECT datediff(CURRENT_DATE, sample.day) FROM sample"
/// );
/// assert_eq!(
///     select(&age).compile(Dialect::PostgreSql)?.sql(),
///     "SELECT (CAST(CURRENT_DATE AS DATE) - CAST(sample.day AS DATE)) FROM sample"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn days_between<F, T>(from: F, to: T) -> Between<F, T, Integer>
where
    F: Expression<Sql: SqlType<Base: Calendar>>,
    T: Expression<Sql: SqlType<Base: Calendar>>,
{
    Expr::new(plain(Function::DaysBetween, vec![from.node(), to.node()]))
}

/// How many seconds lie between two dates or timestamps, from the first to the second, with their fraction; SQLite has
/// milliseconds.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let late = func::seconds_between(Sample.day, Sample.moment).gt(3600.0);
/// assert_eq!(
///     select(Sample.id).filter(late).compile(Dialect::MySql)?.sql(),
///     "SELECT sample.id FROM sample WHERE (timestampdiff(MICROSECOND, \
///      sample.day, sample.moment) / 1e6) > ?",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
pub fn seconds_between<F, T>(from: F, to: T) -> Between<F, T, Double>
where
    F: Expression<Sql: SqlType<Base: Calendar>>,
    T: Expression<Sql: SqlType<Base: Calendar>>,
{
    Expr::new(plain(Function::SecondsBetween, vec![from.node(), to.node()]))
}

/// A number of SQL type `N`, which is NULL if one of both ends is.
type Between<F, T, N> = Expr<
    Lifted<<F as Expression>::Sql, <T as Expression>::Sql, N>,
    Both<<F as Expression>::Refs, <T as Expression>::Refs>,
>;

/// `CURRENT_TIMESTAMP`. SQLite gives it in UTC, with whole seconds.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let query = select(Sample.id).filter(
///     Sample.moment.lt(func::now()).and(Sample.day.eq(func::current_date())),
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT sample.id FROM sample WHERE sample.moment < CURRENT_TIMESTAMP \
///      AND sample.day = CURRENT_DATE",
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[must_use]
pub fn now() -> Expr<Timestamp, NoRefs> {
    Expr::new(plain(Function::Now, Vec::new()))
}

/// `CURRENT_DATE`. SQLite gives it in UTC.
#[must_use]
pub fn current_date() -> Expr<Date, NoRefs> {
    Expr::new(plain(Function::CurrentDate, Vec::new()))
}
