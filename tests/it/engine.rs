//! Engines: URLs, laziness, in-memory databases, echo and listeners.

use realgar::engine::{EventKind, Executable};
use realgar::{Engine, ErrorKind, MetaData, Value, params, text};

use crate::support::{Scratch, Statements};

fn assert_send_sync<T: Send + Sync>() {}
fn assert_send<T: Send>() {}

#[test]
fn engines_cross_threads_and_connections_move_between_them() {
    assert_send_sync::<Engine>();
    assert_send::<realgar::Connection>();
    assert_send_sync::<realgar::Rows<realgar::Row>>();
    assert_send_sync::<realgar::Error>();
}

#[test]
fn building_an_engine_opens_nothing() {
    let scratch = Scratch::new();
    let engine = scratch.engine("lazy.db");
    assert!(!scratch.path("lazy.db").exists());
    let _ = engine.connect().unwrap();
    assert!(scratch.path("lazy.db").exists());
    assert_eq!(engine.pool_status().idle, 1);
}

#[test]
fn sqlalchemys_url_forms_all_work() {
    let scratch = Scratch::new();
    let file = scratch.path("a b%.db").display().to_string();
    let encoded = file.replace('%', "%25").replace(' ', "%20");
    for url in [
        "sqlite://".to_owned(),
        "sqlite:///".to_owned(),
        "sqlite:///:memory:".to_owned(),
        "sqlite+rusqlite:///:memory:".to_owned(),
        "sqlite:///file:realgar-test?mode=memory&cache=shared&uri=true".to_owned(),
        format!("sqlite:///{encoded}"),
        format!("sqlite:///{encoded}?mode=rw&busy_timeout=100"),
        format!("sqlite:///{encoded}?mode=ro&timeout=1"),
        format!("sqlite:///file:{file}?uri=true&mode=ro", file = file.replace('%', "%2525").replace(' ', "%2520")),
    ] {
        let engine = Engine::new(&url).unwrap();
        let one = engine.connect().and_then(|mut conn| conn.scalar(text("SELECT 1").typed::<i64>()));
        assert_eq!(one.unwrap(), Some(1), "{url}");
    }
    assert!(scratch.path("a b%.db").exists());
}

#[test]
fn what_cannot_be_connected_to_is_refused_when_the_engine_is_built() {
    for (url, sentence) in [
        ("postgresql://u:secret@h/d?sslmode=maybe", "`sslmode=maybe`"),
        ("postgresql+psycopg://u:secret@h/d", "`psycopg` is not a driver for PostgreSQL"),
        ("mysql+pymysql://u:secret@h/d", "`pymysql` is not a driver for MySQL"),
        ("oracle://h/d", "`oracle` is not a known database"),
        ("sqlite+pysqlite:///x.db", "`pysqlite` is not a driver for SQLite"),
        ("sqlite://relative.db", "sqlite:///file.db"),
        ("sqlite:///x.db?mod=ro", "`mod` is no option"),
        ("sqlite:///x.db?busy_timeout=soon", "is not a number"),
        ("sqlite:///x.db?journal_mode=x;DROP", "must be a word"),
        ("x.db", "begins with"),
    ] {
        let error = Engine::new(url).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidUrl, "{url}");
        assert!(error.message().contains(sentence), "{url}: {error}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn an_in_memory_database_is_one_for_all_connections_of_an_engine_and_of_no_other() {
    let engine = Engine::new("sqlite://").unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (x INTEGER)"))).unwrap();
    let (mut a, mut b) = (engine.connect().unwrap(), engine.connect().unwrap());
    a.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    a.commit().unwrap();
    assert_eq!(b.scalar(text("SELECT x FROM t").typed::<i64>()).unwrap(), Some(1));
    drop((a, b));
    engine.dispose();
    assert_eq!(engine.pool_status().idle, 0);
    let again = engine.connect().unwrap().scalar(text("SELECT x FROM t").typed::<i64>()).unwrap();
    assert_eq!(again, Some(1), "it lives as long as the engine");
    let other = Engine::new("sqlite://").unwrap().connect().unwrap().execute(text("SELECT x FROM t")).unwrap_err();
    assert_eq!(*other.kind(), ErrorKind::NoSuchTable);
}

#[test]
fn a_listener_hears_every_statement_in_order() {
    let (engine, statements) = Statements::engine();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE t (x INTEGER, y TEXT)")).unwrap();
    conn.execute_many(
        text("INSERT INTO t VALUES (:x, :y)"),
        [params! { x: 1, y: "a" }, params! { x: 2, y: None::<String> }],
    )
    .unwrap();
    conn.commit().unwrap();
    conn.begin_nested(|conn| conn.execute(text("DELETE FROM t WHERE x = :x").bind("x", 1_i64))).unwrap();
    conn.rollback().unwrap();
    conn.stream(text("SELECT x FROM t")).unwrap().count();
    drop(conn);
    assert_eq!(
        statements.take(),
        [
            "BEGIN IMMEDIATE",
            "CREATE TABLE t (x INTEGER, y TEXT)",
            "INSERT INTO t VALUES (?, ?) -- Integer(1), Text(\"a\") -- Integer(2), Null(Text)",
            "COMMIT",
            "BEGIN IMMEDIATE",
            "SAVEPOINT realgar_savepoint_1",
            "DELETE FROM t WHERE x = ? -- BigInt(1)",
            "RELEASE SAVEPOINT realgar_savepoint_1",
            "ROLLBACK",
            "BEGIN",
            "SELECT x FROM t",
            "ROLLBACK",
        ]
    );
}

#[test]
fn an_event_tells_rows_time_and_whether_the_statement_was_prepared() {
    let (sender, events) = std::sync::mpsc::channel();
    let engine = Engine::builder("sqlite://")
        .on_execute(move |event| {
            let shown = event.to_string();
            let _ = sender.send((event.kind(), event.rows(), event.was_prepared(), event.executions(), shown));
        })
        .build()
        .unwrap();
    let mut conn = engine.connect().unwrap();
    let select = || text("VALUES (:a), (2)").bind("a", "it's");
    conn.execute(select()).unwrap();
    conn.execute(select()).unwrap();
    conn.execute(text("SELECT missing")).unwrap_err();
    let events: Vec<_> = events.try_iter().collect();
    assert_eq!(events[0].0, EventKind::Begin);
    assert_eq!(events[0].4, "BEGIN (implicit)");
    let facts: Vec<_> = events.iter().skip(1).map(|event| (event.1, event.2, event.3)).collect();
    assert_eq!(facts, [(Some(2), Some(false), 1), (Some(2), Some(true), 1), (None, None, 1)]);
    assert!(events[2].4.starts_with("VALUES (?), (2)\n[2 rows, "), "{}", events[2].4);
    assert!(events[2].4.ends_with(" ms, cached] (\"it's\")"), "{}", events[2].4);
    assert!(events[3].4.contains("\nfailed: no such column: missing"), "{}", events[3].4);
}

#[test]
fn hidden_parameters_show_nowhere() {
    let (sender, events) = std::sync::mpsc::channel();
    let engine = Engine::builder("sqlite://")
        .hide_parameters(true)
        .on_execute(move |event| drop(sender.send((event.binds().len(), event.to_string()))))
        .build()
        .unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SELECT :x").bind("x", "secret")).unwrap();
    let error = conn.execute(text("SELECT :x, missing").bind("x", "secret")).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
    let (binds, shown) = events.try_iter().last().unwrap();
    assert_eq!(binds, 0);
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_connection_lends_its_rusqlite_connection() {
    let (engine, statements) = Statements::engine();
    let mut conn = engine.connect().unwrap();
    conn.sqlite().unwrap().execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1); VACUUM").unwrap();
    conn.execute(text("INSERT INTO t VALUES (2)")).unwrap();
    let seen: i64 = conn.sqlite().unwrap().query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
    assert_eq!(seen, 2, "in the same transaction");
    conn.rollback().unwrap();
    conn.sqlite().unwrap().execute_batch("BEGIN; INSERT INTO t VALUES (3)").unwrap();
    conn.commit().unwrap();
    conn.sqlite().unwrap().execute_batch("BEGIN; INSERT INTO t VALUES (4)").unwrap();
    drop(conn);
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.scalars(text("SELECT x FROM t").typed::<i64>()).unwrap().all(), [1, 3], "the open one rolled back");
    assert!(!statements.take().is_empty());
}

