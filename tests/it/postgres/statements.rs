//! Prepared statements: kept, let go, and prepared anew when a table has changed.

use realgar::{Connection, Engine, text};

use super::{engine, url};
use crate::support::servers;

/// How many statements the server keeps prepared for the connection.
fn prepared(conn: &mut Connection) -> i64 {
    let count = "SELECT count(*) FROM pg_prepared_statements WHERE NOT from_sql AND statement ~ '^SELECT .1 [+]'";
    conn.scalar(text(count).typed::<i64>()).unwrap().unwrap()
}

fn run(conn: &mut Connection, number: usize) {
    let sql = format!("SELECT :n + {number}");
    assert_eq!(conn.scalar(text(&sql).bind("n", 1).typed::<i32>()).unwrap(), Some(number as i32 + 1));
}

#[test]
fn the_statements_used_last_are_kept() {
    let Some(url) = url() else { return };
    for (size, expected) in [(0, 0), (3, 3), (256, 10)] {
        let engine = Engine::new(&servers::with_option(&url, &format!("statement_cache_size={size}"))).unwrap();
        let mut conn = engine.connect().unwrap();
        for round in 0..3 {
            for number in 0..10 {
                run(&mut conn, number);
            }
            assert_eq!(prepared(&mut conn), expected, "{size}, {round}");
        }
    }
}

#[test]
fn a_table_that_changes_under_a_prepared_statement_is_read_anew() {
    let Some(engine) = engine() else { return };
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (a int)"))).unwrap();
    let mut conn = engine.connect().unwrap();
    let read = |conn: &mut Connection| conn.execute(text("SELECT * FROM t"));
    read(&mut conn).unwrap();
    conn.execute(text("ALTER TABLE t ADD COLUMN b text DEFAULT 'x'")).unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    assert_eq!(read(&mut conn).unwrap().one().unwrap().get::<String>("b").unwrap(), "x");
    conn.commit().unwrap();
    engine.begin(|other| other.execute(text("ALTER TABLE t DROP COLUMN b"))).unwrap();
    // The server refuses the old plan; the statement is prepared anew for the next transaction.
    let error = read(&mut conn).unwrap_err();
    assert_eq!(error.code(), Some("0A000"), "{error:?}");
    conn.rollback().unwrap();
    assert!(read(&mut conn).unwrap().one().unwrap().get::<String>("b").unwrap_err().is_no_such_column());
}

#[test]
fn one_text_takes_values_of_several_types() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let sum = "SELECT CAST(:n + 1 AS text)";
    for _ in 0..2 {
        assert_eq!(conn.scalar(text(sum).bind("n", 1).typed::<String>()).unwrap().unwrap(), "2");
        assert_eq!(conn.scalar(text(sum).bind("n", 0.5).typed::<String>()).unwrap().unwrap(), "1.5");
        assert_eq!(conn.scalar(text(sum).bind("n", None::<i32>).typed::<Option<String>>()).unwrap(), Some(None));
    }
}
