//! Parts of dates as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use crate::error::Result;
use crate::sql::ast::{DateUnit, Field, IntervalUnit, Node};

impl<'a> Renderer<'a> {
    pub(super) fn extract(&mut self, field: Field, date: &'a Node) -> Result<()> {
        let (before, after) = match (self.dialect, field) {
            (Dialect::Sqlite, Field::Year) => ("CAST(strftime('%Y', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Quarter) => ("((CAST(strftime('%m', ", ") AS INTEGER) + 2) / 3)"),
            (Dialect::Sqlite, Field::Month) => ("CAST(strftime('%m', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Week) => ("CAST(strftime('%V', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Day) => ("CAST(strftime('%d', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::DayOfWeek) => ("CAST(strftime('%w', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::DayOfYear) => ("CAST(strftime('%j', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Hour) => ("CAST(strftime('%H', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Minute) => ("CAST(strftime('%M', ", ") AS INTEGER)"),
            (Dialect::Sqlite, Field::Second) => ("CAST(strftime('%S', ", ") AS INTEGER)"),
            (Dialect::MySql, Field::Week) => ("week(", ", 3)"),
            (Dialect::MySql, Field::DayOfWeek) => ("(dayofweek(", ") - 1)"),
            (Dialect::MySql, Field::DayOfYear) => ("dayofyear(", ")"),
            (Dialect::MySql, Field::Year) => ("EXTRACT(year FROM ", ")"),
            (Dialect::MySql, Field::Quarter) => ("EXTRACT(quarter FROM ", ")"),
            (Dialect::MySql, Field::Month) => ("EXTRACT(month FROM ", ")"),
            (Dialect::MySql, Field::Day) => ("EXTRACT(day FROM ", ")"),
            (Dialect::MySql, Field::Hour) => ("EXTRACT(hour FROM ", ")"),
            (Dialect::MySql, Field::Minute) => ("EXTRACT(minute FROM ", ")"),
            (Dialect::MySql, Field::Second) => ("EXTRACT(second FROM ", ")"),
            // PostgreSQL's numbers are NUMERIC, its seconds have a fraction, and its dates no hours.
            (_, Field::Year) => ("CAST(EXTRACT(year FROM ", ") AS INTEGER)"),
            (_, Field::Quarter) => ("CAST(EXTRACT(quarter FROM ", ") AS INTEGER)"),
            (_, Field::Month) => ("CAST(EXTRACT(month FROM ", ") AS INTEGER)"),
            (_, Field::Week) => ("CAST(EXTRACT(week FROM ", ") AS INTEGER)"),
            (_, Field::Day) => ("CAST(EXTRACT(day FROM ", ") AS INTEGER)"),
            (_, Field::DayOfWeek) => ("CAST(EXTRACT(dow FROM ", ") AS INTEGER)"),
            (_, Field::DayOfYear) => ("CAST(EXTRACT(doy FROM ", ") AS INTEGER)"),
            (_, Field::Hour) => ("CAST(EXTRACT(hour FROM CAST(", " AS TIMESTAMP)) AS INTEGER)"),
            (_, Field::Minute) => ("CAST(EXTRACT(minute FROM CAST(", " AS TIMESTAMP)) AS INTEGER)"),
            (_, Field::Second) => ("CAST(floor(EXTRACT(second FROM CAST(", " AS TIMESTAMP))) AS INTEGER)"),
        };
        self.push(before);
        self.node(date)?;
        self.push(after);
        Ok(())
    }

    pub(super) fn truncate(&mut self, unit: DateUnit, date: &'a Node) -> Result<()> {
        let (before, after) = match (self.dialect, unit) {
            (Dialect::Sqlite, DateUnit::Year) => ("strftime('%Y-01-01 00:00:00', ", ")"),
            (Dialect::Sqlite, DateUnit::Month) => ("strftime('%Y-%m-01 00:00:00', ", ")"),
            (Dialect::Sqlite, DateUnit::Day) => ("strftime('%Y-%m-%d 00:00:00', ", ")"),
            (Dialect::Sqlite, DateUnit::Hour) => ("strftime('%Y-%m-%d %H:00:00', ", ")"),
            (Dialect::Sqlite, DateUnit::Minute) => ("strftime('%Y-%m-%d %H:%M:00', ", ")"),
            (Dialect::Sqlite, DateUnit::Second) => ("strftime('%Y-%m-%d %H:%M:%S', ", ")"),
            (Dialect::MySql, DateUnit::Year) => ("CAST(date_format(", ", '%Y-01-01 00:00:00') AS DATETIME)"),
            (Dialect::MySql, DateUnit::Month) => ("CAST(date_format(", ", '%Y-%m-01 00:00:00') AS DATETIME)"),
            (Dialect::MySql, DateUnit::Day) => ("CAST(date_format(", ", '%Y-%m-%d 00:00:00') AS DATETIME)"),
            (Dialect::MySql, DateUnit::Hour) => ("CAST(date_format(", ", '%Y-%m-%d %H:00:00') AS DATETIME)"),
            (Dialect::MySql, DateUnit::Minute) => ("CAST(date_format(", ", '%Y-%m-%d %H:%i:00') AS DATETIME)"),
            (Dialect::MySql, DateUnit::Second) => ("CAST(date_format(", ", '%Y-%m-%d %H:%i:%s') AS DATETIME)"),
            // Of a DATE it would be a TIMESTAMP WITH TIME ZONE.
            (_, DateUnit::Year) => ("date_trunc('year', CAST(", " AS TIMESTAMP))"),
            (_, DateUnit::Month) => ("date_trunc('month', CAST(", " AS TIMESTAMP))"),
            (_, DateUnit::Day) => ("date_trunc('day', CAST(", " AS TIMESTAMP))"),
            (_, DateUnit::Hour) => ("date_trunc('hour', CAST(", " AS TIMESTAMP))"),
            (_, DateUnit::Minute) => ("date_trunc('minute', CAST(", " AS TIMESTAMP))"),
            (_, DateUnit::Second) => ("date_trunc('second', CAST(", " AS TIMESTAMP))"),
        };
        self.push(before);
        self.node(date)?;
        self.push(after);
        Ok(())
    }

    /// The days from one date to another.
    pub(super) fn days_between(&mut self, [from, to]: [&'a Node; 2]) -> Result<()> {
        let [before, between, after] = match self.dialect {
            Dialect::Sqlite => ["CAST(julianday(date(", ")) - julianday(date(", ")) AS INTEGER)"],
            Dialect::MySql => ["datediff(", ", ", ")"],
            _ => ["(CAST(", " AS DATE) - CAST(", " AS DATE))"],
        };
        self.push(before);
        self.node(to)?;
        self.push(between);
        self.node(from)?;
        self.push(after);
        Ok(())
    }

    /// The seconds from one timestamp to another. SQLite counts milliseconds: days are too coarse for its doubles.
    pub(super) fn seconds_between(&mut self, [from, to]: [&'a Node; 2]) -> Result<()> {
        let ([before, between, after], [first, second]) = match self.dialect {
            Dialect::Sqlite => (["round((julianday(", ") - julianday(", ")) * 86400.0, 3)"], [to, from]),
            Dialect::MySql => (["(timestampdiff(MICROSECOND, ", ", ", ") / 1e6)"], [from, to]),
            _ => (
                ["CAST(EXTRACT(epoch FROM CAST(", " AS TIMESTAMP) - CAST(", " AS TIMESTAMP)) AS DOUBLE PRECISION)"],
                [to, from],
            ),
        };
        self.push(before);
        self.node(first)?;
        self.push(between);
        self.node(second)?;
        self.push(after);
        Ok(())
    }

    pub(super) fn add_interval(
        &mut self,
        unit: IntervalUnit,
        back: bool,
        keeps_time: bool,
        [date, count]: [&'a Node; 2],
    ) -> Result<()> {
        match self.dialect {
            Dialect::Sqlite => self.sqlite_add_interval(unit, back, keeps_time, [date, count]),
            Dialect::MySql => {
                self.push(if back { "date_sub(" } else { "date_add(" });
                self.node(date)?;
                self.push(", INTERVAL ");
                self.node(count)?;
                self.push(match unit {
                    IntervalUnit::Year => " YEAR)",
                    IntervalUnit::Month => " MONTH)",
                    IntervalUnit::Week => " WEEK)",
                    IntervalUnit::Day => " DAY)",
                    IntervalUnit::Hour => " HOUR)",
                    IntervalUnit::Minute => " MINUTE)",
                    IntervalUnit::Second => " SECOND)",
                });
                Ok(())
            }
            _ => {
                // A date and an interval make a timestamp, and a value beside an interval is taken for another one.
                let as_type = if keeps_time { " AS TIMESTAMP)" } else { " AS DATE)" };
                let is_value = matches!(date, Node::Bind(_));
                self.push(if is_value { "CAST(CAST(" } else { "CAST(" });
                self.node(date)?;
                self.push(if is_value { as_type } else { "" });
                self.push(if back { " - make_interval(" } else { " + make_interval(" });
                self.push(match unit {
                    IntervalUnit::Year => "years => ",
                    IntervalUnit::Month => "months => ",
                    IntervalUnit::Week => "weeks => ",
                    IntervalUnit::Day => "days => ",
                    IntervalUnit::Hour => "hours => ",
                    IntervalUnit::Minute => "mins => ",
                    IntervalUnit::Second => "secs => ",
                });
                // It takes no other kind of number.
                let is_value = matches!(count, Node::Bind(_));
                self.push(if is_value { "" } else { "CAST(" });
                self.node(count)?;
                self.push(if is_value { "" } else { " AS INTEGER)" });
                self.push(")");
                self.push(as_type);
                Ok(())
            }
        }
    }

    /// `floor` takes the last day of a month that is too short; without it the rest is counted into the next month.
    fn sqlite_add_interval(
        &mut self,
        unit: IntervalUnit,
        back: bool,
        keeps_time: bool,
        [date, count]: [&'a Node; 2],
    ) -> Result<()> {
        self.push(if keeps_time { "(datetime(" } else { "date(" });
        self.node(date)?;
        let is_week = unit == IntervalUnit::Week;
        self.push(match (back, is_week) {
            (false, false) => ", ",
            (true, false) => ", (0 - ",
            (false, true) => ", (7 * ",
            (true, true) => ", (-7 * ",
        });
        self.atom(count)?;
        self.push(if back || is_week { ")" } else { "" });
        self.push(match unit {
            IntervalUnit::Year => " || ' years', 'floor')",
            IntervalUnit::Month => " || ' months', 'floor')",
            IntervalUnit::Week | IntervalUnit::Day => " || ' days', 'floor')",
            IntervalUnit::Hour => " || ' hours')",
            IntervalUnit::Minute => " || ' minutes')",
            IntervalUnit::Second => " || ' seconds')",
        });
        if keeps_time {
            // `datetime` drops what is below a second.
            self.push(" || substr(");
            self.node(date)?;
            self.push(", 20))");
        }
        Ok(())
    }
}
