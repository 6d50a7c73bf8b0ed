//! A session and a model of it, which do the same and are compared.

use std::collections::BTreeSet;

use realgar::Error;
use realgar::prelude::*;

use super::database::Database;
use super::edges::{ASSOCIATIONS, EDGES, edge_of};
use super::model::{Instance, Model, Outcome, Parent, Row, Status};
use super::tally::Flushes;
use super::things::{ENTITIES, Entity, Given, Key, Thing};

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
    /// What the program has tried, for the law's tally.
    pub(crate) tried: BTreeSet<&'static str>,
    pub(crate) flushes: Flushes,
    next_key: i64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            model: Model::new(),
            committed: Model::new(),
            dead: Vec::new(),
            tried: BTreeSet::new(),
            flushes: Flushes::default(),
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
                    old.is_expired = instance.is_expired;
                }
                None => {
                    self.dead.extend(instance.thing);
                    self.model.instances.push(Instance { thing: None, status: Status::Gone, ..instance });
                }
            }
        }
    }

    /// What a row should be in memory; foreign keys that wait for the key of another row are left out.
    fn expected(&self, row: &Row) -> (Option<Key>, String, Option<Option<Key>>) {
        let parent = match &row.parent {
            None => Some(None),
            Some(Parent::Nothing) => None,
            Some(Parent::Instance(parent)) => self.model.instances[*parent].row.key.clone().map(Some),
        };
        (row.key.clone(), row.text.clone(), parent)
    }

    /// States and rows are what they should be.
    pub(crate) fn check_memory(&mut self, session: &Session) {
        for at in 0..self.model.instances.len() {
            let instance = &self.model.instances[at];
            let Some(thing) = instance.thing else { continue };
            let state = match instance.status {
                Status::Pending => State::Pending,
                Status::Persistent | Status::Doomed => State::Persistent,
                Status::Deleted => State::Deleted,
                Status::Gone => State::Detached,
            };
            assert_eq!(thing.state(session), state, "the state of {thing:?}, {instance:?}");
            if state != State::Persistent {
                continue;
            }
            let row = match thing.row(session) {
                Ok(row) => row,
                Err(error) => {
                    assert_eq!(*error.kind(), realgar::ErrorKind::Expired, "{thing:?}: {error}");
                    assert!(instance.is_expired, "{thing:?} is expired, and should not be");
                    self.tried.insert("an expired row");
                    continue;
                }
            };
            let (key, text, parent) = self.expected(&instance.row);
            let waits = matches!(instance.row.parent, Some(Parent::Instance(parent))
                if self.model.instances[parent].status == Status::Pending);
            assert_eq!((Some(&row.key), &row.text), (key.as_ref(), &text), "{thing:?}, {instance:?}");
            // Another may have been given to the parent of one that is to be deleted.
            let is_open = waits
                || instance.is_orphan
                || (instance.status == Status::Doomed
                    && edge_of(instance.entity).is_some_and(|edge| edge.is_one_to_one));
            if let (Some(parent), [found], false) = (&parent, &row.parents[..], is_open) {
                assert_eq!(found, parent, "the parent of {thing:?}, {instance:?}");
            }
            if instance.stored.as_ref() != Some(&instance.row) && !waits && !instance.is_orphan {
                assert!(thing.is_dirty(session), "{thing:?} should be dirty");
            }
            // A query of the session's own may have read it.
            self.model.instances[at].is_expired = false;
        }
        for thing in &self.dead {
            assert_eq!(thing.state(session), State::Detached, "{thing:?}");
            let error = thing.row(session).expect_err("a dead handle");
            assert_eq!(*error.kind(), realgar::ErrorKind::Detached);
        }
    }

    /// Both sides of all relationships are what they should be, without a flush.
    pub(crate) fn check_relationships(&mut self, session: &mut Session) {
        session.no_autoflush(|session| {
            for at in 0..self.model.instances.len() {
                if self.model.instances[at].is_here() {
                    self.check_relationships_of(session, at);
                }
            }
        });
    }

    pub(crate) fn check_relationships_of(&mut self, session: &mut Session, at: usize) {
        let (entity, thing) = (self.model.instances[at].entity, self.thing(at));
        if let Some(edge) = edge_of(entity)
            && !self.model.instances[at].is_by_value
        {
            let found = (edge.parent_of)(session, thing).unwrap().map(|parent| self.number(session, parent));
            let expected = match self.model.instances[at].row.parent {
                Some(Parent::Instance(parent)) => Some(parent),
                _ => None,
            };
            assert_eq!(found, expected, "{edge:?} of {thing:?}");
        }
        for edge in EDGES.iter().filter(|edge| edge.parent == entity) {
            let found = (edge.children_of)(session, thing).unwrap();
            let mut found = self.numbers(session, found);
            let mut expected = self.model.children(at, edge.child);
            let is_certain = |at: &usize| {
                let instance = &self.model.instances[*at];
                instance.is_live() && !instance.is_by_value
            };
            let all_certain = found.iter().chain(&expected).all(is_certain);
            found.retain(is_certain);
            expected.retain(is_certain);
            if edge.is_one_to_one {
                assert!(!all_certain || expected.len() > 1 || found == expected, "{edge:?} of {thing:?}: {found:?}");
            } else {
                assert_eq!(found, expected, "children {edge:?} of {thing:?}");
            }
        }
        for (number, association) in ASSOCIATIONS.iter().enumerate() {
            let lives = |at: &usize| self.model.instances[*at].is_live();
            let pairs = &self.model.links[number];
            let expected: Vec<usize> =
                pairs.iter().filter(|pair| pair.0 == at).map(|pair| pair.1).filter(lives).collect();
            let reversed: Vec<usize> =
                pairs.iter().filter(|pair| pair.1 == at).map(|pair| pair.0).filter(lives).collect();
            if association.local == entity {
                let found = (association.remotes)(session, thing).unwrap();
                let mut found = self.numbers(session, found);
                found.retain(|at| self.model.instances[*at].is_live());
                assert_eq!(found, expected, "linked to {thing:?}");
            }
            if association.remote == entity {
                let found = (association.locals)(session, thing).unwrap();
                let mut found = self.numbers(session, found);
                found.retain(|at| self.model.instances[*at].is_live());
                assert_eq!(found, reversed, "linked to {thing:?} from the other side");
            }
        }
    }

    /// A session that begins now reads what the model says, rows and relationships.
    pub(crate) fn check_database(&mut self, database: &Database) {
        let mut session = Session::new(&database.engine);
        let mut fresh = Self::new();
        fresh.model = self.model.clone();
        for instance in &mut fresh.model.instances {
            instance.thing = None;
            instance.is_expired = false;
        }
        for entity in ENTITIES {
            let expected = fresh.model.numbers(|instance| instance.entity == *entity && instance.is_live());
            let found = entity.all(&mut session).unwrap();
            let found = fresh.numbers(&session, found);
            assert_eq!(found, expected, "the rows of {entity:?}");
        }
        fresh.check_memory(&session);
        fresh.check_relationships(&mut session);
        if fresh.model.instances.iter().any(Instance::is_live) {
            self.tried.insert("rows were read by another session");
        }
        if fresh.model.stored_links.iter().any(|links| !links.is_empty()) {
            self.tried.insert("links were read by another session");
        }
    }
}
