//! What differs between Diesel's three connections.

use diesel::Connection;
use diesel::connection::AnsiTransactionManager;
use diesel::result::{ConnectionError, QueryResult};

use super::errors;
use super::fetched::Fetched;
use super::query::{Sent, TakesValues};
use crate::driver::{Begin, Control, Features, TransactionStatus, Url};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;

/// One of Diesel's connections: `SqliteConnection`, `PgConnection` or `MysqlConnection`.
///
/// Nobody else can implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection of Diesel's that this build knows",
    label = "is not one of Diesel's connections",
    note = "there are `diesel::SqliteConnection`, `PgConnection` and `MysqlConnection`, with the cargo features `diesel-sqlite`, `diesel-postgres` and `diesel-mysql`"
)]
pub trait DieselConnection: Backing {}

impl<C: Backing> DieselConnection for C {}

/// Rows as they come.
pub(super) type Rows<'c> = Box<dyn Iterator<Item = QueryResult<Fetched>> + 'c>;

/// The part of [`DieselConnection`] that is not for users.
#[doc(hidden)]
pub trait Backing:
    Connection<Backend: TakesValues, TransactionManager = AnsiTransactionManager> + Send + Sized + 'static
{
    /// The SQL that it speaks.
    const DIALECT: Dialect;
    /// How its errors and rows behave.
    const FEATURES: Features;
    /// What an error is of which nothing is known.
    const UNKNOWN: ErrorKind;
    /// Part of the sentence about a statement that was prepared for a table that has changed since.
    const OUTDATED: Option<&str>;

    /// Where a database is, read from a URL once.
    type Place: Send + Sync + 'static;

    /// Reads a URL.
    fn place(url: &Url) -> Result<Self::Place>;

    /// How many statements a connection keeps prepared.
    fn statement_cache(place: &Self::Place) -> usize;

    /// Opens a connection and sets it up.
    fn open(place: &Self::Place) -> Result<Self>;

    /// Runs a statement that returns rows. A stream may ask the server for them one by one.
    fn load<'c>(&'c mut self, sent: Sent<'c>, is_stream: bool) -> QueryResult<Rows<'c>>;

    /// The key that the last INSERT has counted up.
    fn last_insert_id(&mut self) -> QueryResult<Option<i64>>;

    /// How far apart the keys are that one INSERT counts up.
    fn key_step(&mut self) -> QueryResult<u32> {
        Ok(1)
    }

    /// Whether a transaction is open, as the database knows it.
    fn ask_status(&mut self) -> TransactionStatus;

    /// The words for a step of a transaction.
    fn control_sql(control: Control) -> std::borrow::Cow<'static, str> {
        control.sql()
    }

    /// Lets the transaction that begins read only, or the next one write again, where BEGIN itself cannot say it.
    fn set_read_only(&mut self, _read_only: bool) -> QueryResult<()> {
        Ok(())
    }

    /// Whether BEGIN cannot say that a transaction may not write.
    fn needs_set_read_only(_begin: Begin) -> bool {
        false
    }

    /// Whether a text only reads, if it is not told by its first words that it does.
    fn only_tells(_text: &str) -> Option<bool> {
        None
    }

    /// Lets go of the statements that Diesel keeps prepared, because what they were planned for has changed.
    fn forget_statements(&mut self) -> bool {
        false
    }
}

/// Opens a connection.
pub(super) fn establish<C: Backing>(url: &str, place: &str) -> Result<C> {
    C::establish(url).map_err(|error| {
        let (kind, reason) = match &error {
            ConnectionError::InvalidConnectionUrl(reason) => (ErrorKind::InvalidUrl, reason.clone()),
            ConnectionError::BadConnection(reason) => (ErrorKind::Connection, reason.trim_end().to_owned()),
            other => (ErrorKind::Connection, other.to_string()),
        };
        Error::new(kind, format!("cannot connect to {place}: {reason}")).with_source(error)
    })
}

/// What went wrong on a connection of this kind.
#[cold]
pub(super) fn convert<C: Backing>(error: diesel::result::Error) -> Error {
    errors::convert(error, C::UNKNOWN)
}
