//! Streams: rows as they come, slow readers, ends before the last row.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use realgar::prelude::*;
use realgar::{Error, ErrorKind};

use super::tutorial::{NewUser, User};
use super::{databases, names, settled};

/// A million numbers.
const NUMBERS: &str =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT i FROM n";

#[tokio::test]
async fn a_stream_hands_out_all_rows_in_order_and_ends() {
    for database in databases() {
        let db = database.db();
        let insert = insert(User).values((0..105).map(|n| NewUser::new(format!("user {n:03}"))));
        db.connection(move |conn| conn.execute(insert)).await.unwrap();
        for batch in [0, 1, 7, 105, usize::MAX] {
            let mut users = db.stream(select((User.id, User.name)).order_by(User.id), batch);
            let mut seen = 0;
            while let Some(row) = users.next().await {
                assert_eq!(row.unwrap().1, format!("user {seen:03}"));
                seen += 1;
            }
            assert!(users.next().await.is_none());
            assert_eq!(seen, 105, "in batches of {batch}");
        }
        let mut none = db.stream(select(User).filter(User.id.lt(0)), 10);
        assert!(none.next().await.is_none());
        settled(&db).await;
    }
}

#[tokio::test]
async fn it_is_a_stream_of_futures_core() {
    fn is_stream<S: futures_core::Stream<Item = realgar::Result<i64>> + Unpin + Send>(stream: &mut S) -> Pin<&mut S> {
        Pin::new(stream)
    }
    let db = databases().remove(0).db();
    let mut numbers = db.stream(text("SELECT 1 UNION SELECT 2").typed::<i64>(), 10);
    let mut stream = is_stream(&mut numbers);
    let first = std::future::poll_fn(|context| futures_core::Stream::poll_next(stream.as_mut(), context)).await;
    assert_eq!(first.unwrap().unwrap(), 1);
}

#[tokio::test]
async fn a_slow_reader_slows_the_database() {
    let db = databases().remove(0).db();
    let stepped = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&stepped);
    // Each row that is made is counted by a function of the program's.
    db.engine().dispose();
    let mut conn = db.connect().await.unwrap();
    conn.run(move |conn| {
        let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
        let count = move |context: &rusqlite::functions::Context<'_>| {
            counted.fetch_add(1, Ordering::Relaxed);
            context.get::<i64>(0)
        };
        conn.sqlite()?.create_scalar_function("counted", 1, flags, count).map_err(Error::other)
    })
    .await
    .unwrap();
    let sql = NUMBERS.replace(") SELECT i", ") SELECT counted(i)");
    let mut numbers = conn.stream(text(sql).typed::<i64>(), 10);
    for expected in 1..=30 {
        assert_eq!(numbers.next().await.unwrap().unwrap(), expected);
        tokio::time::sleep(Duration::from_millis(1)).await;
        let ahead = stepped.load(Ordering::Relaxed) - u64::try_from(expected).unwrap();
        assert!(ahead <= 40, "{ahead} rows were made that nobody has asked for");
    }
    numbers.close().await.unwrap();
    assert!(stepped.load(Ordering::Relaxed) < 100);
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_cancelled_and_gives_everything_back() {
    for database in databases() {
        let db = database.db();
        for rows in [0, 1, 25] {
            let mut numbers = db.stream(text(NUMBERS).typed::<i64>(), 10);
            for _ in 0..rows {
                numbers.next().await.unwrap().unwrap();
            }
            drop(numbers);
            settled(&db).await;
        }
    }
}

#[tokio::test]
async fn an_error_is_the_last_item_and_rolls_back() {
    for database in databases() {
        let db = database.db();
        let mut broken = db.stream(text("SELECT x FROM nowhere").typed::<i64>(), 10);
        let error = broken.next().await.unwrap().unwrap_err();
        assert!(error.is_no_such_table(), "{error:?}");
        assert!(broken.next().await.is_none());

        let wrong = "SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT NULL) AS t ORDER BY n IS NULL, n";
        let mut wrong = db.stream(text(wrong).typed::<i64>(), 10);
        let mut seen = Vec::new();
        let error = loop {
            match wrong.next().await {
                Some(Ok(number)) => seen.push(number),
                Some(Err(error)) => break error,
                None => panic!("NULL is no number"),
            }
        };
        assert_eq!((seen, error.kind()), (vec![1, 2], &ErrorKind::Decode));
        assert!(wrong.next().await.is_none());
        settled(&db).await;
    }
}

#[tokio::test]
async fn a_stream_that_writes_commits_at_its_end_and_not_before() {
    for database in databases() {
        let db = database.db();
        let insert = |from: i32| {
            insert(User).values((from..from + 20).map(|n| NewUser::new(format!("{n}")))).returning(User.name)
        };
        let mut dropped = db.stream(insert(0), 5);
        dropped.next().await.unwrap().unwrap();
        drop(dropped);
        settled(&db).await;
        assert!(names(&db).await.is_empty());
        let mut whole = db.stream(insert(100), 5);
        while let Some(name) = whole.next().await {
            name.unwrap();
        }
        assert_eq!(names(&db).await.len(), 20);
    }
}

#[tokio::test]
async fn a_stream_of_a_session_leaves_its_instances_there() {
    for database in databases() {
        let db = database.db();
        let mut session = db.open_session().await.unwrap();
        let added = session.add_all((0..10).map(|n| NewUser::new(format!("{n}"))));
        let mut users = session.stream(select(User).order_by(User.id), 3);
        let mut seen = Vec::new();
        while let Some(user) = users.next().await {
            seen.push(user.unwrap());
        }
        drop(users);
        assert_eq!(seen, added);
        assert_eq!(session[seen[9]].name, "9");

        let mut users = session.stream(select(User).order_by(User.id), 3);
        assert_eq!(users.next().await.unwrap().unwrap(), added[0]);
        users.close().await.unwrap();
        assert!(session.in_transaction());
        session[added[0]].fullname = Some("zero".to_owned());
        session.flush().await.unwrap();

        let mut users = session.stream(select(User).order_by(User.id), 3);
        users.next().await.unwrap().unwrap();
        drop(users);
        assert_eq!(*session.commit().await.unwrap_err().kind(), ErrorKind::Cancelled);
        session.rollback().await.unwrap();
        assert!(names(&db).await.is_empty());
        drop(session);
        settled(&db).await;
    }
}
