//! Collections that were read are kept in step with the foreign keys of their members.

use crate::entity::{InstanceId, Mapper, Related, RelationshipInfo};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::loading::lazy::Parent;
use crate::sql::value::Value;

impl Session {
    /// Collections that were read get an instance whose foreign keys name their holders.
    pub(crate) fn enter_collections(&mut self, child: InstanceId) {
        for &(info, target) in (self.identity_map.mapper(child).relationships)() {
            if info.kind.is_many_to_one() {
                let target = self.identity_map.store_of(target());
                if let Ok(Parent::Instance(parent)) = self.parent_of(child, info.local, info.remote, target) {
                    self.enter(child, parent, info);
                }
            }
        }
    }

    /// After a row was written: collections follow foreign keys that were changed as plain columns. `has_left` says whether
    /// the instance has left a collection since the flush before.
    pub(crate) fn follow_foreign_keys(&mut self, child: InstanceId, before: &[Value], has_left: bool) {
        let mapper = self.identity_map.mapper(child);
        for &(info, target) in (mapper.relationships)() {
            if !info.kind.is_many_to_one() {
                continue;
            }
            let was: Vec<Value> = info.local.iter().map(|name| before[mapper.position(name)].clone()).collect();
            let now = self.identity_map.values(child);
            if !info.local.iter().zip(&was).all(|(name, was)| now.get(mapper.position(name)) == Some(was)) {
                self.relationships.forget_one(child, info);
            }
            let target = self.identity_map.store_of(target());
            let parent = self.instance_with(target, info.remote, &was);
            let is = match self.parent_of(child, info.local, info.remote, target) {
                Ok(Parent::Instance(parent)) => Some(parent),
                _ => None,
            };
            if parent != is
                && let Some(parent) = parent
            {
                self.leave(child, parent, info);
            }
            if let Some(is) = is
                && (parent != Some(is) || has_left)
            {
                self.enter(child, is, info);
            }
        }
    }

    /// Where the foreign keys of an instance lead, if collections have to follow when that changes.
    pub(crate) fn parents_of(&mut self, child: InstanceId) -> Vec<(&'static RelationshipInfo, Option<InstanceId>)> {
        let mut parents = Vec::new();
        if self.relationships.has_collections() {
            for &(info, target) in (self.identity_map.mapper(child).relationships)() {
                if info.kind.is_many_to_one() {
                    let target = self.identity_map.store_of(target());
                    let parent = match self.parent_of(child, info.local, info.remote, target) {
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
        &mut self,
        child: InstanceId,
        before: Vec<(&'static RelationshipInfo, Option<InstanceId>)>,
    ) {
        let now = self.parents_of(child);
        for ((info, was), (_, is)) in before.into_iter().zip(now) {
            if was != is {
                if let Some(parent) = was {
                    self.leave(child, parent, info);
                }
                if let Some(parent) = is {
                    self.enter(child, parent, info);
                }
            }
        }
    }

    /// The collection at the other end forgets a member.
    pub(crate) fn leave(&mut self, child: InstanceId, parent: InstanceId, many_to_one: &'static RelationshipInfo) {
        self.relationships.forget_one(child, many_to_one);
        if let Some(inverse) = Mapper::inverse(many_to_one, self.identity_map.mapper(parent)) {
            for members in self.relationships.collections_mut(parent, inverse) {
                members.retain(|member| *member != child);
            }
            self.relationships.left.insert(child);
        }
    }

    /// The collection at the other end, if it was read, gets a member.
    pub(crate) fn enter(&mut self, child: InstanceId, parent: InstanceId, many_to_one: &'static RelationshipInfo) {
        self.relationships.forget_one(child, many_to_one);
        if let Some(inverse) = Mapper::inverse(many_to_one, self.identity_map.mapper(parent)) {
            let mut has_entered = false;
            for members in self.relationships.collections_mut(parent, inverse) {
                if !members.contains(&child) {
                    members.push(child);
                    has_entered = true;
                }
            }
            if has_entered {
                self.relationships.entered.entry(child).or_default().push((parent, many_to_one));
            }
        }
    }

    /// After a flush: an instance that has entered a collection leaves it again if its row says otherwise by now.
    pub(crate) fn leave_again(
        &mut self,
        child: InstanceId,
        parent: InstanceId,
        many_to_one: &'static RelationshipInfo,
    ) {
        let [State::Persistent, State::Persistent] = [child, parent].map(|id| self.identity_map.state(id)) else {
            return;
        };
        let found = self.parent_of(child, many_to_one.local, many_to_one.remote, parent.store);
        if !matches!(found, Ok(Parent::Instance(found)) if found == parent) {
            self.leave(child, parent, many_to_one);
        }
    }

    /// A key that was written as a column has left the instance in the collections where it was before.
    pub(crate) fn leave_former_parents(&mut self, child: InstanceId, columns: &[&str], sides: &[Related]) {
        let entered = self.relationships.entered.get(&child).cloned().unwrap_or_default();
        for (parent, one) in entered.into_iter().filter(|(_, one)| one.local == columns) {
            if self.identity_map.state(parent) != State::Detached {
                self.leave(child, parent, one);
            }
        }
        let store = self.identity_map.store(child);
        let Some(stored) = store.snapshot(child.slot) else { return };
        let values: Vec<Value> = columns.iter().map(|name| stored[store.mapper.position(name)].clone()).collect();
        for (one, target) in sides {
            let target = self.identity_map.store_of(target());
            if let Some(parent) = self.instance_with(target, one.remote, &values) {
                self.leave(child, parent, one);
            }
        }
    }

    /// Collections that an instance is in are read anew: its foreign keys are about to be changed as columns.
    pub(crate) fn forget_collections_with(&mut self, child: InstanceId) {
        for &(info, target) in (self.identity_map.mapper(child).relationships)() {
            if info.kind.is_many_to_one() {
                let target = self.identity_map.store_of(target());
                if let Ok(Parent::Instance(parent)) = self.parent_of(child, info.local, info.remote, target)
                    && let Some(inverse) = Mapper::inverse(info, self.identity_map.mapper(parent))
                {
                    self.relationships.forget_one(parent, inverse);
                }
            }
        }
    }
}
