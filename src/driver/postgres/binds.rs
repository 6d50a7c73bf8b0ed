//! Values as PostgreSQL takes them: in binary, by the type that the server has for the parameter.

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, Kind as TypeKind, ToSql, Type};

use crate::error::{Error, ErrorKind, Result};
use crate::sql::value::{Kind, Value};

/// The type that a value declares for its parameter. UNKNOWN lets the server find one.
pub(in crate::driver) fn declared(value: &Value) -> Type {
    match value.kind() {
        Kind::Array(element) => array_of(&declared_kind(*element)),
        kind => declared_kind(kind),
    }
}

/// The type of arrays of a type.
fn array_of(element: &Type) -> Type {
    match *element {
        Type::BOOL => Type::BOOL_ARRAY,
        Type::INT2 => Type::INT2_ARRAY,
        Type::INT4 => Type::INT4_ARRAY,
        Type::INT8 => Type::INT8_ARRAY,
        Type::FLOAT4 => Type::FLOAT4_ARRAY,
        Type::FLOAT8 => Type::FLOAT8_ARRAY,
        Type::BYTEA => Type::BYTEA_ARRAY,
        Type::NUMERIC => Type::NUMERIC_ARRAY,
        Type::DATE => Type::DATE_ARRAY,
        Type::TIME => Type::TIME_ARRAY,
        Type::TIMESTAMP => Type::TIMESTAMP_ARRAY,
        Type::TIMESTAMPTZ => Type::TIMESTAMPTZ_ARRAY,
        Type::UUID => Type::UUID_ARRAY,
        _ => Type::UNKNOWN,
    }
}

fn declared_kind(kind: Kind) -> Type {
    match kind {
        Kind::Boolean => Type::BOOL,
        Kind::SmallInt => Type::INT2,
        Kind::Integer => Type::INT4,
        Kind::BigInt | Kind::Unsigned => Type::INT8,
        Kind::Real => Type::FLOAT4,
        Kind::Double => Type::FLOAT8,
        Kind::Blob => Type::BYTEA,
        Kind::Numeric => Type::NUMERIC,
        Kind::Date => Type::DATE,
        Kind::Time => Type::TIME,
        Kind::Timestamp => Type::TIMESTAMP,
        Kind::TimestampTz => Type::TIMESTAMPTZ,
        Kind::Uuid => Type::UUID,
        // Text stands for values of types that have none of their own here, and JSON for JSONB, too.
        Kind::Unknown | Kind::Text | Kind::Json | Kind::Enum(_) | Kind::Array(_) => Type::UNKNOWN,
    }
}

/// Whether a statement that was prepared with this type takes the value.
pub(super) fn fits(prepared: &Type, value: &Value) -> bool {
    value.kind() == Kind::Unknown || *prepared == declared(value)
}

/// A value on its way to the server.
#[derive(Debug)]
pub(super) struct Bound<'v>(pub(super) &'v Value);

type ToSqlResult = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> ToSqlResult {
        if self.0.is_null() {
            return Ok(IsNull::Yes);
        }
        encode(self.0, base(ty), out)?;
        Ok(IsNull::No)
    }

    fn accepts(_ty: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> ToSqlResult {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, ty: &Type) -> Format {
        match self.0 {
            // The server reads the text as it reads a literal.
            Value::Text(_) if !is_text(base(ty)) => Format::Text,
            _ => Format::Binary,
        }
    }
}

/// The type that a domain is made of.
fn base(ty: &Type) -> &Type {
    match ty.kind() {
        TypeKind::Domain(inner) => base(inner),
        _ => ty,
    }
}

/// Whether values of the type are sent as their characters.
pub(in crate::driver) fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON | Type::XML)
        || matches!(ty.kind(), TypeKind::Enum(_))
        || ty.name() == "citext"
}

