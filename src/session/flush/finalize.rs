//! After a flush has gone well, memory says what the database says: one function for each kind of operation.

use std::collections::{BTreeMap, HashSet};

use smallvec::SmallVec;

use crate::entity::{InstanceId, Mapper, StoreIndex, refers_to};
use crate::error::Result;
use crate::session::flush::persistence::{DecodedRows, InsertedRows, UpdatedValues, Written};
use crate::session::flush::referential_actions::{Moved, has_actions};
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::relationship::state::RelationshipState;
use crate::session::undo::expunge::expunge;
use crate::session::undo::journal::{Change, Journal};
use crate::sql::value::Value;

/// Memory, as far as a flush changes it.
pub(crate) struct Finalizer<'s> {
    pub(super) identity_map: &'s mut IdentityMap,
    pub(super) relationships: &'s mut RelationshipState,
    pub(super) journal: &'s mut Journal,
    /// Which of a table's columns have to be followed when they change.
    watched: BTreeMap<StoreIndex, Watched>,
    /// Rows that are gone, or have other values in columns that the database lets others follow.
    moved: Vec<Moved>,
    /// Rows whose foreign keys have changed, as they were.
    has_other_keys: Vec<(InstanceId, Vec<Value>)>,
}

/// Columns of one table that others depend on.
#[derive(Clone, Debug)]
struct Watched {
    /// Those that others refer to, if the database does something to these.
    referred: SmallVec<[usize; 2]>,
    /// Those of foreign keys.
    foreign_keys: SmallVec<[usize; 4]>,
}

impl<'s> Finalizer<'s> {
    pub(crate) fn new(
        identity_map: &'s mut IdentityMap,
        relationships: &'s mut RelationshipState,
        journal: &'s mut Journal,
    ) -> Self {
        let (watched, moved, has_other_keys) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { identity_map, relationships, journal, watched, moved, has_other_keys }
    }

    /// Takes over what was written.
    pub(crate) fn finalize(mut self, written: Written) -> Result<()> {
        let Written { inserted, updated, mut decoded, deleted } = written;
        self.expunge_pending_orphans();
        self.finalize_deleted(deleted);
        let mut new = Vec::new();
        for rows in inserted {
            if self.relationships.has_collections() {
                new.extend(&rows.ids);
            }
            self.finalize_inserted(rows);
        }
        for row in updated {
            self.finalize_updated(row, &mut decoded)?;
        }
        self.finalize_unchanged();
        self.follow_foreign_keys(new);
        let moved = std::mem::take(&mut self.moved);
        self.follow_database(moved)
    }

    /// Takes pending instances out of the session that have lost a parent without which they may not be.
    fn expunge_pending_orphans(&mut self) {
        let identity_map = &self.identity_map;
        let lost: Vec<InstanceId> = identity_map
            .stores
            .iter()
            .flat_map(|(number, store)| {
                let marked_deleted = store.marked_deleted().map(move |slot| identity_map.id_at(number, slot));
                marked_deleted.filter(|id| identity_map.state(*id) == State::Pending)
            })
            .collect();
        for id in lost {
            expunge(self.identity_map, self.relationships, self.journal, id);
        }
    }

    fn finalize_deleted(&mut self, deleted: Vec<InstanceId>) {
        for id in &deleted {
            self.journal.delete(self.identity_map, *id);
            if !self.watched(*id).referred.is_empty() {
                self.moved.push((self.identity_map.mapper(*id), self.identity_map.values(*id), None));
            }
        }
        self.relationships.forget(&deleted.into_iter().collect());
    }

    fn finalize_inserted(&mut self, inserted: InsertedRows) {
        let InsertedRows { ids, mut rows } = inserted;
        let Some(first) = ids.first() else { return };
        let epoch = self.identity_map.epoch;
        let store = self.identity_map.store_mut(*first);
        store.expect(ids.len());
        for (at, id) in (0..).zip(&ids) {
            store.contents.adopt(id.slot, &mut *rows, at);
            let key = store.key_of(id.slot);
            let head = store.head_mut(id.slot);
            head.state = Some(State::Persistent);
            head.epoch = epoch;
            store.identify(id.slot, key);
        }
    }

