//! Connections and what runs on them: engine, pool, transactions, rows, SQL text, drivers.
//!
//! An [`Engine`] stands for one database. It opens [`Connection`]s when they are wanted and keeps them for others. A
//! connection runs statements, always in a transaction, and gives back [`Rows`] or an [`Outcome`].

mod arrays;
mod batch;
mod bind;
mod builder;
mod cancel;
#[cfg_attr(not(feature = "tokio"), expect(dead_code, reason = "only async work is left by those who wait for it"))]
mod cancellation;
mod connection;
mod executor;
mod insert;
mod intent;
mod log;
mod outer_transaction;
mod page;
mod parameter_sets;
mod pool;
#[cfg(feature = "_diesel")]
mod raw_diesel;
#[cfg(feature = "mysql")]
mod raw_mysql;
#[cfg(feature = "postgres")]
mod raw_postgres;
#[cfg(feature = "sqlite")]
mod raw_sqlite;
mod replication;
mod retry;
mod running;
mod savepoint;
mod state;
mod statement_cache;
mod stream;
mod transaction;
mod transactions;

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "_diesel")]
pub use crate::driver::DieselConnection;
#[cfg(feature = "postgres")]
pub use crate::driver::postgres::RawPostgres;
pub use crate::driver::{AccessMode, Begin, IsolationLevel, Outcome, Url};
pub use crate::statement::executable::{Answer, Executable, Returning};
pub use crate::statement::{FirstColumn, FromRow, FromValue, Params, Row, RowIndex, Rows, Text, TypedText, text};
pub(crate) use batch::{BatchRows, InsertBatch};
pub use builder::EngineBuilder;
pub use cancel::CancelHandle;
pub(crate) use cancellation::Cancellation;
pub use connection::Connection;
pub(crate) use intent::Intent;
pub use log::{EventKind, StatementEvent};
pub(crate) use parameter_sets::Sets;
pub use pool::{PoolReset, PoolStatus};
pub use replication::LogPosition;
pub(crate) use retry::{Failed, retry};
pub use stream::Stream;

use crate::driver::Driver;
use crate::error::{Error, Result};
use crate::sql::Dialect;
use builder::OnConnect;
use log::Log;
use pool::Pool;

/// One database: where it is, how to speak with it, and the connections to it that are open.
///
/// Cheap to clone, and to be shared by threads: make one for each database and keep it. Making it opens nothing.
///
/// Its connections belong to the process that has opened them. A program that forks makes an engine of its own in each
/// process, after the fork: a connection that two processes use mixes their answers up.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::{Engine, text};
///
/// let engine = Engine::new("sqlite://")?;
/// engine.begin(|conn| {
///     conn.execute(text("CREATE TABLE point (x INTEGER)"))?;
///     conn.execute(text("INSERT INTO point VALUES (1)"))
/// })?;
/// let points = engine
///     .connect()?
///     .scalar(text("SELECT count(*) FROM point").typed::<i64>())?;
/// assert_eq!(points, Some(1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

/// What an engine, its clones and its connections have in common.
#[derive(Clone)]
struct Shared {
    url: Url,
    dialect: Dialect,
    pool: Arc<Pool>,
    log: Log,
    on_connect: Vec<OnConnect>,
    /// How transactions begin.
    begin: Begin,
    /// Called in each transaction before anything else.
    after_begin: Vec<OnConnect>,
}

impl Engine {
    /// An engine with the default options.
    ///
    /// URLs have SQLAlchemy's forms: `sqlite://` (in memory), `sqlite:///file.db`, `sqlite:////dir/file.db`,
    /// `postgresql://user:password@host:5432/database`, `mysql://…`, `mariadb://…`.
    ///
    /// # Errors
    ///
    /// `InvalidUrl` if the URL cannot be understood, or its database is not supported by this build.
    pub fn new(url: &str) -> Result<Self> {
        Self::builder(url).build()
    }

    /// An engine with other options.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// let engine = realgar::Engine::builder("sqlite://")
    ///     .pool_size(2)
    ///     .max_overflow(0)
    ///     .build()?;
    /// assert_eq!(engine.pool_status().limit, 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn builder(url: &str) -> EngineBuilder {
        EngineBuilder::new(url)
    }

    fn assemble(url: Url, driver: Arc<dyn Driver>, options: EngineBuilder) -> Self {
        let EngineBuilder { pool, log, on_connect, .. } = options;
        let pool = Arc::new(Pool::new(driver, pool));
        let dialect = pool.dialect();
        let (begin, after_begin) = (Begin::default(), Vec::new());
        Self(Arc::new(Shared { url, dialect, pool, log, on_connect, begin, after_begin }))
    }

    /// The URL. Its password does not show.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The SQL that the database speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    /// Takes a connection out of the pool, opens one, or waits until one is free.
    ///
    /// # Errors
    ///
    /// `PoolTimeout` if none became free in time; `Connection` and others if the database cannot be opened.
    pub fn connect(&self) -> Result<Connection> {
        let mut connection = Connection::new(Arc::clone(&self.0), self.0.pool.acquire()?);
        connection.prepare()?;
        Ok(connection)
    }

    /// Runs a closure in a transaction: COMMIT if it returns `Ok`, ROLLBACK if it returns `Err` or panics.
    ///
    /// The closure's error may be of any type that is made of [`Error`]: the application's own, or
    /// [`Error`] itself. Where nothing says which, name it in the last line: `Ok::<_, AppError>(value)`.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// # engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER)")))?;
    /// #[derive(Debug)]
    /// enum AppError {
    ///     NotToday,
    ///     Database(realgar::Error),
    /// }
    ///
    /// impl From<realgar::Error> for AppError {
    ///     fn from(error: realgar::Error) -> Self {
    ///         Self::Database(error)
    ///     }
    /// }
    ///
    /// let refused: Result<(), AppError> = engine.begin(|conn| {
    ///     conn.execute(text("INSERT INTO point VALUES (1)"))?;
    ///     Err(AppError::NotToday)
    /// });
    /// assert!(matches!(refused, Err(AppError::NotToday)));
    /// assert_eq!(
    ///     engine
    ///         .connect()?
    ///         .scalar(text("SELECT count(*) FROM point").typed::<i64>())?,
    ///     Some(0)
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The closure's error; whatever [`connect`](Self::connect) and [`commit`](Connection::commit) report. The
    /// transaction is rolled back in each case.
    pub fn begin<T, E: From<Error>>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E>) -> Result<T, E> {
        let mut connection = self.connect()?;
        // Dropped before the commit, the connection rolls back.
        let value = work(&mut connection)?;
        connection.commit()?;
        Ok(value)
    }

    /// How long to wait for a connection when all are in use, and what is said after that.
    #[cfg(feature = "tokio")]
    pub(crate) fn pool_timeout(&self) -> (std::time::Duration, impl Fn() -> Error + Send + Sync + use<>) {
        let pool = Arc::clone(&self.0.pool);
        (pool.timeout(), move || pool.timed_out())
    }

    /// How the pool stands at this moment.
    #[must_use]
    pub fn pool_status(&self) -> PoolStatus {
        self.0.pool.status()
    }

    /// Closes all connections that are not in use, and the others as soon as they come back.
    ///
    /// The engine can still be used. An in-memory database stays until the engine and its connections are gone.
    pub fn dispose(&self) {
        self.0.pool.discard_all();
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({})", self.0.url)
    }
}
