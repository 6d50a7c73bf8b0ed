//! The isolation level and the access mode of one transaction, on each database; what cannot be serialized is run again.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use realgar::engine::{AccessMode, Begin, IsolationLevel};
use realgar::prelude::*;
use realgar::{Connection, Engine, ErrorKind, text};

use crate::support::{Scratch, servers};

fn with_counter(engine: &Engine) {
    engine.begin(|conn| conn.execute(text("CREATE TABLE number (n int)"))).unwrap();
}

fn count(conn: &mut Connection) -> i64 {
    conn.scalar(text("SELECT count(*) FROM number").typed::<i64>()).unwrap().unwrap()
}

fn add(engine: &Engine) {
    engine.begin(|conn| conn.execute(text("INSERT INTO number VALUES (1)"))).unwrap();
}

/// Whether two reads of one transaction see what another one commits in between.
fn sees_commits(conn: &mut Connection, engine: &Engine) -> bool {
    let before = count(conn);
    add(engine);
    let after = count(conn);
    conn.commit().unwrap();
    after > before
}

/// `usual`: whether transactions see commits of others if nothing is said.
pub(crate) fn levels(url: &str, usual: bool) {
    let engine = Engine::new(url).unwrap();
    with_counter(&engine);
    // One connection for all, so that a level which stays would be seen.
    let one = Engine::builder(url).pool_size(1).max_overflow(0).build().unwrap();
    let level = |level| one.with_isolation_level(level);
    for _ in 0..2 {
        let mut conn = level(IsolationLevel::ReadCommitted).connect().unwrap();
        assert!(sees_commits(&mut conn, &engine));
        assert!(sees_commits(&mut conn, &engine), "the next transaction, too");
        drop(conn);
        assert!(!sees_commits(&mut level(IsolationLevel::RepeatableRead).connect().unwrap(), &engine));
        let mut conn = one.connect().unwrap();
        assert_eq!(sees_commits(&mut conn, &engine), usual, "the level goes with its transaction");
        // A level for one transaction.
        for (isolation, sees) in [(IsolationLevel::ReadCommitted, true), (IsolationLevel::RepeatableRead, false)] {
            conn.begin_with(Begin { isolation: Some(isolation), ..Begin::default() }).unwrap();
            let error = conn.begin_with(Begin::default()).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().contains("isolation level"), "{error}");
            assert_eq!(sees_commits(&mut conn, &engine), sees);
            assert_eq!(sees_commits(&mut conn, &engine), usual, "and not for the next one");
        }
    }
    let mut session = SessionMaker::new(&one).isolation_level(IsolationLevel::RepeatableRead).session();
    let mut seen = || session.scalar(text("SELECT count(*) FROM number").typed::<i64>()).unwrap();
    let before = seen();
    add(&engine);
    assert_eq!(seen(), before);
}

/// Reads, and is refused to write, in the table of [`levels`].
pub(crate) fn read_only(engine: &Engine) {
    let insert = || text("INSERT INTO number VALUES (1)");
    let refused = |conn: &mut Connection| {
        assert!(count(conn) >= 0);
        assert_eq!(*conn.execute(insert()).unwrap_err().kind(), ErrorKind::ReadOnly);
        conn.rollback().unwrap();
    };
    let mut conn = engine.with_access_mode(AccessMode::ReadOnly).connect().unwrap();
    refused(&mut conn);
    refused(&mut conn);
    drop(conn);
    let mut conn = engine.connect().unwrap();
    conn.execute(insert()).unwrap();
    conn.commit().unwrap();
    conn.begin_with(Begin { access: Some(AccessMode::ReadOnly), ..Begin::default() }).unwrap();
    refused(&mut conn);
    conn.execute(insert()).unwrap();
    conn.commit().unwrap();
    let error = SessionMaker::new(engine).read_session().execute(insert()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ReadOnly);
}

#[test]
fn a_transaction_has_its_level_and_mode_on_postgresql() {
    let Some(url) = servers::postgres() else { return };
    let url = servers::postgres_schema(&url);
    levels(&url, true);
    read_only(&Engine::new(&url).unwrap());
}

#[test]
fn a_transaction_has_its_level_and_mode_on_mysql() {
    let Some(url) = servers::mysql() else { return };
    let url = servers::mysql_database(&url);
    levels(&url, false);
    read_only(&Engine::new(&url).unwrap());
}

