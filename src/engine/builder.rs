//! The options of an engine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::Engine;
use super::connection::Connection;
use super::log::{Log, StatementEvent};
use super::pool::{PoolConfig, PoolReset};
use crate::driver::{Driver, Url};
use crate::error::Result;

/// Makes an [`Engine`]: `Engine::builder(url)`, options, `build()`.
#[derive(Clone)]
pub struct EngineBuilder {
    url: String,
    driver: Option<Arc<dyn Driver>>,
    pub(super) pool: PoolConfig,
    pub(super) log: Log,
    pub(super) on_connect: Vec<OnConnect>,
}

/// Called with every new connection.
pub(super) type OnConnect = Arc<dyn Fn(&mut Connection) -> Result<()> + Send + Sync>;

impl EngineBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            driver: None,
            pool: PoolConfig::default(),
            log: Log::default(),
            on_connect: Vec::new(),
        }
    }

    /// Takes this driver instead of the one that the URL names: one of your own, or one that wraps another
    /// ([`driver::open`](crate::driver::open)).
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use realgar::{Engine, driver};
    ///
    /// let driver = driver::open(&"sqlite://".parse()?)?;
    /// let engine = Engine::builder("sqlite://").driver(driver).build()?;
    /// engine.connect()?.begin()?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn driver(mut self, driver: Arc<dyn Driver>) -> Self {
        self.driver = Some(driver);
        self
    }

    /// Shows every statement: as `tracing` events of the target `realgar::engine`, or on stderr while the program has
    /// set no `tracing` subscriber.
    #[must_use]
    pub fn echo(mut self, echo: bool) -> Self {
        self.log.echoes = echo;
        self
    }

    /// Keeps the values of parameters out of what [`echo`](Self::echo) shows and listeners see.
    #[must_use]
    pub fn hide_parameters(mut self, hide: bool) -> Self {
        self.log.hides_parameters = hide;
        self
    }

    /// Calls a function after every statement, BEGIN, COMMIT, ROLLBACK and SAVEPOINT among them, in order.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use std::sync::{Arc, Mutex};
    ///
    /// use realgar::{Engine, text};
    ///
    /// let statements = Arc::new(Mutex::new(Vec::new()));
    /// let seen = Arc::clone(&statements);
    /// let engine = Engine::builder("sqlite://")
    ///     .on_execute(move |event| seen.lock().unwrap().push(event.sql().to_string()))
    ///     .build()?;
    /// engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER)")))?;
    /// assert_eq!(
    ///     *statements.lock().unwrap(),
    ///     ["BEGIN IMMEDIATE", "CREATE TABLE point (x INTEGER)", "COMMIT"]
    /// );
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_execute(mut self, listener: impl Fn(&StatementEvent<'_>) + Send + Sync + 'static) -> Self {
        self.log.listeners.push(Arc::new(listener));
        self
    }

    /// Calls a function with every connection that is newly opened, before anybody else has it: for settings, functions
    /// and collations of its own. What it leaves uncommitted is rolled back; if it fails, so does opening.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use realgar::{Engine, text};
    ///
    /// let engine = Engine::builder("sqlite://")
    ///     .on_connect(|conn| {
    ///         conn.sqlite()?
    ///             .pragma_update(None, "cache_size", 5000)
    ///             .map_err(realgar::Error::other)
    ///     })
    ///     .build()?;
    /// assert_eq!(
    ///     engine.connect()?.scalar(text("PRAGMA cache_size").typed::<i64>())?,
    ///     Some(5000)
    /// );
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A schema of SQLite whose columns have a collation of the application's, `name TEXT COLLATE my_nocase`, needs it on
    /// every connection. rusqlite has the method with its feature `collation`:
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use realgar::{Engine, text};
    ///
    /// let engine = Engine::builder("sqlite://")
    ///     .on_connect(|conn| {
    ///         conn.sqlite()?
    ///             .create_collation("my_nocase", |a, b| {
    ///                 a.to_lowercase().cmp(&b.to_lowercase())
    ///             })
    ///             .map_err(realgar::Error::other)
    ///     })
    ///     .build()?;
    /// let same = text("SELECT 'ÉCOLE' = 'école' COLLATE my_nocase");
    /// assert_eq!(engine.connect()?.scalar(same.typed::<bool>())?, Some(true));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_connect(mut self, listener: impl Fn(&mut Connection) -> Result<()> + Send + Sync + 'static) -> Self {
        self.on_connect.push(Arc::new(listener));
        self
    }

    /// How many connections are kept open (5).
    #[must_use]
    pub fn pool_size(mut self, connections: usize) -> Self {
        self.pool.size = connections;
        self
    }

    /// How many more may be open at a time (10); they are closed when they come back. The sum is one at least.
    #[must_use]
    pub fn max_overflow(mut self, connections: usize) -> Self {
        self.pool.overflow = connections;
        self
    }

    /// How long to wait for a connection when all are in use (30 s).
    #[must_use]
    pub fn pool_timeout(mut self, timeout: Duration) -> Self {
        self.pool.timeout = timeout;
        self
    }

    /// Whether the server is asked for a sign of life before a connection is used again (no).
    #[must_use]
    pub fn pool_pre_ping(mut self, ping: bool) -> Self {
        self.pool.pre_ping = ping;
        self
    }

    /// The age at which a connection is replaced the next time somebody wants it (never).
    #[must_use]
    pub fn pool_recycle(mut self, age: Duration) -> Self {
        self.pool.recycle = Some(age);
        self
    }

    /// What happens to a connection that comes back ([`PoolReset::Rollback`]).
    #[must_use]
    pub fn pool_reset_on_return(mut self, reset: PoolReset) -> Self {
        self.pool.reset = reset;
        self
    }

    /// The engine. Nothing is opened yet: the first connection does that.
    ///
    /// # Errors
    ///
    /// `InvalidUrl` if the URL cannot be understood, or its database is not supported by this build.
    pub fn build(mut self) -> Result<Engine> {
        let url: Url = self.url.parse()?;
        let driver = match self.driver.take() {
            Some(driver) => driver,
            None => crate::driver::open(&url)?,
        };
        Ok(Engine::assemble(url, driver, self))
    }
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL has not been read yet, so its password cannot be told from the rest.
        f.debug_struct("EngineBuilder").field("pool", &self.pool).finish_non_exhaustive()
    }
}
