//! Flushing: everything that was changed goes to the database, or nothing.

use super::Session;
use super::phase::Phase;
use crate::engine::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::finalize::Finalizer;
use crate::session::flush::persistence::{Writer, Written};
use crate::session::flush::plan::plan;
use crate::session::hooks::Moment;

impl Session {
    /// Writes everything that was added, changed and deleted. Without changes, nothing is sent.
    ///
    /// Rows that others refer to are inserted first, and deleted last. If it fails, the database is what it was before,
    /// and so is memory: pending instances are still pending. Mend what was wrong, and flush again.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let one = session.add(NewUser::new("sandy"));
    /// let twin = session.add(NewUser::new("sandy"));
    /// assert!(session.flush().unwrap_err().is_unique_violation());
    /// assert_eq!(
    ///     (session.state(one), session.state(twin)),
    ///     (State::Pending, State::Pending)
    /// );
    /// session.pending_mut(twin)?.name = "spongebob".into();
    /// session.flush()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What the database reports, with the table and the row; `StaleData` if a row is gone or has another version;
    /// `CircularDependency` if rows wait for each other; `Detached` if a row refers to an instance that is not here.
    pub fn flush(&mut self) -> Result<()> {
        if self.phase.is_flush() {
            return Err(Error::new(ErrorKind::InvalidRequest, "the session is flushing already".to_owned()));
        }
        let before = std::mem::replace(&mut self.phase, Phase::Flush);
        let flushing = Flushing { session: self, before };
        flushing.session.flush_all()
    }

    /// Flushes until hooks have nothing more to add.
    pub(crate) fn flush_until_clean(&mut self) -> Result<()> {
        for _ in 0..FLUSHES {
            self.flush()?;
            if !self.has_changes() {
                return Ok(());
            }
        }
        let message = format!(
            "after {FLUSHES} flushes there still is something to flush: does an `after_flush` hook change something each time?"
        );
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }

    fn flush_all(&mut self) -> Result<()> {
        if !self.has_changes() {
            return Ok(());
        }
        self.call_hooks(Moment::BeforeFlush)?;
        let prepared = self.graph().prepare_flush()?;
        let has_written = match self.write_changes() {
            Ok(has_written) => has_written,
            Err(error) => {
                if let Some(prepared) = prepared {
                    self.graph().unprepare(prepared);
                }
                return Err(error);
            }
        };
        if has_written { self.call_hooks(Moment::AfterFlush) } else { Ok(()) }
    }

    /// Plans, writes, and takes over what was written; says whether anything was.
    fn write_changes(&mut self) -> Result<bool> {
        let Self { identity_map, relationships, hooks, transaction, .. } = self;
        let hooks = hooks.as_deref().map(|hooks| &hooks.rows);
        let plan = plan(identity_map, relationships, hooks, transaction.engine().dialect())?;
        let rows = plan.len();
        if rows == 0 {
            drop(plan);
            return self.finalizer().finalize(Written::default()).map(|()| false);
        }
        let keeps = transaction.has_more_than_a_flush();
        let connection = transaction.connection()?;
        // One statement that fails undoes itself, unless it fails the whole transaction. Everything else needs a mark to
        // go back to, if there is something before it that shall stay.
        let undoes_itself = rows == 1 && !connection.features()?.error_fails_transaction;
        let needs_savepoint = keeps && !undoes_itself;
        let write = |connection: &mut Connection| Writer::new(connection, identity_map).write(plan);
        let written = if needs_savepoint { connection.begin_nested(write) } else { write(connection) };
        match written {
            Ok(written) => {
                self.transaction.note_written();
                self.finalizer().finalize(written).map(|()| true).inspect_err(|_| {
                    // The database has what memory has not.
                    self.transaction.abort();
                })
            }
            // The database undoes a statement that fails, but not one whose answer cannot be read.
            Err(error) if !needs_savepoint && (!undoes_itself || *error.kind() == ErrorKind::Decode) => {
                Err(self.undo_flush(error, keeps))
            }
            Err(error) => Err(error),
        }
    }

    fn finalizer(&mut self) -> Finalizer<'_> {
        Finalizer::new(&mut self.identity_map, &mut self.relationships, &mut self.journal)
    }

    /// After a flush without a savepoint has failed: undoes what it has written. That is all of its transaction, or
    /// cannot be undone without the rest.
    fn undo_flush(&mut self, error: Error, keeps: bool) -> Error {
        if keeps {
            self.transaction.abort();
            return error.context("what was written cannot be undone alone: call `rollback`, after");
        }
        if let Err(undone) = self.transaction.start_over() {
            // What went wrong first is what is to be mended.
            return error.context(format_args!("the rollback failed, too ({undone}), after"));
        }
        // What was read before may change from now on.
        self.identity_map.epoch = self.identity_map.epoch.wrapping_add(1);
        error
    }

    /// Whether a flush has something to look at.
    pub(crate) fn has_changes(&self) -> bool {
        !self.relationships.is_clean() || self.identity_map.has_changes()
    }

    /// Flushes before a query, if that is wanted.
    pub(crate) fn autoflush(&mut self) -> Result<()> {
        if !self.options.autoflush || self.phase.is_flush() || !self.has_changes() {
            return Ok(());
        }
        self.flush().map_err(|error| error.context("while flushing before a query (`no_autoflush` runs it without)"))
    }

    /// Runs `work` without flushing before its queries.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// session.add(NewUser::new("sandy"));
    /// let count = session
    ///     .no_autoflush(|session| session.scalar(select(func::count(User.id))))?;
    /// assert_eq!(count, Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn no_autoflush<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.options.autoflush, false);
        let guard = Restore { session: self, before };
        work(guard.session)
    }
}

/// How often a commit flushes before it gives up.
const FLUSHES: usize = 100;

/// Ends the flush, after a panic of a hook too.
struct Flushing<'s> {
    session: &'s mut Session,
    before: Phase,
}

impl Drop for Flushing<'_> {
    fn drop(&mut self) {
        self.session.phase = self.before;
    }
}

/// Puts the option back, after a panic too.
struct Restore<'s> {
    session: &'s mut Session,
    before: bool,
}

impl Drop for Restore<'_> {
    fn drop(&mut self) {
        self.session.options.autoflush = self.before;
    }
}
