//! The members of one collection, in order: found, added and removed in constant time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use crate::entity::InstanceId;

/// Up to this many places, a member is looked for in one after the other.
const FEW: usize = 16;

/// Members in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    /// Empty where a member was removed.
    places: Vec<Option<InstanceId>>,
    count: usize,
    /// The place of each member. Built by the first change to a collection that has more than a few: most are only read.
    index: Option<HashMap<InstanceId, usize, RandomState>>,
}

impl Members {
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.places.iter().flatten().copied()
    }

    pub(crate) fn to_vec(&self) -> Vec<InstanceId> {
        let mut members = Vec::with_capacity(self.count);
        members.extend(self.iter());
        members
    }

    pub(crate) fn contains(&mut self, member: InstanceId) -> bool {
        self.place_of(member).is_some()
    }

    /// Adds a member; returns whether it was not there.
    pub(crate) fn insert(&mut self, member: InstanceId) -> bool {
        if self.contains(member) {
            return false;
        }
        if let Some(index) = &mut self.index {
            index.insert(member, self.places.len());
        }
        self.places.push(Some(member));
        self.count += 1;
        true
    }

    /// Removes a member; returns whether it was there.
    pub(crate) fn remove(&mut self, member: InstanceId) -> bool {
        let Some(place) = self.place_of(member) else { return false };
        self.places[place] = None;
        self.count -= 1;
        if let Some(index) = &mut self.index {
            index.remove(&member);
        }
        // Half of the places are empty: what this costs, the removals before have paid for.
        if self.places.len() > FEW && self.count * 2 < self.places.len() {
            self.places.retain(Option::is_some);
            self.index = None;
        }
        true
    }

    /// Keeps the members for which a condition holds.
    pub(crate) fn retain(&mut self, condition: impl Fn(InstanceId) -> bool) {
        self.places.retain(|member| member.is_some_and(&condition));
        self.count = self.places.len();
        self.index = None;
    }

    fn place_of(&mut self, member: InstanceId) -> Option<usize> {
        if self.places.len() <= FEW {
            return self.places.iter().position(|known| *known == Some(member));
        }
        let Self { places, count, index } = self;
        let index = index.get_or_insert_with(|| index_of(places, count));
        index.get(&member).copied()
    }
}

/// The place of each member. A member that an association table without a key has twice stays once.
fn index_of(places: &mut [Option<InstanceId>], count: &mut usize) -> HashMap<InstanceId, usize, RandomState> {
    let mut index = HashMap::with_capacity_and_hasher(places.len(), RandomState::default());
    for (place, member) in places.iter_mut().enumerate() {
        let Some(id) = *member else { continue };
        match index.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(_) => {
                *member = None;
                *count -= 1;
            }
        }
    }
    index
}

impl From<Vec<InstanceId>> for Members {
    fn from(members: Vec<InstanceId>) -> Self {
        let count = members.len();
        Self { places: members.into_iter().map(Some).collect(), count, index: None }
    }
}
