//! Function calls as SQL.

use realgar_metadata::Dialect;

use super::Renderer;
use super::precedence::{Precedence, precedence};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Call, Function, Node, OverWindow};
use crate::sql::value::Value;

impl<'a> Renderer<'a> {
    pub(super) fn call(&mut self, call: &'a Call) -> Result<()> {
        self.call_over(call, None)
    }

    /// A call, with its OVER inside of whatever has to be around both.
    pub(super) fn call_over(&mut self, call: &'a Call, window: Option<&'a OverWindow>) -> Result<()> {
        let (before, after) = self.spelling(call.function)?;
        match (call.function, call.arguments.as_slice()) {
            (Function::Now | Function::CurrentDate | Function::Random, _) => {
                self.push(before);
                return Ok(());
            }
            (Function::Extract(field), [date]) => return self.extract(field, date),
            (Function::Truncate(unit), [date]) => return self.truncate(unit, date),
            (Function::AddInterval { unit, back, keeps_time }, [date, count]) => {
                return self.add_interval(unit, back, keeps_time, [date, count]);
            }
            (Function::Match, [subject, query]) => return self.match_text(subject, query),
            (Function::MatchVector, [vector, query]) => return self.match_vector(vector, query),
            (Function::MatchAgainst(mode), [columns @ .., query]) => return self.match_against(columns, query, mode),
            (Function::TextSearch(name, configuration), arguments) => {
                return self.text_search(name, configuration, arguments);
            }
            (Function::DaysBetween, [from, to]) => return self.days_between([from, to]),
            (Function::SecondsBetween, [from, to]) => return self.seconds_between([from, to]),
            (Function::Substring, [text, start, length]) => return self.substring(text, start, length),
            (Function::Ceil | Function::Floor, [number]) if self.dialect == Dialect::Sqlite => {
                return self.sqlite_whole(call.function == Function::Ceil, number);
            }
            _ => {}
        }
        if call.filter.is_some() && self.filters_inside() {
            check_filtered(call)?;
        }
        if !call.order_by.is_empty() {
            self.check_ordered(call, window.is_some())?;
        }
        self.push(before);
        self.push(if call.distinct { "(DISTINCT " } else { "(" });
        match (call.function, call.arguments.as_slice()) {
            (Function::StringAgg, [text, Node::Bind(Value::Text(separator))]) if self.dialect == Dialect::MySql => {
                self.argument(call, text)?;
                self.call_order(" ORDER BY ", call)?;
                self.push(" SEPARATOR ");
                self.dialect.write_string_literal(&mut self.sql, separator);
            }
            // Decimal numbers are rounded away from zero, doubles to the even neighbour.
            (Function::RoundDouble, [number, digits @ ..]) if self.dialect != Dialect::Sqlite => {
                self.push("CAST(");
                self.node(number)?;
                self.push(if self.dialect == Dialect::MySql { " AS DECIMAL(65, 20))" } else { " AS NUMERIC)" });
                for digits in digits {
                    self.push(", ");
                    self.node(digits)?;
                }
            }
            // A row with a NULL in it counts on PostgreSQL, and not on MySQL.
            (Function::CountDistinctRow, [row]) if self.dialect == Dialect::PostgreSql => {
                self.push("CASE WHEN ");
                self.node(row)?;
                self.push(" IS NOT NULL THEN ");
                self.node(row)?;
                self.push(" END");
            }
            (Function::CountDistinctRow, [Node::Row(members)]) => {
                for (index, member) in members.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.argument(call, member)?;
                }
            }
            (_, arguments) => {
                for (index, argument) in arguments.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.argument(call, argument)?;
                }
                if !call.within_group {
                    self.call_order(" ORDER BY ", call)?;
                }
            }
        }
        self.push(")");
        if call.within_group {
            self.call_order(" WITHIN GROUP (ORDER BY ", call)?;
            self.push(")");
        }
        if let (Some(filter), false) = (&call.filter, self.filters_inside()) {
            self.push(" FILTER (WHERE ");
            self.node(filter)?;
            self.push(")");
        }
        if let Some(window) = window {
            self.over_window(window)?;
        }
        self.push(after);
        Ok(())
    }

    /// What stands before the parenthesis, and after the call.
    fn spelling(&self, function: Function) -> Result<(&'static str, &'static str)> {
        use Dialect::{MySql, PostgreSql, Sqlite};
        Ok(match (function, self.dialect) {
            (Function::Named(name) | Function::PostgreSqlOnly(name), PostgreSql)
            | (Function::Named(name), _)
            | (Function::Shifted(name), PostgreSql | Sqlite) => (name, ""),
            (Function::Shifted(name), _) => {
                return Err(Error::unsupported(format!(
                    "mysql's `{name}` takes no value for rows that are not there; put `func::coalesce` around \
                     `func::{name}(…).over()` if it is never NULL otherwise"
                )));
            }
            (Function::PostgreSqlOnly(name), dialect) => {
                return Err(Error::unsupported(format!("{dialect} has no `{name}`")));
            }
            (Function::Length, MySql) => ("char_length", ""),
            (Function::Length, _) => ("length", ""),
            (Function::Now, _) => ("CURRENT_TIMESTAMP", ""),
            (Function::CurrentDate, _) => ("CURRENT_DATE", ""),
            // These are NUMERIC on PostgreSQL and MySQL.
            (Function::SumInteger, PostgreSql) => ("CAST(sum", " AS BIGINT)"),
            (Function::SumInteger, MySql) => ("CAST(sum", " AS SIGNED)"),
            (Function::SumInteger, _) => ("sum", ""),
            (Function::Average, PostgreSql) => ("CAST(avg", " AS DOUBLE PRECISION)"),
            (Function::Average, MySql) => ("CAST(avg", " AS DOUBLE)"),
            (Function::Average, _) => ("avg", ""),
            // PostgreSQL has no `max` of booleans.
            (Function::MaxBoolean, PostgreSql) => ("bool_or", ""),
            (Function::MaxBoolean, _) => ("max", ""),
            (Function::MinBoolean, PostgreSql) => ("bool_and", ""),
            (Function::MinBoolean, _) => ("min", ""),
            (Function::IndexOf, PostgreSql) => ("strpos", ""),
            (Function::IndexOf, _) => ("instr", ""),
            (Function::StringAgg, PostgreSql) => ("string_agg", ""),
            (Function::StringAgg, _) => ("group_concat", ""),
            (Function::Ceil, _) => ("ceil", ""),
            (Function::Floor, _) => ("floor", ""),
            (Function::SquareRoot | Function::Power, Sqlite) => {
                return Err(Error::unsupported(
                    "the SQLite that is built in has no mathematical functions; use `func::call` with one that has",
                ));
            }
            (Function::SquareRoot, _) => ("sqrt", ""),
            (Function::Power, _) => ("power", ""),
            (Function::Sign, PostgreSql) => ("CAST(sign", " AS INTEGER)"),
            (Function::Sign, _) => ("sign", ""),
            (Function::RoundDouble, PostgreSql) => ("CAST(round", " AS DOUBLE PRECISION)"),
            (Function::RoundDouble, MySql) => ("CAST(round", " AS DOUBLE)"),
            (Function::RoundDouble | Function::RoundNumeric, _) => ("round", ""),
            (Function::Substring, _) => ("substr", ""),
            (Function::DaysBetween | Function::SecondsBetween, _) => ("", ""),
            (Function::BoolAnd, PostgreSql) => ("bool_and", ""),
            (Function::BoolOr, PostgreSql) => ("bool_or", ""),
            // Of 0 and 1, the least says whether all are 1.
            (Function::BoolAnd, _) => ("min", ""),
            (Function::BoolOr, _) => ("max", ""),
            (Function::CountDistinctRow, Sqlite) => {
                return Err(Error::unsupported(
                    "sqlite counts different values of one expression only; count the rows of a subquery \
                     `select((a, b)).distinct().subquery(…)`",
                ));
            }
            (Function::CountDistinctRow, _) => ("count", ""),
            (Function::Greatest, Sqlite) => ("max", ""),
            (Function::Greatest, _) => ("greatest", ""),
            (Function::Least, Sqlite) => ("min", ""),
            (Function::Least, _) => ("least", ""),
            // SQLite's random() is any 64-bit integer; 53 bits of it are a fraction.
            (Function::Random, Sqlite) => ("((random() & 9007199254740991) / 9007199254740992.0)", ""),
            (Function::Random, PostgreSql) => ("random()", ""),
            (Function::Random, _) => ("rand()", ""),
            // Written by the functions of `text_search.rs`.
            (Function::Match | Function::MatchVector | Function::MatchAgainst(_) | Function::TextSearch(..), _) => {
                ("", "")
            }
            (Function::Grouping, PostgreSql) => ("GROUPING", ""),
            (Function::Grouping, dialect) => {
                return Err(Error::unsupported(format!(
                    "{dialect} has no GROUPING(); ask whether a key that is never NULL in its table is NULL"
                )));
            }
            (Function::Extract(_) | Function::Truncate(_) | Function::AddInterval { .. }, _) => ("", ""),
        })
    }

    /// SQLite and MySQL count a start below zero from the end, and know no position 0.
    fn substring(&mut self, text: &'a Node, start: &'a Node, length: &'a Node) -> Result<()> {
        let (greatest, least) = match self.dialect {
            Dialect::PostgreSql => ("", ""),
            Dialect::Sqlite => ("max(", "min("),
            _ => ("greatest(", "least("),
        };
        let is_positive = |node: &Node| matches!(node, Node::Bind(Value::Integer(1..)));
        self.push("substr(");
        self.node(text)?;
        self.push(", ");
        if self.dialect == Dialect::PostgreSql || (is_positive(start) && is_positive(length)) {
            self.node(start)?;
            self.push(", ");
            self.node(length)?;
        } else {
            self.push(greatest);
            self.node(start)?;
            self.push(", 1), ");
            self.push(greatest);
            self.operand(length, precedence(length, self.dialect) < Precedence::Sum)?;
            self.push(" + ");
            self.push(least);
            self.node(start)?;
            self.push(", 1) - 1, 0)");
        }
        self.push(")");
        Ok(())
    }

    /// MySQL has no FILTER; aggregates that skip NULLs do the same with a CASE without ELSE.
    fn filters_inside(&self) -> bool {
        self.dialect == Dialect::MySql
    }

    fn argument(&mut self, call: &'a Call, argument: &'a Node) -> Result<()> {
        match &call.filter {
            Some(filter) if self.filters_inside() => {
                self.push("CASE WHEN ");
                self.node(filter)?;
                self.push(" THEN ");
                if matches!(argument, Node::Star) {
                    self.push("1");
                } else {
                    self.node(argument)?;
                }
                self.push(" END");
                Ok(())
            }
            _ => self.function_argument(call.function, &call.arguments, argument),
        }
    }

    /// The order inside of a call. The labels of the select list have no meaning there.
    fn call_order(&mut self, words: &str, call: &'a Call) -> Result<()> {
        let labels = std::mem::take(&mut self.labels);
        self.order_by(words, &call.order_by)?;
        self.labels = labels;
        Ok(())
    }

    fn check_ordered(&self, call: &Call, has_window: bool) -> Result<()> {
        if has_window {
            return Err(Error::new(
                ErrorKind::InvalidStatement,
                "an aggregate with an order of its own cannot stand before OVER; order the window",
            ));
        }
        if self.dialect == Dialect::MySql && call.function != Function::StringAgg {
            return Err(Error::unsupported("mysql orders no other aggregate than `string_agg`"));
        }
        Ok(())
    }

    /// `ceil` and `floor` without mathematical functions: `round` is there, and goes at most one half too far.
    fn sqlite_whole(&mut self, up: bool, number: &'a Node) -> Result<()> {
        self.push("(round(");
        self.node(number)?;
        self.push(if up { ") + (round(" } else { ") - (round(" });
        self.node(number)?;
        self.push(if up { ") < " } else { ") > " });
        self.atom(number)?;
        self.push("))");
        Ok(())
    }
}

/// Refuses FILTER on MySQL unless the aggregate is known to skip rows in which an argument is NULL.
fn check_filtered(call: &Call) -> Result<()> {
    const PASS_OVER_NULLS: [&str; 16] = [
        "avg",
        "bit_and",
        "bit_or",
        "bit_xor",
        "count",
        "group_concat",
        "max",
        "min",
        "std",
        "stddev",
        "stddev_pop",
        "stddev_samp",
        "sum",
        "var_pop",
        "var_samp",
        "variance",
    ];
    match call.function {
        Function::Named(name)
            if call.arguments.is_empty() || !PASS_OVER_NULLS.iter().any(|known| name.eq_ignore_ascii_case(known)) =>
        {
            Err(Error::unsupported(format!(
                "mysql has no FILTER, and `{name}` is not known to skip NULLs, which would do the same; \
                 filter in a subquery"
            )))
        }
        _ => Ok(()),
    }
}
