//! What flushes of this transaction have changed in memory, so that a rollback can undo it.

use super::instances::Instances;
use super::state::State;
use crate::handle::InstanceId;
use crate::sql::value::Value;

/// One change.
#[derive(Debug)]
pub(crate) enum Change {
    /// The instance was added.
    Added(InstanceId),
    /// The row of the instance was updated; this is what it was before.
    Updated(InstanceId, Vec<Value>),
    /// The row of the instance was deleted.
    Deleted(InstanceId),
    /// The instance was read when this transaction had changed its row: what it was before is not known.
    Read(InstanceId),
}

/// The changes of a transaction, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal(Vec<Change>);

impl Journal {
    pub(crate) fn push(&mut self, change: Change) {
        self.0.push(change);
    }

    /// Where it stands: what comes later is undone by [`undo`](Self::undo).
    pub(crate) const fn mark(&self) -> usize {
        self.0.len()
    }

    /// Puts memory back to what it was at a mark, newest change first.
    pub(crate) fn undo(&mut self, mark: usize, instances: &mut Instances) {
        for change in self.0.drain(mark..).rev() {
            match change {
                Change::Added(id) => {
                    if instances.state(id) != State::Detached {
                        instances.store_mut(id).release(id.slot);
                    }
                }
                Change::Read(id) => {
                    if instances.state(id) == State::Persistent {
                        instances.store_mut(id).head_mut(id.slot).is_expired = true;
                    }
                }
                Change::Updated(id, before) => restore(instances, id, &before),
                Change::Deleted(id) => {
                    if instances.state(id) == State::Deleted {
                        let store = instances.store_mut(id);
                        store.head_mut(id.slot).state = Some(State::Persistent);
                        let key = store.key_of(id.slot);
                        store.identify(id.slot, key);
                    }
                }
            }
        }
    }

    /// The transaction has ended well: rows that it deleted are gone for good.
    pub(crate) fn forget(&mut self, instances: &mut Instances) {
        for change in self.0.drain(..) {
            if let Change::Deleted(id) = change
                && instances.state(id) == State::Deleted
            {
                instances.store_mut(id).release(id.slot);
            }
        }
    }
}

/// Puts back what a row was.
fn restore(instances: &mut Instances, id: InstanceId, before: &[Value]) {
    if instances.state(id) == State::Detached {
        return;
    }
    let store = instances.store_mut(id);
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

/// Takes back all changes that no flush has written yet.
pub(crate) fn revert(instances: &mut Instances) {
    for number in 0..instances.stores.len() {
        let store = &mut instances.stores[number];
        let touched: Vec<u32> = store.touched().map(|(slot, _)| slot).collect();
        for slot in touched {
            if let Some(before) = store.forget_changes(slot)
                && store.write(slot, &before).is_err()
            {
                store.head_mut(slot).is_expired = true;
            }
        }
        store.expressions.clear();
        let doomed: Vec<u32> = store.doomed().collect();
        for slot in doomed {
            store.doom(slot, false);
        }
    }
}
