//! Keys that change: the session writes the new key into the rows that refer to the old one, unless the database does so.

use crate::entity::{InstanceId, Mapper, RelationshipInfo};
use crate::error::Result;
use crate::session::changes::graph::Graph;
use crate::session::flush::referential_actions::acts;
use crate::session::identity::state::State;
use crate::session::relationship::foreign_key::PendingForeignKey;
use crate::session::relationship::unflushed::Unflushed;
use crate::sql::value::Value;

impl Graph<'_> {
    /// Instances whose rows others may refer to, and whose keys are to change.
    pub(crate) fn changed_keys(&self) -> Vec<InstanceId> {
        let mut changed: Vec<InstanceId> = Vec::new();
        for (number, store) in self.loader.identity_map.stores.iter() {
            if !store.mapper.is_referred_to() {
                continue;
            }
            let is_alive = |slot| {
                store.head(slot).is_some_and(|head| head.state == Some(State::Persistent) && !head.is_marked_deleted)
            };
            let has_other_key = |slot: u32, before: &[Value]| {
                if store.mapper.is_referred_to_by_key() {
                    return store.key_of(slot) != store.key_in(before);
                }
                store.mapper.changes_referred_columns(before, &store.contents.values(slot))
            };
            let touched = store.touched().filter(|(slot, before)| is_alive(*slot) && has_other_key(*slot, before));
            changed.extend(touched.map(|(slot, _)| self.loader.identity_map.id_at(number, slot)));
        }
        changed
    }

    /// Before a flush writes new keys: rows that refer to the old ones get them, unless the database sees to that.
    pub(crate) fn prepare_key_changes(&mut self, changed: Vec<InstanceId>) -> Result<()> {
        let mut unflushed = Unflushed::default();
        for id in changed {
            for &(info, target) in self.loader.identity_map.mapper(id).relationships {
                if self.has_other_key_for(id, info) {
                    // Where the database lets its rows follow, those that are still to be written name the old key.
                    let members = if follows_by_itself(info, target()) {
                        self.waiting_for(id, info, target(), &mut unflushed)?
                    } else {
                        let target = self.loader.identity_map.store_of(target());
                        self.loader.collection(id, info, target, &mut unflushed)?
                    };
                    for member in members {
                        let key =
                            PendingForeignKey::new(self.loader.identity_map, member, info.foreign_key(), Some(id));
                        self.loader.relationships.set(member, key);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether an instance has another key now by which the rows at the other end of a relationship refer to it.
    fn has_other_key_for(&self, id: InstanceId, info: &RelationshipInfo) -> bool {
        if info.kind.is_many_to_one() || info.secondary.is_some() || info.viewonly {
            return false;
        }
        let store = self.loader.identity_map.store(id);
        let (Some(before), now) = (store.snapshot(id.slot), store.contents.values(id.slot)) else { return false };
        info.local.iter().any(|name| {
            let at = store.mapper.position(name);
            before.get(at) != now.get(at)
        })
    }
}

/// Whether the database lets the rows at the other end follow a key that changes.
fn follows_by_itself(info: &RelationshipInfo, target: &'static Mapper) -> bool {
    let key = (target.table)().foreign_keys.iter().find(|key| key.columns.iter().eq(info.remote.iter()));
    key.is_some_and(|key| acts(key.on_update))
}

impl Mapper {
    /// The relationships by which rows of another table, or of this one, refer to this entity's.
    fn referring(&self) -> impl Iterator<Item = &'static RelationshipInfo> {
        let all = self.relationships.iter().map(|(info, _)| *info);
        all.filter(|info| !info.kind.is_many_to_one() && info.secondary.is_none())
    }

    /// Whether rows of any table, association tables included, may refer to this entity's.
    pub(crate) fn has_dependents(&self) -> bool {
        self.relationships.iter().any(|(info, _)| !info.kind.is_many_to_one())
    }

    /// Whether rows of another table, or of this one, may refer to this entity's.
    fn is_referred_to(&self) -> bool {
        self.referring().next().is_some()
    }

    /// Whether others can refer to this entity's rows only by their primary key.
    fn is_referred_to_by_key(&self) -> bool {
        self.referring().all(|info| info.local.iter().all(|name| self.key.contains(&self.position(name))))
    }

    /// Whether a column that others may refer to has another value.
    fn changes_referred_columns(&self, before: &[Value], now: &[Value]) -> bool {
        self.referring().flat_map(|info| info.local).any(|name| {
            let at = self.position(name);
            before.get(at) != now.get(at)
        })
    }
}
