//! What a flush changes in memory before it writes: who is deleted along with others, who is released by them, and which
//! keys follow. All of it is put back if the flush fails.

use std::collections::HashSet;

use crate::entity::{Cascade, InstanceId, Mapper, RelationshipInfo};
use crate::error::Result;
use crate::session::changes::graph::Graph;
use crate::session::identity::state::State;
use crate::session::relationship::foreign_key::lost_key;
use crate::session::relationship::parent::{Parent, parent_of};
use crate::session::relationship::state::Changes;
use crate::session::relationship::unflushed::Unflushed;
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

impl Graph<'_> {
    /// Before a flush writes: orphans are deleted too, what refers to a deleted row is set to NULL where that can be, rows
    /// of association tables go first, and new keys get to those who refer to them. Gives what it takes to undo that, if
    /// the flush fails.
    pub(crate) fn prepare_flush(&mut self) -> Result<Option<Prepared>> {
        self.refuse_second_parents()?;
        let changed_keys = self.changed_keys();
        let deletes_nothing = self.loader.identity_map.stores.values().all(|store| store.marked_deleted().len() == 0);
        if self.loader.relationships.is_clean() && deletes_nothing && changed_keys.is_empty() {
            return Ok(None);
        }
        let mut prepared = Prepared {
            marked_deleted: self.marked_deleted(),
            references: self.loader.relationships.changes(),
            keys: Vec::new(),
        };
        let result = self.prepare_deletes(&mut prepared);
        match result.and_then(|()| self.prepare_key_changes(changed_keys)) {
            Ok(()) => Ok(Some(prepared)),
            Err(error) => {
                self.unprepare(prepared);
                Err(error)
            }
        }
    }

    fn prepare_deletes(&mut self, prepared: &mut Prepared) -> Result<()> {
        self.spare_all_moved();
        let mut unflushed = Unflushed::default();
        let children: Vec<InstanceId> = self.loader.relationships.children().collect();
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
                self.loader.identity_map.store_mut(id).mark_deleted(id.slot, false);
            }
        }
        for (id, values, was_touched) in keys.into_iter().rev() {
            let store = self.loader.identity_map.store_mut(id);
            // They were this row's values before.
            let _ = store.write(id.slot, &values);
            if !was_touched {
                store.forget_changes(id.slot);
            }
        }
        self.loader.relationships.restore(references);
    }

    /// All instances that the next flush deletes.
    fn marked_deleted(&self) -> Vec<InstanceId> {
        let numbered = self.loader.identity_map.stores.iter();
        numbered
            .flat_map(|(number, store)| {
                store.marked_deleted().map(move |slot| self.loader.identity_map.id_at(number, slot))
            })
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
        for &(info, target) in self.loader.identity_map.mapper(id).relationships {
            if info.kind.is_many_to_one() || info.viewonly {
                continue;
            }
            let mapper = target();
            if info.secondary.is_some() {
                for member in self.members(id, info, mapper, unflushed)? {
                    let inverse = Mapper::inverse(info, mapper);
                    self.loader.relationships.unlink(info, inverse, id, member);
                }
                continue;
            }
            // A key that is NOT NULL cannot be released: the database says what becomes of the row.
            let can_be_null = info.remote.iter().all(|column| mapper.is_nullable(mapper.position(column)));
            if info.cascade.contains(&Cascade::Delete) || !can_be_null {
                continue;
            }
            for member in self.members(id, info, mapper, unflushed)? {
                let is_left = self.loader.identity_map.state(member) != State::Deleted
                    && !self.loader.identity_map.is_marked_deleted(member);
                // A key that was written as a column since may lead elsewhere.
                if is_left && self.is_parent(id, member, info)? {
                    if self.loader.identity_map.state(member) == State::Persistent {
                        let store = self.loader.identity_map.store(member);
                        let was_touched = store.snapshot(member.slot).is_some();
                        prepared.keys.push((member, store.contents.values(member.slot), was_touched));
                    }
                    self.refer(member, info.foreign_key(), None)?;
                    released.push(member);
                }
            }
        }
        Ok(())
    }

    /// Whether the foreign key of a member of a collection names the collection's holder.
    fn is_parent(&mut self, id: InstanceId, member: InstanceId, info: &'static RelationshipInfo) -> Result<bool> {
        self.loader.reload_expired(member)?;
        let parent =
            parent_of(self.loader.identity_map, self.loader.relationships, member, info.foreign_key(), id.store)?;
        Ok(matches!(parent, Parent::Instance(parent) if parent == id))
    }

    /// Marks those of the children to be deleted that have lost a parent without which they may not be. Returns all that are
    /// marked now, in order.
    fn delete_orphans(&mut self, mut children: Vec<InstanceId>, unflushed: &mut Unflushed) -> Result<Vec<InstanceId>> {
        children.sort_unstable();
        let mut marked = Vec::new();
        for child in children {
            let Some(lost) = lost_key(self.loader.identity_map, self.loader.relationships, child) else { continue };
            if self.is_orphaned_by_null(child, lost.own) {
                self.loader.relationships.unset(child, lost.own);
                marked.extend(self.mark_deleted(child, unflushed)?);
            }
        }
        marked.sort_unstable();
        Ok(marked)
    }
}
