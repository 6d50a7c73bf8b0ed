//! Sessions that only read, on another engine: a replica, or a pool of its own.

use super::{Session, SessionMaker};
use crate::engine::Engine;
use crate::error::{Error, Result};

impl SessionMaker {
    /// Lets [`read`](Self::read) and [`read_session`](Self::read_session) go to another engine: a replica, or a pool of its
    /// own.
    ///
    /// What [`after_begin`](Self::after_begin) says is said there, too. The isolation level is that of the engine: a replica
    /// of PostgreSQL refuses SERIALIZABLE.
    ///
    /// ```no_run
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// use std::time::Duration;
    ///
    /// let primary = Engine::new("postgresql://primary/shop")?;
    /// let replica = Engine::new("postgresql://replica/shop")?;
    /// let sessions = SessionMaker::new(&primary).reader(&replica);
    ///
    /// sessions.begin(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     Ok::<_, realgar::Error>(())
    /// })?;
    /// // A replica follows later. Who has to see what was just written waits.
    /// replica.wait_for(&primary.log_position()?, Duration::from_secs(1))?;
    /// let users: i64 = sessions.read(|session| {
    ///     session
    ///         .scalar(select(func::count(User.id)))
    ///         .map(Option::unwrap_or_default)
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn reader(mut self, engine: &Engine) -> Self {
        self.reader = Some(engine.clone());
        self
    }

    /// Returns a new session in transactions that are READ ONLY, on the [`reader`](Self::reader) if there is one.
    #[must_use]
    pub fn read_session(&self) -> Session {
        self.reading(self.reader.as_ref().unwrap_or(&self.engine)).session()
    }

    /// Runs `work` in a new session that only reads, as [`begin`](Self::begin) does, on the [`reader`](Self::reader) if
    /// there is one: in a transaction that is READ ONLY, so that what it would write is refused with `ReadOnly`.
    ///
    /// ```
    /// # use realgar::prelude::*;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// # use tutorial::{NewUser, User};
    /// # fn main() -> realgar::Result<()> {
    /// # let engine = Engine::new("sqlite://")?;
    /// # tutorial::METADATA.create_all(&engine)?;
    /// let sessions = SessionMaker::new(&engine);
    /// let count = select(func::count(User.id));
    /// assert_eq!(sessions.read(|session| session.scalar(count))?, Some(0));
    ///
    /// let refused = sessions.read(|session| {
    ///     session.add(NewUser::new("sandy"));
    ///     session.flush()
    /// });
    /// assert_eq!(*refused.unwrap_err().kind(), realgar::ErrorKind::ReadOnly);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// That of `work`; `ReadOnly`. A replica that has to go on replaying may end a query with `SerializationFailure`: run
    /// it again, or on the primary.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&mut Session) -> Result<T, E>) -> Result<T, E> {
        let mut session = self.read_session();
        let value = work(&mut session)?;
        session.commit()?;
        Ok(value)
    }

    /// The same on another engine, in transactions that may not write.
    pub(crate) fn reading(&self, engine: &Engine) -> Self {
        let mut reading = Self { engine: engine.with_after_begin_of(&self.engine), ..self.clone() };
        reading.options.only_reads = true;
        reading.options.begin_writing = false;
        reading
    }
}
