//! Sessions and connections that are held over awaits.

use std::time::Duration;

use realgar::prelude::*;
use realgar::tokio::{AsyncConnection, AsyncEngine, AsyncSession};
use realgar::{Error, ErrorKind};

use super::tutorial::{Address, NewAddress, NewUser, User, UserChanges};
use super::{AppError, databases, names, postgres, settled};

#[tokio::test]
async fn a_session_does_over_awaits_what_it_does_without() {
    for database in databases() {
        let db = database.db();
        let mut session = db.open_session().await.unwrap();
        let sandy = session.add(NewUser::new("sandy"));
        let address = session.add(NewAddress::new("sandy@example.org", sandy));
        assert_eq!((session.state(sandy), session.new_count()), (State::Pending, 2));
        session.pending_mut(sandy).unwrap().fullname = Some("Sandy".to_owned());
        session.flush().await.unwrap();
        assert!(session.in_transaction());
        assert_eq!(session.get(User, session[sandy].id).await.unwrap(), Some(sandy));
        assert_eq!(session.get_one(User, session[sandy].id).await.unwrap(), sandy);
        assert_eq!(session.related(sandy, User.addresses).await.unwrap(), [address]);
        assert_eq!(session.related(address, Address.user).await.unwrap(), sandy);
        session[sandy].fullname = Some("Sandy Cheeks".to_owned());
        assert!(session.is_dirty(sandy) && session.is_modified(sandy) && session.dirty().contains(sandy));
        session.commit().await.unwrap();
        assert!(!session.in_transaction());

        let patrick = session.add(NewUser::new("patrick"));
        session.flush().await.unwrap();
        session.relate(address, Address.user, patrick).await.unwrap();
        session.append(sandy, User.addresses, address).await.unwrap();
        session.relate(address, Address.user, patrick).await.unwrap();
        session
            .apply(sandy, UserChanges { fullname: Some(Some("S. Cheeks".to_owned())), ..UserChanges::default() })
            .unwrap();
        session.set_expr(patrick, User.fullname, func::lower(User.name)).unwrap();
        session.flush().await.unwrap();
        session.expire(patrick).unwrap();
        assert_eq!(session.load(patrick).await.unwrap().fullname.as_deref(), Some("patrick"));
        session.load_mut(patrick).await.unwrap().fullname = None;
        session.flush().await.unwrap();
        session.refresh(patrick).await.unwrap();
        assert_eq!(session[patrick].fullname, None);

        let rows = session.execute(select((User, User.name)).order_by(User.name)).await.unwrap();
        assert_eq!(rows.all(), [(patrick, "patrick".to_owned()), (sandy, "sandy".to_owned())]);
        assert_eq!(session.scalars(select(User).order_by(User.id)).await.unwrap().all(), [sandy, patrick]);
        assert_eq!(session.scalar(select(func::count(User.id))).await.unwrap(), Some(2));
        let page = session.page(select(User).order_by(User.id), 2, 1).await.unwrap();
        assert_eq!((page.items, page.total), (vec![patrick], 2));
        session.execute(update(User).set(User.fullname, "all").filter(User.name.eq("sandy"))).await.unwrap();
        assert_eq!(session[sandy].fullname.as_deref(), Some("all"));

        let twin = session.begin_nested(|session| {
            session.add(NewUser::new("sandy"));
            session.flush()?;
            Ok::<_, AppError>(())
        });
        assert!(matches!(twin.await, Err(AppError::Database(error)) if error.is_unique_violation()));
        let counted =
            session.run(|session| session.no_autoflush(|session| session.scalar(select(func::count(User.id)))));
        counted.await.unwrap();
        session.rollback().await.unwrap();
        assert_eq!(session.state(patrick), State::Detached);
        assert_eq!(session[sandy].fullname.as_deref(), Some("Sandy Cheeks"));

        let merged = session.merge(session[sandy].clone()).await.unwrap();
        assert_eq!(merged, sandy);
        let row = Address { email_address: "changed".to_owned(), ..session[address].clone() };
        let graph = RowGraph::new(session[sandy].clone()).with(User.addresses, [row]);
        assert_eq!(session.merge(graph).await.unwrap(), sandy);
        assert_eq!(session[address].email_address, "changed");
        let known = session.add(NewUser::new("known").id(99));
        assert_eq!(session.expunge(known).await.unwrap().id, 99);
        session.bulk_insert(["a", "b"].map(NewUser::new)).await.unwrap();
        session.delete(address).await.unwrap();
        session.delete(sandy).await.unwrap();
        session.commit().await.unwrap();
        let row = session.scalars(select(User).order_by(User.name)).await.unwrap().first().unwrap();
        assert_eq!(session.expunge(row).await.unwrap().name, "a");
        session.close().await.unwrap();
        assert_eq!(names(&db).await, ["a", "b"]);
        drop(session);
        settled(&db).await;
    }
}

