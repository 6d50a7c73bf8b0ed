//! Many rows by their keys, without instances: one prepared statement for all.

use crate::driver::{Cursor, Outcome};
use crate::engine::{Intent, Sets};
use crate::entity::{InstanceId, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::loading::loader::Loader;
use crate::session::loading::one_row::{exhaust, identifying, same_row, stale};
use crate::session::statements::synchronize::{follow_values, values_of_key};
use crate::sql::ast::{self, Node, Statement};
use crate::sql::render::{Binds, render};
use crate::sql::value::Value;
use crate::types::next_version;

/// Inserts rows of which no instances are made; returns their number.
pub(crate) fn insert(loader: &mut Loader<'_>, insert: &ast::Insert, has_foreign_keys: bool) -> Result<u64> {
    loader.transaction.note_written();
    loader.journal.untracked.note_table(insert.table);
    let outcome: Outcome = loader.transaction.connection()?.answer(Statement::Insert(insert), (), None)?;
    if has_foreign_keys {
        // The new rows may belong to collections that were read.
        loader.relationships.forget_collections();
    }
    Ok(outcome.rows_affected)
}

/// The key of a persistent instance that another row refers to.
pub(crate) fn key_value(identity_map: &IdentityMap, parent: InstanceId, child: &str) -> Result<Value> {
    match identity_map.state(parent) {
        State::Persistent => {}
        State::Pending => {
            return Err(Error::new(
                ErrorKind::Pending,
                format!("a row of `{child}` refers to an instance that is pending: flush the session first"),
            ));
        }
        State::Deleted | State::Detached => {
            return Err(identity_map.detached(parent, &format!("a row that one of `{child}` refers to")));
        }
    }
    let at = identity_map.mapper(parent).key[0];
    identity_map.values(parent).into_iter().nth(at).ok_or_else(|| {
        Error::new(ErrorKind::Expired, format!("a row of `{child}` refers to an instance that is expired"))
    })
}

/// Updates some columns of rows by their keys, with one prepared statement; instances in memory follow.
pub(crate) fn update_by_key(
    loader: &mut Loader<'_>,
    store: StoreIndex,
    assigned: &[usize],
    rows: &[Vec<Value>],
) -> Result<u64> {
    let mapper = loader.identity_map.stores[store].mapper;
    let Some(first) = rows.first().filter(|_| !assigned.is_empty()) else { return Ok(0) };
    let statement = ast::Update {
        table: mapper.table_ref(),
        assignments: assigned.iter().map(|&at| (mapper.columns[at], Node::Bind(first[at].clone()))).collect(),
        others: Vec::new(),
        filter: same_row(mapper, first),
        all_rows: false,
        returning: Vec::new(),
    };
    let next = |row: &[Value]| mapper.version.map(|version| next_version(&row[version]));
    let versions: Vec<Option<Value>> = rows.iter().map(|row| next(row)).collect();
    let connection = loader.transaction.connection()?;
    let sql = render(Statement::Update(&statement), connection.dialect())?.sql;
    let identifying = identifying(mapper);
    let mut done = 0;
    connection.begin_nested(|connection| {
        let sets = rows.iter().zip(&versions).map(|(row, next)| {
            let new = |at: usize| next.as_ref().filter(|_| Some(at) == mapper.version).unwrap_or(&row[at]);
            let values = assigned.iter().map(|at| new(*at));
            Ok(values.chain(identifying.iter().map(|at| &row[*at])).collect::<Binds<'_>>())
        });
        let mut sets = Sets::new(sets, |cursor: &mut dyn Cursor| {
            let matched = exhaust(cursor)?;
            if matched != 1 {
                return Err(stale("UPDATE", mapper, rows.get(done).map_or(&[], Vec::as_slice), matched));
            }
            done += 1;
            Ok(())
        })
        .independent();
        connection.run_many(&sql, Intent::Writes, &mut sets)
    })?;
    loader.transaction.note_written();
    loader.journal.untracked.note_table(mapper.table_ref());
    for (row, next) in rows.iter().zip(versions) {
        let known = &loader.identity_map.stores[store];
        let Some(slot) = known.find(&known.key_in(row)) else { continue };
        let mut changes: Vec<(usize, Value)> = assigned.iter().map(|&at| (at, row[at].clone())).collect();
        for (at, value) in &mut changes {
            if let Some(next) = next.as_ref().filter(|_| Some(*at) == mapper.version) {
                *value = next.clone();
            }
        }
        let id = loader.identity_map.id_at(store, slot);
        if mapper.generated().next().is_some() {
            let key: Vec<Value> = mapper.key.iter().map(|&at| row[at].clone()).collect();
            let values = values_of_key(loader, store, &key)?;
            follow_values(
                loader.identity_map,
                loader.journal,
                id,
                &values.into_iter().enumerate().collect::<Vec<_>>(),
                true,
            );
        } else {
            follow_values(loader.identity_map, loader.journal, id, &changes, false);
        }
    }
    if !(mapper.table)().foreign_keys.is_empty() {
        loader.relationships.forget_collections();
    }
    Ok(rows.len() as u64)
}
