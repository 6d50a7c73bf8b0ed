//! SQLite through rusqlite. This file and the ones below it are the only ones that name rusqlite.
//!
//! # Files
//!
//! Each connection has foreign keys on, waits 5 s for locks (`?busy_timeout=` in milliseconds), and takes text in
//! double quotes for what it is, a name: SQLite's old habit of reading an unknown name as a string is off. Files
//! are put in WAL mode with `synchronous=NORMAL`: readers and one writer do not wait for each other.
//!
//! # Memory
//!
//! `sqlite://` and `sqlite:///:memory:` are one database for each engine, seen by all its connections, kept by the
//! memdb VFS. It has one lock for the whole database: a transaction that reads keeps others from committing, one
//! that has written keeps others from reading, and whoever has to wait does so for as long as the busy timeout
//! before it gets [`Busy`](crate::ErrorKind::Busy). (SQLite's other way, the shared cache, locks tables but never
//! waits: the loser fails at once. It is slower, too.) It holds 1 GiB at most.
//!
//! # Transactions
//!
//! A transaction whose first statement writes begins with `BEGIN IMMEDIATE`, so that two of them wait for each
//! other instead of failing: those of one engine in the order in which they came, for as long as the busy timeout.
//! One that reads first and then writes may fail with `Busy` at once if another connection has committed in between:
//! its snapshot is old. Run such a one again as a whole (`Engine::retry`), or take the write lock first
//! (`Connection::begin`).

mod binds;
mod collations;
mod connection;
mod cursor;
mod errors;
mod foreign_keys;
mod options;
mod writers;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::driver::sqlite::connection::SqliteConnection;
use crate::driver::sqlite::options::Options;
use crate::driver::sqlite::writers::Writers;
use crate::driver::{Driver, DriverConnection, Url};
use crate::error::Result;
use crate::sql::Dialect;

pub(crate) use rusqlite::Connection as RawConnection;

#[cfg(feature = "diesel-sqlite")]
pub(super) use binds::output;
#[cfg(feature = "diesel-sqlite")]
pub(super) use connection::control_sql;
#[cfg(feature = "diesel-sqlite")]
pub(super) use options::Options as Opening;

/// rusqlite's own connection, if it is one to SQLite.
pub(crate) fn raw(connection: &mut dyn DriverConnection) -> Option<Result<&mut RawConnection>> {
    connection.as_any().downcast_mut::<SqliteConnection>().map(SqliteConnection::raw)
}

/// Gives each in-memory database a number of its own.
fn next_number() -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

/// The database's place and options, for another driver.
#[cfg(feature = "diesel-sqlite")]
pub(super) fn options(url: &Url) -> Result<Options> {
    Options::parse(url, next_number)
}

/// Opens connections to one SQLite database.
pub(crate) struct Sqlite {
    options: Arc<Options>,
    writers: Arc<Writers>,
    /// A connection that does nothing but keep an in-memory database alive.
    anchor: Mutex<Option<rusqlite::Connection>>,
}

impl Sqlite {
    /// Reads the database's place and options out of the URL. Opens nothing.
    pub(crate) fn new(url: &Url) -> Result<Self> {
        let options = Options::parse(url, next_number)?;
        Ok(Self { options: Arc::new(options), writers: Arc::default(), anchor: Mutex::new(None) })
    }
}

impl Driver for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        if self.options.is_memory() {
            // The value is set in one step, so it is whole even if another thread panicked.
            let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
            if anchor.is_none() {
                *anchor = Some(self.options.open()?);
            }
        }
        Ok(Box::new(SqliteConnection::new(self.options.open()?, Arc::clone(&self.options), &self.writers)))
    }
}
