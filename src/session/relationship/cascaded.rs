//! Why instances are marked to be deleted that nobody has deleted by name: each belongs to others that are.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::entity::{InstanceId, RelationshipInfo};

/// The instances that a delete has taken along, and those that they belong to.
#[derive(Debug, Default)]
pub(crate) struct Cascaded {
    owners: HashMap<InstanceId, Owners, RandomState>,
    taken: HashMap<InstanceId, Vec<InstanceId>, RandomState>,
}

/// The deleted instances that one belongs to, each by a relationship of theirs.
pub(crate) type Owners = SmallVec<[(InstanceId, &'static RelationshipInfo); 1]>;

impl Cascaded {
    /// Notes that a delete of `owner` takes `id` along.
    pub(crate) fn note(&mut self, id: InstanceId, owner: InstanceId, info: &'static RelationshipInfo) {
        let owners = self.owners.entry(id).or_default();
        if !owners.iter().any(|(known, by)| *known == owner && std::ptr::eq(*by, info)) {
            owners.push((owner, info));
            self.taken.entry(owner).or_default().push(id);
        }
    }

    /// An instance is deleted by itself, or not at all.
    pub(crate) fn forget(&mut self, id: InstanceId) {
        self.owners.remove(&id);
    }

    /// Whether an instance is deleted only because others are.
    pub(crate) fn contains(&self, id: InstanceId) -> bool {
        self.owners.contains_key(&id)
    }

    /// All such instances.
    pub(crate) fn all(&self) -> Vec<InstanceId> {
        self.owners.keys().copied().collect()
    }

    /// The instances that take one along.
    pub(crate) fn owners(&self, id: InstanceId) -> Option<&Owners> {
        self.owners.get(&id)
    }

    /// The instances that one has taken along.
    pub(crate) fn taken(&self, owner: InstanceId) -> &[InstanceId] {
        self.taken.get(&owner).map_or(&[], Vec::as_slice)
    }
}