#[test]
fn a_listener_prepares_each_new_connection_once() {
    let opened = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&opened);
    let engine = Engine::builder("sqlite://")
        .pool_size(1)
        .max_overflow(0)
        .on_connect(move |conn| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            conn.execute(text("CREATE TEMP TABLE t (x)"))?;
            if number == 0 { Err(realgar::Error::other("not yet")) } else { conn.commit() }
        })
        .build()
        .unwrap();
    assert_eq!(engine.connect().unwrap_err().message(), "not yet");
    assert_eq!(engine.pool_status().idle, 0, "a connection that is half prepared is closed");
    for _ in 0..2 {
        engine.connect().unwrap().execute(text("SELECT x FROM temp.t")).unwrap();
    }
    assert_eq!(opened.load(std::sync::atomic::Ordering::SeqCst), 2);
}

#[test]
fn a_schema_is_created_in_an_engine() {
    let engine = Engine::new("sqlite://").unwrap();
    MetaData::default().create_all(&engine).unwrap();
}

#[test]
fn every_kind_of_text_is_a_statement() {
    fn answer<S: Executable<M>, M>(_: &S) {}
    answer(&text("SELECT 1"));
    answer(&text("SELECT 1").typed::<(i64, Option<String>, Value)>());
}

/// Keeps the messages of `tracing` events.
struct Subscriber(std::sync::Mutex<Vec<String>>);

impl tracing::Subscriber for Subscriber {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "realgar::engine"
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Message<'m>(&'m mut String);
        impl tracing::field::Visit for Message<'_> {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                if field.name() == "message" {
                    *self.0 = format!("{value:?}");
                }
            }
        }
        let mut message = String::new();
        event.record(&mut Message(&mut message));
        self.0.lock().unwrap().push(message);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[test]
fn an_echo_goes_to_tracing() {
    let subscriber = std::sync::Arc::new(Subscriber(std::sync::Mutex::default()));
    tracing::subscriber::with_default(std::sync::Arc::clone(&subscriber), || {
        let engine = Engine::builder("sqlite://").echo(true).build().unwrap();
        engine.begin(|conn| conn.execute(text("SELECT :x").bind("x", 1))).unwrap();
        let silent = Engine::new("sqlite://").unwrap();
        silent.begin(|conn| conn.execute(text("SELECT 2"))).unwrap();
    });
    let messages = std::mem::take(&mut *subscriber.0.lock().unwrap());
    assert_eq!((messages.len(), &messages[0][..], &messages[2][..]), (3, "BEGIN (implicit)", "COMMIT"));
    assert!(messages[1].starts_with("SELECT ?\n[1 row, ") && messages[1].ends_with("(1)"), "{}", messages[1]);
}
