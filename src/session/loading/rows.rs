//! Turns the rows of a statement into instances.

use crate::entity::cells::{Cells, RowContext};
use crate::entity::{InstanceId, Mapper, StoreIndex};
use crate::error::Result;
use crate::session::identity::map::IdentityMap;
use crate::session::identity::state::State;
use crate::session::identity::store::Store;
use crate::session::undo::journal::Journal;
use crate::sql::value::{Value, ValueRef};

/// Loads the rows of one statement into the identity map.
#[derive(Debug)]
pub(crate) struct RowLoader<'s> {
    identity_map: &'s mut IdentityMap,
    mode: LoadMode,
    recorder: Recorder<'s>,
    /// The store of the last row: most statements have rows of one entity.
    last: Option<(&'static Mapper, StoreIndex)>,
}

/// What becomes of an instance that is in the identity map already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoadMode {
    /// It is read only if it is expired, or unchanged since an earlier transaction.
    Keep,
    /// It is replaced by what the database says, changes included.
    PopulateExisting,
}

impl LoadMode {
    pub(crate) const fn populate_existing_if(populates: bool) -> Self {
        if populates { Self::PopulateExisting } else { Self::Keep }
    }

    pub(crate) const fn populates_existing(self) -> bool {
        matches!(self, Self::PopulateExisting)
    }
}

/// Who has to know which instances were read, so that a rollback can undo it.
#[derive(Debug)]
pub(crate) enum Recorder<'s> {
    /// The rows are those of a query.
    Query(&'s mut Journal),
    /// The rows are what a statement has written.
    Write(&'s mut WrittenRows),
}

/// The instances of rows that a statement has written and returned.
#[derive(Debug, Default)]
pub(crate) struct WrittenRows {
    /// Instances that are new in the session.
    pub(crate) fresh: Vec<InstanceId>,
    /// Instances whose values were replaced: their values before, and whether those were expired.
    pub(crate) replaced: Vec<(InstanceId, Vec<Value>, bool)>,
}

impl<'s> RowLoader<'s> {
    pub(crate) fn new(identity_map: &'s mut IdentityMap, mode: LoadMode, recorder: Recorder<'s>) -> Self {
        Self { identity_map, mode, recorder, last: None }
    }

    /// Loads the next cells as a row of this entity.
    pub(crate) fn load_entity(&mut self, mapper: &'static Mapper, cells: &mut Cells<'_>) -> Result<InstanceId> {
        let store = match self.last {
            Some((last, store)) if std::ptr::eq(last, mapper) => store,
            _ => {
                let store = self.identity_map.store_of(mapper);
                self.last = Some((mapper, store));
                store
            }
        };
        self.load(store, cells)
    }

    /// Loads the next cells as a row: into the instance of its key, or into a new one.
    pub(crate) fn load(&mut self, index: StoreIndex, cells: &mut Cells<'_>) -> Result<InstanceId> {
        let epoch = self.identity_map.epoch;
        let store = &mut self.identity_map.stores[index];
        let mapper = store.mapper;
        let (slot, is_fresh) = match cells.peek(mapper.key[0]) {
            // Nearly every key is one integer, and most rows of a known key need not be read at all.
            Some(ValueRef::Integer(key)) if store.has_integer_key => store.load_integer(key, cells, epoch)?,
            _ => store.load_by_any_key(cells, epoch)?,
        };
        let mut before = None;
        let (mut is_read, mut was_earlier) = (is_fresh, false);
        if !is_fresh {
            if store.wants_values(slot, epoch, self.mode) {
                before = match &self.recorder {
                    Recorder::Write(_) => Some(store.values_before(slot)),
                    Recorder::Query(journal) => (!journal.untracked.is_empty()).then(|| store.values_before(slot)),
                };
                was_earlier = store.head(slot).is_some_and(|head| head.epoch != epoch);
                store.contents.decode(slot, cells)?;
                store.loaded(slot, epoch);
                is_read = true;
            } else {
                cells.skip(mapper.columns.len());
            }
        }
        let id = self.identity_map.id_at(index, slot);
        match &mut self.recorder {
            Recorder::Write(rows) => {
                rows.replaced.extend(before.map(|(values, was_expired)| (id, values, was_expired)));
                rows.fresh.extend(is_fresh.then_some(id));
            }
            Recorder::Query(journal) if is_read => match before {
                Some((values, false)) if was_earlier => journal.note_read_again(self.identity_map, id, values),
                _ => journal.note_read(self.identity_map, id),
            },
            Recorder::Query(_) => {}
        }
        Ok(id)
    }
}

impl RowContext for RowLoader<'_> {
    fn load(&mut self, mapper: &'static Mapper, cells: &mut Cells<'_>) -> Result<InstanceId> {
        self.load_entity(mapper, cells)
    }
}

impl Store {
    /// As [`load_integer`](Self::load_integer), for keys that are known only when the row was read. The cells of a row
    /// that is not new are left to be read again.
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

    /// Whether the database's values go into memory: those there are expired, from an earlier transaction and not
    /// changed since, or to be replaced in any case.
    fn wants_values(&self, slot: u32, epoch: u32, mode: LoadMode) -> bool {
        self.head(slot).is_some_and(|head| {
            mode.populates_existing()
                || head.is_expired
                || (head.epoch != epoch && !head.is_touched && !head.is_marked_deleted)
        })
    }

    /// The values of a row before they are replaced, and whether they were expired.
    fn values_before(&self, slot: u32) -> (Vec<Value>, bool) {
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
