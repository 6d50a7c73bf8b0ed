//! Rows that are inserted as one array for each column, where the driver says so and the values allow it.

use super::connection::Connection;
use crate::driver::{InsertStrategy, SqlText};
use crate::engine::Intent;
use crate::error::{ErrorKind, Result};
use crate::sql::render::arrays::{ArrayColumn, element_type};
use crate::sql::value::{Kind, Value};

/// The fewest rows that travel as arrays. Fewer are as fast in VALUES.
const FEWEST_ROWS: usize = 17;

impl Connection {
    /// How the columns of these rows travel as arrays; `None` if the rows have to stand in VALUES.
    ///
    /// `one_row` is the text of the INSERT of one row. The server is asked what text in it stands for.
    pub(super) fn array_columns<'v>(
        &mut self,
        strategy: InsertStrategy,
        rows: impl ExactSizeIterator<Item = impl Iterator<Item = &'v Value>>,
        one_row: impl FnOnce(&Self) -> Result<String>,
    ) -> Result<Option<Vec<ArrayColumn>>> {
        if strategy != InsertStrategy::Arrays || rows.len() < FEWEST_ROWS {
            return Ok(None);
        }
        let Some(kinds) = common_kinds(rows) else { return Ok(None) };
        let mut columns: Vec<ArrayColumn> = kinds
            .iter()
            .map(|kind| ArrayColumn { element: element_type(*kind).unwrap_or("TEXT"), cast: None })
            .collect();
        if kinds.iter().all(|kind| element_type(*kind).is_some()) {
            return Ok(Some(columns));
        }
        let sql = one_row(self)?;
        self.ensure_begun(Intent::Writes, &sql)?;
        let types = match self.pooled.raw()?.parameter_types(SqlText::kept(&sql), &kinds) {
            Ok(types) => types,
            Err(error) if *error.kind() == ErrorKind::Unsupported => return Ok(None),
            Err(error) => return Err(self.failed(error, &sql)),
        };
        for ((column, kind), stored) in columns.iter_mut().zip(&kinds).zip(types) {
            match stored.as_str() {
                _ if element_type(*kind).is_some() => {}
                "text" | "varchar" | "bpchar" => {}
                // Text with escapes is no bytes: the driver refuses it.
                "bytea" => return Ok(None),
                _ => column.cast = Some(stored),
            }
        }
        Ok(Some(columns))
    }
}

/// The kind of each column's values; `None` if an array cannot hold them: values of several kinds, and arrays, which would
/// be taken apart.
fn common_kinds<'v>(mut rows: impl Iterator<Item = impl Iterator<Item = &'v Value>>) -> Option<Vec<Kind>> {
    let mut kinds: Vec<Kind> = rows.next()?.map(traveling).collect();
    for row in rows {
        for (kind, value) in kinds.iter_mut().zip(row) {
            match (*kind, traveling(value)) {
                (Kind::Unknown, next) => *kind = next,
                (_, Kind::Unknown) => {}
                (known, next) if known == next => {}
                _ => return None,
            }
        }
    }
    let is_array = |kind: &Kind| matches!(kind, Kind::Array(_));
    (!kinds.iter().any(is_array)).then_some(kinds)
}

/// Labels of enums and documents travel as text, and so does NULL of any type.
const fn traveling(value: &Value) -> Kind {
    match value.kind() {
        Kind::Json | Kind::Enum(_) => Kind::Text,
        Kind::Array(_) if value.is_null() => Kind::Unknown,
        other => other,
    }
}

/// The columns of rows that stand one after the other, as arrays. [`from_arrays`] is the way back.
pub(super) fn to_arrays(values: &mut Vec<Value>, columns: &[u16]) -> Vec<(u16, Value)> {
    let rows = values.len() / columns.len().max(1);
    let mut arrays: Vec<Vec<Value>> = columns.iter().map(|_| Vec::with_capacity(rows)).collect();
    let mut values = values.drain(..);
    for _ in 0..rows {
        for array in &mut arrays {
            array.extend(values.next());
        }
    }
    drop(values);
    columns.iter().zip(arrays).map(|(column, array)| (*column, array_of(array))).collect()
}

/// The rows whose columns are these arrays.
pub(super) fn from_arrays(arrays: Vec<(u16, Value)>, values: &mut Vec<Value>) {
    let elements = arrays.into_iter().map(|(_, array)| match array {
        Value::Array(_, elements) => elements.into_iter(),
        _ => Vec::new().into_iter(),
    });
    let mut elements: Vec<_> = elements.collect();
    while elements.iter_mut().all(|column| column.next().map(|value| values.push(value)).is_some()) {}
}

/// An array of values. What kind they are, the text of the statement says.
pub(super) const fn array_of(elements: Vec<Value>) -> Value {
    Value::Array(&Kind::Text, elements)
}
