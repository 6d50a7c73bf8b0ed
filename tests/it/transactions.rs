//! Transactions: begin, commit, rollback, savepoints, and what errors and panics do to them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use realgar::{Connection, Engine, Error, ErrorKind, Result, text};

use crate::support::{Scratch, Statements};

fn with_table() -> (Engine, Statements) {
    let (engine, statements) = Statements::engine();
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x INTEGER UNIQUE)"))).unwrap();
    statements.take();
    (engine, statements)
}

fn insert(conn: &mut Connection, x: i64) -> Result<()> {
    conn.execute(text("INSERT INTO t VALUES (:x)").bind("x", x)).map(drop)
}

fn contents(engine: &Engine) -> Vec<i64> {
    let mut conn = engine.connect().unwrap();
    conn.scalars(text("SELECT x FROM t ORDER BY x").typed::<i64>()).unwrap().all()
}

#[test]
fn a_dropped_connection_rolls_back_before_anybody_else_has_it() {
    let (engine, statements) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    drop(conn);
    assert_eq!(statements.take().last().unwrap(), "ROLLBACK");
    assert_eq!(contents(&engine), [0_i64; 0]);
    assert_eq!(engine.pool_status().idle, 1, "the same connection");
}

#[test]
fn nothing_is_sent_where_nothing_was_begun() {
    let (engine, statements) = with_table();
    let mut conn = engine.connect().unwrap();
    conn.commit().unwrap();
    conn.rollback().unwrap();
    assert!(!conn.in_transaction());
    drop(conn);
    engine.begin(|_| Ok::<_, realgar::Error>(())).unwrap();
    assert_eq!(statements.take(), [""; 0]);
}

#[test]
fn commit_as_you_go() {
    let (engine, _) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    assert!(conn.in_transaction());
    conn.commit().unwrap();
    assert!(!conn.in_transaction());
    insert(&mut conn, 2).unwrap();
    conn.rollback().unwrap();
    insert(&mut conn, 3).unwrap();
    conn.commit().unwrap();
    drop(conn);
    assert_eq!(contents(&engine), [1, 3]);
}

#[test]
fn a_transaction_that_writes_first_takes_the_lock_first() {
    let (engine, statements) = with_table();
    let mut conn = engine.connect().unwrap();
    for (sql, begin) in [
        ("SELECT 1", "BEGIN"),
        ("INSERT INTO t VALUES (1)", "BEGIN IMMEDIATE"),
        ("WITH c AS (SELECT 2) INSERT INTO t SELECT * FROM c", "BEGIN IMMEDIATE"),
        ("PRAGMA user_version", "BEGIN"),
    ] {
        conn.execute(text(sql)).unwrap();
        assert_eq!(statements.take()[0], begin, "{sql}");
        conn.commit().unwrap();
        statements.take();
    }
    conn.begin().unwrap();
    conn.begin().unwrap();
    conn.execute(text("SELECT 1")).unwrap();
    assert_eq!(statements.take(), ["BEGIN IMMEDIATE", "SELECT 1"]);
}

#[test]
fn an_error_rolls_the_whole_block_back() {
    let (engine, statements) = with_table();
    let failed = engine.begin(|conn| {
        insert(conn, 1)?;
        conn.execute(text("SELECT * FROM no_such_table"))
    });
    let error = failed.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
    assert_eq!(error.statement(), Some("SELECT * FROM no_such_table"));
    assert_eq!(statements.take().last().unwrap(), "ROLLBACK");
    assert_eq!(contents(&engine), [0_i64; 0]);
}

#[test]
fn the_applications_own_error_comes_back_as_it_was() {
    let (engine, _) = with_table();
    let failed: Result<()> = engine.begin(|conn| {
        insert(conn, 1)?;
        "x".parse::<i64>().map(drop).map_err(Error::other)
    });
    let error = failed.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Other);
    assert!(std::error::Error::source(&error).unwrap().is::<std::num::ParseIntError>());
    assert_eq!(contents(&engine), [0_i64; 0]);
}

#[test]
fn a_panic_rolls_back_gives_the_connection_back_and_goes_on() {
    let (engine, _) = with_table();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        engine.begin(|conn| {
            insert(conn, 1)?;
            if true {
                panic!("on purpose");
            }
            Ok::<_, realgar::Error>(())
        })
    }));
    assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"on purpose"));
    assert_eq!((engine.pool_status().in_use, engine.pool_status().idle), (0, 1));
    assert_eq!(contents(&engine), [0_i64; 0]);
}

