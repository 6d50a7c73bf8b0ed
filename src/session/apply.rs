//! After a flush has gone well, memory says what the database says.

use super::Session;
use super::journal::Change;
use super::key_changes::Moved;
use super::persistence::{InsertedRows, UpdatedValues, Written};
use super::state::State;
use crate::error::Result;
use crate::handle::InstanceId;

impl Session {
    /// Takes over what was written.
    pub(crate) fn apply(&mut self, written: Written) -> Result<()> {
        let mut moved: Vec<Moved> = Vec::new();
        for id in &written.deleted {
            self.apply_deleted(*id);
            let mapper = self.instances.mapper(*id);
            if mapper.is_referred_to() {
                moved.push((mapper, self.instances.values(*id), None));
            }
        }
        self.references.forget(&written.deleted.into_iter().collect());
        let has_collections = self.references.has_collections();
        let mut inserted = Vec::new();
        for rows in written.inserted {
            if has_collections {
                inserted.extend(&rows.ids);
            }
            self.apply_inserted(rows);
        }
        let mut updated = Vec::new();
        for row in written.updated {
            let (id, mapper) = (row.id, self.instances.mapper(row.id));
            let before = (has_collections || mapper.is_referred_to()).then(|| row.before.clone());
            self.apply_updated(row)?;
            let Some(before) = before.filter(|before| !before.is_empty()) else { continue };
            let now = self.instances.values(id);
            if mapper.changes_referred_columns(&before, &now) {
                moved.push((mapper, before.clone(), Some(now)));
            }
            updated.push((id, before));
        }
        for store in &mut self.instances.stores {
            // Orphans that were never inserted.
            let orphans: Vec<u32> = store
                .doomed()
                .filter(|slot| store.head(*slot).is_some_and(|head| head.state == Some(State::Pending)))
                .collect();
            for slot in orphans {
                store.release(slot);
            }
            store.clear_pending();
            // Touched, but nothing differs.
            let touched: Vec<u32> = store.touched().map(|(slot, _)| slot).collect();
            for slot in touched {
                store.forget_changes(slot);
            }
        }
        self.references.flushed();
        if self.references.has_collections() {
            for id in inserted {
                self.enter_collections(id);
            }
            for (id, before) in &updated {
                self.follow_foreign_keys(*id, before);
            }
        }
        self.follow_database(moved)
    }

    fn apply_inserted(&mut self, inserted: InsertedRows) {
        let InsertedRows { ids, mut rows } = inserted;
        let Some(first) = ids.first() else { return };
        let epoch = self.instances.epoch;
        let store = self.instances.store_mut(*first);
        store.expect(ids.len());
        for (at, id) in (0..).zip(&ids) {
            store.contents.adopt(id.slot, &mut *rows, at);
            let key = store.key_of(id.slot);
            let head = store.head_mut(id.slot);
            head.state = Some(State::Persistent);
            head.epoch = epoch;
            store.identify(id.slot, key);
        }
    }

    fn apply_updated(&mut self, row: UpdatedValues) -> Result<()> {
        let epoch = self.instances.epoch;
        let UpdatedValues { id, before, changes, replaces } = row;
        let store = self.instances.store_mut(id);
        // A new row that has taken over the row of a deleted one stands in memory as it was to be inserted.
        let mut values = if replaces.is_some() { before.clone() } else { store.contents.values(id.slot) };
        for (at, value) in changes {
            if let Some(cell) = values.get_mut(at) {
                *cell = value;
            }
        }
        store.write(id.slot, &values)?;
        store.forget_changes(id.slot);
        let (then, now) = (store.key_in(&before), store.key_of(id.slot));
        if let Some(old) = replaces {
            store.head_mut(id.slot).state = Some(State::Persistent);
            self.apply_deleted(old);
            self.references.forget(&[old].into());
        } else {
            if then != now {
                store.unidentify(id.slot, &then);
            }
            self.journal.push(Change::Updated(id, before));
        }
        let store = self.instances.store_mut(id);
        store.head_mut(id.slot).epoch = epoch;
        store.identify(id.slot, now);
        Ok(())
    }

    pub(crate) fn apply_deleted(&mut self, id: InstanceId) {
        let store = self.instances.store_mut(id);
        if let Some(before) = store.forget_changes(id.slot) {
            // Changes of a row that was deleted were never written; a rollback brings back what was.
            let _ = store.write(id.slot, &before);
        }
        let key = store.key_of(id.slot);
        store.unidentify(id.slot, &key);
        store.doom(id.slot, false);
        store.head_mut(id.slot).state = Some(State::Deleted);
        self.journal.push(Change::Deleted(id));
    }
}
