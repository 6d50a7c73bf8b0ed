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
mod row_switches;
pub(super) mod unique_handover;
pub(super) mod updates;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) use crate::session::flush::plan::operations::{
    DeferredKey, LinkRow, NewRow, Plan, TablePlan, UpdatedRow, set_cell,
};

use crate::entity::{InstanceId, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::row_hooks::RowHooks;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::state::RelationshipState;
use crate::sql::Dialect;
use crate::sql::value::Value;

/// Finds out what a flush has to write.
pub(crate) fn plan<'s>(
    identity_map: &'s IdentityMap,
    relationships: &'s RelationshipState,
    hooks: Option<&'s RowHooks>,
    dialect: Dialect,
) -> Result<Plan<'s>> {
    let planner = Planner {
        identity_map,
        relationships,
        hooks,
        dialect,
        plan: Plan::default(),
        new: BTreeMap::new(),
        row_switches: BTreeMap::new(),
        switched: HashMap::new(),
        replaced: HashSet::new(),
        vacated: HashSet::new(),
        planned: HashSet::new(),
        post_updates: HashMap::new(),
    };
    planner.plan()
}

struct Planner<'s> {
    identity_map: &'s IdentityMap,
    relationships: &'s RelationshipState,
    hooks: Option<&'s RowHooks>,
    dialect: Dialect,
    plan: Plan<'s>,
    /// Rows to be inserted.
    new: BTreeMap<StoreIndex, Vec<NewRow>>,
    /// New instances that take over the rows of deleted ones, as updates of these.
    row_switches: BTreeMap<StoreIndex, Vec<UpdatedRow<'s>>>,
    /// The values that these rows get: others need not wait for their keys.
    switched: HashMap<InstanceId, Vec<Value>>,
    /// Deleted instances whose rows others take over.
    replaced: HashSet<InstanceId>,
    /// Deleted instances whose rows are deleted before their turn.
    vacated: HashSet<InstanceId>,
    /// Tables whose rows are written before those of the table that is planned.
    planned: HashSet<StoreIndex>,
    /// Where the UPDATE of a row stands among those at the end.
    post_updates: HashMap<InstanceId, usize>,
}

impl<'s> Planner<'s> {
    fn plan(mut self) -> Result<Plan<'s>> {
        let mut tables: Vec<StoreIndex> = self.identity_map.stores.indices().collect();
        tables.sort_by_key(|table| self.identity_map.stores[*table].mapper.rank);
        for &table in &tables {
            self.read_new_rows(table)?;
        }
        for &table in &tables {
            self.plan_table(table)?;
        }
        self.plan.linked = self.link_rows(&self.relationships.linked)?;
        self.plan.unlinked = self.link_rows(&self.relationships.unlinked)?;
        if let Some(hooks) = self.hooks {
            hooks.before_deletes(self.identity_map, &self.replaced)?;
        }
        for &table in tables.iter().rev() {
            self.deleted(table);
        }
        Ok(self.plan)
    }

    /// What is inserted into one table and updated there.
    fn plan_table(&mut self, table: StoreIndex) -> Result<()> {
        let new = self.new.remove(&table).unwrap_or_default();
        let levels = self.levels(table, new)?;
        self.planned.insert(table);
        let mut updated = self.row_switches.remove(&table).unwrap_or_default();
        updated.extend(self.updated(table)?);
        let unique_handover = self.unique_handover(table, &levels, &mut updated)?;
        if !levels.is_empty() || !updated.is_empty() || unique_handover.len() > 0 {
            let mapper = self.identity_map.stores[table].mapper;
            self.plan.tables.push(TablePlan { mapper, unique_handover, levels, updated });
        }
        Ok(())
    }

    /// The value of a column that others refer to; `None` if it is known only when the instance's row is inserted.
    fn parent_value(&self, parent: InstanceId, column: usize) -> Result<Option<Value>> {
        if let Some(value) = self.switched.get(&parent).and_then(|values| values.get(column)) {
            return Ok(Some(value.clone()));
        }
        if self.identity_map.state(parent) == State::Pending {
            return Ok(None);
        }
        let store = self.identity_map.store(parent);
        // A key that changes in this flush is written before; but rows that go are still what they were.
        let is_marked_deleted = self.identity_map.is_marked_deleted(parent);
        let values =
            if is_marked_deleted { store.stored_values(parent.slot) } else { store.contents.values(parent.slot) };
        let value = values.into_iter().nth(column);
        value.map(Some).ok_or_else(|| {
            Error::new(ErrorKind::Expired, format!("a row of `{}` that is referred to is gone", store.mapper.name))
        })
    }
}
