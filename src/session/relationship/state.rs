//! References between instances that are not in their rows yet, and collections that were read.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::entity::{InstanceId, RelationshipInfo};
use crate::session::relationship::associations::{Link, Links};

/// What the foreign key of an instance is to become.
#[derive(Clone, Debug)]
pub(crate) struct PendingForeignKey {
    /// The columns of the foreign key.
    pub(crate) columns: &'static [&'static str],
    /// Whom it is to refer to; `None` for NULL.
    pub(crate) parent: Option<InstanceId>,
    /// The columns that are referred to, in the order of `columns`.
    pub(crate) parent_columns: &'static [&'static str],
}

/// References and collections of a session.
#[derive(Debug, Default)]
pub(crate) struct RelationshipState {
    to_one: BTreeMap<InstanceId, SmallVec<[PendingForeignKey; 1]>>,
    collections: HashMap<(InstanceId, usize), Vec<InstanceId>, RandomState>,
    /// What a filtered loader option has read of collections: to be shown, but not to be taken for all there is.
    partial: HashMap<(InstanceId, usize), Vec<InstanceId>, RandomState>,
    /// Relationships that must not be read from the database.
    raised: HashSet<(InstanceId, usize), RandomState>,
    /// Rows of association tables to be inserted.
    pub(crate) linked: Links,
    /// Rows of association tables to be deleted.
    pub(crate) unlinked: Links,
    /// Children that have entered collections since the last flush, whether these were read or not, with their holders.
    pub(crate) entered: HashMap<InstanceId, SmallVec<[(InstanceId, &'static RelationshipInfo); 1]>, RandomState>,
    /// Children that have left a collection since the last flush.
    pub(crate) left: HashSet<InstanceId>,
}

/// What a flush has to write of references.
#[derive(Debug)]
pub(crate) struct Changes {
    to_one: BTreeMap<InstanceId, SmallVec<[PendingForeignKey; 1]>>,
    linked: Links,
    unlinked: Links,
}

/// What tells relationships apart.
fn number(info: &'static RelationshipInfo) -> usize {
    std::ptr::from_ref(info).addr()
}

impl RelationshipState {
    /// What the foreign keys of an instance are to become.
    pub(crate) fn of(&self, child: InstanceId) -> &[PendingForeignKey] {
        self.to_one.get(&child).map_or(&[], SmallVec::as_slice)
    }

    /// All instances whose foreign keys are to change.
    pub(crate) fn children(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.to_one.keys().copied()
    }

    /// Decides what a foreign key is to become.
    pub(crate) fn set(&mut self, child: InstanceId, reference: PendingForeignKey) {
        let references = self.to_one.entry(child).or_default();
        references.retain(|known| known.columns != reference.columns);
        references.push(reference);
    }

    /// Forgets what a foreign key was to become.
    pub(crate) fn unset(&mut self, child: InstanceId, columns: &[&str]) {
        if let Some(references) = self.to_one.get_mut(&child) {
            references.retain(|known| known.columns != columns);
            if references.is_empty() {
                self.to_one.remove(&child);
            }
        }
    }

    /// What one foreign key is to become, if that was decided.
    pub(crate) fn get(&self, child: InstanceId, columns: &[&str]) -> Option<&PendingForeignKey> {
        self.of(child).iter().find(|reference| reference.columns == columns)
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
        let is_known = self.collection(local, info).is_some_and(|members| members.contains(&remote));
        if !self.unlinked.remove(&link) && !is_known {
            self.linked.insert(link);
        }
        for (holder, info, member) in [(local, Some(info), remote), (remote, inverse, local)] {
            let Some(info) = info else { continue };
            for members in self.collections_mut(holder, info) {
                if !members.contains(&member) {
                    members.push(member);
                }
            }
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
        for (holder, info, member) in [(local, Some(info), remote), (remote, inverse, local)] {
            let Some(info) = info else { continue };
            for members in self.collections_mut(holder, info) {
                members.retain(|known| *known != member);
            }
        }
    }

    /// Brings a many-to-many collection that the database has told up to what was not flushed yet.
    pub(crate) fn adjust_links(
        &self,
        holder: InstanceId,
        info: &'static RelationshipInfo,
        members: &mut Vec<InstanceId>,
    ) {
        members.retain(|member| !self.unlinked.contains(&Link { info, local: holder, remote: *member }));
        for link in self.linked.iter() {
            for member in [link.local, link.remote] {
                let wanted = Link { info, local: holder, remote: member };
                if link.is_same(&wanted) && !members.contains(&member) {
                    members.push(member);
                }
            }
        }
    }

    /// Whether the next flush has to write something of this for an instance.
    pub(crate) fn has_changes(&self, id: InstanceId) -> bool {
        self.to_one.contains_key(&id) || self.linked_anew().any(|end| end == id)
    }

    /// The instances for which the next flush has to write something of this; some of them twice.
    pub(crate) fn changed(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.children().chain(self.linked_anew())
    }

    /// Both ends of rows of association tables that are to be written or deleted.
    fn linked_anew(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.linked.ends().chain(self.unlinked.ends())
    }

    /// Whether the next flush has to write anything of this.
    pub(crate) fn is_clean(&self) -> bool {
        self.to_one.is_empty() && self.linked.is_empty() && self.unlinked.is_empty()
    }

    /// A collection as it stands in memory, if it was read.
    pub(crate) fn collection(&self, parent: InstanceId, info: &'static RelationshipInfo) -> Option<&Vec<InstanceId>> {
        self.collections.get(&(parent, number(info)))
    }

    /// The same, to be changed, and what a filtered loader option has read of it.
    pub(crate) fn collections_mut(
        &mut self,
        parent: InstanceId,
        info: &'static RelationshipInfo,
    ) -> impl Iterator<Item = &mut Vec<InstanceId>> {
        let key = (parent, number(info));
        self.collections.get_mut(&key).into_iter().chain(self.partial.get_mut(&key))
    }

    /// Keeps a collection that was read.
    pub(crate) fn keep(&mut self, parent: InstanceId, info: &'static RelationshipInfo, members: Vec<InstanceId>) {
        self.partial.remove(&(parent, number(info)));
        self.collections.insert((parent, number(info)), members);
    }

    /// Keeps what a filtered loader option has read of a collection.
    pub(crate) fn keep_partial(
        &mut self,
        parent: InstanceId,
        info: &'static RelationshipInfo,
        members: Vec<InstanceId>,
    ) {
        self.partial.insert((parent, number(info)), members);
    }

    /// What a filtered loader option has read of a collection, which is what is shown of it.
    pub(crate) fn partial(&self, parent: InstanceId, info: &'static RelationshipInfo) -> Option<&Vec<InstanceId>> {
        self.partial.get(&(parent, number(info)))
    }

    /// From now on, a relationship of this instance is not read from the database; what is known is still shown.
    pub(crate) fn raise(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        self.raised.insert((parent, number(info)));
    }

    /// Whether a relationship of this instance must not be read from the database.
    pub(crate) fn is_raised(&self, parent: InstanceId, info: &'static RelationshipInfo) -> bool {
        !self.raised.is_empty() && self.raised.contains(&(parent, number(info)))
    }

    /// What queries have said before of a relationship does not count any more.
    pub(crate) fn allow(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        self.raised.remove(&(parent, number(info)));
        self.partial.remove(&(parent, number(info)));
    }

    /// What was read of a relationship is not true any more.
    pub(crate) fn forget_one(&mut self, parent: InstanceId, info: &'static RelationshipInfo) {
        self.collections.remove(&(parent, number(info)));
        self.partial.remove(&(parent, number(info)));
    }

    /// What the next flush has to write of this.
    pub(crate) fn changes(&self) -> Changes {
        Changes { to_one: self.to_one.clone(), linked: self.linked.clone(), unlinked: self.unlinked.clone() }
    }

    /// Puts back what the next flush had to write; collections are read anew when they are wanted.
    pub(crate) fn restore(&mut self, changes: Changes) {
        let Changes { to_one, linked, unlinked } = changes;
        (self.to_one, self.linked, self.unlinked) = (to_one, linked, unlinked);
        self.forget_collections();
    }

    /// The flush has written what was to be written; collections stay.
    pub(crate) fn flushed(&mut self) {
        self.to_one.clear();
        self.linked.clear();
        self.unlinked.clear();
        self.entered.clear();
        self.left.clear();
    }

    /// All collections are read anew when they are wanted.
    pub(crate) fn forget_collections(&mut self) {
        self.collections.clear();
        self.partial.clear();
    }

    /// Collections in which an instance is are read anew when they are wanted.
    pub(crate) fn forget_collections_with(&mut self, id: InstanceId) {
        self.collections.retain(|_, members| !members.contains(&id));
        self.partial.retain(|_, members| !members.contains(&id));
    }

    /// The foreign keys of an instance are what its row says.
    pub(crate) fn forget_references_of(&mut self, child: InstanceId) {
        self.to_one.remove(&child);
    }

    /// The collections of an instance are read anew when they are wanted.
    pub(crate) fn forget_collections_of(&mut self, id: InstanceId) {
        self.collections.retain(|(parent, _), _| *parent != id);
        self.partial.retain(|(parent, _), _| *parent != id);
    }

    /// Nothing is to be written, and everything read anew.
    pub(crate) fn clear(&mut self) {
        self.flushed();
        self.forget_collections();
    }

    /// Instances leave the session, or their rows the database.
    pub(crate) fn forget(&mut self, gone: &HashSet<InstanceId>) {
        if gone.is_empty() {
            return;
        }
        self.to_one.retain(|child, _| !gone.contains(child));
        self.linked.forget(gone);
        self.unlinked.forget(gone);
        self.collections.retain(|(parent, _), _| !gone.contains(parent));
        self.partial.retain(|(parent, _), _| !gone.contains(parent));
        self.raised.retain(|(parent, _)| !gone.contains(parent));
        for members in self.collections.values_mut().chain(self.partial.values_mut()) {
            members.retain(|member| !gone.contains(member));
        }
    }
}
