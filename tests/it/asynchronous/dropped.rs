//! Futures that are dropped at every await, and after every statement: afterwards, nothing is open, nothing is lost, and
//! the data is all there or not at all.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake};

use realgar::Error;
use realgar::prelude::*;
use realgar::tokio::{AsyncEngine, AsyncSession};

use super::gate::Gate;
use super::tutorial::{Address, NewAddress, NewUser, User};
use super::{Database, databases, names, postgres, settled};
use crate::support::servers;

type Program = fn(AsyncEngine) -> Pin<Box<dyn Future<Output = realgar::Result<()>> + Send>>;

macro_rules! programs {
    ($($name:ident: $program:expr;)*) => { &[$((stringify!($name), |db| Box::pin(async move { ($program)(&db).await })),)*] };
}

/// Each method once, in programs that end with one COMMIT which leaves `done` among the names.
const PROGRAMS: &[(&str, Program)] = programs! {
    unit: async |db: &AsyncEngine| db.session(|session| {
        let user = session.add(NewUser::new("done"));
        session.add_all((0..3).map(|n| NewAddress::new(format!("{n}"), user)));
        session.flush()?;
        session.scalars(select(Address))?;
        session.begin_nested(|session| {
            session.add(NewAddress::new("nested", user));
            Ok(())
        })
    }).await;
    connection_unit: async |db: &AsyncEngine| db.connection(|conn| {
        conn.execute(insert(User).value(NewUser::new("done")))?;
        conn.execute(update(User).set(User.fullname, "x").all_rows())?;
        conn.begin_nested(|conn| conn.execute(delete(Address).all_rows()).map(drop))
    }).await;
    retried: async |db: &AsyncEngine| db.retry(3, |session| {
        session.add(NewUser::new("done"));
        session.flush()
    }).await;
    session: async |db: &AsyncEngine| {
        let mut session = db.open_session().await?;
        let user = session.add(NewUser::new("done"));
        let address = session.add(NewAddress::new("a", user));
        session.flush().await?;
        session.execute(select((User, Address)).join(Address)).await?;
        session.scalar(select(func::count(User.id))).await?;
        session.scalars(select(User)).await?;
        session.page(select(User).order_by(User.id), 1, 10).await?;
        session.expire_all();
        session.get(User, 1).await?;
        session.expire_all();
        session.load(user).await?;
        session.refresh(address).await?;
        session.related(user, User.addresses).await?;
        session.relate(address, Address.user, user).await?;
        session.begin_nested(|session| { session.add(NewUser::new("nested")); session.flush() }).await?;
        session.bulk_insert([NewUser::new("bulk")]).await?;
        session.run(|session| session.execute(update(User).set(User.fullname, "x").all_rows()).map(drop)).await?;
        let mut users = session.stream(select(User.id), 1);
        while let Some(id) = users.next().await { id?; }
        drop(users);
        session.delete(address).await?;
        session.commit().await
    };
    rolled_back_before: async |db: &AsyncEngine| {
        let mut session = AsyncSession::new(db);
        session.add(NewUser::new("never"));
        session.flush().await?;
        session.rollback().await?;
        session.add(NewUser::new("done"));
        session.commit().await?;
        session.close().await
    };
    connection: async |db: &AsyncEngine| {
        let mut conn = db.connect().await?;
        conn.begin().await?;
        conn.execute(insert(User).value(NewUser::new("done"))).await?;
        conn.scalar(select(User.id)).await?;
        conn.scalars(select(User)).await?;
        conn.begin_nested(|conn| conn.execute(update(User).set(User.fullname, "x").all_rows()).map(drop)).await?;
        let mut users = conn.stream(select(User), 1);
        while let Some(user) = users.next().await { user?; }
        drop(users);
        conn.commit().await?;
        conn.execute(delete(User).all_rows()).await?;
        conn.rollback().await
    };
    stream: async |db: &AsyncEngine| {
        let mut stream = db.stream(insert(User).values(["a", "b", "done"].map(NewUser::new)).returning(User.name), 1);
        while let Some(name) = stream.next().await { name?; }
        Ok(())
    };
    closed_stream: async |db: &AsyncEngine| {
        let mut stream = db.stream(insert(User).values(["a", "b", "done"].map(NewUser::new)).returning(User.name), 1);
        stream.next().await.transpose()?;
        stream.close().await
    };
};

