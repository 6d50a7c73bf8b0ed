//! UPDATE and DELETE statements in a session: instances follow (SQLAlchemy's `synchronize_session="auto"`).
//!
//! Against SQLAlchemy: goldens `bulk_orm_update` and `bulk_orm_delete` are the same. Where the database has to be asked,
//! SQLAlchemy returns the keys and expires what was set, to be read by another SELECT; here the rows come back whole.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Comp, Item, ItemTag, Nat, NewAddress, NewComp, NewItem, NewItemTag, NewNat, NewTag, NewUser, NewVer, Tag,
    User, Ver,
};
use crate::support::{TestDriver, is_for_sqlite_only, is_not_for_mysql};

/// Users `ed`, `wendy` and `jack`, in a session that has read them in a transaction of its own.
fn with_users(traced: &Traced) -> (Session, [Handle<User>; 3]) {
    let mut session = Session::new(&traced.engine);
    session.add_all(["ed", "wendy", "jack"].map(NewUser::new));
    session.commit().unwrap();
    session.expunge_all();
    let users = session.scalars(select(User).order_by(User.id)).unwrap().all();
    traced.take();
    (session, users.try_into().unwrap())
}

fn names(session: &Session, users: &[Handle<User>]) -> Vec<String> {
    users.iter().map(|user| session[*user].name.clone()).collect()
}

#[test]
fn an_update_that_can_be_evaluated_sends_nothing_else() {
    let traced = Traced::new();
    let (mut session, users) = with_users(&traced);
    let outcome = session.execute(update(User).set(User.name, "bulk").filter(User.id.eq(1))).unwrap();
    traced.sent(&["UPDATE user SET name=? WHERE user.id = ?   ('bulk', 1)"]);
    assert_eq!(outcome.rows_affected, 1);
    assert_eq!(names(&session, &users), ["bulk", "wendy", "jack"]);
    assert!(!session.is_dirty(users[0]));
    session.execute(update(User).set(User.nick, User.name.concat("!")).filter(User.name.ne("jack"))).unwrap();
    traced.sent(&["UPDATE user SET nick=(user.name || ?) WHERE user.name != ?   ('!', 'jack')"]);
    let nicks = users.map(|user| session[user].nick.clone());
    assert_eq!(nicks, [Some("bulk!".into()), Some("wendy!".into()), None]);
    session.flush().unwrap();
    traced.sent(&[]);
    session.rollback().unwrap();
    assert_eq!(names(&session, &users), ["ed", "wendy", "jack"]);
    assert_eq!(session[users[0]].nick, None);
}

#[test]
fn an_update_that_only_the_database_understands_returns_its_rows() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let (mut session, users) = with_users(&traced);
    let outcome = session.execute(update(User).set(User.name, func::upper(User.name)).filter(User.id.le(2))).unwrap();
    traced.sent(&[
        "UPDATE user SET name=upper(user.name) WHERE user.id <= ? RETURNING user.id, user.name, user.nick   (2)",
    ]);
    assert_eq!(outcome.rows_affected, 2);
    assert_eq!(names(&session, &users), ["ED", "WENDY", "jack"]);
    session.execute(update(User).set(User.name, "x").filter(User.name.like("%ACK"))).unwrap();
    assert_eq!(names(&session, &users), ["ED", "WENDY", "x"]);
    session.rollback().unwrap();
    assert_eq!(names(&session, &users), ["ed", "wendy", "jack"]);
}

#[test]
fn without_instances_of_the_table_the_statement_goes_as_it_is() {
    let traced = Traced::new();
    let (mut session, _) = with_users(&traced);
    session.expunge_all();
    session.add(NewAddress::new("a"));
    session.execute(update(User).set(User.name, func::upper(User.name)).all_rows()).unwrap();
    traced.sent(&[
        "INSERT INTO address (email, user_id) VALUES (?, ?)   ('a', NULL)",
        "UPDATE user SET name=upper(user.name)",
    ]);
}

#[test]
fn what_was_read_in_an_earlier_transaction_is_not_relied_on() {
    let traced = Traced::new();
    let (mut session, users) = with_users(&traced);
    session.commit().unwrap();
    traced.engine.begin(|conn| conn.execute(text("UPDATE \"user\" SET name = 'other' WHERE id = 1"))).unwrap();
    traced.take();
    // Memory still says `ed`, and would find the wrong row.
    session.execute(update(User).set(User.nick, "n").filter(User.name.eq("other"))).unwrap();
    traced.sent(&[
        "BEGIN",
        "UPDATE user SET nick=? WHERE user.name = ? RETURNING user.id, user.name, user.nick   ('n', 'other')",
    ]);
    assert_eq!(session[users[0]].nick.as_deref(), Some("n"));
    assert_eq!(session[users[0]].name, "other");
    session.commit().unwrap();
    // A key stays what it was.
    traced.take();
    session.execute(update(User).set(User.nick, "m").filter(User.id.eq(2))).unwrap();
    traced.sent(&["BEGIN", "UPDATE user SET nick=? WHERE user.id = ?   ('m', 2)"]);
    assert_eq!(session[users[1]].nick.as_deref(), Some("m"));
}

