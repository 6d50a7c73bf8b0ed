//! One SQLite connection: prepares, binds, steps.

use std::any::Any;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, InterruptHandle, Statement};

use crate::driver::sqlite::cursor::{About, Changes, Running, Streaming};
use crate::driver::sqlite::options::Options;
use crate::driver::sqlite::writers::{NoTurn, Place, Turn, Writers};
use crate::driver::sqlite::{binds, collations, errors, foreign_keys};
use crate::driver::{
    AccessMode, Begin, Cancel, Control, Cursor, DriverConnection, ParameterSets, Receive, SqlText, TransactionStatus,
};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::value::Value;

/// An open connection.
pub(crate) struct SqliteConnection {
    connection: Connection,
    options: Arc<Options>,
    /// The transaction may not write.
    is_read_only: bool,
    /// SQLite itself refuses to write: `PRAGMA query_only`.
    is_query_only: bool,
    /// Where it waits for its turn to write.
    place: Place,
    /// Its turn, until the transaction ends. Dropped after the connection, which rolls back.
    turn: Cell<Option<Turn>>,
}

impl SqliteConnection {
    pub(super) fn new(connection: Connection, options: Arc<Options>, writers: &Arc<Writers>) -> Self {
        Self {
            connection,
            options,
            is_read_only: false,
            is_query_only: false,
            place: Place::new(writers),
            turn: Cell::new(None),
        }
    }

    /// Waits until no other connection of the engine writes.
    fn wait_for_turn(&mut self) -> Result<()> {
        if self.turn.get_mut().is_none() {
            let turn = self.place.wait(self.options.busy_timeout()).map_err(|reason| match reason {
                NoTurn::TimedOut => Error::new(ErrorKind::Busy, self.options.turn_advice()).with_code(BUSY),
                NoTurn::Cancelled => {
                    Error::new(ErrorKind::Cancelled, "interrupted while it waited for its turn to write")
                }
            })?;
            self.turn.set(Some(turn));
        }
        Ok(())
    }

    /// Gives the turn back if the transaction has ended, by whatever.
    fn settle(&self) {
        if self.connection.is_autocommit() {
            self.turn.set(None);
        }
    }

    /// The connection as rusqlite has it.
    ///
    /// # Errors
    ///
    /// What SQLite says about a transaction that may not write, not even this way.
    pub(crate) fn raw(&mut self) -> Result<&mut Connection> {
        self.set_query_only(self.is_read_only && !self.connection.is_autocommit())?;
        Ok(&mut self.connection)
    }

    /// A PRAGMA that makes SQLite compile every statement of the connection again: only for what is not prepared here.
    fn set_query_only(&mut self, query_only: bool) -> Result<()> {
        if self.is_query_only != query_only {
            let set = self.connection.pragma_update(None, "query_only", query_only);
            set.map_err(|error| errors::convert(error, Some(&self.options)))?;
            self.is_query_only = query_only;
        }
        Ok(())
    }

