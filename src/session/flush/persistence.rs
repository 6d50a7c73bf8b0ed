//! Writes what a flush has planned. Memory is left alone: what the database gave back is returned.

mod associations;
mod inserts;
mod missing_rows;
mod updates;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::driver::Cursor;
use crate::engine::{Connection, Intent, Sets};
use crate::entity::rows::{EntityRows, decode_values};
use crate::entity::{InstanceId, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::flush::plan::{DeferredKey, NewRow, Plan, UpdatedRow};
use crate::session::identity::map::IdentityMap;
pub(crate) use crate::session::loading::one_row::exhaust;
use crate::session::loading::one_row::{identifying, same_row};
use crate::sql::ast::{self, ColumnRef, Node, SelectItem, Statement};
use crate::sql::render::{Binds, render};
use crate::sql::value::Value;

pub(crate) use crate::session::flush::persistence::inserts::InsertedRows;

/// What the rows are after a flush.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Rows that were inserted.
    pub(crate) inserted: Vec<InsertedRows>,
    /// Rows that were updated.
    pub(crate) updated: Vec<UpdatedValues>,
    /// Updated rows that are not in memory as the database has them.
    pub(crate) decoded: BTreeMap<StoreIndex, DecodedRows>,
    /// Rows that were deleted.
    pub(crate) deleted: Vec<InstanceId>,
}

/// A row that was updated.
#[derive(Debug)]
pub(crate) struct UpdatedValues {
    pub(crate) id: InstanceId,
    /// The row before; `None` if its instance keeps that itself.
    pub(crate) before: Option<Vec<Value>>,
    pub(crate) changes: Vec<(usize, Value)>,
    /// The place of the whole row among those that were decoded, if memory has to take it over.
    pub(crate) decoded_at: Option<u32>,
    /// The instance whose row it was before.
    pub(crate) replaces: Option<InstanceId>,
}

/// Rows of one entity that were decoded.
#[derive(Debug)]
pub(crate) struct DecodedRows {
    pub(crate) rows: Box<dyn EntityRows>,
    count: u32,
}

impl DecodedRows {
    fn of(mapper: &'static Mapper) -> Self {
        Self { rows: (mapper.contents)(), count: 0 }
    }

    /// Decodes a row of these values, which are taken; returns its place.
    fn add(&mut self, values: &mut [Value]) -> Result<u32> {
        let place = self.count;
        decode_values(&mut *self.rows, place, values)?;
        self.count += 1;
        Ok(place)
    }
}

/// Writes a plan on a connection.
pub(crate) struct Writer<'c> {
    connection: &'c mut Connection,
    identity_map: &'c IdentityMap,
    written: Written,
    /// The rows of this flush that others refer to, with their values once they are inserted.
    parents: HashMap<InstanceId, Option<Vec<Value>>, RandomState>,
    /// The rows that were deleted, with the values that they had.
    deleted: Vec<DeletedOf>,
    /// Those of them that were not there.
    missing: Vec<(&'static Mapper, Vec<Value>)>,
}

/// Deleted rows of one table.
type DeletedOf = (&'static Mapper, Vec<(InstanceId, Vec<Value>)>);

impl<'c> Writer<'c> {
    pub(crate) fn new(connection: &'c mut Connection, identity_map: &'c IdentityMap) -> Self {
        let (written, parents) = (Written::default(), HashMap::default());
        Self { connection, identity_map, written, parents, deleted: Vec::new(), missing: Vec::new() }
    }

    /// Writes everything, or stops at the first error.
    pub(crate) fn write(mut self, plan: Plan<'_>) -> Result<Written> {
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
                *values = Some(row.before.to_vec());
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
        missing_rows::refuse(&self.missing, &self.deleted)?;
        Ok(self.written)
    }

    fn can_be_written(&self, row: &UpdatedRow<'_>) -> bool {
        row.deferred_keys.iter().all(|wait| matches!(self.parents.get(&wait.parent), Some(Some(_))))
    }

    /// The value that a column was waiting for.
    fn awaited(&self, wait: &DeferredKey) -> Result<Value> {
        let parent = self.parents.get(&wait.parent).and_then(Option::as_ref);
        parent.and_then(|values| values.get(wait.parent_column)).cloned().ok_or_else(|| {
            Error::new(ErrorKind::CircularDependency, "a row waits for a key that no row before it has got".to_owned())
        })
    }

    /// Deletes rows of one table.
    fn delete(&mut self, mapper: &'static Mapper, rows: Vec<(InstanceId, Vec<Value>)>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
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
        let missing = &mut self.missing;
        let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
            let matched = exhaust(cursor)?;
            if matched == 0 {
                missing.extend(rows.get(done).map(|(_, values)| (mapper, values.clone())));
            }
            done += 1;
            Ok(())
        })
        .independent();
        self.connection.run_many(&sql, Intent::Writes, &mut sets)?;
        self.written.deleted.extend(rows.iter().map(|(id, _)| *id));
        self.deleted.push((mapper, rows));
        Ok(())
    }
}

/// `source.column` in RETURNING.
fn column_item(mapper: &Mapper, at: usize) -> SelectItem {
    SelectItem::Expression(Node::Column(ColumnRef { source: mapper.name, name: mapper.columns[at] }))
}

/// The cells of the first row, copied; the others are passed over.
fn first_row(cursor: &mut dyn Cursor) -> Result<SmallVec<[Value; 1]>> {
    let mut values = SmallVec::new();
    if let Some(row) = cursor.next()? {
        values = row.to_values(0).collect::<Result<_>>()?;
    }
    while cursor.next()?.is_some() {}
    Ok(values)
}
