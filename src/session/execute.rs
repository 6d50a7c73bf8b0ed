//! Statements in a session: what a connection runs, with handles in the place of entities.

use crate::engine::Stream;
use crate::error::Result;
use crate::session::Session;
use crate::session::statements::execute::refuse_writes;
use crate::statement::Rows;
use crate::statement::executable::{Answer, Executable, Returning};

#[expect(clippy::needless_pass_by_value, reason = "statements are made where they are run")]
impl Session {
    /// Runs a statement, after a flush of what was changed. Entities come back as handles, columns as values.
    ///
    /// An instance that is in the session already is not read again: changes that were not flushed stay. What was read
    /// in an earlier transaction is brought up to date.
    ///
    /// An UPDATE or DELETE changes the instances of its table along with their rows. What was not flushed of other columns
    /// stays; instances whose rows are deleted are [`Deleted`](crate::session::State::Deleted), and a rollback brings all back. Where the
    /// instances in memory tell which of them are meant and what they become, nothing else is sent; otherwise the
    /// statement returns its rows, or they are read before. That knows nothing of
    ///
    /// - what triggers and ON DELETE CASCADE do to other rows;
    /// - `@version` columns: an UPDATE counts them on only if it says so, `.set(Document.version, Document.version + 1)`;
    /// - statements that are text, and those inside WITH: [`expire_all`](Self::expire_all) after them, or
    ///   [`refresh`](Self::refresh) what they have changed.
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
    /// let rows: Vec<(Handle<User>, String)> = session.execute(select((User, User.name)))?.all(); // INSERT, SELECT
    /// assert_eq!(rows, [(sandy, "sandy".to_string())]);
    ///
    /// session.execute(update(User).set(User.name, "sandra").filter(User.name.eq("sandy")))?; // UPDATE
    /// assert_eq!(session[sandy].name, "sandra");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Connection::execute`](crate::Connection::execute), and those of the flush.
    pub fn execute<S: Executable<M, Managed = A>, M, A: Answer>(&mut self, statement: S) -> Result<A> {
        self.autoflush()?;
        let decoder = statement.manager();
        let (options, statement) = (statement.options(), statement.ast()?);
        self.loader().execute(statement, options, decoder)
    }

    /// Runs a query and returns the first column of each row: a handle, if that is an entity.
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
    /// let sandy: Handle<User> = session.scalars(select(User).filter_by(User.name, "sandy"))?.one()?;
    /// assert_eq!(session[sandy].id, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    pub fn scalars<Q: Returning<M, ManagedScalar = T>, M, T>(&mut self, query: Q) -> Result<Rows<T>> {
        let rows: Rows<Q::ManagedRow> = self.execute(query)?;
        Ok(rows.into_first_column(Q::managed_scalar))
    }

    /// Runs a query and returns the first column of its first row.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    pub fn scalar<Q: Returning<M, ManagedScalar = T>, M, T>(&mut self, query: Q) -> Result<Option<T>> {
        if query.options().is_some() {
            // A row is done when all that was joined to it has come.
            let rows: Rows<Q::ManagedRow> = self.execute(query)?;
            return Ok(rows.first().map(Q::managed_scalar));
        }
        self.autoflush()?;
        let decoder = query.manager();
        Ok(self.loader().first_row(query.ast()?, decoder)?.map(Q::managed_scalar))
    }

    /// Runs a query and hands out its rows one by one, without keeping them. Instances stay in the session.
    ///
    /// Of loader options, a stream takes `populate_existing` and [`joined`](crate::joined) of many-to-one relationships: the
    /// others have to see all rows.
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), before the first row or as an item instead of one; `InvalidRequest` for a statement
    /// that writes, all of whose rows the session has to see; `InvalidStatement` for other loader options.
    pub fn stream<Q: Returning<M, ManagedRow = R>, M, R>(&mut self, query: Q) -> Result<Stream<'_, R>> {
        let decoder = query.manager();
        let (options, statement) = (query.options(), query.ast()?);
        refuse_writes(statement)?;
        self.autoflush()?;
        self.loader().stream(statement, options, decoder)
    }
}
