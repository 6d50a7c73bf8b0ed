//! Where a transaction begins and ends, and what its state is in between.

use std::sync::Arc;

use super::connection::Connection;
use super::log::{EventKind, StatementEvent};
use super::state::State;
use crate::driver::{Begin, Control, TransactionStatus};
use crate::engine::Intent;
use crate::error::{Error, ErrorKind, Result};

impl Connection {
    /// Begins the transaction now, as one that writes, instead of with the next statement.
    ///
    /// On SQLite this takes the write lock, so that a transaction that reads before it writes cannot fail because
    /// another one has committed in between. Does nothing if a transaction is open.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = realgar::Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// conn.begin()?; // BEGIN IMMEDIATE
    /// assert!(conn.in_transaction());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Busy` if another connection keeps the lock for longer than the busy timeout.
    pub fn begin(&mut self) -> Result<()> {
        self.ensure_begun(Intent::Writes, "")
    }

    /// Begins a transaction at this isolation level and with this access mode, for this one transaction. The next one begins
    /// as those of the engine do again.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// use realgar::engine::{AccessMode, Begin};
    /// use realgar::{Engine, ErrorKind, text};
    ///
    /// let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// let access = Some(AccessMode::ReadOnly);
    /// conn.begin_with(Begin { access, ..Begin::default() })?;
    /// let refused = conn.execute(text("CREATE TABLE point (x INTEGER)"));
    /// assert_eq!(*refused.unwrap_err().kind(), ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if a transaction is open: it has its level and mode already. `Unsupported` inside an outer
    /// transaction. As [`begin`](Self::begin).
    pub fn begin_with(&mut self, begin: Begin) -> Result<()> {
        self.look();
        if matches!(self.standing.state, State::Active | State::Failed) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "the transaction has begun, and its isolation level and access mode cannot change: commit or roll back first",
            ));
        }
        let usual = std::mem::replace(&mut self.begin, begin);
        let begun = self.ensure_begun(if begin.writing { Intent::Writes } else { Intent::Reads }, "");
        self.begin = usual;
        begun
    }

    /// Whether a transaction has begun and is not ended.
    pub fn in_transaction(&mut self) -> bool {
        self.look();
        matches!(self.standing.state, State::Active | State::Failed | State::Aborted)
    }

    /// Makes the changes of the transaction permanent. The next statement begins another one.
    ///
    /// Without a transaction, does nothing.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// conn.execute(text("CREATE TABLE point (x INTEGER)"))?;
    /// conn.commit()?;
    /// conn.rollback()?; // too late: nothing happens
    /// conn.execute(text("SELECT x FROM point"))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `TransactionAborted` if an error before has failed the transaction or ended it; `CommitUnknown` if the connection
    /// breaks before the database has answered; otherwise the database's own error. The message says whether the
    /// transaction is still open (then `commit` may be called again) or was rolled back. `InvalidStatement` inside [`begin_nested`](Self::begin_nested).
    pub fn commit(&mut self) -> Result<()> {
        self.refuse_inside_savepoint("commit")?;
        self.check_cancelled()?;
        self.look();
        match self.standing.state {
            State::Active => {}
            State::Failed | State::Aborted => return Err(aborted()),
            State::Broken => return Err(broken()),
            State::Idle | State::Doubtful | State::Lent => return Ok(()),
        }
        match self.control(Control::Commit) {
            Ok(()) => {
                self.ended();
                Ok(())
            }
            Err(error) => {
                self.look();
                match self.standing.state {
                    // A database of several machines may have lost the answer itself.
                    State::Aborted if error.is_commit_unknown() => {
                        self.ended();
                        Err(error.context("whether it was committed is not known"))
                    }
                    State::Active => Err(error.context("not committed, the transaction is still open")),
                    State::Failed => Err(error.context("not committed, the transaction has failed")),
                    State::Broken => Err(error
                        .with_kind(ErrorKind::CommitUnknown)
                        .context("the connection broke during COMMIT, whether it was committed is not known")),
                    _ => {
                        self.ended();
                        Err(error.context("not committed, the transaction was rolled back"))
                    }
                }
            }
        }
    }

    /// Undoes the changes of the transaction. The next statement begins another one.
    ///
    /// Without a transaction, does nothing.
    ///
    /// # Errors
    ///
    /// `Disconnected` if the connection broke: the database has rolled back then. `InvalidStatement` inside
    /// [`begin_nested`](Self::begin_nested).
    pub fn rollback(&mut self) -> Result<()> {
        self.refuse_inside_savepoint("rollback")?;
        self.look();
        self.undo()
    }

    /// Rolls back, whatever the database has left of the transaction.
    fn undo(&mut self) -> Result<()> {
        let is_open = match self.standing.state {
            State::Active | State::Failed => true,
            State::Aborted => self.pooled.raw()?.status() != TransactionStatus::Idle,
            State::Broken => return Err(broken()),
            State::Idle | State::Doubtful | State::Lent => false,
        };
        if is_open && let Err(error) = self.control(Control::Rollback) {
            // A connection that cannot roll back must not be used again.
            self.pooled.close();
            self.standing.state = State::Broken;
            return Err(error);
        }
        self.ended();
        Ok(())
    }

    /// Whether the last statement has failed with an error which says that running the transaction again may help.
    pub(crate) const fn met_conflict(&self) -> bool {
        self.standing.met_conflict
    }

    /// Begins a transaction if there is none; refuses if the last one was ended by the database.
    #[inline]
    pub(super) fn ensure_begun(&mut self, intent: Intent, sql: &str) -> Result<()> {
        let is_begun = self.standing.state == State::Active && self.cancellation.is_none();
        if is_begun { Ok(()) } else { self.begin_or_refuse(intent, sql) }
    }

    fn begin_or_refuse(&mut self, intent: Intent, sql: &str) -> Result<()> {
        self.check_cancelled()?;
        self.look();
        match self.standing.state {
            State::Active => Ok(()),
            State::Failed | State::Aborted => Err(aborted()),
            State::Broken => Err(broken()),
            State::Idle | State::Doubtful | State::Lent => {
                let writes = match intent {
                    Intent::Reads => false,
                    Intent::Writes => true,
                    Intent::Unknown => !self.is_read_only(sql)?.unwrap_or(true),
                };
                self.standing.met_conflict = false;
                self.control(Control::Begin(Begin { writing: writes, ..self.begin }))?;
                self.standing.state = State::Active;
                if self.is_prepared && !self.shared.after_begin.is_empty() { self.call_after_begin() } else { Ok(()) }
            }
        }
    }

    /// Lets those who asked for it have the transaction first. If one of them fails, nothing runs in it.
    fn call_after_begin(&mut self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let result = shared.after_begin.iter().try_for_each(|hook| hook(self));
        self.look();
        if result.is_ok() && self.standing.state == State::Active {
            return Ok(());
        }
        let undone = self.undo();
        result.and(undone)?;
        Err(Error::new(ErrorKind::InvalidRequest, "a hook of `after_begin` has ended the transaction: it may not"))
    }

    /// Nothing is begun, and nothing committed, for somebody who has gone away.
    fn check_cancelled(&self) -> Result<()> {
        self.cancellation.as_ref().map_or(Ok(()), |cancellation| cancellation.check())
    }

    /// A statement that the database cannot even prepare has failed here.
    fn is_read_only(&mut self, sql: &str) -> Result<Option<bool>> {
        let started = self.shared.log.start();
        let result = self.pooled.raw()?.is_read_only(sql);
        if let (Some(started), Err(error)) = (started, &result) {
            self.shared.log.tell(&StatementEvent {
                duration: started.elapsed(),
                error: Some(error),
                ..StatementEvent::new(EventKind::Statement, sql)
            });
        }
        result.map_err(|error| self.failed(error, sql))
    }

    /// Asks the database how the transaction stands, if that is in doubt.
    pub(super) fn look(&mut self) {
        if !matches!(self.standing.state, State::Doubtful | State::Lent) {
            return;
        }
        self.standing.state = match (self.pooled.raw().map(|raw| raw.status()), self.standing.state) {
            (Err(_), _) => State::Broken,
            (Ok(TransactionStatus::Open), _) => State::Active,
            (Ok(TransactionStatus::Failed), _) => State::Failed,
            (Ok(TransactionStatus::Idle), State::Doubtful) => State::Aborted,
            // Whoever had the raw connection has ended the transaction on purpose, or never begun one.
            (Ok(TransactionStatus::Idle), _) => State::Idle,
        };
    }

    /// Some databases commit by themselves when a statement is not one that a transaction can undo: the next statement
    /// begins another one.
    pub(super) fn notice_commit(&mut self) {
        let has_ended = self
            .pooled
            .raw()
            .is_ok_and(|raw| raw.features().commits_by_itself && raw.status() == TransactionStatus::Idle);
        if has_ended && self.standing.state == State::Active {
            self.ended();
        }
    }

    fn ended(&mut self) {
        self.standing.state = State::Idle;
        self.savepoints = 0;
    }

    pub(super) fn control(&mut self, control: Control) -> Result<()> {
        let started = self.shared.log.start();
        let raw = self.pooled.raw()?;
        let result = raw.control(control);
        if started.is_none() && result.is_ok() {
            return Ok(());
        }
        let sql = raw.control_sql(control);
        if let Some(started) = started {
            self.shared.log.tell(&StatementEvent {
                duration: started.elapsed(),
                error: result.as_ref().err(),
                ..StatementEvent::new(EventKind::of(control), &sql)
            });
        }
        result.map_err(|error| {
            self.standing.note(&error);
            error.with_statement(&sql)
        })
    }

    /// What was written cannot be kept, and not be undone alone: only `rollback` is left.
    pub(crate) fn abort(&mut self) {
        self.look();
        if matches!(self.standing.state, State::Active | State::Failed) {
            self.standing.state = State::Aborted;
        }
    }

    fn refuse_inside_savepoint(&self, what: &str) -> Result<()> {
        if self.is_lent {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "`{what}` on the connection of a session, whose instances would not follow: call `{what}` of the session"
                ),
            ));
        }
        if self.depth == 0 {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidStatement,
            format!("`{what}` inside `begin_nested` would end the outer transaction: leave the closure first"),
        ))
    }

    /// Closes the connection without a word to the database, which rolls back by itself: where nothing may block.
    #[cfg(feature = "tokio")]
    pub(crate) fn sever(&mut self) {
        self.unwatch();
        if let Some(lease) = self.lease.take() {
            lease.end();
        }
        self.pooled.close();
        self.standing.state = State::Broken;
    }

    /// The end of the connection's use: what is not committed is rolled back.
    pub(super) fn finish(&mut self) {
        self.depth = 0;
        self.is_lent = false;
        self.unwatch();
        let is_late = self.lease.take().is_some_and(|lease| lease.end());
        if self.standing.state == State::Broken {
            self.pooled.close_broken();
            return;
        }
        // Nobody is left to hear of an error; a connection that cannot roll back is closed.
        let _ = self.rollback();
        if is_late {
            self.pooled.close();
        }
    }
}

/// For what comes after an error that failed the transaction, or made the database end it.
#[cold]
pub(super) fn aborted() -> Error {
    Error::new(
        ErrorKind::TransactionAborted,
        "an error has ended the transaction, its changes are gone: call `rollback` before anything else",
    )
}

/// For what comes after a lost connection.
#[cold]
fn broken() -> Error {
    Error::new(
        ErrorKind::Disconnected,
        "the connection was lost, its transaction is gone: drop it and take another; a session takes another after its `rollback`",
    )
}
