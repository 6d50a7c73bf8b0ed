//! One SQLite connection: prepares, binds, steps.

use std::any::Any;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection};

use crate::driver::sqlite::cursor::{About, Changes, Running, Streaming};
use crate::driver::sqlite::options::Options;
use crate::driver::sqlite::{binds, errors};
use crate::driver::{Cursor, DriverConnection, ParameterSets, Receive};
use crate::error::Result;
use crate::sql::value::Value;

/// An open connection.
pub(crate) struct SqliteConnection {
    connection: Connection,
    options: Arc<Options>,
}

impl SqliteConnection {
    pub(super) fn new(connection: Connection, options: Arc<Options>) -> Self {
        Self { connection, options }
    }

    /// The connection as rusqlite has it.
    pub(crate) fn raw(&mut self) -> &mut Connection {
        &mut self.connection
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.connection.prepare_cached(sql).map_err(|error| errors::convert(error, Some(&self.options)))
    }

    fn about(&self, sql: &str) -> About<'_> {
        About {
            connection: &self.connection,
            options: &self.options,
            before: Changes(self.connection.total_changes()),
            inserts: inserts(sql),
        }
    }
}

impl DriverConnection for SqliteConnection {
    fn query<'c>(&'c mut self, sql: &str, values: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        let about = self.about(sql);
        let mut statement = self.prepare(sql)?;
        binds::bind(&mut statement, values)?;
        Ok(Box::new(Streaming::new(statement, about)))
    }

    fn run(&mut self, sql: &str, values: &[&Value], receive: Receive<'_>) -> Result<()> {
        let about = self.about(sql);
        let mut statement = self.prepare(sql)?;
        binds::bind(&mut statement, values)?;
        receive(&mut Running::new(&mut statement, about))
    }

    fn run_many(&mut self, sql: &str, sets: &mut dyn ParameterSets) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        let about = self.about(sql);
        while sets.next_set(&mut |values| binds::bind(&mut statement, values))? {
            let about = About { before: Changes(self.connection.total_changes()), ..about };
            sets.receive(&mut Running::new(&mut statement, about))?;
        }
        Ok(())
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        Ok(Some(self.prepare(sql)?.readonly()))
    }

    fn begin_sql(&self, writing: bool) -> &'static str {
        if writing { "BEGIN IMMEDIATE" } else { "BEGIN" }
    }

    fn control(&mut self, sql: &str) -> Result<()> {
        let result = self.prepare(sql)?.raw_execute();
        result.map(drop).map_err(|error| errors::convert(error, Some(&self.options)))
    }

    fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn ping(&mut self) -> Result<()> {
        // There is no server: a file that can be opened answers.
        Ok(())
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Whether a statement is one that counts up keys.
fn inserts(sql: &str) -> bool {
    let sql = sql.trim_ascii_start().as_bytes();
    let starts = |word: &[u8]| sql.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    starts(b"INSERT") || starts(b"REPLACE")
}
