//! Programs of random operations, done in a session and in its model.

use realgar::prelude::*;

use super::edges::{ASSOCIATIONS, EDGES, Edge, edge_of};
use super::model::{Instance, Parent, Status};
use super::things::{Entity, Given, Key};
use super::world::{Refused, World};

/// Entities that belong together: a program works with one group, so that small programs make dense graphs.
const GROUPS: [&[Entity]; 6] = [
    &[Entity::User, Entity::Address, Entity::Order, Entity::Item, Entity::Tag],
    &[Entity::Node],
    &[Entity::Person, Entity::Ball],
    &[Entity::Ver, Entity::Nat, Entity::Comp],
    &[Entity::Team, Entity::Player, Entity::Locker, Entity::Goal],
    &[Entity::User, Entity::Order, Entity::Item, Entity::Tag, Entity::Player],
];

/// One random number for each operation, read from the front; and the group.
pub(crate) struct Program<'p> {
    group: &'static [Entity],
    rest: std::slice::Iter<'p, u32>,
    /// What was done, to be shown when a law is broken.
    pub(crate) log: Vec<String>,
}

/// The parts of a random number.
#[derive(Clone, Copy)]
struct Dice {
    kind: usize,
    one: usize,
    other: usize,
    way: usize,
}

impl Dice {
    fn of(number: u32) -> Self {
        let number = number as usize;
        Self { kind: number % 64, one: (number >> 6) & 0xff, other: (number >> 14) & 0xff, way: (number >> 22) & 0xff }
    }
}

fn pick<T: Copy>(from: &[T], number: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[number % from.len()])
}

impl<'p> Program<'p> {
    pub(crate) fn new(group: usize, steps: &'p [u32]) -> Self {
        Self { group: GROUPS[group % GROUPS.len()], rest: steps.iter(), log: Vec::new() }
    }

    fn note(&mut self, what: std::fmt::Arguments<'_>) {
        self.log.push(what.to_string());
    }

    /// Does all of it. A refused flush rolls everything back.
    pub(crate) fn run(&mut self, session: &mut Session, world: &mut World) {
        while !self.rest.as_slice().is_empty() {
            if let Err(Refused(error)) = self.run_level(session, world, 0) {
                self.note(format_args!("refused: {error}; rollback"));
                rollback(session, world);
            }
        }
    }

    /// Runs until the savepoint ends, or the program.
    fn run_level(&mut self, session: &mut Session, world: &mut World, depth: usize) -> Result<(), Refused> {
        while let Some(number) = self.rest.next() {
            let dice = Dice::of(*number);
            match dice.kind {
                0..=21 => self.add(session, world, dice),
                22..=27 => self.relate(session, world, dice),
                28..=32 => self.append_or_remove(session, world, dice),
                33..=36 => self.link(session, world, dice),
                37..=40 => self.set(session, world, dice),
                41..=42 => self.point(session, world, dice),
                43..=45 => self.delete(session, world, dice)?,
                46..=48 => {
                    self.note(format_args!("flush"));
                    world.flush(session)?;
                }
                49..=50 if depth == 0 => {
                    self.note(format_args!("commit"));
                    world.commit(session)?;
                }
                51 if depth == 0 => {
                    self.note(format_args!("rollback"));
                    rollback(session, world);
                }
                49..=51 => return Ok(()),
                52..=54 if depth < 3 => self.nested(session, world, dice, depth)?,
                52..=54 => {}
                55 => self.expunge(session, world, dice),
                56 => self.expire(session, world, dice),
                57 => self.refresh(session, world, dice),
                58..=60 => self.related(session, world, dice)?,
                61..=62 => self.get(session, world, dice),
                _ => self.query(session, world, dice)?,
            }
            world.bury();
            world.check_memory(session);
        }
        Ok(())
    }

    fn any_here(&self, world: &World, dice: Dice, wanted: impl Fn(&Instance) -> bool) -> Option<usize> {
        let found = world
            .model
            .numbers(|instance| instance.is_here() && self.group.contains(&instance.entity) && wanted(instance));
        pick(&found, dice.one)
    }

