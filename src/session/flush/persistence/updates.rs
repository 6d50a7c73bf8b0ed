//! Rows to be updated: values that were waited for are put in, neighbours that set the same columns are sent together.

use std::borrow::Cow;

use smallvec::SmallVec;

use super::{DecodedRows, UpdatedValues, Writer, column_item, exhaust, first_row};
use crate::driver::Cursor;
use crate::engine::{Intent, Sets};
use crate::entity::Mapper;
use crate::error::Result;
use crate::session::flush::plan::UpdatedRow;
use crate::session::loading::one_row::{identifying, same_row, stale};
use crate::sql::ast::{self, FromItem, Node, SelectItem, Statement};
use crate::sql::render::{Binds, render};
use crate::sql::value::Value;
use crate::types::next_version;

impl Writer<'_> {
    /// Updates rows of one table.
    pub(super) fn update(&mut self, mapper: &'static Mapper, mut rows: Vec<UpdatedRow<'_>>) -> Result<()> {
        for row in &mut rows {
            self.resolve(mapper, row)?;
        }
        rows.retain(|row| row.replaces.is_some() || has_changes(row));
        let computes = mapper.generated().next().is_some();
        let mut rest = rows.as_mut_slice();
        while let Some(first) = rest.first() {
            let is_computed = !first.expressions.is_empty() || (computes && !first.changes.is_empty());
            let count = if is_computed { 1 } else { rest.iter().take_while(|row| sets_the_same(first, row)).count() };
            let (batch, others) = rest.split_at_mut(count);
            if is_computed {
                self.update_computed(mapper, &mut batch[0])?;
            } else if has_changes(&batch[0]) {
                self.update_batch(mapper, batch)?;
            }
            rest = others;
        }
        rows.into_iter().try_for_each(|row| self.keep(mapper, row))
    }

    /// Puts in the keys that the row was waiting for, and the next version.
    fn resolve(&self, mapper: &'static Mapper, row: &mut UpdatedRow<'_>) -> Result<()> {
        if row.before.is_empty() {
            let values = self.parents.get(&row.id).and_then(Option::as_ref);
            row.before = Cow::Owned(values.cloned().unwrap_or_default());
        }
        for key in std::mem::take(&mut row.deferred_keys) {
            let value = self.awaited(&key)?;
            row.changes.retain(|(column, _)| *column != key.column);
            if row.before.get(key.column) != Some(&value) {
                set_change(row, key.column, value);
            }
        }
        if let Some(version) = mapper.version
            && has_changes(row)
        {
            let next = next_version(&row.before[version]);
            set_change(row, version, next);
        }
        Ok(())
    }

    /// Keeps what was written; the whole row, where memory does not have it.
    fn keep(&mut self, mapper: &'static Mapper, row: UpdatedRow<'_>) -> Result<()> {
        let mut decoded_at = None;
        if !row.is_in_memory {
            let mut values = row.values();
            if let Some(parent) = self.parents.get_mut(&row.id).filter(|_| row.replaces.is_some()) {
                *parent = Some(values.clone());
            }
            let decoded = self.written.decoded.entry(row.id.store).or_insert_with(|| DecodedRows::of(mapper));
            decoded_at = Some(decoded.add(&mut values)?);
        }
        let before = match row.before {
            Cow::Owned(before) => Some(before),
            Cow::Borrowed(_) => None,
        };
        let UpdatedRow { id, changes, replaces, .. } = row;
        self.written.updated.push(UpdatedValues { id, before, changes, decoded_at, replaces });
        Ok(())
    }

    /// Sets keys of rows to NULL that are deleted later: memory never sees it, and their version stays.
    pub(super) fn open(&mut self, rows: &[UpdatedRow<'_>]) -> Result<()> {
        let alike = |one: &UpdatedRow<'_>, next: &UpdatedRow<'_>| {
            one.mapper.table_ref() == next.mapper.table_ref() && columns(one).eq(columns(next))
        };
        for rows in rows.chunk_by(alike) {
            self.update_batch(rows[0].mapper, rows)?;
        }
        Ok(())
    }

    fn update_batch(&mut self, mapper: &'static Mapper, rows: &[UpdatedRow<'_>]) -> Result<()> {
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
        })
        .independent();
        self.connection.run_many(&sql, Intent::Writes, &mut sets)
    }

    /// An update whose values the database computes: they are read back.
    fn update_computed(&mut self, mapper: &'static Mapper, row: &mut UpdatedRow<'_>) -> Result<()> {
        let returns = self.connection.features()?.returning;
        if !returns {
            self.compute_identifying(mapper, row)?;
        }
        let mut columns: Vec<usize> = row.expressions.iter().map(|(column, _)| *column).collect();
        columns.extend(mapper.generated());
        let items: Vec<SelectItem> = columns.iter().map(|at| column_item(mapper, *at)).collect();
        let statement = update_of(mapper, row, if returns { items.clone() } else { Vec::new() });
        let mut found = SmallVec::new();
        let mut matched = 0;
        self.connection.run(Statement::Update(&statement), &mut |cursor, _| {
            found = first_row(cursor)?;
            matched = cursor.outcome().rows_affected;
            Ok(())
        })?;
        if !returns && matched == 1 && !items.is_empty() {
            found = self.select_items(mapper, items, &row.values())?;
        }
        if matched != 1 || found.len() != columns.len() {
            return Err(stale("UPDATE", mapper, &row.before, matched));
        }
        row.is_in_memory = false;
        row.changes.extend(columns.into_iter().zip(found));
        Ok(())
    }

    /// Selects the values that expressions give the key, before the row is written: without RETURNING, a row whose key the
    /// database computes could not be found afterwards.
    fn compute_identifying(&mut self, mapper: &'static Mapper, row: &mut UpdatedRow<'_>) -> Result<()> {
        let identifying = identifying(mapper);
        let (computed, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut row.expressions).into_iter().partition(|(at, _)| identifying.contains(at));
        row.expressions = rest;
        if computed.is_empty() {
            return Ok(());
        }
        let items = computed.iter().map(|(_, node)| SelectItem::Expression(node.clone())).collect();
        let found = self.select_items(mapper, items, &row.before)?;
        for ((at, _), value) in computed.iter().zip(found) {
            set_change(row, *at, value);
        }
        Ok(())
    }

    /// Selects something of the row that has these values.
    fn select_items(
        &mut self,
        mapper: &'static Mapper,
        columns: Vec<SelectItem>,
        values: &[Value],
    ) -> Result<SmallVec<[Value; 1]>> {
        let select = ast::Select {
            columns,
            from: Some(FromItem::Table(mapper.table_ref())),
            filter: same_row(mapper, values),
            ..ast::Select::default()
        };
        let mut found = SmallVec::new();
        self.connection.run(Statement::Select(&select), &mut |cursor, _| {
            found = first_row(cursor)?;
            Ok(())
        })?;
        Ok(found)
    }
}

