//! What SQLite reports, as typed errors: constraints, locks, files that are none.

use std::thread;
use std::time::{Duration, Instant};

use realgar::{Connection, Engine, Error, ErrorKind, params, text};

use crate::support::{Scratch, damage};

fn connect() -> Connection {
    Engine::new("sqlite://").and_then(|engine| engine.connect()).unwrap()
}

/// Runs statements, all but the last of which succeed.
fn fail(statements: &[&str]) -> Error {
    let mut conn = connect();
    let (last, first) = statements.split_last().unwrap();
    for sql in first {
        conn.execute(text(*sql)).unwrap();
    }
    let error = conn.execute(text(*last)).unwrap_err();
    assert_eq!(error.statement(), Some(*last));
    assert_eq!(error.is_integrity(), error.violation().is_some());
    error
}

#[test]
fn violations_of_uniqueness_name_table_and_columns() {
    let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, UNIQUE (a, b))";
    let error = fail(&[table, "INSERT INTO t VALUES (1, 'x', 'y')", "INSERT INTO t VALUES (2, 'x', 'y')"]);
    assert!(error.is_unique_violation());
    assert_eq!(error.code(), Some("2067"));
    let violation = error.violation().unwrap();
    assert_eq!(
        (violation.table.as_deref(), &violation.columns[..]),
        (Some("t"), &["a".to_owned(), "b".to_owned()][..])
    );
    let error = fail(&[table, "INSERT INTO t VALUES (1, 'x', 'y')", "INSERT INTO t VALUES (1, 'v', 'w')"]);
    assert_eq!(error.violation().unwrap().columns, ["id"]);
    let error = fail(&[
        "CREATE TABLE t (a TEXT)",
        "CREATE UNIQUE INDEX lower_a ON t (lower(a))",
        "INSERT INTO t VALUES ('x')",
        "INSERT INTO t VALUES ('X')",
    ]);
    assert_eq!(error.violation().unwrap().constraint.as_deref(), Some("lower_a"));
}

#[test]
fn the_other_constraints_have_kinds_of_their_own() {
    let error = fail(&["CREATE TABLE t (a TEXT NOT NULL)", "INSERT INTO t VALUES (NULL)"]);
    assert!(error.is_not_null_violation());
    assert_eq!(error.violation().unwrap().columns, ["a"]);
    let error = fail(&["CREATE TABLE t (a INT CONSTRAINT positive CHECK (a > 0))", "INSERT INTO t VALUES (0)"]);
    assert!(error.is_check_violation());
    assert_eq!(error.violation().unwrap().constraint.as_deref(), Some("positive"));
    let error = fail(&[
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE c (p INTEGER REFERENCES p)",
        "INSERT INTO c VALUES (1)",
    ]);
    assert!(error.is_foreign_key_violation());
    let error = fail(&["CREATE TABLE t (a INTEGER) STRICT", "INSERT INTO t VALUES ('x')"]);
    assert!(error.is_integrity(), "{error:?}");
}

#[test]
fn wrong_sql_is_told_from_everything_else() {
    for (sql, sentence) in [
        ("SELEC 1", "near \"SELEC\": syntax error"),
        ("SELECT missing(1)", "no such function: missing"),
        ("SELECT 1 +", "incomplete input"),
        ("VACUUM", "Connection::sqlite"),
    ] {
        let mut conn = connect();
        conn.execute(text("SELECT 1")).unwrap();
        let error = conn.execute(text(sql)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Sql, "{sql}: {error:?}");
        assert!(error.message().contains(sentence), "{error:?}");
        assert_eq!(error.statement(), Some(sql));
        assert_eq!(error.code(), Some("1"));
    }
}

