//! Cancellation of statements, in every order in which the threads can take their steps: a worker with a connection, and
//! somebody who goes away.
//!
//! The two files of the library are compiled here with loom's locks in the place of std's.

#![cfg(test)]

#[path = "../../../src/engine/cancellation/lease.rs"]
mod lease;
#[path = "../../../src/engine/cancellation/signal.rs"]
mod signal;
/// What the two files have their locks from.
mod sync;

use loom::sync::Arc;
use loom::sync::Mutex;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use lease::Lease;
use signal::{Request, Signal};

/// A connection to a database, as both threads see it.
#[derive(Clone)]
struct Connection {
    lease: Lease,
    database: Arc<Database>,
    may_come_late: bool,
}

#[derive(Default)]
struct Database {
    /// A statement that does not end by itself runs, and was not cancelled yet.
    runs: Mutex<bool>,
    /// Who has the connection: 0 its first user, 1 the next one.
    owner: AtomicUsize,
    requests: AtomicUsize,
}

impl Request for Connection {
    fn request(&self) {
        let request = || {
            // Under the lease, the connection does not change hands.
            assert_eq!(self.database.owner.load(Ordering::Acquire), 0, "somebody else's statement is cancelled");
            self.database.requests.fetch_add(1, Ordering::AcqRel);
            *self.database.runs.lock().unwrap() = false;
        };
        self.lease.request(self.may_come_late, request);
    }
}

impl Connection {
    /// Runs a statement that ends when it is cancelled.
    fn run(&self) {
        *self.database.runs.lock().unwrap() = true;
        while *self.database.runs.lock().unwrap() {
            thread::yield_now();
        }
    }
}

/// What `Connection::watch`, a statement and `Connection::finish` do.
fn work(signal: &Signal<Connection>, connection: &Connection) {
    if !signal.is_cancelled() {
        signal.begins(connection.clone());
        if !signal.is_cancelled() {
            connection.run();
        }
    }
    signal.ends();
    let is_late = connection.lease.end();
    let has_requests = connection.database.requests.load(Ordering::Acquire) > 0;
    assert_eq!(is_late, connection.may_come_late && has_requests, "a late request would hit the next user");
    connection.database.owner.store(1, Ordering::Release);
}

/// What a future that is dropped does.
fn go_away(signal: &Signal<Connection>) {
    signal.cancel();
    if signal.has_connection() {
        signal.stop();
    }
}

fn in_every_order(may_come_late: bool) {
    let mut model = loom::model::Builder::new();
    // Where a thread is stopped against its will: three times, in each combination of places.
    model.preemption_bound = Some(3);
    model.check(move || {
        let signal = Arc::new(Signal::default());
        let connection = Connection { lease: Lease::new(), database: Arc::default(), may_come_late };
        let worker = {
            let (signal, connection) = (Arc::clone(&signal), connection.clone());
            thread::spawn(move || work(&signal, &connection))
        };
        go_away(&signal);
        // An endless statement has ended: no order leaves it running.
        worker.join().unwrap();
        assert!(!signal.has_connection());
    });
}

/// As on a server.
#[test]
fn an_endless_statement_is_cancelled_and_nobody_elses_in_every_order() {
    in_every_order(true);
}

/// As on SQLite.
#[test]
fn the_same_where_no_request_comes_late() {
    in_every_order(false);
}
