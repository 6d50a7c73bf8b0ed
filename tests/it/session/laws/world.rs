//! A session and a model of it, which do the same and are compared.

use std::collections::BTreeSet;
use std::sync::Arc;

use realgar::Error;
use realgar::prelude::*;

use super::database::Wire;
use super::edges::edge_of;
use super::model::{Instance, Model, Outcome, Parent, Row, Status};
use super::tally::Flushes;
use super::things::{Entity, Given, Key, Thing};

/// The database has refused a flush, as it had to; the transaction is to be rolled back.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Error);

/// What a session should be, and what was done.
pub(crate) struct World {
    pub(crate) model: Model,
    /// What was committed.
    pub(crate) committed: Model,
    /// Handles that must not lead anywhere any more.
    pub(crate) dead: Vec<Thing>,
    /// Handles of rows that were read after a statement had inserted them, and whose INSERT was undone.
    pub(crate) ghosts: Vec<Thing>,
    /// What the program has tried, for the law's tally.
    pub(crate) tried: BTreeSet<&'static str>,
    pub(crate) flushes: Flushes,
    /// Entities of which this transaction has written rows by statements: what was read since may have to be read again after
    /// a rollback.
    pub(crate) untracked: BTreeSet<Entity>,
    pub(crate) wire: Arc<Wire>,
    next_key: i64,
}

impl World {
    pub(crate) fn new(wire: &Arc<Wire>) -> Self {
        Self {
            model: Model::new(),
            committed: Model::new(),
            dead: Vec::new(),
            ghosts: Vec::new(),
            tried: BTreeSet::new(),
            flushes: Flushes::default(),
            untracked: BTreeSet::new(),
            wire: Arc::clone(wire),
            next_key: 0,
        }
    }

    pub(crate) fn here(&self, entity: Entity) -> Vec<usize> {
        self.model.numbers(|instance| instance.entity == entity && instance.is_here())
    }

    pub(crate) fn thing(&self, at: usize) -> Thing {
        self.model.instances[at].thing.expect("the instance is in the session")
    }

    /// The number of the instance that a handle stands for. One of a row that nobody has asked for yet becomes known.
    pub(crate) fn number(&mut self, session: &Session, thing: Thing) -> usize {
        if let Some(known) = self.model.numbers(|instance| instance.thing == Some(thing)).first() {
            return *known;
        }
        assert!(!self.dead.contains(&thing), "{thing:?} is dead");
        let key = thing.row(session).expect("a row that was found can be read").key;
        let found = self.model.numbers(|instance| {
            instance.entity == thing.entity()
                && matches!(instance.status, Status::Persistent | Status::Doomed)
                && instance.stored.as_ref().and_then(|row| row.key.as_ref()) == Some(&key)
        });
        let [found] = found[..] else { panic!("{thing:?} with key {key:?} is nobody, or several: {found:?}") };
        let instance = &mut self.model.instances[found];
        assert_eq!(instance.thing, None, "{thing:?} is a second handle of {key:?}");
        instance.thing = Some(thing);
        instance.is_expired = false;
        found
    }

    pub(crate) fn numbers(&mut self, session: &Session, things: Vec<Thing>) -> Vec<usize> {
        let mut numbers: Vec<usize> = things.into_iter().map(|thing| self.number(session, thing)).collect();
        numbers.sort_unstable();
        let count = numbers.len();
        numbers.dedup();
        assert_eq!(numbers.len(), count, "a member is there twice");
        numbers
    }

    /// A key that no row has had yet.
    pub(crate) fn fresh_key(&mut self, entity: Entity) -> Key {
        self.next_key += 1;
        match entity {
            Entity::Nat => Key::Code(format!("code {}", self.next_key)),
            Entity::Comp | Entity::Team => Key::Pair(self.next_key % 3, self.next_key),
            // Leaves room for those that are counted up from here.
            _ => Key::Id(self.next_key * 1000),
        }
    }

    pub(crate) fn add(
        &mut self,
        session: &mut Session,
        entity: Entity,
        text: &str,
        key: Option<Key>,
        given: &Given,
    ) -> usize {
        let parent = match given {
            Given::Unset => None,
            Given::Handle(thing) => Some(Parent::Instance(self.number(session, *thing))),
            Given::Raw(key) => {
                let parent = edge_of(entity).expect("it has a parent").parent;
                Some(self.model.with_key(parent, key).map_or(Parent::Nothing, Parent::Instance))
            }
        };
        let thing = entity.add(session, text, key.as_ref(), given);
        let text = if entity.has_text() { text } else { "" };
        self.model.instances.push(Instance {
            entity,
            thing: Some(thing),
            row: Row { key, text: text.to_owned(), parent },
            stored: None,
            status: Status::Pending,
            is_orphan: false,
            is_by_value: matches!(given, Given::Raw(_)),
            is_expired: false,
            computes: false,
            is_added: true,
        });
        self.model.instances.len() - 1
    }

