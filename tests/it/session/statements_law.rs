//! Whatever statements a session runs, its instances say what the database says.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use realgar::prelude::*;

use super::trace::forum::{self, Filled, NewFilled};
use crate::support::{TestDriver, engine_builder};

#[derive(Clone, Debug)]
enum Condition {
    Id(i64),
    Name(&'static str),
    OtherName(&'static str),
    Visits(i64, i64),
    Like(&'static str),
    Long(i32),
    All,
}

#[derive(Clone, Debug)]
enum Step {
    Add(&'static str),
    Change(usize, i64),
    SetVisits(i64, Condition),
    AddVisits(i64, Condition),
    SetName(&'static str, Condition),
    Shout(Condition),
    Move(i64),
    Delete(Condition),
    DeleteOne(usize),
    Expire(usize),
    Commit,
    Rollback,
    /// Steps inside a savepoint that is rolled back.
    Undone(Vec<Self>),
}

impl Step {
    /// Whether it is an UPDATE or DELETE statement.
    const fn is_statement(&self) -> bool {
        matches!(
            self,
            Self::SetVisits(..)
                | Self::AddVisits(..)
                | Self::SetName(..)
                | Self::Shout(_)
                | Self::Move(_)
                | Self::Delete(_)
        )
    }

    fn undoes_a_statement(&self) -> bool {
        matches!(self, Self::Undone(steps) if steps.iter().any(|step| step.is_statement() || step.undoes_a_statement()))
    }
}

fn name() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "B", "long"])
}

fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (1..8_i64).prop_map(Condition::Id),
        name().prop_map(Condition::Name),
        name().prop_map(Condition::OtherName),
        (0..4_i64, 0..8_i64).prop_map(|(low, high)| Condition::Visits(low, high)),
        name().prop_map(Condition::Like),
        (1..5_i32).prop_map(Condition::Long),
        Just(Condition::All),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let leaf = prop_oneof![
        4 => name().prop_map(Step::Add),
        3 => (0..10_usize, 0..9_i64).prop_map(|(at, visits)| Step::Change(at, visits)),
        2 => (0..9_i64, condition()).prop_map(|(visits, condition)| Step::SetVisits(visits, condition)),
        2 => (-2..3_i64, condition()).prop_map(|(more, condition)| Step::AddVisits(more, condition)),
        2 => (name(), condition()).prop_map(|(name, condition)| Step::SetName(name, condition)),
        2 => condition().prop_map(Step::Shout),
        1 => (20..30_i64).prop_map(Step::Move),
        2 => condition().prop_map(Step::Delete),
        1 => (0..10_usize).prop_map(Step::DeleteOne),
        1 => (0..10_usize).prop_map(Step::Expire),
        1 => Just(Step::Commit),
        1 => Just(Step::Rollback),
    ];
    let undone =
        leaf.clone().prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 1..4).prop_map(Step::Undone));
    prop_oneof![4 => leaf, 1 => undone]
}

/// Runs an UPDATE or DELETE with a condition.
macro_rules! run {
    ($session:expr, $statement:expr, $condition:expr) => {
        match $condition {
            Condition::Id(id) => $session.execute($statement.filter(Filled.id.eq(*id))),
            Condition::Name(name) => $session.execute($statement.filter(Filled.name.eq(*name))),
            Condition::OtherName(name) => $session.execute($statement.filter(Filled.name.ne(*name))),
            Condition::Visits(low, high) => $session.execute($statement.filter(Filled.visits.between(*low, *high))),
            Condition::Like(pattern) => $session.execute($statement.filter(Filled.name.like(*pattern))),
            Condition::Long(length) => $session.execute($statement.filter(func::length(Filled.name).ge(*length))),
            Condition::All => $session.execute($statement.all_rows()),
        }
        .map(|_| ())
    };
}

