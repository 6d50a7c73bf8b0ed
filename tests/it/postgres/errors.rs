//! SQLSTATEs become kinds, and what was violated is named.

use realgar::{Connection, Error, ErrorKind, text};

use super::engine;

fn failure(conn: &mut Connection, sql: &str) -> Error {
    conn.begin_nested(|conn| conn.execute(text(sql))).expect_err(sql)
}

#[test]
fn violations_name_table_columns_and_constraint() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for sql in [
        "CREATE TABLE parent (id int PRIMARY KEY, \"Nick Name\" text, age int NOT NULL, \
         CONSTRAINT adult CHECK (age >= 18), CONSTRAINT one_nick UNIQUE (age, \"Nick Name\"))",
        "CREATE TABLE child (parent_id int CONSTRAINT child_of REFERENCES parent)",
        "INSERT INTO parent VALUES (1, 'a', 20)",
    ] {
        conn.execute(text(sql)).unwrap();
    }
    let error = failure(&mut conn, "INSERT INTO parent VALUES (2, 'a', 20)");
    assert!(error.is_unique_violation());
    let violation = error.violation().unwrap();
    assert_eq!(violation.table.as_deref(), Some("parent"));
    assert_eq!(violation.columns, ["age", "Nick Name"]);
    assert_eq!(violation.constraint.as_deref(), Some("one_nick"));
    assert_eq!(error.code(), Some("23505"));

    let error = failure(&mut conn, "INSERT INTO child VALUES (7)");
    assert!(error.is_foreign_key_violation());
    let violation = error.violation().unwrap();
    assert_eq!((violation.table.as_deref(), violation.constraint.as_deref()), (Some("child"), Some("child_of")));
    assert_eq!(violation.columns, ["parent_id"]);

    let error = failure(&mut conn, "INSERT INTO parent VALUES (3, 'b', NULL)");
    assert!(error.is_not_null_violation());
    assert_eq!(error.violation().unwrap().columns, ["age"]);

    let error = failure(&mut conn, "INSERT INTO parent VALUES (3, 'b', 17)");
    assert!(error.is_check_violation());
    assert_eq!(error.violation().unwrap().constraint.as_deref(), Some("adult"));
}

#[test]
fn other_errors_have_kinds_and_codes() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for (sql, kind, code) in [
        ("SELECT * FROM nowhere", ErrorKind::NoSuchTable, "42P01"),
        ("SELECT nothing", ErrorKind::NoSuchColumn, "42703"),
        ("SELEC 1", ErrorKind::Sql, "42601"),
        ("SELECT 1; SELECT 2", ErrorKind::Sql, "42601"),
        ("SELECT no_such_function()", ErrorKind::Sql, "42883"),
        ("SELECT 2147483647 + 1", ErrorKind::OutOfRange, "22003"),
        ("SELECT 1 / 0", ErrorKind::Database, "22012"),
        ("SELECT CAST('x' AS integer)", ErrorKind::OutOfRange, "22P02"),
        ("SET LOCAL lock_timeout = 'x'", ErrorKind::Database, "22023"),
    ] {
        let error = failure(&mut conn, sql);
        assert_eq!((error.kind(), error.code()), (&kind, Some(code)), "{error:?}");
        assert_eq!(error.statement(), Some(sql));
    }
    conn.rollback().unwrap();
    conn.execute(text("SET TRANSACTION READ ONLY")).unwrap();
    assert_eq!(*failure(&mut conn, "CREATE TABLE t (a int)").kind(), ErrorKind::ReadOnly);
}

#[test]
fn a_statement_that_takes_too_long_is_cancelled() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET LOCAL statement_timeout = 20")).unwrap();
    assert_eq!(*conn.execute(text("SELECT pg_sleep(5)")).unwrap_err().kind(), ErrorKind::Cancelled);
}

#[test]
fn a_handle_cancels_from_another_thread() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let handle = conn.cancel_handle().unwrap();
    let watchdog = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        handle.cancel()
    });
    let started = std::time::Instant::now();
    assert_eq!(*conn.execute(text("SELECT pg_sleep(20)")).unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(started.elapsed().as_secs() < 10);
    watchdog.join().unwrap().unwrap();
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}