#[tokio::test]
async fn a_connection_does_over_awaits_what_it_does_without() {
    for database in databases() {
        let db = database.db();
        let mut conn = db.connect().await.unwrap();
        assert_eq!(db.free_permits(), db.engine().pool_status().limit - 1);
        conn.begin().await.unwrap();
        assert!(conn.in_transaction());
        conn.execute(insert(User).values(["a", "b"].map(NewUser::new))).await.unwrap();
        assert_eq!(conn.scalar(select(func::count_all()).select_from(User)).await.unwrap(), Some(2));
        assert_eq!(conn.scalars(select(User.name).order_by(User.name)).await.unwrap().all(), ["a", "b"]);
        assert_eq!(conn.page(select(User.name).order_by(User.name), 1, 1).await.unwrap().items, ["a"]);
        let twin = conn.begin_nested(|conn| conn.execute(insert(User).value(NewUser::new("a"))));
        assert!(twin.await.unwrap_err().is_unique_violation());
        let sql = text("UPDATE user_account SET fullname = :f WHERE name = :n");
        let sets = [realgar::params! { f: "A", n: "a" }, realgar::params! { f: "B", n: "b" }];
        assert_eq!(conn.execute_many(sql, sets).await.unwrap().rows_affected, 2);
        conn.commit().await.unwrap();
        conn.execute(delete(User).all_rows()).await.unwrap();
        conn.rollback().await.unwrap();
        drop(conn);
        assert_eq!(names(&db).await, ["a", "b"]);
        settled(&db).await;
    }
}

#[tokio::test]
async fn an_error_of_a_statement_leaves_the_session_to_its_owner() {
    for database in databases() {
        let db = database.db();
        let mut session = db.open_session().await.unwrap();
        session.add(NewUser::new("sandy"));
        session.flush().await.unwrap();
        session.add(NewUser::new("sandy"));
        assert!(session.flush().await.unwrap_err().is_unique_violation());
        session.rollback().await.unwrap();
        session.add(NewUser::new("sandy"));
        session.commit().await.unwrap();
        assert_eq!(names(&db).await, ["sandy"]);
    }
}

#[tokio::test]
async fn a_session_that_is_dropped_rolls_back_without_a_word() {
    for database in databases() {
        let db = AsyncEngine::new(database.engine(|builder| builder.pool_size(1).max_overflow(0)));
        for _ in 0..20 {
            let mut session = db.open_session().await.unwrap();
            session.add(NewUser::new("sandy"));
            session.flush().await.unwrap();
            drop(session);
            let mut conn = AsyncConnection::new(&db);
            conn.execute(insert(User).value(NewUser::new("sandy"))).await.unwrap();
        }
        settled(&db).await;
        assert!(names(&db).await.is_empty());
    }
}

#[tokio::test]
async fn a_transaction_that_ends_gives_its_permit_back() {
    let db = AsyncEngine::new(databases().remove(0).engine(|builder| builder.pool_size(1).max_overflow(0)));
    let mut first = db.open_session().await.unwrap();
    assert_eq!(db.free_permits(), 0);
    first.add(NewUser::new("sandy"));
    first.commit().await.unwrap();
    assert_eq!(db.free_permits(), 1);
    let mut second = AsyncSession::new(&db);
    assert_eq!(db.free_permits(), 1);
    assert_eq!(second.scalar(select(func::count(User.id))).await.unwrap(), Some(1));
    assert_eq!(db.free_permits(), 0);
    second.rollback().await.unwrap();
    assert_eq!(first.scalar(select(func::count(User.id))).await.unwrap(), Some(1));
}

