//! Finds the instances that an UPDATE or DELETE touches.

use std::collections::HashMap;

use crate::entity::{Key, Mapper, StoreIndex};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::loading::loader::Loader;
use crate::session::loading::selects::select_all;
use crate::session::statements::evaluate::{condition_holds, evaluate, is_certain};
use crate::session::statements::returned::ReturningCapture;
use crate::session::statements::synchronize::typed;
use crate::sql::Dialect;
use crate::sql::ast::{BinaryOperator, Join, Junction, Node, SelectItem, Statement, TableRef};
use crate::sql::value::{Kind, Value};

/// What an UPDATE or DELETE says about the rows that it touches.
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

/// How the instances that a statement touches are found.
pub(crate) enum Found {
    /// From their values.
    Evaluated(Vec<Match>),
    /// The statement returns its rows.
    Returned,
    /// They were read before, each with its new key.
    Selected(Vec<(u32, Vec<Value>)>),
}

/// The store of a table, if it holds rows that a statement could touch.
pub(crate) fn holder(identity_map: &IdentityMap, table: TableRef) -> Option<StoreIndex> {
    let is_meant = |mapper: &Mapper| mapper.table_ref() == table;
    let found = identity_map.stores.iter().find(|(_, store)| is_meant(store.mapper));
    found.filter(|(_, store)| store.len() > store.pending_count()).map(|(index, _)| index)
}

/// Finds the instances of a store that a statement touches, as far as that is possible before it runs.
pub(crate) fn find(loader: &mut Loader<'_>, criteria: Criteria<'_>, index: StoreIndex) -> Result<Found> {
    let dialect = loader.transaction.connection()?.dialect();
    if let Some(matches) = evaluated(loader.identity_map, criteria, index, dialect) {
        return Ok(Found::Evaluated(matches));
    }
    let mapper = loader.identity_map.stores[index].mapper;
    let moves = criteria.assignments.iter().any(|(name, _)| mapper.key.contains(&mapper.position(name)));
    // RETURNING has the new key, which tells nothing about the old one.
    if moves || !loader.transaction.connection()?.features()?.returning {
        return Ok(Found::Selected(selected(loader, criteria, index)?));
    }
    Ok(Found::Returned)
}

/// The instances that a statement touches by their values; `None` if the database has to be asked.
///
/// Only the key of a row that was read in an earlier transaction is relied on.
fn evaluated(
    identity_map: &IdentityMap,
    criteria: Criteria<'_>,
    index: StoreIndex,
    dialect: Dialect,
) -> Option<Vec<Match>> {
    let store = &identity_map.stores[index];
    let mapper = store.mapper;
    let columns = &(mapper.table)().columns;
    let computes = mapper.generated().next().is_some();
    if !criteria.others.is_empty() || (computes && !criteria.deletes) {
        return None;
    }
    let certain: Vec<bool> = columns.iter().map(|column| is_certain(column, dialect)).collect();
    let assigned: Vec<usize> = criteria.assignments.iter().map(|(name, _)| mapper.position(name)).collect();
    let mut matches = Vec::new();
    let named = keys_in(criteria.filter, store);
    let is_candidate = |slot: &u32| store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
    let candidates: Box<dyn Iterator<Item = u32>> = match &named {
        Some(keys) => {
            let mut slots: Vec<u32> = keys.iter().filter_map(|key| store.find(key)).filter(is_candidate).collect();
            slots.sort_unstable();
            slots.dedup();
            Box::new(slots.into_iter())
        }
        None => Box::new(store.persistent()),
    };
    for slot in candidates {
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
            // Expired values are read again in any case.
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

/// The integer keys that a condition asks for, `table.key = ?` or `table.key IN (?, ?)`: it is false for all other rows,
/// whatever else it says.
pub(crate) fn keys_in(filter: &[Node], store: &Store) -> Option<Vec<Key>> {
    if !store.has_integer_key {
        return None;
    }
    let (source, name) = (store.mapper.name, store.mapper.columns[store.mapper.key[0]]);
    let is_key = |node: &Node| matches!(node, Node::Column(column) if column.source == source && column.name == name);
    let key = |node: &Node| match node {
        Node::Bind(value) if is_integer(value.kind()) => Some(Key::of([value])),
        _ => None,
    };
    let parts = filter.iter().flat_map(|node| match node {
        Node::Junction(Junction::And, members) => members.iter(),
        node => std::slice::from_ref(node).iter(),
    });
    let keys = |node: &Node| match node {
        Node::Binary(BinaryOperator::Equal, operands) => match &**operands {
            [column, value] | [value, column] if is_key(column) => Some(vec![key(value)?]),
            _ => None,
        },
        Node::In(subject, list, false) if is_key(subject) => list.iter().map(key).collect(),
        _ => None,
    };
    parts.filter_map(keys).next()
}

/// Reads the instances that a statement is going to touch from the database, with their new keys.
fn selected(loader: &mut Loader<'_>, criteria: Criteria<'_>, index: StoreIndex) -> Result<Vec<(u32, Vec<Value>)>> {
    let mapper = loader.identity_map.stores[index].mapper;
    let mut select = select_all(mapper);
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
        let own = typed(loader.identity_map, index, own)?;
        let store = &loader.identity_map.stores[index];
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

/// Whether a value can replace another one without a conversion.
fn fits(value: &Value, known: &Value) -> bool {
    value.is_null() || value.kind() == known.kind() || (is_integer(value.kind()) && is_integer(known.kind()))
}

const fn is_integer(kind: Kind) -> bool {
    matches!(kind, Kind::SmallInt | Kind::Integer | Kind::BigInt)
}
