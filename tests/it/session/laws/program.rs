//! Programs of random operations, done in a session and in its model.

mod reading;
mod relating;
mod rows;
mod statements;
mod transactions;

use realgar::prelude::*;

use super::edges::{EDGES, Edge};
use super::model::Instance;
use super::things::Entity;
use super::world::{Refused, World};
pub(crate) use transactions::rollback;

/// Entities that belong together: a program works with one group, so that small programs make dense graphs.
pub(crate) const GROUPS: [&[Entity]; 10] = [
    &[Entity::Plant, Entity::Leaf, Entity::Bee],
    &[Entity::Plant, Entity::Leaf, Entity::Spot, Entity::Bee],
    &[Entity::User, Entity::Address, Entity::Order, Entity::Item, Entity::Tag],
    &[Entity::Node],
    &[Entity::Person, Entity::Ball],
    &[Entity::Ver, Entity::Nat, Entity::Comp],
    &[Entity::Team, Entity::Player, Entity::Locker, Entity::Goal],
    &[Entity::User, Entity::Order, Entity::Item, Entity::Tag, Entity::Player],
    &[Entity::Item, Entity::Tag],
    &[Entity::Player],
];

/// A program begins with so many rows.
const ROWS: usize = 6;

#[derive(Clone, Copy)]
enum Operation {
    Add,
    Relate,
    AppendOrRemove,
    Link,
    Set,
    Point,
    Delete,
    Flush,
    Commit,
    Rollback,
    Nested,
    Expunge,
    Expire,
    Refresh,
    Related,
    Get,
    Query,
    Eager,
    Update,
    Assign,
    DeleteRows,
    BulkInsert,
    BulkUpdate,
    Merge,
    SetExpr,
    Rekey,
}

/// How often each operation is drawn.
const OPERATIONS: &[(usize, Operation)] = &[
    (10, Operation::Add),
    (6, Operation::Relate),
    (6, Operation::AppendOrRemove),
    (6, Operation::Link),
    (5, Operation::Set),
    (3, Operation::Point),
    (4, Operation::Delete),
    (4, Operation::Flush),
    (2, Operation::Commit),
    (1, Operation::Rollback),
    (3, Operation::Nested),
    (1, Operation::Expunge),
    (1, Operation::Expire),
    (1, Operation::Refresh),
    (3, Operation::Related),
    (2, Operation::Get),
    (2, Operation::Query),
    (3, Operation::Eager),
    (2, Operation::Update),
    (2, Operation::Assign),
    (1, Operation::DeleteRows),
    (3, Operation::BulkInsert),
    (1, Operation::BulkUpdate),
    (3, Operation::Merge),
    (2, Operation::SetExpr),
    (3, Operation::Rekey),
];

/// One random number for each operation, read from the front; and the group.
pub(crate) struct Program<'p> {
    group: &'static [Entity],
    rest: std::slice::Iter<'p, u64>,
    /// How many rows are to be added before anything else is done.
    rows: usize,
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
    fn of(number: u64) -> Self {
        let part = |at: u32| usize::from((number >> (16 * at)) as u16);
        Self { kind: part(0), one: part(1), other: part(2), way: part(3) }
    }

    fn operation(self) -> Operation {
        let mut left = self.kind % OPERATIONS.iter().map(|(weight, _)| weight).sum::<usize>();
        for (weight, operation) in OPERATIONS {
            if left < *weight {
                return *operation;
            }
            left -= weight;
        }
        unreachable!("what is left is less than the sum of all weights")
    }
}

fn pick<T: Copy>(from: &[T], number: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[number % from.len()])
}

impl<'p> Program<'p> {
    pub(crate) fn new(group: usize, steps: &'p [u64]) -> Self {
        Self { group: GROUPS[group % GROUPS.len()], rest: steps.iter(), rows: ROWS, log: Vec::new() }
    }

    /// Notes that an operation is done: for the log, and for the tally of what was tried.
    fn note(&mut self, world: &mut World, operation: &'static str, what: std::fmt::Arguments<'_>) {
        world.tried.insert(operation);
        self.log.push(format!("{operation} {what}"));
    }

    /// Does all of it. A refused flush rolls everything back.
    pub(crate) fn run(&mut self, session: &mut Session, world: &mut World) {
        while !self.rest.as_slice().is_empty() {
            if let Err(Refused(error)) = self.run_level(session, world, 0) {
                self.note(world, "refused", format_args!("{error}; rollback"));
                rollback(session, world);
            }
        }
    }

    /// Runs until the savepoint ends, or the program.
    fn run_level(&mut self, session: &mut Session, world: &mut World, depth: usize) -> Result<(), Refused> {
        while let Some(number) = self.rest.next() {
            let dice = Dice::of(*number);
            let is_beginning = self.rows > 0;
            self.rows = self.rows.saturating_sub(1);
            match dice.operation() {
                _ if is_beginning => self.add(session, world, dice),
                Operation::Add => self.add(session, world, dice),
                Operation::Relate => self.relate(session, world, dice)?,
                Operation::AppendOrRemove => self.append_or_remove(session, world, dice)?,
                Operation::Link => self.link(session, world, dice),
                Operation::Set => self.set(session, world, dice),
                Operation::Point => self.point(session, world, dice),
                Operation::Delete => self.delete(session, world, dice)?,
                Operation::Flush => {
                    self.note(world, "flush", format_args!(""));
                    world.flush(session)?;
                }
                // They end a savepoint.
                Operation::Commit | Operation::Rollback if depth > 0 => return Ok(()),
                Operation::Commit => {
                    self.note(world, "commit", format_args!(""));
                    world.commit(session)?;
                }
                Operation::Rollback => {
                    self.note(world, "rollback", format_args!(""));
                    rollback(session, world);
                }
                Operation::Nested if depth >= 3 => {}
                Operation::Nested => self.nested(session, world, dice, depth)?,
                Operation::Expunge => self.expunge(session, world, dice),
                Operation::Expire => self.expire(session, world, dice),
                Operation::Refresh => self.refresh(session, world, dice),
                Operation::Related => self.related(session, world, dice)?,
                Operation::Get => self.get(session, world, dice),
                Operation::Query => self.query(session, world, dice)?,
                Operation::Eager => self.eager(session, world, dice)?,
                Operation::Update => self.update(session, world, dice)?,
                Operation::Assign => self.assign(session, world, dice)?,
                Operation::DeleteRows => self.delete_rows(session, world, dice)?,
                Operation::BulkInsert => self.bulk_insert(session, world, dice),
                Operation::BulkUpdate => self.bulk_update(session, world, dice)?,
                Operation::Merge => self.merge(session, world, dice)?,
                Operation::Rekey => self.rekey(session, world, dice)?,
                Operation::SetExpr => self.set_expr(session, world, dice),
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
}
