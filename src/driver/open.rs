//! Which driver a URL names.

use std::sync::Arc;

use super::{Driver, Url};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;

/// The driver that a URL names. Opens no connection.
///
/// An engine does this itself; a driver that wraps another one does it to get the other.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// let driver = realgar::driver::open(&"sqlite://".parse()?)?;
/// assert_eq!(driver.dialect(), realgar::Dialect::Sqlite);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// `InvalidUrl` if this build has no such driver, or the driver does not understand the URL.
pub fn open(url: &Url) -> Result<Arc<dyn Driver>> {
    if url.driver() == Some("diesel") {
        return open_diesel(url);
    }
    match url.dialect() {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => match url.driver() {
            None | Some("rusqlite") => Ok(Arc::new(super::sqlite::Sqlite::new(url)?)),
            Some(other) => Err(invalid(format!(
                "`{other}` is not a driver for SQLite: write `sqlite://`, `sqlite+rusqlite://` or `sqlite+diesel://`"
            ))),
        },
        #[cfg(feature = "postgres")]
        Dialect::PostgreSql => match url.driver() {
            None | Some("tokio_postgres") => Ok(Arc::new(super::postgres::Postgres::new(url)?)),
            Some(other) => Err(invalid(format!(
                "`{other}` is not a driver for PostgreSQL: write `postgresql://`, `postgresql+tokio_postgres://` or \
                 `postgresql+diesel://`"
            ))),
        },
        #[cfg(feature = "mysql")]
        Dialect::MySql => match url.driver() {
            None | Some("mysql") => Ok(Arc::new(super::mysql::Mysql::new(url)?)),
            Some(other) => Err(invalid(format!(
                "`{other}` is not a driver for MySQL and MariaDB: write `mysql://`, `mariadb://` or `mysql+mysql://`"
            ))),
        },
        other => Err(invalid(format!(
            "`{url}`: {other} is not supported by this build: switch on the cargo feature `{}`, if this version has it",
            feature(other)
        ))),
    }
}

/// Diesel's own connection to the database of a URL.
fn open_diesel(url: &Url) -> Result<Arc<dyn Driver>> {
    match url.dialect() {
        #[cfg(feature = "diesel-sqlite")]
        Dialect::Sqlite => Ok(Arc::new(super::diesel::Diesel::<diesel::SqliteConnection>::new(url)?)),
        #[cfg(feature = "diesel-postgres")]
        Dialect::PostgreSql => Ok(Arc::new(super::diesel::Diesel::<diesel::PgConnection>::new(url)?)),
        #[cfg(feature = "diesel-mysql")]
        Dialect::MySql => Ok(Arc::new(super::diesel::Diesel::<diesel::MysqlConnection>::new(url)?)),
        other => {
            let feature = feature(other);
            Err(invalid(format!("`{url}` needs the cargo feature `diesel-{feature}`, which is off in this build")))
        }
    }
}

const fn feature(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::PostgreSql => "postgres",
        other => other.name(),
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidUrl, message)
}
