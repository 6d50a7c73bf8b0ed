//! What every rule of the resolver may read and report.

use std::collections::{BTreeMap, BTreeSet};

use realgar_metadata::Dialect;

use crate::input::Options;
use crate::report::Problem;

/// The configuration, and where problems and notes go.
pub(super) struct Context<'a> {
    pub(super) options: &'a Options,
    /// The Rust types that the configuration asks for, by names in lower case.
    pub(super) overrides: BTreeMap<String, &'a str>,
    /// The dialect that was named.
    pub(super) dialect: Option<Dialect>,
    /// The dialect whose type words are used: MySQL, if a file looks like it and names no other.
    pub(super) spelling: Option<Dialect>,
    /// Something could not be read, so what is not found may still be declared.
    pub(super) incomplete: bool,
    /// The models that tables and views of several schemas would share.
    pub(super) shared_names: BTreeSet<String>,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) notes: Vec<String>,
}

impl<'a> Context<'a> {
    pub(super) fn new(options: &'a Options, problems: &'a mut Vec<Problem>) -> Self {
        let mut overrides = BTreeMap::new();
        for (key, path) in &options.type_overrides {
            overrides.entry(key.to_lowercase()).or_insert(path.as_str());
        }
        Self {
            options,
            overrides,
            dialect: None,
            spelling: None,
            incomplete: false,
            shared_names: BTreeSet::new(),
            problems,
            notes: Vec::new(),
        }
    }

    /// Whether two names that differ in case only are two names: where names without quotes were folded.
    pub(super) fn tells_cases_apart(&self) -> bool {
        self.dialect == Some(Dialect::PostgreSql)
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Reports that something is missing, which is only a problem if everything could be read.
    pub(super) fn missing(&mut self, problem: Problem) {
        if !self.incomplete {
            self.problems.push(problem);
        }
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}
