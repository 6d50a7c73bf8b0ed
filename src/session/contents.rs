//! The rows of one entity in a session: the only part of it that knows their type.

use std::any::Any;

use super::hooks::{ChangingHook, LookingHook};
use super::key::{Key, RowValues};
use super::mapper::Managed;
use crate::error::Result;
use crate::query::{InsertRow, Insertable as _, Table};
use crate::sql::columns::Columns;
use crate::sql::value::{Value, ValueRef};
use crate::types::cells::Cells;

/// What stands in one place of a store.
#[derive(Debug, Default)]
pub(crate) enum Content<E: Managed> {
    /// Nothing.
    #[default]
    Empty,
    /// A row that was not inserted yet.
    New(Box<E::New>),
    /// A row of the database.
    Row(E),
}

/// The rows of entity `E`, by slot.
pub(crate) struct Rows<E: Managed>(Vec<Content<E>>);

impl<E: Managed> Default for Rows<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E: Managed> Rows<E> {
    #[inline]
    pub(crate) fn get(&self, slot: u32) -> Option<&Content<E>> {
        self.0.get(slot as usize)
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut Content<E>> {
        self.0.get_mut(slot as usize)
    }
}

/// [`Rows`] of an entity whose type is not known. Slots are those that [`push`](Contents::push) made.
pub(crate) trait Contents: Any + Send {
    /// Adds an empty slot.
    fn push(&mut self);

    /// Reads the next cells into a slot.
    fn decode(&mut self, slot: u32, cells: &mut Cells<'_>) -> Result<()>;

    /// The values of the row in a slot; none if there is no row.
    fn values(&self, slot: u32) -> Vec<Value>;

    /// The values that are to be inserted; none if the slot holds no new row.
    fn new_values(&self, slot: u32) -> Option<InsertRow>;

    /// The values that are to be inserted when hooks have seen a copy of the new row; none if the slot holds none.
    fn before_insert(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Option<InsertRow>>;

    /// The values of the row when hooks have seen a copy of it.
    fn before_update(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Vec<Value>>;

    /// Shows the row to hooks.
    fn before_delete(&self, slot: u32, hooks: &[LookingHook]) -> Result<()>;

    /// Empties a slot.
    fn clear(&mut self, slot: u32);

    /// Puts the content of one slot into another.
    fn replace(&mut self, from: u32, to: u32);
}

/// What [`Contents`] cannot say because its key is private.
pub(crate) fn key_of<E: Managed>(key: &E::Key) -> Key {
    let mut values = RowValues::default();
    E::key_values(key, &mut values);
    Key::of(values.as_slice())
}

impl<E: Managed> Contents for Rows<E> {
    fn push(&mut self) {
        self.0.push(Content::Empty);
    }

    fn decode(&mut self, slot: u32, cells: &mut Cells<'_>) -> Result<()> {
        let row = <E::Table as Table>::decode(cells)?;
        if let Some(content) = self.get_mut(slot) {
            *content = Content::Row(row);
        }
        Ok(())
    }

    fn values(&self, slot: u32) -> Vec<Value> {
        match self.get(slot) {
            Some(Content::Row(row)) => row_values(row),
            _ => Vec::new(),
        }
    }

    fn new_values(&self, slot: u32) -> Option<InsertRow> {
        match self.get(slot) {
            Some(Content::New(new)) => Some(values_of_new::<E>(E::New::clone(new))),
            _ => None,
        }
    }

    fn before_insert(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Option<InsertRow>> {
        let Some(Content::New(new)) = self.get(slot) else { return Ok(None) };
        let mut new = E::New::clone(new);
        hooks.iter().try_for_each(|hook| hook(&mut new))?;
        Ok(Some(values_of_new::<E>(new)))
    }

    fn before_update(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Vec<Value>> {
        let Some(Content::Row(row)) = self.get(slot) else { return Ok(Vec::new()) };
        let mut row = row.clone();
        hooks.iter().try_for_each(|hook| hook(&mut row))?;
        Ok(row_values(&row))
    }

    fn before_delete(&self, slot: u32, hooks: &[LookingHook]) -> Result<()> {
        match self.get(slot) {
            Some(Content::Row(row)) => hooks.iter().try_for_each(|hook| hook(row)),
            _ => Ok(()),
        }
    }

    fn clear(&mut self, slot: u32) {
        if let Some(content) = self.get_mut(slot) {
            *content = Content::Empty;
        }
    }

    fn replace(&mut self, from: u32, to: u32) {
        let content = self.get_mut(from).map(std::mem::take).unwrap_or_default();
        if let Some(target) = self.get_mut(to) {
            *target = content;
        }
    }
}

fn row_values<E: Managed>(row: &E) -> Vec<Value> {
    let mut values = RowValues::with_capacity(<E::Table as Table>::COLUMNS.len());
    row.values(&mut values);
    values.into_vec()
}

fn values_of_new<E: Managed>(new: E::New) -> InsertRow {
    let mut row = InsertRow::with_capacity(<E::Table as Table>::COLUMNS.len());
    new.values(&mut row);
    row
}

impl std::fmt::Debug for dyn Contents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contents")
    }
}

/// Decodes a row from values, as if the database had sent them.
pub(crate) fn decode_values(contents: &mut dyn Contents, slot: u32, values: &[Value]) -> Result<()> {
    #[cfg(feature = "json")]
    let documents: Vec<Option<String>> = values
        .iter()
        .map(|value| match value {
            Value::Json(document) => Some(document.to_string()),
            _ => None,
        })
        .collect();
    let cells = values.iter().enumerate().map(|(_at, value)| {
        #[cfg(feature = "json")]
        if let Some(document) = &documents[_at] {
            return ValueRef::Text(document);
        }
        value.as_cell()
    });
    let cells: smallvec::SmallVec<[ValueRef<'_>; 16]> = cells.collect();
    let columns = Columns::default();
    contents.decode(slot, &mut Cells::new(&cells, &columns))
}
