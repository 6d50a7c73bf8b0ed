//! The order of the rows of one table: those that others refer to first, circles closed by an UPDATE afterwards.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use smallvec::SmallVec;

use super::Planner;
use super::new_rows::given_key;
use super::plan::{NewRow, UpdatedRow, Wait};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::InstanceId;
use crate::session::key::Key;
use crate::session::mapper::Mapper;
use crate::sql::value::Value;

impl Planner<'_> {
    /// The keys of the rows to be inserted, as far as they were given: others may name them by value.
    pub(super) fn pending_keys(&self, new: &BTreeMap<u16, Vec<NewRow>>) -> HashMap<(&'static str, Key), InstanceId> {
        let mut keys = HashMap::new();
        for (number, rows) in new {
            let mapper = self.instances.stores[usize::from(*number)].mapper;
            for row in rows {
                if let Some(key) = given_key(mapper, row) {
                    keys.insert((mapper.name, key), row.id);
                }
            }
        }
        keys
    }

    /// The rows of one table, in levels of which each refers only to those before it.
    pub(super) fn levels(
        &mut self,
        mapper: &'static Mapper,
        mut rows: Vec<NewRow>,
        written: &mut HashSet<InstanceId>,
        by_key: &HashMap<(&'static str, Key), InstanceId>,
    ) -> Result<Vec<Vec<NewRow>>> {
        let position: HashMap<InstanceId, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        let mut missing: Vec<usize> = vec![0; rows.len()];
        for at in 0..rows.len() {
            self.close_circles(mapper, &mut rows[at], &position, written)?;
            let parents = rows[at].waits.iter().map(|wait| wait.parent);
            let by_value = named_by_value(mapper, &rows[at], by_key);
            let parents: HashSet<usize> = parents
                .chain(by_value)
                .filter_map(|parent| position.get(&parent).copied())
                .filter(|to| *to != at)
                .collect();
            missing[at] = parents.len();
            for parent in parents {
                dependents[parent].push(at);
            }
        }
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
        written.extend(rows.iter().map(|row| row.id));
        let mut rows: Vec<Option<NewRow>> = rows.into_iter().map(Some).collect();
        Ok(levels.into_iter().map(|level| level.into_iter().filter_map(|at| rows[at].take()).collect()).collect())
    }

    /// References to rows of tables that are written later are written when all rows are there.
    fn close_circles(
        &mut self,
        mapper: &'static Mapper,
        row: &mut NewRow,
        own: &HashMap<InstanceId, usize>,
        written: &HashSet<InstanceId>,
    ) -> Result<()> {
        let is_late = |wait: &Wait| !written.contains(&wait.parent) && !own.contains_key(&wait.parent);
        let itself = |wait: &Wait| wait.parent == row.id;
        let late: SmallVec<[Wait; 1]> =
            row.waits.iter().copied().filter(|wait| is_late(wait) || itself(wait)).collect();
        if late.is_empty() {
            return Ok(());
        }
        row.waits.retain(|wait| !late.iter().any(|other| other.column == wait.column));
        self.close_later(mapper, row, late)
    }

    /// Takes references out of a row, to be written by an UPDATE at the end.
    fn close_later(&mut self, mapper: &'static Mapper, row: &mut NewRow, waits: SmallVec<[Wait; 1]>) -> Result<()> {
        for wait in &waits {
            if !mapper.is_nullable(wait.column) {
                return Err(Error::new(
                    ErrorKind::CircularDependency,
                    format!(
                        "rows of `{}` and `{}` refer to each other, and `{}.{}` is NOT NULL, so that neither can be \
                         written first: let one of the columns be NULL",
                        mapper.name,
                        self.instances.mapper(wait.parent).name,
                        mapper.name,
                        mapper.columns[wait.column],
                    ),
                ));
            }
        }
        self.plan.closing.push(UpdatedRow {
            id: row.id,
            mapper,
            before: Vec::new(),
            changes: Vec::new(),
            expressions: Vec::new(),
            waits,
            replaces: None,
        });
        Ok(())
    }

    /// Rows of one table wait for each other: the first one whose references may be NULL goes first.
    fn break_circle(&mut self, mapper: &'static Mapper, rows: &mut [NewRow], placed: &[bool]) -> Result<usize> {
        let unplaced: HashSet<InstanceId> =
            rows.iter().zip(placed).filter(|(_, placed)| !**placed).map(|(row, _)| row.id).collect();
        let waits_in_circle = |row: &NewRow| -> SmallVec<[Wait; 1]> {
            row.waits.iter().copied().filter(|wait| unplaced.contains(&wait.parent)).collect()
        };
        let can_wait = |row: &NewRow| {
            let waits = waits_in_circle(row);
            !waits.is_empty() && waits.iter().all(|wait| mapper.is_nullable(wait.column))
        };
        let candidates = || (0..rows.len()).filter(|at| !placed[*at]);
        let found = candidates().find(|at| can_wait(&rows[*at]));
        // Rows that name each other by value cannot be helped: the database says which key is missing.
        let Some(at) = found.or_else(|| candidates().find(|at| waits_in_circle(&rows[*at]).is_empty())) else {
            let at = candidates().next().unwrap_or_default();
            let waits = waits_in_circle(&rows[at]);
            self.close_later(mapper, &mut rows[at], waits)?;
            return Ok(at);
        };
        let late = waits_in_circle(&rows[at]);
        if !late.is_empty() {
            rows[at].waits.retain(|wait| !late.iter().any(|other| other.column == wait.column));
            self.close_later(mapper, &mut rows[at], late)?;
        }
        Ok(at)
    }
}

/// Rows of the same flush that a row names by the value of its foreign key.
fn named_by_value(
    mapper: &'static Mapper,
    row: &NewRow,
    by_key: &HashMap<(&'static str, Key), InstanceId>,
) -> SmallVec<[InstanceId; 2]> {
    if by_key.is_empty() {
        return SmallVec::new();
    }
    let table = (mapper.table)();
    let own = table.foreign_keys.iter().filter(|key| key.referred_table == table.name);
    own.filter_map(|key| {
        let cells: Option<SmallVec<[&Value; 2]>> = key
            .columns
            .iter()
            .map(|name| {
                let column = mapper.position(name);
                row.cells.iter().find(|(at, _)| usize::from(*at) == column).map(|(_, value)| value)
            })
            .collect();
        by_key.get(&(mapper.name, Key::of(cells?))).copied()
    })
    .collect()
}