#[test]
fn a_failed_insert_inside_a_savepoint_leaves_the_outer_transaction_alone() {
    let (engine, statements) = with_table();
    engine
        .begin(|conn| {
            insert(conn, 1)?;
            let error = conn.begin_nested(|conn| insert(conn, 2).and_then(|()| insert(conn, 1))).unwrap_err();
            assert!(error.is_unique_violation());
            insert(conn, 3)
        })
        .unwrap();
    assert_eq!(contents(&engine), [1, 3]);
    let controls: Vec<_> = statements.take().into_iter().filter(|sql| !sql.starts_with("INSERT")).collect();
    assert_eq!(
        controls[..5],
        [
            "BEGIN IMMEDIATE",
            "SAVEPOINT realgar_savepoint_1",
            "ROLLBACK TO SAVEPOINT realgar_savepoint_1",
            "RELEASE SAVEPOINT realgar_savepoint_1",
            "COMMIT"
        ]
    );
}

#[test]
fn savepoints_nest_and_are_numbered_within_their_transaction() {
    let (engine, statements) = with_table();
    let mut conn = engine.connect().unwrap();
    conn.begin_nested(|conn| {
        insert(conn, 1)?;
        let lost: Result<()> = conn.begin_nested(|conn| {
            insert(conn, 2)?;
            conn.begin_nested(|conn| insert(conn, 3))?;
            Err(Error::other("back"))
        });
        assert!(lost.is_err());
        insert(conn, 2)
    })
    .unwrap();
    conn.commit().unwrap();
    let savepoints: Vec<_> = statements.take().into_iter().filter(|sql| sql.starts_with("SAVEPOINT")).collect();
    let name = |number| format!("SAVEPOINT realgar_savepoint_{number}");
    assert_eq!(savepoints, [name(1), name(2), name(3)]);
    conn.begin_nested(|_| Ok::<_, realgar::Error>(())).unwrap();
    assert_eq!(statements.take()[1], name(1));
    drop(conn);
    assert_eq!(contents(&engine), [1, 2]);
}

#[test]
fn a_panic_inside_a_savepoint_undoes_only_the_savepoint() {
    let (engine, _) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        conn.begin_nested(|conn| -> Result<()> {
            insert(conn, 2)?;
            panic!("on purpose");
        })
    }));
    assert!(panicked.is_err());
    conn.commit().unwrap();
    drop(conn);
    assert_eq!(contents(&engine), [1]);
}

#[test]
fn the_outer_transaction_cannot_be_ended_inside_a_savepoint() {
    let (engine, _) = with_table();
    let mut conn = engine.connect().unwrap();
    conn.begin_nested(|conn| {
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::InvalidStatement);
        assert_eq!(*conn.rollback().unwrap_err().kind(), ErrorKind::InvalidStatement);
        insert(conn, 1)
    })
    .unwrap();
    conn.commit().unwrap();
    drop(conn);
    assert_eq!(contents(&engine), [1]);
}

#[test]
fn a_failed_statement_leaves_the_transaction_open() {
    let (engine, _) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    assert!(insert(&mut conn, 1).unwrap_err().is_unique_violation());
    assert!(conn.in_transaction());
    insert(&mut conn, 2).unwrap();
    conn.commit().unwrap();
    drop(conn);
    assert_eq!(contents(&engine), [1, 2]);
}

#[test]
fn after_the_database_has_ended_the_transaction_nothing_runs_until_rollback() {
    let (engine, statements) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    conn.execute(text("INSERT OR ROLLBACK INTO t VALUES (1)")).unwrap_err();
    statements.take();
    for _ in 0..2 {
        assert_eq!(*insert(&mut conn, 2).unwrap_err().kind(), ErrorKind::TransactionAborted);
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
        assert_eq!(
            *conn.begin_nested(|_| Ok::<_, realgar::Error>(())).unwrap_err().kind(),
            ErrorKind::TransactionAborted
        );
    }
    assert_eq!(statements.take(), [""; 0], "nothing reaches the database");
    conn.rollback().unwrap();
    insert(&mut conn, 3).unwrap();
    conn.commit().unwrap();
    drop(conn);
    assert_eq!(contents(&engine), [3]);
}

