//! All instances of one entity in a session, with the identity map: one key, one instance.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;
use realgar_metadata::SqlType;

use super::contents::{Contents, decode_values};
use super::key::Key;
use super::mapper::Mapper;
use super::state::{Head, State};
use crate::error::Result;
use crate::sql::ast::Node;
use crate::sql::value::Value;

/// The instances of one entity.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) mapper: &'static Mapper,
    heads: Vec<Head>,
    pub(crate) contents: Box<dyn Contents>,
    free: Vec<u32>,
    identity: HashMap<Key, u32, RandomState>,
    /// The key is one integer, which is then known before the row is read.
    pub(crate) has_integer_key: bool,
    /// What instances were before they were touched.
    touched: BTreeMap<u32, Vec<Value>>,
    /// Columns that are to be set to what the database computes.
    pub(crate) expressions: BTreeMap<u32, Vec<(usize, Node)>>,
    /// In the order in which they were added.
    pending: BTreeMap<u64, u32>,
    /// The number that the next instance gets when it is added.
    next_added: u64,
    doomed: BTreeSet<u32>,
}

impl Store {
    pub(crate) fn new(mapper: &'static Mapper) -> Self {
        let key_types = mapper.key.iter().map(|&position| &(mapper.table)().columns[position].sql_type);
        let has_integer_key = match key_types.collect::<Vec<_>>()[..] {
            [only] => matches!(only, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt),
            _ => false,
        };
        Self {
            has_integer_key,
            mapper,
            heads: Vec::new(),
            contents: (mapper.contents)(),
            free: Vec::new(),
            identity: HashMap::default(),
            touched: BTreeMap::new(),
            expressions: BTreeMap::new(),
            pending: BTreeMap::new(),
            next_added: 0,
            doomed: BTreeSet::new(),
        }
    }

    /// A free slot, with the number of instances that it had before.
    pub(crate) fn allocate(&mut self, epoch: u32) -> (u32, u32) {
        let fresh = Head { generation: 0, epoch, state: None, is_doomed: false, is_touched: false, is_expired: false };
        if let Some(slot) = self.free.pop() {
            let head = &mut self.heads[slot as usize];
            *head = Head { generation: head.generation, ..fresh };
            return (slot, head.generation);
        }
        let slot = u32::try_from(self.heads.len()).expect("a session does not hold four billion rows");
        self.heads.push(fresh);
        self.contents.push();
        (slot, 0)
    }

    /// Lets a slot go: handles to it are dead from now on.
    pub(crate) fn release(&mut self, slot: u32) {
        let key = self.key_in(&self.stored_values(slot));
        self.unidentify(slot, &key);
        self.forget_changes(slot);
        self.pending.retain(|_, pending| *pending != slot);
        self.doomed.remove(&slot);
        self.contents.clear(slot);
        let head = &mut self.heads[slot as usize];
        head.state = None;
        head.is_doomed = false;
        head.generation = head.generation.wrapping_add(1);
        self.free.push(slot);
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
        let integers = self.identity.keys().filter_map(|key| match key {
            Key::Integer(key) => Some(*key),
            Key::Parts(_) => None,
        });
        integers.collect()
    }

    pub(crate) fn find(&self, key: &Key) -> Option<u32> {
        self.identity.get(key).copied()
    }

    pub(crate) fn len(&self) -> usize {
        self.heads.len() - self.free.len()
    }

    /// The key of the row in a slot, as it stands in memory.
    pub(crate) fn key_of(&self, slot: u32) -> Key {
        self.key_in(&self.contents.values(slot))
    }

    /// The key among the values of a row.
    pub(crate) fn key_in(&self, values: &[Value]) -> Key {
        Key::of(self.mapper.key.iter().filter_map(|&position| values.get(position)))
    }

    /// The values of a row as the database knows them: before it was touched.
    pub(crate) fn stored_values(&self, slot: u32) -> Vec<Value> {
        self.touched.get(&slot).cloned().unwrap_or_else(|| self.contents.values(slot))
    }

    /// Enters a persistent instance into the identity map.
    pub(crate) fn identify(&mut self, slot: u32, key: Key) {
        self.identity.insert(key, slot);
    }

    /// Takes an instance out of the identity map.
    pub(crate) fn unidentify(&mut self, slot: u32, key: &Key) {
        if self.identity.get(key) == Some(&slot) {
            self.identity.remove(key);
        }
    }

    /// Adds an instance to those that the next flush inserts.
    pub(crate) fn add_pending(&mut self, slot: u32) {
        self.heads[slot as usize].state = Some(State::Pending);
        self.pending.insert(self.next_added, slot);
        self.next_added += 1;
    }

    /// The instances to be inserted, in the order in which they were added.
    pub(crate) fn pending(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.pending.values().copied()
    }

    /// After a flush that has inserted all of them.
    pub(crate) fn clear_pending(&mut self) {
        self.pending.clear();
    }

    /// Keeps what an instance was before its first change.
    #[inline]
    pub(crate) fn touch(&mut self, slot: u32) {
        if !self.heads[slot as usize].is_touched {
            self.heads[slot as usize].is_touched = true;
            let values = self.contents.values(slot);
            self.touched.insert(slot, values);
        }
    }

    /// The instances that were touched, with what they were before.
    pub(crate) fn touched(&self) -> impl Iterator<Item = (u32, &[Value])> + '_ {
        self.touched.iter().map(|(slot, values)| (*slot, values.as_slice()))
    }

    /// What an instance was before it was touched.
    pub(crate) fn snapshot(&self, slot: u32) -> Option<&[Value]> {
        self.touched.get(&slot).map(Vec::as_slice)
    }

    /// The database has other values now than when the instance was touched.
    pub(crate) fn rebase(&mut self, slot: u32, stored: Vec<Value>) {
        if let Some(snapshot) = self.touched.get_mut(&slot) {
            *snapshot = stored;
        }
    }

    /// Whether a touched instance differs from what it was.
    pub(crate) fn is_modified(&self, slot: u32) -> bool {
        let differs = self.touched.get(&slot).is_some_and(|before| *before != self.contents.values(slot));
        differs || self.expressions.contains_key(&slot)
    }

    /// What is in memory is what is in the database; gives what it was before.
    pub(crate) fn forget_changes(&mut self, slot: u32) -> Option<Vec<Value>> {
        self.heads[slot as usize].is_touched = false;
        self.expressions.remove(&slot);
        self.touched.remove(&slot)
    }

    /// Writes values into a row, whatever it was; the identity map is the caller's business.
    pub(crate) fn write(&mut self, slot: u32, values: &[Value]) -> Result<()> {
        decode_values(&mut *self.contents, slot, values)
    }

    /// Changes some columns of a row, and remembers what it was.
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

    /// Lets the database compute a column of a touched row, whatever value was given before.
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

    /// Marks a row to be deleted by the next flush, or not.
    pub(crate) fn doom(&mut self, slot: u32, doomed: bool) {
        self.heads[slot as usize].is_doomed = doomed;
        if doomed {
            self.doomed.insert(slot);
        } else {
            self.doomed.remove(&slot);
        }
    }

    /// The rows to be deleted by the next flush.
    pub(crate) fn doomed(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.doomed.iter().copied()
    }

    /// Whether a flush has something to look at.
    pub(crate) fn has_changes(&self) -> bool {
        !(self.pending.is_empty() && self.touched.is_empty() && self.doomed.is_empty() && self.expressions.is_empty())
    }
}