#[test]
fn a_transaction_has_its_mode_on_sqlite_and_never_a_weaker_level() {
    let scratch = Scratch::new();
    let engine = Engine::new(&scratch.url("levels.db")).unwrap();
    with_counter(&engine);
    for level in [IsolationLevel::ReadUncommitted, IsolationLevel::RepeatableRead, IsolationLevel::Serializable] {
        assert!(!sees_commits(&mut engine.with_isolation_level(level).connect().unwrap(), &engine));
    }
    read_only(&engine);
}

#[test]
fn a_connection_is_set_up_before_its_transactions_are_told_anything() {
    let prepare = |conn: &mut Connection| {
        conn.execute(text("CREATE TABLE IF NOT EXISTS setting (x int)"))?;
        conn.commit()
    };
    let engine = Engine::builder("sqlite://").on_connect(prepare).build().unwrap();
    let never = |_: &mut Connection| Err(realgar::Error::other("not for those who set up"));
    let reading = engine.with_after_begin(never).with_access_mode(AccessMode::ReadOnly);
    let mut conn = reading.connect().unwrap();
    assert_eq!(*conn.execute(text("SELECT x FROM setting")).unwrap_err().kind(), ErrorKind::Other);
    drop(conn);
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT count(*) FROM setting").typed::<i64>()).unwrap(), Some(0));
}

/// Two doctors who both go home because the other one is there: write skew.
fn doctors() -> Option<Engine> {
    let engine = Engine::new(&servers::postgres_schema(&servers::postgres()?)).unwrap();
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE doctor (name text, works boolean)"))?;
            conn.execute(text("INSERT INTO doctor VALUES ('ada', true), ('bob', true)"))
        })
        .unwrap();
    Some(engine.with_isolation_level(IsolationLevel::Serializable))
}

fn working(conn: &mut Connection) -> realgar::Result<i64> {
    Ok(conn.scalar(text("SELECT count(*) FROM doctor WHERE works").typed::<i64>())?.unwrap_or_default())
}

fn go_home(conn: &mut Connection, name: &str) -> realgar::Result<()> {
    conn.execute(text("UPDATE doctor SET works = false WHERE name = :name").bind("name", name)).map(drop)
}

#[test]
fn a_write_skew_is_found_at_commit() {
    let Some(engine) = doctors() else { return };
    let (mut ada, mut bob) = (engine.connect().unwrap(), engine.connect().unwrap());
    assert_eq!((working(&mut ada).unwrap(), working(&mut bob).unwrap()), (2, 2));
    go_home(&mut ada, "ada").unwrap();
    go_home(&mut bob, "bob").unwrap();
    ada.commit().unwrap();
    let error = bob.commit().unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::SerializationFailure, Some("40001")), "{error:?}");
    assert!(error.is_retryable() && error.message().contains("rolled back"), "{error}");
    assert!(!bob.in_transaction());
    assert_eq!(working(&mut bob).unwrap(), 1);
}

#[test]
fn a_write_skew_is_found_at_a_statement() {
    let Some(engine) = doctors() else { return };
    let (mut ada, mut bob) = (engine.connect().unwrap(), engine.connect().unwrap());
    assert_eq!((working(&mut ada).unwrap(), working(&mut bob).unwrap()), (2, 2));
    go_home(&mut ada, "ada").unwrap();
    ada.commit().unwrap();
    let error = go_home(&mut bob, "bob").unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::SerializationFailure, Some("40001")), "{error:?}");
    assert_eq!(*bob.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    bob.rollback().unwrap();
    assert_eq!(working(&mut bob).unwrap(), 1);
}

/// Each of many transactions adds the number that comes next; if one of them were lost or done twice, the numbers would show.
fn exact(engine: &Engine) {
    const THREADS: u32 = 8;
    const ROUNDS: u32 = 10;
    let serializable = engine.with_isolation_level(IsolationLevel::Serializable);
    let all_have_read = Barrier::new(THREADS as usize);
    let attempts = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut is_first = true;
                for _ in 0..ROUNDS {
                    serializable
                        .retry(1000, |conn| {
                            attempts.fetch_add(1, SeqCst);
                            let next = text("SELECT coalesce(max(n), 0) + 1 FROM number").typed::<i64>();
                            let next = conn.scalar(next)?.unwrap_or_default();
                            if std::mem::take(&mut is_first) {
                                all_have_read.wait();
                            }
                            conn.execute(text("INSERT INTO number VALUES (:n)").bind("n", next))
                        })
                        .unwrap();
                }
            });
        }
    });
    let numbers = text("SELECT n FROM number ORDER BY n").typed::<i64>();
    let numbers = engine.connect().unwrap().scalars(numbers).unwrap().all();
    assert_eq!(numbers, (1..=i64::from(THREADS * ROUNDS)).collect::<Vec<_>>());
    let attempts = attempts.into_inner();
    assert!(attempts >= THREADS * ROUNDS + THREADS - 1, "all but one of those who began together: {attempts}");
    assert_eq!(engine.pool_status().in_use, 0);
}

