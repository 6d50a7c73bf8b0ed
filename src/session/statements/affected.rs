//! Which instances an UPDATE or DELETE touches.

use std::collections::HashMap;

use crate::entity::{Mapper, StoreIndex};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::loading::loader::Loader;
use crate::session::statements::evaluate::{condition_holds, evaluate, is_certain};
use crate::session::statements::returned::ReturningCapture;
use crate::session::statements::synchronize::typed;
use crate::sql::Dialect;
use crate::sql::ast::{Join, Node, SelectItem, Statement, TableRef};
use crate::sql::value::{Kind, Value};

/// What UPDATE and DELETE have in common.
#[derive(Clone, Copy)]
pub(crate) struct Criteria<'s> {
    pub(crate) table: TableRef,
    /// None for a DELETE.
    pub(crate) assignments: &'s [(&'static str, Node)],
    pub(crate) others: &'s [Join],
    pub(crate) filter: &'s [Node],
    pub(crate) deletes: bool,
}

impl<'s> Criteria<'s> {
    pub(crate) fn of(statement: Statement<'s>) -> Option<Self> {
        match statement {
            Statement::Update(update) => Some(Self {
                table: update.table,
                assignments: &update.assignments,
                others: &update.others,
                filter: &update.filter,
                deletes: false,
            }),
            Statement::Delete(delete) => Some(Self {
                table: delete.table,
                assignments: &[],
                others: &delete.others,
                filter: &delete.filter,
                deletes: true,
            }),
            _ => None,
        }
    }

    /// Whether it sets keys, so that members of collections may be others afterwards.
    pub(crate) fn moves_members(&self, mapper: &Mapper) -> bool {
        let refers = |name: &&'static str| {
            (mapper.table)().foreign_keys.iter().any(|key| key.columns.iter().any(|column| column == name))
                || mapper.key.iter().any(|&at| mapper.columns[at] == *name)
        };
        self.assignments.iter().any(|(name, _)| refers(name))
    }
}

/// An instance that a statement touches, and what it sets.
pub(crate) type Match = (u32, Vec<(usize, Value)>);

/// How the instances are found that a statement touches.
pub(crate) enum Found {
    /// From their values.
    Evaluated(Vec<Match>),
    /// The statement returns its rows.
    Returned,
    /// They were read before, each with the key that it gets.
    Selected(Vec<(u32, Vec<Value>)>),
}

/// The store of a table, if it holds rows that a statement could touch.
pub(crate) fn holder(identity_map: &IdentityMap, table: TableRef) -> Option<StoreIndex> {
    let is_meant = |mapper: &Mapper| mapper.name == table.name && mapper.schema == table.schema;
    let found = identity_map.stores.iter().find(|(_, store)| is_meant(store.mapper));
    found.filter(|(_, store)| store.persistent().next().is_some()).map(|(number, _)| number)
}

/// How the instances of a store are found that a statement touches.
pub(crate) fn find(loader: &mut Loader<'_>, criteria: Criteria<'_>, number: StoreIndex) -> Result<Found> {
    let dialect = loader.transaction.connection()?.dialect();
    if let Some(matches) = evaluated(loader.identity_map, criteria, number, dialect) {
        return Ok(Found::Evaluated(matches));
    }
    let mapper = loader.identity_map.stores[number].mapper;
    let moves = criteria.assignments.iter().any(|(name, _)| mapper.key.contains(&mapper.position(name)));
    // What is returned is the new key, which tells nothing about the old one.
    if moves || dialect == Dialect::MySql {
        return Ok(Found::Selected(selected(loader, criteria, number)?));
    }
    Ok(Found::Returned)
}

