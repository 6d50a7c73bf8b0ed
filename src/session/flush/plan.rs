//! What a flush has to write, in the order in which it has to be written. Nothing is changed here.
//!
//! Tables come in the order that was computed when the schema was compiled. Within a table, rows that others wait for
//! come first; a circle is closed by an UPDATE of a key that may be NULL, after all rows are there.

pub(super) mod associations;
pub(super) mod deletes;
pub(super) mod inserts;
pub(super) mod new_rows;
pub(super) mod operations;
mod post_updates;
pub(super) mod unique_handover;
pub(super) mod updates;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) use crate::session::flush::plan::operations::{
    DeferredKey, LinkRow, NewRow, Plan, TablePlan, UpdatedRow, set_cell,
};

use crate::entity::{InstanceId, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::flush::hooks::Hooks;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::state::RelationshipState;
use crate::sql::value::Value;

impl Session {
    /// What the next flush has to write.
    pub(crate) fn plan(&self) -> Result<Plan> {
        let Self { identity_map, relationships, hooks, .. } = self;
        let planner = Planner {
            identity_map,
            relationships,
            hooks: hooks.as_deref(),
            plan: Plan::default(),
            vacated: HashSet::new(),
            taking_over: HashSet::new(),
            row_switches: HashMap::new(),
            post_updates: HashMap::new(),
        };
        planner.plan()
    }
}

struct Planner<'s> {
    identity_map: &'s IdentityMap,
    hooks: Option<&'s Hooks>,
    relationships: &'s RelationshipState,
    plan: Plan,
    /// Rows that are deleted before their turn.
    vacated: HashSet<InstanceId>,
    /// New instances that take over the rows of deleted ones.
    taking_over: HashSet<InstanceId>,
    /// What the rows that they take over become: others need not wait for their keys.
    row_switches: HashMap<InstanceId, Vec<Value>>,
    /// Where the UPDATE of a row stands among those at the end.
    post_updates: HashMap<InstanceId, usize>,
}

impl Planner<'_> {
    fn plan(mut self) -> Result<Plan> {
        let mut numbers: Vec<StoreIndex> = self.identity_map.stores.indices().collect();
        numbers.sort_by_key(|number| self.identity_map.stores[*number].mapper.rank);
        let mut new: BTreeMap<StoreIndex, Vec<NewRow>> = BTreeMap::new();
        let mut row_switches: BTreeMap<StoreIndex, Vec<UpdatedRow>> = BTreeMap::new();
        let mut replaced: HashSet<InstanceId> = HashSet::new();
        for &number in &numbers {
            let store = &self.identity_map.stores[number];
            if store.pending_count() == 0 {
                continue;
            }
            let mut rows = Vec::with_capacity(store.pending_count());
            for slot in store.pending() {
                // An orphan is not inserted.
                if store.head(slot).is_some_and(|head| head.is_marked_deleted) {
                    continue;
                }
                let row = self.new_row(self.identity_map.id_at(number, slot))?;
                let old = self.row_switch(number, &row)?;
                // The second of two that want the same row is refused by the database.
                match old.filter(|old| replaced.insert(*old)) {
                    Some(old) => {
                        self.taking_over.insert(row.id);
                        let row = self.row_switches(row, old)?;
                        self.row_switches.insert(row.id, row.values());
                        row_switches.entry(number).or_default().push(row);
                    }
                    None => rows.push(row),
                }
            }
            new.insert(number, rows);
        }
        // Which stores' rows are written by now.
        let mut written = HashSet::new();
        for &number in &numbers {
            let mapper = self.identity_map.stores[number].mapper;
            let rows = new.remove(&number).unwrap_or_default();
            let levels = self.levels(number, rows, &written)?;
            written.insert(number);
            let mut updated = row_switches.remove(&number).unwrap_or_default();
            updated.extend(self.updated(number)?);
            let unique_handover = self.unique_handover(number, &levels, &mut updated, &replaced)?;
            if !levels.is_empty() || !updated.is_empty() || unique_handover.len() > 0 {
                self.plan.tables.push(TablePlan { mapper, unique_handover, levels, updated });
            }
        }
        self.plan.linked = self.link_rows(&self.relationships.linked)?;
        self.plan.unlinked = self.link_rows(&self.relationships.unlinked)?;
        if let Some(hooks) = self.hooks {
            hooks.before_deletes(self.identity_map, &replaced)?;
        }
        replaced.extend(&self.vacated);
        for &number in numbers.iter().rev() {
            self.deleted(number, &replaced);
        }
        Ok(self.plan)
    }

    /// What is known of an instance that another refers to: it must be in this session.
    fn parent_mapper(&self, child: InstanceId, parent: InstanceId) -> Result<&'static Mapper> {
        match self.identity_map.state(parent) {
            State::Pending | State::Persistent => Ok(self.identity_map.mapper(parent)),
            State::Deleted | State::Detached => {
                let table = self.identity_map.mapper(child).name;
                Err(self.identity_map.detached(parent, &format!("a row that one of `{table}` refers to")))
            }
        }
    }

    /// The value of a persistent instance's column.
    fn parent_value(&self, parent: InstanceId, column: usize) -> Result<Value> {
        self.identity_map.values(parent).into_iter().nth(column).ok_or_else(|| {
            Error::new(
                ErrorKind::Expired,
                format!("a row of `{}` that is referred to is gone", self.identity_map.mapper(parent).name),
            )
        })
    }
}
