//! Loads relationships along with a query.

use std::collections::HashMap;
use std::rc::Rc;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use crate::engine::Connection;
use crate::entity::cells::RowContext;
use crate::entity::{InstanceId, Key, Load, LoadOptions, Strategy};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;
use crate::session::loading::eager_rows::{EagerLoader, EagerRows};
use crate::session::loading::joined::Joiner;
use crate::session::loading::loader::Loader;
use crate::session::loading::refused::{is_in_identity_map, not_streamed, refuse_contradictions};
use crate::session::loading::rows::LoadMode;
use crate::session::loading::selectin::SelectIn;
use crate::sql::ast::{self, Statement};
use crate::sql::columns::Columns;
use crate::sql::render::column_names;
use crate::sql::value::Value;

/// How many keys one statement asks for.
const CHUNK: usize = 500;

/// A relationship to be loaded for instances that are there, by statements of its own.
#[derive(Debug)]
struct Task {
    ids: Rc<[InstanceId]>,
    load: Load,
}

/// The keys that are asked for, and the instances that want them.
#[derive(Debug, Default)]
struct Wanted {
    keys: Vec<(Key, Vec<Value>)>,
    ids: HashMap<Key, SmallVec<[InstanceId; 1]>, RandomState>,
    /// Instances that need not be asked for.
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

impl Loader<'_> {
    /// Runs a query with loader options; returns its answer and the names of its own columns.
    pub(crate) fn run_with_options<A>(
        &mut self,
        statement: Statement<'_>,
        options: &LoadOptions,
        run: impl FnOnce(&mut Connection, Statement<'_>, &mut dyn RowContext) -> Result<A>,
    ) -> Result<(A, Columns)> {
        let (Joiner { select, rows, .. }, columns) = planned(statement, options)?;
        let mode = LoadMode::populate_existing_if(options.populate_existing);
        let (connection, loader) = self.for_rows(mode)?;
        let mut context = EagerLoader { loader, rows };
        let answer = run(connection, Statement::Select(&select), &mut context)?;
        let rows = context.rows;
        self.load_later(rows, mode)?;
        Ok((answer, columns))
    }

    /// Keeps the relationships that the rows of a query have told, and loads those that are loaded after them.
    ///
    /// What was loaded may ask for more. The tasks are a stack: what one of them asks for comes before the next.
    fn load_later(&mut self, rows: EagerRows, mode: LoadMode) -> Result<()> {
        let mut open = self.keep_joined(rows, &[], mode)?;
        open.reverse();
        while let Some(Task { ids, load }) = open.pop() {
            let next = self.load_for(&ids, &load, mode)?;
            open.extend(next.into_iter().rev());
        }
        Ok(())
    }

    /// Keeps the relationships that rows have told; returns what is loaded after them. `known` are more instances of the
    /// first entity, which were not among the rows.
    fn keep_joined(&mut self, mut rows: EagerRows, known: &[InstanceId], mode: LoadMode) -> Result<Vec<Task>> {
        let mut tasks = Vec::new();
        for at in 0..rows.entities.len() {
            if let Some((parent, load)) = rows.entities[at].of.take() {
                for index in 0..rows.entities[parent].found.len() {
                    let parent = rows.entities[parent].found[index];
                    let members = rows.entities[at].take_members(parent);
                    self.keep(parent, &load, members, mode)?;
                }
            }
            let entity = &mut rows.entities[at];
            let later = std::mem::take(&mut entity.later);
            let others = known.iter().filter(|id| at == 0 && !entity.is_found(**id));
            let ids: Rc<[InstanceId]> = entity.found.iter().chain(others).copied().collect();
            tasks.extend(later.into_iter().map(|load| Task { ids: Rc::clone(&ids), load }));
        }
        Ok(tasks)
    }

    /// Keeps the other end of a relationship. A collection that is in memory already counts more, unless it is to be
    /// replaced: it may have been changed.
    fn keep(&mut self, id: InstanceId, load: &Load, mut members: Vec<InstanceId>, mode: LoadMode) -> Result<()> {
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
        } else if mode.populates_existing() || self.relationships.collection(id, info).is_none() {
            if !info.kind.is_many_to_one() {
                let target = self.identity_map.store_of((load.target)());
                let mut unflushed = self.relationships.take_unflushed(self.identity_map);
                let adjusted = unflushed.adjust(self.identity_map, self.relationships, id, info, target, &mut members);
                self.relationships.keep_unflushed(unflushed);
                adjusted?;
            }
            self.relationships.keep(id, info, members);
        }
        Ok(())
    }

