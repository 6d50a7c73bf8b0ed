//! MySQL and MariaDB through the crate `mysql`. This file and the ones below it are the only ones that name it.
//!
//! # URL
//!
//! `mysql://user:password@host:3306/database?key=value`, `mariadb://…` or `mysql+mysql://…`, with several hosts if the first
//! may be down. Options:
//!
//! | option | meaning |
//! |---|---|
//! | `ssl_mode` | `disabled`, `preferred` (default), `required`, `verify_identity`; `ssl-mode` is the same |
//! | `ssl_ca`, `ssl_cert`, `ssl_key` | files: authorities to trust besides the public ones; our own certificate and its key |
//! | `connect_timeout` | seconds until a server has to answer while a connection is opened or tested (10) |
//! | `read_timeout`, `write_timeout` | seconds until a running statement is given up and its connection closed (none) |
//! | `unix_socket` | path of a socket instead of a host |
//! | `charset` | `utf8mb4`: there is no other one |
//! | `program_name` | the name in `performance_schema` |
//! | `statement_cache_size` | prepared statements that a connection keeps (256) |
//!
//! As in MySQL's own clients, `preferred` and `required` encrypt but do not ask who the server is; `verify_identity` does.
//! The first connection with TLS makes *ring* the process's default provider of rustls if there is none.
//!
//! # Session
//!
//! Each connection speaks utf8mb4, keeps time in UTC, and has a strict `sql_mode` of its own: what the server is set to may
//! neither cut values nor give quotes another meaning, and a key of 0 is 0, not the next one. Nor are lists cut
//! (`group_concat_max_len`) or recursive queries (`max_recursive_iterations`, `cte_max_recursion_depth`). `rows_affected` of an
//! UPDATE counts the rows that were found, even if they had these values already.
//!
//! # Values
//!
//! Values travel in binary. Times are rounded to whole microseconds. NaN, the infinities and years beyond 9999 are refused
//! before they are sent; zero dates (`0000-00-00`) and times beyond a day are read as errors, and so is a DECIMAL that has
//! more digits than its Rust type. Whether a cell is text or bytes is told by its character set. A UUID is bound as 36
//! characters, and read from `UUID`, `CHAR(36)` and `BINARY(16)`.
//!
//! # Transactions
//!
//! A statement that fails undoes itself, but a deadlock rolls back the whole transaction, and a wait for a lock that lasts too
//! long does so where the server is set to. DDL commits by itself: the next statement begins another transaction. A stream
//! reads the rows as they arrive; dropped early, it reads the rest and forgets it.

mod binds;
mod cells;
mod connection;
mod cursor;
mod errors;
mod options;
mod server;
mod socket;
mod statements;
mod words;

use std::sync::Arc;

use connection::MysqlConnection;
pub(crate) use mysql::Conn as RawConnection;
use options::Options;

use crate::driver::{Driver, DriverConnection, Url};
use crate::error::Result;
use crate::sql::Dialect;

/// The connection as the crate `mysql` has it, if it is one to MySQL or MariaDB.
pub(crate) fn raw(connection: &mut dyn DriverConnection) -> Option<&mut RawConnection> {
    connection.as_any().downcast_mut::<MysqlConnection>().map(MysqlConnection::raw)
}

/// Opens connections to one MySQL or MariaDB database.
pub(crate) struct Mysql {
    options: Arc<Options>,
}

impl Mysql {
    /// Reads where the server is and how to log in. Opens nothing.
    pub(crate) fn new(url: &Url) -> Result<Self> {
        Ok(Self { options: Arc::new(Options::parse(url)?) })
    }
}

impl Driver for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::MySql
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(MysqlConnection::open(&self.options)?))
    }
}
