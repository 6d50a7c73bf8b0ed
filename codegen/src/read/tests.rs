//! The schema reader as its caller sees it: SQL text in, schema or report out.

mod alters;
mod cases;
mod comments;
mod describe;
mod dialects;
mod dumps;
mod enums;
mod names;
mod relationships;
mod reports;
mod robustness;
mod shapes;
mod sqlparser;
mod statements;
mod types;
mod views;

use super::read;
use crate::input::{Options, Source};
use crate::model::Schema;
use crate::report::Report;
use describe::describe;

fn sources(texts: &[&str]) -> Vec<Source> {
    let name = |at: usize| if at == 0 { "schema.sql".to_owned() } else { format!("schema{}.sql", at + 1) };
    texts.iter().enumerate().map(|(at, text)| Source { path: name(at), text: text.as_bytes().to_vec() }).collect()
}

fn read_text(text: &str) -> Result<Schema, Report> {
    read(&sources(&[text]), &Options { name: "schema".to_owned(), ..Options::default() })
}

/// The schema of a text that has no mistakes.
fn schema(text: &str) -> Schema {
    read_text(text).unwrap_or_else(|report| panic!("{report}"))
}

/// The report on a text that has mistakes.
fn report(text: &str) -> String {
    match read_text(text) {
        Ok(schema) => panic!("no mistakes found:\n{}", describe(&schema)),
        Err(report) => report.to_string(),
    }
}

/// The messages of a report, one a line, with their places.
fn messages(text: &str) -> String {
    match read_text(text) {
        Ok(schema) => panic!("no mistakes found:\n{}", describe(&schema)),
        Err(report) => {
            let lines = report
                .problems()
                .iter()
                .map(|problem| format!("{}:{} {}\n", problem.span.line, problem.span.column, problem.message));
            lines.collect()
        }
    }
}
