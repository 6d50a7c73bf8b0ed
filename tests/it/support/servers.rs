//! Databases on servers: which ones this run has, and a place of each test's own there.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use realgar::{Engine, text};

/// The URL of the PostgreSQL server that tests may use: `REALGAR_TEST_POSTGRES`. Without it, a test that needs one says
/// that it is skipped; where `REALGAR_REQUIRE_SERVERS=1`, as in `.ci/run`, it fails instead.
pub(crate) fn postgres() -> Option<String> {
    server("REALGAR_TEST_POSTGRES")
}

/// The URL of the MySQL or MariaDB server that tests may use: `REALGAR_TEST_MYSQL`.
pub(crate) fn mysql() -> Option<String> {
    server("REALGAR_TEST_MYSQL")
}

fn server(variable: &str) -> Option<String> {
    if let Ok(url) = std::env::var(variable) {
        return Some(url);
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let is_required = std::env::var_os("REALGAR_REQUIRE_SERVERS").is_some_and(|wish| wish == "1");
    assert!(!is_required, "REALGAR_REQUIRE_SERVERS=1, but {variable} names no server");
    // Not `eprintln!`, which is shown for failing tests only.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {variable} names no server");
    None
}

/// The URL with one more option.
pub(crate) fn with_option(url: &str, option: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}{option}")
}

/// The URL of an empty schema of the caller's own, in a database of this process's own.
///
/// The database stays until the next run: a test may still look at it, and nothing else is dropped as fast.
pub(crate) fn postgres_schema(url: &str) -> String {
    static DATABASE: OnceLock<String> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let database = DATABASE.get_or_init(|| postgres_database(url));
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let engine = Engine::new(database).unwrap();
    engine.begin(|conn| conn.execute(text(format!("CREATE SCHEMA {name}")))).unwrap();
    with_option(database, &format!("options=-c%20search_path%3D{name}"))
}

/// The URL of an empty database of the caller's own, for schemas that name schemas themselves.
pub(crate) fn postgres_own_database(url: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let engine = Engine::new(url).unwrap();
    // The last part is the process, by which the next run knows what it may drop.
    let name = format!("realgar_test_{}_{}", NUMBER.fetch_add(1, Ordering::Relaxed), std::process::id());
    let mut conn = engine.connect().unwrap();
    let raw = conn.postgres().unwrap();
    raw.block_on(raw.client().batch_execute(&format!("CREATE DATABASE {name}"))).unwrap();
    in_database(url, &name)
}

/// Makes the database of this process, and drops those of processes that are gone.
fn postgres_database(url: &str) -> String {
    let engine = Engine::new(url).unwrap();
    let mut conn = engine.connect().unwrap();
    let find = text("SELECT datname::text FROM pg_database WHERE datname LIKE 'realgar\\_test\\_%'");
    let names = conn.scalars(find.typed::<String>()).unwrap().all();
    conn.rollback().unwrap();
    let raw = conn.postgres().unwrap();
    let run = |sql: String| raw.block_on(raw.client().batch_execute(&sql));
    for name in names {
        let process = name.rsplit('_').next().unwrap_or_default();
        if !std::path::Path::new(&format!("/proc/{process}")).exists() {
            // Another run may drop it at the same time.
            let _ = run(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
    let name = format!("realgar_test_{}", std::process::id());
    run(format!("CREATE DATABASE {name}")).unwrap();
    // Nothing here has to outlive the machine.
    run(format!("ALTER DATABASE {name} SET synchronous_commit = off")).unwrap();
    in_database(url, &name)
}

/// The URL of another database of the server.
fn in_database(url: &str, name: &str) -> String {
    let (server, options) = url.split_once('?').unwrap_or((url, ""));
    let server = server.trim_end_matches(|c| c != '/');
    format!("{server}{name}?{options}")
}

/// The URL of an empty database of the caller's own on MySQL or MariaDB, which stays until the next run.
pub(crate) fn mysql_database(url: &str) -> String {
    static PROCESS: OnceLock<String> = OnceLock::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let process = PROCESS.get_or_init(|| drop_old_mysql_databases(url));
    let name = format!("{process}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let engine = Engine::new(url).unwrap();
    engine.begin(|conn| conn.execute(text(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")))).unwrap();
    let (server, options) = url.split_once('?').unwrap_or((url, ""));
    let server = server.trim_end_matches(|c| c != '/');
    format!("{server}{name}?{options}")
}

/// Drops the databases of processes that are gone, and tells how those of this one begin.
fn drop_old_mysql_databases(url: &str) -> String {
    let engine = Engine::new(url).unwrap();
    let find = text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'realgar\\_test\\_%'");
    let names = engine.connect().unwrap().scalars(find.typed::<String>()).unwrap().all();
    for name in names {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new(&format!("/proc/{process}")).exists() {
            // Another run may drop it at the same time.
            let _ = engine.begin(|conn| conn.execute(text(format!("DROP DATABASE IF EXISTS {name}"))));
        }
    }
    format!("realgar_test_{}", std::process::id())
}