#[test]
fn transactions_that_are_run_again_count_exactly_on_postgresql() {
    let Some(url) = servers::postgres() else { return };
    let engine = Engine::new(&servers::postgres_schema(&url)).unwrap();
    with_counter(&engine);
    exact(&engine);
}

#[test]
fn transactions_that_are_run_again_count_exactly_on_mysql() {
    let Some(url) = servers::mysql() else { return };
    let engine = Engine::new(&servers::mysql_database(&url)).unwrap();
    with_counter(&engine);
    exact(&engine);
}

#[test]
fn transactions_that_are_run_again_count_exactly_on_sqlite() {
    let scratch = Scratch::new();
    let engine = Engine::new(&scratch.url("exact.db")).unwrap();
    with_counter(&engine);
    exact(&engine);
}

#[test]
fn a_hook_that_is_called_in_each_transaction_is_called_again_where_ddl_has_committed() {
    let Some(url) = servers::mysql() else { return };
    let calls = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&calls);
    let engine = Engine::new(&servers::mysql_database(&url)).unwrap().with_after_begin(move |_| {
        counted.fetch_add(1, SeqCst);
        Ok(())
    });
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE number (n int)")).unwrap();
    conn.execute(text("INSERT INTO number VALUES (1)")).unwrap();
    conn.execute(text("INSERT INTO number VALUES (2)")).unwrap();
    assert_eq!(calls.load(SeqCst), 2);
    conn.commit().unwrap();
    conn.commit().unwrap();
    assert_eq!(calls.load(SeqCst), 2);
}

/// What databases of several machines answer, said by a trigger of PostgreSQL's: at the statement, or at COMMIT.
fn answering(code: &str, message: &str, at_commit: bool) -> Option<Engine> {
    let engine = Engine::new(&servers::postgres_schema(&servers::postgres()?)).unwrap();
    with_counter(&engine);
    let (kind, when) = if at_commit { ("CONSTRAINT", "DEFERRABLE INITIALLY DEFERRED") } else { ("", "") };
    engine
        .begin(|conn| {
            conn.execute(text(format!(
                "CREATE FUNCTION answer() RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN RAISE EXCEPTION ''{message}'' USING ERRCODE = ''{code}''; END'"
            )))?;
            conn.execute(text(format!(
                "CREATE {kind} TRIGGER answers AFTER INSERT ON number {when} FOR EACH ROW EXECUTE FUNCTION answer()"
            )))
        })
        .unwrap();
    Some(engine)
}

#[test]
fn what_may_be_run_again_is_and_what_is_not_known_is_not_at_statements_and_at_commit() {
    for at_commit in [false, true] {
        for (code, message, kind, expected) in [
            ("40001", "restart transaction: RETRY_SERIALIZABLE", ErrorKind::SerializationFailure, 4),
            ("40P01", "deadlock detected", ErrorKind::Deadlock, 4),
            ("40003", "result is ambiguous", ErrorKind::CommitUnknown, 1),
        ] {
            let Some(engine) = answering(code, message, at_commit) else { return };
            let mut attempts = 0;
            let error = engine
                .retry(4, |conn| {
                    attempts += 1;
                    conn.execute(text("INSERT INTO number VALUES (1)"))
                })
                .unwrap_err();
            assert_eq!((error.kind(), error.code()), (&kind, Some(code)), "{error:?}");
            assert_eq!(attempts, expected, "{code}, at COMMIT: {at_commit}");
            assert!(error.message().contains(message), "{error}");
            let is_denied = error.message().contains("not committed");
            assert_eq!(is_denied, at_commit && kind != ErrorKind::CommitUnknown, "{error}");
            assert_eq!(engine.pool_status().in_use, 0);
        }
    }
}
