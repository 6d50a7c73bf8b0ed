//! Collections that were read are kept in step with the foreign keys of their members.

use crate::entity::{InstanceId, Mapper, Related, RelationshipInfo};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::state::RelationshipState;
use crate::sql::value::Value;

/// Collections that were read get an instance whose foreign keys name their holders.
pub(crate) fn enter_collections(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
) {
    for &(info, target) in identity_map.mapper(child).relationships {
        if let Some(parent) = known_parent(identity_map, relationships, child, info, target()) {
            enter(identity_map, relationships, child, parent, info);
        }
    }
}

/// The instance that a foreign key leads to, if the relationship is a many-to-one and that instance is in memory.
fn known_parent(
    identity_map: &mut IdentityMap,
    relationships: &RelationshipState,
    child: InstanceId,
    info: &'static RelationshipInfo,
    target: &'static Mapper,
) -> Option<InstanceId> {
    if !info.kind.is_many_to_one() {
        return None;
    }
    let target = identity_map.store_of(target);
    match parent_of(identity_map, relationships, child, info.foreign_key(), target) {
        Ok(Parent::Instance(parent)) => Some(parent),
        _ => None,
    }
}

/// After a row was written: collections follow foreign keys that were changed as plain columns. `has_left` says whether
/// the instance has left a collection since the flush before.
pub(crate) fn follow_foreign_keys(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    before: &[Value],
    has_left: bool,
) {
    let mapper = identity_map.mapper(child);
    for &(info, target) in mapper.relationships {
        if !info.kind.is_many_to_one() {
            continue;
        }
        let was: Vec<Value> = info.local.iter().map(|name| before[mapper.position(name)].clone()).collect();
        let now = identity_map.values(child);
        if !info.local.iter().zip(&was).all(|(name, was)| now.get(mapper.position(name)) == Some(was)) {
            relationships.forget_one(child, info);
        }
        let target = identity_map.store_of(target());
        let parent = identity_map.instance_with(target, info.remote, &was);
        let is = match parent_of(identity_map, relationships, child, info.foreign_key(), target) {
            Ok(Parent::Instance(parent)) => Some(parent),
            _ => None,
        };
        if parent != is
            && let Some(parent) = parent
        {
            leave(identity_map, relationships, child, parent, info);
        }
        if let Some(is) = is
            && (parent != Some(is) || has_left)
        {
            enter(identity_map, relationships, child, is, info);
        }
    }
}

/// Where the foreign keys of an instance lead, if collections have to follow when that changes.
pub(crate) fn parents_of(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
) -> Vec<(&'static RelationshipInfo, Option<InstanceId>)> {
    let mut parents = Vec::new();
    if relationships.has_collections() {
        for &(info, target) in identity_map.mapper(child).relationships {
            if info.kind.is_many_to_one() {
                let target = identity_map.store_of(target());
                let parent = match parent_of(identity_map, relationships, child, info.foreign_key(), target) {
                    Ok(Parent::Instance(parent)) => Some(parent),
                    _ => None,
                };
                parents.push((info, parent));
            }
        }
    }
    parents
}

/// Collections follow an instance whose foreign keys led to these parents before.
pub(crate) fn follow_parents(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    before: Vec<(&'static RelationshipInfo, Option<InstanceId>)>,
) {
    let now = parents_of(identity_map, relationships, child);
    for ((info, was), (_, is)) in before.into_iter().zip(now) {
        if was != is {
            if let Some(parent) = was {
                leave(identity_map, relationships, child, parent, info);
            }
            if let Some(parent) = is {
                enter(identity_map, relationships, child, parent, info);
            }
        }
    }
}

/// The collection at the other end forgets a member.
pub(crate) fn leave(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    parent: InstanceId,
    many_to_one: &'static RelationshipInfo,
) {
    relationships.forget_one(child, many_to_one);
    if let Some(inverse) = Mapper::inverse(many_to_one, identity_map.mapper(parent)) {
        relationships.leave(parent, inverse, child);
        if let Some(entered) = relationships.entered.get_mut(&child) {
            entered.retain(|(holder, info)| *holder != parent || !std::ptr::eq(*info, many_to_one));
        }
        relationships.left.insert(child);
    }
}

/// The collection at the other end, if it was read, gets a member.
pub(crate) fn enter(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    parent: InstanceId,
    many_to_one: &'static RelationshipInfo,
) {
    relationships.forget_one(child, many_to_one);
    if let Some(inverse) = Mapper::inverse(many_to_one, identity_map.mapper(parent)) {
        relationships.enter(parent, inverse, child);
        // A collection that is read between now and the flush has the child in it, too.
        let holders = relationships.entered.entry(child).or_default();
        if !holders.iter().any(|(holder, info)| *holder == parent && std::ptr::eq(*info, many_to_one)) {
            holders.push((parent, many_to_one));
        }
    }
}

/// After a flush: an instance that has entered a collection leaves it again if its row says otherwise by now.
pub(crate) fn leave_again(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    parent: InstanceId,
    many_to_one: &'static RelationshipInfo,
) {
    let [State::Persistent, State::Persistent] = [child, parent].map(|id| identity_map.state(id)) else {
        return;
    };
    let found = parent_of(identity_map, relationships, child, many_to_one.foreign_key(), parent.store);
    if !matches!(found, Ok(Parent::Instance(found)) if found == parent) {
        leave(identity_map, relationships, child, parent, many_to_one);
    }
}

/// A key that was written as a column has left the instance in the collections where it was before.
pub(crate) fn leave_former_parents(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
    columns: &[&str],
    sides: &[Related],
) {
    let entered = relationships.entered.get(&child).cloned().unwrap_or_default();
    for (parent, one) in entered.into_iter().filter(|(_, one)| one.local == columns) {
        if identity_map.state(parent) != State::Detached {
            leave(identity_map, relationships, child, parent, one);
        }
    }
    let store = identity_map.store(child);
    let Some(stored) = store.snapshot(child.slot) else { return };
    let values: Vec<Value> = columns.iter().map(|name| stored[store.mapper.position(name)].clone()).collect();
    for (one, target) in sides {
        let target = identity_map.store_of(target());
        if let Some(parent) = identity_map.instance_with(target, one.remote, &values) {
            leave(identity_map, relationships, child, parent, one);
        }
    }
}

/// Collections that an instance is in are read anew: its foreign keys are about to be changed as columns.
pub(crate) fn forget_collections_with(
    identity_map: &mut IdentityMap,
    relationships: &mut RelationshipState,
    child: InstanceId,
) {
    for &(info, target) in identity_map.mapper(child).relationships {
        if let Some(parent) = known_parent(identity_map, relationships, child, info, target())
            && let Some(inverse) = Mapper::inverse(info, identity_map.mapper(parent))
        {
            relationships.forget_one(parent, inverse);
        }
    }
}
