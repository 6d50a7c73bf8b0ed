//! What is deleted along with an instance, and what loses its reference to it.

use std::collections::HashSet;

use crate::entity::{Cascade, InstanceId, Mapper, RelationshipInfo};
use crate::error::{Error, ErrorKind, Result};
use crate::session::changes::graph::{DeletedPending, Graph};
use crate::session::identity::state::State;
use crate::session::loading::loader::Loader;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::unflushed::Unflushed;
use crate::session::undo::expunge;

/// The instances that a delete concerns.
struct Taken {
    /// All of them, the first one included.
    concerned: Vec<InstanceId>,
    /// Those that others own, and by which relationship of theirs.
    owned: Vec<(InstanceId, InstanceId, &'static RelationshipInfo)>,
}

impl Graph<'_> {
    /// Marks a persistent instance to be deleted, and those that its relationships take along.
    pub(crate) fn delete(&mut self, id: InstanceId) -> Result<()> {
        self.loader.relationships.cascaded.forget(id);
        self.mark_deleted(id, &mut Unflushed::default()).map(drop)
    }

    /// The same for the program, which must not leave anybody behind who waits for the row of a pending instance.
    pub(crate) fn delete_completely(&mut self, id: InstanceId) -> Result<()> {
        let mut unflushed = Unflushed::default();
        self.loader.relationships.cascaded.forget(id);
        let taken = self.taken_along(id, &mut unflushed)?;
        self.refuse_left_behind(&taken.concerned.iter().copied().collect(), &mut unflushed)?;
        self.mark_taken(&taken);
        Ok(())
    }

    /// Finds out who is concerned before anybody is marked: reading them may fail. Returns them.
    pub(crate) fn mark_deleted(&mut self, first: InstanceId, unflushed: &mut Unflushed) -> Result<Vec<InstanceId>> {
        let taken = self.taken_along(first, unflushed)?;
        self.mark_taken(&taken);
        Ok(taken.concerned)
    }

    /// Who is concerned by a delete.
    fn taken_along(&mut self, first: InstanceId, unflushed: &mut Unflushed) -> Result<Taken> {
        let mut open = vec![first];
        let mut concerned: Vec<InstanceId> = Vec::new();
        let mut seen: HashSet<InstanceId> = HashSet::new();
        let mut taken = Vec::new();
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
                    let members = self.members(id, info, target(), unflushed)?;
                    taken.extend(members.iter().map(|member| (*member, id, info)));
                    open.extend(members);
                }
            }
        }
        taken.retain(|(id, ..)| *id != first);
        Ok(Taken { concerned, owned: taken })
    }

    /// Marks who is concerned by a delete.
    fn mark_taken(&mut self, taken: &Taken) {
        for &(id, owner, info) in &taken.owned {
            // One that was deleted by itself before stays so.
            let is_own =
                self.loader.identity_map.is_marked_deleted(id) && !self.loader.relationships.cascaded.contains(id);
            if !is_own {
                self.loader.relationships.cascaded.note(id, owner, info);
            }
        }
        for &id in &taken.concerned {
            if self.loader.identity_map.state(id) == State::Pending && self.pending == DeletedPending::Leaves {
                expunge::expunge(self.loader.identity_map, self.loader.relationships, self.loader.journal, id);
            } else {
                self.loader.identity_map.store_mut(id).mark_deleted(id.slot, true);
            }
        }
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
        let target = self.loader.identity_map.store_of(target);
        if info.passive_deletes && !info.kind.is_many_to_one() {
            // The database looks after its rows, but knows nothing of those that are still to be written.
            let mut members = Vec::new();
            let Loader { identity_map, relationships, .. } = &self.loader;
            unflushed.adjust(identity_map, relationships, id, info, target, &mut members)?;
            return Ok(members);
        }
        if info.passive_deletes {
            return Ok(Vec::new());
        }
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
    pub(crate) fn expunge(&mut self, first: InstanceId) -> Result<()> {
        let mut unflushed = Unflushed::default();
        let mut open = vec![first];
        let mut leaving = Vec::new();
        let mut seen: HashSet<InstanceId> = HashSet::new();
        while let Some(id) = open.pop() {
            if self.loader.identity_map.state(id) == State::Detached || !seen.insert(id) {
                continue;
            }
            leaving.push(id);
            let is_pending = self.loader.identity_map.state(id) == State::Pending;
            for &(info, target) in self.loader.identity_map.mapper(id).relationships {
                if !info.cascade.contains(&Cascade::Expunge) {
                    continue;
                }
                if let Some(members) = self.loader.relationships.collection(id, info) {
                    open.extend(members.iter());
                } else if is_pending && !info.kind.is_many_to_one() {
                    // All that refers to a row that was never written is in memory.
                    open.extend(self.waiting_for(id, info, target(), &mut unflushed)?);
                }
            }
        }
        self.refuse_left_behind(&seen, &mut unflushed)?;
        for id in leaving {
            expunge::expunge(self.loader.identity_map, self.loader.relationships, self.loader.journal, id);
        }
        Ok(())
    }

    /// The instances that wait for the row of a pending one, as members of one of its collections.
    pub(crate) fn waiting_for(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: &'static Mapper,
        unflushed: &mut Unflushed,
    ) -> Result<Vec<InstanceId>> {
        let target = self.loader.identity_map.store_of(target);
        let mut members = Vec::new();
        let Loader { identity_map, relationships, .. } = &self.loader;
        unflushed.adjust(identity_map, relationships, id, info, target, &mut members)?;
        Ok(members)
    }

    /// Refuses to let pending instances leave the session while others that stay wait for their rows: no flush could ever
    /// write those.
    fn refuse_left_behind(&mut self, leaving: &HashSet<InstanceId>, unflushed: &mut Unflushed) -> Result<()> {
        let pending = |id: &&InstanceId| self.loader.identity_map.state(**id) == State::Pending;
        let pending: Vec<InstanceId> = leaving.iter().filter(pending).copied().collect();
        for id in pending {
            for &(info, target) in self.loader.identity_map.mapper(id).relationships {
                if info.kind.is_many_to_one() || info.secondary.is_some() {
                    continue;
                }
                let waiting = self.waiting_for(id, info, target(), unflushed)?;
                if waiting.iter().any(|member| !leaving.contains(member)) {
                    return Err(Error::new(
                        ErrorKind::InvalidRequest,
                        format!(
                            "the instance of `{}` is pending, and rows of `{}` that are to be written refer to it \
                             (`{}.{}`): relate them to another one, or take them out first",
                            self.loader.identity_map.mapper(id).name,
                            target().name,
                            target().name,
                            info.remote.join("`, `"),
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}
