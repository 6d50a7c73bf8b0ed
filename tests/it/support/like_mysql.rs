//! A driver that behaves like MySQL's, over SQLite: nothing is returned by the session's own statements, and an INSERT of
//! many rows tells the key of the first one.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use realgar::driver::{
    Control, Cursor, Driver, DriverConnection, Features, InsertStrategy, Outcome, Receive, RowCells, SqlText,
    TransactionStatus,
};
use realgar::{Dialect, Result, Value};

/// Opens connections that behave like MySQL's.
pub(crate) struct LikeMysql(pub(crate) Arc<dyn Driver>);

struct Connection(Box<dyn DriverConnection>);

impl Driver for LikeMysql {
    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn connect(&self) -> Result<Box<dyn DriverConnection>> {
        Ok(Box::new(Connection(self.0.connect()?)))
    }
}

impl DriverConnection for Connection {
    fn features(&self) -> Features {
        let mut features = self.0.features();
        features.returning = false;
        features.insert = InsertStrategy::LastIds;
        features
    }

    fn query<'c>(&'c mut self, sql: SqlText<'_>, binds: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        Ok(Box::new(FirstId(self.0.query(sql, binds)?)))
    }

    fn run(&mut self, sql: SqlText<'_>, binds: &[&Value], receive: Receive<'_>) -> Result<()> {
        self.0.run(sql, binds, &mut |cursor| receive(&mut FirstId(cursor)))
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        self.0.is_read_only(sql)
    }

    fn control(&mut self, control: Control) -> Result<()> {
        self.0.control(control)
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        self.0.control_sql(control)
    }

    fn status(&self) -> TransactionStatus {
        self.0.status()
    }

    fn ping(&mut self) -> Result<()> {
        self.0.ping()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self.0.as_any()
    }
}

/// Tells the key of the first row where SQLite tells that of the last.
struct FirstId<C>(C);

impl<C: std::ops::DerefMut<Target: Cursor>> Cursor for FirstId<C> {
    fn columns(&self) -> Vec<String> {
        self.0.columns()
    }

    fn next(&mut self) -> Result<Option<&dyn RowCells>> {
        self.0.next()
    }

    fn outcome(&self) -> Outcome {
        let outcome = self.0.outcome();
        let rows = i64::try_from(outcome.rows_affected).unwrap_or(i64::MAX);
        Outcome::new(outcome.rows_affected, outcome.last_insert_id.map(|last| last - (rows - 1)))
    }

    fn was_prepared(&self) -> Option<bool> {
        self.0.was_prepared()
    }
}
