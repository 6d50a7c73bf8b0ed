//! Values as SQLite stores them: booleans as 0 and 1, dates and times as ISO text, exact numbers as numbers.

use rusqlite::types::{ToSqlOutput, ValueRef as Stored};

use crate::error::{Error, ErrorKind, Result};
use crate::sql::prepared::without_value;
use crate::sql::value::Value;

/// Gives a prepared statement its values.
///
/// # Errors
///
/// `Parameter` if the statement has another number of placeholders, `OutOfRange` for a value that SQLite would
/// silently store as something else.
pub(super) fn bind(statement: &mut rusqlite::Statement<'_>, binds: &[&Value]) -> Result<()> {
    // Placeholders that get no value would be NULL.
    let wanted = statement.parameter_count();
    if wanted != binds.len() {
        return Err(Error::new(
            ErrorKind::Parameter,
            format!(
                "the statement has {wanted} placeholders, but {} values: in text, write parameters as `:name`",
                binds.len()
            ),
        ));
    }
    for (index, value) in binds.iter().enumerate() {
        let bound = statement.raw_bind_parameter(index + 1, output(value)?);
        bound.map_err(|error| crate::driver::sqlite::errors::convert(error, None))?;
    }
    Ok(())
}

/// A value as SQLite keeps it.
pub(in crate::driver) fn output(value: &Value) -> Result<ToSqlOutput<'_>> {
    Ok(ToSqlOutput::Borrowed(match value {
        Value::Null(_) => Stored::Null,
        Value::Boolean(value) => Stored::Integer(i64::from(*value)),
        Value::SmallInt(value) => Stored::Integer(i64::from(*value)),
        Value::Integer(value) => Stored::Integer(i64::from(*value)),
        Value::BigInt(value) => Stored::Integer(*value),
        Value::Unsigned(value) => Stored::Integer(signed(*value)?),
        Value::Real(value) => Stored::Real(number(f64::from(*value))?),
        Value::Double(value) => Stored::Real(number(*value)?),
        Value::Text(text) => Stored::Text(text.as_bytes()),
        Value::Enum(_, label) => Stored::Text(label.as_bytes()),
        Value::Blob(bytes) => Stored::Blob(bytes),
        Value::Parameter(parameter) => return Err(without_value(parameter)),
        Value::Array(..) => {
            return Err(Error::unsupported(
                "SQLite has no arrays: keep the elements in a table of their own, or as JSON",
            ));
        }
        #[cfg(feature = "decimal")]
        Value::Numeric(value) => return decimal(*value),
        #[cfg(any(feature = "chrono", feature = "uuid", feature = "json"))]
        other => return written(other),
    }))
}

/// SQLite would store a greater number as a floating point one.
fn signed(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| {
        Error::new(ErrorKind::OutOfRange, format!("SQLite keeps integers up to {}, `{value}` is greater", i64::MAX))
    })
}

/// SQLite has no NaN: it would store NULL.
fn number(value: f64) -> Result<f64> {
    if value.is_nan() {
        return Err(Error::new(
            ErrorKind::OutOfRange,
            "SQLite has no NaN and would store NULL: send NULL if that is meant",
        ));
    }
    Ok(value)
}

/// The values that SQLite has no type for.
#[cfg(any(feature = "chrono", feature = "uuid", feature = "json"))]
fn written(value: &Value) -> Result<ToSqlOutput<'static>> {
    let text = match value {
        #[cfg(feature = "chrono")]
        Value::Date(value) => four_digit_year(*value)?.format("%Y-%m-%d").to_string(),
        #[cfg(feature = "chrono")]
        Value::Time(value) => value.format("%H:%M:%S%.f").to_string(),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => {
            four_digit_year(value.date())?;
            value.format("%Y-%m-%d %H:%M:%S%.f").to_string()
        }
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => {
            four_digit_year(value.date_naive())?;
            value.format("%Y-%m-%d %H:%M:%S%.f+00:00").to_string()
        }
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => value.to_string(),
        #[cfg(feature = "json")]
        Value::Json(value) => document(value)?,
        other => return Err(Error::unsupported(format!("SQLite cannot store {:?}", other.kind()))),
    };
    Ok(ToSqlOutput::Owned(text.into()))
}

/// Years of another length would sort wrongly, and SQLite's own date functions do not know them.
#[cfg(feature = "chrono")]
fn four_digit_year(date: chrono::NaiveDate) -> Result<chrono::NaiveDate> {
    use chrono::Datelike as _;

    if (0..=9999).contains(&date.year()) {
        return Ok(date);
    }
    Err(Error::new(ErrorKind::OutOfRange, format!("SQLite knows the years 0 to 9999, `{date}` is not among them")))
}

/// A column declared JSON takes a document that is a bare number for a number, which SQLite keeps in 64 bits.
#[cfg(feature = "json")]
fn document(value: &serde_json::Value) -> Result<String> {
    if value.as_u64().is_some_and(|number| i64::try_from(number).is_err()) {
        return Err(Error::new(
            ErrorKind::OutOfRange,
            format!("SQLite keeps integers up to 9223372036854775807, the JSON document `{value}` is greater"),
        ));
    }
    Ok(value.to_string())
}

/// Exact numbers are bound as numbers: as text they would be greater than any number in a comparison.
#[cfg(feature = "decimal")]
fn decimal(value: rust_decimal::Decimal) -> Result<ToSqlOutput<'static>> {
    /// What a double holds without loss.
    const DIGITS: i128 = 1_000_000_000_000_000;

    let value = value.normalize();
    if value.scale() == 0
        && let Ok(integer) = i64::try_from(value.mantissa())
    {
        return Ok(ToSqlOutput::Owned(integer.into()));
    }
    let real = value.to_string().parse::<f64>();
    match real {
        Ok(real) if value.mantissa().abs() < DIGITS => Ok(ToSqlOutput::Owned(real.into())),
        _ => Err(Error::new(
            ErrorKind::OutOfRange,
            format!("SQLite keeps 15 digits of a number, `{value}` has more: store it in a TEXT column"),
        )),
    }
}
