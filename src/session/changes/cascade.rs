//! What is deleted along with an instance, and what loses its reference to it.

use std::collections::HashSet;

use crate::entity::{Cascade, InstanceId, Mapper, RelationshipInfo};
use crate::error::Result;
use crate::session::changes::graph::{DeletedPending, Graph};
use crate::session::identity::state::State;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::unflushed::Unflushed;
use crate::session::undo::expunge;

impl Graph<'_> {
    /// Marks a persistent instance to be deleted, and those that its relationships take along.
    pub(crate) fn delete(&mut self, id: InstanceId) -> Result<()> {
        self.mark_deleted(id, &mut Unflushed::default()).map(drop)
    }

    /// Finds out who is concerned before anybody is marked: reading them may fail. Returns them.
    pub(crate) fn mark_deleted(&mut self, first: InstanceId, unflushed: &mut Unflushed) -> Result<Vec<InstanceId>> {
        let mut open = vec![first];
        let mut concerned: Vec<InstanceId> = Vec::new();
        let mut seen: HashSet<InstanceId> = HashSet::new();
        while let Some(id) = open.pop() {
            let is_wanted = match self.loader.identity_map.state(id) {
                State::Pending => true,
                State::Persistent => !self.loader.identity_map.is_marked_deleted(id),
                State::Deleted | State::Detached => false,
            };
            if !is_wanted || !seen.insert(id) {
                continue;
            }
            concerned.push(id);
            for &(info, target) in self.loader.identity_map.mapper(id).relationships {
                if info.cascade.contains(&Cascade::Delete) && !info.viewonly {
                    open.extend(self.members(id, info, target(), unflushed)?);
                }
            }
        }
        for &id in &concerned {
            if self.loader.identity_map.state(id) == State::Pending && self.pending == DeletedPending::Leaves {
                expunge::expunge(self.loader.identity_map, self.loader.relationships, self.loader.journal, id);
            } else {
                self.loader.identity_map.store_mut(id).mark_deleted(id.slot, true);
            }
        }
        Ok(concerned)
    }

    /// The instances at the other end, as far as a delete has to know them: those that are not loaded are left to the
    /// database where the schema says so.
    pub(crate) fn members(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: &'static Mapper,
        unflushed: &mut Unflushed,
    ) -> Result<Vec<InstanceId>> {
        if let Some(members) = self.loader.relationships.collection(id, info) {
            let members = members.to_vec();
            let is_member = |member: &InstanceId| match parent_of(
                self.loader.identity_map,
                self.loader.relationships,
                *member,
                info.foreign_key(),
                id.store,
            ) {
                Ok(Parent::Instance(parent)) => parent == id,
                _ => false,
            };
            // A foreign key that was changed as a column has moved its row already.
            let is_direct = info.secondary.is_none() && !info.kind.is_many_to_one();
            return Ok(members.into_iter().filter(|member| !is_direct || is_member(member)).collect());
        }
        if info.passive_deletes {
            return Ok(Vec::new());
        }
        let target = self.loader.identity_map.store_of(target);
        if info.kind.is_many_to_one() {
            return self.loader.related(id, info, target);
        }
        if !info.write_only && self.loader.identity_map.state(id) != State::Pending {
            self.loader.reload_expired(id)?;
        }
        let members = self.loader.collection(id, info, target, unflushed)?;
        if !info.write_only {
            self.loader.relationships.keep(id, info, members.clone());
        }
        Ok(members)
    }

    /// Whether an instance is deleted when it loses the parent that this foreign key names.
    pub(crate) fn is_orphaned_by_null(&self, child: InstanceId, columns: &[&str]) -> bool {
        let sides = self.sides(child, columns);
        sides.iter().any(|(many_to_one, target)| {
            let inverse = Mapper::inverse(many_to_one, target());
            inverse.is_some_and(|inverse| inverse.cascade.contains(&Cascade::DeleteOrphan))
        })
    }

    /// Takes an instance out of the session, and those that `cascade=expunge` takes along.
    pub(crate) fn expunge(&mut self, first: InstanceId) {
        let mut open = vec![first];
        while let Some(id) = open.pop() {
            if self.loader.identity_map.state(id) == State::Detached {
                continue;
            }
            for &(info, _) in self.loader.identity_map.mapper(id).relationships {
                if info.cascade.contains(&Cascade::Expunge)
                    && let Some(members) = self.loader.relationships.collection(id, info)
                {
                    open.extend(members.iter());
                }
            }
            expunge::expunge(self.loader.identity_map, self.loader.relationships, self.loader.journal, id);
        }
    }
}