#[tokio::test]
async fn after_a_call_that_was_dropped_only_a_rollback_goes_on() {
    for database in databases() {
        let db = database.db();
        let endless = match () {
            () if database.is_postgres() => "SELECT 1 FROM pg_sleep(60)",
            () if database.is_mysql() => "SELECT sleep(60)",
            () => ENDLESS,
        };
        let mut session = db.open_session().await.unwrap();
        let sandy = session.add(NewUser::new("sandy"));
        session.flush().await.unwrap();
        let call = session.scalar(text(endless).typed::<i64>());
        assert!(tokio::time::timeout(Duration::from_millis(30), call).await.is_err());
        let error = session.flush().await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Cancelled);
        assert!(error.message().contains("`rollback`"), "{error}");
        assert_eq!(session.state(sandy), State::Detached);
        assert!(session.try_ref(sandy).is_err() && !session.in_transaction());
        session.add(NewUser::new("lost, as everybody is told"));
        assert_eq!(*session.commit().await.unwrap_err().kind(), ErrorKind::Cancelled);
        session.rollback().await.unwrap();
        assert!(names(&db).await.is_empty());
        session.add(NewUser::new("patrick"));
        session.commit().await.unwrap_or_else(|error| panic!("{error}"));
        drop(session);

        let mut conn = db.connect().await.unwrap();
        conn.execute(delete(User).all_rows()).await.unwrap();
        let call = conn.execute(text(endless).typed::<i64>());
        assert!(tokio::time::timeout(Duration::from_millis(30), call).await.is_err());
        assert_eq!(*conn.commit().await.unwrap_err().kind(), ErrorKind::Cancelled);
        conn.rollback().await.unwrap();
        assert!(!names(&db).await.contains(&"sandy".to_owned()));
        assert_eq!(conn.scalar(select(func::count(User.id))).await.unwrap().map(|n| n > 0), Some(true));
        drop(conn);
        settled(&db).await;
    }
}

const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

#[tokio::test]
async fn a_call_that_waits_for_its_permit_can_be_dropped_and_made_again() {
    let db = AsyncEngine::new(databases().remove(0).engine(|builder| builder.pool_size(1).max_overflow(0)));
    let held = db.connect().await.unwrap();
    let mut session = AsyncSession::new(&db);
    let sandy = session.add(NewUser::new("sandy"));
    assert!(tokio::time::timeout(Duration::from_millis(20), session.flush()).await.is_err());
    assert_eq!(session.state(sandy), State::Pending);
    drop(held);
    session.commit().await.unwrap();
    assert_eq!(names(&db).await, ["sandy"]);
}

#[tokio::test]
async fn a_panic_in_a_call_is_as_a_call_that_was_dropped() {
    for database in databases() {
        let db = database.db();
        let mut session = db.open_session().await.unwrap();
        session.add(NewUser::new("sandy"));
        session.flush().await.unwrap();
        let task = tokio::spawn(async move {
            let call = session.run(|_| -> realgar::Result<()> { panic!("on purpose") });
            call.await
        });
        assert!(task.await.unwrap_err().is_panic());
        settled(&db).await;
        assert!(names(&db).await.is_empty());
    }
}

/// Whoever asks the server finds nothing open.
#[tokio::test]
async fn a_statement_whose_future_is_dropped_stops_on_the_server() {
    let Some(database) = postgres() else { return };
    let db = database.db();
    let unit = db.connection(|conn| {
        conn.execute(insert(User).value(NewUser::new("sandy")))?;
        conn.execute(text("SELECT pg_sleep(600), 'realgar_stops'")).map(drop)
    });
    assert!(tokio::time::timeout(Duration::from_millis(100), unit).await.is_err());
    settled(&db).await;
    // Another request may still be on its way: the connection is not used again.
    assert_eq!(db.engine().pool_status().idle, 0);
    let running = "SELECT count(*) FROM pg_stat_activity \
                   WHERE pid <> pg_backend_pid() AND query LIKE '%realgar_stops%' AND state <> 'idle'";
    let count = db.connection(move |conn| conn.scalar(text(running).typed::<i64>()));
    assert_eq!(count.await.unwrap(), Some(0));
    assert!(names(&db).await.is_empty());
}

#[test]
fn futures_can_be_sent_to_other_threads() {
    const fn is_send<T: Send>(_: &T) {}
    let db = databases().remove(0).db();
    is_send(&db.session(|_| Ok::<_, Error>(())));
    is_send(&db.stream(select(User), 10));
    is_send(&async {
        let mut session = db.open_session().await?;
        let users = session.scalars(select(User).options(selectin(User.addresses))).await?.all();
        for user in users {
            session.related(user, User.addresses).await?;
        }
        let user = session.get_one(User, 1).await?;
        session.load_mut(user).await.map(drop)
    });
}