#[test]
fn changes_of_other_columns_that_were_not_flushed_stay() {
    let traced = Traced::new();
    let (mut session, [ed, ..]) = with_users(&traced);
    session[ed].nick = Some("mine".into());
    session
        .no_autoflush(|session| {
            session.execute(update(User).set(User.name, "bulk").set(User.nick, "bulk").filter(User.nick.is_null()))
        })
        .unwrap();
    assert_eq!((session[ed].name.as_str(), session[ed].nick.as_deref()), ("bulk", Some("mine")));
    traced.take();
    session.flush().unwrap();
    traced.sent(&["UPDATE user SET nick=? WHERE user.id = ?   ('mine', 1)"]);
    session.rollback().unwrap();
    assert_eq!((session[ed].name.as_str(), session[ed].nick.as_deref()), ("ed", None));
}

#[test]
fn a_delete_takes_its_instances_along_and_a_rollback_brings_them_back() {
    let traced = Traced::new();
    let (mut session, [ed, wendy, jack]) = with_users(&traced);
    session.execute(delete(User).filter(User.id.eq(1))).unwrap();
    traced.sent(&["DELETE FROM user WHERE user.id = ?   (1)"]);
    assert_eq!((session.state(ed), session.state(wendy)), (State::Deleted, State::Persistent));
    assert_eq!(session.get(User, 1).unwrap(), None);
    traced.take();
    session.execute(delete(User).filter(func::length(User.name).eq(5))).unwrap();
    traced.sent(&["DELETE FROM user WHERE length(user.name) = ? RETURNING user.id   (5)"]);
    assert_eq!((session.state(wendy), session.state(jack)), (State::Deleted, State::Persistent));
    session.rollback().unwrap();
    assert_eq!(session.get(User, 1).unwrap(), Some(ed));
    assert_eq!(names(&session, &[ed, wendy, jack]), ["ed", "wendy", "jack"]);
    session.execute(delete(User).all_rows()).unwrap();
    session.commit().unwrap();
    assert_eq!([ed, wendy, jack].map(|user| session.state(user)), [State::Detached; 3]);
}

#[test]
fn a_key_that_an_update_sets_moves_the_instance() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let [one, two] = ["a", "b"].map(|code| session.add(NewNat::new(code, "x")));
    session.flush().unwrap();
    traced.take();
    session.execute(update(Nat).set(Nat.code, "c").filter(Nat.code.eq("a"))).unwrap();
    traced.sent(&["UPDATE nat SET code=? WHERE nat.code = ?   ('c', 'a')"]);
    assert_eq!(session.get(Nat, "c").unwrap(), Some(one));
    assert_eq!(session.get(Nat, "a").unwrap(), None);
    traced.take();
    session.execute(update(Nat).set(Nat.code, func::upper(Nat.code)).filter(Nat.label.eq("x"))).unwrap();
    traced.sent(&[
        "SELECT nat.code, nat.label, upper(nat.code) FROM nat WHERE nat.label = ?   ('x')",
        "UPDATE nat SET code=upper(nat.code) WHERE nat.label = ?   ('x')",
        "SELECT nat.code, nat.label FROM nat WHERE nat.code IN (?, ?)   ('C', 'B')",
    ]);
    assert_eq!((session.get(Nat, "C").unwrap(), session.get(Nat, "B").unwrap()), (Some(one), Some(two)));
    assert_eq!(session[one].code, "C");
}

#[test]
fn a_rolled_back_savepoint_undoes_moved_keys_and_deletes() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let rows = [1, 2, 3].map(|b| session.add(NewComp::new(1, b, "x")));
    session.flush().unwrap();
    let failed: realgar::Result<()> = session.begin_nested(|session| {
        session.execute(update(Comp).set(Comp.b, Comp.b + 10).all_rows())?;
        session.execute(delete(Comp).filter(Comp.b.eq(13)))?;
        assert_eq!(session.get(Comp, (1, 11))?, Some(rows[0]));
        assert_eq!(session.state(rows[2]), State::Deleted);
        Err(realgar::Error::other("no"))
    });
    assert!(failed.is_err());
    for (row, b) in rows.into_iter().zip(1..) {
        assert_eq!(session[row].b, b);
        assert_eq!(session.get(Comp, (1, b)).unwrap(), Some(row));
    }
    assert_eq!(session.get(Comp, (1, 11)).unwrap(), None);
}

