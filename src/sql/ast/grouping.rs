//! ROLLUP, CUBE and GROUPING SETS: how keys of GROUP BY stand together.

/// A part of GROUP BY that groups by several sets of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupingElement {
    /// Which sets.
    pub kind: GroupingKind,
    /// The position of its first key among all keys of GROUP BY.
    pub start: usize,
    /// How many keys each of its members has; they follow each other.
    pub members: Vec<usize>,
}

/// Which sets of keys rows are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupingKind {
    /// ROLLUP: all members, all but the last, …, none.
    Rollup,
    /// CUBE: every choice of members.
    Cube,
    /// GROUPING SETS: each member is a set.
    Sets,
}

impl GroupingElement {
    /// How many keys it has.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.members.iter().sum()
    }
}
