//! Databases on servers: which ones this run has, and a place of each test's own there.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use realgar::{Engine, text};

/// The URL of the PostgreSQL server that tests may use: `REALGAR_TEST_POSTGRES`. Without it, a test that needs one says
/// that it is skipped; where `REALGAR_REQUIRE_SERVERS=1`, as in `.ci/run`, it fails instead.
pub(crate) fn postgres() -> Option<String> {
    server("REALGAR_TEST_POSTGRES")
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

/// The URL of an empty schema of the caller's own. It stays until the next run: a test may still look at it.
pub(crate) fn postgres_schema(url: &str) -> String {
    static OLD_ONES: Once = Once::new();
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let engine = Engine::new(url).unwrap();
    OLD_ONES.call_once(|| drop_old_schemas(&engine));
    let name = format!("realgar_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    engine.begin(|conn| conn.execute(text(format!("CREATE SCHEMA {name}")))).unwrap();
    with_option(url, &format!("options=-c%20search_path%3D{name}"))
}

/// Drops what runs have left whose processes are gone.
fn drop_old_schemas(engine: &Engine) {
    let find = text("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'realgar\\_test\\_%'");
    let names = engine.connect().unwrap().scalars(find.typed::<String>()).unwrap().all();
    for name in names {
        let process = name.split('_').nth(2).unwrap_or_default();
        if !std::path::Path::new(&format!("/proc/{process}")).exists() {
            // Another run may drop it at the same time.
            let _ = engine.begin(|conn| conn.execute(text(format!("DROP SCHEMA IF EXISTS {name} CASCADE"))));
        }
    }
}