fn run(session: &mut Session, handles: &mut Vec<Handle<Filled>>, step: &Step, depth: u32) -> realgar::Result<()> {
    let alive = |session: &Session, at: usize, handles: &[Handle<Filled>]| {
        let handle = handles.get(at).copied();
        handle.filter(|handle| session.state(*handle) == State::Persistent && session.try_ref(*handle).is_ok())
    };
    match step {
        Step::Add(name) => {
            handles.push(session.add(NewFilled::new(*name)));
            Ok(())
        }
        Step::Change(at, visits) => {
            if let Some(handle) = alive(session, *at, handles) {
                session[handle].visits = *visits;
            }
            Ok(())
        }
        Step::SetVisits(visits, condition) => run!(session, update(Filled).set(Filled.visits, *visits), condition),
        Step::AddVisits(more, condition) => {
            run!(session, update(Filled).set(Filled.visits, Filled.visits + *more), condition)
        }
        Step::SetName(name, condition) => run!(session, update(Filled).set(Filled.name, *name), condition),
        Step::Shout(condition) => {
            run!(session, update(Filled).set(Filled.name, func::upper(Filled.name)), condition)
        }
        Step::Move(by) => {
            let moved = update(Filled).set(Filled.id, Filled.id + *by).filter(Filled.id.lt(20));
            match session.execute(moved) {
                // Another row has that key.
                Err(error) if error.is_unique_violation() => Ok(()),
                result => result.map(|_| ()),
            }
        }
        Step::Delete(condition) => run!(session, delete(Filled), condition),
        Step::DeleteOne(at) => match alive(session, *at, handles) {
            Some(handle) => session.delete(handle),
            None => Ok(()),
        },
        Step::Expire(at) => match alive(session, *at, handles) {
            Some(handle) => session.expire(handle),
            None => Ok(()),
        },
        Step::Commit if depth == 0 => session.commit(),
        Step::Rollback if depth == 0 => session.rollback(),
        Step::Commit | Step::Rollback => session.flush(),
        Step::Undone(steps) => {
            let undone: realgar::Result<()> = session.begin_nested(|session| {
                for step in steps {
                    run(session, handles, step, depth + 1)?;
                    check(session, handles)?;
                }
                Err(realgar::Error::other("undone"))
            });
            assert_eq!(undone.unwrap_err().to_string(), "undone");
            Ok(())
        }
    }
}

/// Memory against the database. Returns how many instances were compared with their rows.
fn check(session: &mut Session, handles: &[Handle<Filled>]) -> realgar::Result<usize> {
    session.flush()?;
    let rows: Vec<Filled> = session.connection()?.execute(select(Filled))?.all();
    let rows: HashMap<i64, Filled> = rows.into_iter().map(|row| (row.id, row)).collect();
    let mut keys = Vec::new();
    for &handle in handles {
        if session.state(handle) != State::Persistent {
            continue;
        }
        // An expired one says nothing that could be wrong.
        if let Ok(row) = session.try_ref(handle) {
            assert_eq!(Some(row), rows.get(&row.id));
            keys.push((row.id, handle));
        }
    }
    let compared = keys.len();
    for (id, handle) in keys {
        assert_eq!(session.get(Filled, id)?, Some(handle));
    }
    for id in rows.keys() {
        let found = session.get_one(Filled, *id)?;
        assert_eq!(session[found].id, *id);
    }
    Ok(compared)
}

/// What the programs have tried: a law that nothing has tried holds whatever the library does.
#[derive(Debug, Default)]
struct Tally {
    /// Programs with a statement of which the session could tell by itself what it does to the instances.
    evaluated: u32,
    /// Programs with a statement whose rows the database had to tell.
    told: u32,
    /// Programs after each of whose steps some instance could be compared.
    compared: u32,
    /// Programs that have undone statements in a savepoint.
    undone: u32,
}

const CASES: u32 = 300;

#[test]
fn memory_says_what_the_database_says() {
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let tally = RefCell::new(Tally::default());
    let read = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&read);
    let builder = engine_builder().on_execute(move |event| {
        if event.sql().starts_with("SELECT ") || event.sql().contains(" RETURNING ") {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let engine = builder.build().unwrap();
    forum::METADATA.create_all(&engine).unwrap();
    // Keys are counted from 1 again, which SQLite does by itself.
    let empty = match TestDriver::current() {
        TestDriver::Postgres => "TRUNCATE filled RESTART IDENTITY",
        TestDriver::Mysql => "TRUNCATE filled",
        _ => "DELETE FROM filled",
    };
    let result = runner.run(&prop::collection::vec(step(), 1..14), |steps| {
        engine.begin(|conn| conn.execute(text(empty))).unwrap();
        let mut session = Session::new(&engine);
        let mut handles = session.add_all(["a", "b", "long"].map(NewFilled::new));
        session.commit().unwrap();
        let (mut evaluated, mut told, mut compared) = (0, 0, u32::MAX);
        for step in &steps {
            session.flush().unwrap();
            let before = read.load(Ordering::Relaxed);
            run(&mut session, &mut handles, step, 0).unwrap();
            if step.is_statement() {
                match read.load(Ordering::Relaxed) == before {
                    true => evaluated += 1,
                    false => told += 1,
                }
            }
            compared = compared.min(u32::try_from(check(&mut session, &handles).unwrap()).unwrap_or(u32::MAX));
        }
        let mut tally = tally.borrow_mut();
        tally.evaluated += u32::from(evaluated > 0);
        tally.told += u32::from(told > 0);
        tally.compared += u32::from(compared > 0);
        tally.undone += u32::from(steps.iter().any(Step::undoes_a_statement));
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let tally = tally.into_inner();
    let Tally { evaluated, told, compared, undone } = tally;
    assert!([evaluated, told, compared, undone].iter().all(|tried| tried * 4 >= CASES), "{CASES} programs: {tally:?}");
}
