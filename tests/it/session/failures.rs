//! What goes wrong outside of the program: full disks, locks, rows that are taken away.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::forum::{self, Address, NewAddress, NewUser, User};
use crate::support::{TestDriver, engine, engine_builder, is_for_sqlite_only};

/// A database that has room for its tables, and not for much more.
fn tiny() -> Engine {
    let engine = engine_builder().pool_size(1).build().unwrap();
    forum::METADATA.create_all(&engine).unwrap();
    engine.begin(|conn| conn.execute(text("PRAGMA max_page_count = 40")).map(drop)).unwrap();
    engine
}

#[test]
fn a_full_disk_leaves_what_was_pending_and_what_was_committed() {
    if is_for_sqlite_only() {
        return;
    }
    let engine = tiny();
    let mut session = Session::new(&engine);
    let kept = session.add(NewUser::new("kept"));
    session.commit().unwrap();
    let large: Vec<Handle<User>> = session.add_all((0..200).map(|_| NewUser::new("x".repeat(2_000))));
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::DiskFull, "{error}");
    assert!(large.iter().all(|user| session.state(*user) == State::Pending));
    session.rollback().unwrap();
    assert!(large.iter().all(|user| session.state(*user) == State::Detached));
    assert_eq!(session[kept].name, "kept");
    session.add(NewUser::new("small"));
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(2));
}

#[test]
fn a_full_disk_after_an_earlier_flush_asks_for_a_rollback_or_lets_go_on() {
    if is_for_sqlite_only() {
        return;
    }
    let engine = tiny();
    let mut session = Session::new(&engine);
    let first = session.add(NewUser::new("first"));
    session.flush().unwrap();
    session.add_all((0..200).map(|_| NewUser::new("x".repeat(2_000))));
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::DiskFull, "{error}");
    session.rollback().unwrap();
    assert_eq!(session.state(first), State::Detached);
    session.add(NewUser::new("again"));
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(1));
}

#[test]
fn a_deferred_key_that_fails_at_the_commit_can_be_mended() {
    if is_for_sqlite_only() {
        return;
    }
    let engine = engine();
    forum::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    session.connection().unwrap().execute(text("PRAGMA defer_foreign_keys = ON")).unwrap();
    let address: Handle<Address> = session.add(NewAddress::new("a").user_id(7));
    session.flush().unwrap();
    let error = session.commit().unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    if TestDriver::current().error_fails_transaction() {
        // There, a COMMIT that fails has rolled back.
        assert_eq!(session.state(address), State::Detached);
        return;
    }
    session[address].user_id = None;
    session.commit().unwrap();
    assert_eq!(session[address].user_id, None);
}

#[test]
fn a_statement_that_a_hook_of_the_database_refuses_names_the_table_and_the_row() {
    if is_for_sqlite_only() {
        return;
    }
    let engine = engine();
    forum::METADATA.create_all(&engine).unwrap();
    engine
        .begin(|conn| {
            conn.execute(text(
                "CREATE TRIGGER no_bob BEFORE INSERT ON user WHEN new.name = 'bob' \
                 BEGIN SELECT RAISE(ABORT, 'not bob'); END",
            ))
        })
        .unwrap();
    let mut session = Session::new(&engine);
    session.add_all(["ann", "bob"].map(NewUser::new));
    let error = session.flush().unwrap_err();
    let rows = if TestDriver::current().inserts_row_by_row() { "row 2" } else { "rows 1 to 2" };
    assert!(error.to_string().contains(&format!("inserting into `user`, {rows}: not bob")), "{error}");
}

#[test]
fn a_long_session_gives_places_back() {
    let engine = engine();
    forum::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let mut before = None;
    for round in 0..50 {
        let user = session.add(NewUser::new(format!("{round}")));
        session.commit().unwrap();
        if let Some(before) = before {
            assert_ne!(user, before);
            assert_eq!(session.state(before), State::Detached);
        }
        session.expunge_all();
        before = Some(user);
    }
    assert!(format!("{session:?}").contains("instances: 0"), "{session:?}");
}
