//! A connection in use: what a program calls to run statements.

use super::Shared;
use super::intent::Intent;
use super::log::{EventKind, StatementEvent};
use super::parameter_sets::Sets;
use super::pool::Pooled;
use super::state::{Standing, State};
use super::stream::Stream;
use crate::driver::{Begin, Cursor, Features, Outcome, SqlText};
use crate::engine::cancellation::{Cancellation, Lease};
use crate::entity::LoadOptions;
use crate::entity::cells::{Decoder, RowContext};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::Dialect;
use crate::sql::ast::Statement;
use crate::sql::columns::Columns;
use crate::sql::prepared::refuse_parameters;
use crate::sql::render::{Rendered, render};
use crate::sql::value::Value;
use crate::statement::executable::{Answer, Executable, Returning};
use crate::statement::{Params, Rows, Text, rows};
use std::sync::Arc;

/// One connection of an [`Engine`](super::Engine), until it is dropped.
///
/// The first statement begins a transaction. [`commit`](Self::commit) and [`rollback`](Self::rollback) end it, and
/// the next statement begins another. What is not committed when the connection is dropped is rolled back.
///
/// ```
/// # fn main() -> realgar::Result<()> {
/// use realgar::{Engine, text};
///
/// let engine = Engine::new("sqlite://")?;
/// let mut conn = engine.connect()?;
/// conn.execute(text(
///     "CREATE TABLE point (x INTEGER, \
///                    y INTEGER)",
/// ))?; // BEGIN (implicit)
/// conn.execute(
///     text("INSERT INTO point VALUES (:x, :y)").bind("x", 1).bind("y", 2),
/// )?;
/// conn.commit()?;
/// assert_eq!(conn.scalar(text("SELECT y FROM point").typed::<i64>())?, Some(2));
/// # Ok(())
/// # } // ROLLBACK
/// ```
pub struct Connection {
    pub(super) shared: Arc<Shared>,
    pub(super) pooled: Pooled,
    pub(super) standing: Standing,
    /// How many savepoints are open.
    pub(super) depth: u32,
    /// How many savepoints this transaction has had.
    pub(super) savepoints: u32,
    /// Whoever may cancel its statements until it goes back to the pool.
    pub(super) lease: Option<Lease>,
    /// Whoever waits for its work, and may go away.
    pub(super) cancellation: Option<Arc<Cancellation>>,
    /// How its transactions begin.
    pub(crate) begin: Begin,
    /// It is in the program's hands: its transactions begin as those of its engine.
    pub(super) is_prepared: bool,
    /// A session has lent it, and has to hear of the transaction's end.
    pub(crate) is_lent: bool,
}

#[expect(clippy::needless_pass_by_value, reason = "statements are made where they are run")]
impl Connection {
    pub(super) fn new(shared: Arc<Shared>, pooled: Pooled) -> Self {
        Self {
            shared,
            pooled,
            standing: Standing::new(),
            depth: 0,
            savepoints: 0,
            lease: None,
            cancellation: None,
            begin: Begin::default(),
            is_prepared: false,
            is_lent: false,
        }
    }

    /// Lets those who asked for it have a new connection first: before its transactions begin in any special way.
    pub(super) fn prepare(&mut self) -> Result<()> {
        if self.pooled.is_new() && !self.shared.on_connect.is_empty() {
            self.call_on_connect()?;
        }
        self.begin = self.shared.begin;
        self.is_prepared = true;
        Ok(())
    }

    fn call_on_connect(&mut self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        let mut listeners = shared.on_connect.iter();
        let result = listeners.try_for_each(|listener| listener(self)).and_then(|()| self.rollback());
        if result.is_err() {
            // It is half prepared: nobody shall have it.
            self.pooled.close();
            self.standing.state = State::Broken;
        }
        result
    }

    /// What holds for the database.
    #[inline]
    pub(crate) fn features(&mut self) -> Result<Features> {
        Ok(self.pooled.raw()?.features())
    }

