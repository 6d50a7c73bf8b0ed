//! The server's numbers become kinds, and what was violated is named where the server names it.

use realgar::{Connection, Error, ErrorKind, text};

use super::engine;

fn failure(conn: &mut Connection, sql: &str) -> Error {
    conn.begin_nested(|conn| conn.execute(text(sql))).expect_err(sql)
}

#[test]
fn violations_name_what_the_server_names() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for sql in [
        "CREATE TABLE parent (id int PRIMARY KEY, `Nick Name` varchar(20), age int NOT NULL, size int CHECK (size > 0), \
         CONSTRAINT adult CHECK (age >= 18), CONSTRAINT one_nick UNIQUE (age, `Nick Name`))",
        "CREATE TABLE child (parent_id int, CONSTRAINT child_of FOREIGN KEY (parent_id) REFERENCES parent (id))",
        "INSERT INTO parent VALUES (1, 'it''s', 20, 1)",
        "INSERT INTO child VALUES (1)",
    ] {
        conn.execute(text(sql)).unwrap();
    }
    let error = failure(&mut conn, "INSERT INTO parent VALUES (2, 'it''s', 20, 1)");
    assert!(error.is_unique_violation());
    assert_eq!(error.violation().unwrap().constraint.as_deref(), Some("one_nick"));
    assert_eq!(error.code(), Some("1062"));

    for sql in ["INSERT INTO child VALUES (7)", "DELETE FROM parent"] {
        let error = failure(&mut conn, sql);
        assert!(error.is_foreign_key_violation());
        let violation = error.violation().unwrap();
        assert_eq!((violation.table.as_deref(), violation.constraint.as_deref()), (Some("child"), Some("child_of")));
        assert_eq!(violation.columns, ["parent_id"]);
    }

    for sql in ["INSERT INTO parent VALUES (3, 'b', NULL, 1)", "INSERT INTO parent (id) VALUES (3)"] {
        let error = failure(&mut conn, sql);
        assert!(error.is_not_null_violation());
        assert_eq!(error.violation().unwrap().columns, ["age"]);
    }

    let error = failure(&mut conn, "INSERT INTO parent VALUES (3, 'b', 17, 1)");
    assert!(error.is_check_violation());
    assert_eq!(error.violation().unwrap().constraint.as_deref(), Some("adult"));
    let error = failure(&mut conn, "INSERT INTO parent VALUES (3, 'b', 18, 0)");
    assert!(error.is_check_violation());
}

#[test]
fn other_errors_have_kinds_and_codes() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE small (n smallint, name varchar(3), day date)")).unwrap();
    for (sql, kind, code) in [
        ("SELECT * FROM nowhere", ErrorKind::NoSuchTable, "1146"),
        ("SELECT nothing", ErrorKind::NoSuchColumn, "1054"),
        ("SELEC 1", ErrorKind::Sql, "1064"),
        ("SELECT 1; SELECT 2", ErrorKind::Sql, "1064"),
        ("SELECT no_such_function()", ErrorKind::Sql, "1305"),
        ("SELECT 9223372036854775807 + 1", ErrorKind::OutOfRange, "1690"),
        ("INSERT INTO small (n) VALUES (40000)", ErrorKind::OutOfRange, "1264"),
        ("INSERT INTO small (name) VALUES ('four')", ErrorKind::OutOfRange, "1406"),
        ("INSERT INTO small (n) VALUES ('x')", ErrorKind::OutOfRange, "1366"),
        ("INSERT INTO small (day) VALUES ('2026-02-30')", ErrorKind::OutOfRange, "1292"),
        ("INSERT INTO small (n) VALUES (1 / 0)", ErrorKind::Database, "1365"),
    ] {
        let error = failure(&mut conn, sql);
        assert_eq!((error.kind(), error.code()), (&kind, Some(code)), "{error:?}");
        assert_eq!(error.statement(), Some(sql));
    }
    conn.rollback().unwrap();
    conn.execute(text("SET SESSION TRANSACTION READ ONLY")).unwrap();
    conn.commit().unwrap();
    let error = failure(&mut conn, "INSERT INTO small (n) VALUES (1)");
    assert_eq!((error.kind(), error.code()), (&ErrorKind::ReadOnly, Some("1792")));
}

#[test]
fn a_statement_of_several_is_refused_even_where_it_need_not_be_prepared() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE t (n int)")).unwrap();
    assert_eq!(*failure(&mut conn, "DROP TABLE IF EXISTS s; DROP TABLE t").kind(), ErrorKind::Sql);
    assert_eq!(*failure(&mut conn, "CREATE TABLE s (n int); DROP TABLE t").kind(), ErrorKind::Sql);
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
    // One semicolon at the end is no second statement.
    conn.execute(text("DROP TABLE t;")).unwrap();
    assert!(conn.execute(text("SELECT 1 FROM t")).unwrap_err().is_no_such_table());
}

#[test]
fn a_statement_larger_than_the_server_takes_is_refused_and_the_connection_stays() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let most = conn.scalar(text("SELECT @@max_allowed_packet").typed::<i64>()).unwrap().unwrap();
    let large = "x".repeat(usize::try_from(most).unwrap());
    let error = conn.execute(text("SELECT :value").bind("value", large)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::LimitExceeded, "{}", error.message());
    assert!(error.message().contains("max_allowed_packet"), "{}", error.message());
    let just_fits = "x".repeat(usize::try_from(most).unwrap() - 1_000);
    let length = text("SELECT length(:value)").bind("value", just_fits).typed::<i64>();
    assert_eq!(conn.scalar(length).unwrap(), Some(most - 1_000));
}

#[test]
fn a_statement_that_takes_too_long_is_cancelled() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let limit = match conn.scalar(text("SELECT version()").typed::<String>()).unwrap().unwrap() {
        version if version.contains("MariaDB") => "SET max_statement_time = 0.02",
        _ => "SET max_execution_time = 20",
    };
    conn.execute(text(limit)).unwrap();
    let slow = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
                information_schema.columns c";
    assert_eq!(*conn.execute(text(slow)).unwrap_err().kind(), ErrorKind::Cancelled);
}

#[test]
fn a_handle_cancels_from_another_thread() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let handle = conn.cancel_handle().unwrap();
    // Nothing runs: nothing is cancelled, now or later.
    handle.cancel().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
    let watchdog = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(100));
        handle.cancel()
    });
    let started = std::time::Instant::now();
    let slow = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, \
                information_schema.columns c";
    assert_eq!(*conn.execute(text(slow)).unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(started.elapsed().as_secs() < 10);
    watchdog.join().unwrap().unwrap();
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}
