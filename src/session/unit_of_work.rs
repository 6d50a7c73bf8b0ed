//! What a flush has to write, in the order in which it has to be written. Nothing is changed here.
//!
//! Tables come in the order that was computed when the schema was compiled. Within a table, rows that others wait for
//! come first; a circle is closed by an UPDATE of a key that may be NULL, after all rows are there.

mod deletes;
mod levels;
mod links;
mod new_rows;
mod plan;
mod unique;
mod updates;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) use plan::{LinkRow, NewRow, Plan, TablePlan, UpdatedRow, Wait, set_cell};

use super::Session;
use super::hooks::Hooks;
use super::instances::Instances;
use super::mapper::Mapper;
use super::references::References;
use super::state::State;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::InstanceId;
use crate::sql::value::Value;

impl Session {
    /// What the next flush has to write.
    pub(crate) fn plan(&self) -> Result<Plan> {
        let Self { instances, references, hooks, .. } = self;
        let planner = Planner {
            instances,
            references,
            hooks: hooks.as_deref(),
            plan: Plan::default(),
            vacated: HashSet::new(),
            taking_over: HashSet::new(),
            switched: HashMap::new(),
        };
        planner.plan()
    }
}

struct Planner<'s> {
    instances: &'s Instances,
    hooks: Option<&'s Hooks>,
    references: &'s References,
    plan: Plan,
    /// Rows that are deleted before their turn.
    vacated: HashSet<InstanceId>,
    /// New instances that take over the rows of deleted ones.
    taking_over: HashSet<InstanceId>,
    /// What the rows that they take over become: others need not wait for their keys.
    switched: HashMap<InstanceId, Vec<Value>>,
}

impl Planner<'_> {
    fn plan(mut self) -> Result<Plan> {
        let mut numbers: Vec<u16> = (0..).zip(&self.instances.stores).map(|(number, _)| number).collect();
        numbers.sort_by_key(|number| self.instances.stores[usize::from(*number)].mapper.rank);
        let mut new: BTreeMap<u16, Vec<NewRow>> = BTreeMap::new();
        let mut switched: BTreeMap<u16, Vec<UpdatedRow>> = BTreeMap::new();
        let mut replaced: HashSet<InstanceId> = HashSet::new();
        for &number in &numbers {
            let store = &self.instances.stores[usize::from(number)];
            if store.pending_count() == 0 {
                continue;
            }
            let mut rows = Vec::with_capacity(store.pending_count());
            for slot in store.pending() {
                // An orphan is not inserted.
                if store.head(slot).is_some_and(|head| head.is_doomed) {
                    continue;
                }
                let row = self.new_row(self.instances.id_at(number, slot))?;
                let old = self.row_switch(number, &row)?;
                // The second of two that want the same row is refused by the database.
                match old.filter(|old| replaced.insert(*old)) {
                    Some(old) => {
                        self.taking_over.insert(row.id);
                        let row = self.switched(row, old)?;
                        self.switched.insert(row.id, row.values());
                        switched.entry(number).or_default().push(row);
                    }
                    None => rows.push(row),
                }
            }
            new.insert(number, rows);
        }
        // Which stores' rows are written by now.
        let mut written = vec![false; self.instances.stores.len()];
        for &number in &numbers {
            let mapper = self.instances.stores[usize::from(number)].mapper;
            let rows = new.remove(&number).unwrap_or_default();
            let levels = self.levels(number, rows, &written)?;
            written[usize::from(number)] = true;
            let mut updated = switched.remove(&number).unwrap_or_default();
            updated.extend(self.updated(number)?);
            let leaving = self.leaving(number, &levels, &mut updated, &replaced)?;
            if !levels.is_empty() || !updated.is_empty() || leaving.len() > 0 {
                self.plan.tables.push(TablePlan { mapper, leaving, levels, updated });
            }
        }
        self.plan.linked = self.link_rows(&self.references.linked)?;
        self.plan.unlinked = self.link_rows(&self.references.unlinked)?;
        if let Some(hooks) = self.hooks {
            hooks.before_deletes(self.instances, &replaced)?;
        }
        replaced.extend(&self.vacated);
        for &number in numbers.iter().rev() {
            self.deleted(number, &replaced);
        }
        Ok(self.plan)
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

    /// The value of a persistent instance's column.
    fn parent_value(&self, parent: InstanceId, column: usize) -> Result<Value> {
        self.instances.values(parent).into_iter().nth(column).ok_or_else(|| {
            Error::new(
                ErrorKind::Expired,
                format!("a row of `{}` that is referred to is gone", self.instances.mapper(parent).name),
            )
        })
    }
}
