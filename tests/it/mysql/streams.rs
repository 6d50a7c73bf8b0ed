//! Streams: rows as they arrive, dropped early, failing in the middle.

use realgar::{Connection, Engine, ErrorKind, text};

use super::engine;

/// A table of numbers from 1.
fn numbers(engine: &Engine, count: i64) {
    engine
        .begin(|conn| {
            conn.execute(text("CREATE TABLE number (i int PRIMARY KEY, filler varchar(100))"))?;
            let fill = text(
                "INSERT INTO number WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) \
                 SELECT i, repeat('x', 100) FROM n",
            );
            conn.execute(fill.bind("count", count))
        })
        .unwrap();
}

fn stream(conn: &mut Connection, rows: usize) -> i64 {
    let all = conn.stream(text("SELECT i FROM number ORDER BY i").typed::<i64>()).unwrap();
    all.take(rows).map(Result::unwrap).sum()
}

#[test]
fn a_stream_hands_out_all_rows_in_order_and_may_be_dropped() {
    let Some(engine) = engine() else { return };
    numbers(&engine, 10_000);
    let mut conn = engine.connect().unwrap();
    assert_eq!(stream(&mut conn, usize::MAX), 50_005_000);
    assert_eq!(stream(&mut conn, 3), 6);
    // The next answer is that of the next statement.
    assert_eq!(conn.scalar(text("SELECT 'next'").typed::<String>()).unwrap().as_deref(), Some("next"));
    assert_eq!(stream(&mut conn, 0), 0);
    assert_eq!(conn.scalar(text("SELECT 2").typed::<i64>()).unwrap(), Some(2));
}

#[test]
fn an_error_between_rows_comes_after_the_rows_before_it() {
    let Some(engine) = engine() else { return };
    numbers(&engine, 1_000);
    let mut conn = engine.connect().unwrap();
    let fails =
        text("SELECT i, (SELECT 1 FROM number b WHERE b.i = a.i OR (a.i = 900 AND b.i < 3)) FROM number a ORDER BY i");
    let rows = conn.stream(fails.typed::<(i64, i64)>()).unwrap();
    let (good, bad): (Vec<_>, Vec<_>) = rows.partition(Result::is_ok);
    assert!(good.len() < 900 && bad.len() == 1, "{} and {}", good.len(), bad.len());
    let error = bad.into_iter().next().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.code()), (&ErrorKind::Database, Some("1242")), "{error:?}");
    assert!(conn.in_transaction());
    assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
}

/// How much memory this process has had at most, in kB.
#[cfg(target_os = "linux")]
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn a_million_rows_are_streamed_in_little_memory() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let before = most_memory();
    let million = text(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
         SELECT a.i, repeat('x', 100) FROM n a, n b",
    );
    let count = conn.stream(million.typed::<(i64, String)>()).unwrap().map(Result::unwrap).count();
    assert_eq!(count, 1_000_000);
    // Other tests of this process run at the same time; 100 MB would be the rows.
    assert!(most_memory() - before < 60_000, "{} kB", most_memory() - before);
}
