//! All instances of one entity in a session: one key, one instance.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use realgar_metadata::SqlType;

use crate::entity::cells::Cells;
use crate::entity::rows::{EntityRows, decode_values};
use crate::entity::{Key, Mapper, refers_to};
use crate::error::Result;
use crate::session::identity::index::KeyIndex;
use crate::session::identity::pending::Pending;
use crate::session::identity::state::{Head, State};
use crate::sql::ast::Node;
use crate::sql::value::Value;

/// The instances of one entity.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) mapper: &'static Mapper,
    heads: Vec<Head>,
    pub(crate) contents: Box<dyn EntityRows>,
    free: Vec<u32>,
    identity: KeyIndex,
    /// The key is one integer, which is then known before the row is read.
    pub(crate) has_integer_key: bool,
    /// The table has foreign keys.
    pub(crate) has_foreign_keys: bool,
    /// One of them refers to the table itself.
    pub(crate) refers_to_itself: bool,
    /// The values of instances before they were touched.
    touched: BTreeMap<u32, Vec<Value>>,
    /// Columns that the next flush sets to SQL expressions.
    pub(crate) expressions: BTreeMap<u32, Vec<(usize, Node)>>,
    pending: Pending,
    marked_deleted: BTreeSet<u32>,
    /// Counts what may have changed the values of pending and touched instances.
    pub(crate) revision: u64,
}

impl Store {
    pub(crate) fn new(mapper: &'static Mapper) -> Self {
        let key_types = mapper.key.iter().map(|&position| &(mapper.table)().columns[position].sql_type);
        let has_integer_key = match key_types.collect::<Vec<_>>()[..] {
            [only] => matches!(only, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt),
            _ => false,
        };
        let table = (mapper.table)();
        Self {
            has_foreign_keys: !table.foreign_keys.is_empty(),
            refers_to_itself: table.foreign_keys.iter().any(|key| refers_to(key, table)),
            has_integer_key,
            mapper,
            heads: Vec::new(),
            contents: (mapper.contents)(),
            free: Vec::new(),
            identity: KeyIndex::default(),
            touched: BTreeMap::new(),
            expressions: BTreeMap::new(),
            pending: Pending::default(),
            marked_deleted: BTreeSet::new(),
            revision: 0,
        }
    }

    /// Takes a free slot; returns it with its generation.
    pub(crate) fn allocate(&mut self, epoch: u32) -> (u32, u32) {
        allocate(&mut self.heads, &mut self.free, epoch)
    }

    /// Reads the next cells as the row of an integer key into a new slot, unless the key has one. Also returns whether the
    /// slot is new.
    pub(crate) fn load_integer(&mut self, key: i64, cells: &mut Cells<'_>, epoch: u32) -> Result<(u32, bool)> {
        let Self { identity, heads, free, contents, .. } = self;
        match identity.integer(key) {
            Entry::Occupied(known) => Ok((*known.get(), false)),
            Entry::Vacant(place) => {
                let (slot, generation) = allocate(heads, free, epoch);
                let head = &mut heads[slot as usize];
                if let Err(error) = contents.decode(slot, cells) {
                    head.generation = generation.wrapping_add(1);
                    free.push(slot);
                    return Err(error);
                }
                head.state = Some(State::Persistent);
                place.insert(slot);
                Ok((slot, true))
            }
        }
    }

    /// Frees a slot: handles to it are detached from now on.
    pub(crate) fn release(&mut self, slot: u32) {
        self.revision += 1;
        let key = self.snapshot(slot).map_or_else(|| self.key_of(slot), |before| self.key_in(before));
        self.unidentify(slot, &key);
        self.forget_changes(slot);
        self.marked_deleted.remove(&slot);
        self.contents.clear(slot);
        let head = &mut self.heads[slot as usize];
        let was_pending = head.state.take() == Some(State::Pending);
        head.is_marked_deleted = false;
        head.generation = head.generation.wrapping_add(1);
        self.free.push(slot);
        if was_pending {
            self.pending.remove_one();
        }
    }

    #[inline]
    pub(crate) fn head(&self, slot: u32) -> Option<&Head> {
        self.heads.get(slot as usize)
    }

