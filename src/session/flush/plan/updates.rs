//! Rows that differ from what the database knows.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::entity::{InstanceId, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, UpdatedRow};
use crate::session::flush::row_hooks::changes_of_hooks;
use crate::session::identity::state::{Head, State};
use crate::session::relationship::foreign_key::related_columns_of_row;
use crate::sql::value::Value;

impl<'s> Planner<'s> {
    /// The rows of one table that differ from what the database knows, by key.
    pub(super) fn updated(&mut self, number: StoreIndex) -> Result<Vec<UpdatedRow<'s>>> {
        let store = &self.identity_map.stores[number];
        let mut slots: Vec<u32> =
            store.touched().map(|(slot, _)| slot).chain(store.expressions.keys().copied()).collect();
        let related = self.relationships.children_in(self.identity_map, number).map(|id| id.slot);
        slots.extend(related);
        slots.sort_unstable();
        slots.dedup();
        let mut rows = Vec::new();
        for slot in slots {
            let is_updated = |head: &Head| head.state == Some(State::Persistent) && !head.is_marked_deleted;
            if store.head(slot).is_some_and(is_updated)
                && let Some(row) = self.updated_row(self.identity_map.id_at(number, slot))?
            {
                rows.push(row);
            }
        }
        rows.sort_by_cached_key(|row: &UpdatedRow<'s>| store.key_in(&row.before));
        Ok(rows)
    }

    fn updated_row(&self, id: InstanceId) -> Result<Option<UpdatedRow<'s>>> {
        let identity_map = self.identity_map;
        let store = identity_map.store(id);
        let mut now = store.contents.values(id.slot);
        let before = match store.snapshot(id.slot) {
            Some(snapshot) => Cow::Borrowed(snapshot),
            None => Cow::Owned(now.clone()),
        };
        let mut is_in_memory = true;
        let mut deferred_keys: SmallVec<[DeferredKey; 1]> = SmallVec::new();
        for related in related_columns_of_row(self.identity_map, self.relationships, id, &now)? {
            let column = related.column;
            is_in_memory = false;
            now[column] = match related.parent {
                None if !store.mapper.is_nullable(column) => return Err(no_parent(store.mapper, column)),
                None => Value::Null(now[column].kind()),
                Some((parent, parent_column)) => match self.parent_value(parent, parent_column)? {
                    Some(value) => value,
                    None => {
                        deferred_keys.push(DeferredKey { column, parent, parent_column });
                        continue;
                    }
                },
            };
        }
        let mut expressions = store.expressions.get(&id.slot).cloned().unwrap_or_default();
        // A value that was given later counts.
        expressions.retain(|(column, _)| before.get(*column) == now.get(*column));
        let is_computed = |at: usize| expressions.iter().any(|(column, _)| *column == at);
        let pairs = before.iter().zip(now).enumerate();
        let mut changes: Vec<(usize, Value)> =
            pairs.filter(|(at, (was, is))| *was != is && !is_computed(*at)).map(|(at, (_, is))| (at, is)).collect();
        if changes.is_empty() && expressions.is_empty() && deferred_keys.is_empty() {
            return Ok(None);
        }
        for (at, value) in changes_of_hooks(self.hooks, store, id.slot)? {
            expressions.retain(|(column, _)| *column != at);
            deferred_keys.retain(|key| key.column != at);
            is_in_memory = false;
            set_column(&mut changes, at, value);
        }
        let mapper = store.mapper;
        Ok(Some(UpdatedRow { id, mapper, before, changes, expressions, deferred_keys, is_in_memory, replaces: None }))
    }
}

#[cold]
pub(super) fn no_parent(mapper: &Mapper, column: usize) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!(
            "a row of `{}` was taken out of its collection, but `{}` is NOT NULL: relate it to another row, delete it, or \
             declare the relationship `cascade=all,delete-orphan`",
            mapper.name, mapper.columns[column]
        ),
    )
}

/// Gives a column its value; columns stay in the table's order.
fn set_column(changes: &mut Vec<(usize, Value)>, column: usize, value: Value) {
    match changes.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(at) => changes[at].1 = value,
        Err(at) => changes.insert(at, (column, value)),
    }
}
