//! The pool through the public API: limits, waiting, clean connections, many threads.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use realgar::engine::PoolReset;
use realgar::{Engine, Error, ErrorKind, Result, text};

use crate::support::Scratch;

fn engine(size: usize, overflow: usize, timeout: Duration) -> Engine {
    Engine::builder("sqlite://").pool_size(size).max_overflow(overflow).pool_timeout(timeout).build().unwrap()
}

#[test]
fn a_full_pool_times_out_and_says_what_to_do() {
    let engine = engine(1, 1, Duration::from_millis(100));
    let held = (engine.connect().unwrap(), engine.connect().unwrap());
    let started = Instant::now();
    let error = engine.connect().unwrap_err();
    let waited = started.elapsed();
    assert_eq!(*error.kind(), ErrorKind::PoolTimeout);
    assert!(error.message().contains("pool size 1, overflow 1") && error.message().contains("drop"), "{error}");
    assert!(waited >= Duration::from_millis(100) && waited < Duration::from_millis(300), "{waited:?}");
    drop(held);
    assert_eq!((engine.pool_status().idle, engine.pool_status().in_use), (1, 0));
    engine.connect().unwrap();
}

#[test]
fn a_waiting_thread_gets_the_connection_that_comes_back() {
    let engine = engine(1, 0, Duration::from_secs(10));
    let held = engine.connect().unwrap();
    let waiter = thread::spawn({
        let engine = engine.clone();
        move || engine.connect()?.scalar(text("SELECT 1").typed::<i64>())
    });
    while engine.pool_status().waiting == 0 {
        thread::yield_now();
    }
    drop(held);
    assert_eq!(waiter.join().unwrap().unwrap(), Some(1));
}

#[test]
fn a_database_that_cannot_be_opened_costs_no_slot() {
    let scratch = Scratch::new();
    let url = scratch.url("missing/file.db");
    let engine =
        Engine::builder(&url).pool_size(1).max_overflow(0).pool_timeout(Duration::from_millis(50)).build().unwrap();
    for _ in 0..3 {
        assert_eq!(*engine.connect().unwrap_err().kind(), ErrorKind::Connection);
    }
    std::fs::create_dir(scratch.path("missing")).unwrap();
    engine.connect().unwrap();
}

#[test]
fn a_half_read_result_does_not_follow_the_connection() {
    let engine = engine(1, 0, Duration::from_millis(50));
    let numbers = || text("VALUES (1), (2), (3)").typed::<i64>();
    let mut conn = engine.connect().unwrap();
    conn.stream(numbers()).unwrap().next().unwrap().unwrap();
    std::mem::forget(conn.stream(text("SELECT 1")));
    drop(conn);
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.scalars(numbers()).unwrap().all(), [1, 2, 3]);
    conn.begin().unwrap();
    conn.commit().unwrap();
}

#[test]
fn a_panic_in_a_closure_costs_no_slot_and_poisons_nothing() {
    let engine = engine(1, 0, Duration::from_millis(50));
    for _ in 0..3 {
        let panicked = catch_unwind(AssertUnwindSafe(|| engine.begin(|_| -> Result<()> { panic!("on purpose") })));
        assert!(panicked.is_err());
    }
    engine.connect().unwrap();
}

#[test]
fn a_connection_that_is_closed_on_return_leaves_no_settings() {
    let engine = Engine::builder("sqlite://").pool_reset_on_return(PoolReset::Close).build().unwrap();
    engine.connect().unwrap().sqlite().unwrap().execute_batch("CREATE TEMP TABLE t (x)").unwrap();
    assert_eq!(engine.pool_status().idle, 0);
    assert!(engine.connect().unwrap().execute(text("SELECT x FROM temp.t")).is_err());
}

#[test]
fn an_old_connection_is_replaced() {
    let engine = Engine::builder("sqlite://").pool_recycle(Duration::from_millis(20)).build().unwrap();
    engine.connect().unwrap().sqlite().unwrap().execute_batch("CREATE TEMP TABLE t (x)").unwrap();
    thread::sleep(Duration::from_millis(30));
    assert!(engine.connect().unwrap().execute(text("SELECT x FROM temp.t")).is_err());
}

#[test]
fn a_connection_outlives_the_engine_it_came_from() {
    let mut conn = Engine::new("sqlite://").unwrap().connect().unwrap();
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn many_threads_on_a_small_pool_lose_nothing() {
    let scratch = Scratch::new();
    let url = scratch.url("many.db");
    let engine = Engine::builder(&url).pool_size(3).max_overflow(2).build().unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE counter (n INTEGER)"))).unwrap();
    engine.begin(|conn| conn.execute(text("INSERT INTO counter VALUES (0)"))).unwrap();
    let committed = Arc::new(AtomicU32::new(0));
    let workers: Vec<_> = (0..40)
        .map(|worker| {
            let (engine, committed) = (engine.clone(), Arc::clone(&committed));
            thread::spawn(move || {
                for round in 0..10 {
                    let kept = engine.retry(20, |conn| {
                        conn.execute(text("UPDATE counter SET n = n + 1"))?;
                        if (worker + round) % 4 == 0 { Err(Error::other("not this one")) } else { Ok(()) }
                    });
                    match kept {
                        Ok(()) => drop(committed.fetch_add(1, Ordering::SeqCst)),
                        Err(error) => assert_eq!(*error.kind(), ErrorKind::Other, "{error}"),
                    }
                }
            })
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    let counted = engine.connect().unwrap().scalar(text("SELECT n FROM counter").typed::<u32>()).unwrap();
    assert_eq!(counted, Some(committed.load(Ordering::SeqCst)));
    let status = engine.pool_status();
    assert_eq!((status.in_use, status.waiting), (0, 0));
    assert!(status.idle <= 3);
}
