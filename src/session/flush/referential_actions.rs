//! Rows that go, keys that change: what the database does to the rows that refer to them, memory does after it.
//!
//! Only foreign keys with an action count: ON UPDATE CASCADE, ON DELETE SET NULL, … .

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use realgar_metadata::{ForeignKey, ReferentialAction};

use crate::entity::{InstanceId, Key, Mapper, StoreIndex, refers_to};
use crate::error::Result;
use crate::session::flush::finalize::Finalizer;
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::relationship::backref;
use crate::session::undo::journal::Change;
use crate::sql::value::Value;

/// A row that others may refer to, as it was; and as it is, if it still is.
pub(crate) type Moved = (&'static Mapper, Vec<Value>, Option<Vec<Value>>);

impl Finalizer<'_> {
    /// After a flush: memory follows what the database has done to rows that referred to others.
    pub(super) fn follow_database(&mut self, mut moved: Vec<Moved>) -> Result<()> {
        let kinds: HashSet<(StoreIndex, bool)> =
            moved.iter().map(|(mapper, _, after)| (self.identity_map.store_of(mapper), after.is_some())).collect();
        for (store, is_update) in kinds {
            self.note_actions(self.identity_map.stores[store].mapper, is_update);
        }
        // Rows that follow may have others that follow them, in chains as long as a tree is deep.
        let mut referring: HashMap<(StoreIndex, usize), Referring> = HashMap::new();
        while !moved.is_empty() {
            let mut next = Vec::new();
            for store in self.identity_map.stores.indices() {
                let foreign_keys = &(self.identity_map.stores[store].mapper.table)().foreign_keys;
                for (number, key) in foreign_keys.iter().enumerate() {
                    let referred = Referred::of(key, &moved);
                    if referred.is_empty() {
                        continue;
                    }
                    let rows = referring
                        .entry((store, number))
                        .or_insert_with(|| Referring::of(&self.identity_map.stores[store], key));
                    let followed = self.follow_key(store, rows, referred, &mut next)?;
                    // A row that has another key now may have to follow again.
                    for (_, rows) in referring.iter_mut().filter(|((other, _), _)| *other == store) {
                        rows.add(&self.identity_map.stores[store], followed.iter().copied());
                    }
                }
            }
            moved = next;
        }
        Ok(())
    }

    /// Notes the tables whose rows the database changes by itself, for those that are not in memory yet.
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
                self.journal.untracked.note_table(target().table_ref());
            }
        }
    }

    /// Lets the instances of one store follow what has become of the rows that one of its keys refers to. Returns the slots
    /// of those whose rows are others now.
    fn follow_key(
        &mut self,
        store: StoreIndex,
        rows: &Referring,
        referred: HashMap<Key, Referred>,
        next: &mut Vec<Moved>,
    ) -> Result<Vec<u32>> {
        let mapper = self.identity_map.stores[store].mapper;
        let mut found: Vec<(u32, Referred)> = Vec::new();
        for (key, referred) in referred {
            found.extend(rows.slots(&self.identity_map.stores[store], &key).map(|slot| (slot, referred.clone())));
        }
        found.sort_unstable_by_key(|(slot, _)| *slot);
        found.dedup_by_key(|(slot, _)| *slot);
        let mut followed = Vec::new();
        let mut gone = HashSet::new();
        for (slot, referred) in found {
            let id = self.identity_map.id_at(store, slot);
            let values = self.identity_map.values(id);
            let mut now = values.clone();
            match (referred.action, referred.now) {
                (ReferentialAction::Cascade, None) => {
                    self.journal.delete(self.identity_map, id);
                    gone.insert(id);
                    next.push((mapper, values, None));
                    continue;
                }
                (ReferentialAction::Cascade, Some(key)) => {
                    for (at, value) in rows.columns.iter().zip(key) {
                        now[*at] = value;
                    }
                }
                (ReferentialAction::SetNull, _) => {
                    for at in &rows.columns {
                        now[*at] = Value::Null(values[*at].kind());
                    }
                }
                // What the default is, the database knows.
                _ => {
                    self.identity_map.store_mut(id).head_mut(slot).is_expired = true;
                    continue;
                }
            }
            followed.push(slot);
            self.follow_row(id, values, now, next)?;
        }
        self.relationships.forget(&gone);
        Ok(followed)
    }

    /// Lets one instance follow: the database has these values now.
    fn follow_row(&mut self, id: InstanceId, before: Vec<Value>, now: Vec<Value>, next: &mut Vec<Moved>) -> Result<()> {
        let epoch = self.identity_map.epoch;
        let store = self.identity_map.store_mut(id);
        store.write(id.slot, &now)?;
        store.head_mut(id.slot).epoch = epoch;
        let (was, is) = (store.key_in(&before), store.key_in(&now));
        if was != is {
            store.unidentify(id.slot, &was);
            store.identify(id.slot, is);
            next.push((store.mapper, before.clone(), Some(now)));
        }
        backref::follow_foreign_keys(self.identity_map, self.relationships, id, &before, false);
        self.journal.push(Change::Updated(id, before));
        Ok(())
    }
}

/// The rows of one store by the values of one of its foreign keys. Rows that have other values by now are among them.
struct Referring {
    /// The foreign key's columns.
    columns: Vec<usize>,
    slots: HashMap<Key, Vec<u32>, RandomState>,
}

impl Referring {
    fn of(store: &Store, key: &ForeignKey) -> Self {
        let columns = key.columns.iter().map(|name| store.mapper.position(name)).collect();
        let mut referring = Self { columns, slots: HashMap::default() };
        referring.add(store, store.persistent());
        referring
    }

    fn add(&mut self, store: &Store, slots: impl Iterator<Item = u32>) {
        for slot in slots {
            let key = self.key_of(store, slot);
            if !key.has_null() {
                self.slots.entry(key).or_default().push(slot);
            }
        }
    }

    fn key_of(&self, store: &Store, slot: u32) -> Key {
        let values = store.contents.values(slot);
        Key::of(self.columns.iter().filter_map(|at| values.get(*at)))
    }

    /// The slots of the rows that have this key now.
    fn slots<'s>(&'s self, store: &'s Store, key: &'s Key) -> impl Iterator<Item = u32> + 's {
        let is_persistent = |slot: u32| store.head(slot).is_some_and(|head| head.state == Some(State::Persistent));
        let has_key = move |slot: &u32| is_persistent(*slot) && self.key_of(store, *slot) == *key;
        self.slots.get(key).into_iter().flatten().copied().filter(has_key)
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
            if !refers_to(key, (mapper.table)()) || !acts(action) {
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
pub(crate) const fn acts(action: ReferentialAction) -> bool {
    matches!(action, ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault)
}

/// Whether the database does something to rows when the row that this key refers to is changed or deleted.
pub(super) fn has_actions(key: &ForeignKey) -> bool {
    acts(key.on_update) || acts(key.on_delete)
}
