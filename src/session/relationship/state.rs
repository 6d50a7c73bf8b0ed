//! What no flush has written yet of relationships, and the collections that were read.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::entity::{InstanceId, RelationshipInfo, StoreIndex};
use crate::session::identity::map::IdentityMap;
use crate::session::relationship::associations::{Link, Links};
use crate::session::relationship::cascaded::Cascaded;
use crate::session::relationship::collections::{Collections, RelationshipId};
use crate::session::relationship::foreign_key::PendingForeignKey;
use crate::session::relationship::members::Members;
use crate::session::relationship::unflushed::Unflushed;

/// The foreign keys and collections of a session's instances.
#[derive(Debug, Default)]
pub(crate) struct RelationshipState {
    to_one: BTreeMap<InstanceId, SmallVec<[PendingForeignKey; 1]>>,
    collections: Collections,
    /// What a filtered loader option has read of collections: it is shown, but it is not all there is.
    partial: Collections,
    /// Relationships that must not be read from the database.
    raised: HashMap<InstanceId, SmallVec<[RelationshipId; 1]>, RandomState>,
    /// Why instances are to be deleted that were not deleted by themselves.
    pub(crate) cascaded: Cascaded,
    /// Rows of association tables to be inserted.
    pub(crate) linked: Links,
    /// Rows of association tables to be deleted.
    pub(crate) unlinked: Links,
    /// Children that have entered collections since the last flush, whether these were read or not, and are still there; with
    /// the holders.
    pub(crate) entered: HashMap<InstanceId, SmallVec<[(InstanceId, &'static RelationshipInfo); 1]>, RandomState>,
    /// Children that have left a collection since the last flush.
    pub(crate) left: HashSet<InstanceId>,
    /// Counts the changes of `to_one`.
    revision: u64,
    /// Who is whose child before the next flush, as long as nothing of it changes.
    unflushed: Unflushed,
    /// The revisions at which that was found.
    unflushed_at: (u64, u64),
}

/// What a flush has to write of relationships.
#[derive(Debug)]
pub(crate) struct Changes {
    to_one: BTreeMap<InstanceId, SmallVec<[PendingForeignKey; 1]>>,
    linked: Links,
    unlinked: Links,
}

impl RelationshipState {
    /// What the program has related the foreign keys of an instance to.
    pub(crate) fn of(&self, child: InstanceId) -> &[PendingForeignKey] {
        self.to_one.get(&child).map_or(&[], SmallVec::as_slice)
    }

    /// All instances whose foreign keys are to change.
    pub(crate) fn children(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.to_one.keys().copied()
    }

    /// Those of them in one store.
    pub(crate) fn children_in(
        &self,
        identity_map: &IdentityMap,
        store: StoreIndex,
    ) -> impl Iterator<Item = InstanceId> + '_ {
        let (first, last) = (identity_map.id(store, 0, 0), identity_map.id(store, u32::MAX, u32::MAX));
        self.to_one.range(first..=last).map(|(child, _)| *child)
    }

    /// Who is whose child before the next flush, as far as that was found since the last change. To be put
    /// [back](Self::keep_unflushed).
    pub(crate) fn take_unflushed(&mut self, identity_map: &IdentityMap) -> Unflushed {
        let now = (identity_map.revision(), self.revision);
        let known = std::mem::take(&mut self.unflushed);
        if std::mem::replace(&mut self.unflushed_at, now) == now { known } else { Unflushed::default() }
    }

    /// Keeps it for the next collection.
    pub(crate) fn keep_unflushed(&mut self, unflushed: Unflushed) {
        self.unflushed = unflushed;
    }

    /// Relates a foreign key to another instance, or to none.
    pub(crate) fn set(&mut self, child: InstanceId, key: PendingForeignKey) {
        self.revision += 1;
        let keys = self.to_one.entry(child).or_default();
        keys.retain(|known| known.columns.own != key.columns.own);
        keys.push(key);
    }

    /// Forgets what a foreign key was related to: its row says it.
    pub(crate) fn unset(&mut self, child: InstanceId, columns: &[&str]) {
        self.revision += 1;
        if let Some(keys) = self.to_one.get_mut(&child) {
            keys.retain(|known| known.columns.own != columns);
            if keys.is_empty() {
                self.to_one.remove(&child);
            }
        }
    }

    /// What the program has related one foreign key to; whether it still counts, the instance itself has to say.
    pub(crate) fn pending(&self, child: InstanceId, columns: &[&str]) -> Option<&PendingForeignKey> {
        self.of(child).iter().find(|key| key.columns.own == columns)
    }

    /// Whether any collection was read.
    pub(crate) fn has_collections(&self) -> bool {
        !self.collections.is_empty() || !self.partial.is_empty()
    }

    /// Adds a member to a many-to-many collection, on both sides. Known members are not added again.
    pub(crate) fn link(
        &mut self,
        info: &'static RelationshipInfo,
        inverse: Option<&'static RelationshipInfo>,
        local: InstanceId,
        remote: InstanceId,
    ) {
        let link = Link { info, local, remote };
        let is_known = self.is_member(local, info, remote) == Some(true);
        if !self.unlinked.remove(&link) && !is_known {
            self.linked.insert(link);
        }
        self.enter(local, info, remote);
        if let Some(inverse) = inverse {
            self.enter(remote, inverse, local);
        }
    }

    /// Takes a member out of a many-to-many collection, on both sides.
    pub(crate) fn unlink(
        &mut self,
        info: &'static RelationshipInfo,
        inverse: Option<&'static RelationshipInfo>,
        local: InstanceId,
        remote: InstanceId,
    ) {
        let link = Link { info, local, remote };
        if !self.linked.remove(&link) {
            self.unlinked.insert(link);
        }
        self.leave(local, info, remote);
        if let Some(inverse) = inverse {
            self.leave(remote, inverse, local);
        }
    }

    /// Brings a many-to-many collection that was just read up to what was not flushed yet.
    pub(crate) fn adjust_links(
        &self,
        holder: InstanceId,
        info: &'static RelationshipInfo,
        members: &mut Vec<InstanceId>,
    ) {
        let has_left = |member: &InstanceId| self.unlinked.contains(&Link { info, local: holder, remote: *member });
        if self.unlinked.has_end(holder) {
            members.retain(|member| !has_left(member));
        }
        if !self.linked.has_end(holder) {
            return;
        }
        let mut known: HashSet<InstanceId, RandomState> = members.iter().copied().collect();
        for link in self.linked.of(holder) {
            for member in [link.local, link.remote] {
                let wanted = Link { info, local: holder, remote: member };
                if link.is_same(&wanted) && known.insert(member) {
                    members.push(member);
                }
            }
        }
    }

    /// Whether the next flush has to write something of this for an instance.
    pub(crate) fn has_changes(&self, id: InstanceId) -> bool {
        self.to_one.contains_key(&id) || self.linked.has_end(id) || self.unlinked.has_end(id)
    }

    /// The instances for which the next flush has to write something of this; some of them twice.
    pub(crate) fn changed(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.children().chain(self.linked.ends()).chain(self.unlinked.ends())
    }

    /// Whether the next flush has to write anything of this.
    pub(crate) fn is_clean(&self) -> bool {
        self.to_one.is_empty() && self.linked.is_empty() && self.unlinked.is_empty()
    }

    /// A collection as it stands in memory, if it was read.
    pub(crate) fn collection(&self, parent: InstanceId, info: &'static RelationshipInfo) -> Option<&Members> {
        self.collections.get(parent, info)
    }

    /// Whether an instance is in a collection; `None` if that was not read.
    pub(crate) fn is_member(
        &mut self,
        parent: InstanceId,
        info: &'static RelationshipInfo,
        member: InstanceId,
    ) -> Option<bool> {
        self.collections.is_member(parent, info, member)
    }

    /// Adds a member to a collection, as far as that was read.
    pub(crate) fn enter(&mut self, parent: InstanceId, info: &'static RelationshipInfo, member: InstanceId) {
        self.collections.insert(parent, info, member);
        self.partial.insert(parent, info, member);
    }

    /// Takes a member out of a collection, as far as that was read.
    pub(crate) fn leave(&mut self, parent: InstanceId, info: &'static RelationshipInfo, member: InstanceId) {
        self.collections.remove(parent, info, member);
        self.partial.remove(parent, info, member);
    }

    /// Keeps a collection that was read.
    pub(crate) fn keep(&mut self, parent: InstanceId, info: &'static RelationshipInfo, members: Vec<InstanceId>) {
        self.partial.forget_one(parent, info);
        self.collections.keep(parent, info, members.into());
    }

    /// Keeps what a filtered loader option has read of a collection.
    pub(crate) fn keep_partial(
        &mut self,
        parent: InstanceId,
        info: &'static RelationshipInfo,
        members: Vec<InstanceId>,
    ) {
        self.partial.keep(parent, info, members.into());
    }

    /// What a filtered loader option has read of a collection, which is what is shown of it.
    pub(crate) fn partial(&self, parent: InstanceId, info: &'static RelationshipInfo) -> Option<&Members> {
        self.partial.get(parent, info)
    }

    /// From now on, a relationship of this instance is not read from the database; what is known is still shown.
    pub(crate) fn raise(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        let raised = self.raised.entry(parent).or_default();
        if !raised.contains(&RelationshipId::of(info)) {
            raised.push(RelationshipId::of(info));
        }
    }

    /// Whether a relationship of this instance must not be read from the database.
    pub(crate) fn is_raised(&self, parent: InstanceId, info: &'static RelationshipInfo) -> bool {
        self.raised.get(&parent).is_some_and(|raised| raised.contains(&RelationshipId::of(info)))
    }

    /// What queries have said before of a relationship does not count any more.
    pub(crate) fn allow(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        if let Some(raised) = self.raised.get_mut(&parent) {
            raised.retain(|relationship| *relationship != RelationshipId::of(info));
        }
        self.partial.forget_one(parent, info);
    }

    /// What was read of a relationship is not true any more.
    pub(crate) fn forget_one(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        self.collections.forget_one(parent, info);
        self.partial.forget_one(parent, info);
    }

    /// What the next flush has to write of this.
    pub(crate) fn changes(&self) -> Changes {
        Changes { to_one: self.to_one.clone(), linked: self.linked.clone(), unlinked: self.unlinked.clone() }
    }

    /// Puts back what the next flush had to write; collections are read again when they are wanted.
    pub(crate) fn restore(&mut self, changes: Changes) {
        let Changes { to_one, linked, unlinked } = changes;
        (self.to_one, self.linked, self.unlinked) = (to_one, linked, unlinked);
        self.revision += 1;
        self.forget_collections();
    }

    /// The flush has written what was to be written; collections stay.
    pub(crate) fn flushed(&mut self) {
        self.cascaded = Cascaded::default();
        self.to_one.clear();
        self.revision += 1;
        self.unflushed = Unflushed::default();
        self.linked.clear();
        self.unlinked.clear();
        self.entered.clear();
        self.left.clear();
    }

    /// All collections are read again when they are wanted.
    pub(crate) fn forget_collections(&mut self) {
        self.collections.clear();
        self.partial.clear();
    }

    /// Collections in which an instance is are read again when they are wanted.
    pub(crate) fn forget_collections_with(&mut self, id: InstanceId) {
        self.collections.forget_with(id);
        self.partial.forget_with(id);
    }

    /// The foreign keys of an instance are what its row says.
    pub(crate) fn forget_references_of(&mut self, child: InstanceId) {
        self.revision += 1;
        self.to_one.remove(&child);
    }

    /// The collections of an instance are read again when they are wanted.
    pub(crate) fn forget_collections_of(&mut self, id: InstanceId) {
        self.collections.forget_held_by(id);
        self.partial.forget_held_by(id);
    }

    /// Nothing is to be written, and everything is read again.
    pub(crate) fn clear(&mut self) {
        self.flushed();
        self.forget_collections();
    }

    /// Instances leave the session, or their rows the database.
    pub(crate) fn forget(&mut self, gone: &HashSet<InstanceId>) {
        self.revision += 1;
        for id in gone {
            self.to_one.remove(id);
            self.raised.remove(id);
            self.cascaded.forget(*id);
        }
        self.linked.forget(gone);
        self.unlinked.forget(gone);
        self.collections.forget(gone);
        self.partial.forget(gone);
    }
}