#[test]
fn missing_tables_and_columns_have_kinds_of_their_own() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    for (sql, kind, sentence) in [
        ("SELECT * FROM missing", ErrorKind::NoSuchTable, "no such table: missing"),
        ("INSERT INTO missing VALUES (1)", ErrorKind::NoSuchTable, "no such table: missing"),
        ("SELECT * FROM main.missing", ErrorKind::NoSuchTable, "no such table: main.missing"),
        ("DROP TABLE missing", ErrorKind::NoSuchTable, "no such table: missing"),
        ("DROP VIEW missing", ErrorKind::NoSuchTable, "no such view: missing"),
        ("SELECT missing FROM t", ErrorKind::NoSuchColumn, "no such column: missing"),
        ("SELECT u.x FROM t", ErrorKind::NoSuchColumn, "no such column: u.x"),
        ("UPDATE t SET missing = 1", ErrorKind::NoSuchColumn, "no such column: missing"),
        ("INSERT INTO t (missing) VALUES (1)", ErrorKind::NoSuchColumn, "table t has no column named missing"),
    ] {
        let error = conn.execute(text(sql)).unwrap_err();
        assert_eq!(*error.kind(), kind, "{sql}: {error:?}");
        assert_eq!(
            (error.is_no_such_table(), error.is_no_such_column()),
            (kind == ErrorKind::NoSuchTable, kind == ErrorKind::NoSuchColumn)
        );
        assert!(error.message().contains(sentence), "{error:?}");
        assert_eq!((error.statement(), error.code()), (Some(sql), Some("1")));
    }
}

#[test]
fn what_is_too_much_is_a_limit_and_never_a_panic() {
    let mut conn = connect();
    let parentheses = format!("SELECT {}1{}", "(".repeat(1200), ")".repeat(1200));
    let union = vec!["SELECT 1"; 501].join(" UNION ALL ");
    let nested = format!("SELECT {}1", "-".repeat(5000));
    let wide = format!("SELECT {}", vec!["1"; 3000].join(", "));
    for sql in [union, wide] {
        let error = conn.execute(text(sql.clone())).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::LimitExceeded, "{}", error.message());
    }
    for sql in [parentheses, nested] {
        // Whether this is too much depends on how SQLite was built.
        if let Err(error) = conn.execute(text(sql)) {
            assert!(matches!(error.kind(), ErrorKind::LimitExceeded | ErrorKind::Sql), "{}", error.message());
        }
    }
    let many = format!("SELECT {}", vec![":x"; 40_000].join("+"));
    assert_eq!(*conn.execute(text(many).bind("x", 1)).unwrap_err().kind(), ErrorKind::LimitExceeded);
    let blob = conn.execute(text("SELECT zeroblob(2000000000)")).unwrap_err();
    assert_eq!(*blob.kind(), ErrorKind::LimitExceeded, "{blob}");
    let overflow = conn.execute(text("SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)"));
    assert_eq!(*overflow.unwrap_err().kind(), ErrorKind::OutOfRange);
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let scratch = Scratch::new();
    std::fs::write(scratch.path("note.txt"), "Dear diary, this is not a database at all. ".repeat(50)).unwrap();
    let error = scratch.engine("note.txt").connect().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Corrupt);
    assert!(error.message().contains("note.txt") && error.message().contains("not a database"), "{error}");
}

#[test]
fn a_missing_directory_and_a_directory_are_told_apart() {
    let scratch = Scratch::new();
    let error = scratch.engine("no/such/dir.db").connect().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Connection);
    assert!(error.message().contains("directory") && error.message().contains("does not exist"), "{error}");
    std::fs::create_dir(scratch.path("dir.db")).unwrap();
    let error = scratch.engine("dir.db").connect().unwrap_err();
    assert!(error.message().ends_with("it is a directory"), "{error}");
    let error = scratch.engine("absent.db?mode=ro").connect().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Connection, "{error}");
}

#[test]
fn a_damaged_file_is_corrupt() {
    let scratch = Scratch::new();
    let filled = |name: &str| {
        // Without WAL, all pages are in the one file.
        let engine = scratch.engine(&format!("{name}?journal_mode=delete"));
        engine
            .begin(|conn| {
                conn.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT)"))?;
                let fill = "INSERT INTO t WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT 5000) \
                            SELECT i, 'filler filler' FROM c";
                conn.execute(text(fill))
            })
            .unwrap();
        scratch.path(name)
    };
    let read = |name: &str| {
        let engine = scratch.engine(&format!("{name}?journal_mode=delete"));
        engine.connect().and_then(|mut conn| conn.execute(text("SELECT * FROM t"))).map(|rows| rows.len())
    };
    damage(&filled("overwritten.db"), |bytes| bytes[8192..40960].fill(0xAA));
    assert_eq!(*read("overwritten.db").unwrap_err().kind(), ErrorKind::Corrupt);
    damage(&filled("cut.db"), |bytes| bytes.truncate(bytes.len() / 2));
    assert_eq!(*read("cut.db").unwrap_err().kind(), ErrorKind::Corrupt);
}

