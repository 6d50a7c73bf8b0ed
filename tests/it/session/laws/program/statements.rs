//! Operations that write without instances: statements, rows in bulk, rows that are merged.

use realgar::prelude::*;

use super::super::edges::edge_of;
use super::super::model::{Instance, Parent, Row, Status};
use super::super::things::{Entity, Key};
use super::super::world::{Refused, World};
use super::super::writing::{Plain, WRITINGS, Which, Writing, writing_of};
use super::{Dice, Program, pick};
use crate::support::TestDriver;

impl Program<'_> {
    fn writing(&self, dice: Dice) -> Option<&'static Writing> {
        let writings: Vec<&'static Writing> =
            WRITINGS.iter().filter(|writing| self.group.contains(&writing.entity)).collect();
        pick(&writings, dice.way / 16)
    }

    /// Rows in the database after a flush.
    fn rows(world: &World, entity: Entity) -> Vec<usize> {
        world.model.numbers(|instance| instance.entity == entity && instance.status == Status::Persistent)
    }

    fn which(world: &World, entity: Entity, dice: Dice) -> Option<Which> {
        let row = &world.model.instances[pick(&Self::rows(world, entity), dice.one)?].row;
        Some(match dice.other % 8 {
            0 => Which::Long,
            1 => Which::Prefix(["t1", "t2", "t"][dice.one % 3]),
            2..=4 => Which::Text(row.text.clone()),
            _ => Which::Key(row.key.as_ref()?.id()),
        })
    }

    fn matched(world: &World, entity: Entity, which: &Which) -> Vec<usize> {
        let mut rows = Self::rows(world, entity);
        rows.retain(|at| {
            let row = &world.model.instances[*at].row;
            which.holds(row.key.as_ref().expect("it is in the database").id(), &row.text)
        });
        rows
    }

    /// Does what the database is told without the session; the tally keeps in mind how the instances have followed.
    fn execute(world: &mut World, entity: Entity, work: impl FnOnce() -> realgar::Result<u64>) -> realgar::Result<u64> {
        let read = world.wire.read();
        let affected = work()?;
        let holds = !world.here(entity).is_empty();
        if holds && affected > 0 {
            let has_read = world.wire.read() > read;
            world.tried.insert(if has_read {
                "a statement whose rows the database has told"
            } else {
                "a statement evaluated in memory"
            });
        }
        Ok(affected)
    }

    /// `UPDATE … SET text`
    pub(super) fn update(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(writing) = self.writing(dice) else { return Ok(()) };
        self.note(world, "flush before a statement", format_args!(""));
        world.flush(session)?;
        let entity = writing.entity;
        let Some(which) = Self::which(world, entity, dice) else { return Ok(()) };
        let matched = Self::matched(world, entity, &which);
        let text = format!("t{}", dice.other % 100);
        let shouts = dice.way.is_multiple_of(3);
        self.note(world, "update statement", format_args!("{entity:?} {which:?} to {text}, shouts: {shouts}"));
        let affected = Self::execute(world, entity, || match shouts {
            true => (writing.shout)(session, &which),
            false => (writing.set_text)(session, &text, &which),
        });
        assert_eq!(affected.unwrap(), matched.len() as u64);
        world.untracked.insert(entity);
        for at in matched {
            let row = &mut world.model.instances[at].row;
            row.text = if shouts { row.text.to_uppercase() } else { text.clone() };
            let row = row.clone();
            world.model.instances[at].stored = Some(row);
        }
        Ok(())
    }

    /// `UPDATE … SET` a foreign key.
    pub(super) fn assign(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some((edge, assign)) = self.edge(dice).and_then(|edge| Some((edge, edge.assign?))) else { return Ok(()) };
        self.note(world, "flush before a statement", format_args!(""));
        world.flush(session)?;
        let Some(child) = pick(&Self::rows(world, edge.child), dice.one) else { return Ok(()) };
        let parent = pick(&Self::rows(world, edge.parent), dice.other);
        let parent = parent.filter(|_| !(edge.is_nullable && dice.way.is_multiple_of(4)));
        if parent.is_none() && !edge.is_nullable {
            return Ok(());
        }
        self.note(world, "assign statement", format_args!("#{child} {edge:?} {parent:?}"));
        let id = |at: usize| world.model.instances[at].row.key.as_ref().expect("it is in the database").id();
        let (key, parent_key) = (id(child), parent.map(id));
        let affected = Self::execute(world, edge.child, || assign(session, key, parent_key));
        assert_eq!(affected.unwrap(), 1);
        world.untracked.insert(edge.child);
        let instance = &mut world.model.instances[child];
        instance.row.parent = parent.map(Parent::Instance);
        instance.stored = Some(instance.row.clone());
        Ok(())
    }

    /// `DELETE FROM`
    pub(super) fn delete_rows(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(writing) = self.writing(dice) else { return Ok(()) };
        self.note(world, "flush before a statement", format_args!(""));
        world.flush(session)?;
        let entity = writing.entity;
        let Some(which) = Self::which(world, entity, dice) else { return Ok(()) };
        let matched = Self::matched(world, entity, &which);
        self.note(world, "delete statement", format_args!("{entity:?} {which:?}"));
        let model = &world.model;
        let is_referred_to = |at: &usize| {
            let is_child = |instance: &Instance| instance.status == Status::Persistent && instance.is_child_of(*at);
            let stays = |child: &usize| !matched.contains(child);
            model.numbers(is_child).iter().any(stays)
                || model.stored_links.iter().flatten().any(|pair| pair.0 == *at || pair.1 == *at)
        };
        let is_refused = matched.iter().any(is_referred_to);
        // InnoDB looks at each row by itself, in an order of its own: a child that goes with its parent may be too late.
        let may_be_refused = TestDriver::current() == TestDriver::Mysql
            && matched.iter().any(|at| {
                let is_child = |instance: &Instance| instance.status == Status::Persistent && instance.is_child_of(*at);
                model.numbers(is_child).iter().any(|child| child != at)
            });
        let affected = Self::execute(world, entity, || {
            if is_refused && TestDriver::current().error_fails_transaction() {
                // There, an error fails all that is not in a savepoint of its own.
                return session.begin_nested(|session| (writing.delete)(session, &which));
            }
            (writing.delete)(session, &which)
        });
        if is_refused || (may_be_refused && affected.is_err()) {
            assert!(affected.unwrap_err().is_foreign_key_violation());
            world.tried.insert("a refused statement");
            return Ok(());
        }
        assert_eq!(affected.unwrap(), matched.len() as u64);
        for at in matched {
            world.model.instances[at].status = Status::Deleted;
            world.tried.insert("rows deleted by a statement");
        }
        Ok(())
    }

    /// A row to be written: the text is random, and the foreign key too.
    fn plain(world: &World, writing: &Writing, key: i64, dice: Dice) -> Option<(Plain, Option<usize>)> {
        let edge = edge_of(writing.entity).filter(|_| writing.has_parent);
        let parent = edge.and_then(|edge| pick(&Self::rows(world, edge.parent), dice.other));
        let parent = parent.filter(|_| writing.needs_parent || !dice.way.is_multiple_of(3));
        if writing.needs_parent && parent.is_none() {
            return None;
        }
        let parent_key = parent.and_then(|at| world.model.instances[at].row.key.as_ref()).map(Key::id);
        Some(((key, format!("t{}", dice.other % 100), parent_key), parent))
    }

    pub(super) fn bulk_insert(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let Some(writing) = self.writing(dice) else { return };
        // What is referred to has to be in the database, and the session flushes before.
        let key = world.fresh_key(writing.entity);
        let Some((plain, parent)) = Self::plain(world, writing, key.id(), dice) else { return };
        if world.model.has_changes() {
            return;
        }
        self.note(world, "bulk insert", format_args!("{:?} {plain:?}", writing.entity));
        let row = Row { key: Some(key), text: plain.1.clone(), parent: parent.map(Parent::Instance) };
        assert_eq!((writing.bulk_insert)(session, vec![plain]).unwrap(), 1);
        world.untracked.insert(writing.entity);
        world.model.instances.push(Instance {
            entity: writing.entity,
            thing: None,
            stored: Some(row.clone()),
            row,
            status: Status::Persistent,
            is_orphan: false,
            is_by_value: false,
            is_expired: false,
            computes: false,
            is_added: false,
        });
    }

    pub(super) fn bulk_update(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(writing) = self.writing(dice) else { return Ok(()) };
        self.note(world, "flush before a statement", format_args!(""));
        world.flush(session)?;
        let Some(at) = pick(&Self::rows(world, writing.entity), dice.one) else { return Ok(()) };
        let key = world.model.instances[at].row.key.as_ref().expect("it is in the database").id();
        let Some((plain, parent)) = Self::plain(world, writing, key, dice) else { return Ok(()) };
        let is_whole = dice.way.is_multiple_of(2);
        self.note(world, "bulk update", format_args!("#{at} {plain:?}, whole: {is_whole}"));
        world.untracked.insert(writing.entity);
        let row = &mut world.model.instances[at].row;
        row.text.clone_from(&plain.1);
        if is_whole {
            // Where a plain row has no foreign key, it says NULL.
            row.parent = parent.map(Parent::Instance);
        }
        let row = row.clone();
        world.model.instances[at].stored = Some(row);
        let updated = match is_whole {
            true => (writing.bulk_update)(session, vec![plain]),
            false => (writing.bulk_set_text)(session, vec![(plain.0, plain.1)]),
        };
        assert_eq!(updated.unwrap(), 1);
        Ok(())
    }

    pub(super) fn merge(&mut self, session: &mut Session, world: &mut World, dice: Dice) -> Result<(), Refused> {
        let Some(writing) = self.writing(dice) else { return Ok(()) };
        self.note(world, "flush before a merge", format_args!(""));
        world.flush(session)?;
        let rows = Self::rows(world, writing.entity);
        let unseen = rows.iter().copied().filter(|at| world.model.instances[*at].thing.is_none());
        let known = pick(&unseen.collect::<Vec<_>>(), dice.one).or_else(|| pick(&rows, dice.one));
        let known = known.filter(|_| !dice.way.is_multiple_of(4));
        let key = match known {
            Some(at) => world.model.instances[at].row.key.clone().expect("it is in the database"),
            None => world.fresh_key(writing.entity),
        };
        let Some((plain, parent)) = Self::plain(world, writing, key.id(), dice) else { return Ok(()) };
        self.note(world, "merge", format_args!("{:?} {known:?} {plain:?}", writing.entity));
        let row = Row { key: Some(key), text: plain.1.clone(), parent: parent.map(Parent::Instance) };
        let thing = (writing.merge)(session, plain).unwrap();
        let at = match known {
            Some(at) => {
                let instance = &mut world.model.instances[at];
                assert!(instance.thing.is_none_or(|known| known == thing), "{thing:?} is a second handle");
                world.tried.insert(if instance.thing.is_some() {
                    "a merge into an instance"
                } else {
                    "a merge into a row"
                });
                instance.thing = Some(thing);
                instance.is_expired = false;
                at
            }
            None => {
                world.tried.insert("a merge of a new row");
                world.model.instances.push(Instance {
                    entity: writing.entity,
                    thing: Some(thing),
                    row: row.clone(),
                    stored: None,
                    status: Status::Pending,
                    is_orphan: false,
                    is_by_value: true,
                    is_expired: false,
                    computes: false,
                    is_added: true,
                });
                world.model.instances.len() - 1
            }
        };
        let instance = &mut world.model.instances[at];
        instance.is_by_value = instance.row.parent != row.parent || instance.status == Status::Pending;
        instance.row = row;
        instance.computes = false;
        Ok(())
    }

    /// `Session::set_expr`
    pub(super) fn set_expr(&mut self, session: &mut Session, world: &mut World, dice: Dice) {
        let found = self.any_here(world, dice, |instance| {
            instance.status == Status::Persistent && writing_of(instance.entity).is_some()
        });
        let Some(at) = found else { return };
        let writing = writing_of(world.model.instances[at].entity).expect("it was asked for above");
        super::rows::read_expired(session, world, at);
        self.note(world, "set expression", format_args!("#{at}"));
        (writing.set_expr)(session, world.thing(at)).unwrap();
        let instance = &mut world.model.instances[at];
        instance.row.text.clone_from(&instance.stored.as_ref().expect("it is in the database").text);
        instance.computes = true;
    }
}
