//! A session that is held over awaits: queries, and instances that are loaded.

use super::AsyncSession;
use crate::engine::{Answer, Executable, Returning};
use crate::entity::{AsInstances, Handle, Managed};
use crate::error::Result;
use crate::session::{KeyOf, ManagedColumns, RelationshipOf};
use crate::statement::{Page, Pageable, Rows};
use crate::tokio::call::Call;
use crate::tokio::stream::{self, AsyncStream};

/// What reads.
impl AsyncSession {
    /// As [`Session::execute`](crate::Session::execute).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn execute<S, I, A>(&mut self, statement: S) -> Call<'_, A>
    where
        S: Executable<I, AsInstances, Answer = A> + Send + 'static,
        A: Answer + Send + 'static,
    {
        self.run(move |session| session.execute(statement))
    }

    /// As [`Session::scalars`](crate::Session::scalars).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn scalars<Q, I, T>(&mut self, query: Q) -> Call<'_, Rows<T>>
    where
        Q: Returning<I, AsInstances, Scalar = T> + Send + 'static,
        T: Send + 'static,
    {
        self.run(move |session| session.scalars(query))
    }

    /// As [`Session::scalar`](crate::Session::scalar).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn scalar<Q, I, T>(&mut self, query: Q) -> Call<'_, Option<T>>
    where
        Q: Returning<I, AsInstances, Scalar = T> + Send + 'static,
        T: Send + 'static,
    {
        self.run(move |session| session.scalar(query))
    }

    /// As [`Session::page`](crate::Session::page).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn page<Q, I, R>(&mut self, query: Q, number: u64, size: u64) -> Call<'_, Page<R>>
    where
        Q: Pageable<I, AsInstances, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        self.run(move |session| session.page(query, number, size))
    }

    /// Runs a query and hands out its rows as they come, in batches of this many, in the session's transaction.
    /// Instances stay in the session, which can be used when the stream has ended.
    ///
    /// Dropped before its end, it is a call that was dropped: [`AsyncStream::close`] ends it and keeps the transaction.
    ///
    /// # Errors
    ///
    /// Those of [`Session::stream`](crate::Session::stream), and as for [`run`](Self::run), as an item instead of a
    /// row; nothing follows that.
    pub fn stream<Q, I, R>(&mut self, query: Q, batch: usize) -> AsyncStream<'_, R>
    where
        Q: Returning<I, AsInstances, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = stream::channel();
        let work = self.run(move |session| stream::send(session.stream(query)?, batch, &sender));
        AsyncStream::new(work, receiver)
    }

    /// As [`Session::get`](crate::Session::get).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn get<C, E, K>(&mut self, entity: C, key: K) -> Call<'_, Option<Handle<E>>>
    where
        C: ManagedColumns<Entity = E> + Send + 'static,
        E: Managed,
        K: KeyOf<E> + Send + 'static,
    {
        self.run(move |session| session.get(entity, key))
    }

    /// As [`Session::get_one`](crate::Session::get_one).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn get_one<C, E, K>(&mut self, entity: C, key: K) -> Call<'_, Handle<E>>
    where
        C: ManagedColumns<Entity = E> + Send + 'static,
        E: Managed,
        K: KeyOf<E> + Send + 'static,
    {
        self.run(move |session| session.get_one(entity, key))
    }

    /// As [`Session::get_for_update`](crate::Session::get_for_update).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn get_for_update<C, E, K>(&mut self, entity: C, key: K) -> Call<'_, Option<Handle<E>>>
    where
        C: ManagedColumns<Entity = E> + Send + 'static,
        E: Managed,
        K: KeyOf<E> + Send + 'static,
    {
        self.run(move |session| session.get_for_update(entity, key))
    }

    /// As [`Session::load`](crate::Session::load).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub async fn load<E: Managed>(&mut self, handle: Handle<E>) -> Result<&E> {
        self.run(move |session| session.load(handle).map(drop)).await?;
        self.try_ref(handle)
    }

    /// As [`Session::load_mut`](crate::Session::load_mut).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub async fn load_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.run(move |session| session.load(handle).map(drop)).await?;
        self.try_mut(handle)
    }

    /// As [`Session::refresh`](crate::Session::refresh).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn refresh<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, ()> {
        self.run(move |session| session.refresh(handle))
    }

    /// As [`Session::related`](crate::Session::related).
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn related<E, R, A>(&mut self, handle: Handle<E>, relationship: R) -> Call<'_, A>
    where
        E: 'static,
        R: RelationshipOf<E, Related = A> + Send + 'static,
        A: Send + 'static,
    {
        self.run(move |session| session.related(handle, relationship))
    }
}
