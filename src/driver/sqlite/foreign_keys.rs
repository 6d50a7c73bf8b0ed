//! Which foreign key was violated. SQLite only says that one was, so the statement is run again with the check put off
//! until COMMIT, the rows are looked at, and all of it is undone.

use realgar_metadata::lexer::{self, Lexis, Token};
use rusqlite::Connection;

use crate::error::{Error, ErrorKind, Violation};

/// Looking at the rows reads all tables with foreign keys; beyond this size of the database, an error is not worth it.
const MOST_PAGES: i64 = 10_000;

/// A foreign key, as the pragmas count it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ForeignKey {
    table: String,
    parent: String,
    number: i64,
}

/// Whether an error says that a foreign key was violated, and not which.
pub(super) fn is_unnamed(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::ForeignKeyViolation(violation) if *violation == Violation::default())
}

/// Names the foreign key that a statement has violated. `again` runs it once more, and returns whether it could.
#[cold]
pub(super) fn name(error: Error, connection: &Connection, sql: &str, again: impl FnOnce() -> bool) -> Error {
    match violated(connection, again).or_else(|| restricting(connection, sql)) {
        Some(key) => named(error, connection, &key),
        None => error,
    }
}

/// Names the foreign key because of which a transaction cannot be committed, if it is the only one.
#[cold]
pub(super) fn name_deferred(error: Error, connection: &Connection) -> Error {
    match &broken(connection)[..] {
        [only] => named(error, connection, only),
        _ => error,
    }
}

/// The foreign key that the statement violates if it is let run.
fn violated(connection: &Connection, again: impl FnOnce() -> bool) -> Option<ForeignKey> {
    // Rows that were broken before would be taken for those of the statement.
    if !is_small(connection) || !broken(connection).is_empty() {
        return None;
    }
    let was_deferred: i64 = connection.query_one("PRAGMA defer_foreign_keys", [], |row| row.get(0)).ok()?;
    connection.execute_batch("SAVEPOINT realgar_foreign_keys; PRAGMA defer_foreign_keys = ON").ok()?;
    let key = if again() { broken(connection).into_iter().next() } else { None };
    // If this cannot be undone, neither can the program's transaction, which will hear of it by itself.
    let _ = connection.execute_batch("ROLLBACK TO realgar_foreign_keys; RELEASE realgar_foreign_keys");
    let _ = connection.pragma_update(None, "defer_foreign_keys", was_deferred);
    key
}

fn is_small(connection: &Connection) -> bool {
    connection.query_one("PRAGMA page_count", [], |row| row.get(0)).is_ok_and(|pages: i64| pages <= MOST_PAGES)
}

/// Foreign keys that a row violates: two at most.
fn broken(connection: &Connection) -> Vec<ForeignKey> {
    if !is_small(connection) {
        return Vec::new();
    }
    keys(connection, "SELECT DISTINCT \"table\", parent, fkid FROM pragma_foreign_key_check LIMIT 2")
}

/// The foreign key with RESTRICT, which is not put off, if the statement names the table of one only.
fn restricting(connection: &Connection, sql: &str) -> Option<ForeignKey> {
    let restricting = keys(
        connection,
        "SELECT DISTINCT t.name, k.\"table\", k.id FROM sqlite_schema t, pragma_foreign_key_list(t.name) k \
         WHERE t.type = 'table' AND 'RESTRICT' IN (k.on_delete, k.on_update)",
    );
    let tokens = lexer::tokens(sql, Lexis::SQLITE);
    let is_named = |key: &&ForeignKey| tokens.iter().any(|token| token.value(sql).eq_ignore_ascii_case(&key.parent));
    let mut named = restricting.iter().filter(is_named);
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

/// The foreign keys that a query gives; none if it fails, for this is about an error already.
fn keys(connection: &Connection, sql: &str) -> Vec<ForeignKey> {
    let key = |row: &rusqlite::Row<'_>| Ok(ForeignKey { table: row.get(0)?, parent: row.get(1)?, number: row.get(2)? });
    let query = connection.prepare(sql).and_then(|mut query| query.query_map([], key)?.collect());
    query.unwrap_or_default()
}

/// The error with what is known of the key.
fn named(error: Error, connection: &Connection, key: &ForeignKey) -> Error {
    let ForeignKey { table, parent, .. } = key;
    let columns = columns(connection, key);
    let constraint = constraint(connection, key);
    let called = constraint.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
    let message = format!(
        "FOREIGN KEY constraint{called} failed: `{table}` ({}) refers to a row of `{parent}` that is not there, or would \
         not be",
        columns.join(", ")
    );
    let code = error.code().map(str::to_owned);
    let violation = Violation { table: Some(table.clone()), columns, constraint };
    let named = Error::new(ErrorKind::ForeignKeyViolation(violation), message).with_source(error);
    match code {
        Some(code) => named.with_code(code),
        None => named,
    }
}

fn columns(connection: &Connection, key: &ForeignKey) -> Vec<String> {
    let sql = "SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = ?2 ORDER BY seq";
    let columns = connection.prepare(sql).and_then(|mut query| {
        query.query_map((&key.table, key.number), |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()
    });
    columns.unwrap_or_default()
}

/// The name that CREATE TABLE gives the key, which no pragma tells.
fn constraint(connection: &Connection, key: &ForeignKey) -> Option<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let sql: String = connection.query_one(sql, [&key.table], |row| row.get(0)).ok()?;
    let names = constraint_names(&sql);
    // The pragmas count from the last one.
    let last = names.len().checked_sub(1)?;
    names.into_iter().nth(last.checked_sub(usize::try_from(key.number).ok()?)?)?
}

/// The name of each foreign key of a CREATE TABLE, in the order of the text: `CONSTRAINT name` right before REFERENCES, or
/// before `FOREIGN KEY (…)`.
fn constraint_names(sql: &str) -> Vec<Option<String>> {
    let tokens = lexer::tokens(sql, Lexis::SQLITE);
    let mut names = Vec::new();
    let mut name = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if token.is(sql, "CONSTRAINT") {
            name = tokens.get(at + 1).map(|token| token.value(sql));
            at += 2;
            continue;
        }
        if token.is(sql, "FOREIGN") {
            at = behind_group(sql, &tokens, at);
            continue;
        }
        if token.is(sql, "REFERENCES") {
            names.push(name.take());
        }
        name = None;
        at += 1;
    }
    names
}

/// The place behind the next list in brackets.
fn behind_group(sql: &str, tokens: &[Token], from: usize) -> usize {
    let rest = tokens.iter().skip(from);
    rest.take_while(|token| token.text(sql) != ")").count() + from + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_foreign_keys_are_found_in_the_text() {
        let sql = "CREATE TABLE \"references\" (
            id INTEGER CONSTRAINT pk PRIMARY KEY,
            a INTEGER CONSTRAINT a_key REFERENCES t (id) CONSTRAINT positive CHECK (a > 0) REFERENCES u,
            b INTEGER REFERENCES t CONSTRAINT \"not null\" NOT NULL,
            CONSTRAINT both FOREIGN KEY (a, b) REFERENCES v (x, y),
            FOREIGN KEY (b) REFERENCES w)";
        let names = constraint_names(sql);
        assert_eq!(names, [Some("a_key".to_owned()), None, None, Some("both".to_owned()), None]);
    }
}
