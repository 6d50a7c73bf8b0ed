//! Copies rows from elsewhere over the instances of their keys.

use super::Session;
use super::row_graph::{Mergeable, MergedRows};
use crate::entity::{Handle, InstanceId, Managed, RowValues, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::loading::rows::LoadMode;
use crate::sql::value::Value;

impl Session {
    /// Copies a row, for example one from another session or from a form, over the instance of its key. If the database has
    /// no such row, it is added with that key.
    ///
    /// Differences are tracked like any other change. A row does not contain its relationships; a
    /// [`RowGraph`](crate::session::RowGraph) does, and its rows are merged along.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # Session::begin(&engine, |session| { session.add(NewUser::new("sandy")); Ok(()) })?;
    /// let mut session = Session::new(&engine);
    /// let fullname = Some("Sandy Cheeks".into());
    /// let row = User { id: 1, name: "sandy".into(), fullname };
    /// let sandy = session.merge(row)?; // SELECT … WHERE user_account.id = ?
    /// // UPDATE user_account SET fullname=? WHERE user_account.id = ?
    /// session.commit()?;
    /// assert_eq!(session.get(User, 1)?, Some(sandy));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `StaleData` if the row has another `@version` than the one in the database, or the instance's row is gone;
    /// `InvalidRequest` if the instance is marked as deleted, or a graph has rows of a relationship that is only read or does
    /// not cascade `merge`; errors of the flush and of the queries. Of a graph, the rows before the one that failed are merged.
    pub fn merge<G: Mergeable>(&mut self, row: G) -> Result<Handle<G::Entity>> {
        self.autoflush()?;
        let graph = row.into_graph();
        self.no_autoflush(|session| session.merge_graph(graph, &mut MergedRows::default()))
    }

    /// Merges several rows; returns their handles in the same order.
    ///
    /// # Errors
    ///
    /// As for [`merge`](Self::merge). The rows before the one that failed are merged.
    pub fn merge_all<G: Mergeable>(&mut self, rows: impl IntoIterator<Item = G>) -> Result<Vec<Handle<G::Entity>>> {
        rows.into_iter().map(|row| self.merge(row)).collect()
    }

    /// Merges one row of a graph.
    pub(super) fn merge_row<E: Managed>(&mut self, row: E, merged: &mut MergedRows) -> Result<Handle<E>> {
        let index = self.identity_map.store_of_type::<E>();
        let mut values = RowValues::default();
        row.values(&mut values);
        let key = self.identity_map.stores[index].key_in(values.as_slice());
        if let Some(known) = merged.get(&(index, key.clone())) {
            let handle = Handle::new(*known);
            *self.pending_mut(handle)? = E::New::from(row);
            return Ok(handle);
        }
        if let Some(id) = self.merge_values(index, values.as_slice())? {
            return Ok(Handle::new(id));
        }
        let handle = self.add(E::New::from(row));
        merged.insert((index, key), handle.id());
        Ok(handle)
    }

    /// Copies values over the instance of their key; returns `None` if there is no such row.
    fn merge_values(&mut self, index: StoreIndex, values: &[Value]) -> Result<Option<InstanceId>> {
        let store = &self.identity_map.stores[index];
        let (mapper, key) = (store.mapper, store.key_in(values));
        let parts: Vec<Value> = mapper.key.iter().filter_map(|&at| values.get(at)).cloned().collect();
        let held = self.identity_map.find(index, &key);
        let is_current = |id: InstanceId| {
            let head = self.identity_map.store(id).head(id.slot);
            head.is_some_and(|head| !head.is_expired && head.epoch == self.identity_map.epoch)
        };
        let found = match held.filter(|id| is_current(*id)) {
            Some(id) => Some(id),
            None => self.loader().select_by_key(index, &parts, LoadMode::Keep)?,
        };
        let Some(id) = found else {
            return match held {
                Some(_) => Err(Error::new(
                    ErrorKind::StaleData,
                    format!(
                        "the row of `{}` with key {key} is not there any more: `expunge` its instance",
                        mapper.name
                    ),
                )),
                None => {
                    self.refuse_counted_key(index)?;
                    Ok(None)
                }
            };
        };
        if self.identity_map.is_marked_deleted(id) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the instance of `{}` with key {key} is to be deleted: it cannot be merged into", mapper.name),
            ));
        }
        let stored = self.identity_map.store(id).stored_values(id.slot);
        if let Some(version) = mapper.version
            && stored.get(version) != values.get(version)
        {
            return Err(Error::new(
                ErrorKind::StaleData,
                format!(
                    "the row of `{}` with key {key} has version {:?}, but the merged row has {:?}: read it again",
                    mapper.name, stored[version], values[version]
                ),
            ));
        }
        let is_merged = |at: &usize| {
            let is_generated = mapper.generated().any(|generated| generated == *at);
            !mapper.key.contains(at) && Some(*at) != mapper.version && !is_generated
        };
        let changes = (0..).zip(values.iter().cloned()).filter(|(at, _)| is_merged(at));
        let changes: Vec<(usize, Value)> = changes.collect();
        let store = self.identity_map.store_mut(id);
        store.expressions.remove(&id.slot);
        store.set(id.slot, &changes)?;
        Ok(Some(id))
    }

    /// Refuses to insert a row with a key of its own where only the database makes keys.
    fn refuse_counted_key(&self, index: StoreIndex) -> Result<()> {
        let mapper = self.identity_map.stores[index].mapper;
        let table = (mapper.table)();
        let is_counted = |at: &&usize| {
            let column = table.columns.get(**at);
            column.is_some_and(|column| {
                column.generated.is_some() || column.identity.as_ref().is_some_and(|identity| identity.always)
            })
        };
        match mapper.key.iter().find(is_counted) {
            None => Ok(()),
            Some(at) => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{}` has no row of this key, and the database always gives `{}.{}` itself: `add` a new row",
                    mapper.name, mapper.name, mapper.columns[*at]
                ),
            )),
        }
    }
}
