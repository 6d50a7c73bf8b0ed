//! Rows of association tables.

use smallvec::SmallVec;

use crate::entity::{InstanceId, Mapper};
use crate::error::Result;
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, LinkRow, set_cell};
use crate::session::identity::state::State;
use crate::session::relationship::associations::Links;

impl Planner<'_> {
    /// Rows of association tables, those of one table together.
    pub(super) fn link_rows(&self, links: &Links) -> Result<Vec<LinkRow>> {
        let mut rows = Vec::new();
        for link in links.iter() {
            let Some(secondary) = link.info.secondary else { continue };
            let mut row = LinkRow { secondary, cells: Vec::new(), deferred_keys: SmallVec::new() };
            let local = secondary.local.iter().zip(link.info.local).map(|names| (names, link.local));
            let remote = secondary.remote.iter().zip(link.info.remote).map(|names| (names, link.remote));
            for ((own, other), id) in local.chain(remote) {
                let column = secondary.columns.iter().position(|name| name == own).unwrap_or_default();
                let mapper = self.linked_mapper(id, secondary.table)?;
                let parent_column = mapper.position(other);
                if let Some(value) = self.row_switches.get(&id).and_then(|values| values.get(parent_column)) {
                    set_cell(&mut row.cells, column, value.clone());
                } else if self.identity_map.state(id) == State::Pending {
                    row.deferred_keys.push(DeferredKey { column, parent: id, parent_column });
                } else {
                    let store = self.identity_map.store(id);
                    // A key that changes in this flush is written before: only rows that go are still what they were.
                    let is_marked_deleted = store.head(id.slot).is_some_and(|head| head.is_marked_deleted);
                    let values =
                        if is_marked_deleted { store.stored_values(id.slot) } else { store.contents.values(id.slot) };
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
        match self.identity_map.state(id) {
            State::Pending | State::Persistent => Ok(self.identity_map.mapper(id)),
            State::Deleted | State::Detached => {
                Err(self.identity_map.detached(id, &format!("a row that one of `{association}` refers to")))
            }
        }
    }
}
