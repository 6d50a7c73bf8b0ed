//! A session that is held over awaits: what needs no database, and so no await.

use std::ops::{Index, IndexMut};

use super::AsyncSession;
use crate::engine::Engine;
use crate::entity::{Changes, Handle, Managed};
use crate::error::Result;
use crate::query::Assigned;
use crate::query::rules::ChangesRowsOf;
use crate::session::{Addable, ColumnOfInstance, InstanceSet, State};
use crate::types::SqlType;

/// What needs no database.
impl AsyncSession {
    /// As [`Session::add`](crate::Session::add).
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # use realgar::tokio::{AsyncEngine, AsyncSession};
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let db = AsyncEngine::new(engine);
    /// let mut session = AsyncSession::new(&db);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// assert_eq!(session.state(sandy), State::Pending);
    /// session.commit().await?;
    /// assert_eq!(session[sandy].name, "sandy");
    /// # Ok(())
    /// # }
    /// ```
    pub fn add<N: Addable<Entity = E>, E: Managed<New = N>>(&mut self, new: N) -> Handle<E> {
        self.0.get_mut().add(new)
    }

    /// As [`Session::add_all`](crate::Session::add_all).
    pub fn add_all<N: Addable<Entity = E>, E: Managed<New = N>>(
        &mut self,
        new: impl IntoIterator<Item = N>,
    ) -> Vec<Handle<E>> {
        self.0.get_mut().add_all(new)
    }

    /// As [`Session::try_ref`](crate::Session::try_ref).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn try_ref<E: Managed>(&self, handle: Handle<E>) -> Result<&E> {
        self.0.get().try_ref(handle)
    }

    /// As [`Session::try_mut`](crate::Session::try_mut).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn try_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.0.get_mut().try_mut(handle)
    }

    /// As [`Session::pending_mut`](crate::Session::pending_mut).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn pending_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E::New> {
        self.0.get_mut().pending_mut(handle)
    }

    /// As [`Session::apply`](crate::Session::apply).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn apply<C: Changes + ChangesRowsOf<E, Kept = K>, E: Managed, K>(
        &mut self,
        handle: Handle<E>,
        changes: C,
    ) -> Result<()> {
        self.0.get_mut().apply(handle, changes)
    }

    /// As [`Session::set_expr`](crate::Session::set_expr).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn set_expr<E, C: ColumnOfInstance<E, Sql, Sc, Kept = A>, V: Assigned<Sql, Sc, I, Kept = B>, Sql, Sc, I, A, B>(
        &mut self,
        handle: Handle<E>,
        column: C,
        value: V,
    ) -> Result<()>
    where
        E: Managed,
        Sql: SqlType,
    {
        self.0.get_mut().set_expr(handle, column, value)
    }

    /// As [`Session::state`](crate::Session::state).
    #[must_use]
    pub fn state<E>(&self, handle: Handle<E>) -> State {
        self.0.get().state(handle)
    }

    /// As [`Session::contains`](crate::Session::contains).
    #[must_use]
    pub fn contains<E>(&self, handle: Handle<E>) -> bool {
        self.0.get().contains(handle)
    }

    /// As [`Session::new_count`](crate::Session::new_count).
    #[must_use]
    pub fn new_count(&self) -> usize {
        self.0.get().new_count()
    }

    /// As [`Session::new_instances`](crate::Session::new_instances).
    #[must_use]
    pub fn new_instances(&self) -> InstanceSet {
        self.0.get().new_instances()
    }

    /// As [`Session::dirty`](crate::Session::dirty).
    #[must_use]
    pub fn dirty(&self) -> InstanceSet {
        self.0.get().dirty()
    }

    /// As [`Session::deleted`](crate::Session::deleted).
    #[must_use]
    pub fn deleted(&self) -> InstanceSet {
        self.0.get().deleted()
    }

    /// As [`Session::is_dirty`](crate::Session::is_dirty).
    #[must_use]
    pub fn is_dirty<E>(&self, handle: Handle<E>) -> bool {
        self.0.get().is_dirty(handle)
    }

    /// As [`Session::is_modified`](crate::Session::is_modified).
    #[must_use]
    pub fn is_modified<E>(&self, handle: Handle<E>) -> bool {
        self.0.get().is_modified(handle)
    }

    /// As [`Session::expire`](crate::Session::expire).
    ///
    /// # Errors
    ///
    /// The same.
    pub fn expire<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        self.0.get_mut().expire(handle)
    }

    /// As [`Session::expire_all`](crate::Session::expire_all).
    pub fn expire_all(&mut self) {
        self.0.get_mut().expire_all();
    }

    /// As [`Session::expunge_all`](crate::Session::expunge_all).
    pub fn expunge_all(&mut self) {
        self.0.get_mut().expunge_all();
    }

    /// Whether a transaction was open after the last call.
    #[must_use]
    pub const fn in_transaction(&self) -> bool {
        self.0.in_transaction()
    }

    /// As [`Session::engine`](crate::Session::engine). Its own methods block.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.0.get().engine()
    }
}

/// Reads a row.
///
/// # Panics
///
/// If the instance is pending, expired or not in this session. [`AsyncSession::try_ref`] returns an error instead.
impl<E: Managed> Index<Handle<E>> for AsyncSession {
    type Output = E;

    #[inline]
    #[track_caller]
    fn index(&self, handle: Handle<E>) -> &E {
        &self.0.get()[handle]
    }
}

/// Changes a row: the next flush writes the columns that differ.
///
/// # Panics
///
/// As for reading. [`AsyncSession::try_mut`] returns an error instead.
impl<E: Managed> IndexMut<Handle<E>> for AsyncSession {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, handle: Handle<E>) -> &mut E {
        &mut self.0.get_mut()[handle]
    }
}
