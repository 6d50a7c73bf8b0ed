//! Which column needs a collation that nobody has registered. SQLite only names the collation.

use realgar_metadata::lexer::{self, Kind, Lexis, Token};
use rusqlite::Connection;

/// What SQLite says before the collation's name.
const BEGINNING: &str = "no such collation sequence: ";

/// The message with the columns that have the collation, and the cure; nothing if it is about something else.
#[cold]
pub(super) fn explain(message: &str, connection: &Connection, sql: &str) -> Option<String> {
    let name = message.strip_prefix(BEGINNING)?;
    // What SQLite adds is about the statement, not about the name.
    let name = name.split(", at `").next().unwrap_or(name);
    let mut columns = columns_of(sql, name);
    if columns.is_empty() {
        columns = declared(connection).iter().flat_map(|sql| columns_of(sql, name)).collect();
    }
    let columns = match &columns[..] {
        [] => String::new(),
        columns => format!(", which {} has", columns.join(" and ")),
    };
    Some(format!(
        "{BEGINNING}{name}{columns}: register it on every connection, in `Engine::builder(…).on_connect(…)`, with \
         `Connection::sqlite()` and rusqlite's `create_collation(\"{name}\", …)`"
    ))
}

/// The statements that have created what is in the database.
fn declared(connection: &Connection) -> Vec<String> {
    let sql = "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND sql IS NOT NULL ORDER BY rowid";
    let Ok(mut statement) = connection.prepare(sql) else { return Vec::new() };
    let Ok(rows) = statement.query_map([], |row| row.get(0)) else { return Vec::new() };
    rows.filter_map(Result::ok).collect()
}

/// The columns in a CREATE TABLE that have this collation, as `table.column`.
fn columns_of(sql: &str, collation: &str) -> Vec<String> {
    let tokens = lexer::tokens(sql, Lexis::SQLITE);
    let Some(open) = tokens.iter().position(|token| token.kind == Kind::Symbol(b'(')) else { return Vec::new() };
    let is_create = tokens.first().is_some_and(|token| token.is(sql, "CREATE"))
        && tokens[..open].iter().any(|token| token.is(sql, "TABLE"));
    let Some(table) = open.checked_sub(1).filter(|_| is_create).map(|at| tokens[at].value(sql)) else {
        return Vec::new();
    };
    let has_collation = |part: &&[Token]| {
        part.windows(2).any(|pair| pair[0].is(sql, "COLLATE") && pair[1].value(sql).eq_ignore_ascii_case(collation))
    };
    let mut depth = 0_usize;
    let parts = tokens[open + 1..].split(|token| {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && token.kind == Kind::Symbol(b',')
    });
    parts.filter(has_collation).filter_map(|part| Some(format!("`{table}.{}`", part.first()?.value(sql)))).collect()
}

#[cfg(test)]
mod tests {
    use super::columns_of;

    #[test]
    fn columns_are_found_by_their_collation() {
        let sql = "CREATE TABLE [my t] (id INTEGER, \"a b\" TEXT COLLATE My_Nocase NOT NULL, c CHECK (c <> 'COLLATE x'), \
                   d TEXT COLLATE NOCASE, UNIQUE (id, d))";
        assert_eq!(columns_of(sql, "my_nocase"), ["`my t.a b`"]);
        assert_eq!(columns_of(sql, "nocase"), ["`my t.d`"]);
        assert!(columns_of("SELECT a COLLATE my_nocase FROM (SELECT 1)", "my_nocase").is_empty());
    }
}
