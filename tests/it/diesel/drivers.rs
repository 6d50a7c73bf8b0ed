//! Engines over Diesel's connections: transactions, streams, keys, options.

use realgar::driver::{AccessMode, Begin, Control, IsolationLevel};
use realgar::query::{insert, select, update};
use realgar::{Dialect, Engine, ErrorKind, text};

use super::tutorial::{NewUser, User};
use super::{engines, mysql_url};
use crate::support::{Scratch, servers};

#[test]
fn what_is_not_committed_is_rolled_back_and_savepoints_undo_their_part() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
        let failed = conn.begin_nested(|conn| conn.execute(insert(User).value(NewUser::new("sandy"))));
        assert!(failed.unwrap_err().is_unique_violation());
        conn.begin_nested(|conn| conn.execute(insert(User).value(NewUser::new("patrick")))).unwrap();
        conn.commit().unwrap();
        conn.execute(insert(User).value(NewUser::new("squidward"))).unwrap();
        drop(conn);
        let names = engine.connect().unwrap().execute(select(User.name).order_by(User.id)).unwrap().all();
        assert_eq!(names, ["sandy", "patrick"], "{engine:?}");
    }
}

#[test]
fn an_insert_tells_the_key_that_was_counted_up_and_nothing_where_none_was() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        let outcome = conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
        assert_eq!(outcome.rows_affected, 1);
        let key = (engine.dialect() != Dialect::PostgreSql).then_some(1);
        assert_eq!(outcome.last_insert_id, key, "{engine:?}");
        let outcome = conn.execute(update(User).set(User.name, "patrick").all_rows()).unwrap();
        assert_eq!((outcome.rows_affected, outcome.last_insert_id), (1, None), "{engine:?}");
        conn.execute(text("CREATE TABLE plain (word VARCHAR(9))")).unwrap();
        let plain = text("INSERT INTO plain VALUES (:word)");
        let outcome =
            conn.execute_many(plain, [realgar::params! { word: "x" }, realgar::params! { word: "y" }]).unwrap();
        assert_eq!(outcome.rows_affected, 2, "{engine:?}");
        if engine.dialect() == Dialect::MySql {
            assert_eq!(outcome.last_insert_id, None);
        }
    }
}

#[test]
fn a_stream_may_be_left_before_its_end() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        let users: Vec<NewUser> = (0..2_000).map(|at| NewUser::new(format!("user {at}"))).collect();
        conn.execute(insert(User).values(users)).unwrap();
        let mut stream = conn.stream(select(User.name).order_by(User.id)).unwrap();
        assert_eq!(stream.next().unwrap().unwrap(), "user 0");
        assert_eq!(stream.next().unwrap().unwrap(), "user 1");
        drop(stream);
        let count = conn.stream(select(User.id)).unwrap().map(Result::unwrap).count();
        assert_eq!(count, 2_000, "{engine:?}");
        conn.commit().unwrap();
    }
}

#[test]
fn nothing_runs_in_a_failed_transaction_and_its_commit_is_an_error() {
    for engine in engines().into_iter().filter(|engine| engine.dialect() == Dialect::PostgreSql) {
        let mut conn = engine.connect().unwrap();
        conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
        assert!(conn.execute(text("SELECT 1 FROM nothing_there")).unwrap_err().is_no_such_table());
        assert_eq!(*conn.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
        assert_eq!(*conn.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
        conn.rollback().unwrap();
        assert_eq!(conn.execute(select(User.name)).unwrap().all(), [""; 0]);
    }
}

#[test]
fn texts_beyond_those_that_are_kept_run_as_well() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        for number in 0..600 {
            let query = text(format!("SELECT {number} WHERE :yes = 1")).bind("yes", 1);
            assert_eq!(conn.scalar(query.typed::<i64>()).unwrap(), Some(number), "{engine:?}");
        }
    }
}

#[test]
fn a_statement_that_is_kept_lives_on_when_its_table_changes() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        conn.execute(text("CREATE TABLE thing (a INTEGER)")).unwrap();
        conn.commit().unwrap();
        let all = || text("SELECT * FROM thing");
        conn.execute(all()).unwrap();
        conn.execute(text("ALTER TABLE thing ADD COLUMN b INTEGER")).unwrap();
        conn.execute(text("INSERT INTO thing VALUES (1, 2)")).unwrap();
        assert_eq!(conn.execute(all()).unwrap().columns(), ["a", "b"], "{engine:?}");
        conn.commit().unwrap();
        // Somebody else's change is found out when the statement is run, and the next time goes well.
        engine.begin(|conn| conn.execute(text("ALTER TABLE thing ADD COLUMN c INTEGER"))).unwrap();
        match conn.execute(all()).map_err(|error| error.kind().clone()) {
            Err(ErrorKind::Disconnected) => conn = engine.connect().unwrap(),
            Err(_) => conn.rollback().unwrap(),
            Ok(_) => {}
        }
        assert_eq!(conn.execute(all()).unwrap().columns(), ["a", "b", "c"], "{engine:?}");
    }
}

