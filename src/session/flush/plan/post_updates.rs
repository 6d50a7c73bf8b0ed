//! Foreign keys that cannot be written with their row: an UPDATE sets them when all rows are there.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::entity::{InstanceId, Mapper};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, UpdatedRow};

impl Planner<'_> {
    /// Lets an UPDATE at the end set foreign keys of a row that is inserted without them.
    pub(super) fn postpone(
        &mut self,
        mapper: &'static Mapper,
        id: InstanceId,
        keys: SmallVec<[DeferredKey; 1]>,
    ) -> Result<()> {
        if let Some(key) = keys.iter().find(|key| !mapper.is_nullable(key.column)) {
            return Err(self.circular(mapper, key));
        }
        if keys.is_empty() {
            return Ok(());
        }
        let known = self.post_updates.get(&id).and_then(|at| self.plan.post_updates.get_mut(*at));
        if let Some(known) = known {
            known.deferred_keys.extend(keys);
            return Ok(());
        }
        self.post_updates.insert(id, self.plan.post_updates.len());
        self.plan.post_updates.push(UpdatedRow {
            id,
            mapper,
            before: Cow::Borrowed(&[]),
            changes: Vec::new(),
            expressions: Vec::new(),
            deferred_keys: keys,
            is_in_memory: false,
            replaces: None,
        });
        Ok(())
    }

    #[cold]
    fn circular(&self, mapper: &Mapper, key: &DeferredKey) -> Error {
        Error::new(
            ErrorKind::CircularDependency,
            format!(
                "rows of `{}` and `{}` refer to each other, and `{}.{}` is NOT NULL, so that neither can be written first: \
                 let one of the columns be NULL",
                mapper.name,
                self.identity_map.mapper(key.parent).name,
                mapper.name,
                mapper.columns[key.column],
            ),
        )
    }
}
