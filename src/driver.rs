//! The contract between the engine and a database. Who implements [`Driver`] has a database that sessions run on.
//!
//! A [`Driver`] opens [`DriverConnection`]s; a connection runs statements and answers with a [`Cursor`]; a cursor hands
//! out rows ([`RowCells`]) whose cells are [`ValueRef`](crate::ValueRef)s. [`open`] finds the driver of a URL, and
//! [`EngineBuilder::driver`](crate::engine::EngineBuilder::driver) takes any other one.
//!
//! # Who does what
//!
//! - **The engine makes all SQL**, in the driver's [`Dialect`], and hands it over with its values. A driver writes SQL of
//!   its own only for [`Control`]: steps of a transaction are data, because databases say them differently.
//! - **The engine begins transactions.** It sends [`Control::Begin`] before the first statement, and knows by itself what
//!   it has begun. After every error, and after the raw connection was handed out, it asks for the
//!   [`status`](DriverConnection::status). A statement is never run outside of a transaction.
//! - **Errors are typed by the driver**: an [`ErrorKind`](crate::ErrorKind) by the database's code, not by its message; the
//!   code ([`Error::with_code`](crate::Error::with_code)); what was violated. `Disconnected` means that the connection is
//!   lost: nothing but a drop follows. The engine adds the statement.
//! - **A connection is used by one thread at a time**, and may move between threads. Only its
//!   [`cancel_handle`](DriverConnection::cancel_handle) is used from another one meanwhile.
//! - **The pool** asks an idle connection for a [`ping`](DriverConnection::ping) if it was told to, rolls back what a
//!   connection leaves open, and closes a connection by dropping it.
//!
//! # Binds
//!
//! A value tells its SQL type ([`Value::kind`](crate::Value::kind)), NULL included. That of a declared enum is
//! [`Kind::Enum`] with the type's name; its label arrives as [`Value::Enum`], which
//! a database without such types stores as text. The number of values is that of the
//! placeholders, `$1` or `?` as the dialect writes them. A value that the database would store as another one is refused
//! with `OutOfRange`, before anything is sent.

mod control;
mod cursor;
#[cfg(feature = "_diesel")]
pub(crate) mod diesel;
mod features;
#[cfg(feature = "mysql")]
pub(crate) mod mysql;
mod open;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
mod url;

#[cfg(feature = "_diesel")]
pub use self::diesel::DieselConnection;
pub use control::{AccessMode, Begin, Control, IsolationLevel, TransactionStatus};
pub use cursor::{Cursor, Outcome, Receive};
pub use features::{Features, InsertStrategy};
pub use open::open;
pub use url::Url;

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::sql::Dialect;
use crate::sql::value::{Kind, Value};
pub use crate::types::cells::RowCells;

/// Opens connections to one database. An engine has one.
pub trait Driver: Send + Sync {
    /// The SQL it speaks.
    fn dialect(&self) -> Dialect;

    /// Opens a connection.
    ///
    /// # Errors
    ///
    /// `Connection` if the database cannot be reached or refuses the login.
    fn connect(&self) -> Result<Box<dyn DriverConnection>>;
}

/// The text of a statement, and what to do with it when it is prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlText<'s> {
    /// The text: one statement.
    pub text: &'s str,
    /// It has a list whose length varies (IN, VALUES), so most likely it will not come again: do not keep it prepared.
    /// Everything else is worth keeping, up to a limit of the driver's own.
    pub varies: bool,
    /// Where placeholders of LIMIT stand in the text, in bytes: SQLite looks at their values when it prepares.
    pub limits: &'s [usize],
}

impl<'s> SqlText<'s> {
    /// A text that will come again.
    #[must_use]
    pub const fn kept(text: &'s str) -> Self {
        Self { text, varies: false, limits: &[] }
    }
}

/// One connection. Values go in, cells come out.
///
/// Dropping it closes it; a transaction that is open then is rolled back by the database.
pub trait DriverConnection: Send {
    /// What holds for this connection's database. Asked for each flush, so it should cost nothing.
    fn features(&self) -> Features {
        Features::default()
    }

    /// Runs a statement and hands out its rows one by one, for as long as the cursor lives. Used for streams.
    ///
    /// # Errors
    ///
    /// What the database reports; `Parameter` if the statement has another number of placeholders.
    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>>;

