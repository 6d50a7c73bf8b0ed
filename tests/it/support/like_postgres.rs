//! A driver that behaves like PostgreSQL's, over SQLite: an error fails the whole transaction, and an INSERT of many rows
//! returns them in any order.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use realgar::driver::{
    Control, Cursor, Driver, DriverConnection, Features, InsertStrategy, Outcome, Receive, RowCells, SqlText,
    TransactionStatus,
};
use realgar::{Dialect, Error, ErrorKind, Result, Value, ValueRef};

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
        features.insert = InsertStrategy::Returning;
        features
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
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

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        self.refuse_if_failed()?;
        let mut is_ours = false;
        let shuffles = sql.text.starts_with("INSERT") && sql.text.contains("RETURNING");
        let result = self.inner.run(sql, binds, &mut |cursor| {
            let mut is_failed = false;
            let received = if shuffles {
                receive(&mut Shuffled::new(cursor, &mut is_failed)?)
            } else {
                receive(&mut Rows { cursor, is_failed: &mut is_failed })
            };
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

/// Rows of an INSERT in another order than that in which they were inserted.
struct Shuffled<'c> {
    cursor: &'c mut dyn Cursor,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    row: Copied,
}

/// A row that has outlived its cursor's.
#[derive(Default)]
struct Copied {
    columns: Vec<String>,
    values: Vec<Value>,
}

impl<'c> Shuffled<'c> {
    fn new(cursor: &'c mut dyn Cursor, is_failed: &mut bool) -> Result<Self> {
        let columns = cursor.columns();
        let mut rows = Vec::new();
        while let Some(row) = cursor.next().inspect_err(|_| *is_failed = true)? {
            rows.push((0..row.len()).map(|at| Ok(row.cell(at)?.to_value())).collect::<Result<_>>()?);
        }
        // Taken from the end: the last row comes first, and then those in the middle.
        let middle = rows.len() / 2;
        rows.rotate_left(middle / 2);
        Ok(Self { cursor, columns, rows, row: Copied::default() })
    }
}

impl Cursor for Shuffled<'_> {
    fn columns(&self) -> Vec<String> {
        self.columns.clone()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        let Some(values) = self.rows.pop() else { return Ok(None) };
        self.row = Copied { columns: self.columns.clone(), values };
        Ok(Some(&self.row))
    }

    fn outcome(&self) -> Outcome {
        self.cursor.outcome()
    }

    fn was_prepared(&self) -> Option<bool> {
        None
    }
}

impl RowCells for Copied {
    fn len(&self) -> usize {
        self.values.len()
    }

    fn name(&self, index: usize) -> &str {
        &self.columns[index]
    }

    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        Ok(match &self.values[index] {
            Value::Null(_) => ValueRef::Null,
            Value::BigInt(number) => ValueRef::Integer(*number),
            Value::Double(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
            other => unreachable!("SQLite has no {other:?}"),
        })
    }
}
