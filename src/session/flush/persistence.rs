//! Writes what a flush has planned. Memory is left alone: what the database gave back is returned.

mod associations;
mod inserts;

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::driver::Cursor;
use crate::engine::{Connection, Intent, Sets};
use crate::entity::{InstanceId, Mapper};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::{DeferredKey, NewRow, Plan, UpdatedRow};
use crate::session::identity::map::IdentityMap;
pub(crate) use crate::session::loading::one_row::exhaust;
use crate::session::loading::one_row::{identifying, same_row, stale};
use crate::sql::ast::{self, ColumnRef, Node, SelectItem, Statement, TableRef};
use crate::sql::render::{Binds, render};
use crate::sql::value::Value;
use crate::types::cells::CellBuffer;
use crate::types::next_version;

pub(crate) use crate::session::flush::persistence::inserts::InsertedRows;

/// What the rows are after a flush.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Rows that were inserted.
    pub(crate) inserted: Vec<InsertedRows>,
    /// Rows that were updated: what they were, what they are, and whose row it was before, if not their own.
    pub(crate) updated: Vec<UpdatedValues>,
    /// Rows that were deleted.
    pub(crate) deleted: Vec<InstanceId>,
}

/// A row that was updated.
#[derive(Debug)]
pub(crate) struct UpdatedValues {
    pub(crate) id: InstanceId,
    /// Empty for a row that the same flush has inserted.
    pub(crate) before: Vec<Value>,
    pub(crate) changes: Vec<(usize, Value)>,
    pub(crate) replaces: Option<InstanceId>,
}

