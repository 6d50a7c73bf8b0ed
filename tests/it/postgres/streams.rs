//! Streams: constant memory, and an end before the last row.

use realgar::{ErrorKind, text};

use super::engine;

fn resident_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_rows_need_no_more_memory_than_a_thousand() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let query = text("SELECT i, repeat('x', 40) FROM generate_series(1, :last) AS i").bind("last", 1_000_000);
    let (mut rows, mut sum, mut most) = (0_u64, 0_i64, 0);
    let before = resident_memory();
    for row in conn.stream(query.typed::<(i32, String)>()).unwrap() {
        sum += i64::from(row.unwrap().0);
        rows += 1;
        if rows % 100_000 == 0 {
            most = most.max(resident_memory());
        }
    }
    assert_eq!((rows, sum), (1_000_000, 500_000_500_000));
    // Other tests run in the same process, so this is far above what the stream itself takes.
    assert!(most < before + 100_000, "{before} kB before, {most} kB at most");
}

#[test]
fn a_stream_may_be_dropped_early_and_the_connection_is_in_step() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i FROM n";
    for taken in [0, 1, 999, 1_000, 1_001] {
        let query = text(endless).bind("last", 2_000_000_000);
        let rows: Vec<i32> = conn.stream(query.typed::<i32>()).unwrap().take(taken).collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), taken);
        assert_eq!(conn.scalar(text("SELECT 'next'").typed::<String>()).unwrap().as_deref(), Some("next"));
    }
    // A statement that writes is run to its end.
    conn.execute(text("CREATE TABLE number (i int)")).unwrap();
    let insert = text("INSERT INTO number SELECT generate_series(1, 5000) RETURNING i").typed::<i32>();
    assert_eq!(conn.stream(insert).unwrap().take(1).count(), 1);
    assert_eq!(conn.scalar(text("SELECT count(*) FROM number").typed::<i64>()).unwrap(), Some(5000));
}

#[test]
fn an_error_behind_the_rows_that_were_read_fails_the_transaction() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE number (i int)")).unwrap();
    conn.commit().unwrap();
    conn.execute(text("INSERT INTO number VALUES (1)")).unwrap();
    let divides = text("SELECT 10 / (1500 - i) FROM generate_series(1, 3000) AS i").typed::<i32>();
    let mut read = 0;
    let failed = conn.stream(divides).unwrap().find_map(|row| {
        read += 1;
        row.err()
    });
    // The server makes a portion whole before it sends it.
    assert_eq!((failed.unwrap().code(), read), (Some("22012"), 1_001));
    assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    conn.rollback().unwrap();
    // The error comes when the rows that nobody wants are passed over.
    let writes = text("INSERT INTO number SELECT 10 / (5000 - i) FROM generate_series(1, 6000) AS i RETURNING i");
    assert!(conn.stream(writes.typed::<i32>()).map(|rows| rows.take(1).count()).is_ok());
    assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
}
