//! Closures that a flush calls for the rows that it writes.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::entity::{ChangingHook, InsertRow, InstanceId, LookingHook, Managed, Mapper};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::store::Store;
use crate::sql::value::Value;

/// The hooks of rows, by the type of the row.
#[derive(Clone, Default)]
pub(crate) struct RowHooks(HashMap<TypeId, EntityHooks, RandomState>);

/// The hooks of one entity's rows.
#[derive(Clone, Default)]
pub(crate) struct EntityHooks {
    pub(crate) insert: Vec<ChangingHook>,
    pub(crate) update: Vec<ChangingHook>,
    pub(crate) delete: Vec<LookingHook>,
}

impl RowHooks {
    /// The hooks of an entity, to be added to.
    pub(crate) fn entity_mut<E: Managed>(&mut self) -> &mut EntityHooks {
        self.0.entry(TypeId::of::<E>()).or_default()
    }

    fn of(&self, mapper: &Mapper) -> Option<&EntityHooks> {
        self.0.get(&(mapper.row)())
    }

    /// Shows hooks the rows that a flush deletes, except those that another row takes over.
    pub(crate) fn before_deletes(&self, identity_map: &IdentityMap, replaced: &HashSet<InstanceId>) -> Result<()> {
        for (number, store) in identity_map.stores.iter() {
            let Some(hooks) = self.of(store.mapper).filter(|hooks| !hooks.delete.is_empty()) else { continue };
            for slot in
                store.marked_deleted_rows().filter(|slot| !replaced.contains(&identity_map.id_at(number, *slot)))
            {
                let result = store.contents.before_delete(slot, &hooks.delete);
                result.map_err(|error| {
                    error.context(format_args!("before a row of `{}` is deleted", store.mapper.name))
                })?;
            }
        }
        Ok(())
    }
}

/// Whether something is to be called before a row of this entity is inserted.
pub(crate) fn has_insert_hooks(hooks: Option<&RowHooks>, store: &Store) -> bool {
    hooks.and_then(|hooks| hooks.of(store.mapper)).is_some_and(|hooks| !hooks.insert.is_empty())
}

/// What a new row inserts when its hooks have seen it. The row in memory stays as it is: the flush may fail.
pub(crate) fn values_to_insert(hooks: Option<&RowHooks>, store: &Store, slot: u32) -> Result<Option<InsertRow>> {
    match hooks.and_then(|hooks| hooks.of(store.mapper)) {
        Some(hooks) if !hooks.insert.is_empty() => {
            let values = store.contents.before_insert(slot, &hooks.insert);
            values.map_err(|error| error.context(format_args!("before a row is inserted into `{}`", store.mapper.name)))
        }
        _ => Ok(store.contents.new_values(slot)),
    }
}

/// The columns that the hooks of a changed row change, too. The row in memory stays as it is: the flush may fail.
pub(crate) fn changes_of_hooks(hooks: Option<&RowHooks>, store: &Store, slot: u32) -> Result<Vec<(usize, Value)>> {
    let Some(hooks) = hooks.and_then(|hooks| hooks.of(store.mapper)).filter(|hooks| !hooks.update.is_empty()) else {
        return Ok(Vec::new());
    };
    let values = store.contents.before_update(slot, &hooks.update);
    let values =
        values.map_err(|error| error.context(format_args!("before a row of `{}` is updated", store.mapper.name)))?;
    let pairs = store.contents.values(slot).into_iter().zip(values).enumerate();
    Ok(pairs.filter(|(_, (was, is))| was != is).map(|(at, (_, is))| (at, is)).collect())
}
