//! What a flush has to write, in the order in which it has to be written. Nothing is changed here.
//!
//! Tables come in the order that was computed when the schema was compiled. Within a table, rows that others wait for
//! come first; a circle is closed by an UPDATE of a key that may be NULL, after all rows are there.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use smallvec::SmallVec;

use super::Session;
use super::instances::Instances;
use super::key::Key;
use super::mapper::Mapper;
use super::references::{Link, References};
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::InstanceId;
use crate::relationship::SecondaryInfo;
use crate::sql::ast::Node;
use crate::sql::value::Value;

/// Everything that a flush writes.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Rows to be inserted and updated, by table in the order of writing.
    pub(crate) tables: Vec<TablePlan>,
    /// Foreign keys that could not be written with their row.
    pub(crate) closing: Vec<UpdatedRow>,
    /// Rows of association tables.
    pub(crate) linked: Vec<LinkRow>,
    pub(crate) unlinked: Vec<LinkRow>,
    /// Foreign keys that are set to NULL before rows are deleted that refer to each other.
    pub(crate) opening: Vec<UpdatedRow>,
    /// Rows to be deleted, by table, in the order of writing.
    pub(crate) deleted: Vec<DeletedRows>,
}

/// What is written to one table.
#[derive(Debug)]
pub(crate) struct TablePlan {
    pub(crate) mapper: &'static Mapper,
    /// Rows to be inserted: each level may refer to those before it.
    pub(crate) levels: Vec<Vec<NewRow>>,
    pub(crate) updated: Vec<UpdatedRow>,
}

/// A row to be inserted.
#[derive(Debug)]
pub(crate) struct NewRow {
    pub(crate) id: InstanceId,
    /// The columns that have a value, in the table's order.
    pub(crate) cells: Vec<(u16, Value)>,
    /// Columns whose value is known when other rows are written.
    pub(crate) waits: SmallVec<[Wait; 1]>,
}

/// A column that gets its value from a row that is inserted by the same flush.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wait {
    pub(crate) column: usize,
    pub(crate) parent: InstanceId,
    pub(crate) parent_column: usize,
}

/// A row to be updated.
#[derive(Debug)]
pub(crate) struct UpdatedRow {
    pub(crate) id: InstanceId,
    pub(crate) mapper: &'static Mapper,
    /// The row as the database knows it; empty for one that this flush inserts.
    pub(crate) before: Vec<Value>,
    pub(crate) changes: Vec<(usize, Value)>,
    pub(crate) expressions: Vec<(usize, Node)>,
    pub(crate) waits: SmallVec<[Wait; 1]>,
    /// The instance whose row this was until now: it is deleted, and this one takes its key.
    pub(crate) replaces: Option<InstanceId>,
}

/// A row of an association table.
#[derive(Debug)]
pub(crate) struct LinkRow {
    pub(crate) secondary: SecondaryInfo,
    /// The columns of both keys, by their position in the association table.
    pub(crate) cells: Vec<(u16, Value)>,
    /// Columns whose value is known when other rows are written.
    pub(crate) waits: SmallVec<[Wait; 1]>,
}

/// Rows of one table to be deleted.
#[derive(Debug)]
pub(crate) struct DeletedRows {
    pub(crate) mapper: &'static Mapper,
    /// With the values that the database knows.
    pub(crate) rows: Vec<(InstanceId, Vec<Value>)>,
}

impl Plan {
    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        let tables = self.tables.iter().map(|table| {
            let inserted: usize = table.levels.iter().map(Vec::len).sum();
            inserted + table.updated.len()
        });
        tables.sum::<usize>()
            + self.closing.len()
            + self.linked.len()
            + self.unlinked.len()
            + self.opening.len()
            + self.deleted.iter().map(|deleted| deleted.rows.len()).sum::<usize>()
    }
}

impl Session {
    /// What the next flush has to write.
    pub(crate) fn plan(&self) -> Result<Plan> {
        Planner { instances: &self.instances, references: &self.references, plan: Plan::default() }.plan()
    }
}

struct Planner<'s> {
    instances: &'s Instances,
    references: &'s References,
    plan: Plan,
}