#[test]
fn a_read_only_database_refuses_to_be_written() {
    let scratch = Scratch::new();
    scratch.engine("r.db").begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let engine = scratch.engine("r.db?mode=ro");
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
    let error = conn.execute(text("INSERT INTO t VALUES (1)")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ReadOnly, "{error:?}");
}

#[test]
fn two_writers_wait_for_each_other_and_the_one_who_waits_too_long_is_told() {
    let scratch = Scratch::new();
    let engine = scratch.engine("w.db?busy_timeout=150");
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let mut first = engine.connect().unwrap();
    first.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let mut second = engine.connect().unwrap();
    let started = Instant::now();
    let error = second.execute(text("INSERT INTO t VALUES (2)")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Busy);
    assert!(error.is_retryable());
    assert!(error.message().contains("Engine::retry"), "{error}");
    assert!(started.elapsed() >= Duration::from_millis(140), "{:?}", started.elapsed());
    let later = thread::spawn(move || {
        thread::sleep(Duration::from_millis(50));
        first.commit()
    });
    second.execute(text("INSERT INTO t VALUES (2)")).unwrap();
    second.commit().unwrap();
    later.join().unwrap().unwrap();
    drop(second);
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(2));
}

#[test]
fn an_old_snapshot_cannot_write_and_a_retry_can() {
    let scratch = Scratch::new();
    let engine = scratch.engine("s.db");
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let read_and_write = |conn: &mut Connection, disturb: bool| {
        let count = conn.scalar(text("SELECT count(*) FROM t").typed::<i64>())?.unwrap_or_default();
        if disturb {
            engine.begin(|other| other.execute(text("INSERT INTO t VALUES (0)")))?;
        }
        conn.execute(text("INSERT INTO t VALUES (:x)").bind("x", count)).map(drop)
    };
    let mut conn = engine.connect().unwrap();
    let started = Instant::now();
    let error = read_and_write(&mut conn, true).unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Busy, Some("517")));
    assert!(started.elapsed() < Duration::from_secs(1), "no waiting helps: {:?}", started.elapsed());
    assert!(error.message().contains("run the whole transaction again"), "{error}");
    conn.rollback().unwrap();
    let mut attempt = 0;
    engine
        .retry(5, |conn| {
            attempt += 1;
            read_and_write(conn, attempt == 1)
        })
        .unwrap();
    assert_eq!(attempt, 2);
    conn.begin().unwrap();
    assert!(read_and_write(&mut conn, false).is_ok(), "who has begun as a writer cannot be overtaken");
}

#[test]
fn a_commit_that_a_reader_holds_up_can_be_repeated() {
    let scratch = Scratch::new();
    let engine = scratch.engine("d.db?journal_mode=delete&busy_timeout=50");
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let (mut reader, mut writer) = (engine.connect().unwrap(), engine.connect().unwrap());
    reader.execute(text("SELECT * FROM t")).unwrap();
    writer.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let error = writer.commit().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Busy);
    assert!(error.message().starts_with("not committed, the transaction is still open: "), "{error}");
    reader.rollback().unwrap();
    writer.commit().unwrap();
    drop((reader, writer));
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn in_memory_transactions_wait_for_each_other_as_documented() {
    let engine = Engine::new("sqlite:///:memory:?busy_timeout=80").unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let (mut reader, mut writer) = (engine.connect().unwrap(), engine.connect().unwrap());
    reader.execute(text("SELECT * FROM t")).unwrap();
    writer.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let error = writer.commit().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Busy);
    assert!(error.message().contains("in-memory database"), "{error}");
    reader.rollback().unwrap();
    writer.commit().unwrap();
    writer.execute(text("INSERT INTO t VALUES (2)")).unwrap();
    assert_eq!(*reader.execute(text("SELECT * FROM t")).unwrap_err().kind(), ErrorKind::Busy);
    let waiting = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        writer.commit()
    });
    reader.rollback().unwrap();
    assert_eq!(reader.execute(text("SELECT * FROM t")).unwrap().len(), 2, "it waits for the writer");
    waiting.join().unwrap().unwrap();
}

