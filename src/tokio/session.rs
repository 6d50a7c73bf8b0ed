//! A session that is held over awaits, and its transaction.

mod changes;
mod loading;
mod memory;

use std::fmt;
use std::sync::Arc;

use super::aside::Resource;
use super::call::Call;
use super::engine::AsyncEngine;
use super::held::{Fresh, Held};
use super::permits::{Permit, Permits};
use crate::engine::Cancellation;
use crate::error::{Error, Result};
use crate::session::{Session, SessionMaker};

/// A session that is held over awaits: [`Session`]'s methods, as futures where they may need the database.
///
/// A call that is dropped before its end rolls the transaction back. What was in memory is gone, as it belongs to that
/// transaction: handles are detached, and everything but [`rollback`](Self::rollback) says `Cancelled`. Dropped itself, the
/// session rolls back on another thread.
///
/// ```
/// # use realgar::prelude::*;
/// # mod tutorial { realgar::include_schema!("tutorial"); }
/// # use tutorial::{NewAddress, NewUser, User};
/// # use realgar::tokio::AsyncEngine;
/// # async fn fetch_name() -> realgar::Result<String> { Ok("Sandy Cheeks".into()) }
/// # #[tokio::main]
/// # async fn main() -> realgar::Result<()> {
/// # let engine = Engine::new("sqlite://")?;
/// # tutorial::METADATA.create_all(&engine)?;
/// # let db = AsyncEngine::new(engine);
/// let mut session = db.open_session().await?;
/// let sandy = session.add(NewUser::new("sandy"));
/// session.add(NewAddress::new("sandy@example.org", sandy));
/// session.flush().await?;
/// session[sandy].fullname = Some(fetch_name().await?);
/// let addresses = session.related(sandy, User.addresses).await?;
/// assert_eq!(session[addresses[0]].email_address, "sandy@example.org");
/// session.commit().await?;
/// # Ok(())
/// # }
/// ```
pub struct AsyncSession(Held<Session>);

impl Resource for Session {
    fn has_connection(&self) -> bool {
        self.has_connection()
    }

    fn sever(&mut self) {
        self.sever();
    }
}

impl Fresh for Session {
    fn fresh(&self, cancellation: &Arc<Cancellation>) -> Self {
        self.fresh(cancellation)
    }

    fn in_transaction(&mut self) -> bool {
        self.in_transaction()
    }
}

impl AsyncSession {
    pub(super) fn make(sessions: &SessionMaker, permits: Permits, permit: Option<Permit>) -> Self {
        Self(Held::new(|cancellation| sessions.watched(cancellation).session(), permits, permit))
    }

    /// A session that waits for its permit when its first statement does, as a [`Session`] takes its connection.
    #[must_use]
    pub fn new(db: &AsyncEngine) -> Self {
        db.lazy_session()
    }

    /// Runs several calls in one go, on a thread that may block: any method of [`Session`], and what an await for each of
    /// them would cost is paid once. An error does not roll back; a panic does.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # use realgar::tokio::AsyncEngine;
    /// # #[tokio::main]
    /// # async fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// # let db = AsyncEngine::new(engine);
    /// # let mut session = db.open_session().await?;
    /// session.add(NewUser::new("sandy"));
    /// let count = session.run(|session| {
    ///     let query = select(func::count(User.id));
    ///     session.no_autoflush(|session| session.scalar(query))
    /// });
    /// assert_eq!(count.await?, Some(0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of the work, of any type that is made of [`Error`]; `Cancelled` after a call that was dropped; `PoolTimeout` if
    /// no permit became free in time; `InvalidRequest` outside of a tokio runtime.
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn run<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.0.call(work)
    }

    /// As [`Session::flush`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn flush(&mut self) -> Call<'_, ()> {
        self.run(Session::flush)
    }

    /// Flushes, and runs work inside a savepoint, as [`Session::begin_nested`] does.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    ///
    /// # Panics
    ///
    /// If the work does, with the same panic.
    pub fn begin_nested<T: Send + 'static, E: From<Error> + Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
    ) -> Call<'_, T, E> {
        self.run(move |session| session.begin_nested(work))
    }

    /// As [`Session::commit`]. If its future is dropped, the transaction is committed or rolled back, and nobody is told
    /// which.
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn commit(&mut self) -> Call<'_, ()> {
        self.run(Session::commit)
    }

    /// As [`Session::rollback`]. After a call that was dropped it waits until that has been rolled back, and the session is
    /// an empty one.
    ///
    /// # Errors
    ///
    /// The same; `InvalidRequest` outside of a tokio runtime.
    pub fn rollback(&mut self) -> Call<'_, ()> {
        self.0.roll_back(Session::rollback)
    }

    /// As [`Session::close`].
    ///
    /// # Errors
    ///
    /// The same, and as for [`run`](Self::run).
    pub fn close(&mut self) -> Call<'_, ()> {
        self.run(Session::close)
    }
}

impl fmt::Debug for AsyncSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncSession").field("session", self.0.get()).finish_non_exhaustive()
    }
}
