//! Operations on single rows.

use realgar::prelude::*;

use super::super::edges::{EDGES, OnDelete, edge_of};
use super::super::model::{Parent, Status};
use super::super::things::{Entity, Given, Key, Thing};
use super::super::world::{Refused, World};
use super::{Dice, Program, pick};

impl Program<'_> {
    pub(super) fn add(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(entity) = pick(self.group, dice.one) else { return };
        let edge = edge_of(entity).filter(|edge| self.group.contains(&edge.parent));
        let given = match edge.map(|edge| (edge, pick(&world.here(edge.parent), dice.other))) {
            None | Some((_, None)) => Given::Unset,
            Some((edge, Some(_))) if dice.way.is_multiple_of(4) && edge.is_nullable => Given::Unset,
            Some((edge, Some(parent))) => match &world.model.instances[parent].row.key {
                Some(key) if dice.way % 4 == 1 && !world.model.is_leaving(edge.parent, key) => Given::Raw(key.clone()),
                _ if entity == Entity::Player => Given::Unset,
                _ => Given::Handle(world.thing(parent)),
            },
        };
        let needs = edge_of(entity).is_some_and(|edge| !edge.is_nullable);
        if needs && matches!(given, Given::Unset) {
            return;
        }
        let key = match dice.way / 4 {
            // The key of a row that is there, or that is about to be deleted.
            0..=7 => {
                let doomed =
                    world.model.numbers(|instance| instance.entity == entity && instance.status == Status::Doomed);
                let at = pick(&doomed, dice.other);
                at.and_then(|at| world.model.instances[at].row.key.clone())
            }
            8..=9 => pick(&world.here(entity), dice.other).and_then(|at| world.model.instances[at].row.key.clone()),
            10..=20 => Some(world.fresh_key(entity)),
            _ => None,
        };
        let key = if entity.has_natural_key() { key.or_else(|| Some(world.fresh_key(entity))) } else { key };
        let text = format!("t{}", dice.other % 100);
        let at = world.add(session, entity, &text, key.clone(), &given);
        self.note(world, "add", format_args!("#{at} = {entity:?} {key:?} {given:?}"));
    }

    pub(super) fn set(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.entity.has_text()) else { return };
        let text = format!("t{}", dice.other % 100);
        self.note(world, "set", format_args!("#{at} {text}"));
        read_expired(session, world, at);
        world.thing(at).set_text(session, &text).unwrap();
        let instance = &mut world.model.instances[at];
        // A value is later than an expression if it says something else.
        instance.computes &= instance.row.text == text;
        instance.row.text = text;
    }

    /// A foreign key as a plain column.
    pub(super) fn point(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(edge) = self.edge(dice) else { return };
        let model = &world.model;
        let children = model.numbers(|instance| {
            let waits = matches!(instance.row.parent, Some(Parent::Instance(parent))
                if model.instances[parent].status == Status::Pending);
            instance.entity == edge.child
                && instance.is_here()
                && instance.status == Status::Persistent
                && !instance.is_orphan
                && (!waits || instance.is_by_value)
        });
        let Some(child) = pick(&children, dice.one) else { return };
        let parent = pick(&world.here(edge.parent), dice.other);
        let key = parent.and_then(|parent| world.model.instances[parent].row.key.clone());
        let (key, parent) = match (key, dice.way % 8) {
            (_, 0) if edge.is_nullable => (None, None),
            (_, 1) => {
                let nobody = if edge.parent == Entity::Team { Key::Pair(9, 9) } else { Key::Id(999_999_999) };
                (Some(nobody), Some(Parent::Nothing))
            }
            (Some(key), _) if !world.model.is_leaving(edge.parent, &key) => (Some(key), parent.map(Parent::Instance)),
            _ => return,
        };
        self.note(world, "point", format_args!("#{child} {edge:?} {key:?}"));
        read_expired(session, world, child);
        (edge.point)(session, world.thing(child), key.as_ref()).unwrap();
        let instance = &mut world.model.instances[child];
        instance.row.parent = parent;
        instance.is_by_value = true;
    }

    pub(super) fn delete(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        self.settle(session, world)?;
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else {
            return Ok(());
        };
        let entity = world.model.instances[at].entity;
        if EDGES.iter().any(|edge| edge.parent == entity && edge.on_delete != OnDelete::Refuses) {
            // Collections that the database looks after are not read, so pending rows are not known to belong to them.
            self.note(world, "flush before a passive delete", format_args!(""));
            world.flush(session)?;
            if !world.model.numbers(|instance| instance.is_live() && instance.is_child_of(at)).is_empty() {
                world.tried.insert("a delete that the database takes further");
            }
        }
        if !world.model.instances[at].is_here() {
            return Ok(());
        }
        self.note(world, "delete", format_args!("#{at}"));
        world.thing(at).delete(session).unwrap();
        world.model.doom(at);
        Ok(())
    }

    /// A key that changes, and is flushed.
    pub(super) fn rekey(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        // A reference that is not flushed yet names the old key.
        self.note(world, "flush before a change of a key", format_args!(""));
        world.flush(session)?;
        let at = self.any_here(world, dice, |instance| {
            instance.status == Status::Persistent && instance.thing.is_some_and(Thing::has_changing_key)
        });
        let Some(at) = at else { return Ok(()) };
        let key = world.fresh_key(world.model.instances[at].entity);
        self.note(world, "change of a key", format_args!("#{at} to {key:?}"));
        read_expired(session, world, at);
        world.thing(at).set_key(session, &key).unwrap();
        world.model.instances[at].row.key = Some(key);
        if world.model.instances.iter().any(|instance| instance.is_live() && instance.is_child_of(at)) {
            world.tried.insert("a change of a key that others refer to");
        }
        world.flush(session)
    }

    /// Whether a row that names another by value is known to refer to it is decided by a flush.
    pub(super) fn settle(&mut self, session: &mut Session, world: &mut World) -> Result<(), Refused> {
        if world.model.instances.iter().any(|instance| instance.is_by_value && instance.is_live()) {
            self.note(world, "flush of plain foreign keys", format_args!(""));
            world.flush(session)?;
        }
        Ok(())
    }

    pub(super) fn expunge(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |_| true) else { return };
        let model = &world.model;
        // Nobody may be left with a reference to a row that is never inserted.
        let is_pending = |at: usize| model.instances[at].status == Status::Pending;
        let has_pending = |at: usize| {
            let children = model.numbers(|instance| instance.is_live() && instance.is_child_of(at));
            children.iter().any(|child| is_pending(at) || is_pending(*child))
        };
        let owned = model.numbers(|instance| instance.is_child_of(at));
        if has_pending(at) || owned.iter().any(|child| has_pending(*child)) {
            return;
        }
        // Owned rows that the database looks after are not marked to be deleted, if they were not read.
        if model.instances.iter().any(|instance| instance.status == Status::Doomed && instance.entity == Entity::Leaf) {
            return;
        }
        self.note(world, "expunge", format_args!("#{at}"));
        read_expired(session, world, at);
        world.thing(at).expunge(session).unwrap();
        // What it owns goes along if that is known.
        for at in 0..world.model.instances.len() {
            let Some(thing) = world.model.instances[at].thing else { continue };
            let was_here = !matches!(world.model.instances[at].status, Status::Gone);
            if was_here && thing.state(session) == State::Detached {
                world.dead.push(thing);
                let instance = &mut world.model.instances[at];
                instance.thing = None;
                instance.revert();
                world.model.drop_links(at);
            }
        }
    }
}

pub(super) fn read_expired(session: &mut Session, world: &mut World, at: usize) {
    if world.model.instances[at].is_expired {
        if world.thing(at).row(session).is_err() {
            world.thing(at).refresh(session).unwrap();
        }
        world.model.instances[at].is_expired = false;
    }
}
