//! Pending instances as rows to be inserted, or to take over the row of one that is deleted.

use smallvec::SmallVec;

use crate::entity::{InstanceId, Key, Mapper, StoreIndex, refers_to};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, Dependencies, NewRow, set_cell};
use crate::session::flush::plan::updates::no_parent;
use crate::session::flush::row_hooks::{has_insert_hooks, values_to_insert};
use crate::session::relationship::foreign_key::related_columns_of_new;
use crate::sql::value::{Kind, Value};

impl Planner<'_> {
    /// Reads the pending instances of one table as rows to be inserted. Those that take over the row of a deleted instance
    /// are set aside.
    pub(super) fn read_new_rows(&mut self, table: StoreIndex) -> Result<()> {
        let store = &self.identity_map.stores[table];
        if store.pending_count() == 0 {
            return Ok(());
        }
        let mut rows = Vec::with_capacity(store.pending_count());
        // Orphans are not inserted.
        let is_wanted = |slot: &u32| store.head(*slot).is_some_and(|head| !head.is_marked_deleted);
        for slot in store.pending().filter(is_wanted) {
            let row = self.new_row(self.identity_map.id_at(table, slot))?;
            // The second of two that want the same row is refused by the database.
            match self.replaced_by(table, &row)?.filter(|old| self.replaced.insert(*old)) {
                Some(old) => self.switch(table, row, old)?,
                None => rows.push(row),
            }
        }
        self.new.insert(table, rows);
        Ok(())
    }

    /// A pending instance as a row.
    pub(super) fn new_row(&self, id: InstanceId) -> Result<NewRow> {
        let store = self.identity_map.store(id);
        // Only foreign keys tie rows to others: the values of other tables need not be looked at yet.
        let has_hooks = has_insert_hooks(self.hooks, store);
        if self.relationships.of(id).is_empty() && !store.has_foreign_keys && !has_hooks {
            return Ok(NewRow { id, dependencies: None });
        }
        let Some(values) = values_to_insert(self.hooks, store, id.slot)? else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("a pending row of `{}` is gone", store.mapper.name),
            ));
        };
        let mut dependencies = Dependencies::default();
        for related in related_columns_of_new(self.identity_map, self.relationships, id, &values)? {
            let column = related.column;
            let own = cell(values.cells(), column);
            match related.parent {
                None if !store.mapper.is_nullable(column) => return Err(no_parent(store.mapper, column)),
                None => set_cell(&mut dependencies.given, column, Value::Null(own.map_or(Kind::Unknown, Value::kind))),
                Some((parent, parent_column)) => match self.parent_value(parent, parent_column)? {
                    Some(value) => set_cell(&mut dependencies.given, column, value),
                    None => {
                        // A key that was given before does not count any more.
                        if let Some(own) = own.filter(|value| !value.is_null()) {
                            set_cell(&mut dependencies.given, column, Value::Null(own.kind()));
                        }
                        dependencies.deferred_keys.push(DeferredKey { column, parent, parent_column });
                    }
                },
            }
        }
        if store.refers_to_itself {
            dependencies.key = given_key(store.mapper, values.cells(), &dependencies);
            dependencies.named = named_by_value(store.mapper, values.cells(), &dependencies);
        }
        dependencies.values = has_hooks.then_some(values);
        let is_free = dependencies.given.is_empty()
            && dependencies.deferred_keys.is_empty()
            && dependencies.key.is_none()
            && dependencies.named.is_empty()
            && dependencies.values.is_none();
        Ok(NewRow { id, dependencies: (!is_free).then(|| Box::new(dependencies)) })
    }
}

/// The value of a column, if it has one.
fn cell(cells: &[(u16, Value)], column: usize) -> Option<&Value> {
    cells.iter().find(|(at, _)| usize::from(*at) == column).map(|(_, value)| value)
}

/// The value that a column has now, if it has one.
fn value_of<'v>(cells: &'v [(u16, Value)], dependencies: &'v Dependencies, column: usize) -> Option<&'v Value> {
    if dependencies.deferred_keys.iter().any(|wait| wait.column == column) {
        return None;
    }
    cell(&dependencies.given, column).or_else(|| cell(cells, column))
}

/// The primary key of a new row, if all of it was given.
pub(super) fn given_key(mapper: &Mapper, cells: &[(u16, Value)], dependencies: &Dependencies) -> Option<Key> {
    let parts: Option<SmallVec<[&Value; 2]>> =
        mapper.key.iter().map(|&position| value_of(cells, dependencies, position)).collect();
    parts.map(Key::of).filter(|key| !key.has_null())
}

/// The keys of rows of its own table that a row refers to by value.
fn named_by_value(mapper: &Mapper, cells: &[(u16, Value)], dependencies: &Dependencies) -> SmallVec<[Key; 1]> {
    let table = (mapper.table)();
    let own = table.foreign_keys.iter().filter(|key| refers_to(key, table));
    let keys = own.filter_map(|key| {
        let parts: Option<SmallVec<[&Value; 2]>> =
            key.columns.iter().map(|name| value_of(cells, dependencies, mapper.position(name))).collect();
        parts.map(Key::of).filter(|key| !key.has_null())
    });
    keys.collect()
}
