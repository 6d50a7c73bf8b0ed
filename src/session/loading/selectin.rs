//! `selectin`: `SELECT … FROM target WHERE key IN (…)`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::engine::Connection;
use crate::entity::{InstanceId, Key, Load};
use crate::error::Result;
use crate::query::equalities;
use crate::session::loading::eager_rows::EagerRows;
use crate::session::loading::joined::Joiner;
use crate::session::loading::rows::RowLoader;
use crate::session::loading::selects::order_by;
use crate::sql::ast::{self, ColumnRef, FromItem, Join, JoinKind, Node, SelectItem, Statement, TableRef};
use crate::sql::value::{Kind, Value, ValueRef};
use crate::types::cells::RowCells;

/// The statement that reads the other ends of a relationship for one list of keys after the other.
///
/// As in SQLAlchemy, the columns that lead back to the parents come first, then the others.
pub(crate) struct SelectIn {
    select: ast::Select,
    rows: EagerRows,
    /// The columns that are compared with keys.
    subject: Node,
    /// The positions of the entity's cells in a row, and then of those of the key.
    order: Vec<usize>,
    /// The number of cells before those that were joined.
    own_cells: usize,
    kinds: SmallVec<[Kind; 2]>,
    /// The instances found, by key.
    members: HashMap<Key, Vec<InstanceId>, RandomState>,
    /// The same where joined collections repeat rows.
    is_member: HashSet<(Key, InstanceId), RandomState>,
}

impl SelectIn {
    /// The statement for a relationship; `key` is one of the keys to be asked for.
    pub(crate) fn new(load: &Load, key: &[Value]) -> Result<Self> {
        let (info, target) = (load.info, (load.target)());
        let links: Vec<ColumnRef> = match info.secondary {
            None => info.remote.iter().map(|name| ColumnRef { source: target.name, name }).collect(),
            Some(secondary) => secondary.local.iter().map(|name| ColumnRef { source: secondary.table, name }).collect(),
        };
        let own = target.columns.iter().map(|name| ColumnRef { source: target.name, name });
        let rest: Vec<ColumnRef> = own.clone().filter(|column| !links.contains(column)).collect();
        let all: Vec<ColumnRef> = links.iter().copied().chain(rest).collect();
        let wanted = own.chain(links.iter().copied());
        let order = wanted.filter_map(|column| all.iter().position(|known| *known == column)).collect();
        let mut select = ast::Select {
            columns: all.iter().map(|column| SelectItem::Expression(Node::Column(*column))).collect(),
            from: Some(FromItem::Table(target.table_ref())),
            ..ast::Select::default()
        };
        if let Some(secondary) = info.secondary {
            let table = TableRef { schema: secondary.schema, name: secondary.table };
            let ends = info.remote.iter().zip(secondary.remote).map(|(name, own)| {
                (ColumnRef { source: target.name, name }, ColumnRef { source: secondary.table, name: own })
            });
            let on = equalities(ends);
            let item = FromItem::Table(target.table_ref());
            select.joins.push(Join { kind: JoinKind::Inner, item, on: Some(on) });
            select.from = Some(FromItem::Table(table));
        }
        let subject = match links.as_slice() {
            [only] => Node::Column(*only),
            several => Node::Row(several.iter().map(|column| Node::Column(*column)).collect()),
        };
        let own_cells = all.len();
        select.order_by = order_by(target.name, info);
        let Joiner { mut select, rows, .. } = Joiner::of_entity(select, target, links.len(), &load.children)?;
        // The keys come first.
        select.filter.push(Node::Truth(true));
        select.filter.extend(load.filter.iter().cloned());
        Ok(Self {
            select,
            rows,
            subject,
            order,
            own_cells,
            kinds: key.iter().map(Value::kind).collect(),
            members: HashMap::default(),
            is_member: HashSet::default(),
        })
    }

    /// Reads the rows of some keys.
    pub(crate) fn run<'k>(
        &mut self,
        connection: &mut Connection,
        loader: &mut RowLoader<'_>,
        keys: impl Iterator<Item = &'k [Value]>,
    ) -> Result<()> {
        let list: Arc<[Node]> = keys
            .map(|key| match key {
                [only] => Node::Bind(only.clone()),
                several => Node::Row(several.iter().cloned().map(Node::Bind).collect()),
            })
            .collect();
        self.select.filter[0] = Node::In(Arc::new(self.subject.clone()), list, false);
        let Self { select, rows, order, own_cells, kinds, members, is_member, .. } = self;
        connection.run(Statement::Select(select), &mut |cursor, _| {
            while let Some(row) = cursor.next()? {
                let row = Permuted { row, order, own_cells: *own_cells };
                let entity = order.len() - kinds.len();
                let parts = (entity..).zip(kinds.iter());
                let key: Result<SmallVec<[Value; 2]>> =
                    parts.map(|(at, kind)| Value::decode(*kind, row.cell(at)?)).collect();
                if let Some(Some(member)) = rows.take(loader, &row)?.first() {
                    let key = Key::of(&key?);
                    if rows.entities.len() == 1 || is_member.insert((key.clone(), *member)) {
                        members.entry(key).or_default().push(*member);
                    }
                }
            }
            Ok(())
        })
    }

    /// Takes the instances that were found for a key.
    pub(crate) fn take_members(&mut self, key: &Key) -> Vec<InstanceId> {
        self.members.remove(key).unwrap_or_default()
    }

    /// The rows that were found.
    pub(crate) fn into_rows(self) -> EagerRows {
        self.rows
    }
}

/// A row whose own cells stand in the order of another statement's; those after them follow as they are.
struct Permuted<'r> {
    row: &'r dyn RowCells,
    /// Where each of the first cells is.
    order: &'r [usize],
    /// How many of the row's cells are meant by that.
    own_cells: usize,
}

impl Permuted<'_> {
    fn place(&self, index: usize) -> usize {
        match self.order.get(index) {
            Some(place) => *place,
            None => self.own_cells + (index - self.order.len()),
        }
    }
}

impl RowCells for Permuted<'_> {
    fn len(&self) -> usize {
        self.order.len() + self.row.len().saturating_sub(self.own_cells)
    }

    fn name(&self, index: usize) -> &str {
        self.row.name(self.place(index))
    }

    fn cell(&self, index: usize) -> Result<ValueRef<'_>> {
        let place = self.place(index);
        if place < self.row.len() { self.row.cell(place) } else { Ok(ValueRef::Null) }
    }
}
