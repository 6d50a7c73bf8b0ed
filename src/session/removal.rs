//! Deleting instances, and removing them from the session.

use super::Session;
use crate::entity::{Handle, Managed, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;

impl Session {
    /// Lets an instance's row be deleted by the next flush; one that is pending has no row and leaves the session at
    /// once. Those that its relationships own (`cascade=all`, `delete`) go along, unless they are moved elsewhere before
    /// the flush.
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
    /// session.flush()?;
    /// let twin = session.add(NewUser::new("sandy"));
    /// session.delete(twin)?; // nothing to write
    /// assert_eq!(session.state(twin), State::Detached);
    /// session.delete(sandy)?;
    /// session.commit()?; // DELETE FROM user_account WHERE user_account.id = ?
    /// assert_eq!(session.state(sandy), State::Detached);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` if the instance is pending and others wait for its key that would stay. The flush
    /// reports `StaleData` if the row is not there any more.
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Deleted | State::Detached => Ok(()),
            State::Pending | State::Persistent => self.graph().delete_completely(id),
        }
    }

    /// Removes a pending instance from the session, and returns its insert struct.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if the instance already has a row, or if others wait for its key that would stay; `Detached`.
    pub fn expunge_new<E: Managed>(&mut self, handle: Handle<E>) -> Result<E::New> {
        let new = self.identity_map.new_mut(handle)?.clone();
        self.graph().expunge(handle.id())?;
        Ok(new)
    }

    /// Removes a persistent instance from the session, and returns its row as it is in memory; one that is expired is
    /// read first. Changes that were not flushed are not written.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush: there is no row to return, [`expunge_new`](Self::expunge_new) returns the insert
    /// struct and [`delete`](Self::delete) drops it. `StaleData` if an expired row is not there any more; `Detached`.
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Result<E> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Pending => {
                return Err(Error::new(
                    ErrorKind::Pending,
                    format!(
                        "the instance of `{entity}` is pending and has no row yet: take it out with `expunge_new`, or \
                         drop it with `delete`"
                    ),
                ));
            }
            State::Deleted => return Err(deleted(entity)),
            State::Persistent | State::Detached => self.loader().reload_expired(id)?,
        }
        let row = self.identity_map.row(handle)?.clone();
        self.graph().expunge(id)?;
        Ok(row)
    }

    /// Removes an instance from the session in any state. [`delete`](Self::delete) does that for one that is pending,
    /// [`expunge`](Self::expunge) for one that has a row; one whose row turns out to be gone leaves by itself.
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` if the row was deleted in this transaction: a rollback would bring it back.
    #[deprecated(note = "`delete` drops a pending instance, `expunge` takes one out that has a row")]
    pub fn forget<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        if self.identity_map.check(id, entity)? == State::Deleted {
            return Err(deleted(entity));
        }
        self.graph().expunge(id)
    }
}

#[cold]
fn deleted(entity: &str) -> Error {
    Error::new(
        ErrorKind::InvalidRequest,
        format!("the row of `{entity}` was deleted: its instance goes with the commit"),
    )
}