    /// A row that is in memory already stays as it is; the values that were kept of it go into the journal.
    fn finalize_updated(&mut self, row: UpdatedValues, decoded: &mut BTreeMap<StoreIndex, DecodedRows>) -> Result<()> {
        let UpdatedValues { id, before, changes, decoded_at, replaces } = row;
        let epoch = self.identity_map.epoch;
        let store = self.identity_map.store_mut(id);
        let snapshot = store.forget_changes(id.slot);
        let before = before.or(snapshot).unwrap_or_default();
        if let (Some(at), Some(decoded)) = (decoded_at, decoded.get_mut(&id.store)) {
            store.contents.adopt(id.slot, &mut *decoded.rows, at);
        }
        self.watch_changes(id, &before, &changes);
        let store = self.identity_map.store_mut(id);
        let (then, now) = (store.key_in(&before), store.key_of(id.slot));
        if let Some(old) = replaces {
            store.head_mut(id.slot).state = Some(State::Persistent);
            self.journal.delete(self.identity_map, old);
            self.relationships.forget(&[old].into());
            self.journal.inherit(id);
        } else {
            if then != now {
                store.unidentify(id.slot, &then);
            }
            self.journal.push(Change::Updated(id, before));
        }
        let store = self.identity_map.store_mut(id);
        store.head_mut(id.slot).epoch = epoch;
        store.identify(id.slot, now);
        Ok(())
    }

    /// Notes a row that others, or collections, have to follow.
    fn watch_changes(&mut self, id: InstanceId, before: &[Value], changes: &[(usize, Value)]) {
        if before.is_empty() {
            return;
        }
        let watched = self.watched(id).clone();
        let changes_one = |columns: &[usize]| changes.iter().any(|(at, _)| columns.contains(at));
        if changes_one(&watched.referred) {
            let now = self.identity_map.values(id);
            self.moved.push((self.identity_map.mapper(id), before.to_vec(), Some(now)));
        }
        let has_moved = changes_one(&watched.foreign_keys) || self.relationships.left.contains(&id);
        if has_moved && self.relationships.has_collections() {
            self.has_other_keys.push((id, before.to_vec()));
        }
    }

    /// Nothing is to be inserted any more, and rows that were touched but do not differ are as if they had not been.
    fn finalize_unchanged(&mut self) {
        for number in self.identity_map.stores.indices() {
            self.identity_map.stores[number].clear_pending();
            let touched: Vec<u32> = self.identity_map.stores[number].touched().map(|(slot, _)| slot).collect();
            for slot in touched {
                let before = self.identity_map.stores[number].forget_changes(slot);
                let id = self.identity_map.id_at(number, slot);
                if let Some(before) = before.filter(|_| self.relationships.left.contains(&id)) {
                    self.has_other_keys.push((id, before));
                }
            }
        }
    }

    /// Collections that were read follow the foreign keys of rows that are new or have others.
    fn follow_foreign_keys(&mut self, new: Vec<InstanceId>) {
        let Self { identity_map, relationships, .. } = self;
        let entered = std::mem::take(&mut relationships.entered);
        let left: HashSet<InstanceId> = std::mem::take(&mut relationships.left);
        relationships.flushed();
        if !relationships.has_collections() {
            return;
        }
        for (child, holders) in entered {
            for (parent, many_to_one) in holders {
                backref::leave_again(identity_map, relationships, child, parent, many_to_one);
            }
        }
        for id in new {
            backref::enter_collections(identity_map, relationships, id);
        }
        for (id, before) in self.has_other_keys.drain(..) {
            backref::follow_foreign_keys(identity_map, relationships, id, &before, left.contains(&id));
        }
    }

    fn watched(&mut self, id: InstanceId) -> &Watched {
        let Self { watched, identity_map, .. } = self;
        watched.entry(id.store).or_insert_with(|| Watched::of(identity_map, identity_map.mapper(id)))
    }
}

impl Watched {
    fn of(identity_map: &IdentityMap, mapper: &'static Mapper) -> Self {
        let positions = |columns: &[&str]| columns.iter().map(|name| mapper.position(name)).collect::<Vec<_>>();
        let many_to_one = mapper.relationships.iter().filter(|(info, _)| info.kind.is_many_to_one());
        let foreign_keys = many_to_one.flat_map(|(info, _)| positions(info.local)).collect();
        Self { referred: referred_with_actions(identity_map, mapper), foreign_keys }
    }
}

/// The columns of a table that foreign keys with an action refer to.
fn referred_with_actions(identity_map: &IdentityMap, mapper: &'static Mapper) -> SmallVec<[usize; 2]> {
    let known = identity_map.stores.values().map(|store| store.mapper);
    let related = mapper.relationships.iter().map(|(_, target)| target());
    let mut referred = SmallVec::new();
    for other in known.chain(related) {
        let keys = (other.table)().foreign_keys.iter().filter(|key| refers_to(key, (mapper.table)()));
        for key in keys.filter(|key| has_actions(key)) {
            referred.extend(key.referred_columns.iter().map(|name| mapper.position(name)));
        }
    }
    referred
}
