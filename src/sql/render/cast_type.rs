//! The types that CAST takes, per dialect.

use std::borrow::Cow;

use realgar_metadata::{Dialect, SqlType};

/// The spelling of a type in `CAST(… AS …)`. MySQL has a list of its own there.
pub(crate) fn cast_type(sql_type: &SqlType, dialect: Dialect) -> Cow<'static, str> {
    let word = match (dialect, sql_type) {
        (Dialect::MySql, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt | SqlType::Boolean) => "SIGNED",
        (Dialect::MySql, SqlType::Text | SqlType::VarChar(None) | SqlType::Char(None) | SqlType::Uuid) => "CHAR",
        (Dialect::MySql, SqlType::VarChar(Some(length)) | SqlType::Char(Some(length))) => {
            return format!("CHAR({length})").into();
        }
        (Dialect::MySql, SqlType::Real) => "FLOAT",
        (Dialect::MySql, SqlType::Blob(_)) => "BINARY",
        (Dialect::MySql, SqlType::Timestamp { .. }) => "DATETIME(6)",
        (Dialect::MySql, SqlType::Time { .. }) => "TIME(6)",
        (Dialect::MySql, SqlType::Numeric { precision: Some(precision), scale }) => {
            return format!("DECIMAL({precision}, {})", scale.unwrap_or(0)).into();
        }
        (Dialect::MySql, SqlType::Numeric { .. }) => "DECIMAL(65, 30)",
        (_, SqlType::SmallInt) => "SMALLINT",
        (_, SqlType::Integer) => "INTEGER",
        (_, SqlType::BigInt) => "BIGINT",
        (_, SqlType::Real) => "REAL",
        (Dialect::PostgreSql, SqlType::Double) => "DOUBLE PRECISION",
        (_, SqlType::Double) => "DOUBLE",
        (_, SqlType::Numeric { precision: Some(precision), scale: Some(scale) }) => {
            return format!("NUMERIC({precision}, {scale})").into();
        }
        (_, SqlType::Numeric { precision: Some(precision), scale: None }) => {
            return format!("NUMERIC({precision})").into();
        }
        (_, SqlType::Numeric { .. }) => "NUMERIC",
        (_, SqlType::Boolean) => "BOOLEAN",
        (_, SqlType::VarChar(Some(length))) => return format!("VARCHAR({length})").into(),
        (_, SqlType::Char(Some(length))) => return format!("CHAR({length})").into(),
        (_, SqlType::VarChar(None)) => "VARCHAR",
        (Dialect::PostgreSql, SqlType::Blob(_)) => "BYTEA",
        (_, SqlType::Blob(_)) => "BLOB",
        (_, SqlType::Date) => "DATE",
        (_, SqlType::Time { .. }) => "TIME",
        (Dialect::PostgreSql, SqlType::Timestamp { with_time_zone: true }) => "TIMESTAMP WITH TIME ZONE",
        (_, SqlType::Timestamp { .. }) => "TIMESTAMP",
        (Dialect::PostgreSql, SqlType::Uuid) => "UUID",
        (Dialect::PostgreSql, SqlType::Json { binary: true }) => "JSONB",
        (Dialect::PostgreSql | Dialect::MySql, SqlType::Json { .. }) => "JSON",
        (Dialect::MySql, SqlType::Enum(_)) => "CHAR",
        (_, SqlType::Array(element)) => return format!("{element}[]").into(),
        (_, SqlType::Enum(name) | SqlType::Other(name)) => return name.clone(),
        _ => "TEXT",
    };
    Cow::Borrowed(word)
}
