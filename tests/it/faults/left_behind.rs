//! What a connection has besides its transaction: settings, temporary tables, locks. It stays with the connection, unless
//! connections are closed when they come back.

use realgar::engine::PoolReset;
use realgar::{Engine, text};

use crate::support::servers;

/// Whether the next user finds what `leave` has left.
fn stays(url: &str, reset: PoolReset, leave: &[&str], is_there: &str) -> bool {
    let builder = Engine::builder(url).pool_size(1).max_overflow(0).pool_reset_on_return(reset);
    let engine = builder.build().unwrap();
    engine.begin(|conn| leave.iter().try_for_each(|sql| conn.execute(text(*sql)).map(drop))).unwrap();
    let ask = text(is_there).typed::<i64>();
    engine.connect().unwrap().scalar(ask).unwrap() == Some(1)
}

fn only_a_closed_connection_leaves_nothing(url: &str, cases: &[(&[&str], &str)]) {
    for (leave, is_there) in cases {
        assert!(stays(url, PoolReset::Rollback, leave, is_there), "{leave:?}");
        assert!(!stays(url, PoolReset::Close, leave, is_there), "{leave:?}");
    }
}

#[test]
fn settings_tables_and_locks_of_a_postgresql_connection_end_with_it() {
    let Some(url) = servers::postgres() else { return };
    only_a_closed_connection_leaves_nothing(
        &servers::postgres_schema(&url),
        &[
            (&["SET lock_timeout = 4321"], "SELECT (current_setting('lock_timeout') = '4321ms')::int::bigint"),
            (
                &["CREATE TEMP TABLE left_behind (x int)"],
                "SELECT count(*) FROM pg_class WHERE oid = to_regclass('left_behind')",
            ),
            (&["LISTEN left_behind"], "SELECT count(*) FROM pg_listening_channels()"),
            (
                &["SELECT 1 FROM pg_advisory_lock(4711)"],
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND pid = pg_backend_pid()",
            ),
        ],
    );
}

#[test]
fn settings_tables_and_locks_of_a_mysql_connection_end_with_it() {
    let Some(url) = servers::mysql() else { return };
    only_a_closed_connection_leaves_nothing(
        &servers::mysql_database(&url),
        &[
            (&["SET SESSION lock_wait_timeout = 4321"], "SELECT @@lock_wait_timeout = 4321"),
            (&["SET @left_behind = 1"], "SELECT @left_behind IS NOT NULL"),
            (
                &["SELECT get_lock('realgar_left_behind', 1)"],
                "SELECT coalesce(is_used_lock('realgar_left_behind') = connection_id(), 0)",
            ),
        ],
    );
}