    /// Does what flushes; it must go as the model says.
    pub(crate) fn flush_with<T>(
        &mut self,
        session: &mut Session,
        work: impl FnOnce(&mut Session) -> realgar::Result<T>,
    ) -> Result<T, Refused> {
        let (outcome, next) = self.model.flushed();
        let has_changes = self.model.has_changes();
        match work(session) {
            Ok(value) => {
                assert_ne!(outcome, Outcome::Fails, "the flush should have been refused");
                if has_changes {
                    self.tried.insert("a flush of changes");
                    match outcome {
                        Outcome::Passes => self.flushes.passed += 1,
                        _ => self.flushes.open_passed += 1,
                    }
                }
                self.untracked.extend(self.model.changed_by_database(&next));
                let has_changed =
                    |(was, is): (&Instance, &Instance)| is.row.text.contains('+') && !was.row.text.contains('+');
                if self.model.instances.iter().zip(&next.instances).any(has_changed) {
                    self.tried.insert("a hook has changed a row");
                }
                self.model = next;
                for instance in &mut self.model.instances {
                    if instance.status == Status::Persistent
                        && instance.row.key.is_none()
                        && let Some(thing) = instance.thing
                    {
                        let key = thing.row(session).expect("a row that was just inserted").key;
                        instance.row.key = Some(key);
                        instance.stored = Some(instance.row.clone());
                    }
                }
                Ok(value)
            }
            Err(error) => {
                assert_ne!(outcome, Outcome::Passes, "the flush should have passed: {error}");
                assert!(error.is_integrity(), "refused for another reason than the rows: {error}");
                self.tried.insert("a refused flush");
                match outcome {
                    Outcome::Fails => self.flushes.refused += 1,
                    _ => self.flushes.open_refused += 1,
                }
                self.check_memory(session);
                Err(Refused(error))
            }
        }
    }

    pub(crate) fn flush(&mut self, session: &mut Session) -> Result<(), Refused> {
        self.flush_with(session, Session::flush)
    }

    pub(crate) fn commit(&mut self, session: &mut Session) -> Result<(), Refused> {
        self.flush_with(session, Session::commit)?;
        for instance in &mut self.model.instances {
            if instance.status == Status::Deleted {
                instance.status = Status::Gone;
            }
        }
        self.bury();
        self.untracked.clear();
        self.committed = self.model.clone();
        Ok(())
    }

    /// Handles of instances that are gone are dead.
    pub(crate) fn bury(&mut self) {
        for instance in &mut self.model.instances {
            if instance.status == Status::Gone {
                self.dead.extend(instance.thing.take());
            }
        }
    }

    /// Keeps in mind what a rollback to what was takes back.
    pub(crate) fn count_losses(&mut self, was: &Model) {
        let mut lost = BTreeSet::new();
        for (at, now) in self.model.instances.iter().enumerate() {
            let then = was.instances.get(at);
            let stored_then = then.and_then(|then| then.stored.as_ref());
            match (stored_then, &now.stored) {
                (None, Some(_)) => lost.insert("a flushed INSERT was undone"),
                (Some(_), Some(_)) if now.status == Status::Deleted => lost.insert("a flushed DELETE was undone"),
                (Some(before), Some(after)) if before != after => lost.insert("a flushed UPDATE was undone"),
                _ if now.status == Status::Pending => lost.insert("a pending row was undone"),
                _ if now.status == Status::Doomed => lost.insert("a row marked to be deleted was undone"),
                _ if now.is_live() && now.stored.as_ref() != Some(&now.row) => lost.insert("a changed row was undone"),
                _ => false,
            };
        }
        if self.model.stored_links != was.stored_links {
            lost.insert("flushed links were undone");
        }
        if self.model.links != self.model.stored_links {
            lost.insert("changed links were undone");
        }
        if !lost.is_empty() {
            lost.insert("anything was undone");
        }
        self.tried.extend(lost);
    }

    /// The session has rolled back to what was.
    pub(crate) fn restore(&mut self, was: &Model) {
        let now = std::mem::replace(&mut self.model, was.clone());
        for (at, instance) in now.instances.into_iter().enumerate() {
            match self.model.instances.get_mut(at) {
                // What was taken out of the session stays out, what came in stays in.
                Some(old) => {
                    old.thing = instance.thing;
                    old.is_expired = instance.is_expired || self.untracked.contains(&old.entity);
                }
                None => {
                    match instance.is_added {
                        true => self.dead.extend(instance.thing),
                        false => self.ghosts.extend(instance.thing),
                    }
                    self.model.instances.push(Instance { thing: None, status: Status::Gone, ..instance });
                }
            }
        }
    }
}
