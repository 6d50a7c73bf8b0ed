//! Writes whose rows the session does not know: what is read after them must not outlive a rollback.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::entity::Key;
use crate::session::identity::store::Store;
use crate::sql::ast::{Node, Statement, TableRef, Update};
use crate::sql::value::Value;

/// What a transaction has written without the session knowing which rows.
///
/// Whether a row may be among them is one look-up for each group of columns that statements have assigned to its table,
/// however many statements there were.
#[derive(Debug, Default)]
pub(crate) struct UntrackedWrites {
    /// SQL text, or the program's own use of the connection: any row of any table.
    anything: bool,
    tables: HashMap<TableRef, TableWrites, RandomState>,
}

/// The rows of one table.
#[derive(Debug, Default)]
struct TableWrites {
    /// Any row may have been written.
    any_row: bool,
    assigned: Vec<AssignedValues>,
}

/// What was assigned to the same columns: a row that has other values in them was not written.
#[derive(Debug)]
struct AssignedValues {
    columns: Vec<&'static str>,
    values: HashSet<Key, RandomState>,
}

/// Beyond so many groups of columns, any row of the table counts as written.
const GROUPS: usize = 8;

impl UntrackedWrites {
    /// Whether there are none, so that rows need not be looked at.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        !self.anything && self.tables.is_empty()
    }

    /// Forgets them: the transaction has ended.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Notes what a statement of the program writes.
    pub(crate) fn note(&mut self, statement: Statement<'_>) {
        match statement {
            // Deleted rows cannot be read.
            Statement::Select(_) | Statement::Compound(_) | Statement::Prepared(_) | Statement::Delete(_) => {}
            Statement::Insert(insert) => self.note_table(insert.table),
            Statement::Update(update) => self.note_update(update),
            Statement::Text(_) => self.note_anything(),
        }
    }

    /// Any row of any table may have been written.
    pub(crate) fn note_anything(&mut self) {
        self.anything = true;
    }

    /// Any row of this table may have been written.
    pub(crate) fn note_table(&mut self, table: TableRef) {
        self.tables.entry(table).or_default().note_any_row();
    }

    fn note_update(&mut self, update: &Update) {
        let value = |(_, node): &(&'static str, Node)| match node {
            Node::Bind(value) => Some(value.clone()),
            _ => None,
        };
        let Some(values) = update.assignments.iter().map(value).collect::<Option<Vec<Value>>>() else {
            return self.note_table(update.table);
        };
        let columns = update.assignments.iter().map(|(column, _)| *column);
        self.tables.entry(update.table).or_default().note_values(columns, &values);
    }

    /// Whether the row in a slot may have been written.
    pub(crate) fn may_have_written(&self, store: &Store, slot: u32) -> bool {
        self.anything
            || self.tables.get(&store.mapper.table_ref()).is_some_and(|writes| writes.may_include(store, slot))
    }
}

impl TableWrites {
    fn note_any_row(&mut self) {
        self.any_row = true;
        self.assigned = Vec::new();
    }

    fn note_values(&mut self, columns: impl Iterator<Item = &'static str> + Clone, values: &[Value]) {
        if self.any_row {
            return;
        }
        match self.assigned.iter().position(|known| known.columns.iter().copied().eq(columns.clone())) {
            Some(known) => {
                self.assigned[known].values.insert(Key::of(values));
            }
            None if self.assigned.len() == GROUPS => self.note_any_row(),
            None => self.assigned.push(AssignedValues {
                columns: columns.collect(),
                values: std::iter::once(Key::of(values)).collect(),
            }),
        }
    }

    fn may_include(&self, store: &Store, slot: u32) -> bool {
        self.any_row || {
            let row = store.contents.values(slot);
            self.assigned.iter().any(|assigned| {
                let in_row = assigned.columns.iter().filter_map(|column| row.get(store.mapper.position(column)));
                assigned.values.contains(&Key::of(in_row))
            })
        }
    }
}
