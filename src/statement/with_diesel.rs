//! Statements on connections of Diesel's that belong to the program.

use crate::driver::diesel::{DieselConnection, dialect, run_on};
use crate::driver::{Outcome, SqlText};
use crate::error::{Error, ErrorKind, Result};
use crate::sql::ast::{Insert, Statement};
use crate::sql::render::{Rendered, most_binds, render, render_insert};
use crate::sql::value::Value;
use crate::statement::Rows;
use crate::statement::executable::{Answer, Executable, Returning};

/// Runs statements of ours on a connection of Diesel's: `diesel::SqliteConnection`, `PgConnection` or `MysqlConnection`.
///
/// They run in whatever transaction the connection is in, `begin_test_transaction` included, and `?` makes errors of Diesel's
/// of theirs. So a program can move from Diesel query by query.
///
/// ```
/// # fn main() -> diesel::QueryResult<()> {
/// use diesel::prelude::*;
/// use realgar::statement::DieselExecute;
/// use realgar::text;
///
/// # let mut conn = SqliteConnection::establish(":memory:").expect("memory");
/// diesel::sql_query("CREATE TABLE point (x INTEGER, y INTEGER)")
///     .execute(&mut conn)?;
/// conn.transaction(|conn| {
///     diesel::sql_query("INSERT INTO point VALUES (1, 1)").execute(conn)?;
///     let insert = text("INSERT INTO point VALUES (:x, :y)");
///     insert.bind("x", 2).bind("y", 4).load_with(conn)?;
///     let rows = text("SELECT x, y FROM point ORDER BY x")
///         .typed::<(i64, i64)>()
///         .load_with(conn)?;
///     assert_eq!(rows.all(), [(1, 1), (2, 4)]);
///     QueryResult::Ok(())
/// })?;
/// # Ok(())
/// # }
/// ```
pub trait DieselExecute<I>: Executable<I> + Sized {
    /// Runs a statement that returns rows, and returns all of them.
    ///
    /// The SQL is the one that [`Connection::execute`](crate::Connection::execute) sends; an INSERT of many rows is
    /// one statement for each thousand of them, all of them or none.
    ///
    /// # Errors
    ///
    /// Whatever the database reports; `Decode` if a cell does not fit the row; `Unsupported` for what the dialect cannot say,
    /// and for RETURNING on a `MysqlConnection`, which does not hand out such rows; `LimitExceeded` for more values than one
    /// statement may have; `InvalidStatement` for loader options, which need a session.
    fn load_with<C: DieselConnection>(self, conn: &mut C) -> Result<Rows<Self::Row>>
    where
        Self: Returning<I>,
    {
        answer_with(&self, conn)
    }

    /// Runs a statement that returns no rows, and returns how many it has written.
    ///
    /// ```
    /// # fn main() -> diesel::QueryResult<()> {
    /// use diesel::prelude::*;
    /// use realgar::statement::DieselExecute;
    /// # mod tutorial { realgar::include_schema!("tutorial"); }
    /// use tutorial::{NewUser, User};
    ///
    /// # let mut conn = SqliteConnection::establish(":memory:").expect("memory");
    /// # diesel::sql_query("CREATE TABLE user_account (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL, fullname VARCHAR)").execute(&mut conn)?;
    /// let users = ["sandy", "patrick"].map(NewUser::new);
    /// let insert = realgar::query::insert(User).values(users);
    /// let outcome = insert.execute_with(&mut conn)?;
    /// assert_eq!(outcome.rows_affected, 2);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load_with`](Self::load_with).
    fn execute_with<C: DieselConnection>(self, conn: &mut C) -> Result<Outcome>
    where
        Self: Executable<I, Answer = Outcome>,
    {
        answer_with(&self, conn)
    }
}

impl<S: Executable<I>, I> DieselExecute<I> for S {}

fn answer_with<S: Executable<I>, I, C: DieselConnection>(statement: &S, conn: &mut C) -> Result<S::Answer> {
    if statement.options().is_some() {
        return Err(Error::new(
            ErrorKind::InvalidStatement,
            "loader options need a session: leave them out, or run the query through `Session::execute`",
        ));
    }
    let decoder = statement.decoder();
    match statement.ast()? {
        Statement::Insert(insert) if insert.from_select.is_none() && insert.rows.len() != 1 => {
            insert_rows(insert, decoder, conn)
        }
        ast => run(render(ast, dialect::<C>())?, decoder, conn),
    }
}

/// Runs one rendered statement.
fn run<A: Answer, C: DieselConnection>(rendered: Rendered<'_>, decoder: A::Decoder, conn: &mut C) -> Result<A> {
    let Rendered { sql, binds, columns, varies, limits, .. } = rendered;
    let mut answer = None;
    let ran = run_on(conn, SqlText { text: &sql, varies, limits: &limits }, &binds, &mut |cursor| {
        answer = Some(A::receive(cursor, columns.clone(), decoder, None)?);
        Ok(())
    });
    ran.map_err(|error| error.with_statement(&sql))?;
    answer.ok_or_else(|| Error::new(ErrorKind::Database, "the driver has not handed out an answer"))
}

/// As many rows in one statement as its values allow; if there are several statements, all of them are done or none.
fn insert_rows<A: Answer, C: DieselConnection>(insert: &Insert, decoder: A::Decoder, conn: &mut C) -> Result<A> {
    let mut parts = Vec::new();
    for rows in insert.rows.chunk_by(|one, next| columns(one).eq(columns(next))) {
        let one = render_insert(insert, &rows[..1], dialect::<C>())?;
        let others = one.binds.len() - one.row_binds.len();
        // Rows of one statement must not conflict with each other, where those of several may.
        let most = match rows[0].len() {
            0 => 1,
            _ if insert.conflict.is_some() => 1,
            width => (most_binds(dialect::<C>()).saturating_sub(others) / width).clamp(1, MOST_ROWS),
        };
        parts.extend(rows.chunks(most));
    }
    let mut answer = A::nothing();
    let mut run_all = |conn: &mut C| {
        parts.iter().try_for_each(|rows| {
            answer.append(run(render_insert(insert, rows, dialect::<C>())?, decoder, conn)?);
            Ok(())
        })
    };
    if parts.len() > 1 {
        in_transaction(conn, run_all)?;
    } else {
        run_all(conn)?;
    }
    Ok(answer)
}

/// Runs in a transaction, or a savepoint in the one that is open.
fn in_transaction<C: DieselConnection>(conn: &mut C, work: impl FnOnce(&mut C) -> Result<()>) -> Result<()> {
    /// Either library's.
    struct Either(Error);

    impl From<diesel::result::Error> for Either {
        fn from(error: diesel::result::Error) -> Self {
            Self(Error::diesel(error))
        }
    }

    conn.transaction(|conn| work(conn).map_err(Either)).map_err(|Either(error)| error)
}

/// The most rows that one statement inserts, where its values allow as many. More make it no faster.
const MOST_ROWS: usize = 1_000;

/// The positions of the columns that a row sets.
fn columns(row: &[(u16, Value)]) -> impl Iterator<Item = u16> {
    row.iter().map(|(column, _)| *column)
}