    /// The SQL that the database speaks.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.shared.dialect
    }

    /// Runs a statement: [`Rows`] for what returns rows, an [`Outcome`] for what does not.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// let rows = conn.execute(
    ///     text("SELECT 1, 'one' UNION SELECT 2, 'two'").typed::<(i64, String)>(),
    /// )?;
    /// assert_eq!(rows.all(), [(1, "one".to_string()), (2, "two".to_string())]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Decode` if a cell does not fit the row; `Unsupported` for what the dialect
    /// cannot say; `TransactionAborted` if the database has ended the transaction because of an error before.
    pub fn execute<S: Executable<M, Answer = A>, M, A: Answer>(&mut self, statement: S) -> Result<A> {
        let decoder = statement.decoder();
        refuse_options(statement.options())?;
        self.answer(statement.ast()?, decoder, None)
    }

    /// The part of [`execute`](Self::execute) that does not depend on the statement's type.
    pub(crate) fn answer<A: Answer>(
        &mut self,
        statement: Statement<'_>,
        decoder: A::Decoder,
        mut context: Option<&mut dyn RowContext>,
    ) -> Result<A> {
        if let Statement::Insert(insert) = statement
            && insert.from_select.is_none()
            && insert.rows.len() != 1
        {
            return self.insert_rows(insert, decoder, context);
        }
        let mut answer = None;
        self.run(statement, &mut |cursor, columns| {
            answer = Some(A::receive(cursor, columns, decoder, reborrow(&mut context))?);
            Ok(())
        })?;
        answer.ok_or_else(no_answer)
    }

    /// Runs a query and returns the first column of its first row.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// assert_eq!(conn.scalar(text("SELECT 6 * 7").typed::<i64>())?, Some(42));
    /// assert_eq!(conn.scalar(text("SELECT 1 WHERE false").typed::<i64>())?, None);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    pub fn scalar<Q: Returning<M, Scalar = T>, M, T>(&mut self, query: Q) -> Result<Option<T>> {
        let decoder = query.decoder();
        refuse_options(query.options())?;
        Ok(self.first_row(query.ast()?, decoder, None)?.map(Q::scalar))
    }

    /// Runs a query and keeps its first row only.
    pub(crate) fn first_row<R>(
        &mut self,
        statement: Statement<'_>,
        decoder: Decoder<R>,
        mut context: Option<&mut dyn RowContext>,
    ) -> Result<Option<R>> {
        if let Statement::Insert(insert) = statement
            && insert.from_select.is_none()
            && insert.rows.len() != 1
        {
            return Ok(self.insert_rows::<Rows<R>>(insert, decoder, context)?.first());
        }
        let only_reads = Intent::of(statement) == Intent::Reads;
        let mut first = None;
        self.run(statement, &mut |cursor, columns| {
            first = rows::receive_first(cursor, columns, decoder, reborrow(&mut context))?;
            // A statement that writes and returns rows is done only when all of them are fetched.
            while !only_reads && cursor.next()?.is_some() {}
            Ok(())
        })?;
        Ok(first)
    }

    /// Runs a query and returns the first column of each row.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// let numbers = conn.scalars(
    ///     text("SELECT 1, 'one' UNION SELECT 2, 'two'").typed::<(i64, String)>(),
    /// )?;
    /// assert_eq!(numbers.all(), [1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute).
    pub fn scalars<Q: Returning<M, Scalar = T>, M, T>(&mut self, query: Q) -> Result<Rows<T>> {
        let decoder = query.decoder();
        refuse_options(query.options())?;
        let rows: Rows<Q::Row> = self.answer(query.ast()?, decoder, None)?;
        Ok(rows.into_first_column(Q::scalar))
    }

    /// Runs a query and hands out its rows one by one, without keeping them: memory does not grow with the result.
    ///
    /// The stream may be dropped before its end.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// let count = text(
    ///     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
    ///      SELECT i FROM n",
    /// );
    /// let mut sum = 0;
    /// for number in conn.stream(count.typed::<i64>())?.take(4) {
    ///     sum += number?;
    /// }
    /// assert_eq!(sum, 10);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute), before the first row or as an item instead of one; nothing follows that.
    pub fn stream<Q: Returning<M, Row = R>, M, R>(&mut self, query: Q) -> Result<Stream<'_, R>> {
        let decoder = query.decoder();
        refuse_options(query.options())?;
        self.stream_in(query.ast()?, decoder, None)
    }

    /// Runs a query whose rows come one by one.
    pub(crate) fn stream_in<'c, R>(
        &'c mut self,
        statement: Statement<'_>,
        decoder: Decoder<R>,
        context: Option<Box<dyn RowContext + 'c>>,
    ) -> Result<Stream<'c, R>> {
        let intent = Intent::of(statement);
        if let Statement::Prepared(prepared) = statement {
            let text = prepared.text(self.shared.dialect)?;
            self.refuse_needs(text.needs)?;
            let sql = SqlText { text: &text.sql, varies: text.varies, limits: &text.limits };
            return prepared.with_binds(text, |binds| {
                self.stream_text(sql, binds, intent, |cursor, standing| {
                    Stream::new(cursor, text.columns.clone(), decoder, text.sql.clone(), standing, context)
                })
            });
        }
        let Rendered { sql, binds, columns, varies, limits, needs, .. } = render(statement, self.shared.dialect)?;
        self.refuse_needs(needs)?;
        refuse_parameters(&binds)?;
        self.stream_text(SqlText { text: &sql, varies, limits: &limits }, &binds, intent, |cursor, standing| {
            Stream::new(cursor, columns, decoder, sql.clone(), standing, context)
        })
    }

    /// Runs SQL text and lets `stream` take the cursor, and what an error is noted in.
    fn stream_text<'c, R>(
        &'c mut self,
        sql: SqlText<'_>,
        binds: &[&Value],
        intent: Intent,
        stream: impl FnOnce(Box<dyn Cursor + 'c>, &'c mut Standing) -> Stream<'c, R>,
    ) -> Result<Stream<'c, R>> {
        self.ensure_begun(intent, sql.text)?;
        let started = self.shared.log.start();
        let standing = &mut self.standing;
        let result = self.pooled.raw()?.query(sql, binds);
        if let Some(started) = started {
            self.shared.log.tell(&StatementEvent {
                lists: &[binds],
                duration: started.elapsed(),
                was_prepared: result.as_ref().ok().and_then(|cursor| cursor.was_prepared()),
                error: result.as_ref().err(),
                ..StatementEvent::new(EventKind::Statement, sql.text)
            });
        }
        match result {
            Ok(cursor) => {
                standing.went_well();
                Ok(stream(cursor, standing))
            }
            Err(error) => {
                standing.note(&error);
                Err(error.with_statement(sql.text))
            }
        }
    }

    /// Runs a text once for each set of parameters; it is prepared once.
    ///
    /// Without any set, nothing is run and no row affected. The rows that the text returns, if any, are passed over.
    ///
    /// ```
    /// # fn main() -> realgar::Result<()> {
    /// # use realgar::{Engine, params, text};
    /// # let engine = Engine::new("sqlite://")?;
    /// let mut conn = engine.connect()?;
    /// conn.execute(text("CREATE TABLE point (x INTEGER, y INTEGER)"))?;
    /// let outcome = conn.execute_many(
    ///     text("INSERT INTO point VALUES (:x, :y)"),
    ///     [params! { x: 1, y: 1 }, params! { x: 2, y: 4 }],
    /// )?;
    /// assert_eq!(outcome.rows_affected, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`execute`](Self::execute); the sets before the one that failed have been run.
    pub fn execute_many(&mut self, text: Text, sets: impl IntoIterator<Item = Params>) -> Result<Outcome> {
        let sets: Vec<Params> = sets.into_iter().collect();
        let Some(first) = sets.first() else { return Ok(Outcome::default()) };
        let sql = text.sql_for(first, self.shared.dialect)?;
        let mut total = Outcome::default();
        let mut sets = Sets::new(sets.iter().map(|set| text.binds_for(set)), |cursor: &mut dyn Cursor| {
            total.append(Outcome::receive(cursor, Columns::default(), (), None)?);
            Ok(())
        });
        self.run_many(&sql, Intent::Unknown, &mut sets)?;
        Ok(total)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.finish();
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("url", &self.shared.url)
            .field("state", &self.standing.state)
            .finish_non_exhaustive()
    }
}

fn no_answer() -> Error {
    Error::new(ErrorKind::Database, "the driver has not handed out an answer")
}

/// Loading related rows, or rows anew, takes a session to keep them.
pub(super) fn refuse_options(options: Option<&LoadOptions>) -> Result<()> {
    match options {
        None => Ok(()),
        Some(_) => Err(Error::new(
            ErrorKind::InvalidStatement,
            "loader options need a session: run this query through `Session::execute`, or leave the options out",
        )),
    }
}

/// The context for one more use.
pub(super) fn reborrow<'s>(context: &'s mut Option<&mut dyn RowContext>) -> Option<&'s mut dyn RowContext> {
    match context {
        Some(context) => Some(&mut **context),
        None => None,
    }
}
