//! Rows of association tables that the next flush inserts or deletes, each of them once, from whichever side it is seen.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::entity::{InstanceId, RelationshipInfo};

/// A row of an association table.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The relationship, seen from `local`.
    pub(crate) info: &'static RelationshipInfo,
    pub(crate) local: InstanceId,
    pub(crate) remote: InstanceId,
}

/// What tells rows of association tables apart: the table, the columns of one side, and who stands there and opposite.
type LinkKey = (&'static str, &'static [&'static str], InstanceId, InstanceId);

impl Link {
    /// The same for both sides: the one whose columns come first in the alphabet stands first.
    fn key(&self) -> Option<LinkKey> {
        let secondary = self.info.secondary.as_ref()?;
        Some(if secondary.local <= secondary.remote {
            (secondary.table, secondary.local, self.local, self.remote)
        } else {
            (secondary.table, secondary.remote, self.remote, self.local)
        })
    }

    /// Whether both are the same row, from whichever side.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.key().is_some_and(|key| Some(key) == other.key())
    }

    const fn ends(&self) -> [InstanceId; 2] {
        [self.local, self.remote]
    }
}

/// Links in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    links: BTreeMap<u64, Link>,
    numbers: HashMap<LinkKey, u64, RandomState>,
    next: u64,
}

impl Links {
    pub(crate) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Link> {
        self.links.values()
    }

    pub(crate) fn contains(&self, link: &Link) -> bool {
        link.key().is_some_and(|key| self.numbers.contains_key(&key))
    }

    /// The instances on both sides of them.
    pub(crate) fn ends(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.links.values().flat_map(Link::ends)
    }

    pub(crate) fn insert(&mut self, link: Link) {
        let Some(key) = link.key() else { return };
        if self.numbers.contains_key(&key) {
            return;
        }
        self.numbers.insert(key, self.next);
        self.links.insert(self.next, link);
        self.next += 1;
    }

    /// Takes one out; says whether it was there.
    pub(crate) fn remove(&mut self, link: &Link) -> bool {
        let number = link.key().and_then(|key| self.numbers.remove(&key));
        number.is_some_and(|number| self.links.remove(&number).is_some())
    }

    /// Takes out those of instances that are gone.
    pub(crate) fn forget(&mut self, gone: &HashSet<InstanceId>) {
        self.links.retain(|_, link| !gone.contains(&link.local) && !gone.contains(&link.remote));
        let links = &self.links;
        self.numbers.retain(|_, number| links.contains_key(number));
    }

    pub(crate) fn clear(&mut self) {
        self.links.clear();
        self.numbers.clear();
    }
}
