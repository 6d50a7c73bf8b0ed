//! UUIDs and JSON (features `uuid` and `json`).

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::{Error, Result};
use crate::sql::value::{Kind, Value, ValueRef};

/// UUID: `uuid::Uuid`. Kept as text of 36 characters where the database has no such type; 16 bytes are read, too.
#[cfg(feature = "uuid")]
#[derive(Debug)]
pub struct Uuid;

#[cfg(feature = "uuid")]
base_type!(Uuid => uuid::Uuid, realgar_metadata::SqlType::Uuid, Uuid, |cell| match cell {
    ValueRef::Uuid(value) => Ok(value),
    ValueRef::Text(text) => uuid::Uuid::try_parse(text)
        .map_err(|error| Error::decode(format!("`{text}` is not a UUID")).with_source(error)),
    ValueRef::Blob(bytes) => uuid::Uuid::from_slice(bytes)
        .map_err(|error| Error::decode(format!("{} bytes are not a UUID", bytes.len())).with_source(error)),
    other => Err(mismatch("a UUID", other)),
});

/// JSON, JSONB: `serde_json::Value`. Kept as text where the database has no such type; SQLite keeps a document that
/// is a bare number as a number, so that `5.0` comes back as `5`; inside of lists and objects it stays `5.0`.
#[cfg(feature = "json")]
#[derive(Debug)]
pub struct Json;

#[cfg(feature = "json")]
base_type!(Json => serde_json::Value, realgar_metadata::SqlType::Json { binary: false }, Json, |cell| match cell {
    ValueRef::Text(text) => serde_json::from_str(text)
        .map_err(|error| Error::decode(format!("not a JSON document: {error}")).with_source(error)),
    ValueRef::Integer(number) => Ok(number.into()),
    ValueRef::Real(number) if number.is_finite() => Ok(number.into()),
    other => Err(mismatch("a JSON document", other)),
});