/// An engine whose transactions on the server can be told from others.
fn engine(database: &Database, gate: &Gate, name: &str) -> AsyncEngine {
    let mut named = Database { url: database.url.clone(), _scratch: None };
    if named.is_postgres() {
        named.url = servers::with_option(&named.url, &format!("application_name={name}"));
    }
    AsyncEngine::new(named.engine(|builder| gate.watch(builder).pool_size(2).max_overflow(0)))
}

/// Nothing is open, and what is there is all or nothing.
async fn check(db: &AsyncEngine, database: &Database, is_committed: Option<bool>, where_: &str) {
    settled(db).await;
    let names = names(db).await;
    let is_there = names.iter().any(|name| name == "done");
    assert!(is_there || names.is_empty(), "{where_}: a half: {names:?}");
    assert!(!names.iter().any(|name| name == "never"), "{where_}: {names:?}");
    if let Some(is_committed) = is_committed {
        assert_eq!(is_there, is_committed, "{where_}: {names:?}");
    }
    if database.is_postgres() {
        let open = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> 'idle' \
                    AND application_name = current_setting('application_name')";
        let open = db.connection(move |conn| conn.scalar(text(open).typed::<i64>())).await;
        assert_eq!(open.unwrap(), Some(0), "{where_}: a transaction is open");
    }
    db.connection(|conn| {
        conn.execute(delete(Address).all_rows())?;
        conn.execute(delete(User).all_rows()).map(drop)
    })
    .await
    .unwrap();
}

async fn drop_after_every_statement(database: &Database, name: &str, program: Program) {
    let gate = Gate::default();
    let db = engine(database, &gate, &format!("realgar_{name}"));
    for statement in 1.. {
        gate.set(Some(statement));
        let mut future = program(db.clone());
        let has_ended = tokio::select! {
            biased;
            result = &mut future => { result.unwrap(); true }
            () = gate.reached() => false,
        };
        drop(future);
        let commits = gate.open();
        settled(&db).await;
        gate.set(None);
        check(&db, database, Some(commits > 0), &format!("{name}, dropped after statement {statement}")).await;
        if has_ended {
            assert!(statement > 2, "{name} has run {statement} statements");
            return;
        }
    }
}

/// Counts how often a future has asked to be polled.
struct Alarm(AtomicUsize, tokio::sync::Notify);

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::AcqRel);
        self.1.notify_one();
    }
}

async fn drop_after_every_poll(database: &Database, name: &str, program: Program) {
    let gate = Gate::default();
    let db = engine(database, &gate, &format!("realgar_polled_{name}"));
    for polls in 0.. {
        gate.set(None);
        let mut future = program(db.clone());
        let alarm = Arc::new(Alarm(AtomicUsize::new(0), tokio::sync::Notify::new()));
        let waker = Arc::clone(&alarm).into();
        let mut has_ended = false;
        for _ in 0..polls {
            if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                result.unwrap();
                has_ended = true;
                break;
            }
            alarm.1.notified().await;
        }
        drop(future);
        settled(&db).await;
        let commits = gate.commits();
        check(&db, database, Some(commits > 0), &format!("{name}, dropped after {polls} polls")).await;
        if has_ended {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_or_nothing_after_every_statement() {
    for database in databases() {
        for (name, program) in PROGRAMS {
            drop_after_every_statement(&database, name, *program).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_or_nothing_after_every_poll() {
    for database in databases() {
        for (name, program) in PROGRAMS {
            drop_after_every_poll(&database, name, *program).await;
        }
    }
}

#[tokio::test]
async fn a_unit_that_was_never_polled_has_done_nothing() {
    let database = databases().remove(0);
    let db = database.db();
    drop(db.session(|session| {
        session.add(NewUser::new("sandy"));
        Ok::<_, Error>(())
    }));
    drop(db.stream(insert(User).value(NewUser::new("sandy")).returning(User.id), 1));
    drop(Box::pin(db.connect()));
    settled(&db).await;
    assert!(names(&db).await.is_empty());
}

/// The server's own word on what a killed program leaves: nothing of ours is asked.
#[tokio::test]
async fn futures_dropped_all_at_once_leave_nothing_on_the_server() {
    let Some(database) = postgres() else { return };
    let gate = Gate::default();
    let db = engine(&database, &gate, "realgar_at_once");
    let units: Vec<_> = (0..50)
        .map(|number| {
            let unit = db.session(move |session| {
                session.add(NewUser::new(format!("done {number}")));
                session.flush()?;
                session.execute(text("SELECT pg_sleep(30)")).map(drop)
            });
            tokio::spawn(unit)
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    units.iter().for_each(tokio::task::JoinHandle::abort);
    check(&db, &database, Some(false), "all at once").await;
}