/// Writes a plan on a connection.
pub(crate) struct Writer<'c> {
    connection: &'c mut Connection,
    identity_map: &'c IdentityMap,
    written: Written,
    /// The rows of this flush that others refer to, with their values once they are inserted.
    parents: HashMap<InstanceId, Option<Vec<Value>>, RandomState>,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(connection: &'c mut Connection, identity_map: &'c IdentityMap) -> Self {
        Self { connection, identity_map, written: Written::default(), parents: HashMap::default() }
    }

    /// Writes everything, or stops at the first error.
    pub(crate) fn write(mut self, plan: Plan) -> Result<Written> {
        let new = plan.tables.iter().flat_map(|table| table.levels.iter().flatten()).flat_map(NewRow::deferred_keys);
        let updated = plan
            .tables
            .iter()
            .flat_map(|table| &table.updated)
            .chain(&plan.post_updates)
            .flat_map(|row| &row.deferred_keys);
        self.parents = new.chain(updated).map(|wait| (wait.parent, None)).collect();
        self.parents.extend(plan.post_updates.iter().map(|row| (row.id, None)));
        self.parents.extend(plan.linked.iter().flat_map(|link| &link.deferred_keys).map(|wait| (wait.parent, None)));
        // What takes over the row of a deleted one has its key from the beginning.
        for row in plan.tables.iter().flat_map(|table| &table.updated).filter(|row| row.replaces.is_some()) {
            if let Some(values) = self.parents.get_mut(&row.id) {
                *values = Some(row.before.clone());
            }
        }
        let mut later = Vec::new();
        for table in plan.tables {
            self.update(table.mapper, table.unique_handover.updated)?;
            self.open(&table.unique_handover.opened)?;
            self.delete(table.mapper, table.unique_handover.deleted)?;
            for level in table.levels {
                self.insert(table.mapper, level)?;
            }
            // What waits for rows of tables that come later is updated when they are there.
            let (now, wait): (Vec<_>, Vec<_>) = table.updated.into_iter().partition(|row| self.can_be_written(row));
            self.update(table.mapper, now)?;
            later.extend(wait);
        }
        for row in later.into_iter().chain(plan.post_updates) {
            let mapper = row.mapper;
            self.update(mapper, vec![row])?;
        }
        self.unlink(plan.unlinked)?;
        self.link(plan.linked)?;
        self.open(&plan.opening)?;
        for deleted in plan.deleted {
            self.delete(deleted.mapper, deleted.rows)?;
        }
        Ok(self.written)
    }

    fn can_be_written(&self, row: &UpdatedRow) -> bool {
        row.deferred_keys.iter().all(|wait| matches!(self.parents.get(&wait.parent), Some(Some(_))))
    }

    /// The value that a column was waiting for.
    fn awaited(&self, wait: &DeferredKey) -> Result<Value> {
        let parent = self.parents.get(&wait.parent).and_then(Option::as_ref);
        parent.and_then(|values| values.get(wait.parent_column)).cloned().ok_or_else(|| {
            Error::new(ErrorKind::CircularDependency, "a row waits for a key that no row before it has got".to_owned())
        })
    }

    /// Updates rows of one table; neighbours that set the same columns share a statement.
    fn update(&mut self, mapper: &'static Mapper, mut rows: Vec<UpdatedRow>) -> Result<()> {
        for row in &mut rows {
            if row.before.is_empty() {
                let values = self.parents.get(&row.id).and_then(Option::as_ref);
                row.before = values.cloned().unwrap_or_default();
            }
            for wait in std::mem::take(&mut row.deferred_keys) {
                let value = self.awaited(&wait)?;
                row.changes.retain(|(column, _)| *column != wait.column);
                if row.before.get(wait.column) != Some(&value) {
                    row.changes.push((wait.column, value));
                    row.changes.sort_by_key(|(column, _)| *column);
                }
            }
            if let Some(version) = mapper.version
                && !(row.changes.is_empty() && row.expressions.is_empty())
            {
                row.changes.retain(|(column, _)| *column != version);
                row.changes.push((version, next_version(&row.before[version])));
                row.changes.sort_by_key(|(column, _)| *column);
            }
        }
        rows.retain(|row| row.replaces.is_some() || !(row.changes.is_empty() && row.expressions.is_empty()));
        let computes = mapper.generated().next().is_some();
        let mut rest = rows.as_mut_slice();
        while let Some(first) = rest.first() {
            let columns: Vec<usize> = first.changes.iter().map(|(column, _)| *column).collect();
            let alone = !first.expressions.is_empty() || (computes && !columns.is_empty());
            let same = |row: &UpdatedRow| {
                row.expressions.is_empty() && row.changes.iter().map(|(column, _)| *column).eq(columns.iter().copied())
            };
            let count = if alone { 1 } else { rest.iter().take_while(|row| same(row)).count() };
            let (batch, others) = rest.split_at_mut(count);
            if columns.is_empty() && !alone {
                // A row switch that changes nothing.
            } else if alone {
                self.update_computed(mapper, &mut batch[0])?;
            } else {
                self.update_batch(mapper, batch)?;
            }
            for row in batch {
                if let Some(parent) = self.parents.get_mut(&row.id).filter(|_| row.replaces.is_some()) {
                    let mut values = row.before.clone();
                    for (at, value) in &row.changes {
                        values[*at] = value.clone();
                    }
                    *parent = Some(values);
                }
                self.written.updated.push(UpdatedValues {
                    id: row.id,
                    before: std::mem::take(&mut row.before),
                    changes: std::mem::take(&mut row.changes),
                    replaces: row.replaces,
                });
            }
            rest = others;
        }
        Ok(())
    }

    /// Sets keys of rows to NULL that are deleted later: memory never sees it, and their version stays.
    fn open(&mut self, rows: &[UpdatedRow]) -> Result<()> {
        let columns =
            |row: &UpdatedRow| row.changes.iter().map(|(column, _)| *column).collect::<SmallVec<[usize; 2]>>();
        let alike =
            |one: &UpdatedRow, next: &UpdatedRow| one.mapper.name == next.mapper.name && columns(one) == columns(next);
        for rows in rows.chunk_by(alike) {
            self.update_batch(rows[0].mapper, rows)?;
        }
        Ok(())
    }

    fn update_batch(&mut self, mapper: &'static Mapper, rows: &[UpdatedRow]) -> Result<()> {
        let statement = update_of(mapper, &rows[0], Vec::new());
        let sql = render(Statement::Update(&statement), self.connection.dialect())?.sql;
        let identifying = identifying(mapper);
        let sets = rows.iter().map(|row| {
            let key = identifying.iter().map(|at| &row.before[*at]);
            Ok(row.changes.iter().map(|(_, value)| value).chain(key).collect::<Binds<'_>>())
        });
        let mut done = 0;
        let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
            let matched = exhaust(cursor)?;
            if matched != 1 {
                return Err(stale("UPDATE", mapper, rows.get(done).map_or(&[], |row| &row.before), matched));
            }
            done += 1;
            Ok(())
        });
        self.connection.run_many(&sql, Intent::Writes, &mut sets)
    }

    /// An update whose values the database computes: they are read back.
    fn update_computed(&mut self, mapper: &'static Mapper, row: &mut UpdatedRow) -> Result<()> {
        let mut columns: Vec<usize> = row.expressions.iter().map(|(column, _)| *column).collect();
        columns.extend(mapper.generated());
        let statement = update_of(mapper, row, columns.iter().map(|at| column_item(mapper, *at)).collect());
        let mut found = SmallVec::new();
        let mut matched = 0;
        self.connection.run(Statement::Update(&statement), &mut |cursor, _| {
            found = first_row(cursor)?;
            matched = cursor.outcome().rows_affected;
            Ok(())
        })?;
        if matched != 1 || found.len() != columns.len() {
            return Err(stale("UPDATE", mapper, &row.before, matched));
        }
        row.changes.extend(columns.into_iter().zip(found));
        Ok(())
    }

    /// Deletes rows of one table.
    fn delete(&mut self, mapper: &'static Mapper, rows: Vec<(InstanceId, Vec<Value>)>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let versioned = mapper.version.is_some();
        let statement = ast::Delete {
            table: mapper.table_ref(),
            others: Vec::new(),
            filter: same_row(mapper, &rows[0].1),
            all_rows: false,
            returning: Vec::new(),
        };
        let sql = render(Statement::Delete(&statement), self.connection.dialect())?.sql;
        let identifying = identifying(mapper);
        let sets = rows.iter().map(|(_, values)| Ok(identifying.iter().map(|at| &values[*at]).collect::<Binds<'_>>()));
        let mut done = 0;
        let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
            let matched = exhaust(cursor)?;
            if matched == 0 && versioned {
                return Err(stale("DELETE", mapper, rows.get(done).map_or(&[], |(_, values)| values), matched));
            }
            if matched == 0 {
                tracing::warn!(target: "realgar", table = mapper.name, "a row to be deleted was not there any more");
            }
            done += 1;
            Ok(())
        });
        self.connection.run_many(&sql, Intent::Writes, &mut sets)?;
        self.written.deleted.extend(rows.into_iter().map(|(id, _)| id));
        Ok(())
    }
}

