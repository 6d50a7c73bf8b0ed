//! What the laws of a session do behind its back, where the engine runs on Diesel's connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{PgConnection, RunQueryDsl as _, SqliteConnection};
use realgar::{Connection, Dialect};

/// Runs SQL of any sort outside of a transaction.
pub(crate) fn run(connection: &mut Connection, batch: &str) {
    let batch = format!("COMMIT; {batch}");
    match connection.dialect() {
        Dialect::PostgreSql => connection.diesel::<PgConnection>().unwrap().batch_execute(&batch).unwrap(),
        _ => connection.diesel::<SqliteConnection>().unwrap().batch_execute(&batch).unwrap(),
    }
}

/// The number that a sequence of PostgreSQL has come to.
pub(crate) fn last_value(connection: &mut Connection, sequence: &str) -> i64 {
    let raw = connection.diesel::<PgConnection>().unwrap();
    let query = diesel::select(diesel::dsl::sql::<BigInt>(&format!("last_value FROM {sequence}")));
    query.get_result(raw).unwrap()
}

/// The function `fuse()` of a SQLite connection: 1 when no row is left. Diesel's functions cannot fail.
pub(crate) fn create_fuse(connection: &mut Connection, rows_left: Arc<AtomicI64>) -> realgar::Result<()> {
    diesel::define_sql_function! {
        fn fuse() -> Integer;
    }
    let raw = connection.diesel::<SqliteConnection>()?;
    let registered = fuse_utils::register_nondeterministic_impl(raw, move || {
        let left = rows_left.load(Ordering::Relaxed);
        if left >= 0 {
            rows_left.store(left - 1, Ordering::Relaxed);
        }
        i32::from(left == 0)
    });
    registered.map_err(realgar::Error::diesel)
}
