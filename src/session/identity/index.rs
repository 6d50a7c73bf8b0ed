//! The keys of one entity: which slot of its store holds the row of a key.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use crate::entity::{Key, Part};

/// Slots by key. Keys of one integer, which nearly all are, have a map of their own: they are cheap to compare and hash.
#[derive(Debug, Default)]
pub(crate) struct KeyIndex {
    integers: HashMap<i64, u32, RandomState>,
    others: HashMap<Box<[Part]>, u32, RandomState>,
}

impl KeyIndex {
    #[inline]
    pub(crate) fn find(&self, key: &Key) -> Option<u32> {
        match key {
            Key::Integer(key) => self.integers.get(key).copied(),
            Key::Parts(parts) => self.others.get(parts).copied(),
        }
    }

    /// The slot of an integer key, to be read or filled.
    #[inline]
    pub(crate) fn integer(&mut self, key: i64) -> Entry<'_, i64, u32> {
        self.integers.entry(key)
    }

    pub(crate) fn insert(&mut self, key: Key, slot: u32) {
        match key {
            Key::Integer(key) => self.integers.insert(key, slot),
            Key::Parts(parts) => self.others.insert(parts, slot),
        };
    }

    /// Removes a key if it leads to this slot.
    pub(crate) fn remove(&mut self, key: &Key, slot: u32) {
        if self.find(key) == Some(slot) {
            match key {
                Key::Integer(key) => self.integers.remove(key),
                Key::Parts(parts) => self.others.remove(parts),
            };
        }
    }

    /// Reserves room for more integer keys.
    pub(crate) fn reserve_integers(&mut self, additional: usize) {
        self.integers.reserve(additional);
    }

    /// All keys that are one integer.
    pub(crate) fn integers(&self) -> impl Iterator<Item = i64> + '_ {
        self.integers.keys().copied()
    }
}
