//! SQLite, in memory.

use rusqlite::Connection;
use rusqlite::fallible_iterator::FallibleIterator as _;

use crate::database::Database;

pub(crate) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self { connection: Connection::open_in_memory().expect("a database in memory") }
    }

    fn select(&self, sql: &str) -> Vec<String> {
        let mut statement = self.connection.prepare(sql).expect(sql);
        let rows = statement.query_map([], |row| row.get(0)).expect(sql);
        rows.map(|row| row.expect(sql)).collect()
    }
}

impl Database for Sqlite {
    fn run(&mut self, sql: &str) -> Vec<String> {
        let mut errors = Vec::new();
        let mut batch = rusqlite::Batch::new(&self.connection, sql);
        loop {
            match batch.next() {
                Ok(None) => break,
                Ok(Some(mut statement)) => {
                    let run = statement.query([]).and_then(|mut rows| {
                        while rows.next()?.is_some() {}
                        Ok(())
                    });
                    errors.extend(run.err().map(|error| error.to_string()));
                }
                // The rest of the text is not read.
                Err(error) => {
                    errors.push(error.to_string());
                    break;
                }
            }
        }
        errors
    }

    fn facts(&mut self) -> Vec<String> {
        let mut facts = self.select(include_str!("sqlite.sql"));
        let tables = "SELECT name || char(9) || sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL";
        for table in self.select(tables) {
            let (name, sql) = table.split_once('\t').expect("two columns");
            facts.extend(checks(sql).into_iter().map(|check| format!("check {name} {check}")));
            let plain = sql.to_ascii_uppercase();
            for words in [
                "AUTOINCREMENT",
                "ON CONFLICT ROLLBACK",
                "ON CONFLICT FAIL",
                "ON CONFLICT IGNORE",
                "ON CONFLICT REPLACE",
                "DEFERRABLE INITIALLY DEFERRED",
                "COLLATE",
            ] {
                let count = plain.matches(words).count();
                facts.extend((count > 0).then(|| format!("words {name} {words} {count}")));
            }
        }
        let words = |fact: &String| fact.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut facts: Vec<String> = facts.iter().map(words).collect();
        facts.sort();
        facts
    }
}

/// The checks in a CREATE TABLE, without what may be written in two ways.
fn checks(sql: &str) -> Vec<String> {
    let mut checks = Vec::new();
    let mut rest = sql;
    while let Some(at) = rest.to_ascii_uppercase().find("CHECK") {
        rest = &rest[at + "CHECK".len()..];
        if !rest.trim_start().starts_with('(') {
            continue;
        }
        let mut depth = 0;
        let end = rest.char_indices().find_map(|(at, c)| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            (depth == 0 && c == ')').then_some(at)
        });
        let condition = &rest[..end.unwrap_or(rest.len())];
        let is_kept = |c: &char| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '`' | '[' | ']');
        checks.push(condition.chars().filter(is_kept).collect::<String>().to_lowercase());
    }
    checks
}
