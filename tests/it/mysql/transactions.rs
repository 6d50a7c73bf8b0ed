//! The server's transactions: statements that commit by themselves, deadlocks, lost connections, the raw connection.

use mysql::prelude::Queryable as _;
use realgar::{Connection, ErrorKind, text};

use super::engine;

fn count(conn: &mut Connection) -> i64 {
    conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap().unwrap()
}

#[test]
fn a_statement_that_fails_undoes_itself_only() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE tag (name varchar(9) UNIQUE)")).unwrap();
    conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap();
    assert!(conn.execute(text("INSERT INTO tag VALUES ('b'), ('a')")).unwrap_err().is_unique_violation());
    conn.begin_nested(|conn| conn.execute(text("SELECT nothing"))).unwrap_err();
    conn.execute(text("INSERT INTO tag VALUES ('c')")).unwrap();
    conn.commit().unwrap();
    assert_eq!(count(&mut conn), 2);
}

#[test]
fn ddl_ends_the_transaction_and_the_next_statement_begins_another_one() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE tag (name varchar(9))")).unwrap();
    assert!(!conn.in_transaction());
    conn.execute(text("INSERT INTO tag VALUES ('kept')")).unwrap();
    assert!(conn.in_transaction());
    conn.execute(text("CREATE TABLE other (n int)")).unwrap();
    assert!(!conn.in_transaction());
    conn.execute(text("INSERT INTO tag VALUES ('undone')")).unwrap();
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 1);
    // A temporary table does not.
    conn.execute(text("INSERT INTO tag VALUES ('undone')")).unwrap();
    conn.execute(text("CREATE TEMPORARY TABLE passing (n int)")).unwrap();
    conn.execute(text("DROP TEMPORARY TABLE passing")).unwrap();
    assert!(conn.in_transaction());
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 1);
    // One that fails has committed, too; one that is not understood has not.
    conn.execute(text("INSERT INTO tag VALUES ('kept')")).unwrap();
    conn.execute(text("CREATE TABLE other (n int)")).unwrap_err();
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 2);
    conn.execute(text("INSERT INTO tag VALUES ('undone')")).unwrap();
    conn.execute(text("CREATE TABEL other (n int)")).unwrap_err();
    assert!(conn.in_transaction());
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 2);
}

#[test]
fn a_savepoint_that_ddl_has_ended_is_an_error() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE tag (name varchar(9))")).unwrap();
    let error = conn
        .begin_nested(|conn| {
            conn.execute(text("CREATE TABLE other (n int)"))?;
            conn.execute(text("INSERT INTO tag VALUES ('a')"))
        })
        .unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::TransactionAborted, "{error}");
    assert!(error.message().contains("DDL"), "{error}");
    conn.rollback().unwrap();
    assert_eq!(count(&mut conn), 0);
}

#[test]
fn what_the_raw_connection_does_to_the_transaction_is_seen() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE tag (name varchar(9))")).unwrap();
    let run = |conn: &mut Connection, sql: &str| {
        conn.mysql().unwrap().query_drop(sql).unwrap();
    };
    run(&mut conn, "BEGIN");
    run(&mut conn, "INSERT INTO tag VALUES ('a')");
    assert!(conn.in_transaction());
    conn.commit().unwrap();
    run(&mut conn, "BEGIN");
    run(&mut conn, "COMMIT");
    assert!(!conn.in_transaction());
    assert_eq!(count(&mut conn), 1);
    conn.rollback().unwrap();
}

#[test]
fn a_transaction_begins_as_it_is_told_to() {
    use realgar::driver::{AccessMode, Begin, Control, IsolationLevel, SqlText, TransactionStatus};

    let Some(url) = super::url() else { return };
    let driver = realgar::driver::open(&url.parse().unwrap()).unwrap();
    let mut conn = driver.connect().unwrap();
    conn.run(SqlText::kept("CREATE TABLE tag (name varchar(9))"), &[], &mut |_| Ok(())).unwrap();
    let begin =
        Begin { isolation: Some(IsolationLevel::ReadCommitted), access: Some(AccessMode::ReadOnly), writing: false };
    assert_eq!(
        conn.control_sql(Control::Begin(begin)),
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; START TRANSACTION READ ONLY"
    );
    conn.control(Control::Begin(begin)).unwrap();
    assert_eq!(conn.status(), TransactionStatus::Open);
    let insert = conn.run(SqlText::kept("INSERT INTO tag VALUES ('a')"), &[], &mut |_| Ok(()));
    assert_eq!(*insert.unwrap_err().kind(), ErrorKind::ReadOnly);
    // Somebody else's commit is seen, which it would not be by default.
    let mut other = driver.connect().unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        conn.run(SqlText::kept("SELECT count(*) FROM tag"), &[], &mut |cursor| {
            seen.push(format!("{:?}", cursor.next()?.unwrap().cell(0)?));
            Ok(())
        })
        .unwrap();
        other.run(SqlText::kept("INSERT INTO tag VALUES ('b')"), &[], &mut |_| Ok(())).unwrap();
    }
    assert_eq!(seen, ["Integer(0)", "Integer(1)"]);
    conn.control(Control::Rollback).unwrap();
    assert_eq!(conn.status(), TransactionStatus::Idle);
    // The next transaction is as usual.
    conn.control(Control::Begin(Begin::default())).unwrap();
    conn.run(SqlText::kept("INSERT INTO tag VALUES ('c')"), &[], &mut |_| Ok(())).unwrap();
    conn.control(Control::Commit).unwrap();
}

#[test]
fn a_killed_connection_is_reported_and_replaced() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let process = conn.scalar(text("SELECT connection_id()").typed::<i64>()).unwrap().unwrap();
    engine.connect().unwrap().execute(text(format!("KILL {process}"))).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::Disconnected);
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::Disconnected);
    drop(conn);
    assert_eq!(engine.pool_status().in_use, 0);
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_connection_that_is_lost_before_the_answer_to_commit_leaves_the_outcome_unknown() {
    let Some(engine) = engine() else { return };
    engine.begin(|conn| conn.execute(text("CREATE TABLE tag (name varchar(9))"))).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap();
    let process = conn.scalar(text("SELECT connection_id()").typed::<i64>()).unwrap().unwrap();
    engine.connect().unwrap().execute(text(format!("KILL {process}"))).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert!(conn.commit().unwrap_err().is_commit_unknown());
}

#[test]
fn a_transaction_that_deadlocks_is_run_again() {
    let Some(engine) = engine() else { return };
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE counter (n int)"))?;
            conn.execute(text("INSERT INTO counter VALUES (0)"))
        })
        .unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    engine
                        .retry(100, |conn| {
                            // Both may read, and then neither may write.
                            let read = text("SELECT n FROM counter LOCK IN SHARE MODE").typed::<i32>();
                            let n = conn.scalar(read)?.unwrap();
                            conn.execute(text("UPDATE counter SET n = :n").bind("n", n + 1))
                        })
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT n FROM counter").typed::<i32>()).unwrap(), Some(20));
}
