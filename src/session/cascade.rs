//! What is deleted along with an instance, and what loses its reference to it.

use super::Session;
use super::mapper::Mapper;
use super::state::State;
use crate::error::Result;
use crate::handle::InstanceId;
use crate::relationship::{Cascade, RelationshipInfo};

impl Session {
    /// Marks a persistent instance to be deleted, and those that its relationships take along.
    pub(crate) fn delete_with_cascade(&mut self, id: InstanceId) -> Result<()> {
        self.no_autoflush(|session| session.doom(id))
    }

    fn doom(&mut self, first: InstanceId) -> Result<()> {
        let mut open = vec![first];
        while let Some(id) = open.pop() {
            match self.instances.state(id) {
                State::Pending => {
                    self.forget_instance(id);
                    continue;
                }
                State::Persistent if !self.is_doomed(id) => {}
                _ => continue,
            }
            self.instances.store_mut(id).doom(id.slot, true);
            for &(info, target) in (self.instances.mapper(id).relationships)() {
                if info.cascade.contains(&Cascade::Delete) && !info.viewonly {
                    open.extend(self.members(id, info, target())?);
                }
            }
        }
        Ok(())
    }

    /// The instances at the other end, as far as a delete has to know them: those that are not loaded are left to the
    /// database where the schema says so.
    fn members(
        &mut self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        target: &'static Mapper,
    ) -> Result<Vec<InstanceId>> {
        if let Some(members) = self.references.collection(id, info) {
            return Ok(members.clone());
        }
        if info.passive_deletes {
            return Ok(Vec::new());
        }
        let target = self.instances.store_of(target);
        if info.kind.is_many_to_one() || !info.write_only {
            return self.related_instances(id, info, target);
        }
        self.load_collection(id, info, target)
    }

    /// Before a flush deletes rows: orphans are deleted too, what refers to a deleted row is set to NULL where that can
    /// be, and rows of association tables go first.
    pub(crate) fn prepare_deletes(&mut self) -> Result<()> {
        self.delete_orphans()?;
        if self.instances.stores.iter().all(|store| store.doomed().len() == 0) {
            return Ok(());
        }
        self.no_autoflush(|session| {
            for id in session.doomed() {
                session.let_go(id)?;
            }
            session.delete_orphans()
        })
    }

    /// All instances that the next flush deletes.
    fn doomed(&self) -> Vec<InstanceId> {
        let numbered = (0_u16..).zip(&self.instances.stores);
        numbered
            .flat_map(|(number, store)| store.doomed().map(move |slot| self.instances.id_at(number, slot)))
            .collect()
    }

    /// Takes the references to an instance that is about to be deleted out of the others.
    fn let_go(&mut self, id: InstanceId) -> Result<()> {
        for &(info, target) in (self.instances.mapper(id).relationships)() {
            if info.kind.is_many_to_one() || info.viewonly {
                continue;
            }
            let mapper = target();
            if info.secondary.is_some() {
                for member in self.members(id, info, mapper)? {
                    let inverse = Mapper::inverse(info, mapper);
                    self.references.unlink(info, inverse, id, member);
                }
                continue;
            }
            // A key that is NOT NULL cannot be let go: the database says what becomes of the row.
            let can_be_null = info.remote.iter().all(|column| mapper.is_nullable(mapper.position(column)));
            if info.cascade.contains(&Cascade::Delete) || !can_be_null {
                continue;
            }
            for member in self.members(id, info, mapper)? {
                if self.instances.state(member) != State::Deleted && !self.is_doomed(member) {
                    self.refer(member, info.remote, info.local, None)?;
                }
            }
        }
        Ok(())
    }

    /// Instances that have lost the parent without which they are nothing.
    fn delete_orphans(&mut self) -> Result<()> {
        let children: Vec<InstanceId> = self.references.children().collect();
        for child in children {
            let lost = self.references.of(child).iter().find(|reference| reference.parent.is_none());
            let Some(columns) = lost.map(|reference| reference.columns) else { continue };
            if self.is_orphaned_by_null(child, columns) {
                self.references.unset(child, columns);
                self.delete_with_cascade(child)?;
            }
        }
        Ok(())
    }

    /// Whether an instance is deleted when it loses the parent that this foreign key names.
    pub(crate) fn is_orphaned_by_null(&self, child: InstanceId, columns: &[&str]) -> bool {
        let sides = self.sides(child, columns);
        sides.iter().any(|(many_to_one, target)| {
            let inverse = Mapper::inverse(many_to_one, target());
            inverse.is_some_and(|inverse| inverse.cascade.contains(&Cascade::DeleteOrphan))
                || many_to_one.cascade.contains(&Cascade::DeleteOrphan)
        })
    }

    /// Takes an instance out of the session, and those that `cascade=expunge` takes along.
    pub(crate) fn expunge_with_cascade(&mut self, first: InstanceId) {
        let mut open = vec![first];
        while let Some(id) = open.pop() {
            if self.instances.state(id) == State::Detached {
                continue;
            }
            for &(info, _) in (self.instances.mapper(id).relationships)() {
                if info.cascade.contains(&Cascade::Expunge)
                    && let Some(members) = self.references.collection(id, info)
                {
                    open.extend(members.iter().copied());
                }
            }
            self.forget_instance(id);
        }
    }
}
