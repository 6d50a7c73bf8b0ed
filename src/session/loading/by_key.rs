//! Loads, refreshes and expires rows by key.

use crate::entity::InstanceId;
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::loading::loader::Loader;
use crate::session::loading::rows::LoadMode;
use crate::session::relationship::backref::{follow_parents, parents_of};
use crate::session::relationship::state::RelationshipState;
use crate::sql::value::Value;

impl Loader<'_> {
    /// Whether an instance need not be read before it is shown: it was read or written in this transaction, or it has
    /// changes, which the next flush writes.
    pub(crate) fn is_current(&self, id: InstanceId) -> bool {
        let head = self.identity_map.store(id).head(id.slot);
        head.is_some_and(|head| {
            let is_row = head.state == Some(State::Persistent) && !head.is_marked_deleted;
            !is_row || (!head.is_expired && (head.epoch == self.identity_map.epoch || head.is_touched))
        })
    }

    /// Reads an instance that is not current. Returns whether its row is there; if not, the instance is deleted.
    pub(crate) fn renew(&mut self, id: InstanceId) -> Result<bool> {
        if self.is_current(id) {
            return Ok(true);
        }
        let store = self.identity_map.store(id);
        let values = store.stored_values(id.slot);
        let key: Vec<Value> = store.mapper.key.iter().filter_map(|&at| values.get(at)).cloned().collect();
        let parents = parents_of(self.identity_map, self.relationships, id);
        let is_there = self.select_by_key(id.store, &key, LoadMode::Keep)?.is_some();
        if is_there {
            follow_parents(self.identity_map, self.relationships, id, parents);
        } else {
            self.found_gone(id);
        }
        Ok(is_there)
    }

    /// The database has no row for an instance any more: it is deleted, unless the transaction is rolled back.
    pub(crate) fn found_gone(&mut self, id: InstanceId) {
        if self.identity_map.state(id) == State::Persistent {
            self.journal.delete(self.identity_map, id);
            self.relationships.forget(&[id].into());
        }
    }

    /// Reads a persistent instance again. If its row is gone, so is the instance.
    pub(crate) fn reload(&mut self, id: InstanceId) -> Result<()> {
        let store = self.identity_map.store(id);
        let (mapper, values) = (store.mapper, store.stored_values(id.slot));
        let key: Vec<Value> = mapper.key.iter().filter_map(|&at| values.get(at)).cloned().collect();
        let parents = parents_of(self.identity_map, self.relationships, id);
        if self.select_by_key(id.store, &key, LoadMode::PopulateExisting)?.is_some() {
            self.relationships.forget_collections_of(id);
            self.relationships.forget_references_of(id);
            follow_parents(self.identity_map, self.relationships, id, parents);
            return Ok(());
        }
        self.found_gone(id);
        Err(self.identity_map.deleted(id))
    }

    /// Reads an instance again if it is expired.
    pub(crate) fn reload_expired(&mut self, id: InstanceId) -> Result<()> {
        if self.identity_map.is_expired(id) { self.reload(id) } else { Ok(()) }
    }

    /// Reads an instance again, and unmarks it if it was to be deleted.
    pub(crate) fn refresh(&mut self, id: InstanceId) -> Result<()> {
        self.reload(id)?;
        if self.identity_map.is_marked_deleted(id) {
            // Collections that were read meanwhile leave it out.
            self.relationships.forget_collections();
        }
        self.identity_map.store_mut(id).mark_deleted(id.slot, false);
        Ok(())
    }
}

/// Marks an instance to be read again before it is looked at. Its changes that were not flushed are lost.
pub(crate) fn expire(identity_map: &mut IdentityMap, relationships: &mut RelationshipState, id: InstanceId) {
    let parents = parents_of(identity_map, relationships, id);
    if identity_map.is_marked_deleted(id) {
        // Collections that were read meanwhile leave it out.
        relationships.forget_collections();
    } else if relationships.has_collections() {
        relationships.forget_collections_of(id);
    }
    relationships.forget_references_of(id);
    let store = identity_map.store_mut(id);
    if let Some(before) = store.forget_changes(id.slot) {
        // Its key is needed to read it again.
        let _ = store.write(id.slot, &before);
    }
    store.mark_deleted(id.slot, false);
    store.head_mut(id.slot).is_expired = true;
    follow_parents(identity_map, relationships, id, parents);
}

/// Marks all persistent instances to be read again; pending ones stay.
pub(crate) fn expire_all(identity_map: &mut IdentityMap, relationships: &mut RelationshipState) {
    relationships.forget_collections();
    for index in identity_map.stores.indices() {
        let store = &identity_map.stores[index];
        let persistent = |slot: &u32| store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
        let slots: Vec<u32> = store.slots().filter(persistent).collect();
        for slot in slots {
            let id = identity_map.id_at(index, slot);
            expire(identity_map, relationships, id);
        }
    }
}
