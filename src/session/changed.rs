//! Which instances the next flush inserts, updates and deletes.

use super::Session;
use crate::entity::{Handle, StoreIndex};
use crate::session::identity::instance_set::{AnyHandle, InstanceSet};
use crate::session::identity::state::State;
use crate::session::identity::store::Store;

impl Session {
    /// Returns the index of instances that the next flush inserts.
    #[must_use]
    pub fn new_count(&self) -> usize {
        self.identity_map.stores.values().map(|store| store.pending_count()).sum()
    }

    /// Returns the instances that the next flush inserts.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// assert_eq!(session.new_instances(), [sandy]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn new_instances(&self) -> InstanceSet {
        self.instance_set(|_, store| store.pending().collect())
    }

    /// Returns the instances that were touched or related to others since the last flush. This includes instances whose
    /// values are the same as before, which will not be written.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// assert!(session.dirty().is_empty());
    /// session[sandy].fullname = Some("Sandy Cheeks".into());
    /// assert_eq!(session.dirty(), [sandy]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dirty(&self) -> InstanceSet {
        self.instance_set(|index, store| {
            let is_alive = |slot: &u32| {
                store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent) && !head.is_marked_deleted)
            };
            let touched = store.touched().map(|(slot, _)| slot).chain(store.expressions.keys().copied());
            let related = self.relationships.changed().filter(|id| id.store == index).map(|id| id.slot);
            let mut slots: Vec<u32> = touched.chain(related).filter(is_alive).collect();
            slots.sort_unstable();
            slots.dedup();
            slots
        })
    }

    /// Returns the instances that the next flush deletes.
    #[must_use]
    pub fn deleted(&self) -> InstanceSet {
        self.instance_set(|_, store| store.marked_deleted_rows().collect())
    }

    fn instance_set(&self, slots: impl Fn(StoreIndex, &Store) -> Vec<u32>) -> InstanceSet {
        let mut handles = Vec::new();
        for (index, store) in self.identity_map.stores.iter() {
            let (row, table) = ((store.mapper.row)(), store.mapper.name);
            let ids = slots(index, store).into_iter().map(|slot| self.identity_map.id_at(index, slot));
            handles.extend(ids.map(|id| AnyHandle::new(id, row, table)));
        }
        InstanceSet::new(handles)
    }

    /// Returns whether an instance was touched or related to others since the last flush, even if the next one deletes
    /// it, which [`dirty`](Self::dirty) leaves out.
    #[must_use]
    pub fn is_dirty<E>(&self, handle: Handle<E>) -> bool {
        let id = handle.id();
        self.state(handle) == State::Persistent
            && (self.identity_map.store(id).snapshot(id.slot).is_some()
                || self.identity_map.store(id).expressions.contains_key(&id.slot)
                || self.relationships.has_changes(id))
    }

    /// Returns whether the next flush has something to write for an instance: it is pending, marked as deleted, or differs
    /// from its row in the database.
    #[must_use]
    pub fn is_modified<E>(&self, handle: Handle<E>) -> bool {
        let id = handle.id();
        match self.state(handle) {
            State::Pending => true,
            State::Persistent => {
                let store = self.identity_map.store(id);
                self.identity_map.is_marked_deleted(id)
                    || store.is_modified(id.slot)
                    || self.relationships.has_changes(id)
            }
            State::Deleted | State::Detached => false,
        }
    }
}
