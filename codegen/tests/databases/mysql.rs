//! MySQL and MariaDB, through `mysql`.

use std::process::Command;

use crate::database::{Database, client};

pub(crate) struct MySql {
    name: String,
}

impl MySql {
    pub(crate) fn new(name: &str) -> Self {
        let database = Self { name: name.to_owned() };
        database
            .administrate(&format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name} CHARACTER SET utf8mb4;"));
        database
    }

    fn mysql(database: Option<&str>) -> Command {
        let mut command = Command::new("mysql");
        command.args(["--batch", "--raw", "--skip-column-names", "--force", "--default-character-set=utf8mb4"]);
        // `mysql` itself reads neither name nor host of the server from its environment.
        for (variable, option) in [("MYSQL_HOST", "--host"), ("MYSQL_USER", "--user")] {
            if let Ok(value) = std::env::var(variable) {
                command.arg(format!("{option}={value}"));
            }
        }
        command.args(database);
        command
    }

    fn administrate(&self, sql: &str) {
        let (_, errors) = client(&mut Self::mysql(None), sql);
        assert!(errors.is_empty(), "{errors:?}");
    }

    fn select(&self, sql: &str) -> Vec<String> {
        let (rows, errors) = client(&mut Self::mysql(Some(&self.name)), sql);
        assert!(errors.is_empty(), "{errors:?}");
        rows.lines().map(Into::into).collect()
    }
}

impl Database for MySql {
    fn run(&mut self, sql: &str) -> Vec<String> {
        // The file would leave for a database of its own.
        let words = ["USE ", "CREATE DATABASE", "DROP DATABASE", "CREATE SCHEMA", "DROP SCHEMA"];
        let leaves = |line: &&str| {
            let line = line.trim_start().to_ascii_uppercase();
            !words.iter().any(|word| line.starts_with(word))
        };
        let sql: String = sql.lines().filter(leaves).flat_map(|line| [line, "\n"]).collect();
        client(&mut Self::mysql(Some(&self.name)), &sql).1
    }

    /// The lines of SHOW CREATE TABLE, each with its table.
    fn facts(&mut self) -> Vec<String> {
        let mut facts = Vec::new();
        for table in self.select("SHOW FULL TABLES") {
            let (table, kind) = table.split_once('\t').expect("two columns");
            let columns = self.select(&format!(
                "SELECT ordinal_position, column_name FROM information_schema.columns
                 WHERE table_schema = DATABASE() AND table_name = '{}'",
                table.replace('\\', "\\\\").replace('\'', "''")
            ));
            facts.extend(columns.iter().map(|column| format!("column {table} {}", column.replace('\t', " "))));
            let created = self.select(&format!("SHOW CREATE TABLE `{}`", table.replace('`', "``"))).join("\n");
            let created = created.split_once('\t').map_or(created.as_str(), |(_, created)| created);
            // A view's query names its database.
            let created = created.replace(&format!("`{}`.", self.name), "");
            let lines = created.lines().filter(|line| !line.starts_with("CREATE TABLE"));
            let lines = lines.map(|line| line.trim().trim_end_matches(','));
            for line in lines {
                let line =
                    without_counter(line).replace(" ON DELETE NO ACTION", "").replace(" ON UPDATE NO ACTION", "");
                // A fact of its own, because a comment of the file becomes one of the database.
                let comment = line.find(" COMMENT").filter(|_| line.ends_with('\''));
                let (line, comment) = line.split_at(comment.unwrap_or(line.len()));
                facts.extend((!comment.is_empty()).then(|| format!("comment {table} {line}{comment}")));
                facts.push(format!("{} {table} {line}", kind.to_lowercase()));
            }
        }
        facts.sort();
        facts
    }
}

/// A file without the name of its own database, which some files write before their tables.
pub(crate) fn in_any_database(sql: &str) -> String {
    let own = sql.lines().find_map(|line| line.trim().strip_prefix("USE ")).unwrap_or_default();
    match own.trim_end_matches(';').trim_matches('`') {
        "" => sql.to_owned(),
        own => sql.replace(&format!("{own}."), ""),
    }
}

/// A table's options without its counter, which depends on the rows.
fn without_counter(line: &str) -> String {
    if !line.starts_with(") ENGINE") {
        return line.to_owned();
    }
    line.split(' ').filter(|option| !option.starts_with("AUTO_INCREMENT=")).collect::<Vec<_>>().join(" ")
}

impl Drop for MySql {
    fn drop(&mut self) {
        self.administrate(&format!("DROP DATABASE {}", self.name));
    }
}
