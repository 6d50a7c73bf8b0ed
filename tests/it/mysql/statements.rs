//! Prepared statements: kept, let go, prepared anew when a table has changed, and what is not prepared at all.

use realgar::{Connection, Engine, ErrorKind, text};

use super::{engine, url};
use crate::support::servers;

/// How many statements the connection keeps prepared on the server.
fn prepared(conn: &mut Connection) -> i64 {
    let status = |conn: &mut Connection, name: &str| {
        let show = text(format!("SHOW SESSION STATUS LIKE '{name}'")).typed::<(String, String)>();
        conn.execute(show).unwrap().one().unwrap().1.parse::<i64>().unwrap()
    };
    status(conn, "Com_stmt_prepare") - status(conn, "Com_stmt_close")
}

fn run(conn: &mut Connection, number: usize) {
    let sql = format!("SELECT :value + {number}");
    let sum = conn.scalar(text(&sql).bind("value", 1_i64).typed::<i64>()).unwrap();
    assert_eq!(sum, Some(1 + i64::try_from(number).unwrap()));
}

#[test]
fn statements_are_kept_up_to_a_limit() {
    let Some(url) = url() else { return };
    let limited = servers::with_option(&url, "statement_cache_size=3");
    let engine = Engine::new(&limited).unwrap();
    let mut conn = engine.connect().unwrap();
    let before = prepared(&mut conn);
    for number in 0..20 {
        run(&mut conn, number);
        run(&mut conn, 0);
    }
    assert_eq!(prepared(&mut conn) - before, 3);
    let engine = Engine::new(&servers::with_option(&url, "statement_cache_size=0")).unwrap();
    let mut conn = engine.connect().unwrap();
    let before = prepared(&mut conn);
    for number in 0..5 {
        run(&mut conn, number);
    }
    assert_eq!(prepared(&mut conn), before);
}

#[test]
fn a_kept_statement_follows_its_table() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE t (a int)")).unwrap();
    conn.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    conn.commit().unwrap();
    let read = |conn: &mut Connection| format!("{:?}", conn.execute(text("SELECT * FROM t")).unwrap().one().unwrap());
    assert_eq!(read(&mut conn), "{\"a\": BigInt(1)}");
    let mut other = engine.connect().unwrap();
    conn.commit().unwrap();
    other.execute(text("ALTER TABLE t ADD COLUMN b varchar(5) DEFAULT 'x', MODIFY a varchar(9)")).unwrap();
    assert_eq!(read(&mut conn), "{\"a\": Text(\"1\"), \"b\": Text(\"x\")}");
    conn.commit().unwrap();
    other.execute(text("ALTER TABLE t DROP COLUMN a")).unwrap();
    assert_eq!(read(&mut conn), "{\"b\": Text(\"x\")}");
    conn.commit().unwrap();
    other.execute(text("DROP TABLE t")).unwrap();
    assert!(conn.execute(text("SELECT * FROM t")).unwrap_err().is_no_such_table());
}

#[test]
fn values_are_as_many_as_placeholders() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let driver = realgar::driver::open(&url().unwrap().parse().unwrap()).unwrap();
    let mut raw = driver.connect().unwrap();
    let one = realgar::Value::Integer(1);
    let text_of = realgar::driver::SqlText::kept;
    for (sql, values) in [("SELECT ?", vec![]), ("SELECT ?", vec![&one, &one]), ("SELECT 1", vec![&one])] {
        let error = raw.run(text_of(sql), &values, &mut |_| Ok(())).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Parameter, "{sql}: {error}");
    }
    // What looks like placeholders in quotes and comments is none.
    let tricky = text("SELECT '?:a', \"?:b\", 1 AS `?:c` /* ? :d */ -- ? :f\n , CAST(:g AS SIGNED)");
    let row = conn.execute(tricky.bind("g", 7)).unwrap().one().unwrap();
    assert_eq!((row.get::<String>(0).unwrap(), row.get::<i64>(3).unwrap()), ("?:a".to_owned(), 7));
}

#[test]
fn what_the_server_does_not_prepare_is_sent_as_it_is() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE t (n int)")).unwrap();
    conn.execute(text(
        "CREATE PROCEDURE fill (IN most int) BEGIN DECLARE i int DEFAULT 0; \
         WHILE i < most DO INSERT INTO t VALUES (i); SET i = i + 1; END WHILE; SELECT count(*) FROM t; SELECT 'end'; END",
    ))
    .unwrap();
    // The first answer is that of the call; what follows is passed over.
    let call = text("CALL fill(:most)").bind("most", 5);
    assert_eq!(conn.scalar(call.typed::<i64>()).unwrap(), Some(5));
    assert_eq!(conn.scalar(text("SELECT CAST(sum(n) AS SIGNED) FROM t").typed::<i64>()).unwrap(), Some(10));
    conn.execute(text("LOCK TABLES t WRITE")).unwrap();
    conn.execute(text("UNLOCK TABLES")).unwrap();
    assert!(!conn.execute(text("SHOW TABLES").typed::<(String,)>()).unwrap().all().is_empty());
}
