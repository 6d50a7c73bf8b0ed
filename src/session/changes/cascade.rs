//! What is deleted along with an instance, and what loses its reference to it.

use std::collections::HashSet;

use crate::entity::{Cascade, InstanceId, Mapper, RelationshipInfo};
use crate::error::Result;
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::relationship::parent::{self, Parent};
use crate::session::relationship::state::Changes;
use crate::session::relationship::unflushed::Unflushed;
use crate::session::undo::expunge::expunge;
use crate::sql::value::Value;

/// What a flush has changed in memory before it has written anything.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Those that were to be deleted before.
    marked_deleted: Vec<InstanceId>,
    references: Changes,
    /// Rows whose keys were set to NULL, as they were; and whether they were touched then.
    keys: Vec<(InstanceId, Vec<Value>, bool)>,
}

impl Session {
    /// Marks a persistent instance to be deleted, and those that its relationships take along.
    pub(crate) fn delete_with_cascade(&mut self, id: InstanceId) -> Result<()> {
        let mut unflushed = Unflushed::default();
        self.no_autoflush(|session| session.mark_deleted(id, &mut unflushed)).map(drop)
    }

    /// Finds out who is concerned before anybody is marked: reading them may fail. Returns them.
    fn mark_deleted(&mut self, first: InstanceId, unflushed: &mut Unflushed) -> Result<Vec<InstanceId>> {
        let mut open = vec![first];
        let mut concerned: Vec<InstanceId> = Vec::new();
        let mut seen: HashSet<InstanceId> = HashSet::new();
        while let Some(id) = open.pop() {
            let is_wanted = match self.identity_map.state(id) {
                State::Pending => true,
                State::Persistent => !self.identity_map.is_marked_deleted(id),
                State::Deleted | State::Detached => false,
            };
            if !is_wanted || !seen.insert(id) {
                continue;
            }
            concerned.push(id);
            for &(info, target) in self.identity_map.mapper(id).relationships {
                if info.cascade.contains(&Cascade::Delete) && !info.viewonly {
                    open.extend(self.members(id, info, target(), unflushed)?);
                }
            }
        }
        for &id in &concerned {
            // During a flush a pending one is only marked: it stays if the flush fails.
            if self.identity_map.state(id) == State::Pending && !self.phase.is_flush() {
                expunge(&mut self.identity_map, &mut self.relationships, &mut self.journal, id);
            } else {
                self.identity_map.store_mut(id).mark_deleted(id.slot, true);
            }
        }
        Ok(concerned)
    }