#[test]
fn a_statement_over_several_tables_returns_what_it_touches() {
    let traced = Traced::new();
    let (mut session, [ed, wendy, _]) = with_users(&traced);
    let address = session.add(NewAddress::new("e").user_id(ed));
    session.flush().unwrap();
    traced.take();
    let joined = update(User).from(Address).filter(User.id.eq(Address.user_id));
    session.execute(joined.set(User.nick, Address.email)).unwrap();
    traced.sent(&["UPDATE user SET nick=address.email FROM address WHERE user.id = address.user_id \
         RETURNING user.id, user.name, user.nick"]);
    assert_eq!((session[ed].nick.as_deref(), session[wendy].nick.as_deref()), (Some("e"), None));
    session
        .execute(delete(Address).using(User).filter(Address.user_id.eq(User.id)).filter(User.name.eq("ed")))
        .unwrap();
    assert_eq!(session.state(address), State::Deleted);
}

#[test]
fn returning_gives_handles_of_rows_as_they_are_now() {
    if is_not_for_mysql() {
        return;
    }
    let traced = Traced::new();
    let (mut session, [ed, wendy, _]) = with_users(&traced);
    session.expunge(wendy).unwrap();
    let changed = update(User).set(User.name, func::upper(User.name)).filter(User.id.le(2));
    let users: Vec<Handle<User>> = session.scalars(changed.returning(User)).unwrap().all();
    assert_eq!(users[0], ed);
    assert_eq!(names(&session, &users), ["ED", "WENDY"]);
    traced.take();
    let columns: Vec<(i64, String)> = session
        .execute(
            update(User).set(User.name, func::lower(User.name)).filter(User.id.eq(1)).returning((User.id, User.name)),
        )
        .unwrap()
        .all();
    assert_eq!(columns, [(1, "ed".into())]);
    assert_eq!(session[ed].name, "ed");
    let gone: Vec<Handle<User>> = session.scalars(delete(User).filter(User.id.ge(2)).returning(User)).unwrap().all();
    assert_eq!(gone.iter().map(|user| session.state(*user)).collect::<Vec<_>>(), [State::Deleted; 2]);
    assert_eq!(names(&session, &gone), ["WENDY", "jack"]);
    session.rollback().unwrap();
    // What a row was before this transaction, only the database knows.
    assert_eq!(*session.try_ref(users[1]).unwrap_err().kind(), ErrorKind::Expired);
    session.refresh(users[1]).unwrap();
    assert_eq!(names(&session, &[ed, users[1]]), ["ed", "wendy"]);
}

#[test]
fn the_first_of_several_returned_rows_leaves_none_behind() {
    if is_not_for_mysql() {
        return;
    }
    let traced = Traced::new();
    let (mut session, users) = with_users(&traced);
    let changed = update(User).set(User.nick, func::upper(User.name)).all_rows().returning(User.id);
    assert_eq!(session.scalar(changed).unwrap(), Some(1));
    let nicks = users.map(|user| session[user].nick.clone().unwrap());
    assert_eq!(nicks, ["ED", "WENDY", "JACK"]);
}

#[test]
fn inserted_rows_that_are_returned_die_with_a_rollback() {
    let traced = Traced::new();
    let (mut session, [ed, ..]) = with_users(&traced);
    let new = insert(User).values(["a", "b"].map(NewUser::new)).returning(User);
    let users: Vec<Handle<User>> = session.scalars(new).unwrap().all();
    let mut returned = names(&session, &users);
    if TestDriver::current().error_fails_transaction() {
        // RETURNING promises no order.
        returned.sort_unstable();
    }
    assert_eq!(returned, ["a", "b"]);
    let upsert = insert(User).value(NewUser::new("edward").id(1_i64)).on_conflict(User.id).do_update();
    let same = session.scalars(upsert.set(User.name, excluded(User.name)).returning(User)).unwrap().one().unwrap();
    assert_eq!((same, session[ed].name.as_str()), (ed, "edward"));
    session.rollback().unwrap();
    assert_eq!(users.iter().map(|user| session.state(*user)).collect::<Vec<_>>(), [State::Detached; 2]);
    assert_eq!(session[ed].name, "ed");
}

#[test]
fn pending_and_expired_instances_are_left_alone() {
    let traced = Traced::new();
    let (mut session, [ed, wendy, _]) = with_users(&traced);
    session.expire(ed).unwrap();
    let pending = session.no_autoflush(|session| {
        let pending = session.add(NewUser::new("new"));
        session.execute(update(User).set(User.nick, "n").filter(User.id.gt(0))).unwrap();
        pending
    });
    assert_eq!(session.state(pending), State::Pending);
    assert_eq!(session.pending_mut(pending).unwrap().nick, None);
    assert_eq!(*session.try_ref(ed).unwrap_err().kind(), ErrorKind::Expired);
    assert_eq!(session[wendy].nick.as_deref(), Some("n"));
    session.refresh(ed).unwrap();
    assert_eq!(session[ed].nick.as_deref(), Some("n"));
}

