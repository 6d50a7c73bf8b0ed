//! Many tasks on few connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use realgar::Error;
use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use super::tutorial::{Address, NewAddress, NewUser, User};
use super::{databases, names, settled};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_tasks_on_five_connections_are_all_served() {
    for database in databases() {
        let patience = Duration::from_secs(120);
        let engine = database.engine(|builder| builder.pool_size(5).max_overflow(0).pool_timeout(patience));
        let db = AsyncEngine::new(engine);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..1000)
            .map(|number| {
                let (db, now, most) = (db.clone(), Arc::clone(&now), Arc::clone(&most));
                tokio::spawn(async move {
                    if number % 10 == 0 {
                        let unit = db.retry(100, move |session| {
                            most.fetch_max(now.fetch_add(1, Ordering::AcqRel) + 1, Ordering::AcqRel);
                            session.add(NewUser::new(format!("{number:04}")));
                            let flushed = session.flush();
                            now.fetch_sub(1, Ordering::AcqRel);
                            flushed
                        });
                        unit.await
                    } else if number % 10 == 1 {
                        let mut session = db.open_session().await?;
                        session.scalar(select(func::count(User.id))).await?;
                        session.commit().await
                    } else {
                        db.read(move |session| {
                            session.scalar(select(User.id).filter(User.name.eq(format!("{number:04}")))).map(drop)
                        })
                        .await
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert!(most.load(Ordering::Acquire) <= 5, "{most:?} at once");
        settled(&db).await;
        database.has_no_transaction("a thousand tasks");
        assert!(db.engine().pool_status().idle <= 5);
        assert_eq!(names(&db).await.len(), 100);
    }
}

/// Writes a user with an address, in two statements, in one of three ways.
async fn write_both(db: &AsyncEngine, number: usize) -> realgar::Result<()> {
    let add = move |session: &mut Session| {
        let user = session.add(NewUser::new(format!("{number:04}")));
        session.flush()?;
        session.add(NewAddress::new("x", user));
        session.flush()
    };
    match number % 3 {
        0 => db.retry(100, add).await,
        1 => {
            let mut session = db.open_session().await?;
            let user = session.add(NewUser::new(format!("{number:04}")));
            session.flush().await?;
            session.add(NewAddress::new("x", user));
            session.commit().await
        }
        _ => {
            let mut conn = db.connect().await?;
            let user = insert(User).value(NewUser::new(format!("{number:04}"))).returning(User.id);
            let mut stream = conn.stream(user, 1);
            let id = stream.next().await.transpose()?;
            stream.close().await?;
            if let Some(id) = id {
                conn.execute(insert(Address).value(NewAddress::new("x", id))).await?;
            }
            conn.commit().await
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_tasks_those_that_are_aborted_leave_nothing_half_done() {
    for database in databases() {
        let patience = Duration::from_secs(120);
        let engine = database.engine(|builder| builder.pool_size(5).max_overflow(0).pool_timeout(patience));
        let db = AsyncEngine::new(engine);
        let tasks: Vec<_> = (0..1000)
            .map(|number| {
                let db = db.clone();
                tokio::spawn(async move { write_both(&db, number).await })
            })
            .collect();
        let (mut done, mut aborted) = (0, 0);
        for (number, task) in tasks.into_iter().enumerate() {
            if number % 4 == 0 {
                // Some wait for a permit, some have a statement that runs, some have ended.
                task.abort();
            }
            match task.await {
                Ok(result) => {
                    result.unwrap();
                    done += 1;
                }
                Err(error) => {
                    assert!(error.is_cancelled(), "{error}");
                    aborted += 1;
                }
            }
        }
        settled(&db).await;
        database.has_no_transaction("aborted tasks");
        assert!(done >= 750 && aborted > 0, "{done} done, {aborted} aborted");
        let users = names(&db).await.len();
        let whole = select(func::count_distinct(User.id)).join(Address);
        let whole = db.connection(|conn| conn.scalar(whole)).await.unwrap();
        assert_eq!(whole, i64::try_from(users).ok(), "a user without its address");
        // A COMMIT that had begun may have come to its end.
        assert!((done..=done + aborted).contains(&users), "{users} users of {done} tasks");
    }
}

#[tokio::test]
async fn permits_are_given_in_the_order_of_asking() {
    let db = AsyncEngine::new(databases().remove(0).engine(|builder| builder.pool_size(1).max_overflow(0)));
    let held = db.open_session().await.unwrap();
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..50 {
        let (db, order) = (db.clone(), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            db.connection(move |_| {
                order.lock().unwrap().push(number);
                Ok::<_, Error>(())
            })
            .await
        }));
        // A task that was just spawned is polled once before this one goes on.
        tokio::task::yield_now().await;
    }
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(*order.lock().unwrap(), (0..50).collect::<Vec<_>>());
}
