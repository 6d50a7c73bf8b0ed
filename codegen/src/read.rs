//! The schema reader's front door: SQL text in, resolved schema or report out. Pure: it opens no file and asks no clock.

use std::collections::BTreeMap;
use std::fmt;

use realgar_metadata::Dialect;

use crate::model::Schema;
use crate::report::Report;
use crate::{resolve, syntax};

/// One input file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The path as the user named it, for headers and reports.
    pub(crate) path: String,
    /// The bytes as they were read; that they are UTF-8 is checked here, so that the report can show where they are not.
    pub(crate) text: Vec<u8>,
}

/// What the build script's configuration says about reading.
#[derive(Default)]
pub(crate) struct Options {
    /// The schema's name: `tutorial` for `schema/tutorial.sql`.
    pub(crate) name: String,
    /// The dialect of files that have no `-- @dialect` line.
    pub(crate) dialect: Option<Dialect>,
    /// Rust types (paths that implement `SqlMapped`) by `table.column` or by SQL type name, both in any case.
    /// A column's own `@type` wins, then `table.column`, then the type's name.
    pub(crate) type_overrides: BTreeMap<String, String>,
    /// The model of a table or view, by its SQL name. A table's own `@model` wins.
    pub(crate) model_name: Option<ModelName>,
}

/// Names the model of a table; `None`: by the rule.
pub(crate) type ModelName = Box<dyn Fn(&str) -> Option<String>>;

/// Reads the files as one schema.
pub(crate) fn read(sources: &[Source], options: &Options) -> Result<Schema, Report> {
    let mut problems = Vec::new();
    let script = syntax::parse(sources, options.dialect, &mut problems);
    let schema = resolve::resolve(script, sources, options, &mut problems);
    if problems.is_empty() { Ok(schema) } else { Err(Report::new(problems, sources)) }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("name", &self.name)
            .field("dialect", &self.dialect)
            .field("type_overrides", &self.type_overrides)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
