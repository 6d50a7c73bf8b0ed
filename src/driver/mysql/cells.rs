//! A cell as the server sends it, read by the type of its column.

use mysql::Column;
use mysql::Value as Received;
use mysql::consts::ColumnType;

use crate::error::{Error, Result};
use crate::sql::value::ValueRef;

/// The character set of bytes.
const BINARY: u16 = 63;

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    Integer,
    Float,
    Decimal,
    Bit,
    Date,
    Timestamp,
    Time,
    Text,
    Bytes,
}

impl Reader {
    pub(super) fn of(column: &Column) -> Self {
        use ColumnType as T;
        match column.column_type() {
            T::MYSQL_TYPE_TINY
            | T::MYSQL_TYPE_SHORT
            | T::MYSQL_TYPE_LONG
            | T::MYSQL_TYPE_LONGLONG
            | T::MYSQL_TYPE_INT24
            | T::MYSQL_TYPE_YEAR => Self::Integer,
            T::MYSQL_TYPE_FLOAT | T::MYSQL_TYPE_DOUBLE => Self::Float,
            T::MYSQL_TYPE_DECIMAL | T::MYSQL_TYPE_NEWDECIMAL => Self::Decimal,
            T::MYSQL_TYPE_BIT => Self::Bit,
            T::MYSQL_TYPE_DATE | T::MYSQL_TYPE_NEWDATE => Self::Date,
            T::MYSQL_TYPE_DATETIME | T::MYSQL_TYPE_DATETIME2 | T::MYSQL_TYPE_TIMESTAMP | T::MYSQL_TYPE_TIMESTAMP2 => {
                Self::Timestamp
            }
            T::MYSQL_TYPE_TIME | T::MYSQL_TYPE_TIME2 => Self::Time,
            // MySQL says that its JSON is bytes.
            T::MYSQL_TYPE_JSON => Self::Text,
            _ if column.character_set() == BINARY => Self::Bytes,
            _ => Self::Text,
        }
    }

    /// Reads a cell.
    ///
    /// # Errors
    ///
    /// `Decode` for what has no value in Rust.
    #[inline]
    pub(super) fn read(self, cell: &Received) -> Result<ValueRef<'_>> {
        Ok(match cell {
            Received::NULL => ValueRef::Null,
            Received::Int(value) => ValueRef::Integer(*value),
            Received::UInt(value) => unsigned(*value),
            Received::Float(value) => ValueRef::Real(f64::from(*value)),
            Received::Double(value) => ValueRef::Real(*value),
            Received::Bytes(bytes) => return self.read_bytes(bytes),
            #[cfg(feature = "chrono")]
            Received::Date(year, month, day, hour, minute, second, micro) => {
                let date = time::Parts { year: *year, month: *month, day: *day };
                match self {
                    Self::Date => ValueRef::Date(date.date()?),
                    _ => ValueRef::Timestamp(date.timestamp(*hour, *minute, *second, *micro)?),
                }
            }
            #[cfg(feature = "chrono")]
            Received::Time(is_negative, days, hour, minute, second, micro) => {
                ValueRef::Time(time::time(*is_negative, *days, [*hour, *minute, *second], *micro)?)
            }
            #[cfg(not(feature = "chrono"))]
            Received::Date(..) | Received::Time(..) => {
                return Err(Error::decode(
                    "dates and times need the cargo feature `chrono`; or read them as text, by CAST(… AS CHAR)",
                ));
            }
        })
    }

    fn read_bytes(self, bytes: &[u8]) -> Result<ValueRef<'_>> {
        Ok(match self {
            Self::Bytes => ValueRef::Blob(bytes),
            Self::Bit => bits(bytes)?,
            // These come as text where a statement could not be prepared.
            Self::Integer => {
                let text = characters(bytes)?;
                match text.parse() {
                    Ok(value) => ValueRef::Integer(value),
                    Err(_) => ValueRef::Unsigned(text.parse().map_err(|_| malformed("an integer", text))?),
                }
            }
            Self::Float => {
                let text = characters(bytes)?;
                ValueRef::Real(text.parse().map_err(|_| malformed("a floating point number", text))?)
            }
            #[cfg(feature = "decimal")]
            Self::Decimal => ValueRef::Numeric(decimal(characters(bytes)?)?),
            _ => ValueRef::Text(characters(bytes)?),
        })
    }
}

fn unsigned(value: u64) -> ValueRef<'static> {
    i64::try_from(value).map_or(ValueRef::Unsigned(value), ValueRef::Integer)
}

/// At most 64 bits, the last one first.
fn bits(bytes: &[u8]) -> Result<ValueRef<'static>> {
    if bytes.len() > 8 {
        return Err(Error::decode(format!("a BIT of {} bytes", bytes.len())));
    }
    Ok(unsigned(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
}

fn characters(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| Error::decode("the stored text is not UTF-8").with_source(error))
}

#[cold]
fn malformed(noun: &str, text: &str) -> Error {
    Error::decode(format!("the server's `{text}` is not {noun}"))
}

/// All digits, or an error.
#[cfg(feature = "decimal")]
fn decimal(text: &str) -> Result<rust_decimal::Decimal> {
    // Zeros at the end are kept where there is room for them.
    let cut = match text.split_once('.') {
        Some(_) if text.len() > 29 => text.trim_end_matches('0').trim_end_matches('.'),
        _ => text,
    };
    rust_decimal::Decimal::from_str_exact(cut).map_err(|error| {
        Error::decode(format!(
            "`{text}` is more than a `Decimal` holds, which has 28 digits: read it as text, by CAST(… AS CHAR)"
        ))
        .with_source(error)
    })
}

#[cfg(feature = "chrono")]
mod time {
    use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

    use super::{Error, Result};

    pub(super) struct Parts {
        pub(super) year: u16,
        pub(super) month: u8,
        pub(super) day: u8,
    }

    impl Parts {
        pub(super) fn date(&self) -> Result<NaiveDate> {
            let date = NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), u32::from(self.day));
            date.ok_or_else(|| beyond("date", &self.to_string()))
        }

        pub(super) fn timestamp(&self, hour: u8, minute: u8, second: u8, micro: u32) -> Result<NaiveDateTime> {
            let date = NaiveDate::from_ymd_opt(i32::from(self.year), u32::from(self.month), u32::from(self.day));
            let timestamp = date
                .and_then(|date| date.and_hms_micro_opt(u32::from(hour), u32::from(minute), u32::from(second), micro));
            timestamp.ok_or_else(|| beyond("timestamp", &format!("{self} {hour:02}:{minute:02}:{second:02}")))
        }
    }

    impl std::fmt::Display for Parts {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
        }
    }

    /// A TIME is a span of up to 838 hours; what is not within one day is no time of day.
    pub(super) fn time(is_negative: bool, days: u32, [hour, minute, second]: [u8; 3], micro: u32) -> Result<NaiveTime> {
        let time = NaiveTime::from_hms_micro_opt(u32::from(hour), u32::from(minute), u32::from(second), micro);
        let is_zero = time == Some(NaiveTime::MIN);
        time.filter(|_| days == 0 && (!is_negative || is_zero)).ok_or_else(|| {
            let sign = if is_negative { "-" } else { "" };
            beyond("time", &format!("{sign}{:02}:{minute:02}:{second:02}", days * 24 + u32::from(hour)))
        })
    }

    #[cold]
    fn beyond(what: &str, text: &str) -> Error {
        Error::decode(format!("the {what} `{text}` has no value in Rust: read it as text, by CAST(… AS CHAR)"))
    }
}
