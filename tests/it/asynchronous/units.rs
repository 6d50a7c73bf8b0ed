//! Units of work: what commits, what rolls back, what is told.

use std::time::Duration;

use realgar::prelude::*;
use realgar::tokio::AsyncEngine;
use realgar::{Error, ErrorKind, SessionMaker};

use super::tutorial::{NewUser, User};
use super::{AppError, Database, databases, names, names_in, settled};

#[tokio::test]
async fn a_unit_commits_what_ends_well_and_rolls_back_what_does_not() {
    for database in databases() {
        let db = database.db();
        let id = db.session(|session| {
            let sandy = session.add(NewUser::new("sandy"));
            session.flush()?;
            Ok::<_, Error>(session[sandy].id)
        });
        assert_eq!(id.await.unwrap(), 1);
        let refused = db.session(|session| {
            session.add(NewUser::new("patrick"));
            session.flush()?;
            Err::<(), _>(AppError::Refused)
        });
        assert!(matches!(refused.await, Err(AppError::Refused)));
        let twice = db.session(|session| {
            session.add(NewUser::new("sandy"));
            Ok::<_, AppError>(())
        });
        let Err(AppError::Database(error)) = twice.await else { panic!("the commit fails") };
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(names(&db).await, ["sandy"]);
        settled(&db).await;
    }
}

#[tokio::test]
async fn a_panic_rolls_back_and_goes_on_where_the_unit_is_awaited() {
    for database in databases() {
        let db = database.db();
        let unit = db.session(|session| -> realgar::Result<()> {
            session.add(NewUser::new("sandy"));
            session.flush()?;
            panic!("on purpose")
        });
        let panic = tokio::spawn(unit).await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
        settled(&db).await;
        assert!(names(&db).await.is_empty());
    }
}

#[tokio::test]
async fn a_connection_unit_hands_out_rows_and_commits() {
    for database in databases() {
        let db = database.db();
        let users = db.connection(|conn| {
            conn.execute(insert(User).value(NewUser::new("sandy")))?;
            Ok::<_, Error>(conn.scalars(select(User))?.all())
        });
        let users: Vec<User> = users.await.unwrap();
        assert_eq!(users[0].name, "sandy");
        let failed = db.connection(|conn| {
            conn.execute(delete(User).all_rows())?;
            Err::<(), _>(AppError::Refused)
        });
        assert!(failed.await.is_err());
        assert_eq!(names(&db).await, ["sandy"]);
        settled(&db).await;
    }
}

#[tokio::test]
async fn a_unit_is_run_again_where_the_database_says_that_it_may_help() {
    let db = databases().remove(0).db();
    let mut attempts = 0;
    let unit = db.retry(5, move |session| {
        attempts += 1;
        session.add(NewUser::new("sandy"));
        session.flush()?;
        if attempts < 3 { Err(Error::new(ErrorKind::Busy, "busy")) } else { Ok(attempts) }
    });
    assert_eq!(unit.await.unwrap(), 3);
    assert_eq!(names(&db).await, ["sandy"]);
}

