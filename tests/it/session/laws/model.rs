//! What a session should do, said as simply as it can be: rows with parents, and sets of pairs.

use std::collections::{BTreeMap, BTreeSet};

use super::database::mark;
use super::edges::{ASSOCIATIONS, EDGES, Edge, OnDelete, edge_of};
use super::things::{Entity, Key, Thing};

/// Whom a foreign key names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parent {
    /// An instance, by its number.
    Instance(usize),
    /// A row that there is not.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// `None` until the database has counted it up.
    pub(crate) key: Option<Key>,
    pub(crate) text: String,
    pub(crate) parent: Option<Parent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Pending,
    Persistent,
    /// To be deleted.
    Doomed,
    /// Deleted by a flush of this transaction.
    Deleted,
    /// Neither in the session nor in the database.
    Gone,
}

/// One row, from when it is added to after it is gone.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) entity: Entity,
    /// `None`: it was taken out of the session, or nobody has asked for it.
    pub(crate) thing: Option<Thing>,
    pub(crate) row: Row,
    /// What the last flush has written.
    pub(crate) stored: Option<Row>,
    pub(crate) status: Status,
    /// It was taken from its parent, and is nothing without one.
    pub(crate) is_orphan: bool,
    /// Its parent was given as a plain value: both sides see that at the next flush only.
    pub(crate) is_by_value: bool,
    pub(crate) is_expired: bool,
    /// The next flush adds a `!` to the text, by an expression.
    pub(crate) computes: bool,
    /// The session was told of the row before it was inserted.
    pub(crate) is_added: bool,
}

impl Instance {
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.status, Status::Pending | Status::Persistent)
    }

    /// It can be worked with: alive, and in the session.
    pub(crate) fn is_here(&self) -> bool {
        self.is_live() && self.thing.is_some()
    }

    pub(crate) fn is_child_of(&self, parent: usize) -> bool {
        self.row.parent == Some(Parent::Instance(parent))
    }

    /// Changes that were not flushed are lost.
    pub(crate) fn revert(&mut self) {
        if let Some(stored) = &self.stored {
            self.row = stored.clone();
            self.status = Status::Persistent;
        } else {
            self.status = Status::Gone;
        }
        self.is_orphan = false;
        self.is_by_value = false;
        self.computes = false;
    }
}

/// What a flush does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passes,
    /// The database refuses what there would be.
    Fails,
    /// There would be nothing wrong, but there is no promise to find the way:
    /// a value of a UNIQUE column moves from one row to another; a key by value names a pending row of a table that is
    /// written later, or closes a circle of pending rows; a row takes over the key of a deleted one to which others refer.
    MayFail,
}

#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) instances: Vec<Instance>,
    /// The rows of association tables.
    pub(crate) links: Vec<BTreeSet<(usize, usize)>>,
    pub(crate) stored_links: Vec<BTreeSet<(usize, usize)>>,
}

impl Model {
    pub(crate) fn new() -> Self {
        let none = vec![BTreeSet::new(); ASSOCIATIONS.len()];
        Self { instances: Vec::new(), links: none.clone(), stored_links: none }
    }

    pub(crate) fn numbers(&self, wanted: impl Fn(&Instance) -> bool) -> Vec<usize> {
        (0..self.instances.len()).filter(|at| wanted(&self.instances[*at])).collect()
    }

    pub(crate) fn children(&self, parent: usize, child: Entity) -> Vec<usize> {
        self.numbers(|instance| instance.entity == child && instance.is_live() && instance.is_child_of(parent))
    }

    /// The instance that has a key, or will have.
    pub(crate) fn with_key(&self, entity: Entity, key: &Key) -> Option<usize> {
        let found = self.numbers(|instance| {
            let is_there = instance.is_live() || instance.status == Status::Doomed;
            let stored = instance.stored.as_ref().and_then(|row| row.key.as_ref());
            instance.entity == entity && is_there && (instance.row.key.as_ref() == Some(key) || stored == Some(key))
        });
        found.first().copied()
    }

    /// Whether a key is that of a row that the next flush deletes: it may mean that one, or one that takes it over.
    pub(crate) fn is_leaving(&self, entity: Entity, key: &Key) -> bool {
        self.instances.iter().any(|instance| {
            let stored = instance.stored.as_ref().and_then(|row| row.key.as_ref());
            let is_leaving = instance.status == Status::Doomed || (instance.is_live() && instance.is_orphan);
            instance.entity == entity && is_leaving && stored == Some(key)
        })
    }

