//! What is compared between a session, its model and the database.

use realgar::prelude::*;

use super::database::Database;
use super::edges::{ASSOCIATIONS, EDGES, edge_of};
use super::model::{Instance, Parent, Row, Status};
use super::things::{ENTITIES, Key};
use super::world::World;

impl World {
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
            let is_changed = instance.computes || instance.stored.as_ref() != Some(&instance.row);
            if is_changed && !waits && !instance.is_orphan {
                assert!(thing.is_dirty(session), "{thing:?} should be dirty");
            }
            // A query of the session's own may have read it.
            self.model.instances[at].is_expired = false;
        }
        for thing in &self.ghosts {
            assert!(thing.row(session).is_err(), "{thing:?} can be read, and there is no row");
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
        let mut fresh = Self::new(&database.wire);
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
