//! Rows to be inserted: read from their instances one by one, sent, and kept as the database has them.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::engine::{BatchRows, InsertBatch};
use crate::entity::rows::{EntityRows, decode_values};
use crate::entity::{InsertRow, InstanceId, Mapper};
use crate::error::Result;
use crate::session::flush::persistence::Writer;
use crate::session::flush::plan::{NewRow, set_cell};
use crate::session::identity::store::Store;
use crate::sql::value::{Kind, Value};

/// Rows of one entity that were inserted.
#[derive(Debug)]
pub(crate) struct InsertedRows {
    pub(crate) ids: Vec<InstanceId>,
    /// The rows as the database has them, in the same order.
    pub(crate) rows: Box<dyn EntityRows>,
}

impl Writer<'_> {
    /// Inserts rows that do not refer to each other; neighbours that set the same columns share a statement.
    pub(super) fn insert(&mut self, mapper: &'static Mapper, mut rows: Vec<NewRow>) -> Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let store = self.identity_map.store(first.id);
        for dependencies in rows.iter_mut().filter_map(|row| row.dependencies.as_mut()) {
            for wait in std::mem::take(&mut dependencies.deferred_keys) {
                let value = self.awaited(&wait)?;
                set_cell(&mut dependencies.given, wait.column, value);
            }
        }
        let inserted = InsertedRows { ids: Vec::with_capacity(rows.len()), rows: (mapper.contents)() };
        let mut source = NewRows {
            store,
            rest: rows.iter(),
            next: None,
            sent: VecDeque::new(),
            values: InsertRow::with_capacity(mapper.columns.len()),
            row: Vec::with_capacity(mapper.columns.len()),
            shape: Shape::default(),
            parents: &mut self.parents,
            inserted,
        };
        source.advance()?;
        while source.next.is_some() {
            let shape = Shape::of(mapper, source.values.cells());
            source.shape = shape.clone();
            let before = source.inserted.ids.len();
            self.connection.insert_batch(&shape.batch(mapper), &mut source).map_err(|error| {
                let first = source.inserted.ids.len() - before + 1;
                match source.sent.len() {
                    0 | 1 => error.context(format_args!("inserting into `{}`, row {first}", mapper.name)),
                    rows => {
                        let last = first + rows - 1;
                        error.context(format_args!("inserting into `{}`, rows {first} to {last}", mapper.name))
                    }
                }
            })?;
        }
        self.written.inserted.push(source.inserted);
        Ok(())
    }
}

/// Rows of one table, of which one at a time is there as values.
struct NewRows<'w> {
    store: &'w Store,
    rest: std::slice::Iter<'w, NewRow>,
    /// The row that `values` are of.
    next: Option<InstanceId>,
    values: InsertRow,
    /// The rows that were sent and have not come back yet.
    sent: VecDeque<InstanceId>,
    /// The row that has come back.
    row: Vec<Value>,
    shape: Shape,
    parents: &'w mut HashMap<InstanceId, Option<Vec<Value>>, RandomState>,
    inserted: InsertedRows,
}

/// What neighbours have in common that are inserted together.
#[derive(Clone, Default)]
struct Shape {
    /// The columns that have a value.
    given: SmallVec<[u16; 16]>,
    /// The others.
    missing: SmallVec<[usize; 4]>,
}

impl Shape {
    fn of(mapper: &Mapper, cells: &[(u16, Value)]) -> Self {
        let given: SmallVec<[u16; 16]> = cells.iter().map(|(column, _)| *column).collect();
        let is_given = |at: &usize| given.iter().any(|column| usize::from(*column) == *at);
        let missing = (0..mapper.columns.len()).filter(|at| !is_given(at)).collect();
        Self { given, missing }
    }

    fn batch(&self, mapper: &'static Mapper) -> InsertBatch<'_> {
        let is_identity = |at: &usize| {
            let column = (mapper.table)().columns.get(*at);
            column.is_some_and(|column| column.identity.is_some())
        };
        InsertBatch {
            table: mapper.table_ref(),
            columns: mapper.columns,
            given: &self.given,
            missing: &self.missing,
            key: mapper.key,
            has_identity: matches!(mapper.key, [only] if is_identity(only)),
        }
    }

    fn has(&self, cells: &[(u16, Value)]) -> bool {
        cells.iter().map(|(column, _)| *column).eq(self.given.iter().copied())
    }
}

impl NewRows<'_> {
    /// Reads the values of the next row.
    fn advance(&mut self) -> Result<()> {
        self.next = None;
        if let Some(row) = self.rest.next() {
            row.read(self.store, &mut self.values)?;
            self.next = Some(row.id);
        }
        Ok(())
    }
}

impl BatchRows for NewRows<'_> {
    fn next_row(&mut self, into: &mut Vec<Value>) -> Result<bool> {
        let Some(id) = self.next.filter(|_| self.shape.has(self.values.cells())) else { return Ok(false) };
        into.extend(self.values.cells_mut().drain(..).map(|(_, value)| value));
        self.sent.push_back(id);
        self.advance()?;
        Ok(true)
    }

    /// Keeps the row as the database has it.
    fn inserted(&mut self, given: &mut [Value], filled: &mut [Value]) -> Result<()> {
        let Some(id) = self.sent.front().copied() else { return Ok(()) };
        // Both are in the table's order.
        let (mut given, mut filled) = (given.iter_mut(), filled.iter_mut());
        let mut missing = self.shape.missing.iter().copied().peekable();
        self.row.clear();
        for at in 0..self.store.mapper.columns.len() {
            let is_missing = missing.next_if_eq(&at).is_some();
            let value = if is_missing { filled.next() } else { given.next() };
            self.row.extend(value.map(|value| std::mem::replace(value, Value::Null(Kind::Unknown))));
        }
        if let Some(parent) = self.parents.get_mut(&id) {
            *parent = Some(self.row.clone());
        }
        let slot = u32::try_from(self.inserted.ids.len()).unwrap_or(u32::MAX);
        decode_values(&mut *self.inserted.rows, slot, &mut self.row)?;
        self.inserted.ids.push(id);
        self.sent.pop_front();
        Ok(())
    }
}
