//! Deleting instances, and removing them from the session.

use super::Session;
use crate::entity::cells::Cells;
use crate::entity::{Handle, InsertRow, InstanceId, Managed, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;
use crate::session::relationship::foreign_key::related_columns_of_new;
use crate::sql::columns::Columns;
use crate::sql::value::{Kind, Value};

impl Session {
    /// Lets an instance's row be deleted by the next flush; one that is pending has no row and leaves the session at
    /// once. Those that its relationships own (`cascade=all`, `delete`) go along, unless they are moved elsewhere before
    /// the flush.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// let twin = session.add(NewUser::new("sandy"));
    /// session.delete(twin)?; // nothing to write
    /// assert_eq!(session.state(twin), State::Detached);
    /// session.delete(sandy)?;
    /// session.commit()?; // DELETE FROM user_account WHERE user_account.id = ?
    /// assert_eq!(session.state(sandy), State::Detached);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` if the instance is pending and others wait for its key that would stay. The flush
    /// reports `StaleData` if the row is not there any more.
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Deleted | State::Detached => Ok(()),
            State::Pending | State::Persistent => self.graph().delete_completely(id),
        }
    }

    /// Removes an instance from the session, in any state, and returns its row as it is in memory; one that is expired is
    /// read first. Changes that were not flushed are not written, and the row stays in the database. Those that its
    /// relationships take along (`cascade=all`, `expunge`) leave, too.
    ///
    /// A pending instance has a row if the program has given all of it. One that waits for its key or another value of the
    /// database has none yet: [`delete`](Self::delete) drops it, [`pending_mut`](Self::pending_mut) has its insert struct.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy").id(7));
    /// let row = session.expunge(sandy)?; // never inserted
    /// assert_eq!((row.id, row.name.as_str()), (7, "sandy"));
    ///
    /// let sandy = session.merge(row)?; // it is new again
    /// session.flush()?;
    /// let row = session.expunge(sandy)?;
    /// assert_eq!(session.state(sandy), State::Detached);
    /// // the row is still there
    /// assert_eq!(session.get_one(User, row.id)?, session.merge(row)?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Pending` if the database would fill in a part of the row; `InvalidRequest` if it is pending and others wait for its
    /// key that would stay; `StaleData` if an expired row is not there any more; `Detached`.
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Result<E> {
        let id = handle.id();
        let row = match self.identity_map.check(id, short_name::<E>())? {
            State::Pending => self.row_of_pending(handle)?,
            State::Persistent => {
                self.loader().reload_expired(id)?;
                self.identity_map.row(handle)?.clone()
            }
            State::Deleted | State::Detached => self.identity_map.row(handle)?.clone(),
        };
        self.graph().expunge(id)?;
        Ok(row)
    }

    /// The row that a pending instance will have, if the database fills in no part of it.
    fn row_of_pending<E: Managed>(&self, handle: Handle<E>) -> Result<E> {
        let id = handle.id();
        let (store, mapper) = (self.identity_map.store(id), self.identity_map.mapper(id));
        let new = store.contents.new_values(id.slot).unwrap_or_else(|| InsertRow::with_capacity(0));
        let mut values: Vec<Option<Value>> = vec![None; mapper.columns.len()];
        for (at, value) in new.cells() {
            values[usize::from(*at)] = Some(value.clone());
        }
        for related in related_columns_of_new(&self.identity_map, &self.relationships, id, &new)? {
            values[related.column] = match related.parent {
                Some((parent, at)) => self.value_of(parent, at),
                None => Some(Value::Null(Kind::Unknown)),
            };
        }
        let missing = values.iter().zip(mapper.columns).filter(|(value, _)| value.is_none());
        let missing: Vec<&str> = missing.map(|(_, name)| *name).collect();
        if !missing.is_empty() {
            return Err(Error::new(
                ErrorKind::Pending,
                format!(
                    "the instance of `{}` is pending and has no row yet, for the database fills in `{}`: `delete` drops \
                     it, `pending_mut` has its insert struct",
                    short_name::<E>(),
                    missing.join("`, `"),
                ),
            ));
        }
        let mut values: Vec<Value> = values.into_iter().flatten().collect();
        E::decode(&mut Cells::of_values(&mut values, &Columns::default()))
    }

    /// The value of a column of an instance, if it is known before a flush.
    fn value_of(&self, id: InstanceId, column: usize) -> Option<Value> {
        let store = self.identity_map.store(id);
        if self.identity_map.state(id) != State::Pending {
            return store.contents.values(id.slot).into_iter().nth(column);
        }
        let new = store.contents.new_values(id.slot)?;
        let is_handle = new.handles().iter().any(|(at, _)| usize::from(*at) == column);
        let cell = new.cells().iter().find(|(at, _)| usize::from(*at) == column && !is_handle);
        cell.map(|(_, value)| value.clone())
    }

    /// Removes a pending instance from the session, and returns its insert struct.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if the instance already has a row, or if others wait for its key that would stay; `Detached`.
    #[deprecated(note = "`delete` drops a pending instance; `pending_mut(handle)?.clone()` is its insert struct")]
    pub fn expunge_new<E: Managed>(&mut self, handle: Handle<E>) -> Result<E::New> {
        let new = self.identity_map.new_mut(handle)?.clone();
        self.graph().expunge(handle.id())?;
        Ok(new)
    }

    /// Removes an instance from the session in any state.
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` if it is pending and others wait for its key that would stay.
    #[deprecated(note = "`delete` drops a pending instance, `expunge` takes one out that has a row")]
    pub fn forget<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let id = handle.id();
        self.identity_map.check(id, short_name::<E>())?;
        self.graph().expunge(id)
    }
}
