//! Rows of association tables.

use smallvec::SmallVec;

use crate::error::Result;
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, LinkRow, set_cell};
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
                self.identity_map.check_referred(id, secondary.table)?;
                let parent_column = self.identity_map.mapper(id).position(other);
                match self.parent_value(id, parent_column)? {
                    Some(value) => set_cell(&mut row.cells, column, value),
                    None => row.deferred_keys.push(DeferredKey { column, parent: id, parent_column }),
                }
            }
            rows.push(row);
        }
        rows.sort_by_key(|row| row.secondary.table);
        Ok(rows)
    }
}
