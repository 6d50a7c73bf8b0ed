//! The pool with a driver that breaks when it is told to.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc;
use std::thread;

use super::*;
use crate::driver::{Control, Cursor, SqlText, TransactionStatus};
use crate::sql::value::Value;

/// What the test and the driver have in common.
#[derive(Default)]
struct Server {
    opened: AtomicUsize,
    closed: AtomicUsize,
    pings: AtomicUsize,
    refuses: AtomicBool,
    panics: AtomicBool,
    is_down: AtomicBool,
}

struct Fake(Arc<Server>);

struct FakeConnection(Arc<Server>);

impl Driver for Fake {
    fn dialect(&self) -> Dialect {
        Dialect::PostgreSql
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        assert!(!self.0.panics.load(SeqCst), "the driver panics");
        if self.0.refuses.load(SeqCst) {
            return Err(Error::new(ErrorKind::Connection, "refused"));
        }
        self.0.opened.fetch_add(1, SeqCst);
        Ok(Box::new(FakeConnection(Arc::clone(&self.0))))
    }
}

impl DriverConnection for FakeConnection {
    fn query<'c>(&'c mut self, _: SqlText<'_>, _: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        Err(Error::unsupported("no statements here"))
    }

    fn is_read_only(&mut self, _: &str) -> Result<Option<bool>> {
        Ok(None)
    }

    fn control(&mut self, _: Control) -> Result<()> {
        Ok(())
    }

    fn status(&self) -> TransactionStatus {
        TransactionStatus::Idle
    }

    fn ping(&mut self) -> Result<()> {
        self.0.pings.fetch_add(1, SeqCst);
        if self.0.is_down.load(SeqCst) { Err(Error::new(ErrorKind::Disconnected, "gone")) } else { Ok(()) }
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

impl Drop for FakeConnection {
    fn drop(&mut self) {
        self.0.closed.fetch_add(1, SeqCst);
    }
}

fn pool(config: PoolConfig) -> (Arc<Pool>, Arc<Server>) {
    let server = Arc::new(Server::default());
    (Arc::new(Pool::new(Arc::new(Fake(Arc::clone(&server))), config)), server)
}

/// One connection, no overflow.
fn narrow(timeout: Duration) -> PoolConfig {
    PoolConfig { size: 1, overflow: 0, timeout, ..PoolConfig::default() }
}

#[test]
fn a_connection_is_used_again_and_overflow_is_closed() {
    let (pool, server) = pool(PoolConfig { size: 1, overflow: 1, ..PoolConfig::default() });
    let (a, b) = (pool.acquire().unwrap(), pool.acquire().unwrap());
    assert_eq!(pool.status().in_use, 2);
    drop((a, b));
    assert_eq!(pool.status(), PoolStatus { idle: 1, in_use: 0, waiting: 0, limit: 2 });
    drop(pool.acquire().unwrap());
    assert_eq!((server.opened.load(SeqCst), server.closed.load(SeqCst)), (2, 1));
}

#[test]
fn a_slot_survives_refused_connects_and_panics() {
    let (pool, server) = pool(narrow(Duration::from_millis(50)));
    server.refuses.store(true, SeqCst);
    for _ in 0..3 {
        assert_eq!(pool.acquire().map(drop).unwrap_err().kind(), &ErrorKind::Connection);
    }
    server.panics.store(true, SeqCst);
    assert!(catch_unwind(AssertUnwindSafe(|| pool.acquire().map(drop))).is_err());
    assert_eq!(pool.status().in_use, 0);
    server.refuses.store(false, SeqCst);
    server.panics.store(false, SeqCst);
    pool.acquire().unwrap();
}

#[test]
fn a_refused_connect_passes_its_slot_to_the_next_in_line() {
    let (pool, server) = pool(narrow(Duration::from_secs(10)));
    let held = pool.acquire().unwrap();
    let waiter = thread::spawn({
        let pool = Arc::clone(&pool);
        move || pool.acquire().map(drop)
    });
    while pool.status().waiting == 0 {
        thread::yield_now();
    }
    server.is_down.store(true, SeqCst);
    let mut held = held;
    held.close();
    drop(held);
    waiter.join().unwrap().unwrap();
    assert_eq!(server.opened.load(SeqCst), 2);
}

#[test]
fn waiting_ends_at_the_timeout() {
    let (pool, _) = pool(narrow(Duration::from_millis(120)));
    let _held = pool.acquire().unwrap();
    let started = Instant::now();
    let error = pool.acquire().map(drop).unwrap_err();
    let waited = started.elapsed();
    assert_eq!(*error.kind(), ErrorKind::PoolTimeout);
    assert!(waited >= Duration::from_millis(120) && waited < Duration::from_millis(400), "{waited:?}");
    assert_eq!(pool.status().waiting, 0);
}

#[test]
fn those_who_wait_are_served_in_order() {
    let (pool, _) = pool(narrow(Duration::from_secs(10)));
    let held = pool.acquire().unwrap();
    let (served, order) = mpsc::channel();
    let waiters: Vec<_> = (0..5)
        .map(|number| {
            let (waiting, served) = (Arc::clone(&pool), served.clone());
            let waiter = thread::spawn(move || {
                let _connection = waiting.acquire().unwrap();
                served.send(number).unwrap();
            });
            while pool.status().waiting <= number {
                thread::yield_now();
            }
            waiter
        })
        .collect();
    drop(held);
    waiters.into_iter().for_each(|waiter| waiter.join().unwrap());
    assert_eq!(order.try_iter().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
}

#[test]
fn a_dead_connection_takes_the_idle_ones_with_it() {
    let (pool, server) = pool(PoolConfig { pre_ping: true, ..PoolConfig::default() });
    let all: Vec<_> = (0..4).map(|_| pool.acquire().unwrap()).collect();
    drop(all);
    assert_eq!(pool.status().idle, 4);
    server.is_down.store(true, SeqCst);
    let pings = server.pings.load(SeqCst);
    drop(pool.acquire().unwrap());
    assert_eq!(server.pings.load(SeqCst) - pings, 1, "one failure is enough");
    assert_eq!((server.closed.load(SeqCst), pool.status().idle), (4, 1));
}

#[test]
fn what_was_opened_after_a_disconnect_is_left_alone() {
    let (pool, server) = pool(PoolConfig::default());
    let (mut first, mut second) = (pool.acquire().unwrap(), pool.acquire().unwrap());
    first.close_broken();
    let fresh = pool.acquire().unwrap();
    drop(fresh);
    second.close_broken();
    assert_eq!((server.closed.load(SeqCst), pool.status().idle), (2, 1));
    assert!(second.raw().is_err(), "use after close is an error");
}

#[test]
fn old_connections_are_replaced_when_somebody_wants_one() {
    let (pool, server) = pool(PoolConfig { recycle: Some(Duration::from_millis(30)), ..PoolConfig::default() });
    let held = pool.acquire().unwrap();
    thread::sleep(Duration::from_millis(40));
    assert_eq!(server.closed.load(SeqCst), 0, "never while in use");
    drop(held);
    drop(pool.acquire().unwrap());
    assert_eq!((server.opened.load(SeqCst), server.closed.load(SeqCst)), (2, 1));
}

#[test]
fn disposing_closes_idle_connections_now_and_others_later() {
    let (pool, server) = pool(PoolConfig::default());
    let (used, idle) = (pool.acquire().unwrap(), pool.acquire().unwrap());
    drop(idle);
    pool.discard_all();
    assert_eq!(server.closed.load(SeqCst), 1);
    drop(used);
    assert_eq!((server.closed.load(SeqCst), pool.status().idle), (2, 0));
}

#[test]
fn many_threads_share_few_connections_and_leave_none_behind() {
    let config = PoolConfig { size: 3, overflow: 2, pre_ping: true, ..PoolConfig::default() };
    let (pool, server) = pool(config);
    let workers: Vec<_> = (0..64)
        .map(|worker| {
            let (pool, server) = (Arc::clone(&pool), Arc::clone(&server));
            thread::spawn(move || {
                for round in 0..200 {
                    let mut connection = pool.acquire().unwrap();
                    assert!(pool.status().in_use <= 5);
                    match (worker * 7 + round) % 31 {
                        0 => connection.close(),
                        1 => connection.close_broken(),
                        2 => server.is_down.store(round % 2 == 0, SeqCst),
                        _ => {}
                    }
                }
            })
        })
        .collect();
    workers.into_iter().for_each(|worker| worker.join().unwrap());
    let status = pool.status();
    assert_eq!((status.in_use, status.waiting), (0, 0));
    assert_eq!(server.opened.load(SeqCst) - server.closed.load(SeqCst), status.idle);
}

#[test]
fn closing_on_return_leaves_nothing_behind() {
    let (pool, server) = pool(PoolConfig { reset: PoolReset::Close, ..PoolConfig::default() });
    drop(pool.acquire().unwrap());
    assert_eq!((server.closed.load(SeqCst), pool.status().idle), (1, 0));
}
