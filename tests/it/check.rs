//! A look at one query, for inline snapshots: its SQL in each dialect, its binds, and what SQLite answers.
//!
//! Where there are servers, they are asked the same, and have to answer the same.

mod servers;

use std::fmt::Debug;

use realgar::engine::{Executable, Returning};
use realgar::sql::ast::Statement;
use realgar::sql::render::render;
use realgar::{Connection, Dialect, Outcome};

use crate::schemas::filled;

/// Runs a query on the rows of [`filled`]: its SQL there, its SQL on PostgreSQL and MySQL where more than placeholders and
/// the word INNER differ, its binds, and its rows or its error.
pub(crate) fn check<Q, M>(query: Q) -> String
where
    Q: Returning<M>,
    Q::Row: Debug,
{
    let asked = servers::ask(&query);
    let seen = check_on(&mut filled(), query);
    asked.compare(&seen);
    seen
}

/// The same on another database.
pub(crate) fn check_on<Q, M>(conn: &mut Connection, query: Q) -> String
where
    Q: Returning<M>,
    Q::Row: Debug,
{
    let mut seen = spellings(query.ast());
    match conn.execute(query) {
        Ok(rows) if rows.is_empty() => seen.push("(no rows)".to_owned()),
        Ok(rows) => seen.extend(rows.iter().map(|row| format!("{row:?}"))),
        Err(error) => seen.push(format!("{:?}: {}", error.kind(), error.message())),
    }
    seen.join("\n")
}

/// The same for a statement that returns no rows: how many it affected, and what a query finds afterwards.
pub(crate) fn check_write<S, M, Q, N>(statement: S, after: Q) -> String
where
    S: Executable<M, Answer = Outcome>,
    Q: Returning<N>,
    Q::Row: Debug,
{
    let asked = servers::ask_to_write(&statement, &after);
    let mut conn = filled();
    let mut seen = spellings(statement.ast());
    match conn.execute(statement) {
        Ok(outcome) => seen.push(format!("{} affected", outcome.rows_affected)),
        Err(error) => seen.push(format!("{:?}: {}", error.kind(), error.message())),
    }
    seen.extend(conn.execute(after).unwrap().iter().map(|row| format!("{row:?}")));
    let seen = seen.join("\n");
    asked.compare(&seen);
    seen
}

fn spellings(statement: realgar::Result<Statement<'_>>) -> Vec<String> {
    let statement = match statement {
        Ok(statement) => statement,
        Err(error) => return vec![format!("{:?}: {}", error.kind(), error.message())],
    };
    let in_dialect = |dialect| match render(statement, dialect) {
        Ok(rendered) => rendered.sql,
        Err(error) => format!("{:?}: {}", error.kind(), error.message()),
    };
    let sqlite = in_dialect(Dialect::Sqlite);
    let mut seen = vec![sqlite.clone()];
    let postgres = in_dialect(Dialect::PostgreSql);
    if without_numbers(&postgres) != sqlite {
        seen.push(format!("postgresql: {postgres}"));
    }
    let mysql = in_dialect(Dialect::MySql);
    if mysql.replace(" INNER JOIN ", " JOIN ") != sqlite {
        seen.push(format!("mysql: {mysql}"));
    }
    if let Ok(rendered) = render(statement, Dialect::Sqlite)
        && !rendered.binds.is_empty()
    {
        seen.push(format!("binds: {:?}", rendered.binds));
    }
    seen
}

/// `$1`, `$2`, … as `?`.
fn without_numbers(sql: &str) -> String {
    let mut parts = sql.split('$');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "?" + part.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}