/// The instances that a statement touches, as far as their values tell; `None` if the database has to be asked.
///
/// Of a row that was read in an earlier transaction, only the key is relied on.
fn evaluated(
    identity_map: &IdentityMap,
    criteria: Criteria<'_>,
    number: StoreIndex,
    dialect: Dialect,
) -> Option<Vec<Match>> {
    let store = &identity_map.stores[number];
    let mapper = store.mapper;
    let columns = &(mapper.table)().columns;
    let computes = mapper.generated().next().is_some();
    if !criteria.others.is_empty() || (computes && !criteria.deletes) {
        return None;
    }
    let certain: Vec<bool> = columns.iter().map(|column| is_certain(column, dialect)).collect();
    let assigned: Vec<usize> = criteria.assignments.iter().map(|(name, _)| mapper.position(name)).collect();
    let mut matches = Vec::new();
    for slot in store.persistent() {
        let head = store.head(slot)?;
        let is_known = head.epoch == identity_map.epoch && !head.is_expired;
        let values = store.stored_values(slot);
        let column = |name: &str| {
            let at = mapper.columns.iter().position(|column| *column == name)?;
            let can_be_told = certain.get(at).is_some_and(|certain| *certain);
            let value = values.get(at).filter(|_| can_be_told && (is_known || mapper.key.contains(&at)));
            value.cloned()
        };
        if !condition_holds(criteria.filter, mapper.name, dialect, &column)? {
            continue;
        }
        let mut changes = Vec::with_capacity(assigned.len());
        for (&at, (_, node)) in assigned.iter().zip(criteria.assignments) {
            // What is expired is read anew in any case.
            if head.is_expired && !mapper.key.contains(&at) {
                continue;
            }
            let value = evaluate(node, mapper.name, dialect, &column)?;
            if !fits(&value, values.get(at)?) {
                return None;
            }
            changes.push((at, value));
        }
        matches.push((slot, changes));
    }
    Some(matches)
}

/// The instances that a statement is going to touch, read from the database; and the keys that they get.
fn selected(loader: &mut Loader<'_>, criteria: Criteria<'_>, number: StoreIndex) -> Result<Vec<(u32, Vec<Value>)>> {
    let mapper = loader.identity_map.stores[number].mapper;
    let mut select = crate::session::loading::selects::select_all(mapper);
    select.joins = criteria.others.to_vec();
    select.filter = criteria.filter.to_vec();
    let moved = mapper.key.iter().map(|&at| criteria.assignments.iter().find(|(name, _)| mapper.columns[at] == *name));
    let moved: Vec<Option<&Node>> = moved.map(|found| found.map(|(_, node)| node)).collect();
    select.columns.extend(moved.iter().flatten().map(|node| SelectItem::Expression((*node).clone())));
    let mut found = Vec::new();
    let width = mapper.columns.len() + moved.iter().flatten().count();
    loader.transaction.connection()?.run(Statement::Select(&select), &mut |cursor, _| {
        ReturningCapture::new(cursor, width, None, &mut found).exhaust()
    })?;
    // A row that has several partners is found several times.
    let mut keys = HashMap::new();
    for row in found {
        let (own, new) = row.split_at(mapper.columns.len());
        let own = typed(loader.identity_map, number, own)?;
        let store = &loader.identity_map.stores[number];
        if let Some(slot) = store.find(&store.key_in(&own)) {
            let mut new = new.iter().cloned();
            let parts = mapper.key.iter().zip(&moved);
            let key = parts.filter_map(|(&at, moved)| if moved.is_some() { new.next() } else { own.get(at).cloned() });
            keys.insert(slot, key.collect());
        }
    }
    let mut keys: Vec<_> = keys.into_iter().collect();
    keys.sort_unstable_by_key(|(slot, _)| *slot);
    Ok(keys)
}

/// Whether a value can stand where this one does, as it is.
fn fits(value: &Value, known: &Value) -> bool {
    let is_integer = |kind: Kind| matches!(kind, Kind::SmallInt | Kind::Integer | Kind::BigInt);
    value.is_null() || value.kind() == known.kind() || (is_integer(value.kind()) && is_integer(known.kind()))
}
