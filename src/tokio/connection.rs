//! A connection that is held over awaits.

use std::fmt;
use std::sync::Arc;

use super::aside::Resource;
use super::call::Call;
use super::engine::AsyncEngine;
use super::held::{Fresh, Held};
use super::permits::Permits;
use super::stream::{self, AsyncStream};
use crate::driver::{Begin, Outcome};
use crate::engine::{Answer, Cancellation, Connection, Engine, Executable, Returning};
use crate::entity::AsRows;
use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::statement::{Page, Pageable, Params, Rows, Text};

/// A connection that is held over awaits: [`Connection`]'s methods as futures, made by [`AsyncEngine::connect`].
///
/// A call that is dropped before its end rolls the transaction back, and the connection goes back to its pool; everything but
/// [`rollback`](Self::rollback) says `Cancelled` then. Dropped itself, it rolls back on another thread.
///
/// ```
/// use realgar::tokio::AsyncEngine;
/// use realgar::{Engine, text};
///
/// # #[tokio::main]
/// # async fn main() -> realgar::Result<()> {
/// let db = AsyncEngine::new(Engine::new("sqlite://")?);
/// let mut conn = db.connect().await?;
/// conn.execute(text("CREATE TABLE point (x INTEGER)")).await?;
/// conn.execute(text("INSERT INTO point VALUES (:x)").bind("x", 1)).await?;
/// conn.commit().await?;
/// let points = conn.scalars(text("SELECT x FROM point").typed::<i64>()).await?;
/// assert_eq!(points.all(), [1]);
/// # Ok(())
/// # }
/// ```
pub struct AsyncConnection(Held<Lazy>);

/// A connection that is taken when it is wanted.
struct Lazy {
    engine: Engine,
    cancellation: Arc<Cancellation>,
    connection: Option<Connection>,
}

impl Lazy {
    fn connection(&mut self) -> Result<&mut Connection> {
        Ok(match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(self.engine.connect_for(&self.cancellation)?),
        })
    }
}

impl Resource for Lazy {
    fn has_connection(&self) -> bool {
        self.connection.is_some()
    }

    fn sever(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.sever();
        }
    }
}

impl Fresh for Lazy {
    fn fresh(&self, cancellation: &Arc<Cancellation>) -> Self {
        Self { engine: self.engine.clone(), cancellation: Arc::clone(cancellation), connection: None }
    }

    fn in_transaction(&mut self) -> bool {
        self.connection.as_mut().is_some_and(Connection::in_transaction)
    }
}

impl AsyncConnection {
    pub(super) fn make(engine: &Engine, permits: Permits) -> Self {
        let lazy = |cancellation: &Arc<Cancellation>| Lazy {
            engine: engine.clone(),
            cancellation: Arc::clone(cancellation),
            connection: None,
        };
        Self(Held::new(lazy, permits, None))
    }

    /// A connection that takes its permit, and itself out of the pool, with its first call.
    #[must_use]
    pub fn new(db: &AsyncEngine) -> Self {
        db.lazy_connection()
    }

    /// The SQL that the database speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.0.get().engine.dialect()
    }

    /// Whether a transaction was open after the last call.
    #[must_use]
    pub const fn in_transaction(&self) -> bool {
        self.0.in_transaction()
    }

    /// Runs several calls in one go, on a thread that may block: what an await for each of them would cost is paid once.
    /// An error does not roll back; a panic does.
    ///
    /// # Errors
    ///
    /// That of the work, of any type that is made of [`Error`]; as for [`execute`](Self::execute).
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn run<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.0.call(|lazy| work(lazy.connection()?))
    }

    /// As [`Connection::execute`].
    ///
    /// # Errors
    ///
    /// The same; `Cancelled` after a call that was dropped; `PoolTimeout` if no permit became free in time;
    /// `InvalidRequest` outside of a tokio runtime.
    pub fn execute<S, I, A>(&mut self, statement: S) -> Call<'_, A>
    where
        S: Executable<I, AsRows, Answer = A> + Send + 'static,
        A: Answer + Send + 'static,
    {
        self.run(move |conn| conn.execute(statement))
    }

    /// As [`Connection::scalar`].
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    pub fn scalar<Q, I, T>(&mut self, query: Q) -> Call<'_, Option<T>>
    where
        Q: Returning<I, AsRows, Scalar = T> + Send + 'static,
        T: Send + 'static,
    {
        self.run(move |conn| conn.scalar(query))
    }

    /// As [`Connection::scalars`].
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    pub fn scalars<Q, I, T>(&mut self, query: Q) -> Call<'_, Rows<T>>
    where
        Q: Returning<I, AsRows, Scalar = T> + Send + 'static,
        T: Send + 'static,
    {
        self.run(move |conn| conn.scalars(query))
    }

    /// As [`Connection::page`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    pub fn page<Q, I, R>(&mut self, query: Q, number: u64, size: u64) -> Call<'_, Page<R>>
    where
        Q: Pageable<I, AsRows, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        self.run(move |conn| conn.page(query, number, size))
    }

    /// As [`Connection::execute_many`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    pub fn execute_many<P>(&mut self, text: Text, sets: P) -> Call<'_, Outcome>
    where
        P: IntoIterator<Item = Params> + Send + 'static,
    {
        self.run(move |conn| conn.execute_many(text, sets))
    }

    /// Runs a query and hands out its rows as they come, in batches of this many, as [`AsyncEngine::stream`] does, but in
    /// the connection's transaction. Dropped before its end, it is a call that was dropped: [`AsyncStream::close`] ends it
    /// and keeps the transaction.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute), as an item instead of a row; nothing follows that.
    pub fn stream<Q, I, R>(&mut self, query: Q, batch: usize) -> AsyncStream<'_, R>
    where
        Q: Returning<I, AsRows, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = stream::channel();
        let work = self.run(move |conn| stream::send(conn.stream(query)?, batch, &sender));
        AsyncStream::new(work, receiver)
    }

    /// As [`Connection::begin`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    pub fn begin(&mut self) -> Call<'_, ()> {
        self.run(Connection::begin)
    }

    /// As [`Connection::begin_with`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    pub fn begin_with(&mut self, begin: Begin) -> Call<'_, ()> {
        self.run(move |conn| conn.begin_with(begin))
    }

    /// Runs work inside a savepoint, as [`Connection::begin_nested`] does.
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn begin_nested<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.run(move |conn| conn.begin_nested(work))
    }

    /// As [`Connection::commit`]. If its future is dropped, the transaction is committed or rolled back, and nobody is told
    /// which.
    ///
    /// # Errors
    ///
    /// The same, and as for [`execute`](Self::execute).
    pub fn commit(&mut self) -> Call<'_, ()> {
        self.run(Connection::commit)
    }

    /// As [`Connection::rollback`]. After a call that was dropped it waits until that has been rolled back, and the next call
    /// takes another connection.
    ///
    /// # Errors
    ///
    /// The same; `InvalidRequest` outside of a tokio runtime.
    pub fn rollback(&mut self) -> Call<'_, ()> {
        self.0.roll_back(|lazy| match &mut lazy.connection {
            Some(connection) => connection.rollback(),
            None => Ok(()),
        })
    }
}

impl fmt::Debug for AsyncConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncConnection").field("engine", &self.0.get().engine).finish_non_exhaustive()
    }
}
