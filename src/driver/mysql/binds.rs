//! Values as MySQL takes them.

use mysql::Value as Sent;

use crate::error::{Error, ErrorKind, Result};
use crate::sql::prepared::without_value;
use crate::sql::value::Value;

/// What a statement's message has besides text and bytes, for each value and for all: no more than this.
const OVERHEAD: usize = 16;

/// The values, and about how many bytes they are on the way.
///
/// # Errors
///
/// `OutOfRange` for a value that the server would store as another one.
pub(super) fn encode(values: &[&Value]) -> Result<(Vec<Sent>, usize)> {
    let mut size = OVERHEAD;
    let mut sent = Vec::with_capacity(values.len());
    for value in values {
        let value = encode_one(value)?;
        size += OVERHEAD;
        if let Sent::Bytes(bytes) = &value {
            size += bytes.len();
        }
        sent.push(value);
    }
    Ok((sent, size))
}

fn encode_one(value: &Value) -> Result<Sent> {
    Ok(match value {
        // The server takes the type of a NULL from where it stands.
        Value::Null(_) => Sent::NULL,
        Value::Boolean(value) => Sent::Int(i64::from(*value)),
        Value::SmallInt(value) => Sent::Int(i64::from(*value)),
        Value::Integer(value) => Sent::Int(i64::from(*value)),
        Value::BigInt(value) => Sent::Int(*value),
        Value::Unsigned(value) => Sent::UInt(*value),
        Value::Real(value) if value.is_finite() => Sent::Float(*value),
        Value::Double(value) if value.is_finite() => Sent::Double(*value),
        Value::Real(_) | Value::Double(_) => return Err(not_finite()),
        Value::Text(value) => Sent::Bytes(value.as_bytes().to_vec()),
        Value::Enum(_, label) => Sent::Bytes(label.as_bytes().to_vec()),
        Value::Blob(value) => Sent::Bytes(value.clone()),
        Value::Parameter(parameter) => return Err(without_value(parameter)),
        Value::Array(..) => {
            return Err(Error::unsupported(
                "MySQL has no arrays: keep the elements as JSON, or in a table of their own",
            ));
        }
        #[cfg(feature = "decimal")]
        Value::Numeric(value) => Sent::Bytes(value.to_string().into_bytes()),
        #[cfg(feature = "chrono")]
        Value::Date(value) => time::date(*value)?,
        #[cfg(feature = "chrono")]
        Value::Time(value) => time::time(*value)?,
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => time::timestamp(*value)?,
        // The session keeps time in UTC.
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => time::timestamp(value.naive_utc())?,
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => Sent::Bytes(value.to_string().into_bytes()),
        #[cfg(feature = "json")]
        Value::Json(value) => Sent::Bytes(value.to_string().into_bytes()),
    })
}

#[cold]
fn not_finite() -> Error {
    Error::new(
        ErrorKind::OutOfRange,
        "MySQL keeps neither NaN nor infinities: bind NULL, or keep the value in a text column",
    )
}

/// Years 0 to 9999, in whole microseconds.
#[cfg(feature = "chrono")]
mod time {
    use chrono::{Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};
    use mysql::Value as Sent;

    use super::{Error, ErrorKind, Result};

    pub(super) fn date(date: NaiveDate) -> Result<Sent> {
        let year = year(date).ok_or_else(|| out_of_range(format!("`{date}` is no DATE of MySQL")))?;
        Ok(Sent::Date(year, date.month() as u8, date.day() as u8, 0, 0, 0, 0))
    }

    pub(super) fn time(time: NaiveTime) -> Result<Sent> {
        let nanoseconds = u64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + u64::from(time.nanosecond());
        let microseconds = (nanoseconds + 500) / 1_000;
        let seconds = microseconds / 1_000_000;
        // A leap second in the evening.
        if microseconds > 86_400_000_000 {
            return Err(out_of_range(format!("`{time}` is later than the end of a day")));
        }
        let (hour, minute, second) = ((seconds / 3600) as u8, (seconds / 60 % 60) as u8, (seconds % 60) as u8);
        Ok(Sent::Time(false, 0, hour, minute, second, (microseconds % 1_000_000) as u32))
    }

    /// Half a microsecond is rounded up.
    pub(super) fn timestamp(timestamp: NaiveDateTime) -> Result<Sent> {
        let beyond = || out_of_range(format!("`{timestamp}` is no DATETIME of MySQL"));
        // A leap second is the first one of the next minute.
        let whole = timestamp.with_nanosecond(0).ok_or_else(beyond)?;
        let microseconds = (i64::from(timestamp.nanosecond()) + 500) / 1_000;
        let rounded = whole.checked_add_signed(TimeDelta::microseconds(microseconds)).ok_or_else(beyond)?;
        let year = year(rounded.date()).ok_or_else(beyond)?;
        let (month, day) = (rounded.month() as u8, rounded.day() as u8);
        let (hour, minute, second) = (rounded.hour() as u8, rounded.minute() as u8, rounded.second() as u8);
        Ok(Sent::Date(year, month, day, hour, minute, second, rounded.nanosecond() / 1_000))
    }

    fn year(date: NaiveDate) -> Option<u16> {
        u16::try_from(date.year()).ok().filter(|year| *year <= 9999)
    }

    #[cold]
    fn out_of_range(message: String) -> Error {
        Error::new(ErrorKind::OutOfRange, message)
    }
}
