//! A cell in binary, read where it lies.

use tokio_postgres::types::{FromSql, Kind as TypeKind, Type};

use super::binds;
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// The bytes of a cell.
pub(super) struct Bytes<'r>(pub(super) Option<&'r [u8]>);

impl<'r> FromSql<'r> for Bytes<'r> {
    fn from_sql(_ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Some(raw)))
    }

    fn from_sql_null(_ty: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(None))
    }

    fn accepts(_ty: &Type) -> bool {
        true
    }
}

/// Whether cells of the type are written out as text, because no value of ours stands for them.
pub(in crate::driver) fn is_spelled(ty: &Type) -> bool {
    let is_read = match *ty {
        Type::BOOL | Type::INT2 | Type::INT4 | Type::INT8 | Type::OID | Type::FLOAT4 | Type::FLOAT8 | Type::BYTEA => {
            true
        }
        Type::JSONB | Type::VOID => true,
        Type::NUMERIC => cfg!(feature = "decimal"),
        Type::DATE | Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ => cfg!(feature = "chrono"),
        Type::UUID => cfg!(feature = "uuid"),
        _ => binds::is_text(ty),
    };
    !is_read
}

/// Reads a cell of a type that is not spelled.
pub(in crate::driver) fn read<'r>(ty: &Type, raw: &'r [u8]) -> Result<ValueRef<'r>> {
    Ok(match *ty {
        Type::BOOL => ValueRef::Boolean(array::<1>(raw)? != [0]),
        Type::INT2 => ValueRef::Integer(i64::from(i16::from_be_bytes(array(raw)?))),
        Type::INT4 => ValueRef::Integer(i64::from(i32::from_be_bytes(array(raw)?))),
        Type::INT8 => ValueRef::Integer(i64::from_be_bytes(array(raw)?)),
        Type::OID => ValueRef::Integer(i64::from(u32::from_be_bytes(array(raw)?))),
        Type::FLOAT4 => ValueRef::Real(f64::from(f32::from_be_bytes(array(raw)?))),
        Type::FLOAT8 => ValueRef::Real(f64::from_be_bytes(array(raw)?)),
        Type::BYTEA => ValueRef::Blob(raw),
        // What a function returns that returns nothing.
        Type::VOID => ValueRef::Null,
        Type::JSONB => match raw {
            [1, text @ ..] => ValueRef::Text(characters(text)?),
            _ => return Err(malformed(ty)),
        },
        #[cfg(feature = "decimal")]
        Type::NUMERIC => ValueRef::Numeric(decimal(raw)?),
        #[cfg(feature = "chrono")]
        Type::DATE => ValueRef::Date(time::date(i32::from_be_bytes(array(raw)?))?),
        #[cfg(feature = "chrono")]
        Type::TIME => ValueRef::Time(time::time(i64::from_be_bytes(array(raw)?))?),
        #[cfg(feature = "chrono")]
        Type::TIMESTAMP => ValueRef::Timestamp(time::timestamp(i64::from_be_bytes(array(raw)?))?),
        #[cfg(feature = "chrono")]
        Type::TIMESTAMPTZ => ValueRef::TimestampTz(time::timestamp(i64::from_be_bytes(array(raw)?))?.and_utc()),
        #[cfg(feature = "uuid")]
        Type::UUID => ValueRef::Uuid(uuid::Uuid::from_bytes(array(raw)?)),
        _ => match ty.kind() {
            TypeKind::Domain(inner) => read(inner, raw)?,
            _ => ValueRef::Text(characters(raw)?),
        },
    })
}

/// The elements of an array of one dimension that begins at 1; `None` for anything else, which is spelled.
pub(in crate::driver) fn elements(ty: &Type, raw: &[u8]) -> Result<Option<(&'static Kind, Vec<Value>)>> {
    let TypeKind::Array(element) = ty.kind() else { return Ok(None) };
    let Some((counts, mut rest)) = raw.split_at_checked(12) else { return Err(malformed(ty)) };
    match i32::from_be_bytes(array(&counts[..4])?) {
        0 => return Ok(Some((kind(element), Vec::new()))),
        1 => {}
        _ => return Ok(None),
    }
    let number = |rest: &mut &[u8]| -> Result<i32> {
        let (taken, left) = rest.split_at_checked(4).ok_or_else(|| malformed(ty))?;
        *rest = left;
        Ok(i32::from_be_bytes(array(taken)?))
    };
    let (count, lower) = (number(&mut rest)?, number(&mut rest)?);
    if lower != 1 {
        return Ok(None);
    }
    let mut values = Vec::new();
    for _ in 0..count {
        let Ok(length) = usize::try_from(number(&mut rest)?) else {
            values.push(Value::Null(*kind(element)));
            continue;
        };
        let (raw, left) = rest.split_at_checked(length).ok_or_else(|| malformed(ty))?;
        rest = left;
        values.push(match is_spelled(element) {
            true => Value::Text(super::spelling::spell(element, raw)?),
            false => read(element, raw)?.to_value(),
        });
    }
    Ok(Some((kind(element), values)))
}