    #[inline]
    pub(crate) fn head_mut(&mut self, slot: u32) -> &mut Head {
        &mut self.heads[slot as usize]
    }

    /// All slots in use.
    pub(crate) fn slots(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.heads).filter(|(_, head)| head.state.is_some()).map(|(slot, _)| slot)
    }

    /// All slots whose row is in the database.
    pub(crate) fn persistent(&self) -> impl Iterator<Item = u32> + '_ {
        self.slots().filter(|slot| self.heads[*slot as usize].state == Some(State::Persistent))
    }

    /// The keys of all persistent instances, if they are integers.
    pub(crate) fn integer_keys(&self) -> HashSet<i64> {
        self.identity.integers().collect()
    }

    pub(crate) fn find(&self, key: &Key) -> Option<u32> {
        self.identity.find(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.heads.len() - self.free.len()
    }

    /// The key of the row in a slot, as it stands in memory.
    pub(crate) fn key_of(&self, slot: u32) -> Key {
        self.contents.key(slot).unwrap_or_else(|| Key::of([]))
    }

    /// The key among the values of a row.
    pub(crate) fn key_in(&self, values: &[Value]) -> Key {
        Key::of(self.mapper.key.iter().filter_map(|&position| values.get(position)))
    }

    /// The values of a row as the database knows them: before it was touched.
    pub(crate) fn stored_values(&self, slot: u32) -> Vec<Value> {
        self.touched.get(&slot).cloned().unwrap_or_else(|| self.contents.values(slot))
    }

    /// Reserves room for the keys of more instances.
    pub(crate) fn expect(&mut self, additional: usize) {
        if self.has_integer_key {
            self.identity.reserve_integers(additional);
        }
    }

    /// Lets a key lead to an instance.
    pub(crate) fn identify(&mut self, slot: u32, key: Key) {
        self.identity.insert(key, slot);
    }

    /// Lets a key no longer lead to an instance.
    pub(crate) fn unidentify(&mut self, slot: u32, key: &Key) {
        self.identity.remove(key, slot);
    }

    /// Adds an instance to those that the next flush inserts.
    pub(crate) fn add_pending(&mut self, slot: u32) {
        self.revision += 1;
        let head = &mut self.heads[slot as usize];
        head.state = Some(State::Pending);
        self.pending.push(slot, head.generation);
    }

    /// The instances to be inserted, in the order in which they were added.
    pub(crate) fn pending(&self) -> impl Iterator<Item = u32> + '_ {
        self.pending.iter(&self.heads)
    }

    /// Their number.
    pub(crate) const fn pending_count(&self) -> usize {
        self.pending.len()
    }

    /// After a flush that has inserted all of them.
    pub(crate) fn clear_pending(&mut self) {
        self.revision += 1;
        self.pending.clear();
    }

    /// Keeps the values of an instance before its first change. Called before each change.
    #[inline]
    pub(crate) fn touch(&mut self, slot: u32) {
        self.revision += 1;
        if !self.heads[slot as usize].is_touched {
            self.heads[slot as usize].is_touched = true;
            let values = self.contents.values(slot);
            self.touched.insert(slot, values);
        }
    }

    /// The instances that were touched, with their values before.
    pub(crate) fn touched(&self) -> impl Iterator<Item = (u32, &[Value])> + '_ {
        self.touched.iter().map(|(slot, values)| (*slot, values.as_slice()))
    }

    /// The values of an instance before it was touched.
    pub(crate) fn snapshot(&self, slot: u32) -> Option<&[Value]> {
        self.touched.get(&slot).map(Vec::as_slice)
    }

    /// The database has other values than when the instance was touched.
    pub(crate) fn rebase(&mut self, slot: u32, stored: Vec<Value>) {
        if let Some(snapshot) = self.touched.get_mut(&slot) {
            *snapshot = stored;
        }
    }

    /// Whether an instance differs from its row in the database.
    pub(crate) fn is_modified(&self, slot: u32) -> bool {
        let differs = self.touched.get(&slot).is_some_and(|before| *before != self.contents.values(slot));
        differs || self.expressions.contains_key(&slot)
    }

    /// Memory is what the database says; returns the values before the instance was touched.
    pub(crate) fn forget_changes(&mut self, slot: u32) -> Option<Vec<Value>> {
        self.revision += u64::from(self.heads[slot as usize].is_touched);
        self.heads[slot as usize].is_touched = false;
        self.expressions.remove(&slot);
        self.touched.remove(&slot)
    }

    /// Replaces the values of a row. The caller takes care of its key.
    pub(crate) fn write(&mut self, slot: u32, values: &[Value]) -> Result<()> {
        self.revision += u64::from(self.heads[slot as usize].is_touched);
        decode_values(&mut *self.contents, slot, &mut values.to_vec())
    }

    /// Turns values as the database sends them into those of a row.
    pub(crate) fn typed(&mut self, cells: &[Value], epoch: u32) -> Result<Vec<Value>> {
        let (slot, _) = self.allocate(epoch);
        let result = self.write(slot, cells).map(|()| self.contents.values(slot));
        self.contents.clear(slot);
        self.release(slot);
        result
    }

    /// Changes some columns of a row, which is touched.
    pub(crate) fn set(&mut self, slot: u32, changes: &[(usize, Value)]) -> Result<()> {
        let mut values = self.contents.values(slot);
        if changes.iter().all(|(position, value)| values.get(*position) == Some(value)) {
            return Ok(());
        }
        self.touch(slot);
        for (position, value) in changes {
            if let Some(cell) = values.get_mut(*position) {
                *cell = value.clone();
            }
        }
        self.write(slot, &values)
    }

    /// Lets the next flush set a column of a touched row to an expression, which replaces a value assigned before.
    pub(crate) fn compute(&mut self, slot: u32, column: usize, node: Node) -> Result<()> {
        let mut values = self.contents.values(slot);
        let before = self.snapshot(slot).and_then(|before| before.get(column));
        if let (Some(cell), Some(before)) = (values.get_mut(column), before)
            && *cell != *before
        {
            *cell = before.clone();
            self.write(slot, &values)?;
        }
        let expressions = self.expressions.entry(slot).or_default();
        expressions.retain(|(known, _)| *known != column);
        expressions.push((column, node));
        Ok(())
    }

    /// Marks a row as deleted by the next flush, or unmarks it.
    pub(crate) fn mark_deleted(&mut self, slot: u32, marked_deleted: bool) {
        self.heads[slot as usize].is_marked_deleted = marked_deleted;
        if marked_deleted {
            self.marked_deleted.insert(slot);
        } else {
            self.marked_deleted.remove(&slot);
        }
    }

    /// The instances that are marked as deleted.
    pub(crate) fn marked_deleted(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.marked_deleted.iter().copied()
    }

    /// Those of them that are in the database: orphans may be pending.
    pub(crate) fn marked_deleted_rows(&self) -> impl Iterator<Item = u32> + '_ {
        let is_row = |slot: &u32| self.head(*slot).is_some_and(|head| head.state == Some(State::Persistent));
        self.marked_deleted().filter(is_row)
    }

    /// Whether a flush has something to look at.
    pub(crate) fn has_changes(&self) -> bool {
        !(self.pending.is_empty()
            && self.touched.is_empty()
            && self.marked_deleted.is_empty()
            && self.expressions.is_empty())
    }
}

/// Takes a free slot; returns it with its generation.
fn allocate(heads: &mut Vec<Head>, free: &mut Vec<u32>, epoch: u32) -> (u32, u32) {
    let fresh =
        Head { generation: 0, epoch, state: None, is_marked_deleted: false, is_touched: false, is_expired: false };
    if let Some(slot) = free.pop() {
        let head = &mut heads[slot as usize];
        *head = Head { generation: head.generation, ..fresh };
        return (slot, head.generation);
    }
    let slot = u32::try_from(heads.len()).expect("a session does not hold four billion rows");
    if heads.len() == heads.capacity() {
        // Not twice as many: the unused room would be more than everything else that is kept of an instance.
        heads.reserve_exact(heads.len() / 4 + 8);
    }
    heads.push(fresh);
    (slot, 0)
}