    /// Marks a row to be deleted, and all that it owns. Pending ones are never inserted.
    pub(crate) fn doom(&mut self, at: usize) {
        let was_pending = self.instances[at].status == Status::Pending;
        match self.instances[at].status {
            Status::Pending => self.forget(at),
            Status::Persistent => self.instances[at].status = Status::Doomed,
            _ => return,
        }
        let entity = self.instances[at].entity;
        for edge in EDGES.iter().filter(|edge| edge.owns && edge.parent == entity) {
            let children = self.numbers(|instance| {
                // What names the key that a pending row will have is not known to belong to it.
                let is_known = !(was_pending && instance.is_by_value);
                instance.entity == edge.child && instance.is_live() && instance.is_child_of(at) && is_known
            });
            for child in children {
                self.doom(child);
            }
        }
    }

    /// A pending row that is never inserted.
    pub(crate) fn forget(&mut self, at: usize) {
        self.instances[at].status = Status::Gone;
        self.drop_links(at);
    }

    pub(crate) fn drop_links(&mut self, at: usize) {
        for (links, stored) in self.links.iter_mut().zip(&self.stored_links) {
            links.retain(|pair| pair.0 != at && pair.1 != at);
            links.extend(stored.iter().filter(|pair| pair.0 == at || pair.1 == at));
        }
    }

    /// Whether a flush has something to write.
    pub(crate) fn has_changes(&self) -> bool {
        let is_changed = |instance: &Instance| match instance.status {
            Status::Pending | Status::Doomed => true,
            Status::Persistent => {
                instance.is_orphan || instance.computes || instance.stored.as_ref() != Some(&instance.row)
            }
            Status::Deleted | Status::Gone => false,
        };
        self.instances.iter().any(is_changed) || self.links != self.stored_links
    }

    /// What there is after a flush, and whether the database takes it.
    pub(crate) fn flushed(&self) -> (Outcome, Self) {
        let mut next = self.clone();
        for at in next.numbers(|instance| instance.is_orphan && instance.is_live()) {
            next.doom(at);
        }
        for at in next.numbers(|instance| instance.status == Status::Doomed) {
            let entity = next.instances[at].entity;
            let is_let_go = |edge: &&Edge| {
                edge.parent == entity && edge.is_nullable && !edge.owns && edge.on_delete != OnDelete::Deletes
            };
            for edge in EDGES.iter().filter(is_let_go) {
                for child in next.children(at, edge.child) {
                    next.instances[child].row.parent = None;
                }
            }
            next.delete_along(at);
        }
        let lives: Vec<bool> = next.instances.iter().map(Instance::is_live).collect();
        for links in &mut next.links {
            links.retain(|pair| lives[pair.0] && lives[pair.1]);
        }
        let outcome = next.check_keys().max(next.check_parents()).max(next.check_singles());
        for instance in &mut next.instances {
            match instance.status {
                Status::Pending | Status::Persistent => {
                    let is_inserted = instance.entity == Entity::Address && instance.status == Status::Pending;
                    let is_updated = instance.entity == Entity::Tag
                        && instance.status == Status::Persistent
                        && (instance.computes || instance.stored.as_ref() != Some(&instance.row));
                    if (is_inserted || is_updated) && mark(&mut instance.row.text) {
                        // Of a hook's value and an expression, the hook's is the later one.
                        instance.computes = false;
                    }
                    if instance.computes {
                        instance.row.text.push('!');
                    }
                    instance.status = Status::Persistent;
                    instance.stored = Some(instance.row.clone());
                }
                Status::Doomed => instance.status = Status::Deleted,
                Status::Deleted | Status::Gone => {}
            }
            instance.is_orphan = false;
            instance.is_by_value = false;
            instance.computes = false;
        }
        next.stored_links.clone_from(&next.links);
        (outcome, next)
    }

