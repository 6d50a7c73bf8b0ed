//! The order of the rows of one table: those that others refer to first, circles closed by an UPDATE afterwards.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::entity::{InstanceId, Key, Mapper, StoreIndex};
use crate::error::Result;
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, NewRow};

impl Planner<'_> {
    /// The rows of one table, in levels of which each refers only to those before it.
    pub(super) fn levels(&mut self, number: StoreIndex, mut rows: Vec<NewRow>) -> Result<Vec<Vec<NewRow>>> {
        let mapper = self.identity_map.stores[number].mapper;
        let mut are_tied = false;
        for row in &mut rows {
            self.postpone_late_keys(mapper, row)?;
            let names_others = row.dependencies.as_ref().is_some_and(|dependencies| !dependencies.named.is_empty());
            are_tied |= names_others || row.deferred_keys().iter().any(|key| key.parent.store == number);
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        if !are_tied {
            return Ok(vec![rows]);
        }
        let mut order = Order::of(mapper, &rows);
        let mut levels: Vec<Vec<usize>> = Vec::new();
        while order.placed_count < rows.len() {
            let mut level = std::mem::take(&mut order.ready);
            if level.is_empty() {
                let first = order.first_of_circle(&rows);
                self.postpone_circle(mapper, &mut rows[first], &order)?;
                level.push(first);
            }
            level.sort_unstable();
            order.place(&level, &rows);
            levels.push(level);
        }
        let mut rows: Vec<Option<NewRow>> = rows.into_iter().map(Some).collect();
        Ok(levels.into_iter().map(|level| level.into_iter().filter_map(|at| rows[at].take()).collect()).collect())
    }

    /// Postpones the references to rows that are written later, or to the row itself.
    fn postpone_late_keys(&mut self, mapper: &'static Mapper, row: &mut NewRow) -> Result<()> {
        let id = row.id;
        let Some(dependencies) = &mut row.dependencies else { return Ok(()) };
        // Rows that take over those of deleted ones are written after the new ones of their table.
        let is_late = |key: &DeferredKey| {
            let is_own = key.parent.store == id.store;
            key.parent == id
                || !(is_own || self.planned.contains(&key.parent.store))
                || (is_own && self.switched.contains_key(&key.parent))
        };
        let (late, in_time) = dependencies.deferred_keys.drain(..).partition(is_late);
        dependencies.deferred_keys = in_time;
        let late = self.take_given_keys(mapper, late, dependencies)?;
        self.postpone(mapper, id, late)
    }

    /// Postpones the references of a row to those that are not placed yet.
    fn postpone_circle(&mut self, mapper: &'static Mapper, row: &mut NewRow, order: &Order) -> Result<()> {
        let id = row.id;
        let Some(dependencies) = &mut row.dependencies else { return Ok(()) };
        let (late, in_time): (SmallVec<[DeferredKey; 1]>, _) =
            dependencies.deferred_keys.drain(..).partition(|key| order.is_unplaced(key.parent));
        dependencies.deferred_keys = in_time;
        let late = self.take_given_keys(mapper, late, dependencies)?;
        self.postpone(mapper, id, late)
    }
}

/// What is known of the rows of one table while they are brought into an order.
struct Order {
    mapper: &'static Mapper,
    position: HashMap<InstanceId, usize, RandomState>,
    /// For each row, how many rows of the table it waits for.
    missing: Vec<usize>,
    /// For each row, which rows of the table wait for it.
    dependents: Vec<Vec<usize>>,
    /// Rows that wait for none.
    ready: Vec<usize>,
    placed: Vec<bool>,
    placed_count: usize,
    /// Rows that can go first in a circle, best ones first; found when the first circle is met.
    candidates: Option<BTreeSet<(Breaks, usize)>>,
}

/// Why a row can go first in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breaks {
    /// Its references may be NULL for a while.
    Nullable,
    /// Rows name each other by value, which cannot be helped: the database reports the missing key.
    ByValue,
}

impl Order {
    fn of(mapper: &'static Mapper, rows: &[NewRow]) -> Self {
        let position: HashMap<InstanceId, usize, RandomState> =
            rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let with_key = |(at, row): (usize, &NewRow)| Some((row.dependencies.as_ref()?.key.clone()?, at));
        let by_key: HashMap<Key, usize> = rows.iter().enumerate().filter_map(with_key).collect();
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        let mut missing: Vec<usize> = vec![0; rows.len()];
        for (at, row) in rows.iter().enumerate() {
            let deferred = row.deferred_keys().iter().filter_map(|key| position.get(&key.parent));
            let named = row.dependencies.iter().flat_map(|dependencies| &dependencies.named);
            let named = named.filter_map(|key| by_key.get(key));
            let mut parents: SmallVec<[usize; 4]> = deferred.chain(named).copied().filter(|to| *to != at).collect();
            parents.sort_unstable();
            parents.dedup();
            missing[at] = parents.len();
            for parent in parents {
                dependents[parent].push(at);
            }
        }
        let ready = (0..rows.len()).filter(|at| missing[*at] == 0).collect();
        let placed = vec![false; rows.len()];
        Self { mapper, position, missing, dependents, ready, placed, placed_count: 0, candidates: None }
    }

    fn is_unplaced(&self, id: InstanceId) -> bool {
        self.position.get(&id).is_some_and(|at| !self.placed[*at])
    }

    /// Places rows, after which others may be ready, or able to go first in a circle.
    fn place(&mut self, level: &[usize], rows: &[NewRow]) {
        for &at in level {
            self.placed[at] = true;
            self.placed_count += 1;
        }
        for &at in level {
            for dependent in std::mem::take(&mut self.dependents[at]) {
                self.missing[dependent] = self.missing[dependent].saturating_sub(1);
                if self.placed[dependent] {
                    continue;
                }
                if self.missing[dependent] == 0 {
                    self.ready.push(dependent);
                } else if let Some(breaks) = self.breaks(&rows[dependent])
                    && let Some(candidates) = &mut self.candidates
                {
                    candidates.insert((breaks, dependent));
                }
            }
        }
    }

    /// All rows that are left wait for each other: the one that goes first.
    fn first_of_circle(&mut self, rows: &[NewRow]) -> usize {
        let candidates = self.candidates.take();
        let unplaced = || (0..rows.len()).filter(|at| !self.placed[*at]);
        let mut candidates: BTreeSet<(Breaks, usize)> = candidates
            .unwrap_or_else(|| unplaced().filter_map(|at| self.breaks(&rows[at]).map(|breaks| (breaks, at))).collect());
        let mut found = None;
        while found.is_none()
            && let Some((breaks, at)) = candidates.pop_first()
        {
            // Since it became a candidate, rows that it waits for may have been placed.
            found = (!self.placed[at] && self.breaks(&rows[at]) == Some(breaks)).then_some(at);
        }
        let found = found.or_else(|| unplaced().next()).unwrap_or_default();
        self.candidates = Some(candidates);
        found
    }

    /// Whether and why a row can go first in a circle.
    fn breaks(&self, row: &NewRow) -> Option<Breaks> {
        let mut waiting = row.deferred_keys().iter().filter(|key| self.is_unplaced(key.parent)).peekable();
        if waiting.peek().is_none() {
            return Some(Breaks::ByValue);
        }
        waiting.all(|key| self.mapper.is_nullable(key.column)).then_some(Breaks::Nullable)
    }
}