#[test]
fn a_full_disk_ends_the_transaction_and_later_statements_do_not_run_by_themselves() {
    let scratch = Scratch::new();
    let engine = scratch.engine("small.db");
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x)"))).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("PRAGMA max_page_count = 20")).unwrap();
    conn.commit().unwrap();
    let mut big = || conn.execute(text("INSERT INTO t VALUES (zeroblob(20000))"));
    let error = (0..20).find_map(|_| big().err()).expect("the file is full at some time");
    assert_eq!(*error.kind(), ErrorKind::DiskFull);
    let next = conn.execute(text("INSERT INTO t VALUES (1)")).unwrap_err();
    assert_eq!(*next.kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
}

#[test]
fn an_error_inside_a_savepoint_that_ended_everything_is_not_passed_over() {
    let (engine, _) = with_table();
    let mut conn = engine.connect().unwrap();
    insert(&mut conn, 1).unwrap();
    let nested: realgar::Result<_> = conn.begin_nested(|conn| {
        let _ = conn.execute(text("INSERT OR ROLLBACK INTO t VALUES (1)"));
        Ok::<_, realgar::Error>(())
    });
    assert_eq!(*nested.unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    let swallowed: realgar::Result<()> = engine.begin(|conn| {
        insert(conn, 1)?;
        let _ = conn.execute(text("INSERT OR ROLLBACK INTO t VALUES (1)"));
        Ok::<_, realgar::Error>(())
    });
    assert_eq!(*swallowed.unwrap_err().kind(), ErrorKind::TransactionAborted);
}

#[test]
fn a_commit_that_is_refused_says_so_and_can_be_repeated() {
    let (engine, _) = Statements::engine();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE p (id INTEGER PRIMARY KEY)")).unwrap();
    conn.execute(text("CREATE TABLE c (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)")).unwrap();
    conn.commit().unwrap();
    conn.execute(text("INSERT INTO c VALUES (1)")).unwrap();
    let error = conn.commit().unwrap_err();
    assert!(error.is_foreign_key_violation());
    assert!(error.message().starts_with("not committed, the transaction is still open: "), "{error}");
    conn.execute(text("INSERT INTO p VALUES (1)")).unwrap();
    conn.commit().unwrap();
    drop(conn);
    let refused = engine.begin(|conn| conn.execute(text("INSERT INTO c VALUES (3)")));
    assert!(refused.unwrap_err().is_foreign_key_violation());
    let left = engine.connect().unwrap().scalar(text("SELECT count(*) FROM c").typed::<i64>()).unwrap();
    assert_eq!(left, Some(1));
}

#[test]
fn ddl_is_rolled_back_too() {
    let (engine, _) = with_table();
    let failed: Result<()> = engine.begin(|conn| {
        conn.execute(text("CREATE TABLE u (x)"))?;
        conn.execute(text("DROP TABLE t"))?;
        Err(Error::other("no"))
    });
    assert!(failed.is_err());
    assert_eq!(contents(&engine), [0_i64; 0]);
    assert!(engine.connect().unwrap().execute(text("SELECT * FROM u")).is_err());
}

#[test]
fn a_retry_runs_the_whole_block_again_and_gives_up_after_its_attempts() {
    let (engine, _) = with_table();
    let mut attempts = 0;
    let result = engine.retry(3, |conn| {
        attempts += 1;
        insert(conn, attempts)?;
        if attempts < 3 { Err(Error::new(ErrorKind::Busy, "busy")) } else { Ok(attempts) }
    });
    assert_eq!(result.unwrap(), 3);
    assert_eq!(contents(&engine), [3]);
    let mut attempts = 0;
    let mut fail = |kind: ErrorKind, limit| {
        attempts = 0;
        let result: Result<()> = engine.retry(limit, |_| {
            attempts += 1;
            Err(Error::new(kind.clone(), "failed"))
        });
        assert_eq!(*result.unwrap_err().kind(), kind);
        attempts
    };
    assert_eq!(fail(ErrorKind::SerializationFailure, 3), 3);
    assert_eq!(fail(ErrorKind::Deadlock, 0), 1);
    assert_eq!(fail(ErrorKind::Sql, 5), 1);
}