/// `source.column` in RETURNING.
fn column_item(mapper: &Mapper, at: usize) -> SelectItem {
    SelectItem::Expression(Node::Column(ColumnRef { source: mapper.name, name: mapper.columns[at] }))
}

fn update_of(mapper: &'static Mapper, row: &UpdatedRow, returning: Vec<SelectItem>) -> ast::Update {
    let values = row.changes.iter().map(|(at, value)| (*at, Node::Bind(value.clone())));
    let mut assignments: Vec<(usize, Node)> = values.chain(row.expressions.iter().cloned()).collect();
    assignments.sort_by_key(|(at, _)| *at);
    ast::Update {
        table: TableRef { schema: mapper.schema, name: mapper.name },
        assignments: assignments.into_iter().map(|(at, node)| (mapper.columns[at], node)).collect(),
        others: Vec::new(),
        filter: same_row(mapper, &row.before),
        all_rows: false,
        returning,
    }
}

/// The cells of the first row, copied; the others are passed over.
fn first_row(cursor: &mut dyn Cursor) -> Result<SmallVec<[Value; 1]>> {
    let mut values = SmallVec::new();
    if let Some(row) = cursor.next()? {
        let mut cells = CellBuffer::new();
        row.read(&mut cells)?;
        values = cells.iter().map(crate::sql::value::ValueRef::to_value).collect();
    }
    while cursor.next()?.is_some() {}
    Ok(values)
}
