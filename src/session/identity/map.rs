//! All instances of a session, by entity.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::entity::pages::RowPages;
use crate::entity::{Handle, InstanceId, Key, Managed, Mapper, RelationshipInfo, StoreIndex, short_name};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::identity::stores::Stores;
use crate::sql::value::Value;

/// The instances of a session.
#[derive(Debug)]
pub(crate) struct IdentityMap {
    session: NonZeroU32,
    /// The number of the transaction: rows that were read in an earlier one may be out of date.
    pub(crate) epoch: u32,
    pub(crate) stores: Stores,
    by_row: HashMap<TypeId, StoreIndex, foldhash::fast::RandomState>,
}

impl IdentityMap {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            // After four billion sessions the numbers start again.
            session: NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN),
            epoch: 0,
            stores: Stores::default(),
            by_row: HashMap::default(),
        }
    }

    /// How many instances there are.
    pub(crate) fn len(&self) -> usize {
        self.stores.values().map(Store::len).sum()
    }

    /// Whether a flush has something to look at.
    pub(crate) fn has_changes(&self) -> bool {
        self.stores.values().any(Store::has_changes)
    }

    /// Counts what may have changed the values of pending and touched instances.
    pub(crate) fn revision(&self) -> u64 {
        self.stores.values().map(|store| store.revision).sum()
    }

    /// The index of an entity's store, which is made if there is none.
    pub(crate) fn store_of(&mut self, mapper: &'static Mapper) -> StoreIndex {
        let row = (mapper.row)();
        if let Some(found) = self.by_row.get(&row) {
            return *found;
        }
        let index = self.stores.push(mapper);
        self.by_row.insert(row, index);
        index
    }

    /// The index of an entity's store.
    #[inline]
    pub(crate) fn store_of_type<E: Managed>(&mut self) -> StoreIndex {
        match self.by_row.get(&TypeId::of::<E>()) {
            Some(found) => *found,
            None => self.store_of(E::mapper()),
        }
    }

    pub(crate) fn store(&self, id: InstanceId) -> &Store {
        &self.stores[id.store]
    }

    pub(crate) fn store_mut(&mut self, id: InstanceId) -> &mut Store {
        &mut self.stores[id.store]
    }

    pub(crate) fn mapper(&self, id: InstanceId) -> &'static Mapper {
        self.store(id).mapper
    }

    pub(crate) const fn id(&self, store: StoreIndex, slot: u32, generation: u32) -> InstanceId {
        InstanceId { session: self.session, store, slot, generation }
    }

    /// The instance in a slot.
    pub(crate) fn id_at(&self, store: StoreIndex, slot: u32) -> InstanceId {
        let generation = self.stores[store].head(slot).map_or(0, |head| head.generation);
        self.id(store, slot, generation)
    }

    /// The state of an instance; `Detached` if it is not in this session, or no longer.
    #[inline]
    pub(crate) fn state(&self, id: InstanceId) -> State {
        if id.session != self.session {
            return State::Detached;
        }
        let head = self.stores.get(id.store).and_then(|store| store.head(id.slot));
        match head {
            Some(head) if head.generation == id.generation => head.state.unwrap_or(State::Detached),
            _ => State::Detached,
        }
    }

    /// The state of an instance that has to be in this session.
    pub(crate) fn check(&self, id: InstanceId, entity: &'static str) -> Result<State> {
        match self.state(id) {
            State::Detached => Err(self.detached(id, entity)),
            state => Ok(state),
        }
    }

    #[cold]
    pub(crate) fn detached(&self, id: InstanceId, entity: &str) -> Error {
        let message = if id.session == self.session {
            format!(
                "the instance of `{entity}` is not in the session any more: it was deleted, expunged or rolled back"
            )
        } else {
            format!("the handle of `{entity}` belongs to another session: get the instance from this one by its key")
        };
        Error::new(ErrorKind::Detached, message)
    }

    fn rows_mut<E: Managed>(&mut self, id: InstanceId) -> Option<&mut RowPages<E>> {
        let contents: &mut dyn Any = &mut *self.stores.get_mut(id.store)?.contents;
        contents.downcast_mut()
    }

    /// The row of a persistent instance, unless it is expired.
    #[inline]
    pub(crate) fn row<E: Managed>(&self, handle: Handle<E>) -> Result<&E> {
        let id = handle.id();
        if id.session == self.session
            && let Some(store) = self.stores.get(id.store)
            && let Some(head) = store.head(id.slot)
            && head.generation == id.generation
            && let Some(State::Persistent | State::Deleted) = head.state
            && !head.is_expired
            && let Some(rows) = (&*store.contents as &dyn Any).downcast_ref::<RowPages<E>>()
            && let Some(row) = rows.row(id.slot)
        {
            return Ok(row);
        }
        Err(self.no_row(id, short_name::<E>()))
    }

    /// The same for changes: the instance is touched.
    #[inline]
    pub(crate) fn row_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E> {
        self.row(handle)?;
        let id = handle.id();
        if self.state(id) == State::Deleted {
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the row of `{}` was deleted: it cannot be changed", short_name::<E>()),
            ));
        }
        self.store_mut(id).touch(id.slot);
        match self.rows_mut::<E>(id).and_then(|rows| rows.row_mut(id.slot)) {
            Some(row) => Ok(row),
            _ => unreachable!("the row was there a moment ago"),
        }
    }

    /// The insert struct of a pending instance.
    pub(crate) fn new_mut<E: Managed>(&mut self, handle: Handle<E>) -> Result<&mut E::New> {
        let (id, entity) = (handle.id(), short_name::<E>());
        let state = self.check(id, entity)?;
        self.store_mut(id).revision += 1;
        match self.rows_mut::<E>(id).and_then(|rows| rows.new_row_mut(id.slot)) {
            Some(new) if state == State::Pending => Ok(new),
            _ => Err(Error::new(
                ErrorKind::InvalidRequest,
                format!("the instance of `{entity}` is not pending any more: it has a row, change that"),
            )),
        }
    }

    /// Adds a row to be inserted.
    pub(crate) fn add<E: Managed>(&mut self, new: E::New) -> Handle<E> {
        let number = self.store_of_type::<E>();
        let epoch = self.epoch;
        let store = &mut self.stores[number];
        let (slot, generation) = store.allocate(epoch);
        store.add_pending(slot);
        let id = self.id(number, slot, generation);
        if let Some(rows) = self.rows_mut::<E>(id) {
            rows.put_new(slot, new);
        }
        Handle::new(id)
    }

    #[cold]
    fn no_row(&self, id: InstanceId, entity: &str) -> Error {
        match self.state(id) {
            State::Detached => self.detached(id, entity),
            State::Pending => Error::new(
                ErrorKind::Pending,
                format!("the instance of `{entity}` is pending and has no row yet: flush the session first"),
            ),
            State::Persistent | State::Deleted => Error::new(
                ErrorKind::Expired,
                format!(
                    "the instance of `{entity}` is expired: `load` reads it again, and so does a query that finds it"
                ),
            ),
        }
    }

    /// The values of an instance's row as they stand in memory; none for a pending one.
    pub(crate) fn values(&self, id: InstanceId) -> Vec<Value> {
        self.store(id).contents.values(id.slot)
    }

    /// Whether the next flush deletes the row of an instance.
    pub(crate) fn is_marked_deleted(&self, id: InstanceId) -> bool {
        self.store(id).head(id.slot).is_some_and(|head| head.is_marked_deleted)
    }

    /// Whether the values of an instance have to be read again before they are looked at.
    pub(crate) fn is_expired(&self, id: InstanceId) -> bool {
        self.store(id).head(id.slot).is_some_and(|head| head.is_expired)
    }

    /// The persistent instance that has these values in these columns, if the columns are its key.
    pub(crate) fn instance_with(&self, store: StoreIndex, columns: &[&str], values: &[Value]) -> Option<InstanceId> {
        let mapper = self.stores[store].mapper;
        let key: Option<Vec<&Value>> = mapper
            .key
            .iter()
            .map(|&at| columns.iter().position(|column| *column == mapper.columns[at]).and_then(|at| values.get(at)))
            .collect();
        let key = key.filter(|key| key.len() == columns.len())?;
        let id = self.find(store, &Key::of(key))?;
        (self.state(id) == State::Persistent).then_some(id)
    }

    /// The error for an instance whose row turns out to be gone.
    #[cold]
    pub(crate) fn deleted(&self, id: InstanceId) -> Error {
        let store = self.store(id);
        Error::new(
            ErrorKind::StaleData,
            format!(
                "the row of `{}` with key {} is not there any more: its instance counts as deleted",
                store.mapper.name,
                store.key_of(id.slot)
            ),
        )
    }

    /// The error for a NOT NULL foreign key whose row is gone.
    #[cold]
    pub(crate) fn gone(&self, id: InstanceId, info: &RelationshipInfo) -> Error {
        let table = self.mapper(id).name;
        Error::new(
            ErrorKind::StaleData,
            format!("`{table}.{}` leads to a row of `{}` that is not there", info.name, info.target),
        )
    }

    /// The instance of a key, if it is here.
    pub(crate) fn find(&self, store: StoreIndex, key: &Key) -> Option<InstanceId> {
        self.stores[store].find(key).map(|slot| self.id_at(store, slot))
    }
}
