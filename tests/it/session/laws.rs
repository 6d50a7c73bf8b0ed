//! The laws of a session, over random object graphs and random programs of operations.
//!
//! Each program is done in a session and in a model of it, and both are compared. `REALGAR_LAWS_CASES` says how many
//! programs each law is tried on, `REALGAR_LAWS_SEED` makes them others.

mod database;
mod edges;
mod model;
mod program;
mod things;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use realgar::prelude::*;

use database::{Database, dump};
use model::Outcome;
use program::{Program, rollback};
use world::World;

const CASES: u32 = 10_000;

/// A number from the environment.
fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}: `{text}` is no number")))
}

/// Tries a law on random programs.
fn law(name: &str, check: impl Fn(&Database, &mut Session, &mut World, u32)) {
    let database = Database::new();
    let cases = number("REALGAR_LAWS_CASES").unwrap_or(CASES);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&number("REALGAR_LAWS_SEED").unwrap_or(0).to_le_bytes());
    seed[4..][..name.len().min(28)].copy_from_slice(&name.as_bytes()[..name.len().min(28)]);
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let programs = (0..6_usize, prop::collection::vec(any::<u32>(), 1..20), any::<u32>());
    let result = runner.run(&programs, |(group, steps, number)| {
        database.disarm();
        database.clear();
        let mut session = Session::new(&database.engine);
        let mut world = World::new();
        let mut program = Program::new(group, &steps);
        let done = catch_unwind(AssertUnwindSafe(|| {
            program.run(&mut session, &mut world);
            check(&database, &mut session, &mut world, number);
        }));
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
}

#[test]
fn a_second_flush_sends_nothing() {
    law("a second flush sends nothing", |database, session, world, _| {
        if world.flush(session).is_ok() {
            let sent = database.sent();
            session.flush().unwrap();
            assert_eq!(database.sent(), sent, "the second flush sent something");
        }
    });
}

#[test]
fn what_is_read_after_a_commit_is_what_was_in_memory() {
    law("what is read after a commit is what was in memory", |database, session, world, _| {
        if world.commit(session).is_err() {
            rollback(session, world);
        }
        world.check_database(database);
        world.check_memory(session);
        world.check_relationships(session);
    });
}

#[test]
fn a_rollback_restores_rows_states_and_relationships() {
    law("a rollback restores rows, states and relationships", |database, session, world, _| {
        rollback(session, world);
        world.check_database(database);
    });
}

#[test]
fn one_key_has_one_handle_and_dead_handles_lead_nowhere() {
    law("one key has one handle, and dead handles lead nowhere", |_, session, world, _| {
        for entity in things::ENTITIES {
            let Ok(found) = world.flush_with(session, |session| entity.all(session)) else { return };
            let found = world.numbers(session, found);
            for at in found {
                let instance = &world.model.instances[at];
                let key = instance.row.key.clone().expect("it was found");
                assert_eq!(entity.get(session, &key).unwrap(), instance.thing);
            }
        }
        world.check_memory(session);
    });
}

#[test]
fn a_flush_that_can_be_done_respects_every_foreign_key() {
    law("a flush that can be done respects every foreign key", |database, session, world, _| {
        let (outcome, _) = world.model.flushed();
        let flushed = world.flush(session);
        assert!(outcome != Outcome::Passes || flushed.is_ok());
        if flushed.is_err() {
            return;
        }
        session.commit().unwrap();
        let mut connection = database.engine.connect().unwrap();
        let broken: Vec<String> = connection
            .sqlite()
            .unwrap()
            .prepare("SELECT \"table\" FROM pragma_foreign_key_check")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    });
}

#[test]
fn a_failure_leaves_nothing_half_written() {
    law("a failure leaves nothing half-written", |database, session, world, number| {
        let before = dump(session);
        database.arm(i64::from(number % 5));
        let result = session.flush();
        if !database.disarm() {
            return;
        }
        result.expect_err("the database has refused a row");
        assert_eq!(dump(session), before, "the database was changed");
        world.check_memory(session);
        world.check_relationships(session);
        if world.flush(session).is_ok() && world.commit(session).is_ok() {
            world.check_database(database);
        }
    });
}
