//! Functions on dates (feature `chrono`).

use super::plain;
use crate::query::rules::NoRefs;
use crate::query::{Expr, Expression};
use crate::sql::ast::{DateUnit, Field, Function};
use crate::types::{BaseType, Date, Integer, SqlType, Timestamp, TimestampTz};

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
