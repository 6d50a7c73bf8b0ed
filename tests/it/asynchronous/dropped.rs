//! Futures that are dropped at every await, and after every statement: afterwards, nothing is open, nothing is lost, and
//! the data is all there or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake};

use realgar::Error;
use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use super::every_method::{PROGRAMS, Program};
use super::gate::Gate;
use super::tutorial::{Address, NewUser, User};
use super::{Database, databases, names, postgres, settled};

/// Two connections, whose statements pass the gate.
fn engine(database: &Database, gate: &Gate) -> AsyncEngine {
    AsyncEngine::new(database.engine(|builder| gate.watch(builder).pool_size(2).max_overflow(0)))
}

/// Nothing is open, and what is there is all or nothing.
async fn check(db: &AsyncEngine, database: &Database, is_committed: bool, place: &str) {
    settled(db).await;
    database.has_no_transaction(place);
    let names = names(db).await;
    let is_there = names.iter().any(|name| name == "done");
    assert!(is_there || names.is_empty(), "{place}: a half: {names:?}");
    assert!(!names.iter().any(|name| name == "never"), "{place}: {names:?}");
    assert_eq!(is_there, is_committed, "{place}: {names:?}");
    db.connection(|conn| {
        conn.execute(delete(Address).all_rows())?;
        conn.execute(delete(User).all_rows()).map(drop)
    })
    .await
    .unwrap();
}

async fn drop_after_every_statement(database: &Database, program: &Program) {
    let name = program.name;
    let gate = Gate::default();
    let db = engine(database, &gate);
    for statement in 1.. {
        gate.set(Some(statement));
        let mut future = program.run(&db);
        let has_ended = tokio::select! {
            biased;
            result = &mut future => { result.unwrap(); true }
            () = gate.reached() => false,
        };
        drop(future);
        let commits = gate.open();
        settled(&db).await;
        gate.set(None);
        check(&db, database, commits > program.reads, &format!("{name}, dropped after statement {statement}")).await;
        if has_ended {
            assert!(statement > 2, "{name} has run {statement} statements");
            return;
        }
    }
}

/// Counts how often a future has asked to be polled.
struct Alarm(AtomicUsize, tokio::sync::Notify);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
        self.1.notify_one();
    }
}

async fn drop_after_every_poll(database: &Database, program: &Program) {
    let name = program.name;
    let gate = Gate::default();
    let db = engine(database, &gate);
    for polls in 0.. {
        gate.set(None);
        let mut future = program.run(&db);
        let alarm = Arc::new(Alarm(AtomicUsize::new(0), tokio::sync::Notify::new()));
        let waker = Arc::clone(&alarm).into();
        let mut has_ended = false;
        for _ in 0..polls {
            if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                result.unwrap();
                has_ended = true;
                break;
            }
            alarm.1.notified().await;
        }
        drop(future);
        settled(&db).await;
        let commits = gate.commits();
        check(&db, database, commits > program.reads, &format!("{name}, dropped after {polls} polls")).await;
        if has_ended {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_or_nothing_after_every_statement() {
    for database in databases() {
        for program in PROGRAMS {
            drop_after_every_statement(&database, program).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_or_nothing_after_every_poll() {
    for database in databases() {
        for program in PROGRAMS {
            drop_after_every_poll(&database, program).await;
        }
    }
}

#[tokio::test]
async fn a_unit_that_was_never_polled_has_done_nothing() {
    let database = databases().remove(0);
    let db = database.db();
    drop(db.session(|session| {
        session.add(NewUser::new("sandy"));
        Ok::<_, Error>(())
    }));
    drop(db.stream(insert(User).value(NewUser::new("sandy")).returning(User.id), 1));
    drop(Box::pin(db.connect()));
    settled(&db).await;
    assert!(names(&db).await.is_empty());
}

/// The server's own word on what a killed program leaves: nothing of ours is asked.
#[tokio::test]
async fn futures_dropped_all_at_once_leave_nothing_on_the_server() {
    let Some(database) = postgres() else { return };
    let gate = Gate::default();
    let db = engine(&database, &gate);
    let units: Vec<_> = (0..50)
        .map(|number| {
            let unit = db.session(move |session| {
                session.add(NewUser::new(format!("done {number}")));
                session.flush()?;
                session.execute(text("SELECT pg_sleep(30)")).map(drop)
            });
            tokio::spawn(unit)
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    units.iter().for_each(tokio::task::JoinHandle::abort);
    check(&db, &database, false, "all at once").await;
}
