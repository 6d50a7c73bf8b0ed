//! The laws of a session, over random object graphs and random programs of operations.
//!
//! Each program is done in a session and in a model of it, and both are compared. `REALGAR_LAWS_CASES` says how many
//! programs each law is tried on, `REALGAR_LAWS_SEED` makes them others.

mod checks;
mod database;
mod edges;
mod model;
mod program;
mod tally;
mod things;
mod world;
mod writing;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use realgar::prelude::*;

use database::{Database, dump};
use model::Outcome;
use program::{GROUPS, Program, rollback};
use tally::Tally;
use world::World;

use crate::support::TestDriver;

/// In this process.
const CASES: u32 = 4_000;

/// On a server, where each statement is a round trip.
const CASES_ON_A_SERVER: u32 = 200;

/// A number from the environment.
fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
}

/// Tries a law on random programs, of which enough have to try what it is about: what, and by at least how many of a hundred.
fn law(name: &str, required: &[(&'static str, u32)], check: impl Fn(&Database, &mut Session, &mut World, u32)) {
    let database = Database::new();
    let tally = RefCell::new(Tally::default());
    let default = if TestDriver::current().is_a_server() { CASES_ON_A_SERVER } else { CASES };
    let cases = number("REALGAR_LAWS_CASES").unwrap_or(default);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("REALGAR_LAWS_SEED").unwrap_or(0).to_le_bytes());
    seed[4..][..name.len().min(28)].copy_from_slice(&name.as_bytes()[..name.len().min(28)]);
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let programs = (0..GROUPS.len(), prop::collection::vec(any::<u64>(), 4..40), any::<u32>());
    let result = runner.run(&programs, |(group, steps, number)| {
        database.disarm();
        database.clear();
        let mut session = database.sessions().session();
        let mut world = World::new(&database.wire);
        let mut program = Program::new(group, &steps);
        let done = catch_unwind(AssertUnwindSafe(|| {
            program.run(&mut session, &mut world);
            check(&database, &mut session, &mut world, number);
        }));
        tally.borrow_mut().count(&world.tried, world.flushes);
        done.map_err(|panic| {
            let message = panic.downcast_ref::<String>().cloned();
            let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let message = message.unwrap_or_else(|| resume_unwind(panic));
            TestCaseError::fail(format!("{message}\n    {}", program.log.join("\n    ")))
        })
    });
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
    tally.borrow().check(name, required);
}

#[test]
fn a_second_flush_sends_nothing() {
    let required = [("flushed twice, and there was something to write", 25)];
    law("a second flush sends nothing", &required, |database, session, world, _| {
        let has_changes = world.model.has_changes();
        if world.flush(session).is_ok() {
            if has_changes {
                world.tried.insert("flushed twice, and there was something to write");
            }
            let sent = database.wire.sent();
            session.flush().unwrap();
            assert_eq!(database.wire.sent(), sent, "the second flush sent something");
        }
    });
}

#[test]
fn what_is_read_after_a_commit_is_what_was_in_memory() {
    let required = [
        ("committed changes", 25),
        ("rows were read by another session", 60),
        ("links were read by another session", 10),
    ];
    law("what is read after a commit is what was in memory", &required, |database, session, world, _| {
        let has_changes = world.model.has_changes();
        if world.commit(session).is_err() {
            rollback(session, world);
        } else if has_changes {
            world.tried.insert("committed changes");
        }
        world.check_database(database);
        world.check_memory(session);
        world.check_relationships(session);
    });
}

#[test]
fn a_rollback_restores_rows_states_and_relationships() {
    let required = [
        ("anything was undone", 60),
        ("a flushed INSERT was undone", 40),
        ("a flushed DELETE was undone", 8),
        ("a flushed UPDATE was undone", 8),
        ("flushed links were undone", 8),
        ("a pending row was undone", 30),
        ("a row marked to be deleted was undone", 4),
        ("a changed row was undone", 7),
        ("changed links were undone", 5),
    ];
    law("a rollback restores rows, states and relationships", &required, |database, session, world, _| {
        rollback(session, world);
        world.check_database(database);
    });
}

#[test]
fn one_key_has_one_handle_and_dead_handles_lead_nowhere() {
    let required = [("rows were found by their keys", 60), ("dead handles were tried", 25)];
    law("one key has one handle, and dead handles lead nowhere", &required, |_, session, world, _| {
        if world.flush(session).is_err() {
            rollback(session, world);
        }
        for entity in things::ENTITIES {
            let found = entity.all(session).unwrap();
            let found = world.numbers(session, found);
            if !found.is_empty() {
                world.tried.insert("rows were found by their keys");
            }
            for at in found {
                let instance = &world.model.instances[at];
                let key = instance.row.key.clone().expect("it was found");
                assert_eq!(entity.get(session, &key).unwrap(), instance.thing);
            }
        }
        if !world.dead.is_empty() {
            world.tried.insert("dead handles were tried");
        }
        world.check_memory(session);
    });
}

#[test]
fn a_flush_that_can_be_done_respects_every_foreign_key() {
    let required = [("foreign keys were committed", 25), ("a refused flush", 2)];
    law("a flush that can be done respects every foreign key", &required, |database, session, world, _| {
        let (outcome, _) = world.model.flushed();
        let committed = world.commit(session);
        assert!(outcome != Outcome::Passes || committed.is_ok());
        if committed.is_err() {
            return;
        }
        if world.model.instances.iter().any(|instance| instance.is_live() && instance.row.parent.is_some()) {
            world.tried.insert("foreign keys were committed");
        }
        let broken = database.broken_foreign_keys();
        assert!(broken.is_empty(), "{broken:?}");
    });
}

#[test]
fn a_failure_leaves_nothing_half_written() {
    let required = [
        ("the first row was refused", 4),
        ("a later row was refused", 9),
        ("what was refused was repeated, and committed", 13),
    ];
    law("a failure leaves nothing half-written", &required, |database, session, world, number| {
        let before = dump(session);
        database.arm(i64::from(number % 5));
        let result = session.flush();
        if !database.disarm() {
            return;
        }
        result.expect_err("the database has refused a row");
        world.tried.insert(if number % 5 == 0 { "the first row was refused" } else { "a later row was refused" });
        assert_eq!(dump(session), before, "the database was changed");
        world.check_memory(session);
        world.check_relationships(session);
        if world.flush(session).is_ok() && world.commit(session).is_ok() {
            world.tried.insert("what was refused was repeated, and committed");
            world.check_database(database);
        }
    });
}
