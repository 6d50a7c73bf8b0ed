//! The order of the rows of one table: those that others refer to first, circles closed by an UPDATE afterwards.

use std::collections::{HashMap, HashSet, VecDeque};

use smallvec::SmallVec;

use crate::entity::{InstanceId, Key, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, NewRow, UpdatedRow};

impl Planner<'_> {
    /// The rows of one table, in levels of which each refers only to those before it.
    pub(super) fn levels(
        &mut self,
        number: StoreIndex,
        mut rows: Vec<NewRow>,
        written: &HashSet<StoreIndex>,
    ) -> Result<Vec<Vec<NewRow>>> {
        let mapper = self.identity_map.stores[number].mapper;
        let is_own = |wait: &DeferredKey| wait.parent.store == number;
        let mut are_tied = false;
        for row in &mut rows {
            self.close_circles(mapper, row, written)?;
            let named = row.dependencies.as_ref().is_some_and(|dependencies| !dependencies.named.is_empty());
            are_tied |= named || row.deferred_keys().iter().any(is_own);
        }
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        if !are_tied {
            return Ok(vec![rows]);
        }
        let position: HashMap<InstanceId, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let (mut missing, dependents) = dependents(&rows, &position);
        let mut levels: Vec<Vec<usize>> = Vec::new();
        let mut ready: VecDeque<usize> = (0..rows.len()).filter(|at| missing[*at] == 0).collect();
        let mut placed = vec![false; rows.len()];
        let mut count = 0;
        while count < rows.len() {
            if ready.is_empty() {
                let broken = self.break_circle(mapper, &mut rows, &placed)?;
                missing[broken] = 0;
                ready.push_back(broken);
            }
            let mut level: Vec<usize> = ready.drain(..).filter(|at| !placed[*at]).collect();
            level.sort_unstable();
            for &at in &level {
                placed[at] = true;
                count += 1;
            }
            for &at in &level {
                for &dependent in &dependents[at] {
                    missing[dependent] = missing[dependent].saturating_sub(1);
                    if missing[dependent] == 0 && !placed[dependent] {
                        ready.push_back(dependent);
                    }
                }
            }
            levels.push(level);
        }
        let mut rows: Vec<Option<NewRow>> = rows.into_iter().map(Some).collect();
        Ok(levels.into_iter().map(|level| level.into_iter().filter_map(|at| rows[at].take()).collect()).collect())
    }

    /// References to rows that are written later, or to the row itself, are written when all rows are there.
    fn close_circles(
        &mut self,
        mapper: &'static Mapper,
        row: &mut NewRow,
        written: &HashSet<StoreIndex>,
    ) -> Result<()> {
        let id = row.id;
        let Some(dependencies) = &mut row.dependencies else { return Ok(()) };
        // Rows that take over those of deleted ones are written after the new ones of their table.
        let is_late = |wait: &DeferredKey| {
            let is_own = wait.parent.store == id.store;
            wait.parent == id
                || !(is_own || written.contains(&wait.parent.store))
                || (is_own && self.taking_over.contains(&wait.parent))
        };
        let late: SmallVec<[DeferredKey; 1]> = dependencies.deferred_keys.iter().copied().filter(is_late).collect();
        if late.is_empty() {
            return Ok(());
        }
        dependencies.deferred_keys.retain(|wait| !late.iter().any(|other| other.column == wait.column));
        self.close_later(mapper, id, late)
    }

    /// Takes references out of a row, to be written by an UPDATE at the end.
    fn close_later(
        &mut self,
        mapper: &'static Mapper,
        id: InstanceId,
        deferred_keys: SmallVec<[DeferredKey; 1]>,
    ) -> Result<()> {
        for wait in &deferred_keys {
            if !mapper.is_nullable(wait.column) {
                return Err(Error::new(
                    ErrorKind::CircularDependency,
                    format!(
                        "rows of `{}` and `{}` refer to each other, and `{}.{}` is NOT NULL, so that neither can be \
                         written first: let one of the columns be NULL",
                        mapper.name,
                        self.identity_map.mapper(wait.parent).name,
                        mapper.name,
                        mapper.columns[wait.column],
                    ),
                ));
            }
        }
        if let Some(known) = self.plan.post_updates.iter_mut().find(|row| row.id == id) {
            known.deferred_keys.extend(deferred_keys);
            return Ok(());
        }
        self.plan.post_updates.push(UpdatedRow {
            id,
            mapper,
            before: Vec::new(),
            changes: Vec::new(),
            expressions: Vec::new(),
            deferred_keys,
            replaces: None,
        });
        Ok(())
    }

    /// Rows of one table wait for each other: the first one whose references may be NULL goes first.
    fn break_circle(&mut self, mapper: &'static Mapper, rows: &mut [NewRow], placed: &[bool]) -> Result<usize> {
        let unplaced: HashSet<InstanceId> =
            rows.iter().zip(placed).filter(|(_, placed)| !**placed).map(|(row, _)| row.id).collect();
        let waits_in_circle = |row: &NewRow| -> SmallVec<[DeferredKey; 1]> {
            row.deferred_keys().iter().copied().filter(|wait| unplaced.contains(&wait.parent)).collect()
        };
        let can_wait = |row: &NewRow| {
            let deferred_keys = waits_in_circle(row);
            !deferred_keys.is_empty() && deferred_keys.iter().all(|wait| mapper.is_nullable(wait.column))
        };
        let candidates = || (0..rows.len()).filter(|at| !placed[*at]);
        let found = candidates().find(|at| can_wait(&rows[*at]));
        // Rows that name each other by value cannot be helped: the database says which key is missing.
        let Some(at) = found.or_else(|| candidates().find(|at| waits_in_circle(&rows[*at]).is_empty())) else {
            let at = candidates().next().unwrap_or_default();
            let deferred_keys = waits_in_circle(&rows[at]);
            self.close_later(mapper, rows[at].id, deferred_keys)?;
            return Ok(at);
        };
        let late = waits_in_circle(&rows[at]);
        if let Some(dependencies) = rows[at].dependencies.as_mut().filter(|_| !late.is_empty()) {
            dependencies.deferred_keys.retain(|wait| !late.iter().any(|other| other.column == wait.column));
            self.close_later(mapper, rows[at].id, late)?;
        }
        Ok(at)
    }
}

/// For each row, how many rows of the same table it waits for, and which rows wait for it.
fn dependents(rows: &[NewRow], position: &HashMap<InstanceId, usize>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let with_key = |(at, row): (usize, &NewRow)| Some((row.dependencies.as_ref()?.key.clone()?, at));
    let by_key: HashMap<Key, usize> = rows.iter().enumerate().filter_map(with_key).collect();
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    let mut missing: Vec<usize> = vec![0; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        let deferred_keys = row.deferred_keys().iter().filter_map(|wait| position.get(&wait.parent).copied());
        let named = row
            .dependencies
            .iter()
            .flat_map(|dependencies| &dependencies.named)
            .filter_map(|key| by_key.get(key).copied());
        let parents: HashSet<usize> = deferred_keys.chain(named).filter(|to| *to != at).collect();
        missing[at] = parents.len();
        for parent in parents {
            dependents[parent].push(at);
        }
    }
    (missing, dependents)
}
