//! What a transaction has changed in memory, so that a rollback can undo it.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::untracked_writes::UntrackedWrites;
use crate::entity::{InstanceId, Key};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::sql::value::Value;

/// One change.
#[derive(Debug)]
pub(crate) enum Change {
    /// The instance was added.
    Added(InstanceId),
    /// The row of the instance was updated; these are its values before.
    Updated(InstanceId, Vec<Value>),
    /// The row of the instance was deleted.
    Deleted(InstanceId),
    /// The instance was read after this transaction had changed its row: its values before are not known.
    Read(InstanceId),
    /// The instance was known from an earlier transaction when it was read after this one may have changed its row; these
    /// are its values from then.
    ReadAgain(InstanceId, Vec<Value>),
}

/// A place to go back to; the default is the beginning of the transaction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    changes: usize,
    reads: usize,
}

/// The changes of a transaction, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    changes: Vec<Change>,
    /// Instances that have left the session, with their keys: their rows may have been read again since.
    left: HashMap<InstanceId, Key, RandomState>,
    /// New instances that have taken over the rows of deleted ones.
    heirs: HashSet<InstanceId>,
    /// What was written without the session knowing which rows.
    pub(crate) untracked: UntrackedWrites,
    /// Instances that were read after an untracked write that may have written their rows.
    reads: Vec<InstanceId>,
}

impl Journal {
    pub(crate) fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// An instance has got the values of its row.
    #[inline]
    pub(crate) fn note_read(&mut self, identity_map: &IdentityMap, id: InstanceId) {
        if !self.untracked.is_empty() && self.untracked.may_have_written(identity_map.store(id), id.slot) {
            self.reads.push(id);
        }
    }

    /// An instance that was known from an earlier transaction has got the values of its row; these are those before.
    pub(crate) fn note_read_again(&mut self, identity_map: &IdentityMap, id: InstanceId, before: Vec<Value>) {
        if self.untracked.may_have_written(identity_map.store(id), id.slot) {
            self.changes.push(Change::ReadAgain(id, before));
        }
    }

    /// A persistent instance leaves the session.
    pub(crate) fn leave(&mut self, id: InstanceId, key: Key) {
        if !self.changes.is_empty() {
            self.left.insert(id, key);
        }
    }

    /// A new instance has taken over the row of a deleted one.
    pub(crate) fn inherit(&mut self, heir: InstanceId) {
        self.heirs.insert(heir);
    }

    /// The row of an instance is deleted: so is the instance, and what was changed of it is lost.
    pub(crate) fn delete(&mut self, identity_map: &mut IdentityMap, id: InstanceId) {
        let store = identity_map.store_mut(id);
        if let Some(before) = store.forget_changes(id.slot) {
            // These values were read from this row before.
            let _ = store.write(id.slot, &before);
        }
        let key = store.key_of(id.slot);
        store.unidentify(id.slot, &key);
        store.mark_deleted(id.slot, false);
        store.head_mut(id.slot).state = Some(State::Deleted);
        self.changes.push(Change::Deleted(id));
    }

