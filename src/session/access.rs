//! Adding, reading and changing instances.

use std::ops::{Index, IndexMut};

use super::Session;
use super::added::Addable;
use crate::entity::{ChangedValues, Changes, Handle, Managed, short_name};
use crate::error::{Error, Result};
use crate::query::rules::ChangesRowsOf;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::undo::journal::Change;

impl Session {
    /// Adds a row, which is pending until the next flush inserts it.
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

    /// Adds several rows; returns their handles in the same order.
    pub fn add_all<N: Addable<Entity = E>, E: Managed<New = N>>(
        &mut self,
        rows: impl IntoIterator<Item = N>,
    ) -> Vec<Handle<E>> {
        rows.into_iter().map(|new| self.add(new)).collect()
    }

    /// Returns the row, which is read first if it is expired or from an earlier transaction: unlike `session[handle]`,
    /// this is never out of date and does not panic.
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
    /// // SELECT … FROM user_account WHERE user_account.id = ?
    /// assert_eq!(session.load(sandy)?.name, "sandy");
    /// assert_eq!(session[sandy].name, "sandy"); // it is there now
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush; `Detached`; `StaleData` if the row is not there any more: its instance counts as
    /// deleted then. Whatever the database and a flush before the query report.
    pub fn load<E: Managed>(&mut self, handle: Handle<E>) -> Result<&E> {
        self.make_current(handle)?;
        self.identity_map.row(handle)
    }

    /// Returns the row for changes, as [`load`](Self::load) does for reading.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load); `InvalidRequest` if the row was deleted.
    pub fn load_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.make_current(handle)?;
        self.identity_map.row_mut(handle)
    }

    fn make_current<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let id = handle.id();
        self.identity_map.check(id, short_name::<E>())?;
        if self.loader().is_current(id) {
            return Ok(());
        }
        self.autoflush()?;
        if self.loader().renew(id)? { Ok(()) } else { Err(self.identity_map.deleted(id)) }
    }

    /// Returns the row, if it can be read without asking the database.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`.
    pub fn try_ref<E: Managed>(&self, handle: Handle<E>) -> Result<&E> {
        self.identity_map.row(handle)
    }

    /// Returns the row for changes.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, `Expired`, `Detached`; `InvalidRequest` if the row was deleted.
    pub fn try_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.identity_map.row_mut(handle)
    }

    /// Gives the columns of an instance the values of a changeset; the others stay as they are. The next flush writes
    /// those that differ.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User, UserChanges};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.flush()?;
    /// let patch = UserChanges {
    ///     fullname: Some(Some("Sandy Cheeks".into())),
    ///     ..UserChanges::default()
    /// };
    /// session.apply(sandy, patch)?;
    /// session.flush()?; // UPDATE user_account SET fullname=? WHERE id = ?
    /// assert_eq!(session[sandy].fullname.as_deref(), Some("Sandy Cheeks"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`try_mut`](Self::try_mut); `Decode` if a type of the application's does not read what it has written
    /// itself.
    #[expect(clippy::needless_pass_by_value, reason = "a changeset is made where it is used")]
    pub fn apply<C: Changes + ChangesRowsOf<E, Kept = K>, E: Managed, K>(
        &mut self,
        handle: Handle<E>,
        changes: C,
    ) -> Result<()> {
        let changed = ChangedValues::of(&changes);
        let row = self.identity_map.row(handle)?;
        if changed.is_empty() {
            return Ok(());
        }
        let changed = changed.applied_to(row)?;
        *self.identity_map.row_mut(handle)? = changed;
        Ok(())
    }

    /// Returns the insert struct of a pending instance for changes.
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
    /// `InvalidRequest` if the instance already has a row; `Detached`.
    pub fn pending_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E::New> {
        self.identity_map.new_mut(handle)?;
        if self.relationships.has_collections() {
            backref::forget_collections_with(&mut self.identity_map, &mut self.relationships, handle.id());
        }
        self.identity_map.new_mut(handle)
    }

    /// Returns the state of an instance.
    #[must_use]
    pub fn state<E>(&self, handle: Handle<E>) -> State {
        self.identity_map.state(handle.id())
    }

    /// Returns whether the instance is in this session.
    #[must_use]
    pub fn contains<E>(&self, handle: Handle<E>) -> bool {
        self.state(handle) != State::Detached
    }
}

/// Reads a row.
///
/// # Panics
///
/// If the instance is pending, expired or not in this session. [`Session::try_ref`] returns an error instead.
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

/// Changes a row: the next flush writes the columns that differ.
///
/// # Panics
///
/// As for reading. [`Session::try_mut`] returns an error instead.
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
