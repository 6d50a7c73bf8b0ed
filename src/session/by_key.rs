//! Finding instances by key, and reading them again.

use crate::entity::rows::key_of;
use crate::entity::{Handle, KeyOf, KeyTypes as _, Managed, RowValues, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::added::ManagedColumns;
use crate::session::identity::state::State;
use crate::session::loading::by_key;
use crate::session::loading::rows::LoadMode;
use crate::session::loading::selects::select_row;
use crate::sql::ast::{Lock, LockStrength, LockWait};

impl Session {
    /// Returns the instance of a primary key, from the identity map or else from the database.
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
    /// let sandy = session.get(User, 1)?; // SELECT … WHERE user_account.id = ?
    /// assert_eq!(session.get(User, 1)?, sandy); // no SQL
    /// assert_eq!(session.get(User, 2)?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A row that an earlier transaction has read or written is read again once, as others may have changed it since. If
    /// it is gone, the answer is `None`, and its instance counts as deleted. Within a transaction,
    /// [`refresh`](Self::refresh) reads it again, [`get_for_update`](Self::get_for_update) also locks it, and an
    /// `@version` column keeps a flush from overwriting what others have written. Before the database is asked, changes
    /// are flushed.
    ///
    /// # Errors
    ///
    /// Whatever the database reports, and those of the flush.
    pub fn get<C: ManagedColumns<Entity = E>, E: Managed, K: KeyOf<E>>(
        &mut self,
        _entity: C,
        key: K,
    ) -> Result<Option<Handle<E>>> {
        self.get_by_key(&key.into_key_of())
    }

    fn get_by_key<E: Managed>(&mut self, key: &E::Key) -> Result<Option<Handle<E>>> {
        let index = self.identity_map.store_of_type::<E>();
        let wanted = key_of::<E>(key);
        // A row that the next flush deletes is no longer found.
        let shown = |session: &Self, id| (!session.identity_map.is_marked_deleted(id)).then(|| Handle::new(id));
        if let Some(id) = self.identity_map.find(index, &wanted)
            && self.loader().is_current(id)
        {
            return Ok(shown(self, id));
        }
        self.autoflush()?;
        // The flush may have written it, or another one of its key.
        let held = self.identity_map.find(index, &wanted);
        if let Some(id) = held
            && self.loader().is_current(id)
        {
            return Ok(shown(self, id));
        }
        let mut values = RowValues::default();
        E::KeyTypes::push(key, &mut values);
        let found = match held {
            Some(id) => self.loader().renew(id)?.then_some(id),
            None => self.loader().select_by_key(index, values.as_slice(), LoadMode::Keep)?,
        };
        Ok(found.and_then(|id| shown(self, id)))
    }

    /// Returns the instance of a primary key that has to exist.
    ///
    /// # Errors
    ///
    /// `NoRows` if there is no such row.
    pub fn get_one<C: ManagedColumns<Entity = E>, E: Managed, K: KeyOf<E>>(
        &mut self,
        _entity: C,
        key: K,
    ) -> Result<Handle<E>> {
        let key = key.into_key_of();
        let shown = key_of::<E>(&key).to_string();
        self.get_by_key(&key)?.ok_or_else(|| {
            let message = format!("no row of `{}` has the key {shown}", E::NAME);
            Error::new(ErrorKind::NoRows, message)
        })
    }

    /// Reads the instance of a primary key again and locks its row: `SELECT … FOR UPDATE`. Others have to wait with
    /// changing the row until this transaction ends. What was changed in memory is flushed first.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let mut session = Session::new(&engine);
    /// // SQLite has no FOR UPDATE: a transaction that writes locks everything.
    /// assert!(session.get_for_update(User, 1).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Unsupported` on SQLite; whatever the database reports.
    pub fn get_for_update<C: ManagedColumns<Entity = E>, E: Managed, K: KeyOf<E>>(
        &mut self,
        _entity: C,
        key: K,
    ) -> Result<Option<Handle<E>>> {
        self.autoflush()?;
        self.transaction.note_locked();
        let store = self.identity_map.store_of_type::<E>();
        let mut values = RowValues::default();
        let key = key.into_key_of();
        let wanted = key_of::<E>(&key);
        E::KeyTypes::push(&key, &mut values);
        let mut select = select_row(self.identity_map.stores[store].mapper, values.as_slice());
        let lock = Lock { strength: LockStrength::Update, of: Vec::new(), wait: LockWait::Wait };
        select.lock = Some(Box::new(lock));
        let held = self.identity_map.find(store, &wanted);
        let found = self.loader().select(store, &select, LoadMode::PopulateExisting)?;
        if let (Some(held), true) = (held, found.is_empty()) {
            self.loader().found_gone(held);
        }
        Ok(found.last().copied().map(Handle::new))
    }

    /// Reads an instance again. Its changes that were not flushed are lost, those of its relationships and a
    /// [`delete`](Self::delete) included. If its row is gone, the instance stays as it is.
    ///
    /// # Errors
    ///
    /// `StaleData` if the row is gone; `Pending` before the first flush; `Detached`.
    pub fn refresh<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Persistent => self.loader().refresh(id),
            State::Pending => Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: flush the session first"),
            )),
            State::Deleted | State::Detached => Err(self.identity_map.deleted(id)),
        }
    }

    /// Marks an instance as out of date, so that it has to be read again before it is looked at. Its changes that were
    /// not flushed are lost, those of its relationships and a [`delete`](Self::delete) included.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Detached`.
    pub fn expire<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Pending => Err(Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row to be read"),
            )),
            _ => {
                by_key::expire(&mut self.identity_map, &mut self.relationships, id);
                Ok(())
            }
        }
    }

    /// Marks all instances as out of date. Changes that were not flushed are lost; pending instances stay.
    pub fn expire_all(&mut self) {
        by_key::expire_all(&mut self.identity_map, &mut self.relationships);
    }
}
