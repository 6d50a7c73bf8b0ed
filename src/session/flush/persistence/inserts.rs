//! Rows to be inserted: read from their instances one by one, sent, and kept as the database has them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::driver::{Cursor, ParameterSets};
use crate::engine::Intent;
use crate::entity::rows::{EntityRows, decode_values};
use crate::entity::{InsertRow, InstanceId, Mapper};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::persistence::{Writer, column_item, first_row};
use crate::session::flush::plan::{NewRow, set_cell};
use crate::session::identity::store::Store;
use crate::sql::render::{Binds, render_insert};
use crate::sql::value::Value;
use crate::sql::{Dialect, ast};

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
        let dialect = self.connection.dialect();
        let inserted = InsertedRows { ids: Vec::with_capacity(rows.len()), rows: (mapper.contents)() };
        let mut source = NewRows {
            store,
            rest: rows.iter(),
            next: None,
            values: InsertRow::with_capacity(mapper.columns.len()),
            row: Vec::with_capacity(mapper.columns.len()),
            batch: Batch::default(),
            parents: &mut self.parents,
            inserted,
        };
        source.advance()?;
        while source.next.is_some() {
            source.batch = Batch::of(mapper, source.values.cells(), dialect);
            let statement = source.batch.statement(mapper);
            let sql = render_insert(&statement, std::slice::from_ref(source.values.cells()), dialect)?.sql;
            let before = source.inserted.ids.len();
            self.connection.run_many(&sql, Intent::Writes, &mut source).map_err(|error| {
                let number = source.inserted.ids.len() - before + 1;
                error.context(format_args!("inserting into `{}`, row {number}", mapper.name))
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
    /// The row that `values` are of, until its answer was taken.
    next: Option<InstanceId>,
    values: InsertRow,
    /// The row that was sent, with what the database told of it.
    row: Vec<Value>,
    batch: Batch,
    parents: &'w mut HashMap<InstanceId, Option<Vec<Value>>, RandomState>,
    inserted: InsertedRows,
}

/// What neighbours have in common that share a statement.
#[derive(Default)]
struct Batch {
    /// The columns that have a value.
    given: SmallVec<[u16; 16]>,
    /// The others.
    missing: SmallVec<[usize; 4]>,
    /// The only value that the database has to tell is the key that it has counted up, which comes without asking.
    counts_up: bool,
}

impl Batch {
    fn of(mapper: &Mapper, cells: &[(u16, Value)], dialect: Dialect) -> Self {
        let given: SmallVec<[u16; 16]> = cells.iter().map(|(column, _)| *column).collect();
        let is_given = |at: &usize| given.iter().any(|column| usize::from(*column) == *at);
        let missing: SmallVec<[usize; 4]> = (0..mapper.columns.len()).filter(|at| !is_given(at)).collect();
        let counts_up = dialect == Dialect::Sqlite
            && mapper.key == &missing[..]
            && missing.len() == 1
            && (mapper.table)().columns.get(missing[0]).is_some_and(|column| column.identity.is_some());
        Self { given, missing, counts_up }
    }

    fn statement(&self, mapper: &'static Mapper) -> ast::Insert {
        let returned = if self.counts_up { &[] } else { self.missing.as_slice() };
        ast::Insert {
            table: mapper.table_ref(),
            columns: mapper.columns,
            rows: Vec::new(),
            from_select: None,
            conflict: None,
            returning: returned.iter().map(|at| column_item(mapper, *at)).collect(),
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

    /// Keeps the row that was inserted as the database has it.
    fn keep(&mut self, id: InstanceId, found: SmallVec<[Value; 1]>) -> Result<()> {
        // Both are in the table's order.
        let (mut given, mut found) = (self.values.cells_mut().drain(..), found.into_iter());
        let mut missing = self.batch.missing.iter().copied().peekable();
        self.row.clear();
        for at in 0..self.store.mapper.columns.len() {
            let is_missing = missing.next_if_eq(&at).is_some();
            let value = if is_missing { found.next() } else { given.next().map(|(_, value)| value) };
            self.row.extend(value);
        }
        drop(given);
        if let Some(parent) = self.parents.get_mut(&id) {
            *parent = Some(self.row.clone());
        }
        let slot = u32::try_from(self.inserted.ids.len()).unwrap_or(u32::MAX);
        decode_values(&mut *self.inserted.rows, slot, &mut self.row)?;
        self.inserted.ids.push(id);
        Ok(())
    }
}

impl ParameterSets for NewRows<'_> {
    fn next_set(&mut self, bind: &mut dyn FnMut(&[&Value]) -> Result<()>) -> Result<bool> {
        let cells = self.values.cells();
        if self.next.is_none() || !self.batch.has(cells) {
            return Ok(false);
        }
        let binds: Binds<'_> = cells.iter().map(|(_, value)| value).collect();
        bind(&binds)?;
        Ok(true)
    }

    fn receive(&mut self, cursor: &mut dyn Cursor) -> Result<()> {
        let mut found = first_row(cursor)?;
        if self.batch.counts_up {
            found = cursor.outcome().last_insert_id.map(Value::BigInt).into_iter().collect();
        }
        let Some(id) = self.next.filter(|_| found.len() == self.batch.missing.len()) else {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!(
                    "an INSERT into `{}` gave back no key: was the row swallowed by a trigger?",
                    self.store.mapper.name
                ),
            ));
        };
        self.keep(id, found)?;
        self.advance()
    }
}
