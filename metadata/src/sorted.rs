//! Tables in the order in which they can be filled: those referred to first.

use std::fmt;

use crate::{ForeignKey, MetaData, Table};

/// The tables of a [`MetaData`] in order of dependency; see [`MetaData::sorted_tables`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sorted<'a> {
    /// All tables: each one comes after those it refers to, but for the keys that close a cycle.
    pub tables: Vec<&'a Table>,
    /// The groups of tables that refer to each other. Empty: no key points forward.
    pub cycles: Vec<Cycle<'a>>,
}

/// Tables that refer to each other in a circle.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cycle<'a> {
    /// The tables, in the order they have in [`Sorted::tables`].
    pub tables: Vec<&'a Table>,
    /// The foreign keys that refer to a later table of the cycle, each with its table. Without these the order holds.
    pub closing: Vec<(&'a Table, &'a ForeignKey)>,
}

impl<'a> Sorted<'a> {
    /// All foreign keys that refer to a later table, each with its table.
    pub fn closing(&self) -> impl Iterator<Item = (&'a Table, &'a ForeignKey)> {
        self.cycles.iter().flat_map(|cycle| cycle.closing.iter().copied())
    }

    /// The key refers to a later table.
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
    /// The tables, those referred to first. Where the keys leave a choice, tables keep the order they were declared in.
    ///
    /// A table's reference to itself does not count, nor does one to a table outside of this schema. In a cycle the keys
    /// that may be NULL are the ones to point forward, as they can be filled in later.
    #[must_use]
    pub fn sorted_tables(&self) -> Sorted<'_> {
        let graph = Graph::of(self);
        let mut sorted = Sorted { tables: Vec::with_capacity(self.tables.len()), cycles: Vec::new() };
        for group in graph.groups() {
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
        let position = |table: &Table| metadata.tables.iter().position(|other| std::ptr::eq(other, table));
        let references_of = |table: &'a Table| {
            let reference = |key: &'a ForeignKey| {
                let to = metadata.referred_table(table, key).filter(|to| !std::ptr::eq(*to, table))?;
                let optional = key.columns.iter().any(|name| table.column(name).is_some_and(|c| table.is_nullable(c)));
                Some(Reference { key, to: position(to)?, optional })
            };
            table.foreign_keys.iter().filter_map(reference).collect()
        };
        Self { tables: &metadata.tables, references: metadata.tables.iter().map(references_of).collect() }
    }

    /// Tarjan's strongly connected components, those referred to first. With its own stack, as a chain of references may
    /// be longer than the thread's stack is deep.
    fn groups(&self) -> Vec<Vec<usize>> {
        const UNSEEN: usize = usize::MAX;
        let count = self.tables.len();
        let mut order = vec![UNSEEN; count];
        let mut lowest = vec![UNSEEN; count];
        let mut open = vec![false; count];
        let (mut pending, mut groups, mut next) = (Vec::new(), Vec::new(), 0);
        for start in 0..count {
            if order[start] != UNSEEN {
                continue;
            }
            let mut path = vec![(start, 0)];
            while let Some((table, edge)) = path.pop() {
                if edge == 0 {
                    order[table] = next;
                    lowest[table] = next;
                    next += 1;
                    open[table] = true;
                    pending.push(table);
                } else {
                    // Back from the edge before this one.
                    let to = self.references[table][edge - 1].to;
                    if open[to] {
                        lowest[table] = lowest[table].min(lowest[to]);
                    }
                }
                if let Some(reference) = self.references[table].get(edge) {
                    path.push((table, edge + 1));
                    if order[reference.to] == UNSEEN {
                        path.push((reference.to, 0));
                    }
                } else if lowest[table] == order[table] {
                    let at = pending.iter().rposition(|&other| other == table).unwrap_or_default();
                    let group = pending.split_off(at);
                    for &member in &group {
                        open[member] = false;
                    }
                    groups.push(group);
                }
            }
        }
        groups
    }

    /// Lines up a cycle: again and again the table with the fewest references to those still waiting, keys that must
    /// be filled in weighing most, then the order of declaration.
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
