//! Loader options: what a session loads along with a query.

use crate::session::loading::refused::{is_in_identity_map, not_streamed, refuse_contradictions};
use crate::session::relationship::parent;
use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

pub(crate) use crate::session::loading::rows::EagerRows;

use crate::Connection;
use crate::entity::{InstanceId, Key, Load, LoadOptions, RelationshipInfo, Strategy};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::loading::joined::Joiner;
use crate::session::loading::selectin::SelectIn;
use crate::sql::ast::Statement;
use crate::sql::columns::Columns;
use crate::sql::render::column_names;
use crate::sql::value::Value;
use crate::types::cells::RowContext;

/// How many keys one statement asks for.
const CHUNK: usize = 500;

/// What is asked for, by key, and for whom.
#[derive(Default)]
struct Wanted {
    keys: Vec<(Key, Vec<Value>)>,
    ids: HashMap<Key, SmallVec<[InstanceId; 1]>, RandomState>,
    /// What need not be asked for.
    known: Vec<InstanceId>,
}

impl Wanted {
    fn push(&mut self, key: Key, values: Vec<Value>, id: InstanceId) {
        let keys = &mut self.keys;
        let ids = self.ids.entry(key.clone()).or_insert_with(|| {
            keys.push((key, values));
            SmallVec::new()
        });
        ids.push(id);
    }
}

impl Session {
    /// Runs a query with loader options; gives its answer, and the names of its own columns.
    pub(crate) fn run_with_options<A>(
        &mut self,
        statement: Statement<'_>,
        options: &LoadOptions,
        run: impl FnOnce(&mut Connection, Statement<'_>, &mut dyn RowContext) -> Result<A>,
    ) -> Result<(A, Columns)> {
        let (joiner, columns) = planned(statement, options)?;
        let Joiner { select, rows, .. } = joiner;
        let Self { transaction, identity_map, .. } = self;
        let connection = transaction.connection()?;
        identity_map.eager = Some(Box::new(rows));
        let answer = run(connection, Statement::Select(&select), identity_map);
        let rows = identity_map.eager.take();
        let answer = answer?;
        if let Some(rows) = rows {
            self.finish(*rows, &[], options.populate_existing)?;
        }
        Ok((answer, columns))
    }

    /// Keeps the relationships that the rows have told, and loads what is loaded later. `known` are instances that take
    /// part in that without having been among the rows.
    fn finish(&mut self, mut rows: EagerRows, known: &[InstanceId], overwrites: bool) -> Result<()> {
        for at in 0..rows.entities.len() {
            if let Some((parent, load)) = rows.entities[at].of.take() {
                for index in 0..rows.entities[parent].found.len() {
                    let parent = rows.entities[parent].found[index];
                    let members = rows.entities[at].take_members(parent);
                    self.keep(parent, &load, members, overwrites)?;
                }
            }
            let entity = &rows.entities[at];
            let others = known.iter().filter(|id| at == 0 && !entity.is_found(**id));
            let all: Vec<InstanceId> = entity.found.iter().chain(others).copied().collect();
            for load in &entity.later {
                self.load_related(&all, load, overwrites)?;
            }
        }
        Ok(())
    }

    /// Keeps the other end of a relationship. Of a whole collection, what is in memory already counts more, unless it is
    /// to be overwritten: it may have been changed.
    fn keep(&mut self, id: InstanceId, load: &Load, mut members: Vec<InstanceId>, overwrites: bool) -> Result<()> {
        let info = load.info;
        self.relationships.allow(id, info);
        members.retain(|member| !self.identity_map.is_marked_deleted(*member));
        let is_in_identity_map = is_in_identity_map(load);
        if load.is_partial() {
            if !is_in_identity_map || !load.filter.is_empty() {
                self.relationships.keep_partial(id, info, members);
            }
        } else if is_in_identity_map {
            self.relationships.forget_one(id, info);
        } else if overwrites || self.relationships.collection(id, info).is_none() {
            if !info.kind.is_many_to_one() {
                let target = self.identity_map.store_of((load.target)());
                parent::adjust(&self.identity_map, &self.relationships, id, info, target, &mut members)?;
            }
            self.relationships.keep(id, info, members);
        }
        Ok(())
    }

    /// Loads a relationship of instances that are there, by statements of its own.
    fn load_related(&mut self, ids: &[InstanceId], load: &Load, overwrites: bool) -> Result<()> {
        if load.strategy == Strategy::Raise {
            for id in ids {
                self.relationships.raise(*id, load.info);
            }
            return Ok(());
        }
        let mut wanted = Wanted::default();
        for id in ids {
            if self.identity_map.state(*id) == State::Persistent {
                self.want(*id, load, overwrites, &mut wanted)?;
            }
        }
        if load.info.kind.is_many_to_one() {
            wanted.keys.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        }
        self.select_related(&wanted, load, overwrites)
    }

    /// Notes what is to be asked for an instance, or who is at its other end.
    fn want(&mut self, id: InstanceId, load: &Load, overwrites: bool, wanted: &mut Wanted) -> Result<()> {
        let info = load.info;
        let takes_known = !overwrites && load.filter.is_empty();
        if takes_known && let Some(members) = self.relationships.collection(id, info) {
            wanted.known.extend(members);
            self.relationships.allow(id, info);
            return Ok(());
        }
        self.reload_expired(id)?;
        if info.kind.is_many_to_one() && self.relationships.get(id, info.local).is_some() {
            // It is to refer to another one with the next flush.
            return Ok(());
        }
        let store = self.identity_map.store(id);
        // A key that was changed in memory is not the one that other rows refer to yet.
        let row = if info.kind.is_many_to_one() { self.identity_map.values(id) } else { store.stored_values(id.slot) };
        let local = info.local.iter().map(|name| row.get(store.mapper.position(name)).cloned());
        let Some(values) = local.collect::<Option<Vec<Value>>>() else { return Ok(()) };
        let key = Key::of(&values);
        if key.has_null() {
            return self.keep(id, load, Vec::new(), overwrites);
        }
        match self.known_parent(load, &values).filter(|_| takes_known) {
            Some(parent) => {
                wanted.known.push(parent);
                self.keep(id, load, vec![parent], overwrites)
            }
            None => {
                wanted.push(key, values, id);
                Ok(())
            }
        }
    }

    /// The row at the other end of a many-to-one relationship, if the identity map has it.
    fn known_parent(&mut self, load: &Load, values: &[Value]) -> Option<InstanceId> {
        if !is_in_identity_map(load) {
            return None;
        }
        let store = self.identity_map.store_of((load.target)());
        let id = self.identity_map.instance_with(store, load.info.remote, values)?;
        let is_expired = self.identity_map.store(id).head(id.slot).is_some_and(|head| head.is_expired);
        (!is_expired).then_some(id)
    }

    /// Asks for what is wanted, in parts, and keeps it.
    fn select_related(&mut self, wanted: &Wanted, load: &Load, overwrites: bool) -> Result<()> {
        let mut rows = EagerRows::of_known((load.target)(), &load.children);
        if let Some((_, first)) = wanted.keys.first() {
            let mut select = SelectIn::new(load, first)?;
            for chunk in wanted.keys.chunks(CHUNK) {
                let Self { transaction, identity_map, .. } = self;
                let connection = transaction.connection()?;
                let replaces = std::mem::replace(&mut identity_map.populate_existing, overwrites);
                let result = select.run(connection, identity_map, chunk.iter().map(|(_, values)| values.as_slice()));
                identity_map.populate_existing = replaces;
                result?;
            }
            for (key, _) in &wanted.keys {
                let found = select.take_members(key);
                for id in wanted.ids.get(key).into_iter().flatten() {
                    self.keep(*id, load, found.clone(), overwrites)?;
                }
            }
            rows = select.into_rows();
        }
        self.finish(rows, &wanted.known, overwrites)?;
        // What is joined is joined to the rows that were read; for those that were known, it is asked.
        if !wanted.known.is_empty() {
            for child in load.children.iter().filter(|child| child.strategy == Strategy::Joined) {
                self.load_related(&wanted.known, child, overwrites)?;
            }
        }
        Ok(())
    }

    /// Refuses to read a relationship that the query of the instance has forbidden, unless it is known.
    pub(crate) fn refuse_raised(
        &self,
        id: InstanceId,
        info: &'static RelationshipInfo,
        entity: &'static str,
    ) -> Result<()> {
        if !self.relationships.is_raised(id, info)
            || self.relationships.collection(id, info).is_some()
            || self.relationships.get(id, info.local).is_some()
        {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::InvalidRequest,
            format!("'{entity}.{}' is not available due to raise: load it with the query", info.name),
        ))
    }
}

