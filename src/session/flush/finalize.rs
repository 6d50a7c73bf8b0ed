//! After a flush has gone well, memory says what the database says.

use crate::entity::InstanceId;
use crate::error::Result;
use crate::session::Session;
use crate::session::flush::persistence::{InsertedRows, UpdatedValues, Written};
use crate::session::flush::referential_actions::Moved;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::undo::expunge::expunge;
use crate::session::undo::journal::Change;
use crate::sql::value::Value;

impl Session {
    /// Takes over what was written.
    pub(crate) fn finalize(&mut self, written: Written) -> Result<()> {
        self.let_pending_go();
        let mut moved: Vec<Moved> = Vec::new();
        for id in &written.deleted {
            self.journal.delete(&mut self.identity_map, *id);
            let mapper = self.identity_map.mapper(*id);
            if mapper.is_referred_to() {
                moved.push((mapper, self.identity_map.values(*id), None));
            }
        }
        self.relationships.forget(&written.deleted.into_iter().collect());
        let has_collections = self.relationships.has_collections();
        let mut inserted = Vec::new();
        for rows in written.inserted {
            if has_collections {
                inserted.extend(&rows.ids);
            }
            self.finalize_inserted(rows);
        }
        let mut updated = Vec::new();
        for row in written.updated {
            let (id, mapper) = (row.id, self.identity_map.mapper(row.id));
            let before = (has_collections || mapper.is_referred_to()).then(|| row.before.clone());
            self.finalize_updated(row)?;
            let Some(before) = before.filter(|before| !before.is_empty()) else { continue };
            let now = self.identity_map.values(id);
            if mapper.changes_referred_columns(&before, &now) {
                moved.push((mapper, before.clone(), Some(now)));
            }
            updated.push((id, before));
        }
        for number in self.identity_map.stores.indices() {
            let store = &mut self.identity_map.stores[number];
            store.clear_pending();
            // Touched, but nothing differs.
            let touched: Vec<u32> = store.touched().map(|(slot, _)| slot).collect();
            for slot in touched {
                let before = self.identity_map.stores[number].forget_changes(slot);
                if has_collections && let Some(before) = before {
                    updated.push((self.identity_map.id_at(number, slot), before));
                }
            }
        }
        let entered = std::mem::take(&mut self.relationships.entered);
        let left = std::mem::take(&mut self.relationships.left);
        self.relationships.flushed();
        if self.relationships.has_collections() {
            for (child, holders) in entered {
                for (parent, many_to_one) in holders {
                    backref::leave_again(&mut self.identity_map, &mut self.relationships, child, parent, many_to_one);
                }
            }
            for id in inserted {
                backref::enter_collections(&mut self.identity_map, &mut self.relationships, id);
            }
            for (id, before) in updated {
                backref::follow_foreign_keys(
                    &mut self.identity_map,
                    &mut self.relationships,
                    id,
                    &before,
                    left.contains(&id),
                );
            }
        }
        self.follow_database(moved)
    }

    /// Pending instances that have lost the parent without which they are nothing.
    fn let_pending_go(&mut self) {
        let identity_map = &self.identity_map;
        let numbered = identity_map.stores.iter();
        let lost: Vec<InstanceId> = numbered
            .flat_map(|(number, store)| {
                let marked_deleted = store.marked_deleted().map(move |slot| identity_map.id_at(number, slot));
                marked_deleted.filter(|id| identity_map.state(*id) == State::Pending)
            })
            .collect();
        for id in lost {
            expunge(&mut self.identity_map, &mut self.relationships, &mut self.journal, id);
        }
    }

    fn finalize_inserted(&mut self, inserted: InsertedRows) {
        let InsertedRows { ids, mut rows } = inserted;
        let Some(first) = ids.first() else { return };
        let epoch = self.identity_map.epoch;
        let store = self.identity_map.store_mut(*first);
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

    fn finalize_updated(&mut self, row: UpdatedValues) -> Result<()> {
        let epoch = self.identity_map.epoch;
        let values = self.identity_map.updated(&row);
        let UpdatedValues { id, before, replaces, .. } = row;
        let store = self.identity_map.store_mut(id);
        store.write(id.slot, &values)?;
        store.forget_changes(id.slot);
        let (then, now) = (store.key_in(&before), store.key_of(id.slot));
        if let Some(old) = replaces {
            store.head_mut(id.slot).state = Some(State::Persistent);
            self.journal.delete(&mut self.identity_map, old);
            self.relationships.forget(&[old].into());
            self.journal.inherit(id);
        } else {
            if then != now {
                store.unidentify(id.slot, &then);
            }
            self.journal.push(Change::Updated(id, before));
        }
        let store = self.identity_map.store_mut(id);
        store.head_mut(id.slot).epoch = epoch;
        store.identify(id.slot, now);
        Ok(())
    }
}

impl IdentityMap {
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
