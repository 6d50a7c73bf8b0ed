//! PostgreSQL through tokio-postgres. This file and the ones below it are the only ones that name tokio-postgres.
//!
//! Each connection has a runtime of its own that runs on the thread that waits, so nothing runs in the background and
//! nothing has to be async. Threads of an async runtime must not wait: call the library from `spawn_blocking` there.
//!
//! # URL
//!
//! `postgresql://user:password@host:5432/database?key=value`, with several hosts if the first may be down. The options are
//! those of libpq: `sslmode` (`disable`, `prefer`, `require`, `verify-ca`, `verify-full`), `sslrootcert` (a file, or
//! `system`), `connect_timeout` (seconds; 10), `application_name`, `options`, `target_session_attrs`, `host` (a directory of
//! sockets), `keepalives…`, `tcp_user_timeout`, `channel_binding`, `load_balance_hosts`. One is ours:
//! `statement_cache_size` (256; 0 behind a pooler that gives each transaction another server connection: then every
//! statement is prepared and closed within its transaction).
//!
//! As in libpq, `prefer` and `require` encrypt but do not ask who the server is; `verify-full` does.
//!
//! # Values
//!
//! Values travel in binary. A value of a definite type declares its parameter with it, so that the server has nothing to
//! guess where the context does not say; text, JSON and labels of enums take the type that the server finds. Times are
//! rounded to whole microseconds, as the server itself does. `infinity` is read as an error, and so is a NUMERIC that has
//! more digits than its Rust type. Values of types that have no Rust type here (intervals, arrays, ranges, addresses, bit
//! strings) are read as the text by which PostgreSQL writes them, and may be bound as such text.
//!
//! # Many rows
//!
//! From 17 rows on, an INSERT sends one array for each column, `INSERT … SELECT … FROM unnest($1, $2, …) WITH ORDINALITY`, in one
//! text for every size; rows with arrays among their values stand in VALUES. A session's updates and deletes of one text are
//! on their way before the first answer has come.
//!
//! # Transactions
//!
//! BEGIN is sent together with the first statement if that only reads. An error fails the transaction until it is rolled
//! back, whole or to a savepoint. A stream reads through a cursor of the server's, by portions, so it may be dropped early;
//! what is not a plain query is read to its end.

mod begin;
pub(super) mod binds;
pub(super) mod cells;
mod connection;
mod cursor;
mod errors;
mod options;
mod pipeline;
pub(super) mod spelling;
mod statements;
mod tls;
mod type_name;
mod words;

use std::sync::Arc;

use connection::PostgresConnection;
pub use connection::RawPostgres;
use options::Options;

use crate::driver::{Driver, DriverConnection, Url};
use crate::error::Result;
use crate::sql::Dialect;

/// tokio-postgres' own client, if it is a connection to PostgreSQL.
pub(crate) fn raw(connection: &mut dyn DriverConnection) -> Option<Result<RawPostgres<'_>>> {
    connection.as_any().downcast_mut::<PostgresConnection>().map(PostgresConnection::raw)
}

/// Opens connections to one PostgreSQL database.
pub(crate) struct Postgres {
    options: Arc<Options>,
}

impl Postgres {
    /// Reads where the server is and how to log in. Opens nothing.
    pub(crate) fn new(url: &Url) -> Result<Self> {
        Ok(Self { options: Arc::new(Options::parse(url)?) })
    }
}

impl Driver for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::PostgreSql
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(PostgresConnection::open(Arc::clone(&self.options))?))
    }
}
