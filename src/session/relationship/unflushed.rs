//! Collections that were just read are brought up to what no flush has written yet.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::entity::{InstanceId, Key, RelationshipInfo, StoreIndex};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::collections::RelationshipId;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::state::RelationshipState;

/// The children of each relationship whose foreign keys the database may not know yet, found once for a piece of work. As
/// long as it lasts, foreign keys may become NULL, but none may lead to another parent.
#[derive(Debug, Default)]
pub(crate) struct Unflushed {
    by_relationship: HashMap<(RelationshipId, StoreIndex), ByParent, RandomState>,
}

/// Children by where their foreign keys lead.
#[derive(Debug, Default)]
struct ByParent {
    instances: HashMap<InstanceId, Vec<InstanceId>, RandomState>,
    /// Those of rows that were not in the session at that time, by the values that are referred to.
    rows: HashMap<Key, Vec<InstanceId>, RandomState>,
}

impl ByParent {
    /// The children that may be those of an instance.
    fn of(&self, identity_map: &IdentityMap, id: InstanceId, referred: &[&str]) -> Vec<InstanceId> {
        let mut children = self.instances.get(&id).cloned().unwrap_or_default();
        if !self.rows.is_empty() && identity_map.state(id) == State::Persistent {
            let store = identity_map.store(id);
            let row = store.stored_values(id.slot);
            let key = Key::of(referred.iter().filter_map(|name| row.get(store.mapper.position(name))));
            children.extend(self.rows.get(&key).into_iter().flatten());
        }
        children
    }
}

impl Unflushed {
    /// Adds to a collection that was just read what was not flushed yet, and takes out what has left it since.
    pub(crate) fn adjust(
        &mut self,
        identity_map: &IdentityMap,
        relationships: &RelationshipState,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: StoreIndex,
        members: &mut Vec<InstanceId>,
    ) -> Result<()> {
        if info.secondary.is_some() {
            relationships.adjust_links(id, info, members);
            return Ok(());
        }
        if relationships.is_clean() && !identity_map.has_changes() {
            return Ok(());
        }
        let children = match self.by_relationship.entry((RelationshipId::of(info), id.store)) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(by_parent(identity_map, relationships, info, id.store, target)?)
            }
        };
        let parent = |child: InstanceId| {
            let parent = parent_of(identity_map, relationships, child, info.foreign_key(), id.store);
            parent.map(|parent| parent.instance())
        };
        let mut stay = Vec::with_capacity(members.len());
        for member in std::mem::take(members) {
            let is_unchanged = identity_map.store(member).snapshot(member.slot).is_none()
                && relationships.pending(member, info.remote).is_none();
            if is_unchanged || parent(member)? == Some(id) {
                stay.push(member);
            }
        }
        *members = stay;
        let children = children.of(identity_map, id, info.foreign_key().referred);
        let known: HashSet<InstanceId, RandomState> = members.iter().copied().collect();
        for child in children.iter().filter(|child| !known.contains(child)) {
            if parent(*child)? == Some(id) {
                members.push(*child);
            }
        }
        Ok(())
    }
}

/// The instances of a store that are pending, touched or related to others since the last flush, by their parents.
fn by_parent(
    identity_map: &IdentityMap,
    relationships: &RelationshipState,
    info: &'static RelationshipInfo,
    parents: StoreIndex,
    target: StoreIndex,
) -> Result<ByParent> {
    let store = &identity_map.stores[target];
    let pending = store.pending().map(|slot| identity_map.id_at(target, slot));
    let touched = store.touched().map(|(slot, _)| identity_map.id_at(target, slot));
    let related = relationships.children_in(identity_map, target);
    let mut children: Vec<InstanceId> = pending.chain(touched).chain(related).collect();
    children.sort_unstable();
    children.dedup();
    let mut by_parent = ByParent::default();
    for child in children {
        let parent = parent_of(identity_map, relationships, child, info.foreign_key(), parents)?;
        match parent {
            Parent::None => {}
            Parent::Instance(parent) => by_parent.instances.entry(parent).or_default().push(child),
            Parent::Row(values) => by_parent.rows.entry(Key::of(&values)).or_default().push(child),
        }
    }
    Ok(by_parent)
}
