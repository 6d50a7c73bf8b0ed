//! Closures that a session calls around its flushes and at the ends of its transactions.

mod registration;

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::entity::{ChangingHook, InsertRow, InstanceId, LookingHook, Mapper};
use crate::error::Result;
use crate::session::Session;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::store::Store;
use crate::session::phase::Phase;
use crate::sql::value::Value;

/// Called with the session.
type SessionHook = Arc<dyn Fn(&mut Session) -> Result<()> + Send + Sync>;

/// All hooks of a session.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    before_flush: Vec<SessionHook>,
    after_flush: Vec<SessionHook>,
    before_commit: Vec<SessionHook>,
    after_commit: Vec<SessionHook>,
    after_rollback: Vec<SessionHook>,
    /// By the type of the row.
    rows: HashMap<TypeId, RowHooks, RandomState>,
}

/// The hooks of one entity's rows.
#[derive(Clone, Default)]
struct RowHooks {
    insert: Vec<ChangingHook>,
    update: Vec<ChangingHook>,
    delete: Vec<LookingHook>,
}

/// When hooks that get the session are called.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    BeforeFlush,
    AfterFlush,
    BeforeCommit,
    AfterCommit,
    AfterRollback,
}

impl Hooks {
    fn at(&self, moment: Moment) -> &[SessionHook] {
        match moment {
            Moment::BeforeFlush => &self.before_flush,
            Moment::AfterFlush => &self.after_flush,
            Moment::BeforeCommit => &self.before_commit,
            Moment::AfterCommit => &self.after_commit,
            Moment::AfterRollback => &self.after_rollback,
        }
    }

    fn of(&self, mapper: &Mapper) -> Option<&RowHooks> {
        self.rows.get(&(mapper.row)())
    }

    /// Looks at the rows that a flush deletes, but for those whose place another row takes.
    pub(crate) fn before_deletes(&self, identity_map: &IdentityMap, replaced: &HashSet<InstanceId>) -> Result<()> {
        for (number, store) in identity_map.stores.iter() {
            let Some(hooks) = self.of(store.mapper).filter(|hooks| !hooks.delete.is_empty()) else { continue };
            for slot in
                store.marked_deleted_rows().filter(|slot| !replaced.contains(&identity_map.id_at(number, *slot)))
            {
                let result = store.contents.before_delete(slot, &hooks.delete);
                result.map_err(|error| {
                    error.context(format_args!("before a row of `{}` is deleted", store.mapper.name))
                })?;
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hooks")
    }
}

/// Whether something is to be called before a row of this entity is inserted.
pub(crate) fn has_insert_hooks(hooks: Option<&Hooks>, store: &Store) -> bool {
    hooks.and_then(|hooks| hooks.of(store.mapper)).is_some_and(|hooks| !hooks.insert.is_empty())
}

/// What a new row inserts when its hooks have seen it. The row in memory stays as it is: the flush may fail.
pub(crate) fn values_to_insert(hooks: Option<&Hooks>, store: &Store, slot: u32) -> Result<Option<InsertRow>> {
    match hooks.and_then(|hooks| hooks.of(store.mapper)) {
        Some(hooks) if !hooks.insert.is_empty() => {
            let values = store.contents.before_insert(slot, &hooks.insert);
            values.map_err(|error| error.context(format_args!("before a row is inserted into `{}`", store.mapper.name)))
        }
        _ => Ok(store.contents.new_values(slot)),
    }
}

/// The columns that the hooks of a changed row change, too. The row in memory stays as it is: the flush may fail.
pub(crate) fn changes_of_hooks(hooks: Option<&Hooks>, store: &Store, slot: u32) -> Result<Vec<(usize, Value)>> {
    let Some(hooks) = hooks.and_then(|hooks| hooks.of(store.mapper)).filter(|hooks| !hooks.update.is_empty()) else {
        return Ok(Vec::new());
    };
    let values = store.contents.before_update(slot, &hooks.update);
    let values =
        values.map_err(|error| error.context(format_args!("before a row of `{}` is updated", store.mapper.name)))?;
    let pairs = store.contents.values(slot).into_iter().zip(values).enumerate();
    Ok(pairs.filter(|(_, (was, is))| was != is).map(|(at, (_, is))| (at, is)).collect())
}

impl Session {
    /// Calls the hooks of a moment.
    pub(crate) fn call_hooks(&mut self, moment: Moment) -> Result<()> {
        let Some(hooks) = self.hooks.clone() else { return Ok(()) };
        let before = self.phase;
        self.phase = before.in_hook();
        let guard = InHook { session: self, before };
        hooks.at(moment).iter().try_for_each(|hook| hook(guard.session))
    }
}

/// Ends the call of a hook, after a panic too.
struct InHook<'s> {
    session: &'s mut Session,
    before: Phase,
}

impl Drop for InHook<'_> {
    fn drop(&mut self) {
        self.session.phase = self.before;
    }
}
