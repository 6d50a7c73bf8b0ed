//! Operations that read.

use realgar::prelude::*;

use super::super::model::Status;
use super::super::world::{Refused, World};
use super::{Dice, Program, pick};

impl Program<'_> {
    pub(super) fn expire(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else { return };
        self.note(world, "expire", format_args!("#{at}"));
        world.thing(at).expire(session).unwrap();
        world.model.instances[at].revert();
        world.model.instances[at].is_expired = true;
    }

    pub(super) fn refresh(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else { return };
        self.note(world, "refresh", format_args!("#{at}"));
        world.thing(at).refresh(session).unwrap();
        world.model.instances[at].revert();
        world.model.instances[at].is_expired = false;
    }

    pub(super) fn related(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(at) = self.any_here(world, dice, |_| true) else { return Ok(()) };
        self.note(world, "related", format_args!("of #{at}, {}", dice.way % 2));
        if dice.way.is_multiple_of(2) {
            world.flush(session)?;
        }
        if world.model.instances[at].is_here() {
            session.no_autoflush(|session| world.check_relationships_of(session, at));
        }
        Ok(())
    }

    pub(super) fn get(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let known = world
            .model
            .numbers(|instance| instance.is_live() && instance.stored.as_ref().is_some_and(|row| row.key.is_some()));
        let Some(at) = pick(&known, dice.one) else { return };
        let instance = &world.model.instances[at];
        let (entity, key) = (instance.entity, instance.stored.as_ref().and_then(|row| row.key.clone()));
        let key = key.expect("it was asked for above");
        self.note(world, "get", format_args!("#{at}"));
        let found = session.no_autoflush(|session| entity.get(session, &key)).unwrap().expect("the row is there");
        assert_eq!(world.number(session, found), at);
        world.model.instances[at].is_expired = false;
    }

    /// A query that loads one relationship along.
    pub(super) fn eager(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(edge) = self.edge(dice) else { return Ok(()) };
        let (joins, of_parents) = (dice.one.is_multiple_of(2), dice.other.is_multiple_of(2));
        self.note(world, "eager", format_args!("{edge:?}, joins: {joins}, of parents: {of_parents}"));
        let entity = if of_parents { edge.parent } else { edge.child };
        let load = if of_parents { edge.with_children } else { edge.with_parents };
        let found = world.flush_with(session, |session| load(session, joins))?;
        let sent = world.wire.sent();
        for thing in &found {
            if of_parents {
                (edge.children_of)(session, *thing).unwrap();
            } else {
                (edge.parent_of)(session, *thing).unwrap();
            }
        }
        assert_eq!(world.wire.sent(), sent, "what was loaded along is read again");
        let found = world.numbers(session, found);
        let expected = world.model.numbers(|instance| instance.entity == entity && instance.is_live());
        assert_eq!(found, expected, "the rows of {entity:?}");
        if !found.is_empty() {
            world.tried.insert(if joins { "rows were joined" } else { "rows were selected by keys" });
        }
        for at in found {
            world.model.instances[at].is_expired = false;
            session.no_autoflush(|session| world.check_relationships_of(session, at));
        }
        Ok(())
    }

    pub(super) fn query(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(entity) = pick(self.group, dice.one) else { return Ok(()) };
        self.note(world, "query", format_args!("{entity:?}"));
        let found = world.flush_with(session, |session| entity.all(session))?;
        let found = world.numbers(session, found);
        let expected = world.model.numbers(|instance| instance.entity == entity && instance.is_live());
        assert_eq!(found, expected, "the rows of {entity:?}");
        for at in found {
            world.model.instances[at].is_expired = false;
        }
        Ok(())
    }
}
