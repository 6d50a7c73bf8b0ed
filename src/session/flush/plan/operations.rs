//! A plan as data: rows, and what they wait for.

use std::borrow::Cow;

use smallvec::SmallVec;

pub(crate) use crate::entity::set_cell;
use crate::entity::{InsertRow, InstanceId, Key, Mapper, SecondaryInfo};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::store::Store;
use crate::sql::ast::Node;
use crate::sql::value::Value;

/// Everything that a flush writes.
#[derive(Debug, Default)]
pub(crate) struct Plan<'s> {
    /// Rows to be inserted and updated, by table in the order of writing.
    pub(crate) tables: Vec<TablePlan<'s>>,
    /// Foreign keys that could not be written with their row.
    pub(crate) post_updates: Vec<UpdatedRow<'s>>,
    /// Rows of association tables.
    pub(crate) linked: Vec<LinkRow>,
    pub(crate) unlinked: Vec<LinkRow>,
    /// Foreign keys that are set to NULL before rows are deleted that refer to each other.
    pub(crate) opening: Vec<UpdatedRow<'s>>,
    /// Rows to be deleted, by table, in the order of writing.
    pub(crate) deleted: Vec<DeletedRows>,
}

/// What is written to one table.
#[derive(Debug)]
pub(crate) struct TablePlan<'s> {
    pub(crate) mapper: &'static Mapper,
    /// Rows that leave a unique place which others want.
    pub(crate) unique_handover: UniqueHandover<'s>,
    /// Rows to be inserted: each level may refer to those before it.
    pub(crate) levels: Vec<Vec<NewRow>>,
    pub(crate) updated: Vec<UpdatedRow<'s>>,
}

/// A row to be inserted: its values stay with the instance until they are sent.
#[derive(Debug)]
pub(crate) struct NewRow {
    pub(crate) id: InstanceId,
    /// Most rows have none.
    pub(crate) dependencies: Option<Box<Dependencies>>,
}

/// What ties a row that is to be inserted to others.
#[derive(Debug, Default)]
pub(crate) struct Dependencies {
    /// Columns that get their value from a row that is there, whatever the instance says, in the table's order.
    pub(crate) given: Vec<(u16, Value)>,
    /// Columns whose value is known when other rows are written.
    pub(crate) deferred_keys: SmallVec<[DeferredKey; 1]>,
    /// The primary key, if all of it was given and the table refers to itself.
    pub(crate) key: Option<Key>,
    /// The values that hooks have made, which are called once.
    pub(crate) values: Option<InsertRow>,
    /// Keys of the same table that the row refers to by value.
    pub(crate) named: SmallVec<[Key; 1]>,
}

impl NewRow {
    /// Columns whose value is known when other rows are written.
    pub(crate) fn deferred_keys(&self) -> &[DeferredKey] {
        self.dependencies.as_ref().map_or(&[], |dependencies| &dependencies.deferred_keys)
    }

    /// The columns that have a value now, in the table's order.
    pub(crate) fn read(&self, store: &Store, into: &mut InsertRow) -> Result<()> {
        into.clear();
        let values = self.dependencies.as_ref().and_then(|dependencies| dependencies.values.as_ref());
        if let Some(values) = values {
            into.cells_mut().extend_from_slice(values.cells());
        } else if !store.contents.read_new(self.id.slot, into) {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("a pending row of `{}` is gone", store.mapper.name),
            ));
        }
        for (column, value) in self.dependencies.iter().flat_map(|dependencies| &dependencies.given) {
            set_cell(into.cells_mut(), usize::from(*column), value.clone());
        }
        Ok(())
    }
}

/// A column that gets its value from a row that is inserted by the same flush.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeferredKey {
    pub(crate) column: usize,
    pub(crate) parent: InstanceId,
    pub(crate) parent_column: usize,
}

/// A row to be updated.
#[derive(Debug)]
pub(crate) struct UpdatedRow<'s> {
    pub(crate) id: InstanceId,
    pub(crate) mapper: &'static Mapper,
    /// The row as the database knows it; empty for one that this flush inserts.
    pub(crate) before: Cow<'s, [Value]>,
    pub(crate) changes: Vec<(usize, Value)>,
    pub(crate) expressions: Vec<(usize, Node)>,
    pub(crate) deferred_keys: SmallVec<[DeferredKey; 1]>,
    /// All changes come from memory, which need not follow them.
    pub(crate) is_in_memory: bool,
    /// The instance whose row this was until now: it is deleted, and this one takes its key.
    pub(crate) replaces: Option<InstanceId>,
}

impl UpdatedRow<'_> {
    /// What the row becomes, as far as it is known.
    pub(crate) fn values(&self) -> Vec<Value> {
        let mut values = self.before.to_vec();
        for (at, value) in &self.changes {
            if let Some(cell) = values.get_mut(*at) {
                *cell = value.clone();
            }
        }
        values
    }
}

/// A row of an association table.
#[derive(Debug)]
pub(crate) struct LinkRow {
    pub(crate) secondary: SecondaryInfo,
    /// The columns of both keys, by their position in the association table.
    pub(crate) cells: Vec<(u16, Value)>,
    /// Columns whose value is known when other rows are written.
    pub(crate) deferred_keys: SmallVec<[DeferredKey; 1]>,
}

/// Rows of one table to be deleted.
#[derive(Debug)]
pub(crate) struct DeletedRows {
    pub(crate) mapper: &'static Mapper,
    /// With the values that the database knows.
    pub(crate) rows: Vec<(InstanceId, Vec<Value>)>,
}

impl Plan<'_> {
    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        let tables = self.tables.iter().map(|table| {
            let inserted: usize = table.levels.iter().map(Vec::len).sum();
            table.unique_handover.len() + inserted + table.updated.len()
        });
        tables.sum::<usize>()
            + self.post_updates.len()
            + self.linked.len()
            + self.unlinked.len()
            + self.opening.len()
            + self.deleted.iter().map(|deleted| deleted.rows.len()).sum::<usize>()
    }
}

/// What has to be written to a table before anything else is.
#[derive(Debug, Default)]
pub(crate) struct UniqueHandover<'s> {
    /// Rows that leave a place.
    pub(crate) updated: Vec<UpdatedRow<'s>>,
    /// Rows that are deleted later, and leave their place now.
    pub(crate) opened: Vec<UpdatedRow<'s>>,
    /// Rows that can leave their place only by being deleted.
    pub(crate) deleted: Vec<(InstanceId, Vec<Value>)>,
}

impl UniqueHandover<'_> {
    /// How many rows are written.
    pub(crate) fn len(&self) -> usize {
        self.updated.len() + self.opened.len() + self.deleted.len()
    }
}

/// A row whose foreign key is set to NULL before it is deleted.
pub(super) fn opened(
    mapper: &'static Mapper,
    id: InstanceId,
    values: &[Value],
    columns: &[usize],
) -> UpdatedRow<'static> {
    UpdatedRow {
        id,
        mapper,
        before: Cow::Owned(values.to_vec()),
        changes: columns.iter().map(|at| (*at, Value::Null(values[*at].kind()))).collect(),
        expressions: Vec::new(),
        deferred_keys: SmallVec::new(),
        is_in_memory: false,
        replaces: None,
    }
}
