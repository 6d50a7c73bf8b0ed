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
        // The shell lists SQLite's own tables, too.
        let is_own = |line: &&str| line.starts_with("CREATE TABLE sqlite_");
        let sql: String = sql.lines().filter(|line| !is_own(line)).flat_map(|line| [line, "\n"]).collect();
        let mut batch = rusqlite::Batch::new(&self.connection, &sql);
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
        // `.dump` writes virtual tables into the schema table, which is read again only when it is asked for.
        errors.extend(
            self.connection.execute_batch("PRAGMA writable_schema = RESET").err().map(|error| error.to_string()),
        );
        errors
    }

    fn facts(&mut self) -> Vec<String> {
        let mut facts = self.select(include_str!("sqlite.sql"));
        // A view may refer to what is not there, and then has no columns that could be asked for.
        for view in self.select("SELECT name FROM sqlite_schema WHERE type = 'view'") {
            let columns = "SELECT 'view column ' || ?1 || ' ' || cid || ' ' || name FROM pragma_table_xinfo(?1)";
            let columns = self.connection.prepare(columns).and_then(|mut statement| {
                let rows = statement.query_map([&view], |row| row.get::<_, String>(0))?;
                rows.collect::<Result<Vec<_>, _>>()
            });
            facts.extend(columns.unwrap_or_else(|error| vec![format!("view column {view} {error}")]));
        }
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
