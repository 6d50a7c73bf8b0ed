//! Foreign keys that cannot be written with their row: an UPDATE sets them when all rows are there.

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::entity::{InstanceId, Mapper};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::Planner;
use crate::session::flush::plan::operations::{DeferredKey, Dependencies, UpdatedRow, set_cell};
use crate::session::relationship::foreign_key::related_columns_of_new;
use crate::sql::value::Value;

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

    /// Gives a row the keys of others that are not written yet and whose key the program has given: the database says
    /// whether it takes them before their rows are there. Returns the rest.
    pub(super) fn take_given_keys(
        &self,
        mapper: &Mapper,
        keys: SmallVec<[DeferredKey; 1]>,
        dependencies: &mut Dependencies,
    ) -> Result<SmallVec<[DeferredKey; 1]>> {
        let mut rest = SmallVec::new();
        for key in keys {
            match self.given_value(&key)?.filter(|_| !mapper.is_nullable(key.column)) {
                Some(value) => set_cell(&mut dependencies.given, key.column, value),
                None => rest.push(key),
            }
        }
        Ok(rest)
    }

    /// The value that a pending row gives a column by itself.
    fn given_value(&self, key: &DeferredKey) -> Result<Option<Value>> {
        let store = self.identity_map.store(key.parent);
        let Some(row) = store.contents.new_values(key.parent.slot) else { return Ok(None) };
        let related = related_columns_of_new(self.identity_map, self.relationships, key.parent, &row)?;
        if related.iter().any(|related| related.column == key.parent_column) {
            return Ok(None);
        }
        let given = row.cells().iter().find(|(at, _)| usize::from(*at) == key.parent_column);
        Ok(given.map(|(_, value)| value.clone()).filter(|value| !value.is_null()))
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