    /// Runs a statement and lets `receive` take what it answers. `receive` may leave rows behind.
    ///
    /// For drivers whose cursors need not outlive a call, this spares the allocations of [`query`](Self::query).
    ///
    /// # Errors
    ///
    /// As [`query`](Self::query); the error of `receive`, unchanged.
    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        receive(&mut *self.query(sql, binds)?)
    }

    /// Runs one statement once for each parameter set, and stops at the first error.
    ///
    /// A set's answer is received before the next set is asked for, which may be made of it; unless the sets are
    /// [independent](ParameterSets::are_independent) and a network is in between.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); those of `sets`, unchanged.
    fn run_many(&mut self, sql: SqlText<'_>, sets: &mut dyn ParameterSets) -> Result<()> {
        one_by_one(self, sql, sets)
    }

    /// The types that the database finds for the placeholders of a statement if it is given values of these kinds, as
    /// they are written in CAST. Asked where [`InsertStrategy::Arrays`] has to know what text stands for.
    ///
    /// # Errors
    ///
    /// What the database reports about the statement; `Unsupported` if it cannot tell: then such rows stand in VALUES.
    fn parameter_types(&mut self, _sql: SqlText<'_>, _kinds: &[Kind]) -> Result<Vec<String>> {
        Err(Error::unsupported("this driver does not tell the types of placeholders"))
    }

    /// Whether the statement only reads, where the database can tell before running it. Asked for SQL text of the
    /// program's that begins a transaction, and nothing else. `None`: it cannot tell.
    ///
    /// # Errors
    ///
    /// What the database reports about the statement.
    fn is_read_only(&mut self, _sql: &str) -> Result<Option<bool>> {
        Ok(None)
    }

    /// Begins or ends a transaction or a savepoint.
    ///
    /// # Errors
    ///
    /// What the database reports. A COMMIT that the server answers with a rollback is `TransactionAborted`, even where
    /// the server itself reports no error. A connection lost during COMMIT is `Disconnected`; the engine makes
    /// `CommitUnknown` of it.
    fn control(&mut self, control: Control) -> Result<()>;

    /// The SQL that [`control`](Self::control) sends: what the log and errors show.
    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        control.sql()
    }

    /// How the transaction stands, as the database knows it: it may have ended or failed one because of an error. Asked
    /// after errors and after the raw connection was handed out; it must not ask a server.
    fn status(&self) -> TransactionStatus;

    /// Asks the server for a sign of life.
    ///
    /// # Errors
    ///
    /// `Disconnected` if there is none; the pool then closes the connection and all that are as old.
    fn ping(&mut self) -> Result<()>;

    /// What cancels the running statement from another thread.
    ///
    /// # Errors
    ///
    /// `Unsupported` if the database cannot.
    fn cancel_handle(&self) -> Result<Arc<dyn Cancel>> {
        Err(Error::unsupported("this driver cannot cancel a statement"))
    }

    /// The connection as itself, for users who need the database's own interface. A driver that wraps another one hands
    /// out the other's.
    fn as_any(&mut self) -> &mut dyn Any;
}

/// Cancels what runs on one connection, from any thread. The statement then fails with `Cancelled`.
pub trait Cancel: Send + Sync {
    /// Cancels the statement that runs at this moment; does nothing if none does.
    ///
    /// # Errors
    ///
    /// What the server reports about the request. No error does not mean that a statement was cancelled.
    fn cancel(&self) -> Result<()>;

    /// Whether a request may have its effect after [`cancel`](Self::cancel) has returned. A connection for which one was made
    /// is closed when it comes back to the pool, so that it does not hit the next user's statement.
    fn may_come_late(&self) -> bool {
        true
    }
}

/// The parameter sets of a statement that is run several times, each made when it is wanted; and what takes the answers.
pub trait ParameterSets {
    /// Lets `bind` have the values of the next run; `false` after the last.
    ///
    /// # Errors
    ///
    /// Whatever keeps the set from being made; the error of `bind`.
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool>;

    /// Whether no set is made of the answers to those before it, and an error undoes all of them: several may be sent
    /// before the first answer is received.
    fn are_independent(&self) -> bool {
        false
    }

    /// Takes what that run answers, in the order of the sets.
    ///
    /// # Errors
    ///
    /// `Decode` and others, if the answer is not what was expected.
    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()>;
}

/// Runs a statement for one set after the other.
pub(crate) fn one_by_one<C: DriverConnection + ?Sized>(
    connection: &mut C,
    sql: SqlText<'_>,
    sets: &mut dyn ParameterSets,
) -> Result<()> {
    // The answer is taken when the binds are gone: it may change what they were made of.
    let mut values: Vec<Value> = Vec::new();
    loop {
        values.clear();
        let there_is_one = sets.next_set(&mut |binds| {
            values.extend(binds.iter().map(|value| (*value).clone()));
            Ok(())
        })?;
        if !there_is_one {
            return Ok(());
        }
        let binds: Vec<&Value> = values.iter().collect();
        connection.run(sql, &binds, &mut |cursor| sets.receive(cursor))?;
    }
}
