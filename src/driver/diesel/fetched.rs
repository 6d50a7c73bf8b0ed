//! A row that was copied out of one of Diesel's results.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSqlRow};
use diesel::row::{Field as _, Row};
use diesel::sql_types::Untyped;

use crate::error::{Error, Result};
use crate::sql::value::{Value, ValueRef};
use crate::types::cells::RowCells;

/// A database whose cells we read.
pub(super) trait GivesCells: Backend {
    /// Reads a cell. Text and bytes are added to `bytes`.
    fn read(raw: Self::RawValue<'_>, bytes: &mut Vec<u8>) -> Cell;
}

/// A copied cell. Text and bytes lie in the row's buffer.
#[derive(Debug)]
pub(super) enum Cell {
    /// NULL.
    Null,
    /// Text, if it is UTF-8.
    Text(Range<usize>),
    /// Bytes.
    Blob(Range<usize>),
    /// What is no longer than itself, or an array.
    Value(Value),
    /// What cannot be read, and why. Nobody hears of it who does not ask for the cell.
    Wrong(Box<str>),
}

impl Cell {
    /// Text in the buffer.
    pub(super) fn text(bytes: &mut Vec<u8>, raw: &[u8]) -> Self {
        Self::Text(append(bytes, raw))
    }

    /// Bytes in the buffer.
    pub(super) fn blob(bytes: &mut Vec<u8>, raw: &[u8]) -> Self {
        Self::Blob(append(bytes, raw))
    }

    /// A cell that cannot be read.
    pub(super) fn wrong(message: &str) -> Self {
        Self::Wrong(message.into())
    }

    /// A cell that another driver has read.
    #[cfg(feature = "diesel-postgres")]
    pub(super) fn read(cell: Result<ValueRef<'_>>, bytes: &mut Vec<u8>) -> Self {
        match cell {
            Ok(ValueRef::Null) => Self::Null,
            Ok(ValueRef::Text(text)) => Self::Text(append(bytes, text.as_bytes())),
            Ok(ValueRef::Blob(raw)) => Self::Blob(append(bytes, raw)),
            Ok(other) => Self::Value(other.to_value()),
            Err(error) => Self::wrong(error.message()),
        }
    }
}

fn append(bytes: &mut Vec<u8>, raw: &[u8]) -> Range<usize> {
    let start = bytes.len();
    bytes.extend_from_slice(raw);
    start..bytes.len()
}

/// A copied row.
#[derive(Debug)]
pub struct Fetched {
    /// Names, texts and bytes, one after the other.
    bytes: Vec<u8>,
    fields: Vec<(Range<usize>, Cell)>,
}

/// For one database at a time: Diesel has an implementation for all of them, which ours would overlap.
macro_rules! copied_from {
    ($database:ty) => {
        impl FromSqlRow<Untyped, $database> for Fetched {
            fn build_from_row<'a>(row: &impl Row<'a, $database>) -> deserialize::Result<Self> {
                Ok(Self::copy(row))
            }
        }
    };
}
#[cfg(feature = "diesel-mysql")]
copied_from!(diesel::mysql::Mysql);
#[cfg(feature = "diesel-postgres")]
copied_from!(diesel::pg::Pg);
#[cfg(feature = "diesel-sqlite")]
copied_from!(diesel::sqlite::Sqlite);

impl Fetched {
    fn copy<'a, DB: GivesCells>(row: &impl Row<'a, DB>) -> Self {
        let count = row.field_count();
        let mut bytes = Vec::with_capacity(count * 16);
        let mut fields = Vec::with_capacity(count);
        for at in 0..count {
            let Some(field) = row.get(at) else { break };
            let name = append(&mut bytes, field.field_name().unwrap_or_default().as_bytes());
            // Diesel panics at a value of a column whose type MariaDB has not known when it prepared, as of a placeholder
            // alone. Looking at a cell changes nothing, so nothing is left half-done.
            let cell = match catch_unwind(AssertUnwindSafe(|| field.value())) {
                Ok(value) => value.map_or(Cell::Null, |raw| DB::read(raw, &mut bytes)),
                Err(_) => {
                    Cell::wrong("Diesel cannot read a column whose type the server does not know beforehand: cast it")
                }
            };
            fields.push((name, cell));
        }
        Self { bytes, fields }
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.fields.len()).map(|at| self.name(at).to_owned()).collect()
    }

    fn raw(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

impl RowCells for Fetched {
    fn len(&self) -> usize {
        self.fields.len()
    }

    fn name(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", |(name, _)| std::str::from_utf8(self.raw(name)).unwrap_or_default())
    }

    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        let (_, cell) = self.fields.get(index).ok_or_else(|| Error::decode("the row has fewer columns"))?;
        Ok(match cell {
            Cell::Null => ValueRef::Null,
            Cell::Text(range) => match std::str::from_utf8(self.raw(range)) {
                Ok(text) => ValueRef::Text(text),
                Err(error) => return Err(not_utf8(error)),
            },
            Cell::Blob(range) => ValueRef::Blob(self.raw(range)),
            Cell::Value(value) => value.as_cell(),
            Cell::Wrong(message) => return Err(Error::decode(&**message)),
        })
    }
}

#[cold]
fn not_utf8(error: std::str::Utf8Error) -> Error {
    Error::decode(format!("the stored text is not UTF-8 from byte {} on", error.valid_up_to())).with_source(error)
}
