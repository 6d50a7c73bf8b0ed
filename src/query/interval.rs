//! Spans of the calendar (feature `chrono`): what is added to dates and timestamps.

use std::sync::Arc;

use super::Operand;
use super::calculation::AddsTo;
use super::rules::{Mark, NoRefs};
use crate::sql::ast::{Call, Function, IntervalUnit, Node};
use crate::types::{Date, Integer, SqlType, Timestamp};

/// A number of years, months, weeks or days, and beside timestamps of hours, minutes or seconds:
/// `date + Interval::months(3)`. The number is a value or an expression.
///
/// Where the month that is reached has no such day, its last day is taken: one month after the 31st of January is the
/// 28th or 29th of February, on every database. A date stays a date, a timestamp keeps its time of day.
///
/// ```
/// # use realgar::prelude::*;
/// # mod travel { realgar::include_schema!("travel"); }
/// # use travel::Sample;
/// let query = select(Sample.day + Interval::months(3));
/// assert_eq!(
///     query.compile(Dialect::PostgreSql)?.sql(),
///     "SELECT CAST(sample.day + make_interval(months => $1) AS DATE) FROM sample",
/// );
/// assert_eq!(
///     query.compile(Dialect::MySql)?.sql(),
///     "SELECT date_add(sample.day, INTERVAL ? MONTH) FROM sample"
/// );
/// assert_eq!(
///     query.compile(Dialect::Sqlite)?.sql(),
///     "SELECT date(sample.day, ? || ' months', 'floor') FROM sample"
/// );
/// # Ok::<(), realgar::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Interval<Sql = Integer, Refs = NoRefs, Of = Calendar> {
    unit: IntervalUnit,
    count: Node,
    mark: Mark<(Sql, Refs, Of)>,
}

/// Marks an [`Interval`] of whole days.
#[derive(Debug)]
pub struct Calendar;

/// Marks an [`Interval`] of hours, minutes or seconds.
#[derive(Debug)]
pub struct Clock;

macro_rules! units {
    ($($(#[$doc:meta])* $method:ident $unit:ident $of:ident;)*) => { $(
        impl<Sql, Refs> Interval<Sql, Refs, $of> {
            $(#[$doc])*
            #[must_use]
            pub fn $method<C: Operand<Integer, Sql = Sql, Refs = Refs>>(count: C) -> Self {
                Self { unit: IntervalUnit::$unit, count: count.operand(), mark: std::marker::PhantomData }
            }
        }
    )* };
}

units! {
    /// So many years, a value or an expression; negative ones lead back.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod travel { realgar::include_schema!("travel"); }
    /// # use travel::Sample;
    /// let query =
    ///     select(Sample.id).filter(Sample.moment.lt(Sample.day + Interval::years(1)));
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT sample.id FROM sample WHERE sample.moment < \
    ///      CAST(date_add(sample.day, INTERVAL ? YEAR) AS DATETIME(6))",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    years Year Calendar;
    /// So many months; negative ones lead back.
    months Month Calendar;
    /// So many weeks; negative ones lead back.
    weeks Week Calendar;
    /// So many days; negative ones lead back.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod travel { realgar::include_schema!("travel"); }
    /// # use travel::Sample;
    /// let query = select(Sample.id)
    ///     .filter(Sample.day.ge(func::current_date() - Interval::days(90)));
    /// assert_eq!(
    ///     query.compile(Dialect::Sqlite)?.sql(),
    ///     "SELECT sample.id FROM sample WHERE sample.day >= date(CURRENT_DATE, (0 - \
    ///      ?) || ' days', 'floor')",
    /// );
    ///
    /// // as many as a column says
    /// let query = select(Sample.day + Interval::days(Sample.id));
    /// assert_eq!(
    ///     query.compile(Dialect::PostgreSql)?.sql(),
    ///     "SELECT CAST(sample.day + make_interval(days => \
    ///      CAST(sample.id AS INTEGER)) AS DATE) FROM sample",
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    days Day Calendar;
    /// So many hours, for timestamps; negative ones lead back.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod travel { realgar::include_schema!("travel"); }
    /// # use travel::Sample;
    /// let query = select(Sample.moment + Interval::hours(36));
    /// assert_eq!(
    ///     query.compile(Dialect::MySql)?.sql(),
    ///     "SELECT date_add(sample.moment, INTERVAL ? HOUR) FROM sample"
    /// );
    /// # Ok::<(), realgar::Error>(())
    /// ```
    hours Hour Clock;
    /// So many minutes, for timestamps; negative ones lead back.
    minutes Minute Clock;
    /// So many seconds, for timestamps; negative ones lead back.
    seconds Second Clock;
}

impl<Sql, Refs, Of> Interval<Sql, Refs, Of> {
    fn call(self, back: bool, keeps_time: bool, date: Node) -> Node {
        let function = Function::AddInterval { unit: self.unit, back, keeps_time };
        Node::Call(Arc::new(Call::plain(function, vec![date, self.count])))
    }
}

macro_rules! added {
    ($($type:ty, $of:ty, $keeps_time:literal;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl<Sql: SqlType, Refs> AddsTo<Interval<Sql, Refs, $of>> for $type {
            type Sql = Sql;
            type Refs = Refs;
            type Sum = Self;

            fn plus(left: Node, interval: Interval<Sql, Refs, $of>) -> Node {
                interval.call(false, $keeps_time, left)
            }

            fn minus(left: Node, interval: Interval<Sql, Refs, $of>) -> Node {
                interval.call(true, $keeps_time, left)
            }
        }
    )* };
}

added! {
    Date, Calendar, false;
    Timestamp, Calendar, true;
    Timestamp, Clock, true;
}
