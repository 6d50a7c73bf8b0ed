//! Programs that call each method of async code once: what is dropped at every await.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use realgar::engine::Begin;
use realgar::prelude::*;
use realgar::tokio::{AsyncConnection, AsyncEngine, AsyncSession};
use realgar::{ErrorKind, params};

use super::tutorial::{Address, NewAddress, NewUser, User};

/// A program. Of its COMMITs, the last one leaves `done` among the names, and nothing is left by those before.
pub(super) struct Program {
    pub(super) name: &'static str,
    /// How many transactions are committed before that one, none of which has written.
    pub(super) reads: usize,
    run: fn(AsyncEngine) -> Running,
}

/// A program that runs.
type Running = Pin<Box<dyn Future<Output = realgar::Result<()>> + Send>>;

impl Program {
    pub(super) fn run(&self, db: &AsyncEngine) -> Running {
        (self.run)(db.clone())
    }
}

macro_rules! programs {
    ($($name:ident $(after $reads:literal)?: $program:expr;)*) => {
        &[$(Program {
            name: stringify!($name),
            reads: 0 $(+ $reads)?,
            run: |db| Box::pin(async move { ($program)(&db).await }),
        },)*]
    };
}

/// Each method at least once.
#[expect(deprecated, reason = "what is deprecated has to work as long as it is there")]
pub(super) const PROGRAMS: &[Program] = programs! {
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
    read_before after 1: async |db: &AsyncEngine| {
        db.read(|session| session.scalars(select(User)).map(drop)).await?;
        db.session(|session| { session.add(NewUser::new("done")); Ok(()) }).await
    };
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
        session.expire(user)?;
        session.load_mut(user).await?.fullname = Some("x".to_owned());
        session.refresh(address).await?;
        let id = session[user].id;
        session.get_one(User, id).await?;
        supported(session.get_for_update(User, id).await.map(drop))?;
        session.related(user, User.addresses).await?;
        session.begin_nested(|session| { session.add(NewUser::new("nested")); session.flush() }).await?;
        session.run(|session| session.execute(update(User).set(User.fullname, "x").all_rows()).map(drop)).await?;
        let mut stream = session.stream(select(User.id), 1);
        while let Some(id) = stream.next().await { id?; }
        drop(stream);
        let mut stream = session.stream(select(User), 1);
        stream.next().await.transpose()?;
        stream.close().await?;
        session.commit().await
    };
    session_that_relates: async |db: &AsyncEngine| {
        let mut session = db.open_session().await?;
        let user = session.add(NewUser::new("done"));
        let other = session.add(NewUser::new("other"));
        let address = session.add(NewAddress::new("a", user));
        session.flush().await?;
        session.relate(address, Address.user, other).await?;
        session.expire_all();
        session.append(user, User.addresses, address).await?;
        session.expire_all();
        session.remove(user, User.addresses, address).await?;
        session.relate(address, Address.user, user).await?;
        session.flush().await?;
        session.delete(address).await?;
        session.delete(other).await?;
        session.commit().await
    };
    session_of_rows: async |db: &AsyncEngine| {
        let mut session = AsyncSession::new(db);
        let user = session.add(NewUser::new("before"));
        session.flush().await?;
        let mut row = session[user].clone();
        row.name = "between".to_owned();
        session.merge(row.clone()).await?;
        session.merge_all([row.clone()]).await?;
        session.bulk_insert([NewUser::new("bulk")]).await?;
        session.bulk_update_columns(User.fullname, [(row.id, Some("x".to_owned()))]).await?;
        session.expire_all();
        session.expunge(user).await?;
        row.name = "done".to_owned();
        session.bulk_update([row]).await?;
        let never = session.add(NewUser::new("never"));
        session.expunge_new(never).await?;
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
        conn.page(select(User).order_by(User.id), 1, 10).await?;
        let sql = text("UPDATE user_account SET fullname = :fullname");
        conn.execute_many(sql, [params! { fullname: "x" }, params! { fullname: "y" }]).await?;
        conn.begin_nested(|conn| conn.execute(update(User).set(User.fullname, "x").all_rows()).map(drop)).await?;
        conn.run(|conn| conn.execute(update(User).set(User.fullname, "z").all_rows()).map(drop)).await?;
        let mut stream = conn.stream(select(User), 1);
        while let Some(user) = stream.next().await { user?; }
        drop(stream);
        conn.commit().await?;
        conn.begin_with(Begin::default()).await?;
        conn.execute(delete(User).all_rows()).await?;
        conn.rollback().await
    };
    lazy_connection: async |db: &AsyncEngine| {
        let mut conn = AsyncConnection::new(db);
        conn.rollback().await?;
        conn.execute(insert(User).value(NewUser::new("done"))).await?;
        let mut stream = conn.stream(select(User), 1);
        stream.next().await.transpose()?;
        stream.close().await?;
        conn.commit().await
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

/// What this database cannot do is left out.
fn supported(done: realgar::Result<()>) -> realgar::Result<()> {
    match done {
        Err(error) if *error.kind() == ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}

/// The futures of the library: who has them, how the programs call such a value, and in which files they are.
const OWNERS: &[(&str, &str, &[&str])] = &[
    ("AsyncEngine", "db", &["engine.rs"]),
    ("AsyncSession", "session", &["session.rs", "session"]),
    ("AsyncConnection", "conn", &["connection.rs"]),
    ("AsyncStream", "stream", &["stream.rs"]),
];

/// The names of public methods whose answer is awaited, in a file or in a folder's files.
fn futures(path: &Path) -> BTreeSet<String> {
    if path.is_dir() {
        let files = std::fs::read_dir(path).unwrap();
        return files.flat_map(|file| futures(&file.unwrap().path())).collect();
    }
    let Ok(source) = std::fs::read_to_string(path) else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    for start in ["    pub fn ", "    pub async fn "] {
        for declared in source.split(start).skip(1) {
            let name = declared.split(['<', '(']).next().unwrap();
            let signature = declared.split('{').next().unwrap();
            let answer = signature.rsplit_once("->").map_or("", |(_, answer)| answer);
            let is_future = ["Call<", "Unit<", "AsyncStream<"].iter().any(|future| answer.contains(future));
            if is_future || start.contains("async") {
                found.insert(name.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_method_is_in_a_program() {
    let programs = include_str!("every_method.rs");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tokio");
    for (owner, value, files) in OWNERS {
        let methods: BTreeSet<String> = files.iter().flat_map(|file| futures(&folder.join(file))).collect();
        assert!(methods.len() >= 2, "{owner} has more futures than {methods:?}: where are they?");
        let missing: Vec<_> =
            methods.iter().filter(|method| !programs.contains(&format!("{value}.{method}("))).collect();
        assert!(missing.is_empty(), "no program awaits these of {owner}: {missing:?}");
    }
}
