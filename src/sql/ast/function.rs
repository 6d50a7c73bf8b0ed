//! Function calls, and the functions whose spelling differs from dialect to dialect.

use super::{Node, OrderKey};

/// A function call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Which function.
    pub function: Function,
    /// It makes one value of many rows.
    pub is_aggregate: bool,
    /// `count(DISTINCT x)`.
    pub distinct: bool,
    /// The arguments.
    pub arguments: Vec<Node>,
    /// `FILTER (WHERE …)`.
    pub filter: Option<Node>,
    /// `string_agg(x, ',' ORDER BY …)`.
    pub order_by: Vec<OrderKey>,
    /// The order stands behind the arguments: `percentile_cont(0.5) WITHIN GROUP (ORDER BY …)`.
    pub within_group: bool,
}

impl Call {
    /// A function that is computed row by row.
    #[must_use]
    pub const fn plain(function: Function, arguments: Vec<Node>) -> Self {
        Self {
            function,
            is_aggregate: false,
            distinct: false,
            arguments,
            filter: None,
            order_by: Vec::new(),
            within_group: false,
        }
    }

    /// A call that makes one value of many rows.
    #[must_use]
    pub fn aggregate(function: Function, arguments: Vec<Node>) -> Self {
        Self { is_aggregate: true, ..Self::plain(function, arguments) }
    }
}

/// A function. Those whose spelling differs from dialect to dialect have a variant of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// The same name everywhere.
    Named(&'static str),
    /// `lag` or `lead` with a value for rows that are not there.
    Shifted(&'static str),
    /// The number of characters.
    Length,
    /// The present time.
    Now,
    /// The present day.
    CurrentDate,
    /// A sum of integers, as a 64-bit integer.
    SumInteger,
    /// A mean, as a double.
    Average,
    /// A number out of a date.
    Extract(Field),
    /// The beginning of the year, month, … of a date.
    Truncate(DateUnit),
    /// A date or a timestamp, moved later or earlier.
    AddInterval {
        /// Of what.
        unit: IntervalUnit,
        /// Earlier.
        back: bool,
        /// It is a timestamp.
        keeps_time: bool,
    },
    /// Some characters of a text.
    Substring,
    /// The days from one date to another.
    DaysBetween,
    /// The seconds from one timestamp to another.
    SecondsBetween,
    /// Whether a condition holds for all rows.
    BoolAnd,
    /// Whether a condition holds for a row.
    BoolOr,
    /// How many different rows of several expressions there are.
    CountDistinctRow,
    /// Where a text is in another, from 1.
    IndexOf,
    /// All texts of a group as one: the text and what stands between two.
    StringAgg,
    /// The next whole number above.
    Ceil,
    /// The next whole number below.
    Floor,
    /// The square root.
    SquareRoot,
    /// A power.
    Power,
    /// -1, 0 or 1.
    Sign,
    /// A double to a number of digits, or to a whole number.
    RoundDouble,
    /// A decimal number to a number of digits.
    RoundNumeric,
    /// Whether one of several is true.
    MaxBoolean,
    /// Whether all are true.
    MinBoolean,
    /// The greater of some values.
    Greatest,
    /// The smaller of some values.
    Least,
    /// A random number from 0 up to 1.
    Random,
    /// Whether a text has the words of a query: the text, and the query.
    Match,
    /// Whether a `tsvector` meets a `tsquery`.
    MatchVector,
    /// How well columns fit a search on MySQL: the query last.
    MatchAgainst(MatchMode),
    /// A function of PostgreSQL's full-text search, with the configuration that it uses if it is said.
    TextSearch(&'static str, Option<&'static str>),
    /// Which keys of GROUP BY are NULL because the row is a total.
    Grouping,
    /// A function that only PostgreSQL has.
    PostgreSqlOnly(&'static str),
}

/// How MySQL understands what is searched for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MatchMode {
    /// IN NATURAL LANGUAGE MODE.
    #[default]
    NaturalLanguage,
    /// IN BOOLEAN MODE.
    Boolean,
    /// WITH QUERY EXPANSION.
    QueryExpansion,
}

/// What `func::extract` takes out of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The year.
    Year,
    /// 1 to 4.
    Quarter,
    /// 1 to 12.
    Month,
    /// The week of ISO 8601, 1 to 53.
    Week,
    /// The day of the month, 1 to 31.
    Day,
    /// 0 for Sunday, to 6.
    DayOfWeek,
    /// 1 to 366.
    DayOfYear,
    /// 0 to 23.
    Hour,
    /// 0 to 59.
    Minute,
    /// 0 to 59; fractions are cut off.
    Second,
}

/// What `func::date_trunc` cuts a date to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateUnit {
    /// The first of January.
    Year,
    /// The first of the month.
    Month,
    /// Midnight.
    Day,
    /// The full hour.
    Hour,
    /// The full minute.
    Minute,
    /// The full second.
    Second,
}

/// What an `Interval` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntervalUnit {
    /// Years.
    Year,
    /// Months.
    Month,
    /// Weeks.
    Week,
    /// Days.
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
}