    /// The present place: what comes later is undone by [`undo`](Self::undo).
    pub(crate) const fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), reads: self.reads.len() }
    }

    /// Puts memory back to what it was at a mark, newest change first.
    pub(crate) fn undo(&mut self, mark: Mark, identity_map: &mut IdentityMap) {
        // Instances that were read again, but whose rows were known before.
        let mut known = HashSet::new();
        let read: HashSet<InstanceId> = self.reads[mark.reads..].iter().copied().collect();
        for change in self.changes.drain(mark.changes..).rev() {
            match change {
                Change::Added(id) => {
                    // An heir gives the row back to the instance that had it before.
                    let id = if self.heirs.contains(&id) { id } else { successor(&self.left, identity_map, id) };
                    if identity_map.state(id) != State::Detached {
                        identity_map.store_mut(id).release(id.slot);
                    }
                }
                Change::Read(id) => expire(identity_map, id),
                Change::ReadAgain(id, before) => {
                    if identity_map.state(id) == State::Persistent {
                        restore(identity_map, id, &before);
                        // What it is in the transaction, if that goes on, has to be asked.
                        let epoch = identity_map.epoch.wrapping_sub(1);
                        identity_map.store_mut(id).head_mut(id.slot).epoch = epoch;
                    }
                }
                Change::Updated(id, before) => {
                    let heir = successor(&self.left, identity_map, id);
                    if heir != id && !read.contains(&id) {
                        known.insert(heir);
                    }
                    restore(identity_map, heir, &before);
                    // Whoever is looked for by this key next is looked for in the time before the change.
                    if let Some(key) = self.left.get_mut(&id) {
                        *key = identity_map.store(id).key_in(&before);
                    }
                }
                Change::Deleted(id) => revive(identity_map, id),
            }
        }
        for id in self.reads.split_off(mark.reads) {
            if !known.contains(&id) {
                expire(identity_map, id);
            }
        }
        if mark.changes == 0 {
            self.left.clear();
            self.heirs.clear();
        }
    }

    /// Undoes all of a transaction that has ended without a commit.
    pub(crate) fn undo_all(&mut self, identity_map: &mut IdentityMap) {
        self.undo(Mark::default(), identity_map);
        self.untracked.clear();
    }

    /// The transaction is committed: rows that it deleted are gone for good.
    pub(crate) fn forget(&mut self, identity_map: &mut IdentityMap) {
        self.untracked.clear();
        self.reads = Vec::new();
        self.left.clear();
        self.heirs.clear();
        for change in self.changes.drain(..) {
            if let Change::Deleted(id) = change
                && identity_map.state(id) == State::Deleted
            {
                identity_map.store_mut(id).release(id.slot);
            }
        }
    }
}

/// The instance that stands for a row whose instance has left the session, if there is one.
fn successor(left: &HashMap<InstanceId, Key, RandomState>, identity_map: &IdentityMap, id: InstanceId) -> InstanceId {
    match left.get(&id) {
        Some(key) if identity_map.state(id) == State::Detached => identity_map.find(id.store, key).unwrap_or(id),
        _ => id,
    }
}

/// What a row is now has to be asked of the database.
fn expire(identity_map: &mut IdentityMap, id: InstanceId) {
    if identity_map.state(id) == State::Persistent {
        identity_map.store_mut(id).head_mut(id.slot).is_expired = true;
    }
}

/// Puts back the values of a row.
fn restore(identity_map: &mut IdentityMap, id: InstanceId, before: &[Value]) {
    if identity_map.state(id) == State::Detached {
        return;
    }
    let store = identity_map.store_mut(id);
    let (now, then) = (store.key_of(id.slot), store.key_in(before));
    // These values were read from this row before.
    if store.write(id.slot, before).is_err() {
        store.head_mut(id.slot).is_expired = true;
    }
    if now != then {
        store.unidentify(id.slot, &now);
        store.identify(id.slot, then);
    }
}

/// Brings back an instance whose row was deleted.
fn revive(identity_map: &mut IdentityMap, id: InstanceId) {
    if identity_map.state(id) != State::Deleted {
        return;
    }
    let store = identity_map.store_mut(id);
    store.head_mut(id.slot).state = Some(State::Persistent);
    let key = store.key_of(id.slot);
    // An instance that had taken over the row may have been read again.
    if let Some(heir) = store.find(&key) {
        store.release(heir);
    }
    store.identify(id.slot, key);
}

/// Takes back all changes that no flush has written yet.
pub(crate) fn revert(identity_map: &mut IdentityMap) {
    for store in identity_map.stores.values_mut() {
        let touched: Vec<u32> = store.touched().map(|(slot, _)| slot).collect();
        for slot in touched {
            if let Some(before) = store.forget_changes(slot)
                && store.write(slot, &before).is_err()
            {
                store.head_mut(slot).is_expired = true;
            }
        }
        store.expressions.clear();
        let marked: Vec<u32> = store.marked_deleted().collect();
        for slot in marked {
            store.mark_deleted(slot, false);
        }
    }
}