impl Planner<'_> {
    fn plan(mut self) -> Result<Plan> {
        let mut numbers: Vec<u16> = (0..).zip(&self.instances.stores).map(|(number, _)| number).collect();
        numbers.sort_by_key(|number| self.instances.stores[usize::from(*number)].mapper.rank);
        let mut new: BTreeMap<u16, Vec<NewRow>> = BTreeMap::new();
        let mut switched: BTreeMap<u16, Vec<UpdatedRow>> = BTreeMap::new();
        let mut replaced: HashSet<InstanceId> = HashSet::new();
        for &number in &numbers {
            let slots: Vec<u32> = self.instances.stores[usize::from(number)].pending().collect();
            for slot in slots {
                let row = self.new_row(self.instances.id_at(number, slot))?;
                match self.row_switch(number, &row) {
                    Some(old) => {
                        replaced.insert(old);
                        switched.entry(number).or_default().push(self.switched(row, old));
                    }
                    None => new.entry(number).or_default().push(row),
                }
            }
        }
        let by_key = self.pending_keys(&new);
        let mut written: HashSet<InstanceId> = HashSet::new();
        for &number in &numbers {
            let mapper = self.instances.stores[usize::from(number)].mapper;
            let rows = new.remove(&number).unwrap_or_default();
            let levels = self.levels(mapper, rows, &mut written, &by_key)?;
            let mut updated = switched.remove(&number).unwrap_or_default();
            updated.extend(self.updated(number)?);
            if !levels.is_empty() || !updated.is_empty() {
                self.plan.tables.push(TablePlan { mapper, levels, updated });
            }
        }
        self.plan.linked = self.link_rows(&self.references.linked)?;
        self.plan.unlinked = self.link_rows(&self.references.unlinked)?;
        for &number in numbers.iter().rev() {
            self.deleted(number, &replaced);
        }
        Ok(self.plan)
    }

    /// A pending instance as a row.
    fn new_row(&self, id: InstanceId) -> Result<NewRow> {
        let store = self.instances.store(id);
        let Some(values) = store.contents.new_values(id.slot) else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("a pending row of `{}` is gone", store.mapper.name),
            ));
        };
        let (cells, handles) = values.into_parts();
        let mut row = NewRow { id, cells, waits: SmallVec::new() };
        for (column, parent) in handles {
            let column = usize::from(column);
            let is_overridden = self
                .references
                .of(id)
                .iter()
                .any(|reference| reference.columns.iter().any(|name| store.mapper.position(name) == column));
            if !is_overridden {
                let parent_mapper = self.parent_mapper(id, parent)?;
                self.refer(&mut row, column, parent, parent_mapper.key[0])?;
            }
        }
        for reference in self.references.of(id) {
            for (at, name) in reference.columns.iter().enumerate() {
                let column = store.mapper.position(name);
                match reference.parent {
                    None if !store.mapper.is_nullable(column) => return Err(no_parent(store.mapper, column)),
                    None => {
                        let kind = row.cells.iter().find(|(known, _)| usize::from(*known) == column);
                        let null =
                            Value::Null(kind.map_or(crate::sql::value::Kind::Unknown, |(_, value)| value.kind()));
                        set_cell(&mut row.cells, column, null);
                    }
                    Some(parent) => {
                        let parent_mapper = self.parent_mapper(id, parent)?;
                        self.refer(&mut row, column, parent, parent_mapper.position(reference.parent_columns[at]))?;
                    }
                }
            }
        }
        Ok(row)
    }

    /// What is known of an instance that another refers to: it must be in this session.
    fn parent_mapper(&self, child: InstanceId, parent: InstanceId) -> Result<&'static Mapper> {
        match self.instances.state(parent) {
            State::Pending | State::Persistent => Ok(self.instances.mapper(parent)),
            State::Deleted | State::Detached => {
                let table = self.instances.mapper(child).name;
                Err(self.instances.detached(parent, &format!("a row that one of `{table}` refers to")))
            }
        }
    }

    /// Lets a column have the value of a parent's column.
    fn refer(&self, row: &mut NewRow, column: usize, parent: InstanceId, parent_column: usize) -> Result<()> {
        if self.instances.state(parent) == State::Pending {
            row.waits.push(Wait { column, parent, parent_column });
            return Ok(());
        }
        let value = self.parent_value(parent, parent_column)?;
        set_cell(&mut row.cells, column, value);
        Ok(())
    }

    /// The value of a persistent instance's column.
    fn parent_value(&self, parent: InstanceId, column: usize) -> Result<Value> {
        self.instances.values(parent).into_iter().nth(column).ok_or_else(|| {
            Error::new(
                ErrorKind::Expired,
                format!("a row of `{}` that is referred to is gone", self.instances.mapper(parent).name),
            )
        })
    }

    /// Rows of association tables, those of one table together.
    fn link_rows(&self, links: &[Link]) -> Result<Vec<LinkRow>> {
        let mut rows = Vec::new();
        for link in links {
            let Some(secondary) = link.info.secondary else { continue };
            let mut row = LinkRow { secondary, cells: Vec::new(), waits: SmallVec::new() };
            let local = secondary.local.iter().zip(link.info.local).map(|names| (names, link.local));
            let remote = secondary.remote.iter().zip(link.info.remote).map(|names| (names, link.remote));
            for ((own, other), id) in local.chain(remote) {
                let column = secondary.columns.iter().position(|name| name == own).unwrap_or_default();
                let mapper = self.linked_mapper(id, secondary.table)?;
                let parent_column = mapper.position(other);
                if self.instances.state(id) == State::Pending {
                    row.waits.push(Wait { column, parent: id, parent_column });
                } else {
                    let values = self.instances.store(id).stored_values(id.slot);
                    set_cell(&mut row.cells, column, values[parent_column].clone());
                }
            }
            rows.push(row);
        }
        rows.sort_by_key(|row| row.secondary.table);
        Ok(rows)
    }

    /// What is known of one end of an association.
    fn linked_mapper(&self, id: InstanceId, association: &'static str) -> Result<&'static Mapper> {
        match self.instances.state(id) {
            State::Pending | State::Persistent => Ok(self.instances.mapper(id)),
            State::Deleted | State::Detached => {
                Err(self.instances.detached(id, &format!("a row that one of `{association}` refers to")))
            }
        }
    }

    /// The instance of the same key that this flush deletes: its row is then updated instead.
    fn row_switch(&self, number: u16, row: &NewRow) -> Option<InstanceId> {
        let store = &self.instances.stores[usize::from(number)];
        if store.doomed().len() == 0 {
            return None;
        }
        let key = given_key(store.mapper, row)?;
        let slot = store.find(&key)?;
        store.head(slot)?.is_doomed.then(|| self.instances.id_at(number, slot))
    }

    /// The update that a row switch is. Columns that were not given become NULL if they can.
    fn switched(&self, row: NewRow, old: InstanceId) -> UpdatedRow {
        let store = self.instances.store(old);
        let before = store.stored_values(old.slot);
        let given: HashMap<usize, &Value> = row.cells.iter().map(|(at, value)| (usize::from(*at), value)).collect();
        let changes = before.iter().enumerate().filter_map(|(at, was)| {
            let is = given.get(&at).map(|value| (*value).clone());
            let is = is.or_else(|| store.mapper.is_nullable(at).then(|| Value::Null(was.kind())))?;
            (is != *was && Some(at) != store.mapper.version).then_some((at, is))
        });
        UpdatedRow {
            id: row.id,
            mapper: store.mapper,
            changes: changes.collect(),
            before,
            expressions: Vec::new(),
            waits: row.waits,
            replaces: Some(old),
        }
    }

    /// The keys of the rows to be inserted, as far as they were given: others may name them by value.
    fn pending_keys(&self, new: &BTreeMap<u16, Vec<NewRow>>) -> HashMap<(&'static str, Key), InstanceId> {
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
    fn levels(
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

    /// The rows of one table that differ from what the database knows, by key.
    fn updated(&mut self, number: u16) -> Result<Vec<UpdatedRow>> {
        let store = &self.instances.stores[usize::from(number)];
        let mut slots: Vec<u32> =
            store.touched().map(|(slot, _)| slot).chain(store.expressions.keys().copied()).collect();
        let related = self.references.children().filter(|id| id.store == number).map(|id| id.slot);
        slots.extend(related);
        slots.sort_unstable();
        slots.dedup();
        let mut rows = Vec::new();
        for slot in slots {
            let is_updated = |head: &super::state::Head| head.state == Some(State::Persistent) && !head.is_doomed;
            if store.head(slot).is_some_and(is_updated)
                && let Some(row) = self.updated_row(self.instances.id_at(number, slot))?
            {
                rows.push(row);
            }
        }
        rows.sort_by_cached_key(|row: &UpdatedRow| store.key_in(&row.before));
        Ok(rows)
    }

    fn updated_row(&self, id: InstanceId) -> Result<Option<UpdatedRow>> {
        let store = self.instances.store(id);
        let before = store.stored_values(id.slot);
        let mut now = store.contents.values(id.slot);
        let mut waits = SmallVec::new();
        for reference in self.references.of(id) {
            for (at, name) in reference.columns.iter().enumerate() {
                let column = store.mapper.position(name);
                let value = match reference.parent {
                    None if !store.mapper.is_nullable(column) => return Err(no_parent(store.mapper, column)),
                    None => Value::Null(now[column].kind()),
                    Some(parent) => {
                        let parent_column = self.parent_mapper(id, parent)?.position(reference.parent_columns[at]);
                        if self.instances.state(parent) == State::Pending {
                            waits.push(Wait { column, parent, parent_column });
                            continue;
                        }
                        self.parent_value(parent, parent_column)?
                    }
                };
                now[column] = value;
            }
        }
        let mut expressions = store.expressions.get(&id.slot).cloned().unwrap_or_default();
        // A value that was given later counts.
        expressions.retain(|(column, _)| before.get(*column) == now.get(*column));
        let is_computed = |at: usize| expressions.iter().any(|(column, _)| *column == at);
        let pairs = before.iter().zip(now).enumerate();
        let changes: Vec<(usize, Value)> =
            pairs.filter(|(at, (was, is))| *was != is && !is_computed(*at)).map(|(at, (_, is))| (at, is)).collect();
        if changes.is_empty() && expressions.is_empty() && waits.is_empty() {
            return Ok(None);
        }
        Ok(Some(UpdatedRow { id, mapper: store.mapper, before, changes, expressions, waits, replaces: None }))
    }

    /// The rows of one table that are to be deleted: those that refer to others of them first, else by key.
    fn deleted(&mut self, number: u16, replaced: &HashSet<InstanceId>) {
        let store = &self.instances.stores[usize::from(number)];
        let doomed = store.doomed().map(|slot| self.instances.id_at(number, slot));
        let mut rows: Vec<(InstanceId, Vec<Value>)> =
            doomed.filter(|id| !replaced.contains(id)).map(|id| (id, store.stored_values(id.slot))).collect();
        if rows.is_empty() {
            return;
        }
        rows.sort_by_cached_key(|(_, values)| store.key_in(values));
        let mapper = store.mapper;
        self.open_circles(mapper, &rows);
        let rows = self.leaves_first(mapper, rows);
        self.plan.deleted.push(DeletedRows { mapper, rows });
    }

    /// Rows that refer to rows of tables that were dealt with before, which are the ones written later: their keys are
    /// set to NULL first.
    fn open_circles(&mut self, mapper: &'static Mapper, rows: &[(InstanceId, Vec<Value>)]) {
        let mut opening = Vec::new();
        for key in (mapper.table)().foreign_keys.iter() {
            let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
            if !columns.iter().all(|column| mapper.is_nullable(*column)) {
                continue;
            }
            let earlier = self.plan.deleted.iter().find(|deleted| deleted.mapper.name == key.referred_table);
            let Some(earlier) = earlier else { continue };
            let referred: Vec<usize> = key.referred_columns.iter().map(|name| earlier.mapper.position(name)).collect();
            let gone: HashSet<Key> =
                earlier.rows.iter().map(|(_, values)| Key::of(referred.iter().map(|at| &values[*at]))).collect();
            for (id, values) in rows {
                if gone.contains(&Key::of(columns.iter().map(|at| &values[*at]))) {
                    opening.push(UpdatedRow {
                        id: *id,
                        mapper,
                        before: values.clone(),
                        changes: columns.iter().map(|at| (*at, Value::Null(values[*at].kind()))).collect(),
                        expressions: Vec::new(),
                        waits: SmallVec::new(),
                        replaces: None,
                    });
                }
            }
        }
        self.plan.opening.extend(opening);
    }

    /// In a table that refers to itself, a row goes before the one that it refers to.
    fn leaves_first(
        &mut self,
        mapper: &'static Mapper,
        rows: Vec<(InstanceId, Vec<Value>)>,
    ) -> Vec<(InstanceId, Vec<Value>)> {
        let table = (mapper.table)();
        let own: Vec<_> = table.foreign_keys.iter().filter(|key| key.referred_table == table.name).collect();
        if own.is_empty() || rows.len() < 2 {
            return rows;
        }
        // For each row, how many rows refer to it; and those that it refers to.
        let mut referring = vec![0_usize; rows.len()];
        let mut parents: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
        for key in own {
            let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
            let referred: Vec<usize> = key.referred_columns.iter().map(|name| mapper.position(name)).collect();
            let by_key: HashMap<Key, usize> = rows
                .iter()
                .enumerate()
                .map(|(at, (_, values))| (Key::of(referred.iter().map(|column| &values[*column])), at))
                .collect();
            for (at, (_, values)) in rows.iter().enumerate() {
                let target = by_key.get(&Key::of(columns.iter().map(|column| &values[*column])));
                if let Some(&target) = target
                    && target != at
                {
                    referring[target] += 1;
                    parents[at].push(target);
                }
            }
        }
        let mut order = Vec::with_capacity(rows.len());
        let mut ready: VecDeque<usize> = (0..rows.len()).filter(|at| referring[*at] == 0).collect();
        let mut placed = vec![false; rows.len()];
        while order.len() < rows.len() {
            // In a circle, one goes first; where the database checks at once, its key has to be NULL by then.
            let at = match ready.pop_front() {
                Some(at) => at,
                None => match placed.iter().position(|placed| !placed) {
                    Some(at) => {
                        self.open_rows_that_refer_to(mapper, &rows, at, &placed);
                        at
                    }
                    None => break,
                },
            };
            if std::mem::replace(&mut placed[at], true) {
                continue;
            }
            order.push(at);
            for &parent in &parents[at] {
                referring[parent] = referring[parent].saturating_sub(1);
                if referring[parent] == 0 && !placed[parent] {
                    ready.push_back(parent);
                }
            }
        }
        let mut rows: Vec<Option<(InstanceId, Vec<Value>)>> = rows.into_iter().map(Some).collect();
        order.into_iter().filter_map(|at| rows[at].take()).collect()
    }

    /// Sets to NULL what refers to a row of the same table that goes first in a circle.
    fn open_rows_that_refer_to(
        &mut self,
        mapper: &'static Mapper,
        rows: &[(InstanceId, Vec<Value>)],
        target: usize,
        placed: &[bool],
    ) {
        let table = (mapper.table)();
        for key in table.foreign_keys.iter().filter(|key| key.referred_table == table.name) {
            let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
            let referred: Vec<usize> = key.referred_columns.iter().map(|name| mapper.position(name)).collect();
            if !columns.iter().all(|column| mapper.is_nullable(*column)) {
                continue;
            }
            let wanted = Key::of(referred.iter().map(|column| &rows[target].1[*column]));
            for (at, (id, values)) in rows.iter().enumerate() {
                if at != target && !placed[at] && Key::of(columns.iter().map(|column| &values[*column])) == wanted {
                    self.plan.opening.push(UpdatedRow {
                        id: *id,
                        mapper,
                        before: values.clone(),
                        changes: columns.iter().map(|at| (*at, Value::Null(values[*at].kind()))).collect(),
                        expressions: Vec::new(),
                        waits: SmallVec::new(),
                        replaces: None,
                    });
                }
            }
        }
    }
}

#[cold]
fn no_parent(mapper: &Mapper, column: usize) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!(
            "a row of `{}` was taken out of its collection, but `{}` is NOT NULL: relate it to another row, delete it, or \
             declare the relationship `cascade=all,delete-orphan`",
            mapper.name, mapper.columns[column]
        ),
    )
}

/// Gives a column of a new row its value; cells stay in the table's order.
pub(crate) fn set_cell(cells: &mut Vec<(u16, Value)>, column: usize, value: Value) {
    let column = u16::try_from(column).unwrap_or(u16::MAX);
    match cells.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(at) => cells[at].1 = value,
        Err(at) => cells.insert(at, (column, value)),
    }
}

/// The primary key of a new row, if all of it was given.
fn given_key(mapper: &Mapper, row: &NewRow) -> Option<Key> {
    let parts: Option<SmallVec<[&Value; 2]>> = mapper
        .key
        .iter()
        .map(|&position| {
            let is_given = !row.waits.iter().any(|wait| wait.column == position);
            let cell = row.cells.iter().find(|(column, _)| usize::from(*column) == position);
            cell.filter(|_| is_given).map(|(_, value)| value)
        })
        .collect();
    parts.map(Key::of).filter(|key| !key.has_null())
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