/// The kind that cells of a type are read as.
fn kind(ty: &Type) -> &'static Kind {
    match *ty {
        Type::BOOL => &Kind::Boolean,
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => &Kind::BigInt,
        Type::FLOAT4 | Type::FLOAT8 => &Kind::Double,
        Type::BYTEA => &Kind::Blob,
        Type::NUMERIC if cfg!(feature = "decimal") => &Kind::Numeric,
        Type::DATE if cfg!(feature = "chrono") => &Kind::Date,
        Type::TIME if cfg!(feature = "chrono") => &Kind::Time,
        Type::TIMESTAMP if cfg!(feature = "chrono") => &Kind::Timestamp,
        Type::TIMESTAMPTZ if cfg!(feature = "chrono") => &Kind::TimestampTz,
        Type::UUID if cfg!(feature = "uuid") => &Kind::Uuid,
        _ => match ty.kind() {
            TypeKind::Domain(inner) => kind(inner),
            _ => &Kind::Text,
        },
    }
}

/// Bytes that are as many as the type has.
pub(super) fn array<const N: usize>(raw: &[u8]) -> Result<[u8; N]> {
    raw.try_into().map_err(|_| Error::decode(format!("{} bytes where {N} were expected", raw.len())))
}

pub(super) fn characters(raw: &[u8]) -> Result<&str> {
    std::str::from_utf8(raw).map_err(|error| Error::decode("the stored text is not UTF-8").with_source(error))
}

#[cold]
pub(super) fn malformed(ty: &Type) -> Error {
    Error::decode(format!("the server's `{}` cannot be read", ty.name()))
}

/// All digits, or an error.
#[cfg(feature = "decimal")]
fn decimal(raw: &[u8]) -> Result<rust_decimal::Decimal> {
    let text = super::spelling::numeric(raw)?;
    // Zeros at the end are kept where there is room for them.
    let cut = match text.split_once('.') {
        Some(_) if text.len() > 29 => text.trim_end_matches('0').trim_end_matches('.'),
        _ => &text,
    };
    rust_decimal::Decimal::from_str_exact(cut).map_err(|error| {
        Error::decode(format!(
            "`{text}` is more than a `Decimal` holds, which has 28 digits: read it as text, by CAST(… AS TEXT)"
        ))
        .with_source(error)
    })
}

/// Days and microseconds since the year 2000.
#[cfg(feature = "chrono")]
mod time {
    use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

    use super::super::spelling;
    use super::{Error, Result};

    fn epoch() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN)
    }

    pub(super) fn date(days: i32) -> Result<NaiveDate> {
        let date = match days {
            i32::MAX | i32::MIN => None,
            _ => epoch().date().checked_add_signed(TimeDelta::days(i64::from(days))),
        };
        date.ok_or_else(|| beyond("date", &spelling::date(days)))
    }

    pub(super) fn time(microseconds: i64) -> Result<NaiveTime> {
        let seconds = u32::try_from(microseconds / 1_000_000).unwrap_or(u32::MAX);
        let nanoseconds = (microseconds % 1_000_000) as u32 * 1_000;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds)
            .ok_or_else(|| beyond("time", &spelling::time(microseconds)))
    }

    pub(super) fn timestamp(microseconds: i64) -> Result<NaiveDateTime> {
        let timestamp = match microseconds {
            i64::MAX | i64::MIN => None,
            _ => epoch().checked_add_signed(TimeDelta::microseconds(microseconds)),
        };
        timestamp.ok_or_else(|| beyond("timestamp", &spelling::timestamp(microseconds)))
    }

    #[cold]
    fn beyond(what: &str, text: &str) -> Error {
        Error::decode(format!("the {what} `{text}` has no value in Rust: read it as text, by CAST(… AS TEXT)"))
    }
}
