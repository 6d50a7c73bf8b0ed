//! After a flush has gone well, memory says what the database says.

use super::Session;
use super::instances::Instances;
use super::journal::Change;
use super::key_changes::Moved;
use super::persistence::{InsertedRows, UpdatedValues, Written};
use super::state::State;
use crate::error::Result;
use crate::handle::InstanceId;
use crate::sql::value::Value;

impl Session {
    /// Takes over what was written.
    pub(crate) fn apply(&mut self, written: Written) -> Result<()> {
        self.let_pending_go();
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
        for number in 0..self.instances.stores.len() {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            let store = &mut self.instances.stores[usize::from(number)];
            store.clear_pending();
            // Touched, but nothing differs.
            let touched: Vec<u32> = store.touched().map(|(slot, _)| slot).collect();
            for slot in touched {
                let before = self.instances.stores[usize::from(number)].forget_changes(slot);
                if has_collections && let Some(before) = before {
                    updated.push((self.instances.id_at(number, slot), before));
                }
            }
        }
        let entered = std::mem::take(&mut self.references.entered);
        let left = std::mem::take(&mut self.references.left);
        self.references.flushed();
        if self.references.has_collections() {
            for (child, holders) in entered {
                for (parent, many_to_one) in holders {
                    self.leave_again(child, parent, many_to_one);
                }
            }
            for id in inserted {
                self.enter_collections(id);
            }
            for (id, before) in updated {
                self.follow_foreign_keys(id, &before, left.contains(&id));
            }
        }
        self.follow_database(moved)
    }

    /// Pending instances that have lost the parent without which they are nothing.
    fn let_pending_go(&mut self) {
        let instances = &self.instances;
        let numbered = (0_u16..).zip(&instances.stores);
        let lost: Vec<InstanceId> = numbered
            .flat_map(|(number, store)| {
                let doomed = store.doomed().map(move |slot| instances.id_at(number, slot));
                doomed.filter(|id| instances.state(*id) == State::Pending)
            })
            .collect();
        for id in lost {
            self.forget_instance(id);
        }
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
        let values = self.instances.updated(&row);
        let UpdatedValues { id, before, replaces, .. } = row;
        let store = self.instances.store_mut(id);
        store.write(id.slot, &values)?;
        store.forget_changes(id.slot);
        let (then, now) = (store.key_in(&before), store.key_of(id.slot));
        if let Some(old) = replaces {
            store.head_mut(id.slot).state = Some(State::Persistent);
            self.apply_deleted(old);
            self.references.forget(&[old].into());
            self.journal.inherit(id);
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

impl Instances {
    /// Whether all that was written can be taken over, while it can still be undone.
    pub(crate) fn check_written(&mut self, written: &Written) -> Result<()> {
        let epoch = self.epoch;
        for row in written.updated.iter().filter(|row| !row.changes.is_empty()) {
            let values = self.updated(row);
            // Of a row that was inserted with them, there is nothing in memory yet; its keys were read before.
            if !values.is_empty() {
                self.store_mut(row.id).typed(&values, epoch)?;
            }
        }
        Ok(())
    }

    /// What an updated row is now.
    fn updated(&self, row: &UpdatedValues) -> Vec<Value> {
        // A new row that has taken over the row of a deleted one stands in memory as it was to be inserted.
        let mut values = if row.replaces.is_some() { row.before.clone() } else { self.values(row.id) };
        for (at, value) in &row.changes {
            if let Some(cell) = values.get_mut(*at) {
                *cell = value.clone();
            }
        }
        values
    }
}