/// Writes a value in the type's binary form.
pub(in crate::driver) fn encode(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<()> {
    match (value, ty) {
        (Value::Boolean(value), &Type::BOOL) => out.extend_from_slice(&[u8::from(*value)]),
        (Value::SmallInt(value), _) => integer(i64::from(*value), ty, out)?,
        (Value::Integer(value), _) => integer(i64::from(*value), ty, out)?,
        (Value::BigInt(value), _) => integer(*value, ty, out)?,
        (Value::Unsigned(value), _) => {
            let signed = i64::try_from(*value).map_err(|_| {
                out_of_range(format!("PostgreSQL has no unsigned integers, {value} is greater than a BIGINT"))
            })?;
            integer(signed, ty, out)?;
        }
        (Value::Real(value), &Type::FLOAT4) => out.extend_from_slice(&value.to_be_bytes()),
        (Value::Real(value), &Type::FLOAT8) => out.extend_from_slice(&f64::from(*value).to_be_bytes()),
        (Value::Double(value), &Type::FLOAT8) => out.extend_from_slice(&value.to_be_bytes()),
        (Value::Blob(value), &Type::BYTEA) => out.extend_from_slice(value),
        // A literal of bytes has escapes: not every text would come back as it was.
        (Value::Text(_), &Type::BYTEA) => return Err(mismatch("text", ty)),
        (Value::Text(text), _) => characters(text, out)?,
        (Value::Enum(_, label), _) if is_text(ty) => characters(label, out)?,
        #[cfg(feature = "decimal")]
        (Value::Numeric(value), &Type::NUMERIC) => numeric(*value, out),
        #[cfg(feature = "chrono")]
        (Value::Date(value), &Type::DATE) => out.extend_from_slice(&time::days(*value)?.to_be_bytes()),
        #[cfg(feature = "chrono")]
        (Value::Time(value), &Type::TIME) => out.extend_from_slice(&time::time(*value)?.to_be_bytes()),
        #[cfg(feature = "chrono")]
        (Value::Timestamp(value), &Type::TIMESTAMP) => {
            out.extend_from_slice(&time::microseconds(*value)?.to_be_bytes());
        }
        #[cfg(feature = "chrono")]
        (Value::TimestampTz(value), &Type::TIMESTAMPTZ) => {
            out.extend_from_slice(&time::microseconds(value.naive_utc())?.to_be_bytes());
        }
        #[cfg(feature = "uuid")]
        (Value::Uuid(value), &Type::UUID) => out.extend_from_slice(value.as_bytes()),
        #[cfg(feature = "json")]
        (Value::Json(value), &Type::JSONB) => {
            // The version of the format.
            out.extend_from_slice(&[1]);
            out.extend_from_slice(value.to_string().as_bytes());
        }
        #[cfg(feature = "json")]
        (Value::Json(value), _) if is_text(ty) => out.extend_from_slice(value.to_string().as_bytes()),
        (Value::Array(_, elements), _) => match ty.kind() {
            TypeKind::Array(element) => array(elements, element, out)?,
            _ => return Err(mismatch("an array", ty)),
        },
        _ => return Err(mismatch(value.as_cell().noun(), ty)),
    }
    Ok(())
}

/// An array of one dimension, or of none if it is empty.
fn array(elements: &[Value], ty: &Type, out: &mut BytesMut) -> Result<()> {
    let count = i32::try_from(elements.len())
        .map_err(|_| out_of_range(format!("an array of {} elements is too long", elements.len())))?;
    out.extend_from_slice(&i32::from(count > 0).to_be_bytes());
    out.extend_from_slice(&i32::from(elements.iter().any(Value::is_null)).to_be_bytes());
    out.extend_from_slice(&ty.oid().to_be_bytes());
    if count == 0 {
        return Ok(());
    }
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&1_i32.to_be_bytes());
    let mut bytes = BytesMut::new();
    for element in elements {
        if element.is_null() {
            out.extend_from_slice(&(-1_i32).to_be_bytes());
            continue;
        }
        // Only a value of its own can be sent as its characters alone.
        if matches!(element, Value::Text(_)) && !is_text(base(ty)) {
            return Err(mismatch("text", ty));
        }
        bytes.clear();
        encode(element, base(ty), &mut bytes)?;
        let length = i32::try_from(bytes.len()).map_err(|_| out_of_range("an element is too long".to_owned()))?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&bytes);
    }
    Ok(())
}

