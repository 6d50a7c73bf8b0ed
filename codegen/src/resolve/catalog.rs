//! What the files come to once every statement is applied: tables with their keys, looked up by name.

use realgar_metadata::{List, OnConflict, Text};

use super::named::{HasName, Named};
use crate::naming;
use crate::report::Problem;
use crate::syntax::comment::Annotation;
use crate::syntax::declared::{
    Column, Definition, Domain, EnumType, Exclude, ForeignKey, Ident, Index, KeyOptions, Name, View,
};

/// Tables, types and views, in the order of the files.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub(super) tables: Named<Table>,
    pub(super) enums: Named<EnumType>,
    pub(super) domains: Named<Domain>,
    /// Schemas, sequences, types without a counterpart in Rust: composite types, ranges.
    pub(super) definitions: Named<Definition>,
    pub(super) views: Named<View>,
    /// Tables that are known and left out: those with `@skip`, virtual tables and the like.
    pub(super) left_out: Named<Name>,
    /// Tables that hold a part of the rows of another one.
    pub(super) partitions: Named<Partition>,
}

/// A table that holds a part of the rows of another one.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    pub(super) name: Name,
    pub(super) parent: Name,
    /// Which rows it holds, as written.
    pub(super) bound: String,
    /// What follows PARTITION BY, if it is divided itself.
    pub(super) by: Option<String>,
    /// What only this one has: indexes, constraints, defaults.
    pub(super) additions: Vec<Addition>,
}

/// A statement about one partition.
#[derive(Clone, Debug)]
pub(super) struct Addition {
    /// What it creates.
    pub(super) name: Option<String>,
    /// A constraint, as opposed to an index.
    pub(super) is_constraint: bool,
    /// As written, with the table's whole name.
    pub(super) sql: String,
}

impl HasName for Partition {
    fn name(&self) -> &Name {
        &self.name
    }
}

/// A table after all ALTER TABLE.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: Name,
    pub(super) columns: Vec<Column>,
    pub(super) primary_key: Option<Key>,
    pub(super) foreign_keys: Vec<Reference>,
    pub(super) uniques: Vec<UniqueKey>,
    pub(super) checks: Vec<Check>,
    pub(super) excludes: Vec<Exclude>,
    pub(super) indexes: Vec<Index>,
    pub(super) options: Vec<String>,
    /// INHERITS.
    pub(super) parents: Vec<Name>,
    pub(super) counts_from: Option<i64>,
    pub(super) comment: Option<String>,
    pub(super) without_rowid: bool,
    pub(super) strict: bool,
    /// SQLite's CREATE VIRTUAL TABLE: what follows USING.
    pub(super) module: Option<String>,
    pub(super) annotation: Annotation,
    pub(super) text: String,
}

/// PRIMARY KEY.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<Ident>,
    pub(super) options: KeyOptions,
}

/// FOREIGN KEY.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) name: Option<String>,
    pub(super) key: ForeignKey,
    pub(super) span: realgar_metadata::Span,
    pub(super) annotation: Annotation,
}

/// UNIQUE.
#[derive(Clone, Debug)]
pub(super) struct UniqueKey {
    pub(super) name: Option<String>,
    pub(super) columns: Vec<Ident>,
    pub(super) options: KeyOptions,
}

/// CHECK.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) name: Option<String>,
    pub(super) condition: String,
    /// The domain that brings it along.
    pub(super) domain: Option<String>,
    pub(super) no_inherit: bool,
    pub(super) not_enforced: bool,
    pub(super) on_conflict: Option<OnConflict>,
    /// The column beside which MySQL's file has it.
    pub(super) column: Option<String>,
}

impl Table {
    /// The position of a column: as written if there is one, otherwise without regard to case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        position(self.columns.iter().map(|column| column.name.text.as_str()), name)
    }

    /// The position of a column that must be there.
    pub(super) fn require_column(&self, name: &Ident) -> Result<usize, Problem> {
        self.column(&name.text).ok_or_else(|| {
            let problem = Problem::new(format!("no column `{}` in table `{}`", name.text, self.name.text), name.span);
            let names = self.columns.iter().map(|column| column.name.text.as_str());
            match naming::closest(&name.text, names.clone()) {
                Some(near) => problem.cure(format!("did you mean `{near}`?")),
                None => problem.cure(format!("its columns are {}", list(names))),
            }
        })
    }
}

impl HasName for Table {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Catalog {
    /// The position of a table.
    pub(super) fn table(&self, name: &Name) -> Option<usize> {
        self.tables.find(name)
    }

    /// Whether a table of this name is known, though it is not part of the schema.
    pub(super) fn is_left_out(&self, name: &Name) -> bool {
        self.left_out.has(name)
    }

    /// The problem of a table that does not exist.
    pub(super) fn no_table(&self, name: &Name) -> Problem {
        let problem = Problem::new(format!("no table `{}`", name.text), name.span);
        match naming::closest(&name.text, self.tables.iter().map(|table| table.name.text.as_str())) {
            Some(near) => problem.cure(format!("did you mean `{near}`?")),
            None => problem.cure("declare it with CREATE TABLE, in this file or in another one of the same schema"),
        }
    }
}

/// The position of a plain name among others: as written if one is, otherwise without regard to case.
pub(super) fn position<'a>(names: impl Iterator<Item = &'a str> + Clone, name: &str) -> Option<usize> {
    let mut names = names;
    let folded = name.to_lowercase();
    let is_same = |candidate: &str| {
        if candidate.is_ascii() { candidate.eq_ignore_ascii_case(&folded) } else { candidate.to_lowercase() == folded }
    };
    names.clone().position(|candidate| candidate == name).or_else(|| names.position(is_same))
}

/// Names for a message: `a`, `b` and `c`.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "none".to_owned(),
    }
}

/// Owned text for the metadata.
pub(super) fn text(text: &str) -> Text {
    Text::Owned(text.to_owned())
}

/// An owned list of names for the metadata.
pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> List<Text> {
    List::Owned(texts.map(text).collect())
}
