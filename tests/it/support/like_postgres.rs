//! A driver that behaves like PostgreSQL's, over SQLite: an error fails the whole transaction.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use realgar::driver::{Control, Cursor, Driver, DriverConnection, Features, Outcome, Receive, TransactionStatus};
use realgar::types::cells::RowCells;
use realgar::{Dialect, Error, ErrorKind, Result, Value};

/// Opens connections that behave like PostgreSQL's.
pub(crate) struct LikePostgres(pub(crate) Arc<dyn Driver>);

struct Connection {
    inner: Box<dyn DriverConnection>,
    /// An error has failed the transaction.
    is_failed: bool,
}

impl Driver for LikePostgres {
    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(Connection { inner: self.0.connect()?, is_failed: false }))
    }
}

impl Connection {
    fn refuse_if_failed(&self) -> Result<()> {
        if self.is_failed { Err(aborted("current transaction is aborted")) } else { Ok(()) }
    }

    /// What the server does when it reports an error.
    fn note_error(&mut self) {
        self.is_failed = self.inner.status() != TransactionStatus::Idle;
    }
}

impl DriverConnection for Connection {
    fn features(&self) -> Features {
        let mut features = self.inner.features();
        features.error_fails_transaction = true;
        features
    }

    fn query<'c>(&'c mut self, sql: &str, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        self.refuse_if_failed()?;
        let is_failed = &mut self.is_failed;
        match self.inner.query(sql, binds) {
            Ok(cursor) => Ok(Box::new(Rows { cursor, is_failed })),
            Err(error) => {
                *is_failed = true;
                Err(error)
            }
        }
    }

    fn run(&mut self, sql: &str, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        self.refuse_if_failed()?;
        let mut is_ours = false;
        let result = self.inner.run(sql, binds, &mut |cursor| {
            let mut is_failed = false;
            let received = receive(&mut Rows { cursor, is_failed: &mut is_failed });
            is_ours = received.is_err() && !is_failed;
            received
        });
        // An answer that the client cannot read is no matter of the server's.
        if result.is_err() && !is_ours {
            self.note_error();
        }
        result
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        self.inner.is_read_only(sql)
    }

    fn control(&mut self, control: Control) -> Result<()> {
        match control {
            Control::Commit if self.is_failed => {
                self.is_failed = false;
                self.inner.control(Control::Rollback)?;
                Err(aborted("COMMIT of a failed transaction has rolled it back"))
            }
            Control::Commit => self.inner.control(Control::Commit).or_else(|error| {
                // A COMMIT that fails ends the transaction, too.
                self.inner.control(Control::Rollback)?;
                Err(error)
            }),
            Control::Rollback | Control::RollbackTo(_) => {
                self.inner.control(control)?;
                self.is_failed = false;
                Ok(())
            }
            Control::Begin(_) | Control::Savepoint(_) | Control::Release(_) => {
                self.refuse_if_failed()?;
                self.inner.control(control).inspect_err(|_| self.is_failed = true)
            }
        }
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        self.inner.control_sql(control)
    }

    fn status(&self) -> TransactionStatus {
        match self.inner.status() {
            TransactionStatus::Open if self.is_failed => TransactionStatus::Failed,
            status => status,
        }
    }

    fn ping(&mut self) -> Result<()> {
        self.inner.ping()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self.inner.as_any()
    }
}

fn aborted(message: &str) -> Error {
    Error::new(ErrorKind::TransactionAborted, message).with_code("25P02")
}

/// Rows whose errors fail the transaction.
struct Rows<'f, C> {
    cursor: C,
    is_failed: &'f mut bool,
}

impl<C: std::ops::DerefMut<Target: Cursor>> Cursor for Rows<'_, C> {
    fn columns(&self) -> Vec<String> {
        self.cursor.columns()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        self.cursor.next().inspect_err(|_| *self.is_failed = true)
    }

    fn outcome(&self) -> Outcome {
        self.cursor.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        self.cursor.was_prepared()
    }
}
