//! Adding instances, finding them, looking at them.

use std::ops::{Index, IndexMut};

use super::Session;
use super::added::{Addable, ManagedColumns};
use crate::entity::rows::key_of;
use crate::entity::{Handle, InstanceId, KeyOf, KeyTypes as _, Managed, StoreIndex, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::instance_set::{AnyHandle, InstanceSet};
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::loading::rows::LoadMode;
use crate::session::relationship::backref;
use crate::session::undo::journal::Change;

impl Session {
    /// Adds a row: it is pending, and the next flush inserts it.
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
    /// assert_eq!(session.state(sandy), State::Pending);
    /// session.flush()?; // INSERT INTO user_account (name, fullname) VALUES (?, ?)
    /// assert_eq!(session.state(sandy), State::Persistent);
    /// assert_eq!(session[sandy].id, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn add<N: Addable<Entity = E>, E: Managed<New = N>>(&mut self, new: N) -> Handle<E> {
        let handle = self.identity_map.add::<E>(new);
        self.journal.push(Change::Added(handle.id()));
        if self.relationships.has_collections() {
            backref::enter_collections(&mut self.identity_map, &mut self.relationships, handle.id());
        }
        handle
    }

    /// Adds several rows; the handles are in their order.
    pub fn add_all<N: Addable<Entity = E>, E: Managed<New = N>>(
        &mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Vec<Handle<E>> {
        rows.into_iter().map(|new| self.add(new)).collect()
    }

    /// The row, if it can be read without asking the database.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`.
    pub fn try_ref<E: Managed>(&self, handle: Handle<E>) -> Result<&E> {
        self.identity_map.row(handle)
    }

    /// The row, to be changed.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`; `InvalidRequest` for a row that was deleted.
    pub fn try_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.identity_map.row_mut(handle)
    }

    /// The insert struct of an instance that was not flushed yet, to be changed.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandi"));
    /// session.pending_mut(sandy)?.name = "sandy".into();
    /// session.flush()?;
    /// assert_eq!(session[sandy].name, "sandy");
    /// assert!(session.pending_mut(sandy).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if it has a row already, `Detached`.
    pub fn pending_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E::New> {
        self.identity_map.new_mut(handle)?;
        if self.relationships.has_collections() {
            backref::forget_collections_with(&mut self.identity_map, &mut self.relationships, handle.id());
        }
        self.identity_map.new_mut(handle)
    }

    /// Where an instance stands.
    #[must_use]
    pub fn state<E>(&self, handle: Handle<E>) -> State {
        self.identity_map.state(handle.id())
    }

    /// Whether the handle's instance is in this session.
    #[must_use]
    pub fn contains<E>(&self, handle: Handle<E>) -> bool {
        self.state(handle) != State::Detached
    }

    /// How many instances the next flush inserts.
    #[must_use]
    pub fn new_count(&self) -> usize {
        self.identity_map.stores.values().map(|store| store.pending_count()).sum()
    }

    /// The instances that the next flush inserts.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// assert_eq!(session.new_instances(), [sandy]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn new_instances(&self) -> InstanceSet {
        self.instance_set(|_, store| store.pending().collect())
    }

    /// The instances that were touched or related anew since the last flush. Those whose values are what they were are
    /// among them, but will not be written.
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
    /// assert!(session.dirty().is_empty());
    /// session[sandy].fullname = Some("Sandy Cheeks".into());
    /// assert_eq!(session.dirty(), [sandy]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn dirty(&self) -> InstanceSet {
        self.instance_set(|number, store| {
            let is_alive = |slot: &u32| {
                store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent) && !head.is_marked_deleted)
            };
            let touched = store.touched().map(|(slot, _)| slot).chain(store.expressions.keys().copied());
            let related = self.relationships.changed().filter(|id| id.store == number).map(|id| id.slot);
            let mut slots: Vec<u32> = touched.chain(related).filter(is_alive).collect();
            slots.sort_unstable();
            slots.dedup();
            slots
        })
    }

    /// The instances that the next flush deletes.
    #[must_use]
    pub fn deleted(&self) -> InstanceSet {
        self.instance_set(|_, store| store.marked_deleted_rows().collect())
    }

    fn instance_set(&self, slots: impl Fn(StoreIndex, &Store) -> Vec<u32>) -> InstanceSet {
        let mut handles = Vec::new();
        for (number, store) in self.identity_map.stores.iter() {
            let (row, table) = ((store.mapper.row)(), store.mapper.name);
            let ids = slots(number, store).into_iter().map(|slot| self.identity_map.id_at(number, slot));
            handles.extend(ids.map(|id| AnyHandle::new(id, row, table)));
        }
        InstanceSet::new(handles)
    }

    /// Whether an instance was touched or related anew since the last flush; also one that the flush is to delete, which
    /// [`dirty`](Self::dirty) leaves out.
    #[must_use]
    pub fn is_dirty<E>(&self, handle: Handle<E>) -> bool {
        let id = handle.id();
        self.state(handle) == State::Persistent
            && (self.identity_map.store(id).snapshot(id.slot).is_some()
                || self.identity_map.store(id).expressions.contains_key(&id.slot)
                || self.relationships.has_changes(id))
    }

    /// Whether the next flush has something to write for an instance: it is pending, to be deleted, or differs from what
    /// it was.
    #[must_use]
    pub fn is_modified<E>(&self, handle: Handle<E>) -> bool {
        let id = handle.id();
        match self.state(handle) {
            State::Pending => true,
            State::Persistent => {
                let store = self.identity_map.store(id);
                store.head(id.slot).is_some_and(|head| head.is_marked_deleted)
                    || store.is_modified(id.slot)
                    || self.relationships.has_changes(id)
            }
            State::Deleted | State::Detached => false,
        }
    }

    /// The instance of a primary key: from the identity map, or from the database.
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
    /// What an earlier transaction has read is not read again, though others may have changed it since:
    /// [`refresh`](Self::refresh) reads it anew, [`get_for_update`](Self::get_for_update) locks it as well, and an
    /// `@version` column makes a flush refuse to overwrite what others have written. Before the database is asked, what was
    /// changed is flushed.
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
        let number = self.identity_map.store_of_type::<E>();
        if let Some(id) = self.identity_map.find(number, &key_of::<E>(key))
            && !self.identity_map.store(id).head(id.slot).is_some_and(|head| head.is_expired)
        {
            return Ok(self.unless_doomed(id).map(Handle::new));
        }
        self.autoflush()?;
        let mut values = crate::entity::RowValues::default();
        E::KeyTypes::push(key, &mut values);
        let found = self.loader().select_by_key(number, values.as_slice(), LoadMode::Keep)?;
        Ok(found.and_then(|id| self.unless_doomed(id)).map(Handle::new))
    }

    /// The instance of a primary key that has to exist.
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

    /// A row that the next flush deletes is not found any more.
    fn unless_doomed(&self, id: InstanceId) -> Option<InstanceId> {
        let is_marked_deleted = self.identity_map.store(id).head(id.slot).is_some_and(|head| head.is_marked_deleted);
        (!is_marked_deleted).then_some(id)
    }

    /// Marks an instance to be deleted by the next flush.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if it is pending: [`expunge_new`](Self::expunge_new) takes it out again. `Detached`.
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Pending => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the instance of `{entity}` has no row yet: take it out with `expunge_new`"),
            )),
            State::Deleted | State::Detached => Ok(()),
            State::Persistent => self.delete_with_cascade(id),
        }
    }

    /// Takes a pending instance out of the session, and gives back what was to be inserted.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if it has a row already, `Detached`.
    pub fn expunge_new<E: Managed>(&mut self, handle: Handle<E>) -> Result<E::New> {
        let new = self.identity_map.new_mut(handle)?.clone();
        self.expunge_with_cascade(handle.id());
        Ok(new)
    }

    /// Takes a persistent instance out of the session, and gives back its row as it stands in memory. What was not
    /// flushed is not written.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, when [`expunge_new`](Self::expunge_new) is meant; `Expired`, when there is no row to be
    /// given: [`forget`](Self::forget) asks for none. `Detached`.
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Result<E> {
        let entity = short_name::<E>();
        let row = self.identity_map.row(handle).map_err(|error| match error.kind() {
            ErrorKind::Pending => Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: take it out with `expunge_new`"),
            ),
            ErrorKind::Expired => Error::new(
                ErrorKind::Expired,
                format!(
                    "the instance of `{entity}` is expired: `refresh` it, or let it go without its row with `forget`"
                ),
            ),
            _ => error,
        })?;
        let row = row.clone();
        self.expunge_with_cascade(handle.id());
        Ok(row)
    }

    /// Takes an instance out of the session, whatever it is: pending, persistent or expired, its row there or not. What was
    /// not flushed is not written.
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
    /// session.commit()?;
    /// session.expire(sandy)?;
    /// session.execute(text("DELETE FROM user_account"))?;
    /// assert!(session.refresh(sandy).is_err()); // the row is not there any more
    /// session.forget(sandy)?;
    /// assert_eq!(session.state(sandy), State::Detached);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` for a row that was deleted in this transaction, which a rollback brings back.
    pub fn forget<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        if self.identity_map.check(id, entity)? == State::Deleted {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the row of `{entity}` was deleted: its instance goes with the commit"),
            ));
        }
        self.expunge_with_cascade(id);
        Ok(())
    }
}

/// The row.
///
/// # Panics
///
/// If the instance is pending, expired or not in this session: [`Session::try_ref`] does not panic.
impl<E: Managed> Index<Handle<E>> for Session {
    type Output = E;

    #[inline]
    #[track_caller]
    fn index(&self, handle: Handle<E>) -> &E {
        match self.identity_map.row(handle) {
            Ok(row) => row,
            Err(error) => refuse(&error),
        }
    }
}

/// The row, to be changed: the next flush writes what differs.
///
/// # Panics
///
/// As for reading: [`Session::try_mut`] does not panic.
impl<E: Managed> IndexMut<Handle<E>> for Session {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, handle: Handle<E>) -> &mut E {
        match self.identity_map.row_mut(handle) {
            Ok(row) => row,
            Err(error) => refuse(&error),
        }
    }
}

#[cold]
#[track_caller]
fn refuse(error: &Error) -> ! {
    panic!("{error}")
}

#[allow(dead_code, reason = "says that a session may move from one thread to another")]
const fn is_send<T: Send>() {}
const _: () = is_send::<Session>();
