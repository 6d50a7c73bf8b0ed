//! Dates and times (feature `chrono`).
//!
//! SQLite has no such types; they are kept as ISO 8601 text, which sorts by time and which its date functions read.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// DATE: `chrono::NaiveDate`.
#[derive(Debug)]
pub struct Date;

/// TIME: `chrono::NaiveTime`.
#[derive(Debug)]
pub struct Time;

/// TIMESTAMP, DATETIME: `chrono::NaiveDateTime`.
#[derive(Debug)]
pub struct Timestamp;

/// TIMESTAMP WITH TIME ZONE: `chrono::DateTime<Utc>`.
#[derive(Debug)]
pub struct TimestampTz;

base_type!(Date => NaiveDate, realgar_metadata::SqlType::Date, Date, |cell| match cell {
    ValueRef::Date(value) => Ok(value),
    ValueRef::Text(text) => day(text).ok_or_else(|| not_a("date", text)),
    other => Err(mismatch("a date", other)),
});

base_type!(Time => NaiveTime, realgar_metadata::SqlType::Time { with_time_zone: false }, Time, |cell| match cell {
    ValueRef::Time(value) => Ok(value),
    ValueRef::Text(text) => time_of_day(text).ok_or_else(|| not_a("time", text)),
    other => Err(mismatch("a time", other)),
});

base_type!(
    Timestamp => NaiveDateTime,
    realgar_metadata::SqlType::Timestamp { with_time_zone: false },
    Timestamp,
    |cell| match cell {
        ValueRef::Timestamp(value) => Ok(value),
        ValueRef::Text(text) => timestamp(text).ok_or_else(|| not_a("timestamp", text)),
        other => Err(mismatch("a timestamp", other)),
    }
);

base_type!(
    TimestampTz => DateTime<Utc>,
    realgar_metadata::SqlType::Timestamp { with_time_zone: true },
    TimestampTz,
    |cell| match cell {
        ValueRef::TimestampTz(value) => Ok(value),
        // MySQL has no other type for it; the connection keeps UTC.
        ValueRef::Timestamp(value) => Ok(value.and_utc()),
        ValueRef::Text(text) => instant(text).ok_or_else(|| not_a("timestamp with time zone", text)),
        other => Err(mismatch("a timestamp with time zone", other)),
    }
);

fn not_a(what: &str, text: &str) -> Error {
    Error::decode(format!("`{text}` is not a {what}"))
}

/// A day; a midnight after it, as some tools write, says nothing more.
fn day(text: &str) -> Option<NaiveDate> {
    let date = match text.split_once(['T', ' ']) {
        None => text,
        Some((date, rest)) if time_of_day(rest) == Some(NaiveTime::MIN) => date,
        Some(_) => return None,
    };
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

fn timestamp(text: &str) -> Option<NaiveDateTime> {
    match text.split_once(['T', ' ']) {
        Some((date, time)) => Some(NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()?.and_time(time_of_day(time)?)),
        None => Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)),
    }
}

/// An instant; text without an offset is UTC, as SQLite's own functions take it.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"]
        .iter()
        .find_map(|form| DateTime::parse_from_str(text, form).ok())
        .map(|instant| instant.with_timezone(&Utc))
        .or_else(|| timestamp(text.strip_suffix('Z').unwrap_or(text)).map(|naive| naive.and_utc()))
}
