//! Keys that change, rows that go: what becomes of the rows that refer to them, in the database and in memory.
//!
//! Where a foreign key has an action (ON UPDATE CASCADE, ON DELETE SET NULL, …), the database does it, and memory follows
//! after the flush. Where it has none, the session writes the new key into the rows that refer to the old one.

use std::collections::HashMap;

use realgar_metadata::{ForeignKey, ReferentialAction};

use crate::entity::{InstanceId, Key, Mapper, RelationshipInfo, StoreIndex};
use crate::error::Result;
use crate::session::Session;
use crate::session::identity::state::State;
use crate::session::relationship::backref;
use crate::session::relationship::state::PendingForeignKey;
use crate::session::undo::journal::Change;
use crate::session::undo::untracked_writes::UntrackedWrite;
use crate::sql::value::Value;

/// A row that others may refer to, as it was; and as it is, if it still is.
pub(crate) type Moved = (&'static Mapper, Vec<Value>, Option<Vec<Value>>);

impl Session {
    /// Instances whose rows others may refer to, and whose keys are to change.
    pub(crate) fn changed_keys(&self) -> Vec<InstanceId> {
        let mut changed: Vec<InstanceId> = Vec::new();
        for (number, store) in self.identity_map.stores.iter() {
            if !store.mapper.is_referred_to() {
                continue;
            }
            let is_alive = |slot| {
                store.head(slot).is_some_and(|head| head.state == Some(State::Persistent) && !head.is_marked_deleted)
            };
            let touched = store.touched().filter(|(slot, before)| {
                is_alive(*slot) && store.mapper.changes_referred_columns(before, &store.contents.values(*slot))
            });
            changed.extend(touched.map(|(slot, _)| self.identity_map.id_at(number, slot)));
        }
        changed
    }

    /// Before a flush writes new keys: rows that refer to the old ones get them, unless the database sees to that.
    pub(crate) fn prepare_key_changes(&mut self, changed: Vec<InstanceId>) -> Result<()> {
        for id in changed {
            for &(info, target) in self.identity_map.mapper(id).relationships {
                if self.leaves_children_behind(id, info, target()) {
                    let target = self.identity_map.store_of(target());
                    let members = self.no_autoflush(|session| session.load_collection(id, info, target))?;
                    for member in members {
                        let reference =
                            PendingForeignKey { columns: info.remote, parent: Some(id), parent_columns: info.local };
                        self.relationships.set(member, reference);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether an instance has another key now for a relationship whose rows do not follow by themselves.
    fn leaves_children_behind(&self, id: InstanceId, info: &RelationshipInfo, target: &'static Mapper) -> bool {
        if info.kind.is_many_to_one() || info.secondary.is_some() || info.viewonly {
            return false;
        }
        let store = self.identity_map.store(id);
        let (Some(before), now) = (store.snapshot(id.slot), store.contents.values(id.slot)) else { return false };
        let has_changed = info.local.iter().any(|name| {
            let at = store.mapper.position(name);
            before.get(at) != now.get(at)
        });
        let key = (target.table)().foreign_keys.iter().find(|key| key.columns.iter().eq(info.remote.iter()));
        let follows = key.is_some_and(|key| acts(key.on_update));
        has_changed && !follows
    }

    /// After a flush: memory follows what the database has done to rows that referred to others.
    pub(crate) fn follow_database(&mut self, mut moved: Vec<Moved>) -> Result<()> {
        for (mapper, _, after) in &moved {
            self.note_actions(mapper, after.is_some());
        }
        while !moved.is_empty() {
            let mut next = Vec::new();
            for number in self.identity_map.stores.indices() {
                let mapper = self.identity_map.stores[number].mapper;
                for key in (mapper.table)().foreign_keys.iter() {
                    let referred = Referred::of(key, &moved);
                    if !referred.is_empty() {
                        self.follow_key(number, key, &referred, &mut next)?;
                    }
                }
            }
            moved = next;
        }
        Ok(())
    }

    /// Keeps in mind the tables whose rows the database changes by itself, for those that are not in memory yet.
    fn note_actions(&mut self, mapper: &'static Mapper, is_update: bool) {
        for (info, target) in mapper.relationships {
            if info.kind.is_many_to_one() || info.secondary.is_some() {
                continue;
            }
            let foreign_keys = &(target().table)().foreign_keys;
            let key = foreign_keys.iter().find(|key| key.columns.iter().eq(info.remote.iter()));
            let action = key.map(|key| if is_update { key.on_update } else { key.on_delete });
            // Rows that go along with their parent cannot be read.
            let leaves_rows = |action| acts(action) && (is_update || action != ReferentialAction::Cascade);
            if action.is_some_and(leaves_rows) {
                self.identity_map.untracked_writes.push(UntrackedWrite::Table(info.target));
            }
        }
    }

    /// Lets the instances of one store follow what has become of the rows that one of its keys refers to.
    fn follow_key(
        &mut self,
        number: StoreIndex,
        key: &ForeignKey,
        referred: &HashMap<Key, Referred>,
        next: &mut Vec<Moved>,
    ) -> Result<()> {
        let store = &self.identity_map.stores[number];
        let mapper = store.mapper;
        let columns: Vec<usize> = key.columns.iter().map(|name| mapper.position(name)).collect();
        let persistent = |slot: &u32| store.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
        let found: Vec<(InstanceId, Vec<Value>, Referred)> = store
            .slots()
            .filter(persistent)
            .filter_map(|slot| {
                let values = store.contents.values(slot);
                let referred = referred.get(&Key::of(columns.iter().map(|at| &values[*at])))?;
                Some((self.identity_map.id_at(number, slot), values, referred.clone()))
            })
            .collect();
        for (id, values, referred) in found {
            let mut now = values.clone();
            match (referred.action, referred.now) {
                (ReferentialAction::Cascade, None) => {
                    self.finalize_deleted(id);
                    self.relationships.forget(&[id].into());
                    next.push((mapper, values, None));
                    continue;
                }
                (ReferentialAction::Cascade, Some(key)) => {
                    for (at, value) in columns.iter().zip(key) {
                        now[*at] = value;
                    }
                }
                (ReferentialAction::SetNull, _) => {
                    for at in &columns {
                        now[*at] = Value::Null(values[*at].kind());
                    }
                }
                // What the default is, the database knows.
                _ => {
                    self.identity_map.store_mut(id).head_mut(id.slot).is_expired = true;
                    continue;
                }
            }
            let store = self.identity_map.store_mut(id);
            store.write(id.slot, &now)?;
            let (was, is) = (store.key_in(&values), store.key_in(&now));
            if was != is {
                store.unidentify(id.slot, &was);
                store.identify(id.slot, is);
                next.push((mapper, values.clone(), Some(now)));
            }
            self.journal.push(Change::Updated(id, values.clone()));
            backref::follow_foreign_keys(&mut self.identity_map, &mut self.relationships, id, &values, false);
        }
        Ok(())
    }
}

/// What has become of a row that others refer to.
#[derive(Clone, Debug)]
struct Referred {
    /// What the database does to them.
    action: ReferentialAction,
    /// The new values of the columns that are referred to; none if the row is gone.
    now: Option<Vec<Value>>,
}

impl Referred {
    /// The rows that a key refers to and for which the database acts, by the values that were referred to.
    fn of(key: &ForeignKey, moved: &[Moved]) -> HashMap<Key, Self> {
        let mut found = HashMap::new();
        for (mapper, before, after) in moved {
            let action = if after.is_some() { key.on_update } else { key.on_delete };
            if mapper.name != key.referred_table || !acts(action) {
                continue;
            }
            let columns: Vec<usize> = key.referred_columns.iter().map(|name| mapper.position(name)).collect();
            let pick = |values: &[Value]| -> Vec<Value> { columns.iter().map(|at| values[*at].clone()).collect() };
            let (was, now) = (pick(before), after.as_deref().map(pick));
            if now.as_ref() != Some(&was) {
                found.insert(Key::of(&was), Self { action, now });
            }
        }
        found
    }
}

/// Whether the database does something to rows that refer to one that changes.
const fn acts(action: ReferentialAction) -> bool {
    matches!(action, ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
}

impl Mapper {
    /// The relationships by which rows of another table, or of this one, refer to this entity's.
    fn referring(&self) -> impl Iterator<Item = &'static RelationshipInfo> {
        let all = self.relationships.iter().map(|(info, _)| *info);
        all.filter(|info| !info.kind.is_many_to_one() && info.secondary.is_none())
    }

    /// Whether rows of any table, association tables included, may refer to this entity's.
    pub(crate) fn has_dependents(&self) -> bool {
        self.relationships.iter().any(|(info, _)| !info.kind.is_many_to_one())
    }

    /// Whether rows of another table, or of this one, may refer to this entity's.
    pub(crate) fn is_referred_to(&self) -> bool {
        self.referring().next().is_some()
    }

    /// Whether a column that others may refer to has another value.
    pub(crate) fn changes_referred_columns(&self, before: &[Value], now: &[Value]) -> bool {
        self.referring().flat_map(|info| info.local).any(|name| {
            let at = self.position(name);
            before.get(at) != now.get(at)
        })
    }
}
