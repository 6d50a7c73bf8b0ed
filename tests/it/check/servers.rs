//! The same query on the servers that there are, whose answers are compared with SQLite's.
//!
//! Where a server answers otherwise by design, the pair of answers stands in `postgres.txt` or `mysql.txt` beside this file. Run
//! with `REALGAR_TEST_BLESS=1` to add the pairs that are missing, and read what was added.

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use realgar::engine::{Answer, Executable, Returning};
use realgar::sql::ast::Statement;
use realgar::sql::render::render;
use realgar::{Connection, Dialect, Engine, Outcome, Rows};

use crate::schemas::fill;
use crate::support::servers;

/// A kind of server.
struct Server {
    /// As what its answers are told.
    name: &'static str,
    /// The variable that names one.
    variable: &'static str,
    dialect: Dialect,
    /// The file of the answers that are others by design.
    table: &'static str,
    /// The URL of an empty place there.
    url: fn() -> String,
    /// The database that is only read.
    shared: OnceLock<Engine>,
}

static SERVERS: [Server; 2] = [
    Server {
        name: "PostgreSQL",
        variable: "REALGAR_TEST_POSTGRES",
        dialect: Dialect::PostgreSql,
        table: "postgres.txt",
        url: || servers::postgres_schema(&servers::postgres().unwrap()),
        shared: OnceLock::new(),
    },
    Server {
        name: "MariaDB",
        variable: "REALGAR_TEST_MYSQL",
        dialect: Dialect::MySql,
        table: "mysql.txt",
        url: || servers::mysql_database(&servers::mysql().unwrap()),
        shared: OnceLock::new(),
    },
];

/// What servers have answered, with the SQL that they were asked; nothing if there is none.
pub(super) struct Asked(Vec<(&'static Server, String, Vec<String>)>);

/// Asks the servers a query.
pub(super) fn ask<Q, M>(query: &Q) -> Asked
where
    Q: Returning<M>,
    Q::Row: Debug,
{
    asked(query.ast().ok(), |conn| match conn.execute(ByReference(query)) {
        Ok(rows) => rows.iter().map(|row| format!("{row:?}")).collect(),
        Err(error) => vec![format!("{:?}: {}", error.kind(), error.message())],
    })
}

/// Asks the servers to run a statement, and for what it finds afterwards.
pub(super) fn ask_to_write<S, M, Q, N>(statement: &S, after: &Q) -> Asked
where
    S: Executable<M, Answer = Outcome>,
    Q: Returning<N>,
    Q::Row: Debug,
{
    asked(statement.ast().ok(), |conn| {
        let written = conn.begin_nested(|conn| conn.execute(ByReference(statement)));
        let mut seen = vec![match written {
            Ok(outcome) => format!("{} affected", outcome.rows_affected),
            Err(error) => format!("{:?}: {}", error.kind(), error.message()),
        }];
        seen.extend(conn.execute(ByReference(after)).unwrap().iter().map(|row| format!("{row:?}")));
        seen
    })
}

fn asked(statement: Option<Statement<'_>>, run: impl Fn(&mut Connection) -> Vec<String>) -> Asked {
    let Some(statement) = statement else { return Asked(Vec::new()) };
    let ask = |server: &'static Server| {
        std::env::var_os(server.variable)?;
        let rendered = render(statement, server.dialect).ok()?;
        // What counts keys up leaves a trace that a rollback does not remove.
        let only_reads = ["SELECT", "WITH", "VALUES", "("].iter().any(|word| rendered.sql.starts_with(word))
            && !["INSERT", "UPDATE", "DELETE"].iter().any(|word| rendered.sql.contains(word));
        let engine = if only_reads { server.shared.get_or_init(|| server.fresh()).clone() } else { server.fresh() };
        Some((server, rendered.sql, run(&mut engine.connect().unwrap())))
    };
    Asked(SERVERS.iter().filter_map(ask).collect())
}

impl Server {
    /// A place with all rows.
    fn fresh(&self) -> Engine {
        let engine = Engine::new(&(self.url)()).unwrap();
        fill(&engine);
        engine
    }
}

impl Asked {
    /// Compares with the end of what was seen on SQLite, which begins with spellings.
    #[track_caller]
    pub(super) fn compare(self, seen: &str) {
        for (server, sql, lines) in self.0 {
            compare(server, &sql, lines, seen);
        }
    }
}

#[track_caller]
fn compare(server: &Server, sql: &str, mut lines: Vec<String>, seen: &str) {
    if lines.is_empty() {
        lines.push("(no rows)".to_owned());
    }
    if seen.ends_with(&format!("\n{}", lines.join("\n"))) {
        return;
    }
    let all: Vec<&str> = seen.lines().collect();
    let mut expected = all[all.len().saturating_sub(lines.len())..].to_vec();
    // Without ORDER BY, any order is right.
    if !sql.contains("ORDER BY") {
        lines.sort();
        expected.sort_unstable();
    }
    if lines == expected {
        return;
    }
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let pair = format!("@ {test}\n{sql}\nSQLite:\n{}\n{}:\n{}\n\n", answers(&all), server.name, lines.join("\n"));
    assert!(is_by_design(server, &pair), "a server answers otherwise than SQLite:\n{pair}");
}

/// The lines behind the spellings and the binds.
fn answers(seen: &[&str]) -> String {
    let spelled = ["postgresql: ", "mysql: ", "binds: "];
    let start = seen.iter().rposition(|line| spelled.iter().any(|word| line.starts_with(word))).unwrap_or(0);
    seen[start + 1..].join("\n")
}

fn is_by_design(server: &Server, pair: &str) -> bool {
    static TABLE: Mutex<()> = Mutex::new(());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/check").join(server.table);
    let _one_at_a_time = TABLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let table = std::fs::read_to_string(&path).unwrap_or_default();
    let mut pairs: Vec<&str> = table.split_inclusive("\n\n").collect();
    if pairs.contains(&pair) {
        return true;
    }
    let blesses = std::env::var("REALGAR_TEST_BLESS").is_ok_and(|value| value == "1");
    if blesses {
        pairs.push(pair);
        pairs.sort_unstable();
        std::fs::write(path, pairs.concat()).unwrap();
    }
    blesses
}

/// A statement that is run and stays.
struct ByReference<'s, S>(&'s S);

impl<S: Executable<I>, I> Executable<I> for ByReference<'_, S> {
    type Answer = S::Answer;

    fn ast(&self) -> realgar::Result<Statement<'_>> {
        self.0.ast()
    }

    fn decoder(&self) -> <Self::Answer as Answer>::Decoder {
        self.0.decoder()
    }
}

impl<S: Returning<I>, I> Returning<I> for ByReference<'_, S>
where
    S: Executable<I, Answer = Rows<S::Row>>,
{
    type Row = S::Row;
    type Scalar = S::Scalar;

    fn scalar(row: Self::Row) -> Self::Scalar {
        S::scalar(row)
    }
}
