//! Operations on relationships.

use realgar::prelude::*;

use super::super::edges::{ASSOCIATIONS, Edge};
use super::super::model::Parent;
use super::super::world::{Refused, World};
use super::{Dice, Program, pick};

impl Program<'_> {
    pub(super) fn relate(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(edge) = self.edge(dice) else { return Ok(()) };
        if edge.owns {
            self.settle(session, world)?;
        }
        let (children, parents) = (world.here(edge.child), world.here(edge.parent));
        let Some(child) = pick(&children, dice.one) else { return Ok(()) };
        let parent = pick(&parents, dice.other).filter(|_| !dice.way.is_multiple_of(4) || !edge.is_nullable);
        if parent.is_none() && !edge.is_nullable {
            return Ok(());
        }
        // Whoever is there leaves if the session knows of him, which the model does not follow from this side.
        let is_taken = |parent| world.model.children(parent, edge.child).iter().any(|other| *other != child);
        if edge.is_one_to_one && parent.is_some_and(is_taken) {
            return Ok(());
        }
        self.note(world, "relate", format_args!("#{child} {edge:?} {parent:?}"));
        let thing = parent.map(|parent| world.thing(parent));
        (edge.relate)(session, world.thing(child), thing).unwrap();
        move_child(world, edge, child, parent);
        Ok(())
    }

    pub(super) fn append_or_remove(
        &mut self,
        session: &mut Session,
        world: &mut World,
        dice: Dice,
    ) -> Result<(), Refused> {
        let Some(edge) = self.edge(dice) else { return Ok(()) };
        if edge.owns {
            self.settle(session, world)?;
        }
        let Some(parent) = pick(&world.here(edge.parent), dice.other) else { return Ok(()) };
        if dice.way.is_multiple_of(3) && edge.is_nullable {
            let children = world.model.children(parent, edge.child);
            if edge.is_one_to_one && children.len() > 1 {
                return Ok(());
            }
            let is_certain = |at: &usize| {
                let instance = &world.model.instances[*at];
                !instance.is_by_value && instance.is_here()
            };
            let children: Vec<usize> = children.into_iter().filter(is_certain).collect();
            let Some(child) = pick(&children, dice.one) else { return Ok(()) };
            self.note(world, "remove", format_args!("#{child} from #{parent} {edge:?}"));
            session.no_autoflush(|session| (edge.remove)(session, world.thing(parent), world.thing(child))).unwrap();
            move_child(world, edge, child, None);
            return Ok(());
        }
        let Some(child) = pick(&world.here(edge.child), dice.one) else { return Ok(()) };
        let others = world.model.children(parent, edge.child);
        if edge.is_one_to_one {
            if others
                .iter()
                .any(|other| !world.model.instances[*other].is_here() || world.model.instances[*other].is_by_value)
                || others.len() > 1
            {
                return Ok(());
            }
            for other in others {
                if other != child {
                    move_child(world, edge, other, None);
                }
            }
        }
        self.note(world, "append", format_args!("#{child} to #{parent} {edge:?}"));
        session.no_autoflush(|session| (edge.append)(session, world.thing(parent), world.thing(child))).unwrap();
        move_child(world, edge, child, Some(parent));
        Ok(())
    }

    pub(super) fn link(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let numbers = 0..ASSOCIATIONS.len();
        let numbers: Vec<usize> = numbers.filter(|at| self.group.contains(&ASSOCIATIONS[*at].local)).collect();
        let Some(number) = pick(&numbers, dice.way / 8) else { return };
        let association = &ASSOCIATIONS[number];
        let is_other_side = dice.way % 2 == 1;
        let is_here = |at: &usize| world.model.instances[*at].is_here();
        let pairs = world.model.links[number].iter().copied();
        let pairs: Vec<(usize, usize)> = pairs.filter(|pair| is_here(&pair.0) && is_here(&pair.1)).collect();
        if dice.way.is_multiple_of(3)
            && let Some(pair) = pick(&pairs, dice.one)
        {
            self.note(world, "unlink", format_args!("{pair:?} {is_other_side}"));
            (association.remove)(session, world.thing(pair.0), world.thing(pair.1), is_other_side).unwrap();
            world.model.links[number].remove(&pair);
            return;
        }
        let (locals, remotes) = (world.here(association.local), world.here(association.remote));
        let (Some(local), Some(remote)) = (pick(&locals, dice.one), pick(&remotes, dice.other)) else { return };
        self.note(world, "link", format_args!("#{local} #{remote} {is_other_side}"));
        // A pair is there once: a collection that was not read does not know what is in it.
        if !world.model.links[number].contains(&(local, remote)) {
            (association.append)(session, world.thing(local), world.thing(remote), is_other_side).unwrap();
            world.model.links[number].insert((local, remote));
        }
    }
}

fn move_child(world: &mut World, edge: &Edge, child: usize, parent: Option<usize>) {
    let instance = &mut world.model.instances[child];
    let had_parent = instance.row.parent.is_some();
    instance.row.parent = parent.map(Parent::Instance);
    instance.is_by_value = false;
    instance.is_orphan = parent.is_none() && edge.owns && (had_parent || instance.is_orphan);
}