#[test]
fn foreign_keys_are_on_everywhere_and_can_be_switched_off() {
    let scratch = Scratch::new();
    for (url, on) in [("fk.db", 1), ("fk.db?foreign_keys=off", 0)] {
        let on_here =
            scratch.engine(url).connect().unwrap().scalar(text("PRAGMA foreign_keys").typed::<i64>()).unwrap();
        assert_eq!(on_here, Some(on), "{url}");
    }
    assert_eq!(connect().scalar(text("PRAGMA foreign_keys").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn files_are_in_wal_mode() {
    let scratch = Scratch::new();
    let mode = |url: &str| {
        let mut conn = scratch.engine(url).connect().unwrap();
        (
            conn.scalar(text("PRAGMA journal_mode").typed::<String>()).unwrap().unwrap(),
            conn.scalar(text("PRAGMA synchronous").typed::<i64>()).unwrap().unwrap(),
            conn.scalar(text("PRAGMA busy_timeout").typed::<i64>()).unwrap().unwrap(),
        )
    };
    assert_eq!(mode("a.db"), ("wal".to_owned(), 1, 5000));
    assert_eq!(mode("b.db?journal_mode=delete&synchronous=full&busy_timeout=7"), ("delete".to_owned(), 2, 7));
}

#[test]
fn a_failure_in_the_middle_of_many_leaves_the_ones_before() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY)")).unwrap();
    let sets = [1, 2, 1, 3].map(|x| params! { x: x });
    assert!(conn.execute_many(text("INSERT INTO t VALUES (:x)"), sets).unwrap_err().is_unique_violation());
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(2));
}

#[test]
fn an_interrupted_statement_is_an_error_and_the_connection_goes_on() {
    let mut conn = connect();
    let interrupt = conn.sqlite().unwrap().get_interrupt_handle();
    let stopper = thread::spawn(move || {
        for _ in 0..100 {
            thread::sleep(Duration::from_millis(5));
            interrupt.interrupt();
        }
    });
    let endless = "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT count(*) FROM c";
    let error = conn.execute(text(endless)).unwrap_err();
    stopper.join().unwrap();
    assert_eq!(error.message(), "interrupted");
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_reader_that_may_not_wait_for_a_writer_is_not_told_that_it_waited() {
    let scratch = Scratch::new();
    for place in ["r.db", "r_delete.db?journal_mode=delete"] {
        let engine = scratch.engine(place);
        engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
        let (mut writer, mut reader) = (engine.connect().unwrap(), engine.connect().unwrap());
        writer.execute(text("INSERT INTO t VALUES (1)")).unwrap();
        reader.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap();
        let started = Instant::now();
        let error = reader.execute(text("INSERT INTO t VALUES (2)")).unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
        assert_eq!(*error.kind(), ErrorKind::Busy);
        assert!(!error.message().contains("waited"), "{error}");
        assert!(error.message().contains("`Connection::begin`"), "{error}");
    }
}

#[test]
fn a_timeout_may_be_a_part_of_a_second() {
    let scratch = Scratch::new();
    for (url, milliseconds) in [("t.db?timeout=0.3", 300), ("u.db?timeout=2", 2000), ("v.db?timeout=.0001", 1)] {
        let mut conn = scratch.engine(url).connect().unwrap();
        assert_eq!(conn.scalar(text("PRAGMA busy_timeout").typed::<i64>()).unwrap(), Some(milliseconds), "{url}");
    }
    for wrong in ["timeout=0.3.1", "timeout=inf", "timeout=1e3", "timeout=99999999", "busy_timeout=0.3", "timeout=-1"] {
        let error = Engine::new(&format!("sqlite:///x.db?{wrong}")).unwrap_err();
        assert!(error.message().contains("is not a number of"), "{wrong}: {error}");
    }
}
