//! The running transaction: its connection, and what has to be known of it until it ends.

use std::sync::Arc;

use crate::engine::{AccessMode, Cancellation, Connection, Engine, Intent};
use crate::error::Result;
use crate::sql::ast::Statement;

/// A session's transaction, which begins with the first statement that needs a connection.
#[derive(Debug)]
pub(crate) struct Transaction {
    engine: Engine,
    /// It begins as one that writes.
    begins_writing: bool,
    /// It may not write.
    only_reads: bool,
    /// Whoever waits for the session's work, and may go away.
    cancellation: Option<Arc<Cancellation>>,
    /// As long as the transaction lasts.
    connection: Option<Connection>,
    facts: Facts,
    /// The last statement on a connection that is gone has met a conflict, or there was none to be had for one.
    met_conflict: bool,
}

/// What begins and ends with a transaction.
#[derive(Debug, Default)]
struct Facts {
    /// Something was written that a failed flush must not undo.
    has_written: bool,
    /// Something is locked that a failed flush must not release.
    has_locked: bool,
    /// How many savepoints are open.
    savepoints: u32,
}

impl Transaction {
    /// Nothing is opened yet.
    pub(crate) fn new(
        engine: &Engine,
        begins_writing: bool,
        only_reads: bool,
        cancellation: Option<&Arc<Cancellation>>,
    ) -> Self {
        Self {
            engine: engine.clone(),
            begins_writing,
            only_reads,
            cancellation: cancellation.cloned(),
            connection: None,
            facts: Facts::default(),
            met_conflict: false,
        }
    }

    pub(crate) const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The connection, for the session's own statements; a new one, if there is none.
    pub(crate) fn connection(&mut self) -> Result<&mut Connection> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => match self.engine.connect() {
                Ok(mut connection) => {
                    if self.only_reads {
                        connection.begin.access = Some(AccessMode::ReadOnly);
                    }
                    if let Some(cancellation) = &self.cancellation {
                        connection.watch(cancellation)?;
                    }
                    none.insert(connection)
                }
                Err(error) => {
                    self.met_conflict = error.is_retryable();
                    return Err(error);
                }
            },
        };
        connection.is_lent = false;
        if self.begins_writing {
            connection.begin()?;
        }
        Ok(connection)
    }

    /// The connection for the program: what it does there counts as written.
    pub(crate) fn lend_connection(&mut self) -> Result<&mut Connection> {
        self.facts.has_written = true;
        let connection = self.connection()?;
        connection.is_lent = true;
        Ok(connection)
    }

    /// Whether it has a connection.
    #[cfg(feature = "tokio")]
    pub(crate) const fn has_connection(&self) -> bool {
        self.connection.is_some()
    }

    /// Closes the connection without a word, where nothing may block.
    #[cfg(feature = "tokio")]
    pub(crate) fn sever(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.sever();
        }
    }

    /// Whether the database has begun it.
    pub(crate) fn has_begun(&mut self) -> bool {
        self.connection.as_mut().is_some_and(Connection::in_transaction)
    }

    /// Notes what a statement of the program does.
    pub(crate) fn note(&mut self, statement: Statement<'_>) -> Intent {
        let intent = Intent::of(statement);
        self.facts.has_written |= intent != Intent::Reads;
        let statement = match statement {
            Statement::Prepared(prepared) => prepared.query.statement(),
            other => other,
        };
        self.facts.has_locked |= matches!(statement, Statement::Select(select) if select.lock.is_some());
        intent
    }

    /// Something was written that a failed flush must not undo.
    pub(crate) fn note_written(&mut self) {
        self.facts.has_written = true;
    }

    /// Something was locked that a failed flush must not release.
    pub(crate) fn note_locked(&mut self) {
        self.facts.has_locked = true;
    }

    /// Whether a rollback to its beginning would lose more than what a flush has written.
    pub(crate) const fn has_more_than_a_flush(&self) -> bool {
        let Facts { has_written, has_locked, savepoints } = self.facts;
        has_written || has_locked || savepoints > 0 || self.begins_writing
    }

    /// Whether a savepoint is open.
    pub(crate) const fn is_nested(&self) -> bool {
        self.facts.savepoints > 0
    }

    /// Opens a savepoint and returns its number.
    pub(crate) fn open_savepoint(&mut self) -> Result<u32> {
        let savepoint = self.connection()?.open_savepoint()?;
        self.facts.savepoints += 1;
        Ok(savepoint)
    }

    /// Releases the innermost savepoint.
    pub(crate) fn release_savepoint(&mut self, savepoint: u32) -> Result<()> {
        self.facts.savepoints -= 1;
        match &mut self.connection {
            Some(connection) => connection.release_savepoint(savepoint),
            None => Ok(()),
        }
    }

    /// Undoes what was done since the innermost savepoint.
    pub(crate) fn rollback_to_savepoint(&mut self, savepoint: u32) {
        self.facts.savepoints -= 1;
        if let Some(connection) = &mut self.connection {
            connection.rollback_to_savepoint(savepoint);
        }
    }

    /// Lets nothing but a rollback end it: memory does not say what the database says.
    pub(crate) fn abort(&mut self) {
        if let Some(connection) = &mut self.connection {
            connection.abort();
        }
    }

    /// Undoes all of it, and goes on with a new one on the same connection.
    pub(crate) fn start_over(&mut self) -> Result<()> {
        self.connection.as_mut().map_or(Ok(()), Connection::rollback)
    }

    /// Commits. After an error it has ended only if the database has ended it: [`has_begun`](Self::has_begun) tells.
    pub(crate) fn commit(&mut self) -> Result<()> {
        if let Some(connection) = &mut self.connection {
            connection.is_lent = false;
            if let Err(error) = connection.commit() {
                if !connection.in_transaction() {
                    // A second commit must not succeed.
                    self.end();
                }
                return Err(error);
            }
        }
        self.end();
        Ok(())
    }

    /// Rolls back; it has ended after an error, too.
    pub(crate) fn rollback(&mut self) -> Result<()> {
        let result = match &mut self.connection {
            Some(connection) => {
                connection.is_lent = false;
                connection.rollback()
            }
            None => Ok(()),
        };
        self.end();
        result
    }

    /// Whether the last statement has failed with an error which says that running the transaction again may help.
    pub(crate) fn met_conflict(&self) -> bool {
        self.connection.as_ref().map_or(self.met_conflict, Connection::met_conflict)
    }

    fn end(&mut self) {
        self.met_conflict = self.met_conflict();
        self.connection = None;
        self.facts = Facts::default();
    }
}
