//! Diesel's three connections: as drivers (`sqlite+diesel://`, `postgresql+diesel://`, `mysql+diesel://`), and as places where
//! statements of ours run. This folder, `engine/raw_diesel.rs` and `statement/with_diesel.rs` are the only ones that name Diesel.
//!
//! They are for programs that move from Diesel to this library query by query, or that need what only libpq or libmysqlclient
//! can do. For new programs, the other drivers are better: Diesel's public interface hides a part of what a database says.
//!
//! # What Diesel hides
//!
//! - **Codes.** Errors have no SQLSTATE or number. Violated constraints, serialization failures, read-only transactions and
//!   closed connections are told; everything else is found out by the database's sentence, in English: on a server that
//!   speaks another language, a missing table or a deadlock is [`Database`](crate::ErrorKind::Database) (deadlocks of MySQL
//!   excepted). SQLite's `RAISE` and MySQL's `SIGNAL` have no code either.
//! - **Columns of an empty result.** [`Rows::columns`](crate::Rows::columns) is empty for SQL text whose result is empty.
//! - **Rows written, beside rows.** A statement with RETURNING counts the rows that it returns; all of them are in memory.
//! - **Cancelling.** There is no [`cancel_handle`](crate::Connection::cancel_handle).
//! - **Types of parameters.** See the databases below.
//!
//! # Statements
//!
//! Diesel keeps statements prepared and lets none go. So the first 256 texts of a connection are kept (`?statement_cache_size=`
//! for PostgreSQL and MySQL), the others are prepared each time.
//!
//! # SQLite
//!
//! Files, memory and options are those of `sqlite://`, and SQLite is linked once for both. Names in double quotes that do not
//! exist are taken for text: Diesel cannot switch that habit of SQLite's off.
//!
//! # PostgreSQL
//!
//! The URL goes to libpq as it is, so it may have all of libpq's options. Text is bound as TEXT, JSON as JSONB: for values of
//! other types that are written as text, write `CAST(:name AS inet)`. Labels of enums and NULLs take the type that the server
//! finds. Many rows are inserted by multi-row VALUES, and updated and deleted one by one: arrays and pipelines are for
//! `postgresql://`. Cells are read as by `postgresql://`; those of types that a schema defines itself are read if they are characters
//! (enums, citext), and are an error otherwise. A stream reads the rows as they arrive; dropped early, it reads the rest.
//!
//! # MySQL and MariaDB
//!
//! Options of the URL: `ssl_mode`, `ssl_ca`, `ssl_cert`, `ssl_key`, `unix_socket`, `statement_cache_size`. The session is set up as
//! by `mysql://`. RETURNING is refused, because libmysqlclient does not hand out its rows; keys that are counted up come by
//! `SELECT LAST_INSERT_ID()`, a round trip after each INSERT. A stream holds the whole result in memory. If somebody else adds a
//! column to a table and a statement that was kept reads all of them, the client library loses its place: that is
//! [`Disconnected`](crate::ErrorKind::Disconnected).

mod backing;
mod connection;
mod cursor;
mod errors;
mod fetched;
#[cfg(feature = "diesel-mysql")]
mod mysql;
mod outline;
#[cfg(feature = "diesel-postgres")]
mod postgres;
mod query;
#[cfg(feature = "diesel-sqlite")]
mod sqlite;
mod standing;

use backing::Backing;
pub use backing::DieselConnection;
use connection::Connected;
pub(crate) use connection::run_on;

use crate::driver::{Driver, DriverConnection, Url};
use crate::error::Result;
use crate::sql::Dialect;

/// Diesel's own connection, if it is one of this kind.
pub(crate) fn raw<C: DieselConnection>(connection: &mut dyn DriverConnection) -> Option<&mut C> {
    connection.as_any().downcast_mut::<Connected<C>>().map(Connected::raw)
}

/// The SQL that a connection speaks.
pub(crate) const fn dialect<C: DieselConnection>() -> Dialect {
    C::DIALECT
}

/// Opens connections of Diesel's to one database.
pub(crate) struct Diesel<C: Backing> {
    place: C::Place,
}

impl<C: Backing> Diesel<C> {
    /// Reads where the database is. Opens nothing.
    pub(crate) fn new(url: &Url) -> Result<Self> {
        Ok(Self { place: C::place(url)? })
    }
}

impl<C: Backing> Driver for Diesel<C> {
    fn dialect(&self) -> Dialect {
        C::DIALECT
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(Connected::new(C::open(&self.place)?, C::statement_cache(&self.place))?))
    }
}
