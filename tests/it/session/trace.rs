//! The statements that a session has caused, one line each.

use std::sync::{Arc, Mutex};

use realgar::Value;
use realgar::prelude::*;

use super::differences::is_by_design;
use crate::support::{TestDriver, engine_builder};

/// `schema/forum.sql`.
pub(crate) mod forum {
    realgar::include_schema!("forum");
}

/// A database, and everything that was sent to it.
pub(crate) struct Traced {
    pub(crate) engine: Engine,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Traced {
    /// An empty database with all tables; what made them is not shown.
    pub(crate) fn new() -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&lines);
        let engine = engine_builder()
            .on_execute(move |event| {
                let mut lines = seen.lock().unwrap();
                let sql = in_sqlite_words(event.sql());
                let before = lines.len();
                lines.extend(event.bind_lists().map(|binds| match binds {
                    [] => sql.clone(),
                    binds => format!("{sql}   ({})", shown(binds)),
                }));
                if lines.len() == before {
                    lines.push(sql);
                }
            })
            .build()
            .unwrap();
        forum::METADATA.create_all(&engine).unwrap();
        lines.lock().unwrap().clear();
        Self { engine, lines }
    }

    /// What was sent since this was asked before.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }

    /// Compares what was sent since this was asked before.
    #[track_caller]
    pub(crate) fn sent(&self, expected: &[&str]) {
        let sent = self.take();
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        if sent != expected && !is_by_design(&test, expected, &sent) {
            assert_eq!(sent, expected);
        }
    }
}

/// The statement with the placeholders, quotes and joins that SQLite's dialect has.
fn in_sqlite_words(sql: &str) -> String {
    let mut sql = sql.replace("BEGIN IMMEDIATE", "BEGIN").replace("\"user\"", "user");
    if TestDriver::current() == TestDriver::Mysql {
        sql = sql.replace('`', "\"").replace(" INNER JOIN ", " JOIN ").replace("char_length(", "length(");
    }
    let mut parts = sql.split('$');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "?" + part.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

fn shown(binds: &[&Value]) -> String {
    let shown = binds.iter().map(|value| match value {
        Value::Null(_) => "NULL".to_owned(),
        Value::Text(text) => format!("'{text}'"),
        Value::Integer(number) => number.to_string(),
        Value::BigInt(number) => number.to_string(),
        other => format!("{other:?}"),
    });
    shown.collect::<Vec<_>>().join(", ")
}
