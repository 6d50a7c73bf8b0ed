//! One database for async code: an engine, and as many permits as its pool may have connections.

use std::fmt;

use super::aside;
use super::connection::AsyncConnection;
use super::permits::Permits;
use super::session::AsyncSession;
use super::stream::{self, AsyncStream};
use super::unit::Unit;
use crate::engine::{Connection, Engine, Returning};
use crate::entity::AsRows;
use crate::error::{Error, Result};
use crate::session::{Session, SessionMaker};

/// One database for async code. Cheap to clone, and to be shared by tasks.
///
/// Its futures are `Send + 'static`, begin when they are first polled, and roll back when they are dropped. What a unit of
/// work returns may be anything that is `Send + 'static`: rows, values, the rows of handles. See [the module](super).
///
/// ```
/// use realgar::tokio::AsyncEngine;
/// use realgar::{Engine, text};
///
/// # #[tokio::main]
/// # async fn main() -> realgar::Result<()> {
/// let db = AsyncEngine::new(Engine::new("sqlite://")?);
/// let answer = db
///     .connection(|conn| conn.scalar(text("SELECT 6 * 7").typed::<i64>()))
///     .await?;
/// assert_eq!(answer, Some(42));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct AsyncEngine {
    sessions: SessionMaker,
    permits: Permits,
    reader: Option<(Engine, Permits)>,
}

impl AsyncEngine {
    /// As many permits as the engine's pool may have connections: `pool_size` and `max_overflow` together. Opens nothing.
    ///
    /// The engine may be used by threads, too. They do not know of the permits, so work that has one may still have to wait
    /// for its connection.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "it is the engine's home from here on")]
    pub fn new(engine: Engine) -> Self {
        Self { sessions: SessionMaker::new(&engine), permits: Permits::new(&engine), reader: None }
    }

