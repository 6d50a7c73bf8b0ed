//! Places that are taken over: a row that gets the unique value of another has to wait until that one has let it go.
//!
//! Inserts come before updates, and these before deletes. A row that leaves a place which another of the same table
//! wants is therefore written first: an update that takes it away, an UPDATE to NULL of a row that is deleted later, or,
//! where the column is NOT NULL, the DELETE itself.

use super::operations::UniqueHandover;
use std::collections::HashSet;

use crate::entity::{InsertRow, Key, Mapper, StoreIndex};
use crate::error::Result;
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{NewRow, UpdatedRow, opened};
use crate::sql::value::Value;

impl<'s> Planner<'s> {
    /// Takes the rows that leave a place which another wants out of those that are written later.
    pub(super) fn unique_handover(
        &mut self,
        number: StoreIndex,
        levels: &[Vec<NewRow>],
        updated: &mut Vec<UpdatedRow<'s>>,
    ) -> Result<UniqueHandover<'s>> {
        let store = &self.identity_map.stores[number];
        let mapper = store.mapper;
        let mut unique_handover = UniqueHandover::default();
        if updated.is_empty() && store.marked_deleted().len() == 0 {
            return Ok(unique_handover);
        }
        let mut values = InsertRow::with_capacity(mapper.columns.len());
        for columns in uniques(mapper) {
            let changed = updated.iter().filter_map(|row| wanted_by_updated(row, &columns));
            let mut wanted: HashSet<Key> = changed.filter(|key| !key.has_null()).collect();
            for row in levels.iter().flatten() {
                row.read(store, &mut values)?;
                wanted.extend(wanted_by_new(values.cells(), &columns).filter(|key| !key.has_null()));
            }
            if wanted.is_empty() {
                continue;
            }
            let (first, later) = std::mem::take(updated).into_iter().partition(|row: &UpdatedRow<'s>| {
                row.deferred_keys.is_empty()
                    && wanted_by_updated(row, &columns).is_some()
                    && wanted.contains(&place(&row.before, &columns))
            });
            *updated = later;
            unique_handover.updated.extend::<Vec<UpdatedRow<'s>>>(first);
            for slot in store.marked_deleted_rows() {
                let id = self.identity_map.id_at(number, slot);
                if self.replaced.contains(&id) || self.vacated.contains(&id) {
                    continue;
                }
                let values = store.stored_values(id.slot);
                if !wanted.contains(&place(&values, &columns)) {
                    continue;
                }
                let nullable: Vec<usize> = columns.iter().copied().filter(|at| mapper.is_nullable(*at)).collect();
                if nullable.is_empty() {
                    // Rows that refer to it go later: then the database says what is unique.
                    if !mapper.has_dependents() {
                        self.vacated.insert(id);
                        unique_handover.deleted.push((id, values));
                    }
                } else {
                    unique_handover.opened.push(opened(mapper, id, &values, &nullable));
                }
            }
        }
        Ok(unique_handover)
    }
}

/// The columns of each unique constraint and index, the primary key's apart.
fn uniques(mapper: &'static Mapper) -> Vec<Vec<usize>> {
    let table = (mapper.table)();
    let constraints =
        table.uniques.iter().map(|unique| unique.columns.iter().map(|name| mapper.position(name)).collect());
    let indexes = table
        .indexes
        .iter()
        .filter(|index| index.unique && index.condition.is_none() && index.keys.iter().all(|key| key.is_column));
    let indexes = indexes.map(|index| index.keys.iter().map(|key| mapper.position(&key.expression)).collect());
    constraints.chain(indexes).collect()
}

/// What stands in these columns.
fn place(values: &[Value], columns: &[usize]) -> Key {
    Key::of(columns.iter().filter_map(|at| values.get(*at)))
}

/// The place that a new row wants, as far as it is known.
fn wanted_by_new(cells: &[(u16, Value)], columns: &[usize]) -> Option<Key> {
    let values: Option<Vec<&Value>> = columns
        .iter()
        .map(|column| cells.iter().find(|(at, _)| usize::from(*at) == *column).map(|(_, value)| value))
        .collect();
    values.map(Key::of)
}

/// The place that an updated row wants, if it is another than it has.
fn wanted_by_updated(row: &UpdatedRow<'_>, columns: &[usize]) -> Option<Key> {
    let change = |column: &usize| row.changes.iter().find(|(at, _)| at == column).map(|(_, value)| value);
    if !columns.iter().any(|column| change(column).is_some()) {
        return None;
    }
    let values: Option<Vec<&Value>> = columns.iter().map(|column| change(column).or(row.before.get(*column))).collect();
    values.map(Key::of)
}
