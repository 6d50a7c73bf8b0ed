//! The same query on a server, whose answer is compared with SQLite's.
//!
//! Where a server answers otherwise by design, the pair of answers stands in `postgres.txt` beside this file. Run with
//! `REALGAR_TEST_BLESS=1` to add the pairs that are missing, and read what was added.

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use realgar::engine::{Answer, Executable, Returning};
use realgar::sql::ast::Statement;
use realgar::sql::render::render;
use realgar::{Connection, Dialect, Engine, Outcome, Rows};

use crate::schemas::fill;
use crate::support::servers;

/// What a server has answered; nothing if there is none.
pub(super) struct Asked(Option<(String, Vec<String>)>);

/// Asks the server a query.
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

/// Asks the server to run a statement, and for what it finds afterwards.
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

fn asked(statement: Option<Statement<'_>>, run: impl FnOnce(&mut Connection) -> Vec<String>) -> Asked {
    if std::env::var_os("REALGAR_TEST_POSTGRES").is_none() {
        return Asked(None);
    }
    let Some(statement) = statement else { return Asked(None) };
    let Ok(rendered) = render(statement, Dialect::PostgreSql) else { return Asked(None) };
    // What counts keys up leaves a trace that a rollback does not remove.
    let only_reads = ["SELECT", "WITH", "VALUES", "("].iter().any(|word| rendered.sql.starts_with(word))
        && !["INSERT", "UPDATE", "DELETE"].iter().any(|word| rendered.sql.contains(word));
    let mut conn = if only_reads { shared().connect().unwrap() } else { fresh().connect().unwrap() };
    Asked(Some((rendered.sql.clone(), run(&mut conn))))
}

/// The database that is only read.
fn shared() -> &'static Engine {
    static SHARED: OnceLock<Engine> = OnceLock::new();
    SHARED.get_or_init(fresh)
}

/// A schema with all rows.
fn fresh() -> Engine {
    let engine = Engine::new(&servers::postgres_schema(&servers::postgres().unwrap())).unwrap();
    fill(&engine);
    engine
}

impl Asked {
    /// Compares with the end of what was seen on SQLite, which begins with spellings.
    #[track_caller]
    pub(super) fn compare(self, seen: &str) {
        let Some((sql, mut lines)) = self.0 else { return };
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
        let pair = format!("@ {test}\n{sql}\nSQLite:\n{}\nPostgreSQL:\n{}\n\n", answers(&all), lines.join("\n"));
        assert!(is_by_design(&pair), "a server answers otherwise than SQLite:\n{pair}");
    }
}

/// The lines behind the spellings and the binds.
fn answers(seen: &[&str]) -> String {
    let spelled = ["postgresql: ", "mysql: ", "binds: "];
    let start = seen.iter().rposition(|line| spelled.iter().any(|word| line.starts_with(word))).unwrap_or(0);
    seen[start + 1..].join("\n")
}

fn is_by_design(pair: &str) -> bool {
    static TABLE: Mutex<()> = Mutex::new(());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/check/postgres.txt");
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
