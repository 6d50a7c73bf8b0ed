//! A session that is held over awaits: what needs the database.

use std::fmt;
use std::sync::Arc;

use super::aside::Resource;
use super::call::Call;
use super::engine::AsyncEngine;
use super::held::{Fresh, Held};
use super::permits::{Permit, Permits};
use super::stream::{self, AsyncStream};
use crate::engine::{Answer, Cancellation, Executable, Returning};
use crate::entity::{AsInstances, Handle, Managed};
use crate::error::{Error, Result};
use crate::session::{
    Addable, CollectionOf, KeyOf, LeadsToOne, ManagedColumns, RelatedTo, RelationshipOf, Session, SessionMaker,
    SetColumns,
};
use crate::statement::{Page, Pageable, Rows};

/// A session that is held over awaits: [`Session`]'s methods, as futures where they may need the database.
///
/// A call that is dropped before its end rolls the transaction back. What was in memory is gone, as it belongs to that
/// transaction: handles are detached, and everything but [`rollback`](Self::rollback) says `Cancelled`. Dropped itself, the
/// session rolls back on another thread.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewAddress, NewUser, User};
/// # use realgar::tokio::AsyncEngine;
/// # async fn fetch_name() -> realgar::Result<String> { Ok("Sandy Cheeks".into()) }
/// # #[tokio::main]
/// # async fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let db = AsyncEngine::new(engine);
/// let mut session = db.open_session().await?;
/// let sandy = session.add(NewUser::new("sandy"));
/// session.add(NewAddress::new("sandy@example.org", sandy));
/// session.flush().await?;
/// session[sandy].fullname = Some(fetch_name().await?);
/// let addresses = session.related(sandy, User.addresses).await?;
/// assert_eq!(session[addresses[0]].email_address, "sandy@example.org");
/// session.commit().await?;
/// # Ok(())
/// # }
/// ```
pub struct AsyncSession(pub(super) Held<Session>);

impl Resource for Session {
    fn has_connection(&self) -> bool {
        self.has_connection()
    }

    fn sever(&mut self) {
        self.sever();
    }
}

impl Fresh for Session {
    fn fresh(&self, cancellation: &Arc<Cancellation>) -> Self {
        self.fresh(cancellation)
    }

    fn in_transaction(&mut self) -> bool {
        self.in_transaction()
    }
}

impl AsyncSession {
    pub(super) fn make(sessions: &SessionMaker, permits: Permits, permit: Option<Permit>) -> Self {
        Self(Held::new(|cancellation| sessions.watched(cancellation).session(), permits, permit))
    }

    /// A session that waits for its permit when its first statement does, as a [`Session`] takes its connection.
    #[must_use]
    pub fn new(db: &AsyncEngine) -> Self {
        db.lazy_session()
    }

