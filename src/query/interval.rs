//! Spans of the calendar (feature `chrono`): what is added to dates and timestamps.

use std::sync::Arc;

use super::calculation::AddsTo;
use super::rules::NoRefs;
use crate::sql::ast::{Call, Function, IntervalUnit, Node};
use crate::types::{BaseType as _, Date, Integer, Timestamp};

/// A number of years, months or days: `date + Interval::months(3)`.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interval {
    unit: IntervalUnit,
    count: i32,
}

impl Interval {
    /// So many years; negative ones lead back.
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
    #[must_use]
    pub const fn years(count: i32) -> Self {
        Self { unit: IntervalUnit::Year, count }
    }

    /// So many months; negative ones lead back.
    #[must_use]
    pub const fn months(count: i32) -> Self {
        Self { unit: IntervalUnit::Month, count }
    }

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
    /// # Ok::<(), realgar::Error>(())
    /// ```
    #[must_use]
    pub const fn days(count: i32) -> Self {
        Self { unit: IntervalUnit::Day, count }
    }

    fn call(self, function: Function, date: Node) -> Node {
        Node::Call(Arc::new(Call::plain(function, vec![date, Node::Bind(Integer::encode(self.count))])))
    }
}

macro_rules! calendar {
    ($($type:ty, $keeps_time:literal;)*) => { $(
        #[diagnostic::do_not_recommend]
        impl AddsTo<Interval> for $type {
            type Sql = Self;
            type Refs = NoRefs;
            type Sum = Self;

            fn plus(left: Node, interval: Interval) -> Node {
                let function = Function::AddInterval { unit: interval.unit, back: false, keeps_time: $keeps_time };
                interval.call(function, left)
            }

            fn minus(left: Node, interval: Interval) -> Node {
                let function = Function::AddInterval { unit: interval.unit, back: true, keeps_time: $keeps_time };
                interval.call(function, left)
            }
        }
    )* };
}

calendar! {
    Date, false;
    Timestamp, true;
}
