//! All instances of a session, by entity; and how a row that comes from the database becomes one of them.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::entity::pages::RowPages;
use crate::entity::{Handle, InstanceId, InstanceOf, Key, Managed, Mapper, StoreIndex};
use crate::error::{Error, ErrorKind, Result};
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::identity::stores::Stores;
use crate::session::loading::eager::EagerRows;
use crate::session::undo::untracked_writes::UntrackedWrite;
use crate::sql::value::{Value, ValueRef};
use crate::types::cells::{Cells, RowContext};

/// What was read while somebody wanted to know.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    /// Instances that were not here before.
    pub(crate) fresh: Vec<InstanceId>,
    /// Instances that were read anew: what they were, and whether that was expired.
    pub(crate) replaced: Vec<(InstanceId, Vec<Value>, bool)>,
}

/// The instances of a session.
#[derive(Debug)]
pub(crate) struct IdentityMap {
    session: NonZeroU32,
    /// The number of the transaction: what was read in an earlier one may be out of date.
    pub(crate) epoch: u32,
    pub(crate) stores: Stores,
    by_row: HashMap<TypeId, StoreIndex, foldhash::fast::RandomState>,
    /// Rows that come from the database replace what is in memory, changes included.
    pub(crate) populate_existing: bool,
    /// The instances of the rows that are being read, if somebody wants to know.
    pub(crate) seen: Option<Vec<InstanceId>>,
    /// How the rows that are being read change what is here, if somebody wants to know.
    pub(crate) recorded: Option<Recorded>,
    /// What is loaded along with the rows that are being read.
    pub(crate) eager: Option<Box<EagerRows>>,
    /// Instances that were read since: what their rows are without it is not known.
    pub(crate) read_after_write: Vec<InstanceId>,
    /// What this transaction has written without the session knowing which rows.
    pub(crate) untracked_writes: Vec<UntrackedWrite>,
}

impl IdentityMap {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            // After four billion sessions the numbers begin anew.
            session: NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN),
            epoch: 0,
            stores: Stores::default(),
            by_row: HashMap::default(),
            populate_existing: false,
            seen: None,
            recorded: None,
            eager: None,
            read_after_write: Vec::new(),
            untracked_writes: Vec::new(),
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

    /// The number of an entity's store, which is made if there is none.
    pub(crate) fn store_of(&mut self, mapper: &'static Mapper) -> StoreIndex {
        let row = (mapper.row)();
        if let Some(found) = self.by_row.get(&row) {
            return *found;
        }
        let index = self.stores.push(mapper);
        self.by_row.insert(row, index);
        index
    }

    /// The number of an entity's store.
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

    /// The instance in a slot that is in use.
    pub(crate) fn id_at(&self, store: StoreIndex, slot: u32) -> InstanceId {
        let generation = self.stores[store].head(slot).map_or(0, |head| head.generation);
        self.id(store, slot, generation)
    }

    /// The state of an instance; `Detached` if it is not, or no longer, one of this session.
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

    /// Refuses handles of other sessions and dead ones.
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

    /// The row of a persistent instance whose values can be relied on.
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

    /// The same, to be changed.
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
                format!("the instance of `{entity}` is expired: `refresh` it, or read it with a query"),
            ),
        }
    }

    /// Reads the next cells as a row: into the instance of that key, or into a new one.
    pub(crate) fn load(&mut self, number: StoreIndex, cells: &mut Cells<'_>) -> Result<InstanceId> {
        let replaces = self.populate_existing || self.eager.as_ref().is_some_and(|eager| eager.populate_existing);
        let epoch = self.epoch;
        let store = &mut self.stores[number];
        let mapper = store.mapper;
        let (slot, is_fresh) = match cells.peek(mapper.key[0]) {
            // Nearly every key is one integer, and nearly every row of a known key need not be read at all.
            Some(ValueRef::Integer(key)) if store.has_integer_key => store.load_integer(key, cells, epoch)?,
            _ => store.load_by_any_key(cells, epoch)?,
        };
        let mut before = None;
        let mut is_read = is_fresh;
        if !is_fresh {
            if store.wants_values(slot, epoch, replaces) {
                before = self.recorded.is_some().then(|| store.what_it_was(slot));
                store.contents.decode(slot, cells)?;
                store.loaded(slot, epoch);
                is_read = true;
            } else {
                cells.skip(mapper.columns.len());
            }
        }
        let id = self.id_at(number, slot);
        if let Some(seen) = &mut self.seen {
            seen.push(id);
        }
        if let Some(recorded) = &mut self.recorded {
            recorded.replaced.extend(before.map(|(values, was_expired)| (id, values, was_expired)));
            recorded.fresh.extend(is_fresh.then_some(id));
        } else if is_read && !self.untracked_writes.is_empty() {
            let store = &self.stores[number];
            if self.untracked_writes.iter().any(|write| write.may_concern(store, slot)) {
                self.read_after_write.push(id);
            }
        }
        Ok(id)
    }

    /// A stream may have left the options of its query.
    pub(crate) fn forget_stream(&mut self) {
        self.eager = None;
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

    /// The instance of a key, if it is here.
    pub(crate) fn find(&self, store: StoreIndex, key: &Key) -> Option<InstanceId> {
        self.stores[store].find(key).map(|slot| self.id_at(store, slot))
    }
}

