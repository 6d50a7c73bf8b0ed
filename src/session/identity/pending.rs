//! The instances of one entity that the next flush inserts, in the order in which they were added.

use crate::session::identity::state::{Head, State};

/// Slots of pending instances. Released slots are skipped lazily.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// With the generation that the slot had.
    added: Vec<(u32, u32)>,
    count: usize,
}

impl Pending {
    pub(crate) fn push(&mut self, slot: u32, generation: u32) {
        self.added.push((slot, generation));
        self.count += 1;
    }

    /// One of them is no longer pending.
    pub(crate) fn remove_one(&mut self) {
        self.count = self.count.saturating_sub(1);
        if self.count == 0 {
            self.added.clear();
        }
    }

    /// None of them is pending any longer.
    pub(crate) fn clear(&mut self) {
        self.added = Vec::new();
        self.count = 0;
    }

    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// In the order in which they were added.
    pub(crate) fn iter<'s>(&'s self, heads: &'s [Head]) -> impl Iterator<Item = u32> + 's {
        let is_pending = |(slot, generation): &&(u32, u32)| {
            let head = heads.get(*slot as usize);
            head.is_some_and(|head| head.generation == *generation && head.state == Some(State::Pending))
        };
        self.added.iter().filter(is_pending).map(|(slot, _)| *slot)
    }
}
