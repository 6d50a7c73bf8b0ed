//! Rows of association tables that the next flush inserts or deletes, each of them once, from whichever side it is seen.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    /// The links of each instance, on whichever side of them it is.
    by_end: HashMap<InstanceId, BTreeSet<u64>, RandomState>,
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

    /// Whether one of them is to or from an instance.
    pub(crate) fn has_end(&self, id: InstanceId) -> bool {
        self.by_end.contains_key(&id)
    }

    /// The instances on both sides of them.
    pub(crate) fn ends(&self) -> impl Iterator<Item = InstanceId> + '_ {
        self.by_end.keys().copied()
    }

    /// Those of one instance.
    pub(crate) fn of(&self, id: InstanceId) -> impl Iterator<Item = &Link> {
        self.by_end.get(&id).into_iter().flatten().filter_map(|number| self.links.get(number))
    }

    pub(crate) fn insert(&mut self, link: Link) {
        let Some(key) = link.key() else { return };
        if self.numbers.contains_key(&key) {
            return;
        }
        for end in link.ends() {
            self.by_end.entry(end).or_default().insert(self.next);
        }
        self.numbers.insert(key, self.next);
        self.links.insert(self.next, link);
        self.next += 1;
    }

    /// Takes one out; returns whether it was there.
    pub(crate) fn remove(&mut self, link: &Link) -> bool {
        let number = link.key().and_then(|key| self.numbers.remove(&key));
        number.is_some_and(|number| self.remove_number(number))
    }

    /// Takes out those of instances that are gone.
    pub(crate) fn forget(&mut self, gone: &HashSet<InstanceId>) {
        for id in gone {
            for number in self.by_end.remove(id).unwrap_or_default() {
                if let Some(key) = self.links.get(&number).and_then(Link::key) {
                    self.numbers.remove(&key);
                }
                self.remove_number(number);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    fn remove_number(&mut self, number: u64) -> bool {
        let Some(link) = self.links.remove(&number) else { return false };
        for end in link.ends() {
            if let Some(numbers) = self.by_end.get_mut(&end) {
                numbers.remove(&number);
                if numbers.is_empty() {
                    self.by_end.remove(&end);
                }
            }
        }
        true
    }
}
