//! The server's transactions: failed ones, lost ones, and those of the raw client.

use realgar::{Engine, ErrorKind, text};

use super::engine;

#[test]
fn nothing_runs_in_a_failed_transaction_and_its_commit_is_an_error() {
    let Some(engine) = engine() else { return };
    engine.begin(|conn| conn.execute(text("CREATE TABLE tag (name text UNIQUE)"))).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap();
    assert!(conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap_err().is_unique_violation());
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap(), Some(0));
    conn.begin_nested(|conn| conn.execute(text("SELECT nothing"))).unwrap_err();
    conn.execute(text("INSERT INTO tag VALUES ('b')")).unwrap();
    conn.commit().unwrap();
    assert_eq!(conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_constraint_that_fails_at_commit_rolls_back() {
    let Some(engine) = engine() else { return };
    engine
        .begin(|conn| conn.execute(text("CREATE TABLE tag (name text UNIQUE DEFERRABLE INITIALLY DEFERRED)")))
        .unwrap();
    let mut conn = engine.connect().unwrap();
    for _ in 0..2 {
        conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap();
    }
    assert!(conn.commit().unwrap_err().is_unique_violation());
    assert!(!conn.in_transaction());
    assert_eq!(conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap(), Some(0));
}

#[test]
fn a_killed_connection_is_reported_and_replaced() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let process = conn.scalar(text("SELECT pg_backend_pid()").typed::<i32>()).unwrap().unwrap();
    let kill = text("SELECT pg_terminate_backend(:process)").bind("process", process);
    assert_eq!(engine.connect().unwrap().scalar(kill.typed::<bool>()).unwrap(), Some(true));
    let error = conn.execute(text("SELECT 1")).unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Disconnected, Some("57P01")), "{error:?}");
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::Disconnected);
    drop(conn);
    assert_eq!(engine.pool_status().in_use, 0);
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_connection_that_is_lost_in_commit_leaves_the_outcome_unknown() {
    let Some(engine) = engine() else { return };
    // A trigger that ends its own connection when the transaction commits.
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE tag (name text)"))?;
            conn.execute(text(
                "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
            ))?;
            conn.execute(text(
                "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON tag DEFERRABLE INITIALLY DEFERRED \
                 FOR EACH ROW EXECUTE FUNCTION die()",
            ))
        })
        .unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap();
    assert!(conn.commit().unwrap_err().is_commit_unknown());
}

#[test]
fn what_the_raw_client_does_to_the_transaction_is_seen() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let run = |conn: &mut realgar::Connection, sql: &str| {
        let raw = conn.postgres().unwrap();
        let _ = raw.block_on(raw.client().batch_execute(sql));
    };
    run(&mut conn, "BEGIN; CREATE TABLE tag (name text)");
    assert!(conn.in_transaction());
    conn.commit().unwrap();
    run(&mut conn, "BEGIN");
    run(&mut conn, "SELECT nothing");
    assert!(conn.in_transaction());
    assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    run(&mut conn, "SELECT 1");
    assert!(!conn.in_transaction());
    assert_eq!(conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap(), Some(0));
}

#[test]
fn a_transaction_that_cannot_be_serialized_is_run_again() {
    let Some(engine) = engine() else { return };
    let serializable =
        |conn: &mut realgar::Connection| conn.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")).map(|_| ());
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
                            serializable(conn)?;
                            let n = conn.scalar(text("SELECT n FROM counter").typed::<i32>())?.unwrap();
                            conn.execute(text("UPDATE counter SET n = :n").bind("n", n + 1))
                        })
                        .unwrap();
                }
            });
        }
    });
    assert_eq!(engine.connect().unwrap().scalar(text("SELECT n FROM counter").typed::<i32>()).unwrap(), Some(20));
}

#[test]
fn transactions_inside_an_outer_one_are_savepoints_and_all_of_it_is_rolled_back() {
    let Some(engine) = engine() else { return };
    engine.begin(|conn| conn.execute(text("CREATE TABLE tag (name text UNIQUE)"))).unwrap();
    let count = |engine: &Engine| {
        let mut conn = engine.connect().unwrap();
        conn.scalar(text("SELECT count(*) FROM tag").typed::<i64>()).unwrap()
    };
    let add = |engine: &Engine| engine.begin(|conn| conn.execute(text("INSERT INTO tag VALUES ('a')")));
    {
        let inside = engine.outer_transaction().unwrap();
        add(&inside).unwrap();
        // An error fails the savepoint, and not the outer transaction.
        assert!(add(&inside).unwrap_err().is_unique_violation());
        let mut conn = inside.connect().unwrap();
        assert!(conn.execute(text("INSERT INTO tag VALUES ('a')")).unwrap_err().is_unique_violation());
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
        conn.rollback().unwrap();
        conn.begin_nested(|conn| conn.execute(text("SELECT nothing"))).unwrap_err();
        conn.execute(text("CREATE TABLE other (id int)")).unwrap();
        conn.commit().unwrap();
        drop(conn);
        assert_eq!(count(&inside), Some(1));
    }
    assert_eq!(count(&engine), Some(0));
    assert!(engine.connect().unwrap().execute(text("SELECT id FROM other")).unwrap_err().is_no_such_table());
}

#[test]
fn an_outer_transaction_whose_connection_was_killed_is_told() {
    let Some(engine) = engine() else { return };
    let inside = engine.outer_transaction().unwrap();
    let mut conn = inside.connect().unwrap();
    let pid = conn.scalar(text("SELECT pg_backend_pid()").typed::<i32>()).unwrap().unwrap();
    let mut other = engine.connect().unwrap();
    other.scalar(text("SELECT pg_terminate_backend(:pid)").bind("pid", pid).typed::<bool>()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    assert!(conn.execute(text("SELECT 1")).unwrap_err().is_disconnected());
    drop(conn);
    let error = inside.connect().unwrap_err();
    assert!(error.message().contains("the outer transaction of this engine has ended"), "{error}");
}
