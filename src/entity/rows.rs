//! The rows of one entity as the untyped parts of a session see them.

use std::any::Any;

use crate::entity::cells::Cells;
use crate::entity::key::{Key, KeyTypes as _, RowValues};
use crate::entity::mapper::Managed;
use crate::entity::pages::RowPages;
use crate::entity::{ChangingHook, InsertRow, Insertable as _, LookingHook};
use crate::error::Result;
use crate::sql::columns::Columns;
use crate::sql::value::Value;

/// [`RowPages`] of an entity whose type is not known.
pub(crate) trait EntityRows: Any + Send {
    /// Reads the next cells into a slot. Slots are used in order, from 0.
    fn decode(&mut self, slot: u32, cells: &mut Cells<'_>) -> Result<()>;

    /// The values of the row in a slot; none if there is no row.
    fn values(&self, slot: u32) -> Vec<Value>;

    /// The key of the row in a slot.
    fn key(&self, slot: u32) -> Option<Key>;

    /// Adds the values to be inserted; returns `false` if the slot does not hold a new row.
    fn read_new(&self, slot: u32, into: &mut InsertRow) -> bool;

    /// The values to be inserted after hooks have changed a copy of the new row, if the slot holds one.
    fn before_insert(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Option<InsertRow>>;

    /// The values of the row after hooks have changed a copy of it.
    fn before_update(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Vec<Value>>;

    /// Shows the row to hooks.
    fn before_delete(&self, slot: u32, hooks: &[LookingHook]) -> Result<()>;

    /// Empties a slot.
    fn clear(&mut self, slot: u32);

    /// Takes the row out of a slot of other rows of the same entity.
    fn adopt(&mut self, slot: u32, other: &mut dyn EntityRows, other_slot: u32);
}

impl dyn EntityRows {
    /// The values to be inserted, if the slot holds a new row.
    pub(crate) fn new_values(&self, slot: u32) -> Option<InsertRow> {
        let mut row = InsertRow::with_capacity(0);
        self.read_new(slot, &mut row).then_some(row)
    }
}

/// The key of an entity. Not a method of [`EntityRows`], which does not know its type.
pub(crate) fn key_of<E: Managed>(key: &E::Key) -> Key {
    let mut values = RowValues::default();
    E::KeyTypes::push(key, &mut values);
    match values.as_slice() {
        // Nearly every key.
        [Value::Integer(only)] => Key::Integer(i64::from(*only)),
        [Value::BigInt(only)] => Key::Integer(*only),
        values => Key::of(values),
    }
}

impl<E: Managed> EntityRows for RowPages<E> {
    fn decode(&mut self, slot: u32, cells: &mut Cells<'_>) -> Result<()> {
        let row = E::decode(cells)?;
        self.put(slot, row);
        Ok(())
    }

    fn values(&self, slot: u32) -> Vec<Value> {
        self.row(slot).map_or_else(Vec::new, row_values)
    }

    fn key(&self, slot: u32) -> Option<Key> {
        self.row(slot).map(|row| key_of::<E>(&row.key()))
    }

    fn read_new(&self, slot: u32, into: &mut InsertRow) -> bool {
        let Some(new) = self.new_row(slot) else { return false };
        into.reserve(E::COLUMNS.len());
        E::New::clone(new).values(into);
        true
    }

    fn before_insert(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Option<InsertRow>> {
        let Some(new) = self.new_row(slot) else { return Ok(None) };
        let mut new = E::New::clone(new);
        hooks.iter().try_for_each(|hook| hook(&mut new))?;
        Ok(Some(values_of_new::<E>(new)))
    }

    fn before_update(&self, slot: u32, hooks: &[ChangingHook]) -> Result<Vec<Value>> {
        let Some(mut row) = self.row(slot).cloned() else { return Ok(Vec::new()) };
        hooks.iter().try_for_each(|hook| hook(&mut row))?;
        Ok(row_values(&row))
    }

    fn before_delete(&self, slot: u32, hooks: &[LookingHook]) -> Result<()> {
        self.row(slot).map_or(Ok(()), |row| hooks.iter().try_for_each(|hook| hook(row)))
    }

    fn clear(&mut self, slot: u32) {
        self.take(slot);
    }

    fn adopt(&mut self, slot: u32, other: &mut dyn EntityRows, other_slot: u32) {
        let other: &mut dyn Any = other;
        if let Some(row) = other.downcast_mut::<Self>().and_then(|other| other.take(other_slot)) {
            self.put(slot, row);
        }
    }
}

fn row_values<E: Managed>(row: &E) -> Vec<Value> {
    let mut values = RowValues::with_capacity(E::COLUMNS.len());
    row.values(&mut values);
    values.into_vec()
}

fn values_of_new<E: Managed>(new: E::New) -> InsertRow {
    let mut row = InsertRow::with_capacity(E::COLUMNS.len());
    new.values(&mut row);
    row
}

impl std::fmt::Debug for dyn EntityRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contents")
    }
}

/// Makes a row from values as if the database had sent them. Takes the values.
pub(crate) fn decode_values(contents: &mut dyn EntityRows, slot: u32, values: &mut [Value]) -> Result<()> {
    contents.decode(slot, &mut Cells::of_values(values, &Columns::default()))
}
