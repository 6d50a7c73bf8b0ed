//! The end of a transaction, and savepoints: memory follows the database.

use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::hooks::Moment;
use crate::session::relationship::state::RelationshipState;
use crate::session::undo::journal::{Mark, revert};

impl Session {
    /// Flushes and commits. Rows stay readable, and queries of the next transaction bring them up to date.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.commit()?; // BEGIN, INSERT, COMMIT
    /// assert_eq!(session[sandy].name, "sandy");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`flush`](Self::flush), and what the database reports about the commit. The message says whether the
    /// transaction is still open, or was ended by the database, in which case memory was rolled back with it.
    pub fn commit(&mut self) -> Result<()> {
        self.refuse_inside("commit")?;
        self.call_hooks(Moment::BeforeCommit)?;
        self.flush_until_clean()?;
        if let Err(error) = self.transaction.commit() {
            if !self.transaction.has_begun() {
                self.lost_transaction();
            }
            return Err(error);
        }
        self.journal.forget(&mut self.identity_map);
        self.next_epoch();
        self.call_hooks(Moment::AfterCommit)
    }

    /// Rolls back the database and memory: added instances are removed, deleted ones are back, changed values are restored.
    /// Rows that a statement of this transaction may have written before they were read are expired:
    /// [`refresh`](Self::refresh) them, or read them with a query, before you use them.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let mut session = Session::new(&engine);
    /// let sandy = session.add(NewUser::new("sandy"));
    /// session.commit()?;
    /// session[sandy].name = "sandra".into();
    /// let patrick = session.add(NewUser::new("patrick"));
    /// session.flush()?;
    /// session.rollback()?;
    /// assert_eq!(session[sandy].name, "sandy");
    /// assert_eq!(session.state(patrick), State::Detached);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the connection is lost. Memory is rolled back even then.
    pub fn rollback(&mut self) -> Result<()> {
        self.refuse_inside("rollback")?;
        let result = self.transaction.rollback();
        self.lost_transaction();
        self.call_hooks(Moment::AfterRollback)?;
        result
    }

    /// Flushes, and runs `work` inside a savepoint: an error or a panic undoes what it did, in memory too, and leaves the
    /// rest of the transaction as it was.
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
    /// let twin = session.begin_nested(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     session.flush()
    /// });
    /// assert!(twin.unwrap_err().is_unique_violation());
    /// session.commit()?; // one sandy
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of `work`, of any type that is made of [`Error`]; those of the flushes before and after it, and of the savepoint.
    pub fn begin_nested<T, E: From<Error>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.flush_until_clean()?;
        let savepoint = self.transaction.open_savepoint()?;
        let nested = Nested { mark: self.journal.mark(), savepoint: Some(savepoint), session: self };
        let value = work(nested.session)?;
        nested.release()?;
        Ok(value)
    }

    /// Rolls back, and removes all instances from the session.
    ///
    /// # Errors
    ///
    /// If the connection is lost. `InvalidRequest` inside [`begin_nested`](Self::begin_nested) or a hook: nothing is done
    /// then.
    pub fn close(&mut self) -> Result<()> {
        self.refuse_inside("close")?;
        let result = self.rollback();
        self.expunge_all();
        result
    }

    /// Removes all instances from the session: their handles are detached. Changes that were not flushed are not written.
    pub fn expunge_all(&mut self) {
        for store in self.identity_map.stores.values_mut() {
            let slots: Vec<u32> = store.slots().collect();
            for slot in slots {
                store.release(slot);
            }
        }
        self.relationships = RelationshipState::default();
    }

    /// Returns whether a transaction has begun.
    #[must_use]
    pub fn in_transaction(&mut self) -> bool {
        self.transaction.has_begun()
    }

    /// Puts memory back to what it was at a mark of the journal.
    fn undo(&mut self, mark: Mark) {
        revert(&mut self.identity_map);
        self.relationships.clear();
        self.journal.undo(mark, &mut self.identity_map);
    }

    /// The transaction has ended without a commit.
    fn lost_transaction(&mut self) {
        revert(&mut self.identity_map);
        self.relationships.clear();
        self.journal.undo_all(&mut self.identity_map);
        self.next_epoch();
    }

    fn next_epoch(&mut self) {
        self.identity_map.epoch = self.identity_map.epoch.wrapping_add(1);
        if self.options.expire_on_commit {
            self.expire_all();
        }
        self.relationships.forget_collections();
    }

    fn refuse_inside(&self, what: &str) -> Result<()> {
        if !self.phase.is_idle() {
            let message = format!("cannot `{what}` during a hook or a flush");
            return Err(Error::new(ErrorKind::InvalidRequest, message));
        }
        if !self.transaction.is_nested() {
            return Ok(());
        }
        let message =
            format!("`{what}` inside `begin_nested` would end the outer transaction: leave the closure first");
        Err(Error::new(ErrorKind::InvalidRequest, message))
    }
}

/// An open savepoint. If it is dropped before it is released, database and memory are rolled back to it.
struct Nested<'s> {
    session: &'s mut Session,
    savepoint: Option<u32>,
    mark: Mark,
}

impl Nested<'_> {
    fn release(mut self) -> Result<()> {
        self.session.flush_until_clean()?;
        let Some(savepoint) = self.savepoint.take() else { return Ok(()) };
        let released = self.session.transaction.release_savepoint(savepoint);
        if released.is_err() {
            // The database has undone it, or will.
            self.session.undo(self.mark);
        }
        released
    }
}

impl Drop for Nested<'_> {
    fn drop(&mut self) {
        let Some(savepoint) = self.savepoint.take() else { return };
        self.session.transaction.rollback_to_savepoint(savepoint);
        self.session.undo(self.mark);
    }
}