fn integer(value: i64, ty: &Type, out: &mut BytesMut) -> Result<()> {
    let too_large = |_| out_of_range(format!("{value} does not fit `{}`", ty.name()));
    match *ty {
        Type::INT2 => out.extend_from_slice(&i16::try_from(value).map_err(too_large)?.to_be_bytes()),
        Type::INT4 => out.extend_from_slice(&i32::try_from(value).map_err(too_large)?.to_be_bytes()),
        Type::INT8 => out.extend_from_slice(&value.to_be_bytes()),
        Type::OID => out.extend_from_slice(&u32::try_from(value).map_err(too_large)?.to_be_bytes()),
        _ => return Err(mismatch("an integer", ty)),
    }
    Ok(())
}

fn characters(text: &str, out: &mut BytesMut) -> Result<()> {
    if text.contains('\0') {
        return Err(out_of_range(
            "PostgreSQL keeps no NUL character in text: store the value in a BYTEA column".into(),
        ));
    }
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

/// Groups of four digits, the first one before the point at `weight`.
#[cfg(feature = "decimal")]
fn numeric(value: rust_decimal::Decimal, out: &mut BytesMut) {
    let scale = value.scale();
    let mut mantissa = value.mantissa().unsigned_abs();
    // The point has to be between two groups.
    let padding = (4 - scale % 4) % 4;
    let mut groups: Vec<i16> = Vec::with_capacity(10);
    // At most 29 digits, and three zeros more.
    mantissa *= 10_u128.pow(padding);
    let groups_after_point = i16::try_from((scale + padding) / 4).unwrap_or_default();
    while mantissa > 0 {
        groups.push((mantissa % 10_000) as i16);
        mantissa /= 10_000;
    }
    let count = i16::try_from(groups.len()).unwrap_or_default();
    let weight = count - groups_after_point - 1;
    let sign: u16 = if value.is_sign_negative() && !value.is_zero() { 0x4000 } else { 0 };
    out.extend_from_slice(&count.to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&(scale as u16).to_be_bytes());
    for group in groups.iter().rev() {
        out.extend_from_slice(&group.to_be_bytes());
    }
}

/// Days and microseconds since the year 2000.
#[cfg(feature = "chrono")]
mod time {
    use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _};

    use super::{Result, out_of_range};

    fn epoch() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default().and_time(NaiveTime::MIN)
    }

    pub(super) fn days(date: NaiveDate) -> Result<i32> {
        let days = date.signed_duration_since(epoch().date()).num_days();
        i32::try_from(days).map_err(|_| out_of_range(format!("`{date}` is no DATE of PostgreSQL")))
    }

    pub(super) fn time(time: NaiveTime) -> Result<i64> {
        let nanoseconds = i64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i64::from(time.nanosecond());
        let microseconds = (nanoseconds + 500) / 1_000;
        if microseconds > 86_400_000_000 {
            return Err(out_of_range(format!("`{time}` is later than the end of a day")));
        }
        Ok(microseconds)
    }

    /// Half a microsecond is rounded up.
    pub(super) fn microseconds(timestamp: NaiveDateTime) -> Result<i64> {
        let rounded = timestamp.checked_add_signed(TimeDelta::nanoseconds(500));
        let since = rounded.map(|rounded| rounded.signed_duration_since(epoch()));
        let microseconds = since.and_then(|since| {
            let whole = since.num_microseconds()?;
            // Before 2000, the rest is cut towards zero.
            let is_cut = since < TimeDelta::microseconds(whole);
            Some(whole - i64::from(is_cut))
        });
        microseconds.ok_or_else(|| out_of_range(format!("`{timestamp}` is no TIMESTAMP of PostgreSQL")))
    }
}

#[cold]
fn out_of_range(message: String) -> Error {
    Error::new(ErrorKind::OutOfRange, message)
}

#[cold]
fn mismatch(noun: &str, ty: &Type) -> Error {
    Error::new(
        ErrorKind::Parameter,
        format!("the server takes `{}` here, the value is {noun}: write CAST(… AS …) around the parameter", ty.name()),
    )
}
