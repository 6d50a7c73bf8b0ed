//! Schemas in their own databases: each file is run as it stands, and its metadata's `create_all_sql` beside it. What the
//! two databases hold must be the same, unless a note of the reader names the difference.
//!
//! `REALGAR_DATABASES=<folder>` switches it on, and is a folder of SQL files (the files in `schemas/` are always among
//! them). It runs `psql` and `mysql` as their environment variables say (`PGHOST`, `PGUSER`, `MYSQL_HOST`, …); a server
//! that is not there is an error.

mod compare;
mod database;
mod mysql;
mod postgresql;
mod sqlite;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use realgar_build::{Config, Dialect};

use database::Database;

#[test]
fn a_schema_is_created_as_its_file_creates_it() {
    let Some(folder) = std::env::var_os("REALGAR_DATABASES") else {
        let _ = writeln!(std::io::stderr(), "skipped: REALGAR_DATABASES names no folder of schemas");
        return;
    };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/databases/schemas");
    let mut files = sql_files(&own);
    files.extend(sql_files(Path::new(&folder)));
    assert!(!files.is_empty(), "no .sql files in {}", own.display());
    let mut report = String::new();
    let mut differences = 0;
    for path in files {
        let found = compare::compare(&path);
        differences += found.differences.len();
        println!("{found}");
        let _ = write!(report, "{found}");
    }
    assert_eq!(differences, 0, "{report}");
}

/// The SQL files of a folder and the folders in it, or the one file of this name, in order.
fn sql_files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    let files = entries.iter().flat_map(|path| if path.is_dir() { sql_files(path) } else { vec![path.clone()] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "sql")).collect()
}

/// The dialect of a file: the one on its first line, or the one in its name; SQLite, if there is none.
fn dialect(path: &Path, text: &str) -> Dialect {
    let first = text.lines().next().unwrap_or_default().to_lowercase();
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let says = |word: &str| (first.contains("@dialect") && first.contains(word)) || name.contains(word);
    match () {
        () if says("postgres") => Dialect::PostgreSql,
        () if says("mysql") || says("mariadb") => Dialect::MySql,
        () => Dialect::Sqlite,
    }
}

/// A database of this dialect, empty.
fn database(dialect: Dialect, name: &str) -> Box<dyn Database> {
    match dialect {
        Dialect::PostgreSql => Box::new(postgresql::PostgreSql::new(name)),
        Dialect::MySql => Box::new(mysql::MySql::new(name)),
        _ => Box::new(sqlite::Sqlite::new()),
    }
}

/// The configuration that reads a file of this dialect.
fn config(dialect: Dialect) -> Config {
    Config::new().name("compared").dialect(dialect)
}
