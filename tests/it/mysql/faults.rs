//! What servers and networks do to connections: kills, locks, timeouts.

use std::sync::Barrier;
use std::time::Duration;

use realgar::{Connection, Engine, ErrorKind, text};

use super::{engine, url};

fn process(conn: &mut Connection) -> i64 {
    conn.scalar(text("SELECT connection_id()").typed::<i64>()).unwrap().unwrap()
}

fn kill(admin: &Engine, processes: &[i64]) {
    for process in processes {
        admin.connect().unwrap().execute(text(format!("KILL {process}"))).unwrap();
    }
    // The server says so before it has closed the sockets.
    std::thread::sleep(Duration::from_millis(100));
}

fn one(engine: &Engine) -> realgar::Result<Option<i32>> {
    engine.connect()?.scalar(text("SELECT 1").typed::<i32>())
}

/// Opens three connections, gives them back, and kills them.
fn kill_idle_connections(engine: &Engine, url: &str) {
    let mut connections: Vec<Connection> = (0..3).map(|_| engine.connect().unwrap()).collect();
    let processes: Vec<i64> = connections.iter_mut().map(process).collect();
    drop(connections);
    kill(&Engine::new(url).unwrap(), &processes);
}

#[test]
fn a_ping_finds_out_that_idle_connections_were_killed() {
    let Some(url) = url() else { return };
    let engine = Engine::builder(&url).pool_pre_ping(true).build().unwrap();
    kill_idle_connections(&engine, &url);
    for _ in 0..3 {
        assert_eq!(one(&engine).unwrap(), Some(1));
    }
}

#[test]
fn after_one_lost_connection_all_that_are_as_old_are_replaced() {
    let Some(url) = url() else { return };
    let engine = Engine::new(&url).unwrap();
    kill_idle_connections(&engine, &url);
    assert_eq!(*one(&engine).unwrap_err().kind(), ErrorKind::Disconnected);
    for _ in 0..3 {
        assert_eq!(one(&engine).unwrap(), Some(1));
    }
    assert_eq!(engine.pool_status().in_use, 0);
}

#[test]
fn a_connection_comes_back_without_its_transaction_whatever_was_left_half_read() {
    let Some(url) = url() else { return };
    let engine = Engine::builder(&url).pool_size(1).max_overflow(0).build().unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (n int)"))).unwrap();
    let mut conn = engine.connect().unwrap();
    let first = process(&mut conn);
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n";
    let mut rows = conn.stream(text(many).typed::<i32>()).unwrap();
    assert_eq!(rows.next().unwrap().unwrap(), 1);
    drop(rows);
    drop(conn);
    let mut conn = engine.connect().unwrap();
    assert_eq!(process(&mut conn), first);
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
}

#[test]
fn a_deadlock_ends_one_of_two_transactions_as_a_whole() {
    let Some(engine) = engine() else { return };
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE account (id int PRIMARY KEY, n int)"))?;
            conn.execute(text("INSERT INTO account VALUES (1, 0), (2, 0)"))
        })
        .unwrap();
    let both_hold_one = Barrier::new(2);
    let transfer = |from: i32, to: i32| {
        let mut conn = engine.connect().unwrap();
        let add = |id| text("UPDATE account SET n = n + 1 WHERE id = :id").bind("id", id);
        conn.execute(add(from)).unwrap();
        both_hold_one.wait();
        let second = conn.execute(add(to));
        if second.is_err() {
            // The server has rolled back, and nothing may run as if it had not.
            assert_eq!(*conn.execute(add(to)).unwrap_err().kind(), ErrorKind::TransactionAborted);
            assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
            conn.rollback().unwrap();
        }
        second.and_then(|_| conn.commit())
    };
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| transfer(1, 2));
        let other = scope.spawn(|| transfer(2, 1));
        (one.join().unwrap(), other.join().unwrap())
    });
    let error = match (one, other) {
        (Err(error), Ok(())) | (Ok(()), Err(error)) => error,
        both => panic!("one of them should have failed: {both:?}"),
    };
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Deadlock, Some("1213")));
    assert!(error.is_retryable());
    let sum = text("SELECT CAST(sum(n) AS SIGNED) FROM account").typed::<i64>();
    assert_eq!(engine.connect().unwrap().scalar(sum).unwrap(), Some(2));
}

#[test]
fn who_waits_too_long_for_a_lock_is_told_so_and_keeps_the_transaction() {
    let Some(engine) = engine() else { return };
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE account (id int PRIMARY KEY, n int)"))?;
            conn.execute(text("INSERT INTO account VALUES (1, 0), (2, 0)"))
        })
        .unwrap();
    let mut holder = engine.connect().unwrap();
    let add = |id: i32| text("UPDATE account SET n = n + 1 WHERE id = :id").bind("id", id);
    holder.execute(add(1)).unwrap();
    let mut waiter = engine.connect().unwrap();
    waiter.execute(text("SET SESSION innodb_lock_wait_timeout = 1")).unwrap();
    waiter.execute(add(2)).unwrap();
    let error = waiter.execute(add(1)).unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Busy, Some("1205")));
    assert!(waiter.in_transaction());
    drop(holder);
    waiter.execute(add(1)).unwrap();
    waiter.commit().unwrap();
    let sum = text("SELECT CAST(sum(n) AS SIGNED) FROM account").typed::<i64>();
    assert_eq!(engine.connect().unwrap().scalar(sum).unwrap(), Some(2));
}

#[test]
fn a_connection_that_idles_too_long_is_ended_by_the_server() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET SESSION wait_timeout = 1")).unwrap();
    std::thread::sleep(Duration::from_millis(2_500));
    assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::Disconnected);
}