    /// Runs several calls in one go, on a thread that may block: any method of [`Session`], and what an await for each of
    /// them would cost is paid once. An error does not roll back; a panic does.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # use realgar::tokio::AsyncEngine;
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let db = AsyncEngine::new(engine);
    /// # let mut session = db.open_session().await?;
    /// session.add(NewUser::new("sandy"));
    /// let count = session.run(|session| {
    ///     let query = select(func::count(User.id));
    ///     session.no_autoflush(|session| session.scalar(query))
    /// });
    /// assert_eq!(count.await?, Some(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the work, of any type that is made of [`Error`]; `Cancelled` after a call that was dropped; `PoolTimeout` if
    /// no permit became free in time; `InvalidRequest` outside of a tokio runtime.
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn run<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.0.call(work)
    }

    /// As [`Session::execute`].
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

    /// As [`Session::scalars`].
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

    /// As [`Session::scalar`].
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

    /// As [`Session::page`].
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

    /// Runs a query and hands out its rows as they come, in batches of this many, in the session's transaction. Instances
    /// stay in the session, which can be used when the stream has ended.
    ///
    /// Dropped before its end, it is a call that was dropped: [`AsyncStream::close`] ends it and keeps the transaction.
    ///
    /// # Errors
    ///
    /// Those of [`Session::stream`], and as for [`run`](Self::run), as an item instead of a row; nothing follows that.
    pub fn stream<Q, I, R>(&mut self, query: Q, batch: usize) -> AsyncStream<'_, R>
    where
        Q: Returning<I, AsInstances, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = stream::channel();
        let work = self.run(move |session| stream::send(session.stream(query)?, batch, &sender));
        AsyncStream::new(work, receiver)
    }

    /// As [`Session::get`].
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

    /// As [`Session::get_one`].
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

    /// As [`Session::get_for_update`].
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

    /// As [`Session::load`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub async fn load<E: Managed>(&mut self, handle: Handle<E>) -> Result<&E> {
        self.run(move |session| session.load(handle).map(drop)).await?;
        self.try_ref(handle)
    }

    /// As [`Session::load_mut`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub async fn load_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.run(move |session| session.load(handle).map(drop)).await?;
        self.try_mut(handle)
    }

    /// As [`Session::refresh`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn refresh<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, ()> {
        self.run(move |session| session.refresh(handle))
    }

    /// As [`Session::related`].
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

    /// As [`Session::relate`]. Whoever is related now may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn relate<E, R, P, K, T>(&mut self, handle: Handle<E>, relationship: R, other: P) -> Call<'_, ()>
    where
        E: Managed,
        R: LeadsToOne<E, Kind = K, End = T> + Send + 'static,
        P: RelatedTo<K, T> + Send + 'static,
        T: Managed,
    {
        self.run(move |session| session.relate(handle, relationship, other))
    }

    /// As [`Session::append`]. Members of a many-to-many may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn append<E, R, M, K>(&mut self, handle: Handle<E>, relationship: R, member: Handle<M>) -> Call<'_, ()>
    where
        E: Managed,
        R: CollectionOf<E, M, Kept = K> + Send + 'static,
        M: Managed,
    {
        self.run(move |session| session.append(handle, relationship, member))
    }

    /// As [`Session::remove`]. Members of a many-to-many may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn remove<E, R, M, K>(&mut self, handle: Handle<E>, relationship: R, member: Handle<M>) -> Call<'_, ()>
    where
        E: Managed,
        R: CollectionOf<E, M, Kept = K> + Send + 'static,
        M: Managed,
    {
        self.run(move |session| session.remove(handle, relationship, member))
    }

    /// As [`Session::delete`]. What goes with the instance may have to be read.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, ()> {
        self.run(move |session| session.delete(handle))
    }

    /// As [`Session::merge`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn merge<E: Managed>(&mut self, row: E) -> Call<'_, Handle<E>> {
        self.run(move |session| session.merge(row))
    }

    /// As [`Session::merge_all`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn merge_all<E: Managed, N>(&mut self, rows: N) -> Call<'_, Vec<Handle<E>>>
    where
        N: IntoIterator<Item = E> + Send + 'static,
    {
        self.run(move |session| session.merge_all(rows))
    }

    /// As [`Session::expunge`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Call<'_, E> {
        self.run(move |session| session.expunge(handle))
    }

    /// As [`Session::bulk_insert`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_insert<N, E, L>(&mut self, rows: L) -> Call<'_, u64>
    where
        N: Addable<Entity = E>,
        E: Managed<New = N>,
        L: IntoIterator<Item = N> + Send + 'static,
    {
        self.run(move |session| session.bulk_insert(rows))
    }

    /// As [`Session::bulk_update`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_update<E: Managed, L>(&mut self, rows: L) -> Call<'_, u64>
    where
        L: IntoIterator<Item = E> + Send + 'static,
    {
        self.run(move |session| session.bulk_update(rows))
    }

    /// As [`Session::bulk_update_columns`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn bulk_update_columns<C, K, V, L>(&mut self, columns: C, rows: L) -> Call<'_, u64>
    where
        C: SetColumns<V, Table: Managed> + Send + 'static,
        K: KeyOf<C::Table>,
        L: IntoIterator<Item = (K, V)> + Send + 'static,
    {
        self.run(move |session| session.bulk_update_columns(columns, rows))
    }

    /// As [`Session::expunge_new`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn expunge_new<E: Managed<New: Send>>(&mut self, handle: Handle<E>) -> Call<'_, E::New> {
        self.run(move |session| session.expunge_new(handle))
    }

    /// As [`Session::flush`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn flush(&mut self) -> Call<'_, ()> {
        self.run(Session::flush)
    }

    /// Flushes, and runs work inside a savepoint, as [`Session::begin_nested`] does.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn begin_nested<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.run(move |session| session.begin_nested(work))
    }

    /// As [`Session::commit`]. If its future is dropped, the transaction is committed or rolled back, and nobody is told
    /// which.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn commit(&mut self) -> Call<'_, ()> {
        self.run(Session::commit)
    }

    /// As [`Session::rollback`]. After a call that was dropped it waits until that has been rolled back, and the session is
    /// an empty one.
    ///
    /// # Errors
    ///
    /// The same; `InvalidRequest` outside of a tokio runtime.
    pub fn rollback(&mut self) -> Call<'_, ()> {
        self.0.roll_back(Session::rollback)
    }

    /// As [`Session::close`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn close(&mut self) -> Call<'_, ()> {
        self.run(Session::close)
    }
}

impl fmt::Debug for AsyncSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncSession").field("session", self.0.get()).finish_non_exhaustive()
    }
}
