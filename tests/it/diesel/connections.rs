//! Diesel's connection handed out of one of ours, in the same transaction.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use realgar::query::{func, insert, select};
use realgar::{Engine, ErrorKind, SessionMaker, text};

use super::engines;
use super::tutorial::{NewUser, User};

diesel::table! {
    user_account (id) {
        id -> Integer,
        name -> Text,
        fullname -> Nullable<Text>,
    }
}

/// Runs a statement of Diesel's on whichever connection it is.
fn diesel_inserts(conn: &mut realgar::Connection, name: &str) -> QueryResult<usize> {
    let statement = || diesel::insert_into(user_account::table).values(user_account::name.eq(name.to_owned()));
    match conn.dialect() {
        realgar::Dialect::Sqlite => statement().execute(conn.diesel::<SqliteConnection>()?),
        realgar::Dialect::PostgreSql => statement().execute(conn.diesel::<PgConnection>()?),
        _ => statement().execute(conn.diesel::<MysqlConnection>()?),
    }
}

/// A transaction of Diesel's that fails.
fn diesel_fails_inside(conn: &mut realgar::Connection) {
    fn fails<C: Connection>(conn: &mut C) {
        let failed: QueryResult<()> = conn.transaction(|conn| {
            conn.batch_execute("INSERT INTO user_account (name) VALUES ('squidward')")?;
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert!(failed.is_err());
    }
    match conn.dialect() {
        realgar::Dialect::Sqlite => fails(conn.diesel::<SqliteConnection>().unwrap()),
        realgar::Dialect::PostgreSql => fails(conn.diesel::<PgConnection>().unwrap()),
        _ => fails(conn.diesel::<MysqlConnection>().unwrap()),
    }
}

fn names(engine: &Engine) -> Vec<String> {
    engine.connect().unwrap().execute(select(User.name).order_by(User.id)).unwrap().all()
}

#[test]
fn diesels_statements_run_in_our_transaction_and_its_own_is_a_savepoint_there() {
    for engine in engines() {
        let mut conn = engine.connect().unwrap();
        conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
        assert_eq!(diesel_inserts(&mut conn, "patrick").unwrap(), 1);
        diesel_fails_inside(&mut conn);
        assert!(conn.in_transaction(), "{engine:?}");
        assert_eq!(conn.scalar(select(func::count(User.id))).unwrap(), Some(2), "{engine:?}");
        conn.rollback().unwrap();
        assert_eq!(names(&engine), [""; 0], "{engine:?}");
        conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
        diesel_inserts(&mut conn, "patrick").unwrap();
        conn.commit().unwrap();
        drop(conn);
        assert_eq!(names(&engine), ["sandy", "patrick"], "{engine:?}");
    }
}

#[test]
fn diesel_works_in_the_transaction_of_a_session() {
    for engine in engines() {
        let maker = SessionMaker::new(&engine);
        maker
            .begin(|session| {
                let sandy = session.add(NewUser::new("sandy"));
                session.flush()?;
                diesel_inserts(session.connection()?, "patrick").map_err(realgar::Error::diesel)?;
                assert_eq!(session.scalars(select(User).order_by(User.id))?.all().len(), 2);
                session[sandy].fullname = Some("Sandy Cheeks".to_owned());
                Ok::<(), realgar::Error>(())
            })
            .unwrap();
        assert_eq!(names(&engine), ["sandy", "patrick"], "{engine:?}");
    }
}

#[test]
fn a_transaction_that_the_program_begins_and_ends_by_itself_is_noticed() {
    let engine = Engine::new("sqlite+diesel://").unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TABLE point (x INTEGER)")).unwrap();
    let raw = conn.diesel::<SqliteConnection>().unwrap();
    raw.batch_execute("COMMIT").unwrap();
    assert!(!conn.in_transaction());
    let raw = conn.diesel::<SqliteConnection>().unwrap();
    raw.batch_execute("COMMIT; BEGIN; INSERT INTO point VALUES (1)").unwrap();
    assert!(conn.in_transaction());
    conn.commit().unwrap();
    assert_eq!(conn.scalar(text("SELECT x FROM point").typed::<i64>()).unwrap(), Some(1));
    conn.rollback().unwrap();
    let raw = conn.diesel::<SqliteConnection>().unwrap();
    raw.batch_execute("ROLLBACK").unwrap();
    raw.batch_execute("INSERT INTO point VALUES (2)").unwrap(); // commits by itself
    assert!(!conn.in_transaction());
    conn.execute(text("INSERT INTO point VALUES (3)")).unwrap();
    drop(conn);
    let count = text("SELECT count(*) FROM point").typed::<i64>();
    assert_eq!(engine.connect().unwrap().scalar(count).unwrap(), Some(2));
}

#[test]
fn savepoints_of_diesels_that_were_left_open_end_with_our_transaction() {
    for engine in engines().into_iter().filter(|engine| engine.dialect() == realgar::Dialect::Sqlite) {
        use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
        let mut conn = engine.connect().unwrap();
        let raw = conn.diesel::<SqliteConnection>().unwrap();
        AnsiTransactionManager::begin_transaction(raw).unwrap();
        raw.batch_execute("INSERT INTO user_account (name) VALUES ('sandy')").unwrap();
        conn.commit().unwrap();
        let raw = conn.diesel::<SqliteConnection>().unwrap();
        AnsiTransactionManager::begin_transaction(raw).unwrap();
        raw.batch_execute("INSERT INTO user_account (name) VALUES ('patrick')").unwrap();
        conn.rollback().unwrap();
        drop(conn);
        assert_eq!(names(&engine), ["sandy"]);
    }
}

#[test]
fn another_connection_than_the_engines_is_refused_with_the_cure() {
    let engine = Engine::new("sqlite://").unwrap();
    let error = engine.connect().unwrap().diesel::<SqliteConnection>().err().unwrap();
    assert_eq!(*error.kind(), ErrorKind::Unsupported);
    assert!(error.message().contains("sqlite+diesel://"), "{error}");
    let engine = Engine::new("sqlite+diesel://").unwrap();
    assert!(engine.connect().unwrap().diesel::<PgConnection>().err().unwrap().is_unsupported());
    assert!(engine.connect().unwrap().sqlite().err().unwrap().is_unsupported());
}
