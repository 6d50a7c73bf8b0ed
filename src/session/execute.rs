//! Runs statements in a session, with handles in the place of entities.

use crate::engine::Stream;
use crate::entity::AsInstances;
use crate::error::Result;
use crate::session::Session;
use crate::session::statements::execute::refuse_writes;
use crate::statement::executable::{Answer, Executable, Returning};
use crate::statement::{Executor, Rows};

#[expect(clippy::needless_pass_by_value, reason = "statements are made where they are run")]
impl Session {
    /// Flushes, and runs a statement. Entities are returned as handles, columns as values.
    ///
    /// An instance that is in the session already is not read again, so its changes stay. If it was read in an earlier
    /// transaction, it is brought up to date.
    ///
    /// An UPDATE or DELETE changes the instances of its table along with their rows. Unflushed changes of other columns
    /// stay. Instances whose rows are deleted become [`Deleted`](crate::session::State::Deleted), and a rollback restores
    /// all of them. If the instances in memory tell which of them the statement touches and what they become, nothing else
    /// is sent; otherwise the statement returns its rows, or they are read before it. This does not cover
    ///
    /// - what triggers and ON DELETE CASCADE do to other rows;
    /// - `@version` columns: an UPDATE counts them up only if it says `.set(Document.version, Document.version + 1)`;
    /// - SQL text, and statements inside WITH: call [`expire_all`](Self::expire_all) after them, or
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
    /// let rows = session.execute(select((User, User.name)))?; // INSERT, SELECT
    /// let rows: Vec<(Handle<User>, String)> = rows.all();
    /// assert_eq!(rows, [(sandy, "sandy".to_string())]);
    ///
    /// let rename = update(User).set(User.name, "sandra");
    /// session.execute(rename.filter(User.name.eq("sandy")))?; // UPDATE
    /// assert_eq!(session[sandy].name, "sandra");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Connection::execute`](crate::Connection::execute), and those of the flush.
    pub fn execute<S: Executable<I, AsInstances, Answer = A>, I, A: Answer>(&mut self, statement: S) -> Result<A> {
        self.autoflush()?;
        let decoder = statement.decoder();
        let (options, statement) = (statement.options(), statement.ast()?);
        self.loader().execute(statement, options, decoder)
    }

    /// Runs a query and returns the first column of each row; for an entity, that is a handle.
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
    /// let query = select(User).filter_by(User.name, "sandy");
    /// let sandy: Handle<User> = session.scalars(query)?.one()?;
    /// assert_eq!(session[sandy].id, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    pub fn scalars<Q: Returning<I, AsInstances, Scalar = T>, I, T>(&mut self, query: Q) -> Result<Rows<T>> {
        let rows: Rows<Q::Row> = self.execute(query)?;
        Ok(rows.into_first_column(Q::scalar))
    }

    /// Runs a query and returns the first column of its first row.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute).
    pub fn scalar<Q: Returning<I, AsInstances, Scalar = T>, I, T>(&mut self, query: Q) -> Result<Option<T>> {
        Executor::scalar(self, query)
    }

    /// Runs a query and returns its rows one by one, without collecting them. Instances stay in the session.
    ///
    /// A stream supports the loader options `populate_existing` and [`joined`](crate::joined) of many-to-one relationships;
    /// the others need all rows first.
    ///
    /// # Errors
    ///
    /// As for [`execute`](Self::execute), before the first row or as an item in place of a row; `InvalidRequest` for a
    /// statement that writes, because the session has to see all of its rows; `InvalidStatement` for other loader options.
    pub fn stream<Q: Returning<I, AsInstances, Row = R>, I, R>(&mut self, query: Q) -> Result<Stream<'_, R>> {
        let decoder = query.decoder();
        let (options, statement) = (query.options(), query.ast()?);
        refuse_writes(statement)?;
        self.autoflush()?;
        self.loader().stream(statement, options, decoder)
    }
}
