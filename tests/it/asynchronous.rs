//! Sessions and connections from async code: units, what is held over awaits, streams, and futures that are dropped.

mod dropped;
mod every_method;
mod gate;
mod held;
mod left_open;
mod many;
mod programs;
mod streams;
mod units;
mod writers;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use realgar::engine::EngineBuilder;
use realgar::prelude::*;
use realgar::tokio::AsyncEngine;

use crate::support::{Scratch, servers};

mod tutorial {
    realgar::include_schema!("tutorial");
}

/// The databases of this run: SQLite in memory and in a file, and PostgreSQL and MariaDB if a server is named.
pub(super) fn databases() -> Vec<Database> {
    let mut databases = vec![Database::in_memory(), Database::in_a_file()];
    databases.extend(postgres());
    databases.extend(mysql());
    databases
}

/// A schema of its own on the server, whose sessions are told by their name.
pub(super) fn postgres() -> Option<Database> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let server = servers::postgres()?;
    let name = format!("realgar_async_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let url = blocking(|| servers::postgres_schema(&server));
    let url = servers::with_option(&url, &format!("application_name={name}"));
    let observer = Some(Engine::new(&server).unwrap());
    Some(Database { url, name, observer, _scratch: None })
}

/// A database of its own on MySQL or MariaDB.
fn mysql() -> Option<Database> {
    let server = servers::mysql()?;
    let url = blocking(|| servers::mysql_database(&server));
    let name = url.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
    let observer = Some(Engine::new(&server).unwrap());
    Some(Database { url, name, observer, _scratch: None })
}

/// Does on another thread what may not be done in a runtime.
pub(super) fn blocking<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// One database, with the tables of the tutorial.
pub(super) struct Database {
    url: String,
    /// By which a server knows who uses it.
    name: String,
    /// Somebody else on the same server.
    observer: Option<Engine>,
    _scratch: Option<Scratch>,
}

impl Database {
    fn in_memory() -> Self {
        Self { url: "sqlite://".to_owned(), name: String::new(), observer: None, _scratch: None }
    }

    fn in_a_file() -> Self {
        let scratch = Scratch::new();
        Self { url: scratch.url("async.db"), name: String::new(), observer: None, _scratch: Some(scratch) }
    }

    /// Another one of the same kind.
    pub(super) fn twin_of(other: &Self) -> Self {
        match &other._scratch {
            _ if other.is_postgres() => postgres().unwrap(),
            _ if other.is_mysql() => mysql().unwrap(),
            None => Self::in_memory(),
            Some(_) => Self::in_a_file(),
        }
    }

    pub(super) fn is_mysql(&self) -> bool {
        self.url.starts_with("mysql") || self.url.starts_with("mariadb")
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgresql")
    }

    pub(super) fn engine(&self, options: impl FnOnce(EngineBuilder) -> EngineBuilder) -> Engine {
        let engine = options(Engine::builder(&self.url)).build().unwrap();
        blocking(|| tutorial::METADATA.create_all(&engine)).unwrap();
        engine
    }

    pub(super) fn db(&self) -> AsyncEngine {
        AsyncEngine::new(self.engine(|builder| builder))
    }
}

/// The names of all users, in order.
pub(super) async fn names(db: &AsyncEngine) -> Vec<String> {
    db.connection(names_in).await.unwrap()
}

pub(super) fn names_in<X: realgar::statement::Executor>(conn: &mut X) -> realgar::Result<Vec<String>> {
    Ok(conn.scalars(select(tutorial::User.name).order_by(tutorial::User.name))?.all())
}

/// Waits until all that was dropped has come to its end: no permit and no connection is lost.
pub(super) async fn settled(db: &AsyncEngine) {
    let limit = db.engine().pool_status().limit;
    for _ in 0..10_000 {
        if db.free_permits() == limit && db.engine().pool_status().in_use == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("not all has come back: {db:?}, {:?}", db.engine().pool_status());
}

/// An application's own error.
#[derive(Debug)]
pub(super) enum AppError {
    Refused,
    Database(realgar::Error),
}

impl From<realgar::Error> for AppError {
    fn from(error: realgar::Error) -> Self {
        Self::Database(error)
    }
}
