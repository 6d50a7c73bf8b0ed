//! Sessions and connections from async code: units, what is held over awaits, streams, and futures that are dropped.

mod dropped;
mod gate;
mod held;
mod many;
mod programs;
mod streams;
mod units;
mod writers;

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
    let scratch = Scratch::new();
    let mut databases = vec![
        Database { url: "sqlite://".to_owned(), _scratch: None },
        Database { url: scratch.url("async.db"), _scratch: Some(scratch) },
    ];
    databases.extend(postgres());
    databases.extend(mysql());
    databases
}

/// A schema of its own on the server, whose sessions are told by their name.
pub(super) fn postgres() -> Option<Database> {
    let server = servers::postgres()?;
    let url = blocking(|| servers::postgres_schema(&server));
    Some(Database { url, _scratch: None })
}

/// A database of its own on MySQL or MariaDB.
fn mysql() -> Option<Database> {
    let server = servers::mysql()?;
    let url = blocking(|| servers::mysql_database(&server));
    Some(Database { url, _scratch: None })
}

/// Does on another thread what may not be done in a runtime.
pub(super) fn blocking<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// One database, with the tables of the tutorial.
pub(super) struct Database {
    url: String,
    _scratch: Option<Scratch>,
}

impl Database {
    /// Another one of the same kind.
    pub(super) fn twin_of(other: &Self) -> Self {
        match &other._scratch {
            _ if other.is_postgres() => postgres().unwrap(),
            _ if other.is_mysql() => mysql().unwrap(),
            None => Self { url: other.url.clone(), _scratch: None },
            Some(_) => {
                let scratch = Scratch::new();
                Self { url: scratch.url("twin.db"), _scratch: Some(scratch) }
            }
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