    /// Makes its sessions as this maker does: with its options, hooks and reader, on this engine.
    ///
    /// ```
    /// # use realgar::{Engine, SessionMaker};
    /// # use realgar::tokio::AsyncEngine;
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// // SQLite: a unit of work that reads before it writes waits for its turn.
    /// let sessions = SessionMaker::new(&engine).begin_writing(true);
    /// let db = AsyncEngine::new(engine).session_maker(sessions);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn session_maker(mut self, sessions: SessionMaker) -> Self {
        let engine = self.sessions.engine().clone();
        if let Some(reader) = sessions.reading_engine() {
            self.reader = Some((reader.clone(), Permits::new(reader)));
        }
        self.sessions = sessions.on(&engine);
        self
    }

    /// Lets [`read`](Self::read) go to another engine: a replica, or a pool of its own.
    #[must_use]
    pub fn reader(mut self, engine: Engine) -> Self {
        let permits = Permits::new(&engine);
        self.reader = Some((engine, permits));
        self
    }

    /// The engine. Its own methods block.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.sessions.engine()
    }

    /// How many permits are free: how much work may begin without waiting.
    #[must_use]
    pub fn free_permits(&self) -> usize {
        self.permits.free()
    }

    /// Runs a unit of work in a session of its own, as [`SessionMaker::begin`] does: begins, flushes and commits if it
    /// returns `Ok`; an error, a panic and a dropped future roll back.
    ///
    /// The error may be of any type that is made of [`Error`]. Where nothing says which, name it in the last line:
    /// `Ok::<_, AppError>(value)`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewAddress, NewUser, User};
    /// # use realgar::tokio::AsyncEngine;
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let db = AsyncEngine::new(engine);
    /// let name = String::from("sandy");
    /// let id = db
    ///     .session(move |session| {
    ///         let user = session.add(NewUser::new(name));
    ///         session.add(NewAddress::new("sandy@example.org", user));
    ///         session.flush()?;
    ///         Ok::<_, realgar::Error>(session[user].id)
    ///     })
    ///     .await?;
    /// assert_eq!(id, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the work or of the commit; `PoolTimeout` if no permit became free in time; `InvalidRequest` outside of a
    /// tokio runtime.
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic; if the runtime has no timer and it has to wait for a permit.
    pub fn session<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Unit<T, E> {
        let sessions = self.sessions.clone();
        Unit::new(self.permits.clone(), move |cancellation| sessions.watched(cancellation).begin(work))
    }

    /// Runs work with a connection, in one transaction, as [`Engine::begin`] does: entities are rows.
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
    /// let users = db
    ///     .connection(|conn| {
    ///         conn.execute(insert(User).value(NewUser::new("sandy")))?;
    ///         Ok::<_, realgar::Error>(conn.scalars(select(User))?.all())
    ///     })
    ///     .await?;
    /// assert_eq!(users[0].name, "sandy");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`session`](Self::session).
    ///
    /// # Panics
    ///
    /// As for [`session`](Self::session).
    pub fn connection<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Unit<T, E> {
        let engine = self.engine().clone();
        Unit::new(self.permits.clone(), move |cancellation| {
            let mut connection = engine.connect_for(cancellation)?;
            // Dropped before the commit, the connection rolls back.
            let value = work(&mut connection)?;
            connection.commit()?;
            Ok(value)
        })
    }

    /// Runs a unit of work as [`session`](Self::session) does, and the whole of it again, up to `attempts` times in all, where
    /// [`SessionMaker::retry`] would. It keeps its permit and its thread meanwhile.
    ///
    /// # Errors
    ///
    /// The last attempt's error, and those of [`session`](Self::session).
    ///
    /// # Panics
    ///
    /// As for [`session`](Self::session).
    pub fn retry<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        attempts: u32,
        work: impl FnMut(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Unit<T, E> {
        let sessions = self.sessions.clone();
        Unit::new(self.permits.clone(), move |cancellation| sessions.watched(cancellation).retry(attempts, work))
    }

    /// Runs a unit of work that only reads, on the [`reader`](Self::reader) if there is one: in a transaction that is READ
    /// ONLY, so that what it would write is refused with `ReadOnly`.
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
    /// let names = db.read(|session| Ok(session.scalars(select(User.name))?.all()));
    /// assert!(names.await.map_err(|error: realgar::Error| error)?.is_empty());
    ///
    /// let refused = db.read(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     session.flush()
    /// });
    /// assert_eq!(*refused.await.unwrap_err().kind(), realgar::ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`session`](Self::session); `ReadOnly`.
    ///
    /// # Panics
    ///
    /// As for [`session`](Self::session).
    pub fn read<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Unit<T, E> {
        let (engine, permits) = match &self.reader {
            Some((engine, permits)) => (engine, permits),
            None => (self.engine(), &self.permits),
        };
        let sessions = self.sessions.reading(engine);
        Unit::new(permits.clone(), move |cancellation| sessions.watched(cancellation).begin(work))
    }

    /// Waits for a permit, and returns a session that is held over awaits. It keeps the permit until its first transaction
    /// ends; later ones wait for a permit of their own. [`AsyncSession::new`] waits when the first statement does.
    ///
    /// # Errors
    ///
    /// `PoolTimeout` if no permit became free in time; `InvalidRequest` outside of a tokio runtime.
    ///
    /// # Panics
    ///
    /// If the runtime has no timer and it has to wait.
    pub async fn open_session(&self) -> Result<AsyncSession> {
        aside::runtime()?;
        let permit = self.permits.take().await?;
        Ok(AsyncSession::make(&self.sessions, self.permits.clone(), Some(permit)))
    }

    /// A session that has nothing yet.
    pub(super) fn lazy_session(&self) -> AsyncSession {
        AsyncSession::make(&self.sessions, self.permits.clone(), None)
    }

    /// A connection that has nothing yet.
    pub(super) fn lazy_connection(&self) -> AsyncConnection {
        AsyncConnection::make(self.engine(), self.permits.clone())
    }

    /// Takes a connection that is held over awaits, and a permit for as long as it is.
    ///
    /// # Errors
    ///
    /// As for [`Engine::connect`]; `InvalidRequest` outside of a tokio runtime.
    ///
    /// # Panics
    ///
    /// If the runtime has no timer and it has to wait.
    pub async fn connect(&self) -> Result<AsyncConnection> {
        let mut connection = self.lazy_connection();
        connection.run(|_| Ok::<_, Error>(())).await?;
        Ok(connection)
    }

    /// Runs a query in a transaction of its own and hands out its rows as they come, in batches of this many from thread to
    /// task: memory stays constant, and a reader that is slow slows the database. The transaction is committed after the
    /// last row, and rolled back if the stream is dropped before that.
    ///
    /// It is a `futures_core::Stream`; [`next`](AsyncStream::next) needs no other crate. A permit, a thread and a
    /// connection are its own until its end.
    ///
    /// ```
    /// use realgar::tokio::AsyncEngine;
    /// use realgar::{Engine, text};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// let db = AsyncEngine::new(Engine::new("sqlite://")?);
    /// let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    ///              SELECT i FROM n";
    /// let mut numbers = db.stream(text(count).typed::<i64>(), 100);
    /// let mut sum = 0;
    /// while let Some(number) = numbers.next().await {
    ///     sum += number?;
    ///     if sum > 100 {
    ///         break; // dropped: cancelled
    ///     }
    /// }
    /// assert_eq!(sum, 105);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the query, and of [`connection`](Self::connection), as an item instead of a row; nothing follows that.
    ///
    /// # Panics
    ///
    /// As for [`session`](Self::session).
    pub fn stream<Q, I, R>(&self, query: Q, batch: usize) -> AsyncStream<'static, R>
    where
        Q: Returning<I, AsRows, Row = R> + Send + 'static,
        R: Send + 'static,
    {
        let (sender, receiver) = stream::channel();
        let work = self.connection(move |conn| {
            let rows = conn.stream(query)?;
            stream::send(rows, batch, &sender)
        });
        AsyncStream::new(work, receiver)
    }
}

impl fmt::Debug for AsyncEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncEngine")
            .field("engine", self.engine())
            .field("free_permits", &self.free_permits())
            .finish_non_exhaustive()
    }
}