    /// The instances at the other end, as far as a delete has to know them: those that are not loaded are left to the
    /// database where the schema says so.
    fn members(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: &'static Mapper,
        unflushed: &mut Unflushed,
    ) -> Result<Vec<InstanceId>> {
        if let Some(members) = self.relationships.collection(id, info) {
            let members = members.to_vec();
            let is_member = |member: &InstanceId| match parent::parent_of(
                &self.identity_map,
                &self.relationships,
                *member,
                info.remote,
                info.local,
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
        let target = self.identity_map.store_of(target);
        if info.kind.is_many_to_one() {
            return self.loader().related(id, info, target);
        }
        if !info.write_only && self.identity_map.state(id) != State::Pending {
            self.loader().reload_expired(id)?;
        }
        let members = self.loader().collection(id, info, target, unflushed)?;
        if !info.write_only {
            self.relationships.keep(id, info, members.clone());
        }
        Ok(members)
    }

    /// Before a flush writes: orphans are deleted too, what refers to a deleted row is set to NULL where that can be, rows
    /// of association tables go first, and new keys get to those who refer to them. Gives what it takes to undo that, if
    /// the flush fails.
    pub(crate) fn prepare_flush(&mut self) -> Result<Option<Prepared>> {
        let changed_keys = self.changed_keys();
        let deletes_nothing = self.identity_map.stores.values().all(|store| store.marked_deleted().len() == 0);
        if self.relationships.is_clean() && deletes_nothing && changed_keys.is_empty() {
            return Ok(None);
        }
        let mut prepared = Prepared {
            marked_deleted: self.marked_deleted(),
            references: self.relationships.changes(),
            keys: Vec::new(),
        };
        let result = self.no_autoflush(|session| session.prepare_deletes(&mut prepared));
        match result.and_then(|()| self.prepare_key_changes(changed_keys)) {
            Ok(()) => Ok(Some(prepared)),
            Err(error) => {
                self.unprepare(prepared);
                Err(error)
            }
        }
    }

    fn prepare_deletes(&mut self, prepared: &mut Prepared) -> Result<()> {
        let mut unflushed = Unflushed::default();
        let children: Vec<InstanceId> = self.relationships.children().collect();
        self.delete_orphans(children, &mut unflushed)?;
        let mut done: HashSet<InstanceId> = HashSet::new();
        loop {
            let mut open: Vec<InstanceId> = self.marked_deleted().into_iter().filter(|id| done.insert(*id)).collect();
            if open.is_empty() {
                return Ok(());
            }
            // Those that are released may be orphans, whose own children are released with the next round.
            while !open.is_empty() {
                let mut released = Vec::new();
                for id in open {
                    self.release_children(id, prepared, &mut released, &mut unflushed)?;
                }
                open = self.delete_orphans(released, &mut unflushed)?;
                open.retain(|id| done.insert(*id));
            }
        }
    }

    /// Puts back what was prepared for a flush that has failed.
    pub(crate) fn unprepare(&mut self, prepared: Prepared) {
        let Prepared { marked_deleted, references, keys } = prepared;
        let before: HashSet<InstanceId> = marked_deleted.into_iter().collect();
        for id in self.marked_deleted() {
            if !before.contains(&id) {
                self.identity_map.store_mut(id).mark_deleted(id.slot, false);
            }
        }
        for (id, values, was_touched) in keys.into_iter().rev() {
            let store = self.identity_map.store_mut(id);
            // They were this row's values before.
            let _ = store.write(id.slot, &values);
            if !was_touched {
                store.forget_changes(id.slot);
            }
        }
        self.relationships.restore(references);
    }

    /// All instances that the next flush deletes.
    fn marked_deleted(&self) -> Vec<InstanceId> {
        let numbered = self.identity_map.stores.iter();
        numbered
            .flat_map(|(number, store)| store.marked_deleted().map(move |slot| self.identity_map.id_at(number, slot)))
            .collect()
    }

    /// Takes the references to an instance that is about to be deleted out of the others, which are added to `released`.
    fn release_children(
        &mut self,
        id: InstanceId,
        prepared: &mut Prepared,
        released: &mut Vec<InstanceId>,
        unflushed: &mut Unflushed,
    ) -> Result<()> {
        for &(info, target) in self.identity_map.mapper(id).relationships {
            if info.kind.is_many_to_one() || info.viewonly {
                continue;
            }
            let mapper = target();
            if info.secondary.is_some() {
                for member in self.members(id, info, mapper, unflushed)? {
                    let inverse = Mapper::inverse(info, mapper);
                    self.relationships.unlink(info, inverse, id, member);
                }
                continue;
            }
            // A key that is NOT NULL cannot be released: the database says what becomes of the row.
            let can_be_null = info.remote.iter().all(|column| mapper.is_nullable(mapper.position(column)));
            if info.cascade.contains(&Cascade::Delete) || !can_be_null {
                continue;
            }
            for member in self.members(id, info, mapper, unflushed)? {
                let is_left =
                    self.identity_map.state(member) != State::Deleted && !self.identity_map.is_marked_deleted(member);
                // A key that was written as a column since may lead elsewhere.
                if is_left && self.is_parent(id, member, info)? {
                    if self.identity_map.state(member) == State::Persistent {
                        let store = self.identity_map.store(member);
                        let was_touched = store.snapshot(member.slot).is_some();
                        prepared.keys.push((member, store.contents.values(member.slot), was_touched));
                    }
                    self.refer(member, info.remote, info.local, None)?;
                    released.push(member);
                }
            }
        }
        Ok(())
    }

    /// Whether the foreign key of a member of a collection names the collection's holder.
    fn is_parent(&mut self, id: InstanceId, member: InstanceId, info: &'static RelationshipInfo) -> Result<bool> {
        self.loader().reload_expired(member)?;
        let parent =
            parent::parent_of(&self.identity_map, &self.relationships, member, info.remote, info.local, id.store)?;
        Ok(matches!(parent, Parent::Instance(parent) if parent == id))
    }

    /// Marks those of the children to be deleted that have lost a parent without which they may not be. Returns all that are
    /// marked now, in order.
    fn delete_orphans(&mut self, mut children: Vec<InstanceId>, unflushed: &mut Unflushed) -> Result<Vec<InstanceId>> {
        children.sort_unstable();
        let mut marked = Vec::new();
        for child in children {
            let lost = self.relationships.of(child).iter().find(|reference| reference.parent.is_none());
            let Some(columns) = lost.map(|reference| reference.columns) else { continue };
            if self.is_orphaned_by_null(child, columns) {
                self.relationships.unset(child, columns);
                marked.extend(self.mark_deleted(child, unflushed)?);
            }
        }
        marked.sort_unstable();
        Ok(marked)
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
    pub(crate) fn expunge_with_cascade(&mut self, first: InstanceId) {
        let mut open = vec![first];
        while let Some(id) = open.pop() {
            if self.identity_map.state(id) == State::Detached {
                continue;
            }
            for &(info, _) in self.identity_map.mapper(id).relationships {
                if info.cascade.contains(&Cascade::Expunge)
                    && let Some(members) = self.relationships.collection(id, info)
                {
                    open.extend(members.iter());
                }
            }
            expunge(&mut self.identity_map, &mut self.relationships, &mut self.journal, id);
        }
    }
}
