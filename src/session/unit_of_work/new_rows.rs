//! Pending instances as rows to be inserted, or to take over the row of one that is deleted.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::Planner;
use super::plan::{NewRow, UpdatedRow, Wait, set_cell};
use super::updates::no_parent;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::InstanceId;
use crate::session::hooks::values_to_insert;
use crate::session::key::Key;
use crate::session::mapper::Mapper;
use crate::session::state::State;
use crate::sql::value::{Kind, Value};

impl Planner<'_> {
    /// A pending instance as a row.
    pub(super) fn new_row(&self, id: InstanceId) -> Result<NewRow> {
        let store = self.instances.store(id);
        let Some(values) = values_to_insert(self.hooks, store, id.slot)? else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("a pending row of `{}` is gone", store.mapper.name),
            ));
        };
        let (cells, handles) = values.into_parts();
        let mut row = NewRow { id, cells, waits: SmallVec::new() };
        for (column, parent) in handles {
            let column = usize::from(column);
            let is_overridden = self
                .references
                .of(id)
                .iter()
                .any(|reference| reference.columns.iter().any(|name| store.mapper.position(name) == column));
            if !is_overridden {
                let parent_mapper = self.parent_mapper(id, parent)?;
                self.refer(&mut row, column, parent, parent_mapper.key[0])?;
            }
        }
        for reference in self.references.of(id) {
            for (at, name) in reference.columns.iter().enumerate() {
                let column = store.mapper.position(name);
                match reference.parent {
                    None if !store.mapper.is_nullable(column) => return Err(no_parent(store.mapper, column)),
                    None => {
                        let kind = row.cells.iter().find(|(known, _)| usize::from(*known) == column);
                        let null = Value::Null(kind.map_or(Kind::Unknown, |(_, value)| value.kind()));
                        set_cell(&mut row.cells, column, null);
                    }
                    Some(parent) => {
                        let parent_mapper = self.parent_mapper(id, parent)?;
                        self.refer(&mut row, column, parent, parent_mapper.position(reference.parent_columns[at]))?;
                    }
                }
            }
        }
        Ok(row)
    }

    /// Lets a column have the value of a parent's column.
    fn refer(&self, row: &mut NewRow, column: usize, parent: InstanceId, parent_column: usize) -> Result<()> {
        if self.instances.state(parent) == State::Pending {
            row.waits.push(Wait { column, parent, parent_column });
            return Ok(());
        }
        let value = self.parent_value(parent, parent_column)?;
        set_cell(&mut row.cells, column, value);
        Ok(())
    }

    /// The instance of the same key that this flush deletes: its row is then updated instead.
    pub(super) fn row_switch(&self, number: u16, row: &NewRow) -> Option<InstanceId> {
        let store = &self.instances.stores[usize::from(number)];
        if store.doomed().len() == 0 {
            return None;
        }
        let key = given_key(store.mapper, row)?;
        let slot = store.find(&key)?;
        store.head(slot)?.is_doomed.then(|| self.instances.id_at(number, slot))
    }

    /// The update that a row switch is. Columns that were not given become NULL if they can.
    pub(super) fn switched(&self, row: NewRow, old: InstanceId) -> UpdatedRow {
        let store = self.instances.store(old);
        let before = store.stored_values(old.slot);
        let given: HashMap<usize, &Value> = row.cells.iter().map(|(at, value)| (usize::from(*at), value)).collect();
        let changes = before.iter().enumerate().filter_map(|(at, was)| {
            let is = given.get(&at).map(|value| (*value).clone());
            let is = is.or_else(|| store.mapper.is_nullable(at).then(|| Value::Null(was.kind())))?;
            (is != *was && Some(at) != store.mapper.version).then_some((at, is))
        });
        UpdatedRow {
            id: row.id,
            mapper: store.mapper,
            changes: changes.collect(),
            before,
            expressions: Vec::new(),
            waits: row.waits,
            replaces: Some(old),
        }
    }
}

/// The primary key of a new row, if all of it was given.
pub(super) fn given_key(mapper: &Mapper, row: &NewRow) -> Option<Key> {
    let parts: Option<SmallVec<[&Value; 2]>> = mapper
        .key
        .iter()
        .map(|&position| {
            let is_given = !row.waits.iter().any(|wait| wait.column == position);
            let cell = row.cells.iter().find(|(column, _)| usize::from(*column) == position);
            cell.filter(|_| is_given).map(|(_, value)| value)
        })
        .collect();
    parts.map(Key::of).filter(|key| !key.has_null())
}
