//! Deleting instances, and removing them from the session.

use super::Session;
use crate::entity::{Handle, Managed, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;

impl Session {
    /// Marks an instance to be deleted by the next flush.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if it is pending, use [`expunge_new`](Self::expunge_new) instead; `Detached`.
    pub fn delete<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        match self.identity_map.check(id, entity)? {
            State::Pending => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the instance of `{entity}` has no row yet: take it out with `expunge_new`"),
            )),
            State::Deleted | State::Detached => Ok(()),
            State::Persistent => self.graph().delete(id),
        }
    }

    /// Removes a pending instance from the session, and returns its insert struct.
    ///
    /// # Errors
    ///
    /// `InvalidRequest` if the instance already has a row; `Detached`.
    pub fn expunge_new<E: Managed>(&mut self, handle: Handle<E>) -> Result<E::New> {
        let new = self.identity_map.new_mut(handle)?.clone();
        self.graph().expunge(handle.id());
        Ok(new)
    }

    /// Removes a persistent instance from the session, and returns its row as it is in memory. Changes that were not
    /// flushed are not written.
    ///
    /// # Errors
    ///
    /// `Pending` before the first flush, use [`expunge_new`](Self::expunge_new) instead; `Expired` if there is no row to
    /// return, which [`forget`](Self::forget) does not need; `Detached`.
    pub fn expunge<E: Managed>(&mut self, handle: Handle<E>) -> Result<E> {
        let entity = short_name::<E>();
        let row = self.identity_map.row(handle).map_err(|error| match error.kind() {
            ErrorKind::Pending => Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: take it out with `expunge_new`"),
            ),
            ErrorKind::Expired => Error::new(
                ErrorKind::Expired,
                format!(
                    "the instance of `{entity}` is expired: `refresh` it, or let it go without its row with `forget`"
                ),
            ),
            _ => error,
        })?;
        let row = row.clone();
        self.graph().expunge(handle.id());
        Ok(row)
    }

    /// Removes an instance from the session in any state: pending, persistent or expired, with or without a row. Changes
    /// that were not flushed are not written.
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
    /// session.expire(sandy)?;
    /// session.execute(text("DELETE FROM user_account"))?;
    /// assert!(session.refresh(sandy).is_err()); // the row is not there any more
    /// session.forget(sandy)?;
    /// assert_eq!(session.state(sandy), State::Detached);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// `Detached`; `InvalidRequest` if the row was deleted in this transaction: a rollback would bring it back.
    pub fn forget<E: Managed>(&mut self, handle: Handle<E>) -> Result<()> {
        let (id, entity) = (handle.id(), short_name::<E>());
        if self.identity_map.check(id, entity)? == State::Deleted {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the row of `{entity}` was deleted: its instance goes with the commit"),
            ));
        }
        self.graph().expunge(id);
        Ok(())
    }
}