#[test]
fn versions_are_counted_on_only_if_the_statement_says_so() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Ver> = session.add(NewVer::new("a"));
    session.flush().unwrap();
    session.execute(update(Ver).set(Ver.val, "b").filter(Ver.id.eq(1))).unwrap();
    assert_eq!((session[row].val.as_str(), session[row].v), ("b", 1));
    session.execute(update(Ver).set(Ver.val, "c").set(Ver.v, Ver.v + 1).filter(Ver.id.eq(1))).unwrap();
    assert_eq!((session[row].val.as_str(), session[row].v), ("c", 2));
    session[row].val = "d".into();
    session.commit().unwrap();
    assert_eq!(session[row].v, 3);
}

#[test]
fn moved_members_leave_collections_that_were_read() {
    let traced = Traced::new();
    let (mut session, [ed, wendy, _]) = with_users(&traced);
    let address = session.add(NewAddress::new("e").user_id(ed));
    session.flush().unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap(), [address]);
    assert_eq!(session.related(wendy, User.addresses).unwrap(), []);
    session.execute(update(Address).set(Address.user_id, 2_i64).filter(Address.id.eq(1))).unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap(), []);
    assert_eq!(session.related(wendy, User.addresses).unwrap(), [address]);
    session.execute(delete(Address).filter(Address.user_id.eq(2))).unwrap();
    assert_eq!(session.related(wendy, User.addresses).unwrap(), []);
}

#[test]
fn a_statement_that_fails_leaves_the_instances_as_they_were() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let rows = ["a", "b"].map(|code| session.add(NewNat::new(code, "x")));
    session.commit().unwrap();
    let error = session.execute(update(Nat).set(Nat.code, "b").filter(Nat.code.eq("a"))).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(rows.map(|row| session[row].code.clone()), ["a", "b"]);
    session.rollback().unwrap(); // some databases answer nothing before
    assert_eq!(session.get(Nat, "b").unwrap(), Some(rows[1]));
}

#[test]
fn a_session_streams_only_what_reads() {
    let traced = Traced::new();
    let (mut session, _) = with_users(&traced);
    let error = session.stream(delete(User).all_rows().returning(User.id)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest, "{error}");
    traced.sent(&[]);
}

#[test]
fn an_insert_statement_adds_to_collections_that_were_read() {
    let traced = Traced::new();
    let (mut session, [ed, wendy, _]) = with_users(&traced);
    assert_eq!(session.related(ed, User.addresses).unwrap(), []);
    session.execute(insert(Address).value(NewAddress::new("ed@example.org").user_id(1))).unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap().len(), 1);
    // From a query, too.
    let copied = select((Address.email, literal(2_i64)));
    session.execute(insert(Address).from_select((Address.email, Address.user_id), copied)).unwrap();
    assert_eq!(session.related(wendy, User.addresses).unwrap().len(), 1);
    session.rollback().unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap(), []);
    assert_eq!(session.related(wendy, User.addresses).unwrap(), []);
}

#[test]
fn statements_about_an_association_table_change_collections_that_were_read() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let (item, tag) = (session.add(NewItem::new("a")), session.add(NewTag::new("red")));
    session.flush().unwrap();
    assert_eq!(session.related(item, Item.tags).unwrap(), []);
    assert_eq!(session.related(tag, Tag.items).unwrap(), []);
    session.execute(insert(ItemTag).value(NewItemTag::new(1, 1))).unwrap();
    assert_eq!(session.related(item, Item.tags).unwrap(), [tag]);
    assert_eq!(session.related(tag, Tag.items).unwrap(), [item]);
    session.execute(delete(ItemTag).filter(ItemTag.tag_id.eq(1))).unwrap();
    assert_eq!(session.related(item, Item.tags).unwrap(), []);
    assert_eq!(session.related(tag, Tag.items).unwrap(), []);
}

#[test]
fn an_update_of_some_keys_touches_their_instances_only() {
    let traced = Traced::new();
    let (mut session, users) = with_users(&traced);
    session.execute(update(User).set(User.name, "both").filter(User.id.in_([3, 1, 3, 99]))).unwrap();
    traced.sent(&["UPDATE user SET name=? WHERE user.id IN (?, ?, ?, ?)   ('both', 3, 1, 3, 99)"]);
    assert_eq!(names(&session, &users), ["both", "wendy", "both"]);
    session.execute(delete(User).filter(User.id.in_([1, 2]).and(User.name.eq("both")))).unwrap();
    let states = users.map(|user| session.state(user));
    assert_eq!(states, [State::Deleted, State::Persistent, State::Persistent]);
}
