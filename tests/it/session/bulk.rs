//! Many rows by their keys, without instances.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, Comp, NewAddress, NewNat, NewTag, NewUser, NewVer, Tag, User, Ver};
use crate::support::is_for_sqlite_only;

#[test]
fn a_bulk_insert_makes_no_instances() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    assert_eq!(session.bulk_insert(["a", "b"].map(NewTag::new)).unwrap(), 2);
    traced.sent(&[
        "BEGIN",
        "SAVEPOINT realgar_savepoint_1",
        "INSERT INTO tag (name) VALUES (?)   ('a')",
        "INSERT INTO tag (name) VALUES (?)   ('b')",
        "RELEASE SAVEPOINT realgar_savepoint_1",
    ]);
    assert_eq!(session.new_count(), 0);
    assert_eq!(session.bulk_insert(Vec::<NewTag>::new()).unwrap(), 0);
    traced.sent(&[]);
    session.commit().unwrap();
    assert_eq!(session.scalars(select(Tag.name).order_by(Tag.id)).unwrap().all(), ["a", "b"]);
}

#[test]
fn handles_stand_for_keys_in_a_bulk_insert_too() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    assert_eq!(session.related(ed, User.addresses).unwrap(), []);
    session.bulk_insert(["a", "b"].map(|email| NewAddress::new(email).user_id(ed))).unwrap();
    assert_eq!(session.scalars(select(Address.user_id)).unwrap().all(), [Some(1), Some(1)]);
    assert_eq!(session.related(ed, User.addresses).unwrap().len(), 2);
    let error = session.no_autoflush(|session| {
        let pending = session.add(NewUser::new("pending"));
        session.bulk_insert([NewAddress::new("c").user_id(pending)]).unwrap_err()
    });
    assert_eq!(*error.kind(), ErrorKind::Pending, "{error}");
}

#[test]
fn a_bulk_insert_that_fails_inserts_nothing_and_leaves_the_session_usable() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let kept = session.add(NewTag::new("kept").id(9_i64));
    let error = session.bulk_insert([NewTag::new("a").id(1_i64), NewTag::new("b").id(9_i64)]).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    session.commit().unwrap();
    assert_eq!(session.scalars(select(Tag)).unwrap().all(), [kept]);
    assert_eq!(session.bulk_insert([NewTag::new("a").id(1_i64)]).unwrap(), 1);
    session.rollback().unwrap();
    assert_eq!(session.scalars(select(Tag)).unwrap().all(), [kept]);
}

#[test]
fn a_bulk_update_sets_all_columns_by_key_and_instances_follow() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all(["a", "b", "c"].map(NewUser::new));
    session.commit().unwrap();
    session.expunge(users[2]).unwrap();
    traced.take();
    let rows = (1..=3).map(|id| User { id, name: format!("n{id}"), nick: Some("x".into()) });
    assert_eq!(session.bulk_update(rows).unwrap(), 3);
    traced.sent(&[
        "BEGIN",
        "SAVEPOINT realgar_savepoint_1",
        "UPDATE user SET name=?, nick=? WHERE user.id = ?   ('n1', 'x', 1)",
        "UPDATE user SET name=?, nick=? WHERE user.id = ?   ('n2', 'x', 2)",
        "UPDATE user SET name=?, nick=? WHERE user.id = ?   ('n3', 'x', 3)",
        "RELEASE SAVEPOINT realgar_savepoint_1",
    ]);
    assert_eq!((session[users[0]].name.as_str(), session[users[1]].nick.as_deref()), ("n1", Some("x")));
    session.flush().unwrap();
    traced.sent(&[]);
    session.rollback().unwrap();
    assert_eq!((session[users[0]].name.as_str(), session[users[1]].nick.as_deref()), ("a", None));
}

#[test]
fn a_bulk_update_of_a_row_that_is_gone_updates_nothing() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let user = session.add(NewUser::new("a"));
    session.commit().unwrap();
    let rows = [1, 2].map(|id| User { id, name: "x".into(), nick: None });
    let error = session.bulk_update(rows).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    assert!(error.to_string().contains("`user` with key 2"), "{error}");
    session.commit().unwrap();
    assert_eq!(session[user].name, "a");
    session.refresh(user).unwrap();
    assert_eq!(session[user].name, "a");
}

#[test]
fn a_bulk_update_counts_versions_and_refuses_stale_rows() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Ver> = session.add(NewVer::new("a"));
    session.flush().unwrap();
    let read = session[row].clone();
    session.bulk_update([Ver { val: "b".into(), ..read.clone() }]).unwrap();
    assert_eq!((session[row].val.as_str(), session[row].v), ("b", 2));
    let error = session.bulk_update([Ver { val: "c".into(), ..read }]).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    session[row].val = "d".into();
    session.commit().unwrap();
    assert_eq!(session[row].v, 3);
}

#[test]
fn a_row_cannot_be_locked_on_sqlite() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.add(NewNat::new("a", "x"));
    session.commit().unwrap();
    let error = session.get_for_update(super::trace::forum::Nat, "a").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unsupported, "{error}");
}

#[test]
fn some_columns_are_updated_by_key_and_the_others_stay() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all(["a", "b"].map(|name| NewUser::new(name).nick("n")));
    session.commit().unwrap();
    session[users[0]].nick = Some("mine".into());
    traced.take();
    let names = [(1, "x"), (2, "y")];
    let updated = session.no_autoflush(|session| session.bulk_update_columns(User.name, names)).unwrap();
    assert_eq!(updated, 2);
    traced.sent(&[
        "BEGIN",
        "SAVEPOINT realgar_savepoint_1",
        "UPDATE user SET name=? WHERE user.id = ?   ('x', 1)",
        "UPDATE user SET name=? WHERE user.id = ?   ('y', 2)",
        "RELEASE SAVEPOINT realgar_savepoint_1",
    ]);
    assert_eq!((session[users[0]].name.as_str(), session[users[0]].nick.as_deref()), ("x", Some("mine")));
    assert_eq!((session[users[1]].name.as_str(), session[users[1]].nick.as_deref()), ("y", Some("n")));
    session.bulk_update_columns((User.name, User.nick), [(1, ("z", None::<String>))]).unwrap();
    assert_eq!((session[users[0]].name.as_str(), session[users[0]].nick.as_deref()), ("z", None));
    session.bulk_update_columns(Comp.x, [((1, 2), "x")]).unwrap_err();
    session.rollback().unwrap();
    assert_eq!((session[users[0]].name.as_str(), session[users[0]].nick.as_deref()), ("a", Some("n")));
}

#[test]
fn keys_versions_and_computed_values_are_not_for_single_columns() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let errors = [
        session.bulk_update_columns(User.id, [(1, 2_i64)]).unwrap_err(),
        session.bulk_update_columns(Ver.val, [(1, "x")]).unwrap_err(),
        session.bulk_update_columns(User.name, [(1, func::upper(literal("x")))]).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(*error.kind(), ErrorKind::InvalidRequest, "{error}");
    }
    traced.sent(&[]);
}
