//! The driver's contract: what the engine makes of a transaction's steps, its status, and a connection that is lost.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use realgar::driver::{
    self, AccessMode, Begin, Control, Cursor, Driver, DriverConnection, IsolationLevel, SqlText, TransactionStatus,
};
use realgar::{Dialect, Engine, Error, ErrorKind, Result, Value, text};

use crate::support::like_postgres::LikePostgres;

fn sqlite() -> Arc<dyn Driver> {
    driver::open(&"sqlite://".parse().unwrap()).unwrap()
}

/// An engine of a driver that fails a transaction on each error, with a table of one unique column.
fn like_postgres() -> Engine {
    let engine = Engine::builder("sqlite://").driver(Arc::new(LikePostgres(sqlite()))).build().unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE tag (name TEXT UNIQUE)"))).unwrap();
    engine
}

const INSERT: &str = "INSERT INTO tag VALUES ('a')";

fn tags(engine: &Engine) -> Option<i64> {
    engine.connect().unwrap().scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap()
}

#[test]
fn nothing_runs_in_a_failed_transaction_and_its_commit_is_an_error() {
    let engine = like_postgres();
    let mut conn = engine.connect().unwrap();
    conn.execute(text(INSERT)).unwrap();
    assert!(conn.execute(text(INSERT)).unwrap_err().is_unique_violation());
    assert!(conn.in_transaction());
    for _ in 0..2 {
        assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    }
    conn.rollback().unwrap();
    assert!(!conn.in_transaction());
    conn.execute(text(INSERT)).unwrap();
    conn.commit().unwrap();
    assert_eq!(tags(&engine), Some(1));
}

#[test]
fn a_failed_transaction_is_whole_again_after_a_rollback_to_a_savepoint() {
    let engine = like_postgres();
    let mut conn = engine.connect().unwrap();
    conn.execute(text(INSERT)).unwrap();
    let failed = conn.begin_nested(|conn| conn.begin_nested(|conn| conn.execute(text(INSERT))));
    assert!(failed.unwrap_err().is_unique_violation());
    conn.execute(text("INSERT INTO tag VALUES ('b')")).unwrap();
    conn.commit().unwrap();
    assert_eq!(tags(&engine), Some(2));
}

#[test]
fn an_error_that_a_savepoint_ignores_undoes_the_savepoint_and_is_told() {
    let engine = like_postgres();
    let mut conn = engine.connect().unwrap();
    conn.execute(text(INSERT)).unwrap();
    let ignored: realgar::Result<_> = conn.begin_nested(|conn| {
        conn.execute(text("INSERT INTO tag VALUES ('b')"))?;
        assert!(conn.execute(text(INSERT)).is_err());
        Ok::<_, realgar::Error>(())
    });
    assert_eq!(*ignored.unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.commit().unwrap();
    assert_eq!(tags(&engine), Some(1));
}

#[test]
fn a_connection_comes_back_to_its_pool_without_its_failed_transaction() {
    let engine = like_postgres();
    let mut conn = engine.connect().unwrap();
    assert!(conn.execute(text("SELECT nonsense")).is_err());
    drop(conn);
    assert_eq!(engine.pool_status().idle, 1);
    assert_eq!(tags(&engine), Some(0));
}

/// Loses its connection during COMMIT: after the database has done it, but before it could say so.
struct LosesCommits {
    inner: Arc<dyn Driver>,
    commits: Arc<AtomicU32>,
}

struct LosesCommit {
    inner: Box<dyn DriverConnection>,
    commits: Arc<AtomicU32>,
}

impl Driver for LosesCommits {
    fn dialect(&self) -> Dialect {
        self.inner.dialect()
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(LosesCommit { inner: self.inner.connect()?, commits: Arc::clone(&self.commits) }))
    }
}