/// The statement with what is joined to it, and the names of its own columns.
fn planned(statement: Statement<'_>, options: &LoadOptions) -> Result<(Joiner, Columns)> {
    let Statement::Select(select) = statement else {
        return Err(Error::new(ErrorKind::InvalidStatement, "loader options belong to a SELECT"));
    };
    if options.is_too_deep {
        return Err(Error::new(ErrorKind::LimitExceeded, "loader options are nested too deep"));
    }
    options.loads.iter().try_for_each(refuse_contradictions)?;
    let mut joiner = Joiner::of_statement(select, &options.loads)?;
    joiner.rows.populate_existing = options.populate_existing;
    Ok((joiner, column_names(&select.columns)))
}

/// The same for a stream, which loads nothing after its rows and keeps no collections.
pub(crate) fn streamed(
    statement: Statement<'_>,
    options: &LoadOptions,
) -> Result<(crate::sql::ast::Select, Box<EagerRows>, Columns)> {
    if let Some(name) = options.loads.iter().find_map(not_streamed) {
        return Err(Error::new(
            ErrorKind::InvalidStatement,
            format!(
                "`{name}` is loaded when all rows are there, or takes several of them, and a stream keeps none: `execute` \
                 the query, or stream it with many-to-one relationships that are `joined`"
            ),
        ));
    }
    let (Joiner { select, rows, .. }, columns) = planned(statement, options)?;
    Ok((select, Box::new(rows), columns))
}