#[tokio::test]
async fn a_unit_that_reads_cannot_write_and_leaves_the_connection_able_to() {
    for database in databases() {
        let db = AsyncEngine::new(database.engine(|builder| builder.pool_size(1).max_overflow(0)));
        let write = db.read(|session| {
            session.add(NewUser::new("sandy"));
            Ok::<_, Error>(())
        });
        assert_eq!(*write.await.unwrap_err().kind(), ErrorKind::ReadOnly);
        db.session(|session| {
            session.add(NewUser::new("sandy"));
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        assert_eq!(db.read(names_in).await.unwrap(), ["sandy"]);
        settled(&db).await;
    }
}

#[tokio::test]
async fn reads_go_to_the_reader() {
    let (writer, reader) = (databases().remove(0), databases().remove(0));
    let replica = reader.engine(|builder| builder);
    replica.begin(|conn| conn.execute(insert(User).value(NewUser::new("replica")))).unwrap();
    let db = writer.db().reader(replica);
    db.session(|session| {
        session.add(NewUser::new("writer"));
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(db.read(names_in).await.unwrap(), ["replica"]);
    assert_eq!(names(&db).await, ["writer"]);
}

#[tokio::test]
async fn sessions_are_made_as_the_maker_makes_them() {
    let database = databases().remove(0);
    let engine = database.engine(|builder| builder);
    let sessions = SessionMaker::new(&Engine::new("sqlite://").unwrap()).before_insert::<User>(|user| {
        user.fullname = Some(format!("{} the Squirrel", user.name));
        Ok(())
    });
    let db = AsyncEngine::new(engine).session_maker(sessions);
    let fullname = |session: &mut Session| session.scalar(select(User.fullname));
    db.session(|session| {
        session.add(NewUser::new("sandy"));
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(db.session(fullname).await.unwrap(), Some(Some("sandy the Squirrel".to_owned())));
    let mut session = db.open_session().await.unwrap();
    session.add(NewUser::new("patrick"));
    session.commit().await.unwrap();
    let patrick = select(User.fullname).filter(User.name.eq("patrick"));
    assert_eq!(session.scalar(patrick).await.unwrap(), Some(Some("patrick the Squirrel".to_owned())));
}

#[tokio::test]
async fn whoever_waits_too_long_for_a_permit_is_told_what_to_do() {
    let database = databases().remove(0);
    let patience = Duration::from_millis(50);
    let db = AsyncEngine::new(database.engine(|builder| builder.pool_size(1).max_overflow(0).pool_timeout(patience)));
    let held = db.open_session().await.unwrap();
    assert_eq!(db.free_permits(), 0);
    let error = names_or_error(&db).await.unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::PoolTimeout);
    assert!(error.message().contains("pool size 1"), "{error}");
    assert_eq!(*db.connect().await.unwrap_err().kind(), ErrorKind::PoolTimeout);
    assert_eq!(*db.open_session().await.unwrap_err().kind(), ErrorKind::PoolTimeout);
    drop(held);
    assert!(names_or_error(&db).await.unwrap().is_empty());
}

async fn names_or_error(db: &AsyncEngine) -> realgar::Result<Vec<String>> {
    db.session(names_in).await
}

#[test]
fn outside_of_a_runtime_everything_says_so() {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    let db = databases().remove(0).db();
    let refused = |poll: Poll<realgar::Result<()>>| {
        let Poll::Ready(Err(error)) = poll else { panic!("an error at once") };
        assert_eq!(*error.kind(), ErrorKind::InvalidRequest);
        assert!(error.message().contains("tokio runtime"), "{error}");
    };
    let mut context = Context::from_waker(Waker::noop());
    refused(pin!(db.session(|_| Ok::<_, Error>(()))).poll(&mut context));
    refused(pin!(async { db.open_session().await.map(drop) }).poll(&mut context));
    refused(pin!(async { db.connect().await.map(drop) }).poll(&mut context));
    let mut session = realgar::tokio::AsyncSession::new(&db);
    session.add(NewUser::new("sandy"));
    refused(pin!(session.commit()).poll(&mut context));
    assert_eq!(session.new_count(), 1, "nothing has been sent away");
}

#[test]
fn a_runtime_that_is_shut_down_leaves_no_transaction_behind() {
    for database in databases() {
        let db = database.db();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let held = runtime.block_on(async {
            let mut session = db.open_session().await.unwrap();
            session.add(NewUser::new("sandy"));
            session.flush().await.unwrap();
            let mut in_task = db.open_session().await.unwrap();
            tokio::spawn(async move {
                let _ = in_task.scalar(text("SELECT 1").typed::<i64>()).await;
                std::future::pending::<()>().await;
            });
            tokio::task::yield_now().await;
            session
        });
        drop(runtime);
        drop(held);
        wait_for_free(&db, &database);
        assert!(Session::new(db.engine()).scalars(select(User.name)).unwrap().all().is_empty());
    }
}

/// The connections of a runtime that is gone come back or are closed.
fn wait_for_free(db: &AsyncEngine, database: &Database) {
    for _ in 0..2000 {
        if db.engine().pool_status().in_use == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("PostgreSQL: {}, {:?}", database.is_postgres(), db.engine().pool_status());
}

#[tokio::test]
async fn what_a_session_maker_says_first_is_said_in_units_and_in_reads_which_go_to_its_reader() {
    let empty = || {
        let engine = Engine::new("sqlite://").unwrap();
        super::tutorial::METADATA.create_all(&engine).unwrap();
        engine
    };
    let (primary, replica) = (empty(), empty());
    let begun = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = std::sync::Arc::clone(&begun);
    let sessions = SessionMaker::new(&primary).reader(&replica).after_begin(move |conn| {
        seen.lock().unwrap().push(conn.scalar(select(func::count(User.id)))?);
        Ok(())
    });
    let db = AsyncEngine::new(primary).session_maker(sessions.clone()).session_maker(sessions);
    db.session(|session| {
        session.add(NewUser::new("sandy"));
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    let count = |session: &mut Session| session.scalar(select(func::count(User.id)));
    assert_eq!(db.session(count).await.unwrap(), Some(1));
    assert_eq!(db.read(count).await.unwrap(), Some(0), "the other database");
    // Once for each transaction, however often the maker was given.
    assert_eq!(*begun.lock().unwrap(), [Some(0), Some(1), Some(0)]);
}