    /// The statement, unless it writes where it may not.
    fn allowed<'c>(&self, statement: CachedStatement<'c>) -> Result<CachedStatement<'c>> {
        if self.is_read_only && !statement.readonly() {
            let message = "the transaction is READ ONLY, and this statement writes: begin one that may write";
            return Err(Error::new(ErrorKind::ReadOnly, message).with_code(READONLY));
        }
        Ok(statement)
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.connection.prepare_cached(sql).map_err(|error| {
            let error = errors::convert(error, Some(&self.options));
            match collations::explain(error.message(), &self.connection, sql) {
                Some(message) => error.with_message(message),
                None => error,
            }
        })
    }

    /// SQLite looks at the value of a LIMIT when it plans, and so prepares a statement anew each time it gets one. What is
    /// computed it does not look at.
    fn prepare_text(&self, sql: SqlText<'_>) -> Result<CachedStatement<'_>> {
        if sql.limits.is_empty() {
            return self.prepare(sql.text);
        }
        let mut text = String::with_capacity(sql.text.len() + COMPUTED.len() * sql.limits.len());
        let mut rest = sql.text;
        for placeholder in sql.limits {
            let written = sql.text.len() - rest.len();
            let Some((start, after)) = placeholder.checked_sub(written).and_then(|at| rest.split_at_checked(at + 1))
            else {
                break;
            };
            text.push_str(start);
            text.push_str(COMPUTED);
            rest = after;
        }
        text.push_str(rest);
        self.prepare(&text)
    }

    /// The error of a statement, which still has its values, with the name of the foreign key that it has violated.
    fn named(&self, error: Error, sql: &str, statement: &mut Statement<'_>) -> Error {
        if !foreign_keys::is_unnamed(&error) {
            return error;
        }
        foreign_keys::name(error, &self.connection, sql, || {
            let mut rows = statement.raw_query();
            loop {
                match rows.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => return true,
                    Err(_) => return false,
                }
            }
        })
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
    fn query<'c>(&'c mut self, sql: SqlText<'_>, values: &[&Value]) -> Result<Box<dyn Cursor + 'c>> {
        let about = self.about(sql.text);
        let mut statement = self.allowed(self.prepare_text(sql)?)?;
        binds::bind(&mut statement, values)?;
        Ok(Box::new(Streaming::new(statement, about)))
    }

    fn run(&mut self, sql: SqlText<'_>, values: &[&Value], receive: Receive<'_>) -> Result<()> {
        let about = self.about(sql.text);
        let mut statement = self.allowed(self.prepare_text(sql)?)?;
        binds::bind(&mut statement, values)?;
        let result = receive(&mut Running::new(&mut statement, about));
        let result = result.map_err(|error| self.named(error, sql.text, &mut statement));
        if sql.varies {
            statement.discard();
        } else {
            drop(statement);
        }
        self.settle();
        result
    }

    fn run_many(&mut self, sql: SqlText<'_>, sets: &mut dyn ParameterSets) -> Result<()> {
        let mut statement = self.allowed(self.prepare(sql.text)?)?;
        let about = self.about(sql.text);
        while sets.next_set(&mut |values| binds::bind(&mut statement, values))? {
            let about = About { before: Changes(self.connection.total_changes()), ..about };
            let result = sets.receive(&mut Running::new(&mut statement, about));
            result.map_err(|error| self.named(error, sql.text, &mut statement))?;
        }
        Ok(())
    }

    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        Ok(Some(self.prepare(sql)?.readonly()))
    }

    fn control(&mut self, control: Control) -> Result<()> {
        if let Control::Begin(begin) = control {
            self.set_query_only(false)?;
            self.is_read_only = begin.access == Some(AccessMode::ReadOnly);
            if is_immediate(begin) {
                self.wait_for_turn()?;
            }
        }
        let result = self.prepare(&control_sql(control)).map(|mut statement| statement.raw_execute());
        self.settle();
        if let Err(error) = result? {
            let error = errors::convert(error, Some(&self.options));
            let is_unnamed = foreign_keys::is_unnamed(&error);
            return Err(if is_unnamed { foreign_keys::name_deferred(error, &self.connection) } else { error });
        }
        if matches!(control, Control::Commit | Control::Rollback) {
            self.is_read_only = false;
            self.set_query_only(false)?;
        }
        Ok(())
    }

    fn control_sql(&self, control: Control) -> Cow<'static, str> {
        control_sql(control)
    }

    fn status(&self) -> TransactionStatus {
        self.settle();
        if self.connection.is_autocommit() { TransactionStatus::Idle } else { TransactionStatus::Open }
    }

    fn ping(&mut self) -> Result<()> {
        // There is no server: a file that can be opened answers.
        Ok(())
    }

    fn cancel_handle(&self) -> Result<Arc<dyn Cancel>> {
        Ok(Arc::new(Interrupt { statement: self.connection.get_interrupt_handle(), place: self.place.clone() }))
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Makes of a placeholder something that is computed, of the same value.
const COMPUTED: &str = " + 0";

/// `SQLITE_BUSY`.
const BUSY: &str = "5";

/// `SQLITE_READONLY`.
const READONLY: &str = "8";

/// Makes the running statement fail, or the transaction that waits for its turn.
struct Interrupt {
    statement: InterruptHandle,
    place: Place,
}

impl Cancel for Interrupt {
    fn cancel(&self) -> Result<()> {
        self.statement.interrupt();
        self.place.leave();
        Ok(())
    }

    fn may_come_late(&self) -> bool {
        // The next statement to begin resets it.
        false
    }
}

/// SQLite's words. Every transaction is serializable, so a level that is asked for is always given.
pub(in crate::driver) fn control_sql(control: Control) -> Cow<'static, str> {
    match control {
        Control::Begin(begin) if is_immediate(begin) => "BEGIN IMMEDIATE".into(),
        Control::Begin(_) => "BEGIN".into(),
        other => other.sql(),
    }
}

/// Whether a transaction takes the lock of writers when it begins.
fn is_immediate(begin: Begin) -> bool {
    begin.writing && begin.access != Some(AccessMode::ReadOnly)
}

/// Whether a statement is one that counts up keys.
fn inserts(sql: &str) -> bool {
    let sql = sql.trim_ascii_start().as_bytes();
    let starts = |word: &[u8]| sql.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    starts(b"INSERT") || starts(b"REPLACE")
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::driver::Url;
    use crate::sql::value::Kind;

    #[test]
    fn a_statement_with_a_limit_is_prepared_once() {
        let options = Options::parse(&"sqlite://".parse::<Url>().expect("a URL"), || 0).expect("options");
        let options = Arc::new(options);
        let connection = options.open().expect("a database in memory");
        let mut connection = SqliteConnection::new(connection, options, &Arc::default());
        let mut text = "SELECT column1 FROM (VALUES (1), (2), (3)) WHERE column1 > ? LIMIT ? OFFSET ?".to_owned();
        let limits = [text.find("? OFFSET").expect("the limit")];
        let sql = SqlText { limits: &limits, ..SqlText::kept(&text) };
        for (limit, found) in [(1, 1), (2, 2), (0, 0), (-1, 2)] {
            let values = [Value::BigInt(0), Value::BigInt(limit), Value::BigInt(1)];
            let mut rows = 0;
            let receive: Receive<'_> = &mut |cursor| {
                while cursor.next()?.is_some() {
                    rows += 1;
                }
                Ok(())
            };
            connection.run(sql, &values.each_ref(), receive).expect("it runs");
            assert_eq!(rows, found, "LIMIT {limit}");
        }
        let statement = connection.prepare_text(sql).expect("it is prepared");
        assert_eq!(statement.get_status(StatementStatus::Run), 4);
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        drop(statement);

        // As it is without that.
        text.push(' ');
        for limit in [1, 2] {
            let values = [Value::BigInt(0), Value::BigInt(limit), Value::Null(Kind::BigInt)];
            let receive: Receive<'_> = &mut |cursor| cursor.next().map(drop);
            let _ = connection.run(SqlText::kept(&text), &values.each_ref(), receive);
        }
        assert!(connection.prepare(&text).expect("it is prepared").get_status(StatementStatus::RePrepare) > 0);
    }
}