    /// Loads a relationship of instances that are there; returns what is loaded from its other end.
    fn load_for(&mut self, ids: &[InstanceId], load: &Load, mode: LoadMode) -> Result<Vec<Task>> {
        if load.strategy == Strategy::Raise {
            for id in ids {
                self.relationships.raise(*id, load.info);
            }
            return Ok(Vec::new());
        }
        let mut wanted = Wanted::default();
        for id in ids {
            if self.identity_map.state(*id) == State::Persistent {
                self.want(*id, load, mode, &mut wanted)?;
            }
        }
        if load.info.kind.is_many_to_one() {
            wanted.keys.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        }
        let rows = self.select_wanted(&wanted, load, mode)?;
        let mut tasks = self.keep_joined(rows, &wanted.known, mode)?;
        // What is joined is joined to the rows that were read; for those that were known, it is asked.
        if !wanted.known.is_empty() {
            let known: Rc<[InstanceId]> = wanted.known.into();
            let joined = load.children.iter().filter(|child| child.strategy == Strategy::Joined);
            tasks.extend(joined.map(|child| Task { ids: Rc::clone(&known), load: child.clone() }));
        }
        Ok(tasks)
    }

    /// Notes the key that has to be asked for an instance, unless memory knows the other end.
    fn want(&mut self, id: InstanceId, load: &Load, mode: LoadMode, wanted: &mut Wanted) -> Result<()> {
        let info = load.info;
        let takes_known = !mode.populates_existing() && load.filter.is_empty();
        if takes_known && let Some(members) = self.relationships.collection(id, info) {
            wanted.known.extend(members.iter());
            self.relationships.allow(id, info);
            return Ok(());
        }
        self.reload_expired(id)?;
        if info.kind.is_many_to_one() && self.relationships.pending(id, info.local).is_some() {
            // The next flush makes it refer to another one.
            return Ok(());
        }
        let store = self.identity_map.store(id);
        // A key that was changed in memory is not the one that other rows refer to yet.
        let row = if info.kind.is_many_to_one() { self.identity_map.values(id) } else { store.stored_values(id.slot) };
        let local = info.local.iter().map(|name| row.get(store.mapper.position(name)).cloned());
        let Some(values) = local.collect::<Option<Vec<Value>>>() else { return Ok(()) };
        let key = Key::of(&values);
        if key.has_null() {
            return self.keep(id, load, Vec::new(), mode);
        }
        match self.known_parent(load, &values).filter(|_| takes_known) {
            Some(parent) => {
                wanted.known.push(parent);
                self.keep(id, load, vec![parent], mode)
            }
            None => {
                wanted.push(key, values, id);
                Ok(())
            }
        }
    }

    /// The row at the other end of a many-to-one relationship, if the identity map has it as it is in this transaction.
    fn known_parent(&mut self, load: &Load, values: &[Value]) -> Option<InstanceId> {
        if !is_in_identity_map(load) {
            return None;
        }
        let store = self.identity_map.store_of((load.target)());
        let id = self.identity_map.instance_with(store, load.info.remote, values)?;
        self.is_current(id).then_some(id)
    }

    /// Asks for the keys that are wanted, in parts, and keeps what they lead to; returns the rows.
    fn select_wanted(&mut self, wanted: &Wanted, load: &Load, mode: LoadMode) -> Result<EagerRows> {
        let Some((_, first)) = wanted.keys.first() else {
            return Ok(EagerRows::of_known((load.target)(), &load.children));
        };
        let mut select = SelectIn::new(load, first)?;
        for chunk in wanted.keys.chunks(CHUNK) {
            let (connection, mut loader) = self.for_rows(mode)?;
            select.run(connection, &mut loader, chunk.iter().map(|(_, values)| values.as_slice()))?;
        }
        for (key, _) in &wanted.keys {
            let found = select.take_members(key);
            for id in wanted.ids.get(key).into_iter().flatten() {
                self.keep(*id, load, found.clone(), mode)?;
            }
        }
        Ok(select.into_rows())
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
    Ok((Joiner::of_statement(select, &options.loads)?, column_names(&select.columns)))
}

/// The same for a stream, which loads nothing after its rows and keeps no collections.
pub(crate) fn streamed(statement: Statement<'_>, options: &LoadOptions) -> Result<(ast::Select, EagerRows, Columns)> {
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
    Ok((select, rows, columns))
}
