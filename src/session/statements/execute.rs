//! Statements in a session: what a connection runs, with handles in the place of entities.

use crate::Connection;
use crate::engine::{Intent, Stream};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::loading::eager::streamed;
use crate::sql::ast::Statement;
use crate::statement::Rows;
use crate::statement::executable::{Answer, Executable, Returning};
use crate::types::cells::RowContext;

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
        if self.note_intent(statement) == Intent::Writes {
            return self.write(statement, decoder);
        }
        if let Some(options) = options {
            let run = |connection: &mut Connection, statement: Statement<'_>, context: &mut dyn RowContext| {
                connection.answer::<A>(statement, decoder, Some(context))
            };
            let (mut answer, columns) = self.run_with_options(statement, options, run)?;
            answer.rename(columns);
            return Ok(answer);
        }
        let (connection, context) = self.parts()?;
        connection.answer(statement, decoder, Some(context))
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
        let statement = query.ast()?;
        if self.note_intent(statement) == Intent::Writes {
            let rows: Rows<Q::ManagedRow> = self.write(statement, decoder)?;
            return Ok(rows.first().map(Q::managed_scalar));
        }
        let (connection, context) = self.parts()?;
        Ok(connection.first_row(statement, decoder, Some(context))?.map(Q::managed_scalar))
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
        if Intent::of(statement) == Intent::Writes {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                "a session has to see all rows that a statement writes: `execute` it instead of streaming".to_owned(),
            ));
        }
        self.autoflush()?;
        self.note_intent(statement);
        let Some(options) = options else {
            let (connection, context) = self.parts()?;
            return connection.stream_in(statement, decoder, Some(context));
        };
        let (select, rows, columns) = streamed(statement, options)?;
        let Self { transaction, identity_map, .. } = self;
        let connection = transaction.connection()?;
        identity_map.eager = Some(rows);
        Ok(connection.stream_in(Statement::Select(&select), decoder, Some(identity_map))?.renamed(columns))
    }

    /// Runs a statement that writes, and lets the instances follow.
    fn write<A: Answer>(&mut self, statement: Statement<'_>, decoder: A::Decoder) -> Result<A> {
        if let Statement::Insert(insert) = statement {
            self.own_connection()?;
            let replaces = self.begin_recording(insert);
            let (connection, context) = self.parts()?;
            let answer = connection.answer(statement, decoder, Some(context));
            self.end_recording(answer.is_ok(), replaces);
            return answer;
        }
        let mut answer = A::nothing();
        self.write_rows(statement, &mut |cursor, columns, context| {
            answer = A::receive(cursor, columns, decoder, Some(context))?;
            Ok(())
        })?;
        Ok(answer)
    }

    /// The connection, and what turns rows into instances.
    pub(crate) fn parts(&mut self) -> Result<(&mut Connection, &mut dyn RowContext)> {
        self.identity_map.forget_stream();
        Ok((self.transaction.connection()?, &mut self.identity_map))
    }
}
