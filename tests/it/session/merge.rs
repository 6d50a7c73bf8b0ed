//! Rows of other sessions, merged into this one.
//!
//! SQLAlchemy's `merge` follows relationships (`cascade="merge"`); a row here is a plain struct that knows nothing of
//! them, so there is nothing to follow: `merge_all` takes the others.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, Comp, NewComp, NewUser, NewVer, User, Ver};

fn ed() -> User {
    User { id: 1, name: "ed".into(), nick: None }
}

#[test]
fn merging_reads_the_row_and_updates_what_differs() {
    let traced = Traced::new();
    let mut first = Session::new(&traced.engine);
    let handle = first.add(NewUser::new("ed"));
    first.commit().unwrap();
    let mut detached = first.expunge(handle).unwrap();
    assert_eq!(first.state(handle), State::Detached);
    detached.name = "merged".into();
    traced.take();
    let mut session = Session::new(&traced.engine);
    let same = session.merge(detached).unwrap();
    assert!(session.is_modified(same));
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)",
        "UPDATE user SET name=? WHERE user.id = ?   ('merged', 1)",
    ]);
    assert_eq!(session[same].name, "merged");
    assert_eq!(session.merge(User { nick: Some("n".into()), ..session[same].clone() }).unwrap(), same);
    session.flush().unwrap();
    traced.sent(&["UPDATE user SET nick=? WHERE user.id = ?   ('n', 1)"]);
    session.rollback().unwrap();
}

#[test]
fn an_equal_row_changes_nothing() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let handle = session.add(NewUser::new("ed"));
    session.flush().unwrap();
    traced.take();
    assert_eq!(session.merge(ed()).unwrap(), handle);
    assert!(!session.is_dirty(handle));
    session.flush().unwrap();
    traced.sent(&[]);
}

#[test]
fn a_row_that_is_not_there_is_added_with_its_key() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let new = session.merge(User { id: 7, ..ed() }).unwrap();
    assert_eq!(session.state(new), State::Pending);
    session.pending_mut(new).unwrap().nick = Some("seven".into());
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (7)",
        "INSERT INTO user (id, name, nick) VALUES (?, ?, ?)   (7, 'ed', 'seven')",
    ]);
    let rows = (1..=2).map(|b| Comp { a: 1, b, x: "x".into() });
    let rows = session.merge_all(rows).unwrap();
    session.commit().unwrap();
    assert_eq!(session.get(Comp, (1, 2)).unwrap(), Some(rows[1]));
    let address = session.merge(Address { id: 3, email: "e".into(), user_id: Some(7) }).unwrap();
    session.commit().unwrap();
    assert_eq!(session[address].user_id, Some(7));
}

#[test]
fn the_same_new_row_twice_is_one_instance() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let rows = session.merge_all([ed(), User { name: "edward".into(), ..ed() }]).unwrap();
    assert_eq!(rows[0], rows[1]);
    session.commit().unwrap();
    assert_eq!(session[rows[0]].name, "edward");
}

#[test]
fn a_row_of_another_version_is_not_merged() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Ver> = session.add(NewVer::new("a"));
    session.commit().unwrap();
    let old = session[row].clone();
    session[row].val = "b".into();
    session.commit().unwrap();
    let error = session.merge(Ver { val: "c".into(), ..old }).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    assert!(error.to_string().contains("`ver` with key 1"), "{error}");
    assert_eq!(session[row].val, "b");
    let current = session[row].clone();
    session.merge(Ver { val: "c".into(), ..current }).unwrap();
    session.commit().unwrap();
    assert_eq!((session[row].val.as_str(), session[row].v), ("c", 3));
}

#[test]
fn what_is_merged_is_compared_with_what_the_database_says_now() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let handle = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    traced.engine.begin(|conn| conn.execute(text("UPDATE \"user\" SET name = 'other'"))).unwrap();
    session.merge(ed()).unwrap();
    session.commit().unwrap();
    let name = traced.engine.connect().unwrap().scalar(select(User.name)).unwrap();
    assert_eq!(name.as_deref(), Some("ed"));
    traced.engine.begin(|conn| conn.execute(text("DELETE FROM \"user\""))).unwrap();
    assert_eq!(*session.merge(ed()).unwrap_err().kind(), ErrorKind::StaleData);
    session.expunge(handle).unwrap();
    session.merge(ed()).unwrap();
    session.commit().unwrap();
}

#[test]
fn an_instance_that_is_to_be_deleted_takes_no_row() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let handle = session.add(NewComp::new(1, 1, "x"));
    session.commit().unwrap();
    session.delete(handle).unwrap();
    let row = session[handle].clone();
    let error = session.no_autoflush(|session| session.merge(row.clone())).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest, "{error}");
    // Once it is gone, the row is a new one.
    let new = session.merge(row).unwrap();
    session.commit().unwrap();
    assert_eq!((session.state(handle), session.state(new)), (State::Detached, State::Persistent));
}
