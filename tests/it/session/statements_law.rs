//! Whatever statements a session runs, its instances say what the database says.

use std::collections::HashMap;

use proptest::prelude::*;
use realgar::prelude::*;

use super::trace::forum::{self, Filled, NewFilled};
use crate::support::engine;

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
    leaf.prop_recursive(2, 8, 4, |inner| prop::collection::vec(inner, 1..4).prop_map(Step::Undone))
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

/// Memory against the database.
fn check(session: &mut Session, handles: &[Handle<Filled>]) -> realgar::Result<()> {
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
    for (id, handle) in keys {
        assert_eq!(session.get(Filled, id)?, Some(handle));
    }
    for id in rows.keys() {
        let found = session.get_one(Filled, *id)?;
        assert_eq!(session[found].id, *id);
    }
    Ok(())
}

#[test]
fn memory_says_what_the_database_says() {
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(steps in prop::collection::vec(step(), 1..14))| {
        let engine = engine();
        forum::METADATA.create_all(&engine).unwrap();
        let mut session = Session::new(&engine);
        let mut handles = session.add_all(["a", "b", "long"].map(NewFilled::new));
        session.commit().unwrap();
        for step in &steps {
            run(&mut session, &mut handles, step, 0).unwrap();
            check(&mut session, &handles).unwrap();
        }
    });
}
