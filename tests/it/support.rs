//! What several test modules need: databases in files that vanish, and a record of statements.

#[cfg(feature = "diesel")]
pub(crate) mod diesel;
mod differences;
mod like_mysql;
pub(crate) mod like_postgres;
pub(crate) mod own;
pub(crate) mod proxy;
pub(crate) mod servers;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use realgar::Engine;
use realgar::driver::{self, Driver};
use realgar::engine::EngineBuilder;

pub(crate) use differences::{is_for_sqlite_only, is_not_for_mysql};
use like_mysql::LikeMysql;
use like_postgres::LikePostgres;

/// The database and driver that the session's suite and its laws run on. Nothing under `tests/it/session` names another one.
const SCHEME: &str = "sqlite";

/// Which driver the session's suite and its laws run on: `REALGAR_TEST_DRIVER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestDriver {
    /// SQLite's own.
    Sqlite,
    /// Diesel's connection to SQLite.
    SqliteDiesel,
    /// One that behaves like PostgreSQL's, over SQLite.
    LikePostgres,
    /// One that behaves like MySQL's, over SQLite.
    LikeMysql,
    /// PostgreSQL on the server that `REALGAR_TEST_POSTGRES` names.
    Postgres,
    /// MariaDB, or MySQL, on the server that `REALGAR_TEST_MYSQL` names.
    Mysql,
}

impl TestDriver {
    /// The name of the table of what it is sent otherwise than SQLite's own driver.
    pub(crate) fn name(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            // PostgreSQL is sent what its likeness is sent, to the letter.
            Self::LikePostgres | Self::Postgres => Some("like_postgres"),
            Self::LikeMysql => Some("like_mysql"),
            Self::Mysql if through_diesel() => Some("mysql_diesel"),
            Self::Mysql => Some("mysql"),
            Self::SqliteDiesel => Some("sqlite_diesel"),
        }
    }

    /// Whether it is a server with rules of its own, and not SQLite behind a driver.
    pub(crate) fn is_a_server(self) -> bool {
        matches!(self, Self::Postgres | Self::Mysql)
    }

    /// Whether a statement inserts one row only, so that errors tell which one it was, and rows come back in order.
    pub(crate) fn inserts_row_by_row(self) -> bool {
        self == Self::Sqlite
    }

    /// Whether a flush that has something before it is in a savepoint, because an error fails the whole transaction.
    pub(crate) fn error_fails_transaction(self) -> bool {
        matches!(self, Self::LikePostgres | Self::Postgres)
    }

    /// That of this run.
    pub(crate) fn current() -> Self {
        match std::env::var("REALGAR_TEST_DRIVER").as_deref() {
            Err(_) | Ok("" | "sqlite") => Self::Sqlite,
            Ok("like_postgres") => Self::LikePostgres,
            Ok("like_mysql") => Self::LikeMysql,
            // With a URL of Diesel's, where the database is the same.
            Ok("postgres" | "postgres_diesel") => Self::Postgres,
            Ok("mysql" | "mysql_diesel") => Self::Mysql,
            Ok("sqlite_diesel") => Self::SqliteDiesel,
            Ok(other) => {
                panic!(
                    "REALGAR_TEST_DRIVER={other}: there are `sqlite`, `like_postgres`, `like_mysql`, `postgres`, `mysql`, and \
                     with `--features diesel` `sqlite_diesel`, `postgres_diesel` and `mysql_diesel`"
                )
            }
        }
    }
}

/// An engine with an empty database of its own.
pub(crate) fn engine_builder() -> EngineBuilder {
    builder_at(&format!("{SCHEME}://"))
}

/// Whether this run is about Diesel's connections.
pub(crate) fn through_diesel() -> bool {
    std::env::var("REALGAR_TEST_DRIVER").is_ok_and(|driver| driver.ends_with("_diesel"))
}

/// The URL, with Diesel's driver if this run is about it. To libpq, an option is not empty.
fn with_driver(url: &str) -> String {
    if !through_diesel() {
        return url.to_owned();
    }
    let (scheme, rest) = url.split_once("://").expect("a URL has a scheme");
    format!("{scheme}+diesel://{}", rest.replace("?&", "?"))
}

