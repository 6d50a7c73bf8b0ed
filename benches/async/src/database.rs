//! The databases: the same tables and rows for each contestant, in a file or a schema of its own.

use std::path::{Path, PathBuf};

use realgar::prelude::*;
use realgar::text;

use crate::forum::{METADATA, NewAuthor, NewPost};
use crate::server::Answer;

/// How many authors there are.
pub(crate) const AUTHORS: i32 = 2_000;

/// How many posts each of them has.
const POSTS: i32 = 20;

/// Where the contestants' tables are.
pub(crate) enum Place {
    /// A folder for database files.
    Sqlite(PathBuf),
    /// The URL of a server.
    Postgres(String),
}

impl Place {
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Makes the contestant's tables and rows anew, and returns the URL.
    pub(crate) fn fill(&self, contestant: &str) -> Answer<String> {
        let url = match self {
            Self::Sqlite(folder) => file(folder, contestant)?,
            Self::Postgres(server) => schema(server, contestant)?,
        };
        let engine = Engine::new(&url)?;
        METADATA.create_all(&engine)?;
        SessionMaker::new(&engine).begin(|session| {
            let authors: Vec<_> = session.add_all((1..=AUTHORS).map(|number| {
                NewAuthor::new(format!("author {number}"), format!("author{number}@example.org"), number % 100)
            }));
            for (number, author) in (0..).zip(authors) {
                session.add_all((0..POSTS).map(|post| {
                    NewPost::new(author, format!("title {number}.{post}"), "Nobody reads this. ".repeat(10))
                }));
            }
            Ok::<_, realgar::Error>(())
        })?;
        if matches!(self, Self::Postgres(_)) {
            engine.begin(|conn| conn.execute(text("ANALYZE")).map(drop))?;
        }
        engine.dispose();
        Ok(url)
    }

    /// Removes the contestant's tables.
    pub(crate) fn remove(&self, contestant: &str) -> Answer<()> {
        match self {
            Self::Sqlite(folder) => remove_file(folder, contestant),
            Self::Postgres(server) => {
                let engine = Engine::new(server)?;
                let schema = schema_name(contestant);
                engine.begin(|conn| conn.execute(text(format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))).map(drop))?;
                Ok(())
            }
        }
    }
}

fn file(folder: &Path, contestant: &str) -> Answer<String> {
    remove_file(folder, contestant)?;
    Ok(format!("sqlite:///{}", folder.join(format!("{contestant}.db")).display()))
}

fn remove_file(folder: &Path, contestant: &str) -> Answer<()> {
    for ending in ["db", "db-wal", "db-shm"] {
        let path = folder.join(format!("{contestant}.{ending}"));
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn schema_name(contestant: &str) -> String {
    format!("realgar_bench_{}_{}", contestant.replace('-', "_"), std::process::id())
}

fn schema(server: &str, contestant: &str) -> Answer<String> {
    let schema = schema_name(contestant);
    let engine = Engine::new(server)?;
    engine.begin(|conn| conn.execute(text(format!("CREATE SCHEMA {schema}"))).map(drop))?;
    // No TLS: not all contestants have it.
    let separator = if server.contains('?') { '&' } else { '?' };
    Ok(format!("{server}{separator}sslmode=disable&options=-csearch_path%3D{schema}"))
}