impl Store {
    /// As [`load_integer`](Self::load_integer), for keys that are known when the row was read. The cells of a row that is
    /// not new are left to be read again.
    fn load_by_any_key(&mut self, cells: &mut Cells<'_>, epoch: u32) -> Result<(u32, bool)> {
        let start = cells.position();
        let (fresh, _) = self.allocate(epoch);
        if let Err(error) = self.contents.decode(fresh, cells) {
            self.release(fresh);
            return Err(error);
        }
        let key = self.key_of(fresh);
        if let Some(known) = self.find(&key) {
            self.contents.clear(fresh);
            self.release(fresh);
            cells.return_to(start);
            return Ok((known, false));
        }
        self.head_mut(fresh).state = Some(State::Persistent);
        self.identify(fresh, key);
        Ok((fresh, true))
    }

    /// Whether what the database says goes into memory: what is there is expired, from an earlier transaction and not
    /// changed since, or to be replaced in any case.
    fn wants_values(&self, slot: u32, epoch: u32, replaces: bool) -> bool {
        self.head(slot).is_some_and(|head| {
            replaces || head.is_expired || (head.epoch != epoch && !head.is_touched && !head.is_marked_deleted)
        })
    }

    /// The values of a row before it is read anew, and whether they were expired.
    fn what_it_was(&self, slot: u32) -> (Vec<Value>, bool) {
        (self.stored_values(slot), self.head(slot).is_some_and(|head| head.is_expired))
    }

    /// The row in a slot is what the database says.
    fn loaded(&mut self, slot: u32, epoch: u32) {
        self.forget_changes(slot);
        let head = self.head_mut(slot);
        head.epoch = epoch;
        head.is_expired = false;
    }
}

impl RowContext for IdentityMap {
    fn finish_row(&mut self, cells: &mut Cells<'_>) -> Result<bool> {
        let Some(mut eager) = self.eager.take() else { return Ok(true) };
        let replaces = std::mem::replace(&mut self.populate_existing, eager.populate_existing);
        let result = eager.read(self, cells.all());
        self.populate_existing = replaces;
        self.eager = Some(eager);
        result
    }
}

/// The instance of a row's key, loaded if it is not in the session.
impl<E: Managed> InstanceOf<E> for Handle<E> {
    fn read(cells: &mut Cells<'_>) -> Result<Self> {
        let Some(context) = cells.take_context() else { return Err(no_session(short_name::<E>())) };
        let any: &mut dyn Any = context;
        let Some(identity_map) = any.downcast_mut::<IdentityMap>() else { return Err(no_session(short_name::<E>())) };
        let number = identity_map.store_of_type::<E>();
        let id = identity_map.load(number, cells);
        cells.put_context(identity_map);
        id.map(Self::new)
    }
}

#[cold]
fn no_session(entity: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest, format!("instances of `{entity}` are read in a session only"))
}

/// `User` of `crate::tutorial::user_account::User`.
pub(crate) fn short_name<E>() -> &'static str {
    let path = std::any::type_name::<E>();
    path.rsplit("::").next().unwrap_or(path)
}
