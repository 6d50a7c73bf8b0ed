//! An engine inside of an outer transaction: what is committed there is a savepoint, and all of it is rolled back.

use std::sync::{Arc, Mutex};

use realgar::prelude::*;
use realgar::{ErrorKind, text};

use crate::schemas::tutorial::{self, NewUser, User};

fn engine(log: &Arc<Mutex<Vec<String>>>) -> Engine {
    let log = Arc::clone(log);
    let builder = Engine::builder("sqlite://");
    let engine = builder.on_execute(move |event| log.lock().unwrap().push(event.sql().to_owned())).build().unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    engine
}

fn names(engine: &Engine) -> Vec<String> {
    let mut conn = engine.connect().unwrap();
    conn.scalars(select(User.name).order_by(User.id)).unwrap().all()
}

#[test]
fn a_commit_inside_is_seen_inside_and_is_gone_in_the_end() {
    let log = Arc::default();
    let engine = engine(&log);
    Session::begin(&engine, |session| {
        session.add(NewUser::new("before"));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    log.lock().unwrap().clear();
    {
        let inside = engine.outer_transaction().unwrap();
        let mut session = Session::new(&inside);
        let sandy = session.add(NewUser::new("sandy"));
        session.commit().unwrap();
        session[sandy].name = "sandra".into();
        session.commit().unwrap();
        session.add(NewUser::new("patrick"));
        session.rollback().unwrap();
        assert_eq!(session[sandy].name, "sandra");
        session.commit().unwrap();
        assert_eq!(names(&inside), ["before", "sandra"]);
    }
    assert_eq!(names(&engine), ["before"]);
    let log = log.lock().unwrap();
    let control: Vec<&str> = log.iter().map(String::as_str).filter(|sql| !sql.contains("user_account")).collect();
    assert_eq!(
        control[..3],
        ["BEGIN IMMEDIATE", "SAVEPOINT realgar_savepoint_0", "RELEASE SAVEPOINT realgar_savepoint_0"]
    );
    assert!(control.contains(&"ROLLBACK TO SAVEPOINT realgar_savepoint_0"), "{control:?}");
    assert_eq!(control.iter().filter(|sql| **sql == "COMMIT").count(), 0, "{control:?}");
}

#[test]
fn code_that_makes_its_own_sessions_and_savepoints_runs_as_it_is() {
    let engine = engine(&Arc::default());
    let inside = engine.outer_transaction().unwrap();
    let sessions = SessionMaker::new(&inside).begin_writing(true);
    let add = |name: &str| {
        sessions.begin(|session| {
            session.add(NewUser::new(name));
            session.flush()
        })
    };
    add("sandy").unwrap();
    assert!(add("sandy").unwrap_err().is_unique_violation());
    let kept = sessions.begin(|session| {
        let twin = session.begin_nested(|session| {
            session.add(NewUser::new("sandy"));
            session.flush()
        });
        assert!(twin.unwrap_err().is_unique_violation());
        session.add(NewUser::new("patrick"));
        Ok::<_, realgar::Error>(())
    });
    kept.unwrap();
    inside.begin(|conn| conn.execute(insert(User).value(NewUser::new("core")))).unwrap();
    let undone: realgar::Result<()> = inside.begin(|conn| {
        conn.execute(insert(User).value(NewUser::new("undone")))?;
        Err(realgar::Error::other("no"))
    });
    undone.unwrap_err();
    assert_eq!(names(&inside), ["sandy", "patrick", "core"]);
    drop(sessions);
    drop(inside);
    assert_eq!(names(&engine), [""; 0]);
}

#[test]
fn dispose_ends_the_outer_transaction() {
    let engine = engine(&Arc::default());
    let inside = engine.outer_transaction().unwrap();
    inside.begin(|conn| conn.execute(insert(User).value(NewUser::new("sandy")))).unwrap();
    inside.dispose();
    assert_eq!(names(&engine), [""; 0]);
    let error = inside.connect().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Disconnected);
    assert!(error.message().contains("the outer transaction"), "{error}");
}

#[test]
fn an_outer_transaction_that_was_ended_from_inside_is_told() {
    let engine = engine(&Arc::default());
    let inside = engine.outer_transaction().unwrap();
    inside.begin(|conn| conn.execute(insert(User).value(NewUser::new("sandy")))).unwrap();
    let mut conn = inside.connect().unwrap();
    conn.sqlite().unwrap().execute_batch("ROLLBACK").unwrap();
    let error = conn.execute(text("SELECT 1")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::TransactionAborted);
    drop(conn);
    drop(inside);
    assert_eq!(names(&engine), [""; 0]);
}

#[test]
fn the_raw_connection_is_that_of_the_outer_transaction() {
    let engine = engine(&Arc::default());
    let inside = engine.outer_transaction().unwrap();
    let mut conn = inside.connect().unwrap();
    conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
    let count = conn.sqlite().unwrap().query_one("SELECT count(*) FROM user_account", [], |row| row.get::<_, i64>(0));
    assert_eq!(count.unwrap(), 1);
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(select(func::count_all()).select_from(User)).unwrap(), Some(0));
}

#[test]
fn what_the_engine_sets_up_for_a_connection_is_there_inside() {
    let on_connect = |conn: &mut realgar::Connection| {
        conn.sqlite()?.pragma_update(None, "cache_size", 5000).map_err(realgar::Error::other)
    };
    let engine = Engine::builder("sqlite://").on_connect(on_connect).build().unwrap();
    let inside = engine.outer_transaction().unwrap();
    let size = inside.connect().unwrap().scalar(text("PRAGMA cache_size").typed::<i64>()).unwrap();
    assert_eq!(size, Some(5000));
}
