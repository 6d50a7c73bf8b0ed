//! Whether values of one type can be read and written in a column of another one.

use crate::{Dialect, SqlType};

/// What keeps a column of the type that was found from being used as one of the type that was expected. `None` if
/// nothing does.
pub(super) fn misfit(dialect: Option<Dialect>, expected: &SqlType, found: &SqlType) -> Option<&'static str> {
    match dialect {
        Some(Dialect::Sqlite) => sqlite_misfit(expected, found),
        _ => server_misfit(dialect == Some(Dialect::MySql), expected, found),
    }
}

const NOT_READ: &str = "its values do not decode";
const NOT_ALL_READ: &str = "values that do not fit do not decode";
const NOT_ALL_STORED: &str = "values that do not fit cannot be stored";

/// What kind of values a server keeps in a column, however long they may be.
#[derive(PartialEq)]
enum Class<'t> {
    Integer,
    Float,
    Numeric,
    Boolean,
    Text,
    Blob,
    Date,
    Time(bool),
    Timestamp(bool),
    Interval,
    Uuid,
    Json,
    /// An enum type of the database's own, or another type by its name.
    Named(&'t str),
    Array(&'t str),
}

fn class(mysql: bool, sql_type: &SqlType) -> Class<'_> {
    match sql_type {
        SqlType::Boolean if mysql => Class::Integer,
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => Class::Integer,
        SqlType::Real | SqlType::Double => Class::Float,
        SqlType::Numeric { .. } => Class::Numeric,
        SqlType::Boolean => Class::Boolean,
        // There, labels, documents and identifiers are text.
        SqlType::Enum(_) | SqlType::Json { .. } | SqlType::Uuid if mysql => Class::Text,
        SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text => Class::Text,
        SqlType::Blob(_) => Class::Blob,
        SqlType::Date => Class::Date,
        SqlType::Time { with_time_zone } => Class::Time(*with_time_zone && !mysql),
        SqlType::Timestamp { with_time_zone } => Class::Timestamp(*with_time_zone && !mysql),
        SqlType::Interval => Class::Interval,
        SqlType::Uuid => Class::Uuid,
        SqlType::Json { .. } => Class::Json,
        SqlType::Enum(name) | SqlType::Other(name) => Class::Named(last_part(name)),
        SqlType::Array(element) => Class::Array(element.trim_end_matches("[]")),
    }
}

/// A name without its schema and quotes.
fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name).trim_matches('"')
}

fn server_misfit(mysql: bool, expected: &SqlType, found: &SqlType) -> Option<&'static str> {
    let same_named = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    match (class(mysql, expected), class(mysql, found)) {
        (Class::Named(a), Class::Named(b)) | (Class::Array(a), Class::Array(b)) => {
            return (!same_named(a, b)).then_some("its values cannot be compared or stored");
        }
        (a, b) if a == b => {}
        _ => return Some(NOT_READ),
    }
    let wider = |width: fn(&SqlType) -> u8| match width(expected).cmp(&width(found)) {
        std::cmp::Ordering::Less => Some(NOT_ALL_READ),
        std::cmp::Ordering::Greater => Some(NOT_ALL_STORED),
        std::cmp::Ordering::Equal => None,
    };
    match (expected, found) {
        (a, b) if a.is_integer() && b.is_integer() => wider(integer_width),
        (SqlType::Real, SqlType::Double) => Some(NOT_ALL_READ),
        (
            SqlType::Numeric { precision, scale },
            SqlType::Numeric { precision: Some(found_precision), scale: found_scale },
        ) => {
            let whole = |precision: u32, scale: Option<u32>| precision.saturating_sub(scale.unwrap_or(0));
            let fits = precision.is_some_and(|precision| {
                whole(precision, *scale) <= whole(*found_precision, *found_scale)
                    && scale.unwrap_or(0) <= found_scale.unwrap_or(0)
            });
            // MySQL's NUMERIC without digits has 10.
            let is_default = mysql && precision.is_none() && *found_precision == 10;
            (!fits && !is_default).then_some(NOT_ALL_STORED)
        }
        _ => longer(expected, found).then_some(NOT_ALL_STORED),
    }
}

/// Whether values may be longer than the column that was found.
fn longer(expected: &SqlType, found: &SqlType) -> bool {
    let length = |sql_type: &SqlType| match sql_type {
        SqlType::Char(length) => Some(length.unwrap_or(1)),
        SqlType::VarChar(length) | SqlType::Blob(length) => *length,
        _ => None,
    };
    // The length of an enum or of an identifier is that of its values.
    let has_length = matches!(expected, SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text | SqlType::Blob(_));
    has_length && length(found).is_some_and(|found| length(expected).is_none_or(|expected| found < expected))
}

fn integer_width(sql_type: &SqlType) -> u8 {
    match sql_type {
        SqlType::SmallInt => 2,
        SqlType::Integer => 4,
        _ => 8,
    }
}

/// SQLite stores any value in any column, but turns text that looks like a number into one, and back, where the column's
/// type says so.
fn sqlite_misfit(expected: &SqlType, found: &SqlType) -> Option<&'static str> {
    const TURNED: &str = "the database turns its values into others, which do not decode";
    let becomes_text = matches!(found, SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text);
    let becomes_number =
        found.is_integer() || matches!(found, SqlType::Real | SqlType::Double | SqlType::Numeric { .. });
    match expected {
        // Labels are text.
        SqlType::Enum(_) => becomes_number.then_some(TURNED),
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Boolean => {
            let becomes_float = matches!(found, SqlType::Real | SqlType::Double);
            (becomes_text || becomes_float).then_some(TURNED)
        }
        SqlType::Real | SqlType::Double => becomes_text.then_some(TURNED),
        SqlType::Char(_) | SqlType::VarChar(_) | SqlType::Text => becomes_number.then_some(TURNED),
        SqlType::Date | SqlType::Time { .. } | SqlType::Timestamp { .. } | SqlType::Uuid => {
            (found.is_integer() || matches!(found, SqlType::Real | SqlType::Double)).then_some(TURNED)
        }
        _ => None,
    }
}