    /// The database deletes the rows that refer to one that is deleted.
    fn delete_along(&mut self, at: usize) {
        let entity = self.instances[at].entity;
        for edge in EDGES.iter().filter(|edge| edge.parent == entity && edge.on_delete == OnDelete::Deletes) {
            for child in self.children(at, edge.child) {
                self.instances[child].status = Status::Doomed;
                self.delete_along(child);
            }
        }
    }

    /// Entities of which the database has changed rows because those that they refer to are gone, or have other keys.
    pub(crate) fn changed_by_database(&self, next: &Self) -> BTreeSet<Entity> {
        let mut changed = BTreeSet::new();
        for (was, is) in self.instances.iter().zip(&next.instances) {
            let is_gone = was.status != Status::Deleted && is.status == Status::Deleted;
            let key = |row: &Row| row.key.clone();
            let has_moved = was.stored.is_some() && was.stored.as_ref().map(key) != is.stored.as_ref().map(key);
            if is_gone || has_moved {
                let acts = |edge: &&Edge| edge.parent == was.entity && edge.on_delete != OnDelete::Refuses;
                changed.extend(EDGES.iter().filter(acts).map(|edge| edge.child));
            }
        }
        changed
    }

    fn check_keys(&self) -> Outcome {
        let mut keys = BTreeMap::new();
        for instance in self.instances.iter().filter(|instance| instance.is_live()) {
            if let Some(key) = &instance.row.key
                && keys.insert((instance.entity, key.clone()), ()).is_some()
            {
                return Outcome::Fails;
            }
        }
        Outcome::Passes
    }

    /// Every foreign key has to name a row.
    fn check_parents(&mut self) -> Outcome {
        let mut outcome = Outcome::Passes;
        for at in self.numbers(Instance::is_live) {
            let instance = &self.instances[at];
            let Some(edge) = edge_of(instance.entity) else { continue };
            match instance.row.parent {
                None => {}
                Some(Parent::Nothing) => return Outcome::Fails,
                Some(Parent::Instance(parent)) if !self.instances[parent].is_live() => {
                    let key = self.instances[parent].stored.as_ref().and_then(|row| row.key.clone());
                    let heir = self.numbers(|other| {
                        other.entity == edge.parent && other.is_live() && key.is_some() && other.row.key == key
                    });
                    let Some(&heir) = heir.first() else { return Outcome::Fails };
                    self.instances[at].row.parent = Some(Parent::Instance(heir));
                    outcome = Outcome::MayFail;
                }
                Some(Parent::Instance(parent)) => {
                    let waits = instance.is_by_value && self.instances[parent].status == Status::Pending;
                    if waits && (edge.child == Entity::Person || self.is_in_a_circle(at)) {
                        outcome = Outcome::MayFail;
                    }
                }
            }
        }
        outcome
    }

    fn is_in_a_circle(&self, first: usize) -> bool {
        let mut at = first;
        for _ in 0..self.instances.len() {
            match self.instances[at].row.parent {
                Some(Parent::Instance(parent)) if parent == first => return true,
                Some(Parent::Instance(parent)) => at = parent,
                _ => return false,
            }
        }
        // It leads into a circle.
        true
    }

    /// The keys of a one-to-one are UNIQUE.
    fn check_singles(&self) -> Outcome {
        let mut outcome = Outcome::Passes;
        for edge in EDGES.iter().filter(|edge| edge.is_one_to_one) {
            let all = self.numbers(|instance| instance.entity == edge.child && instance.status != Status::Gone);
            for &one in &all {
                for &other in all.iter().filter(|other| **other != one) {
                    let (one, other) = (&self.instances[one], &self.instances[other]);
                    let Some(parent) = &one.row.parent else { continue };
                    if !one.is_live() {
                        continue;
                    }
                    if other.is_live() && other.row.parent.as_ref() == Some(parent) {
                        return Outcome::Fails;
                    }
                    let is_stored = other.status != Status::Deleted;
                    if is_stored && other.stored.as_ref().and_then(|row| row.parent.as_ref()) == Some(parent) {
                        outcome = Outcome::MayFail;
                    }
                }
            }
        }
        outcome
    }
}

impl PartialOrd for Outcome {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Outcome {
    /// The worst counts.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let rank = |outcome: &Self| match outcome {
            Self::Passes => 0,
            Self::MayFail => 1,
            Self::Fails => 2,
        };
        rank(self).cmp(&rank(other))
    }
}
