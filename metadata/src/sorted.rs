//! Tables in the order in which they can be filled: those referred to first.

use std::fmt;

use crate::references::References;
use crate::strong_components::strong_components;
use crate::{ForeignKey, MetaData, Table};

/// The tables of a [`MetaData`] in order of dependency; see [`MetaData::sorted_tables`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sorted<'a> {
    /// All tables. Each one comes after those it refers to, except for the keys that close a cycle.
    pub tables: Vec<&'a Table>,
    /// The groups of tables that refer to each other. If there are none, no key points forward.
    pub cycles: Vec<Cycle<'a>>,
}

/// Tables that refer to each other in a circle.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cycle<'a> {
    /// The tables, in the order they have in [`Sorted::tables`].
    pub tables: Vec<&'a Table>,
    /// The foreign keys that refer to a later table of the cycle, each with its table.
    pub closing: Vec<(&'a Table, &'a ForeignKey)>,
}

impl<'a> Sorted<'a> {
    /// Returns all foreign keys that refer to a later table, each with its table.
    pub fn closing(&self) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
        self.cycles.iter().flat_map(|cycle| cycle.closing.iter().copied())
    }

    /// Returns whether the key refers to a later table.
    #[must_use]
    pub fn is_closing(&self, key: &ForeignKey) -> bool {
        self.closing().any(|(_, closing)| std::ptr::eq(closing, key))
    }
}

impl fmt::Display for Cycle<'_> {
    /// `a, b refer to each other; a (b_id) closes the cycle`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.tables.iter().map(|table| table.name.as_ref()).collect();
        let keys: Vec<String> =
            self.closing.iter().map(|(table, key)| format!("{} ({})", table.name, key.columns.join(", "))).collect();
        let close = if keys.len() == 1 { "closes" } else { "close" };
        write!(f, "{} refer to each other; {} {close} the cycle", names.join(", "), keys.join(" and "))
    }
}

impl MetaData {
    /// Returns the tables, those referred to first. Where the keys leave a choice, tables keep the order of
    /// declaration.
    ///
    /// A table's reference to itself does not count, nor does one to a table outside of this schema. In a cycle, the
    /// keys that may be NULL point forward, because they can be filled in later.
    #[must_use]
    pub fn sorted_tables(&self) -> Sorted<'_> {
        let graph = Graph::of(self);
        let mut sorted = Sorted { tables: Vec::with_capacity(self.tables.len()), cycles: Vec::new() };
        for group in strong_components(&graph.targets()) {
            if let [only] = group[..] {
                sorted.tables.push(&self.tables[only]);
                continue;
            }
            let cycle = graph.open(group);
            sorted.tables.extend(&cycle.tables);
            sorted.cycles.push(cycle);
        }
        sorted
    }
}

/// Who refers to whom, by position in the list of tables.
struct Graph<'a> {
    tables: &'a [Table],
    references: Vec<Vec<Reference<'a>>>,
}

/// A foreign key to another table of the schema.
struct Reference<'a> {
    key: &'a ForeignKey,
    to: usize,
    /// The key's columns may be NULL.
    optional: bool,
}

impl<'a> Graph<'a> {
    fn of(metadata: &'a MetaData) -> Self {
        let tables = References::new(metadata);
        let references_of = |(at, table): (usize, &'a Table)| {
            let reference = |key: &'a ForeignKey| {
                let to = tables.position(table, key).filter(|to| *to != at)?;
                let optional = key.columns.iter().any(|name| table.column(name).is_some_and(|c| table.is_nullable(c)));
                Some(Reference { key, to, optional })
            };
            table.foreign_keys.iter().filter_map(reference).collect()
        };
        Self { tables: &metadata.tables, references: metadata.tables.iter().enumerate().map(references_of).collect() }
    }

    /// The tables that each table refers to.
    fn targets(&self) -> Vec<Vec<usize>> {
        self.references.iter().map(|references| references.iter().map(|reference| reference.to).collect()).collect()
    }

    /// Puts a cycle in order: repeatedly takes the table with the fewest references to those still waiting. References
    /// that must be filled in count most, then the order of declaration.
    fn open(&self, mut waiting: Vec<usize>) -> Cycle<'a> {
        waiting.sort_unstable();
        let mut waits = vec![false; self.tables.len()];
        for &table in &waiting {
            waits[table] = true;
        }
        let mut cycle = Cycle { tables: Vec::new(), closing: Vec::new() };
        while !waiting.is_empty() {
            let missing = |table: usize, optional: bool| {
                self.references[table].iter().filter(|r| r.optional == optional && waits[r.to]).count()
            };
            let best =
                (0..waiting.len()).min_by_key(|&at| (missing(waiting[at], false), missing(waiting[at], true), at));
            let table = waiting.remove(best.unwrap_or_default());
            waits[table] = false;
            let closing = self.references[table].iter().filter(|reference| waits[reference.to]);
            cycle.closing.extend(closing.map(|reference| (&self.tables[table], reference.key)));
            cycle.tables.push(&self.tables[table]);
        }
        cycle
    }
}
