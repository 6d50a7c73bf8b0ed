//! PostgreSQL, through `psql`.

use std::process::Command;

use crate::database::{Database, client};

pub(crate) struct PostgreSql {
    name: String,
}

impl PostgreSql {
    pub(crate) fn new(name: &str) -> Self {
        let database = Self { name: name.to_owned() };
        database.administrate(&format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name};"));
        database
    }

    fn psql(database: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", database]);
        command
    }

    fn administrate(&self, sql: &str) {
        let (_, errors) = client(&mut Self::psql("postgres"), sql);
        assert!(errors.is_empty(), "{errors:?}");
    }
}

impl Database for PostgreSql {
    fn run(&mut self, sql: &str) -> Vec<String> {
        // The file would leave for a database of its own.
        let leaves = |line: &&str| {
            let line = line.trim_start().to_ascii_uppercase();
            !["\\C", "CREATE DATABASE", "DROP DATABASE", "ALTER DATABASE"].iter().any(|word| line.starts_with(word))
        };
        let sql: String = sql.lines().filter(leaves).flat_map(|line| [line, "\n"]).collect();
        client(&mut Self::psql(&self.name), &sql).1
    }

    fn facts(&mut self) -> Vec<String> {
        let (facts, errors) = client(&mut Self::psql(&self.name), include_str!("postgresql.sql"));
        assert!(errors.is_empty(), "{errors:?}");
        facts.lines().map(Into::into).collect()
    }
}

impl Drop for PostgreSql {
    fn drop(&mut self) {
        self.administrate(&format!("DROP DATABASE {}", self.name));
    }
}
