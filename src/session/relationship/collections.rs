//! Collections that were read, by their holders; and who is in which of them, once that has to be known.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::entity::{InstanceId, RelationshipInfo};
use crate::session::relationship::members::Members;

/// Collections, each of one relationship of one instance.
#[derive(Debug, Default)]
pub(crate) struct Collections {
    by_holder: HashMap<InstanceId, SmallVec<[(RelationshipId, Members); 1]>, RandomState>,
    /// About how many members all of them have together.
    size: usize,
    /// Where each instance is, or was, a member. Built when an instance is first taken out of collections that nobody names:
    /// for a session that never does so, it would cost more than all else that is kept of a collection.
    holders: Option<Holders>,
}

type Holders = HashMap<InstanceId, SmallVec<[(InstanceId, RelationshipId); 1]>, RandomState>;

/// Tells relationships apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RelationshipId(usize);

impl RelationshipId {
    pub(crate) fn of(info: &'static RelationshipInfo) -> Self {
        Self(std::ptr::from_ref(info).addr())
    }
}

impl Collections {
    pub(crate) fn is_empty(&self) -> bool {
        self.by_holder.is_empty()
    }

    pub(crate) fn get(&self, holder: InstanceId, info: &'static RelationshipInfo) -> Option<&Members> {
        let wanted = RelationshipId::of(info);
        self.by_holder
            .get(&holder)?
            .iter()
            .find(|(relationship, _)| *relationship == wanted)
            .map(|(_, members)| members)
    }

    /// Whether an instance is a member of a collection; `None` if that was not read.
    pub(crate) fn is_member(
        &mut self,
        holder: InstanceId,
        info: &'static RelationshipInfo,
        member: InstanceId,
    ) -> Option<bool> {
        self.members_mut(holder, RelationshipId::of(info)).map(|members| members.contains(member))
    }

    /// Keeps a collection, in the place of what was known of it.
    pub(crate) fn keep(&mut self, holder: InstanceId, info: &'static RelationshipInfo, members: Members) {
        let relationship = RelationshipId::of(info);
        self.forget_one(holder, info);
        if let Some(holders) = &mut self.holders {
            for member in members.iter() {
                holders.entry(member).or_default().push((holder, relationship));
            }
        }
        self.size += members.len();
        self.by_holder.entry(holder).or_default().push((relationship, members));
    }

    /// Adds a member to a collection that is known.
    pub(crate) fn insert(&mut self, holder: InstanceId, info: &'static RelationshipInfo, member: InstanceId) {
        let relationship = RelationshipId::of(info);
        let is_new = self.members_mut(holder, relationship).is_some_and(|members| members.insert(member));
        if is_new {
            self.size += 1;
            if let Some(holders) = &mut self.holders {
                holders.entry(member).or_default().push((holder, relationship));
            }
        }
    }

    /// Removes a member from a collection.
    pub(crate) fn remove(&mut self, holder: InstanceId, info: &'static RelationshipInfo, member: InstanceId) {
        let relationship = RelationshipId::of(info);
        self.remove_from(holder, relationship, member);
        // One that moves to and fro leaves no trace of each move.
        if let Some(known) = self.holders.as_mut().and_then(|holders| holders.get_mut(&member))
            && known.last() == Some(&(holder, relationship))
        {
            known.pop();
        }
    }

    /// What was read of a collection is not true any more.
    pub(crate) fn forget_one(&mut self, holder: InstanceId, info: &'static RelationshipInfo) {
        self.forget_collection(holder, RelationshipId::of(info));
    }

    /// What was read of an instance's collections is not true any more.
    pub(crate) fn forget_held_by(&mut self, holder: InstanceId) {
        let collections = self.by_holder.remove(&holder).unwrap_or_default();
        let count: usize = collections.iter().map(|(_, members)| members.len()).sum();
        self.size = self.size.saturating_sub(count);
    }

    /// What was read of the collections that have this member is not true any more.
    pub(crate) fn forget_with(&mut self, member: InstanceId) {
        for (holder, relationship) in self.take_holders(member) {
            let members = self.members_mut(holder, relationship);
            if members.is_some_and(|members| members.contains(member)) {
                self.forget_collection(holder, relationship);
            }
        }
    }

    /// Instances are gone, with the collections that they held.
    pub(crate) fn forget(&mut self, gone: &HashSet<InstanceId>) {
        if self.is_empty() {
            return;
        }
        for id in gone {
            self.forget_held_by(*id);
        }
        if self.holders.is_none() && gone.len() > (self.size + self.by_holder.len()) / 4 {
            // To look at all members is cheaper than to find out where each of them is.
            for (_, members) in self.by_holder.values_mut().flatten() {
                members.retain(|member| !gone.contains(&member));
            }
            self.size = self.by_holder.values().flatten().map(|(_, members)| members.len()).sum();
            return;
        }
        for id in gone {
            for (holder, relationship) in self.take_holders(*id) {
                self.remove_from(holder, relationship, *id);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn members_mut(&mut self, holder: InstanceId, wanted: RelationshipId) -> Option<&mut Members> {
        let known = self.by_holder.get_mut(&holder)?;
        known.iter_mut().find(|(relationship, _)| *relationship == wanted).map(|(_, members)| members)
    }

    fn remove_from(&mut self, holder: InstanceId, relationship: RelationshipId, member: InstanceId) {
        let members = self.members_mut(holder, relationship);
        if members.is_some_and(|members| members.remove(member)) {
            self.size = self.size.saturating_sub(1);
        }
    }

    fn forget_collection(&mut self, holder: InstanceId, forgotten: RelationshipId) {
        let Some(known) = self.by_holder.get_mut(&holder) else { return };
        let Some(at) = known.iter().position(|(relationship, _)| *relationship == forgotten) else { return };
        let (_, members) = known.swap_remove(at);
        self.size = self.size.saturating_sub(members.len());
        if known.is_empty() {
            self.by_holder.remove(&holder);
        }
    }

    /// The collections that may have this member: it may have left some of them.
    fn take_holders(&mut self, member: InstanceId) -> SmallVec<[(InstanceId, RelationshipId); 1]> {
        let Self { by_holder, holders, .. } = self;
        let holders = holders.get_or_insert_with(|| {
            let mut holders = Holders::default();
            for (holder, known) in by_holder.iter() {
                for (relationship, members) in known {
                    for member in members.iter() {
                        holders.entry(member).or_default().push((*holder, *relationship));
                    }
                }
            }
            holders
        });
        holders.remove(&member).unwrap_or_default()
    }
}