#[test]
fn a_file_is_opened_as_the_other_driver_opens_it() {
    let scratch = Scratch::new();
    let url = format!("sqlite+diesel:///{}", scratch.path("a b?.db").display()).replace('?', "%3F").replace(' ', "%20");
    let engine = Engine::new(&url).unwrap();
    let mut conn = engine.connect().unwrap();
    let pragma =
        |conn: &mut realgar::Connection, name: &str| conn.scalar(text(format!("PRAGMA {name}"))).unwrap().unwrap();
    assert_eq!(pragma(&mut conn, "journal_mode"), "wal".into());
    assert_eq!(pragma(&mut conn, "foreign_keys"), 1_i64.into());
    assert_eq!(pragma(&mut conn, "busy_timeout"), 5_000_i64.into());
    drop(conn);
    assert!(scratch.path("a b?.db").exists());
    let missing = Engine::new(&format!("sqlite+diesel:///{}", scratch.path("no/such/dir.db").display())).unwrap();
    let error = missing.connect().unwrap_err();
    assert!(error.message().contains("does not exist"), "{error}");
    let read_only = Engine::new(&format!("{url}?mode=ro")).unwrap();
    let error = read_only.begin(|conn| conn.execute(text("CREATE TABLE t (a INTEGER)"))).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::ReadOnly, "{error}");
}

#[test]
fn an_in_memory_database_is_one_for_the_engine_and_lives_as_long() {
    let engine = Engine::new("sqlite+diesel://").unwrap();
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (a INTEGER)"))).unwrap();
    engine.dispose();
    let (mut one, mut two) = (engine.connect().unwrap(), engine.connect().unwrap());
    one.execute(text("INSERT INTO t VALUES (1)")).unwrap();
    one.commit().unwrap();
    assert_eq!(two.scalar(text("SELECT a FROM t").typed::<i64>()).unwrap(), Some(1));
}

#[test]
fn a_url_with_an_option_that_nobody_knows_is_refused() {
    let error = Engine::new("mysql+diesel://root@127.0.0.1/d?colour=blue").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidUrl);
    assert!(error.message().contains("colour"), "{error}");
    if let Some(server) = servers::postgres() {
        let url = servers::with_option(&server.replacen("postgresql://", "postgresql+diesel://", 1), "colour=blue");
        assert!(Engine::new(&url).and_then(|engine| engine.connect()).is_err());
    }
    if let Some(url) = mysql_url() {
        let wrong = url.replacen("mysql://root@", "mysql+diesel://nobody:s3cret@", 1);
        let error = Engine::new(&wrong).unwrap().connect().unwrap_err();
        assert!(*error.kind() == ErrorKind::Connection && !error.to_string().contains("s3cret"), "{error}");
    }
}

#[test]
fn a_database_may_have_any_name_on_mysql() {
    let Some(url) = mysql_url() else { return };
    let name = format!("re`al gar/{}%20", std::process::id());
    let quoted = name.replace('`', "``");
    let server = Engine::new(&url.replacen("mysql://", "mysql+diesel://", 1)).unwrap();
    server.begin(|conn| conn.execute(text(format!("CREATE DATABASE IF NOT EXISTS `{quoted}`")))).unwrap();
    let place = url.rsplit_once('/').unwrap().0.replacen("mysql://", "mysql+diesel://", 1);
    let encoded: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let engine = Engine::new(&format!("{place}/{encoded}")).unwrap();
    let current = engine.connect().unwrap().scalar(text("SELECT DATABASE()").typed::<String>()).unwrap();
    assert_eq!(current, Some(name));
    server.begin(|conn| conn.execute(text(format!("DROP DATABASE `{quoted}`")))).unwrap();
}

#[test]
fn a_transaction_has_the_level_and_the_access_that_were_asked_for() {
    for engine in engines() {
        let driver = realgar::driver::open(&"sqlite+diesel://".parse().unwrap()).unwrap();
        let mut conn = match engine.dialect() {
            Dialect::Sqlite => driver.connect().unwrap(),
            _ => continue,
        };
        let run = |conn: &mut dyn realgar::driver::DriverConnection, sql: &str| {
            conn.run(realgar::driver::SqlText::kept(sql), &[], &mut |_| Ok(()))
        };
        run(&mut *conn, "CREATE TABLE t (a INTEGER)").unwrap();
        let begin =
            Begin { access: Some(AccessMode::ReadOnly), isolation: Some(IsolationLevel::Serializable), writing: false };
        conn.control(Control::Begin(begin)).unwrap();
        assert_eq!(*run(&mut *conn, "INSERT INTO t VALUES (1)").unwrap_err().kind(), ErrorKind::ReadOnly);
        conn.control(Control::Rollback).unwrap();
        conn.control(Control::Begin(Begin { writing: true, ..Begin::default() })).unwrap();
        run(&mut *conn, "INSERT INTO t VALUES (1)").unwrap();
        conn.control(Control::Commit).unwrap();
    }
}