/// An engine of the driver of this run.
fn builder_at(url: &str) -> EngineBuilder {
    let builder = Engine::builder(url);
    let driver = || driver::open(&url.parse().expect("the URL is valid")).expect("the URL is valid");
    let wrapped: Arc<dyn Driver> = match TestDriver::current() {
        TestDriver::Sqlite => return builder,
        TestDriver::SqliteDiesel => return Engine::builder(&with_driver(url)),
        TestDriver::Postgres => {
            let server = servers::postgres().expect("REALGAR_TEST_POSTGRES names a server");
            let url = servers::postgres_schema(&server);
            return Engine::builder(&with_driver(&url));
        }
        TestDriver::Mysql => {
            let server = servers::mysql().expect("REALGAR_TEST_MYSQL names a server");
            let url = with_driver(&servers::mysql_database(&server));
            return Engine::builder(&url).on_connect(take_standard_sql);
        }
        TestDriver::LikePostgres => Arc::new(LikePostgres(driver())),
        TestDriver::LikeMysql => Arc::new(LikeMysql(driver())),
    };
    builder.driver(wrapped)
}

/// Lets the tests' own SQL say `"user"` and `||` on MySQL, as everywhere else. What the library renders has neither there.
fn take_standard_sql(connection: &mut realgar::Connection) -> realgar::Result<()> {
    use mysql::prelude::Queryable as _;

    if through_diesel() {
        return Ok(());
    }
    // Not as text, which would be among the statements that tests compare.
    let set = "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT')";
    connection.mysql()?.query_drop(set).map_err(realgar::Error::other)
}

/// The same, built.
pub(crate) fn engine() -> Engine {
    engine_builder().build().expect("the URL is valid")
}

/// The folder of real schemas and data, which are not part of this repository. Without it, the test says that it is skipped;
/// where `REALGAR_REQUIRE_CASES=1`, as in `.ci/run`, it fails instead.
pub(crate) fn cases() -> Option<PathBuf> {
    if let Some(cases) = std::env::var_os("REALGAR_CASES") {
        return Some(std::fs::canonicalize(cases).expect("REALGAR_CASES names a folder"));
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let why = "REALGAR_CASES names no folder with chinook/, sakila/ and northwind/ in it";
    let is_required = std::env::var_os("REALGAR_REQUIRE_CASES").is_some_and(|wish| wish == "1");
    assert!(!is_required, "REALGAR_REQUIRE_CASES=1, but {why}");
    // Not `eprintln!`, which is shown for failing tests only.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    None
}

/// A directory of the test's own, removed at its end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("realgar-test-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the system's directory for temporary files can be written");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The URL of a database in a file, with options: `?mode=ro`.
    pub(crate) fn url(&self, name_and_options: &str) -> String {
        format!("{SCHEME}:///{}", self.path(name_and_options).display())
    }

    pub(crate) fn engine(&self, name_and_options: &str) -> Engine {
        builder_at(&self.url(name_and_options)).build().expect("the URL is valid")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The bytes of a file, changed in place.
pub(crate) fn damage(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("the file exists");
    change(&mut bytes);
    std::fs::write(path, bytes).expect("the file can be written");
}

/// Every statement that an engine ran, in order, with its values behind a double dash.
#[derive(Clone, Default)]
pub(crate) struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// An in-memory engine and its record.
    pub(crate) fn engine() -> (Engine, Self) {
        Self::engine_at("sqlite://", |builder| builder)
    }

    pub(crate) fn engine_at(url: &str, options: impl FnOnce(EngineBuilder) -> EngineBuilder) -> (Engine, Self) {
        let statements = Self::default();
        let seen = statements.clone();
        let builder = Engine::builder(url).on_execute(move |event| {
            let mut line = event.sql().to_owned();
            for binds in event.bind_lists().filter(|binds| !binds.is_empty()) {
                let values: Vec<String> = binds.iter().map(|value| format!("{value:?}")).collect();
                line += &format!(" -- {}", values.join(", "));
            }
            seen.0.lock().unwrap().push(line);
        });
        (options(builder).build().expect("the URL is valid"), statements)
    }

    /// The statements since the last call.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}
