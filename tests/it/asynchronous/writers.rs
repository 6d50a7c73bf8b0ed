//! SQLite's writers: one after the other, in the order in which they came.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;
use realgar::{Error, ErrorKind};

use super::tutorial::{NewUser, User};
use super::{names, settled};
use crate::support::Scratch;

fn engine(scratch: &Scratch, options: &str) -> Engine {
    let engine = Engine::builder(&scratch.url(&format!("writers.db{options}"))).pool_size(20).build().unwrap();
    super::tutorial::METADATA.create_all(&engine).unwrap();
    engine
}

#[test]
fn writers_wait_in_line_and_nobody_gives_up() {
    let scratch = Scratch::new();
    let engine = engine(&scratch, "?synchronous=off");
    let mut first = engine.connect().unwrap();
    first.begin().unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..10)
        .map(|number| {
            let (engine, order) = (engine.clone(), Arc::clone(&order));
            let thread = thread::spawn(move || {
                engine.begin(|conn| {
                    conn.execute(insert(User).value(NewUser::new(format!("{number}"))))?;
                    order.lock().unwrap().push(number);
                    Ok::<_, Error>(())
                })
            });
            thread::sleep(Duration::from_millis(30));
            thread
        })
        .collect();
    first.commit().unwrap();
    threads.into_iter().for_each(|thread| thread.join().unwrap().unwrap());
    assert_eq!(*order.lock().unwrap(), (0..10).collect::<Vec<_>>());
}

#[test]
fn a_second_connection_that_writes_in_one_unit_is_told_to_use_the_first() {
    let scratch = Scratch::new();
    let engine = engine(&scratch, "?busy_timeout=60");
    let result = engine.begin(|conn| {
        conn.execute(insert(User).value(NewUser::new("a")))?;
        engine.begin(|other| other.execute(insert(User).value(NewUser::new("b"))))
    });
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Busy, Some("5")));
    assert!(error.message().contains("waited 60 ms") && error.message().contains("use that one"), "{error}");
    engine.begin(|conn| conn.execute(insert(User).value(NewUser::new("c")))).unwrap();
}

#[test]
fn the_turn_is_given_back_however_the_transaction_ends() {
    let scratch = Scratch::new();
    let engine = engine(&scratch, "?busy_timeout=60");
    let write = |conn: &mut Connection| conn.execute(insert(User).value(NewUser::new("a")));
    let others_can_write = |how: &str| {
        let mut other = engine.connect().unwrap();
        other.begin().unwrap_or_else(|error| panic!("{how}: {error}"));
    };
    let mut conn = engine.connect().unwrap();
    write(&mut conn).unwrap();
    conn.rollback().unwrap();
    others_can_write("rollback");
    write(&mut conn).unwrap();
    conn.execute(delete(User).all_rows()).unwrap();
    conn.commit().unwrap();
    others_can_write("commit");
    write(&mut conn).unwrap();
    conn.sqlite().unwrap().execute_batch("ROLLBACK").unwrap();
    assert!(!conn.in_transaction());
    others_can_write("the raw connection");
    write(&mut conn).unwrap();
    assert!(conn.execute(text("INSERT OR ROLLBACK INTO user_account (name) VALUES ('a')")).is_err());
    others_can_write("an error that rolls back");
    drop(conn);
    others_can_write("drop");
}

#[test]
fn whoever_waits_for_the_turn_can_be_cancelled() {
    let scratch = Scratch::new();
    let engine = engine(&scratch, "?busy_timeout=60000");
    let mut first = engine.connect().unwrap();
    first.begin().unwrap();
    let mut second = engine.connect().unwrap();
    let handle = second.cancel_handle().unwrap();
    let waiter = thread::spawn(move || second.begin());
    while !waiter.is_finished() {
        handle.cancel().unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(*waiter.join().unwrap().unwrap_err().kind(), ErrorKind::Cancelled);
}

#[tokio::test]
async fn a_future_that_waits_for_the_turn_can_be_dropped() {
    let scratch = Scratch::new();
    let db = AsyncEngine::new(engine(&scratch, "?busy_timeout=60000"));
    let mut first = db.open_session().await.unwrap();
    first.add(NewUser::new("sandy"));
    first.flush().await.unwrap();
    let write = db.session(|session| {
        session.add(NewUser::new("patrick"));
        Ok::<_, Error>(())
    });
    assert!(tokio::time::timeout(Duration::from_millis(30), write).await.is_err());
    first.commit().await.unwrap();
    drop(first);
    settled(&db).await;
    assert_eq!(names(&db).await, ["sandy"]);
}