impl DriverConnection for LosesCommit {
    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        self.inner.query(sql, binds)
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        self.inner.is_read_only(sql)
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.inner.control(control)?;
        if control == Control::Commit {
            self.commits.fetch_add(1, Ordering::Relaxed);
            return Err(Error::new(ErrorKind::Disconnected, "the server has closed the connection").with_code("08006"));
        }
        Ok(())
    }

    fn status(&self) -> TransactionStatus {
        self.inner.status()
    }

    fn ping(&mut self) -> Result<()> {
        self.inner.ping()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

#[test]
fn a_connection_lost_during_commit_leaves_the_outcome_unknown_and_nothing_is_retried() {
    let commits = Arc::new(AtomicU32::new(0));
    let driver = LosesCommits { inner: sqlite(), commits: Arc::clone(&commits) };
    let engine = Engine::builder("sqlite://").driver(Arc::new(driver)).build().unwrap();
    let error = engine.retry(5, |conn| conn.execute(text("CREATE TABLE point (x INTEGER)"))).unwrap_err();
    assert!(error.is_commit_unknown() && !error.is_retryable() && !error.is_disconnected(), "{error}");
    assert_eq!((error.code(), error.statement()), (Some("08006"), Some("COMMIT")));
    assert_eq!(commits.load(Ordering::Relaxed), 1);
    assert_eq!(engine.pool_status().idle, 0);
}

#[test]
fn sqlite_begins_transactions_as_they_are_asked_for() {
    let mut conn = sqlite().connect().unwrap();
    let begin = |access, writing| Begin { isolation: Some(IsolationLevel::RepeatableRead), access, writing };
    assert_eq!(conn.control_sql(Control::Begin(begin(None, true))), "BEGIN IMMEDIATE");
    assert_eq!(conn.status(), TransactionStatus::Idle);
    conn.control(Control::Begin(begin(Some(AccessMode::ReadOnly), true))).unwrap();
    assert_eq!(conn.status(), TransactionStatus::Open);
    let create = "CREATE TABLE point (x INTEGER)";
    let error = conn.run(SqlText::kept(create), &[], &mut |cursor| cursor.next().map(drop)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ReadOnly, "{error}");
    conn.control(Control::Rollback).unwrap();
    conn.control(Control::Begin(begin(None, true))).unwrap();
    conn.run(SqlText::kept(create), &[], &mut |cursor| cursor.next().map(drop)).unwrap();
    conn.control(Control::Commit).unwrap();
    assert_eq!(conn.status(), TransactionStatus::Idle);
}

#[test]
fn no_way_to_sqlite_writes_in_a_transaction_that_may_only_read() {
    let engine = Engine::builder("sqlite://").pool_size(1).max_overflow(0).build().unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE point (x INTEGER)"))).unwrap();
    let insert = "INSERT INTO point VALUES (1)";
    let raw = |conn: &mut realgar::Connection| conn.sqlite().unwrap().execute(insert, []);
    for _ in 0..2 {
        let mut conn = engine.with_access_mode(AccessMode::ReadOnly).connect().unwrap();
        conn.execute(text("SELECT x FROM point")).unwrap();
        for sql in
            [insert, "WITH one AS (SELECT 1) DELETE FROM point", "CREATE TEMP TABLE mine (x)", "DROP TABLE point"]
        {
            let error = conn.execute(text(sql)).unwrap_err();
            assert_eq!((error.kind(), error.code()), (&ErrorKind::ReadOnly, Some("8")), "{sql}");
        }
        assert!(raw(&mut conn).unwrap_err().to_string().contains("readonly"));
        assert_eq!(conn.scalar(text("SELECT count(*) FROM point").typed::<i64>()).unwrap(), Some(0));
        // However the transaction ends, the next one may write, by each of the two.
        conn.sqlite().unwrap().execute_batch("COMMIT").unwrap();
        drop(conn);
        let mut conn = engine.connect().unwrap();
        assert_eq!(raw(&mut conn).map_err(|error| error.to_string()), Ok(1));
        conn.execute(text("DELETE FROM point")).unwrap();
        conn.commit().unwrap();
    }
}

#[test]
fn unsigned_numbers_reach_sqlite_as_far_as_it_can_keep_them() {
    let mut conn = Engine::new("sqlite://").unwrap().connect().unwrap();
    let greatest = u64::try_from(i64::MAX).unwrap();
    let mut sent = |number: u64| conn.scalar(text("SELECT :number").bind("number", number).typed::<u64>());
    assert_eq!(sent(greatest).unwrap(), Some(greatest));
    assert_eq!(*sent(greatest + 1).unwrap_err().kind(), ErrorKind::OutOfRange);
}

#[test]
fn a_cancelled_statement_says_so_and_a_handle_ends_with_its_connection() {
    let engine = Engine::builder("sqlite://").pool_size(1).max_overflow(0).build().unwrap();
    let mut conn = engine.connect().unwrap();
    let handle = conn.cancel_handle().unwrap();
    let other = handle.clone();
    let (tell, told) = std::sync::mpsc::channel();
    let watchdog = std::thread::spawn(move || {
        while told.try_recv().is_err() {
            other.cancel().unwrap();
            std::thread::yield_now();
        }
    });
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    let error = conn.execute(text(endless)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Cancelled, "{error}");
    tell.send(()).unwrap();
    watchdog.join().unwrap();
    conn.rollback().unwrap();
    drop(conn);
    // The same connection of the pool has another user now, whom the handle cannot disturb.
    let mut conn = engine.connect().unwrap();
    handle.cancel().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}