    fn edge(&self, dice: Dice) -> Option<&'static Edge> {
        let edges: Vec<&'static Edge> =
            EDGES.iter().filter(|edge| self.group.contains(&edge.child) && self.group.contains(&edge.parent)).collect();
        pick(&edges, dice.way / 8)
    }

    fn add(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(entity) = pick(self.group, dice.one) else { return };
        let edge = edge_of(entity).filter(|edge| self.group.contains(&edge.parent));
        let given = match edge.map(|edge| (edge, pick(&world.here(edge.parent), dice.other))) {
            None | Some((_, None)) => Given::Unset,
            Some((edge, Some(_))) if dice.way.is_multiple_of(4) && edge.is_nullable => Given::Unset,
            Some((edge, Some(parent))) => match &world.model.instances[parent].row.key {
                Some(key) if dice.way % 4 == 1 && !world.model.is_taken_over(edge.parent, key) => {
                    Given::Raw(key.clone())
                }
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
        let text = format!("t{}", dice.other);
        let at = world.add(session, entity, &text, key.clone(), &given);
        self.note(format_args!("#{at} = add {entity:?} {key:?} {given:?}"));
    }

    fn relate(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(edge) = self.edge(dice) else { return };
        let (children, parents) = (world.here(edge.child), world.here(edge.parent));
        let Some(child) = pick(&children, dice.one) else { return };
        let parent = pick(&parents, dice.other).filter(|_| !dice.way.is_multiple_of(4) || !edge.is_nullable);
        if parent.is_none() && !edge.is_nullable {
            return;
        }
        // Whoever is there leaves if the session knows of him, which the model does not follow from this side.
        let is_taken = |parent| world.model.children(parent, edge.child).iter().any(|other| *other != child);
        if edge.is_one_to_one && parent.is_some_and(is_taken) {
            return;
        }
        self.note(format_args!("relate #{child} {edge:?} {parent:?}"));
        let thing = parent.map(|parent| world.thing(parent));
        (edge.relate)(session, world.thing(child), thing).unwrap();
        move_child(world, edge, child, parent);
    }

    fn append_or_remove(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(edge) = self.edge(dice) else { return };
        let Some(parent) = pick(&world.here(edge.parent), dice.other) else { return };
        if dice.way.is_multiple_of(3) && edge.is_nullable {
            let children = world.model.children(parent, edge.child);
            if edge.is_one_to_one && children.len() > 1 {
                return;
            }
            let is_certain = |at: &usize| {
                let instance = &world.model.instances[*at];
                !instance.is_by_value && instance.is_here()
            };
            let children: Vec<usize> = children.into_iter().filter(is_certain).collect();
            let Some(child) = pick(&children, dice.one) else { return };
            self.note(format_args!("remove #{child} from #{parent} {edge:?}"));
            session.no_autoflush(|session| (edge.remove)(session, world.thing(parent), world.thing(child))).unwrap();
            move_child(world, edge, child, None);
            return;
        }
        let Some(child) = pick(&world.here(edge.child), dice.one) else { return };
        let others = world.model.children(parent, edge.child);
        if edge.is_one_to_one {
            if others
                .iter()
                .any(|other| !world.model.instances[*other].is_here() || world.model.instances[*other].is_by_value)
                || others.len() > 1
            {
                return;
            }
            for other in others {
                if other != child {
                    move_child(world, edge, other, None);
                }
            }
        }
        self.note(format_args!("append #{child} to #{parent} {edge:?}"));
        session.no_autoflush(|session| (edge.append)(session, world.thing(parent), world.thing(child))).unwrap();
        move_child(world, edge, child, Some(parent));
    }

    fn link(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(number) = pick(&[0, 1], dice.way / 8) else { return };
        let association = &ASSOCIATIONS[number];
        let is_other_side = dice.way % 2 == 1;
        if dice.way.is_multiple_of(3) {
            let pairs: Vec<(usize, usize)> = world.model.links[number]
                .iter()
                .copied()
                .filter(|pair| [pair.0, pair.1].iter().all(|at| world.model.instances[*at].is_here()))
                .collect();
            let Some(pair) = pick(&pairs, dice.one) else { return };
            self.note(format_args!("unlink {pair:?} {is_other_side}"));
            (association.remove)(session, world.thing(pair.0), world.thing(pair.1), is_other_side).unwrap();
            world.model.links[number].remove(&pair);
            return;
        }
        let (locals, remotes) = (world.here(association.local), world.here(association.remote));
        let (Some(local), Some(remote)) = (pick(&locals, dice.one), pick(&remotes, dice.other)) else { return };
        self.note(format_args!("link #{local} #{remote} {is_other_side}"));
        // A pair is there once: a collection that was not read does not know what is in it.
        if !world.model.links[number].contains(&(local, remote)) {
            (association.append)(session, world.thing(local), world.thing(remote), is_other_side).unwrap();
            world.model.links[number].insert((local, remote));
        }
    }

    fn set(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.entity.has_text()) else { return };
        let text = format!("t{}", dice.other);
        self.note(format_args!("set #{at} {text}"));
        read_expired(session, world, at);
        world.thing(at).set_text(session, &text).unwrap();
        world.model.instances[at].row.text = text;
    }

    /// A foreign key as a plain column.
    fn point(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
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
            (Some(key), _) if !world.model.is_taken_over(edge.parent, &key) => {
                (Some(key), parent.map(Parent::Instance))
            }
            _ => return,
        };
        self.note(format_args!("point #{child} {edge:?} {key:?}"));
        read_expired(session, world, child);
        (edge.point)(session, world.thing(child), key.as_ref()).unwrap();
        let instance = &mut world.model.instances[child];
        instance.row.parent = parent;
        instance.is_by_value = true;
    }

    fn delete(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        if world.model.instances.iter().any(|instance| instance.is_by_value && instance.is_live()) {
            // Whether a row that names another by value is known to refer to it is decided by the flush.
            self.note(format_args!("flush before delete"));
            world.flush(session)?;
        }
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else {
            return Ok(());
        };
        self.note(format_args!("delete #{at}"));
        world.thing(at).delete(session).unwrap();
        world.model.doom(at);
        Ok(())
    }

    fn nested(&mut self, session: &mut Session, world: &mut World, dice: Dice, depth: usize) -> Result<(), Refused> {
        self.note(format_args!("begin nested"));
        let fails = dice.way.is_multiple_of(2);
        // It flushes first; then it is what it comes back to.
        let (outcome, _) = world.model.flushed();
        let mut was = None;
        let mut refused = None;
        let result = session.begin_nested(|session| {
            world.flush_with(session, |_| Ok(())).map_err(|Refused(error)| error)?;
            was = Some(world.model.clone());
            if let Err(Refused(error)) = self.run_level(session, world, depth + 1) {
                refused = Some(());
                return Err(error);
            }
            if fails {
                return Err(realgar::Error::other("enough"));
            }
            Ok(())
        });
        let Some(was) = was else {
            // The flush before the savepoint was refused.
            let error = result.expect_err("the closure did not run");
            assert_ne!(
                outcome,
                super::model::Outcome::Passes,
                "the flush before a savepoint should have passed: {error}"
            );
            return Err(Refused(error));
        };
        match result {
            Ok(()) => {
                self.note(format_args!("release"));
                world.flush_with(session, |_| Ok(()))
            }
            Err(error) => {
                self.note(format_args!("savepoint undone: {error}"));
                if !fails && refused.is_none() {
                    let (outcome, _) = world.model.flushed();
                    assert_ne!(outcome, super::model::Outcome::Passes, "the last flush should have passed: {error}");
                }
                world.bury();
                world.restore(&was);
                world.check_memory(session);
                world.check_relationships(session);
                Ok(())
            }
        }
    }

    fn expunge(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
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
        self.note(format_args!("expunge #{at}"));
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

    fn expire(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else { return };
        self.note(format_args!("expire #{at}"));
        world.thing(at).expire(session).unwrap();
        world.model.instances[at].revert();
        world.model.instances[at].is_expired = true;
    }

    fn refresh(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(at) = self.any_here(world, dice, |instance| instance.status == Status::Persistent) else { return };
        self.note(format_args!("refresh #{at}"));
        world.thing(at).refresh(session).unwrap();
        world.model.instances[at].revert();
        world.model.instances[at].is_expired = false;
    }

    fn related(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(at) = self.any_here(world, dice, |_| true) else { return Ok(()) };
        self.note(format_args!("related of #{at}, {}", dice.way % 2));
        if dice.way.is_multiple_of(2) {
            world.flush(session)?;
        }
        if world.model.instances[at].is_here() {
            session.no_autoflush(|session| world.check_relationships_of(session, at));
        }
        Ok(())
    }

    fn get(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let known = world
            .model
            .numbers(|instance| instance.is_live() && instance.stored.as_ref().is_some_and(|row| row.key.is_some()));
        let Some(at) = pick(&known, dice.one) else { return };
        let instance = &world.model.instances[at];
        let (entity, key) = (instance.entity, instance.stored.as_ref().and_then(|row| row.key.clone()));
        let key = key.expect("it was asked for above");
        self.note(format_args!("get #{at}"));
        let found = session.no_autoflush(|session| entity.get(session, &key)).unwrap().expect("the row is there");
        assert_eq!(world.number(session, found), at);
        world.model.instances[at].is_expired = false;
    }

    fn query(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(entity) = pick(self.group, dice.one) else { return Ok(()) };
        self.note(format_args!("query {entity:?}"));
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

pub(crate) fn rollback(session: &mut Session, world: &mut World) {
    session.rollback().unwrap();
    world.bury();
    let committed = world.committed.clone();
    world.restore(&committed);
    world.check_memory(session);
    world.check_relationships(session);
}

fn read_expired(session: &mut Session, world: &mut World, at: usize) {
    if world.model.instances[at].is_expired {
        if world.thing(at).row(session).is_err() {
            world.thing(at).refresh(session).unwrap();
        }
        world.model.instances[at].is_expired = false;
    }
}

fn move_child(world: &mut World, edge: &Edge, child: usize, parent: Option<usize>) {
    let instance = &mut world.model.instances[child];
    let had_parent = instance.row.parent.is_some();
    instance.row.parent = parent.map(Parent::Instance);
    instance.is_by_value = false;
    instance.is_orphan = parent.is_none() && edge.owns && (had_parent || instance.is_orphan);
}
