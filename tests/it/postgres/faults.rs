//! What servers and networks do to connections: kills, locks, timeouts.

use std::sync::Barrier;
use std::time::Duration;

use realgar::{Connection, Engine, ErrorKind, text};

use super::{engine, url};

fn process(conn: &mut Connection) -> i32 {
    conn.scalar(text("SELECT pg_backend_pid()").typed::<i32>()).unwrap().unwrap()
}

fn kill(admin: &Engine, processes: &[i32]) {
    for process in processes {
        let kill = text("SELECT pg_terminate_backend(:process)").bind("process", *process);
        admin.connect().unwrap().scalar(kill.typed::<bool>()).unwrap();
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
    let processes: Vec<i32> = connections.iter_mut().map(process).collect();
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
    let error = one(&engine).unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Disconnected, Some("57P01")));
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
    conn.execute(text("SET LOCAL statement_timeout = 12345")).unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    let mut rows = conn.stream(text("SELECT generate_series(1, 100000)").typed::<i32>()).unwrap();
    assert_eq!(rows.next().unwrap().unwrap(), 1);
    drop(rows);
    drop(conn);
    let mut conn = engine.connect().unwrap();
    assert_eq!(process(&mut conn), first);
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
    assert_ne!(conn.scalar(text("SHOW statement_timeout").typed::<String>()).unwrap().unwrap(), "12345ms");
}

#[test]
fn a_deadlock_ends_one_of_two_transactions() {
    let Some(engine) = engine() else { return };
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE account (id int PRIMARY KEY, n int)"))?;
            conn.execute(text("INSERT INTO account VALUES (1, 0), (2, 0)"))
        })
        .unwrap();
    let both_hold_one = Barrier::new(2);
    let transfer = |from: i32, to: i32| {
        engine.begin(|conn| {
            let add = |id| text("UPDATE account SET n = n + 1 WHERE id = :id").bind("id", id);
            conn.execute(add(from))?;
            both_hold_one.wait();
            conn.execute(add(to))
        })
    };
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| transfer(1, 2));
        let other = scope.spawn(|| transfer(2, 1));
        (one.join().unwrap(), other.join().unwrap())
    });
    let error = match (one, other) {
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => error,
        both => panic!("one of them should have failed: {both:?}"),
    };
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Deadlock, Some("40P01")));
    assert!(error.is_retryable());
}

#[test]
fn who_waits_too_long_for_a_lock_is_told_so() {
    let Some(engine) = engine() else { return };
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (n int)"))).unwrap();
    let mut holder = engine.connect().unwrap();
    holder.execute(text("LOCK TABLE t")).unwrap();
    let mut waiter = engine.connect().unwrap();
    waiter.execute(text("SET LOCAL lock_timeout = 50")).unwrap();
    let error = waiter.execute(text("SELECT * FROM t")).unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Busy, Some("55P03")));
}

#[test]
fn a_transaction_that_idles_too_long_is_ended_by_the_server() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 50")).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let error = conn.execute(text("SELECT 1")).unwrap_err();
    // The server's reason, unless the network has told of the closed socket first.
    assert_eq!(*error.kind(), ErrorKind::Disconnected, "{error:?}");
    assert!(matches!(error.code(), Some("25P03") | None), "{error:?}");
}
