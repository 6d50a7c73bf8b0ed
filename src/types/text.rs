//! Text and bytes.

use super::{BaseType, NotNull, Nullable, SqlType, base_type, mismatch};
use crate::error::Result;
use crate::sql::value::{Kind, Value, ValueRef};

/// TEXT, VARCHAR, CHAR: `String`.
#[derive(Debug)]
pub struct Text;

/// BLOB, BYTEA: `Vec<u8>`.
#[derive(Debug)]
pub struct Blob;

base_type!(Text => String, realgar_metadata::SqlType::Text, Text, |cell| match cell {
    ValueRef::Text(text) => Ok(text.to_owned()),
    other => Err(mismatch("text", other)),
});

base_type!(Blob => Vec<u8>, realgar_metadata::SqlType::Blob(None), Blob, |cell| match cell {
    ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
    other => Err(mismatch("bytes", other)),
});
