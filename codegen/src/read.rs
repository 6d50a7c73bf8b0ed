//! The reader's entry point: SQL text in, resolved schema or report out. Pure: it opens no file and reads no clock.

use realgar_metadata::Span;

use crate::input::{Options, Source};
use crate::model::Schema;
use crate::report::{Problem, Report};
use crate::syntax::depth;
use crate::{resolve, syntax};

/// Reads the files as one schema.
pub(crate) fn read(sources: &[Source], options: &Options) -> Result<Schema, Report> {
    let (schema, problems) = depth::with_room(|| {
        let mut problems = Vec::new();
        let script = syntax::parse(sources, options.dialect, &mut problems);
        let schema = resolve::resolve(script, sources, options, &mut problems);
        (schema, problems)
    })
    .ok_or_else(|| Report::new(vec![no_room()], sources))?;
    if problems.is_empty() { Ok(schema) } else { Err(Report::new(problems, sources)) }
}

/// The problem if the thread with room for deep trees could not be started, or panicked.
fn no_room() -> Problem {
    let span = Span { file: 0, line: 1, column: 1, length: 1 };
    Problem::new("the schema could not be parsed for lack of a thread or of memory", span)
        .cure("report this, with the schema, where Realgar is developed")
}

#[cfg(test)]
mod tests;
