//! Values written as SQL literals, for people to read.

use std::fmt::Write as _;

use realgar_metadata::Dialect;

use super::value::Value;

/// Writes a value as the dialect's literal. Writing to a `String` cannot fail, so its results are not looked at.
pub(crate) fn write_literal(out: &mut String, value: &Value, dialect: Dialect) {
    let _ = match value {
        Value::Null(_) => out.write_str("NULL"),
        Value::Boolean(value) if dialect == Dialect::Sqlite => write!(out, "{}", u8::from(*value)),
        Value::Boolean(value) => write!(out, "{value}"),
        Value::SmallInt(value) => write!(out, "{value}"),
        Value::Integer(value) => write!(out, "{value}"),
        Value::BigInt(value) => write!(out, "{value}"),
        Value::Unsigned(value) => write!(out, "{value}"),
        Value::Real(value) if value.is_finite() => write!(out, "{value:?}"),
        Value::Double(value) if value.is_finite() => write!(out, "{value:?}"),
        Value::Real(value) => write_not_finite(out, f64::from(*value), dialect),
        Value::Double(value) => write_not_finite(out, *value, dialect),
        Value::Text(value) => {
            dialect.write_string_literal(out, value);
            Ok(())
        }
        Value::Enum(_, label) => {
            dialect.write_string_literal(out, label);
            Ok(())
        }
        Value::Blob(bytes) => write_bytes(out, bytes, dialect),
        Value::Array(_, elements) => write_array(out, elements, dialect),
        Value::Parameter(parameter) => write!(out, ":{}", parameter.name),
        #[cfg(feature = "decimal")]
        Value::Numeric(value) => write!(out, "{value}"),
        #[cfg(feature = "chrono")]
        Value::Date(value) => write!(out, "'{value}'"),
        #[cfg(feature = "chrono")]
        Value::Time(value) => write!(out, "'{value}'"),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => write!(out, "'{value}'"),
        // MariaDB reads no offset; so its literals are in UTC.
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) if dialect == Dialect::MySql => write!(out, "'{}'", value.naive_utc()),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => write!(out, "'{}'", value.format("%Y-%m-%d %H:%M:%S%.f%:z")),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => write!(out, "'{value}'"),
        #[cfg(feature = "json")]
        Value::Json(value) => {
            dialect.write_string_literal(out, &value.to_string());
            Ok(())
        }
    };
}

/// `ARRAY[1, 2]`; without elements, the text that every array type reads.
fn write_array(out: &mut String, elements: &[Value], dialect: Dialect) -> std::fmt::Result {
    if elements.is_empty() {
        return out.write_str("'{}'");
    }
    for (at, element) in elements.iter().enumerate() {
        out.write_str(if at == 0 { "ARRAY[" } else { ", " })?;
        write_literal(out, element, dialect);
    }
    out.write_char(']')
}

/// SQLite reads what is too large for a number as infinite; the others have texts for it.
fn write_not_finite(out: &mut String, value: f64, dialect: Dialect) -> std::fmt::Result {
    out.write_str(match dialect {
        _ if value.is_nan() => "'NaN'",
        Dialect::Sqlite if value > 0.0 => "9e999",
        Dialect::Sqlite => "-9e999",
        _ if value > 0.0 => "'Infinity'",
        _ => "'-Infinity'",
    })
}

fn write_bytes(out: &mut String, bytes: &[u8], dialect: Dialect) -> std::fmt::Result {
    out.push_str(if dialect == Dialect::PostgreSql { r"'\x" } else { "X'" });
    for byte in bytes {
        write!(out, "{byte:02x}")?;
    }
    out.push('\'');
    Ok(())
}