fn has_changes(row: &UpdatedRow<'_>) -> bool {
    !(row.changes.is_empty() && row.expressions.is_empty())
}

/// The columns that are set to a value.
fn columns<'r>(row: &'r UpdatedRow<'_>) -> impl Iterator<Item = usize> + 'r {
    row.changes.iter().map(|(column, _)| *column)
}

fn sets_the_same(one: &UpdatedRow<'_>, other: &UpdatedRow<'_>) -> bool {
    other.expressions.is_empty() && columns(one).eq(columns(other))
}

/// Gives a column a value that memory does not have; columns stay in the table's order.
fn set_change(row: &mut UpdatedRow<'_>, column: usize, value: Value) {
    row.is_in_memory = false;
    match row.changes.binary_search_by_key(&column, |(at, _)| *at) {
        Ok(at) => row.changes[at].1 = value,
        Err(at) => row.changes.insert(at, (column, value)),
    }
}

fn update_of(mapper: &'static Mapper, row: &UpdatedRow<'_>, returning: Vec<SelectItem>) -> ast::Update {
    let values = row.changes.iter().map(|(at, value)| (*at, Node::Bind(value.clone())));
    let mut assignments: Vec<(usize, Node)> = values.chain(row.expressions.iter().cloned()).collect();
    assignments.sort_by_key(|(at, _)| *at);
    ast::Update {
        table: mapper.table_ref(),
        assignments: assignments.into_iter().map(|(at, node)| (mapper.columns[at], node)).collect(),
        others: Vec::new(),
        filter: same_row(mapper, &row.before),
        all_rows: false,
        returning,
    }
}
