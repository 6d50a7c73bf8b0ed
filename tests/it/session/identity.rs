//! The identity map and transactions, compared with SQLAlchemy's traces.
//!
//! What differs, and why: nothing expires at the end of a transaction, because `session[handle]` cannot ask the database;
//! what later queries find is brought up to date instead. `SessionMaker::expire_on_commit` does as SQLAlchemy does. After
//! a failed flush no rollback is needed.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Comp, Filled, Nat, NewAddress, NewComp, NewFilled, NewNat, NewTag, NewUser, Tag, User,
};
use crate::support::TestDriver;

/// One user, committed.
fn one_user(traced: &Traced) -> (Session, Handle<User>) {
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    traced.take();
    (session, ed)
}

#[test]
fn one_key_is_one_handle_and_asks_the_database_once() {
    let traced = Traced::new();
    one_user(&traced);
    let mut session = Session::new(&traced.engine);
    let ed = session.get(User, 1).unwrap().unwrap();
    assert_eq!(session.get(User, 1).unwrap(), Some(ed));
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
    assert_eq!(session.scalars(select(User)).unwrap().one().unwrap(), ed);
    assert!(session.get(User, 7).unwrap().is_none());
    assert_eq!(*session.get_one(User, 7).unwrap_err().kind(), ErrorKind::NoRows);
}

#[test]
fn a_query_does_not_overwrite_changes_that_were_not_flushed() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session[ed].name = "mine".into();
    let found = session.no_autoflush(|session| session.scalars(select(User))).unwrap().one().unwrap();
    assert_eq!((found, session[ed].name.as_str()), (ed, "mine"));
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user"]);
}

#[test]
fn queries_see_what_was_not_flushed_before_them() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session[ed].name = "mine".into();
    session.add(NewUser::new("new"));
    let names = session.scalars(select(User.name).order_by(User.id)).unwrap().all();
    assert_eq!(names, ["mine", "new"]);
    traced.sent(&[
        "BEGIN",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('new', NULL)",
        "UPDATE user SET name=? WHERE user.id = ?   ('mine', 1)",
        "SELECT user.name FROM user ORDER BY user.id",
    ]);
}

#[test]
fn an_error_of_the_flush_before_a_query_says_so() {
    let traced = Traced::new();
    let (mut session, _) = one_user(&traced);
    session.add(NewUser::new("twin").id(1));
    let error = session.scalars(select(User)).unwrap_err();
    assert!(error.is_unique_violation() && error.to_string().contains("while flushing before a query"), "{error}");
}

#[test]
fn a_key_that_changes_is_found_by_its_old_value_and_remembered_by_its_new_one() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Nat> = session.add(NewNat::new("a", "label"));
    session.commit().unwrap();
    traced.take();
    session[row].code = "b".into();
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE nat SET code=? WHERE nat.code = ?   ('b', 'a')"]);
    assert_eq!(session.get(Nat, "b").unwrap(), Some(row));
    assert_eq!(session.get(Nat, "a").unwrap(), None);
    traced.sent(&["SELECT nat.code, nat.label FROM nat WHERE nat.code = ?   ('a')"]);
    session.rollback().unwrap();
    assert_eq!(session[row].code, "a");
    assert_eq!(session.get(Nat, "a").unwrap(), Some(row));
    assert_eq!(session.get(Nat, "b").unwrap(), None);
}

#[test]
fn the_parts_of_a_key_are_not_mixed_up() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.add(NewComp::new(1, 2, "q"));
    session.commit().unwrap();
    let mut session = Session::new(&traced.engine);
    traced.take();
    let found = session.get(Comp, (1, 2)).unwrap().unwrap();
    assert_eq!(session[found].x, "q");
    assert!(session.get(Comp, (2, 1)).unwrap().is_none());
    traced.sent(&[
        "BEGIN",
        "SELECT comp.a, comp.b, comp.x FROM comp WHERE comp.a = ? AND comp.b = ?   (1, 2)",
        "SELECT comp.a, comp.b, comp.x FROM comp WHERE comp.a = ? AND comp.b = ?   (2, 1)",
    ]);
}

#[test]
fn two_new_rows_of_one_key_are_refused_by_the_database_and_both_stay_pending() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let twins: Vec<Handle<Tag>> = session.add_all([NewTag::new("a").id(1), NewTag::new("b").id(1)]);
    let error = session.flush().unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    let rows = if TestDriver::current().inserts_row_by_row() { "row 2" } else { "rows 1 to 2" };
    assert!(error.to_string().contains(&format!("inserting into `tag`, {rows}")), "{error}");
    assert_eq!(twins.map_states(&session), [State::Pending, State::Pending]);
    traced.sent(&[
        "BEGIN",
        "INSERT INTO tag (id, name) VALUES (?, ?)   (1, 'a')",
        "INSERT INTO tag (id, name) VALUES (?, ?)   (1, 'b')",
        "ROLLBACK",
    ]);
}

/// The states of instances.
trait States {
    fn map_states(&self, session: &Session) -> Vec<State>;
}

impl<E> States for Vec<Handle<E>> {
    fn map_states(&self, session: &Session) -> Vec<State> {
        self.iter().map(|handle| session.state(*handle)).collect()
    }
}

#[test]
fn columns_that_were_not_given_break_a_batch_and_come_back_from_the_database() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let rows: Vec<Handle<Filled>> = session.add_all([
        NewFilled::new("a"),
        NewFilled::new("b"),
        NewFilled::new("c").state("given"),
        NewFilled::new("d"),
    ]);
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO filled (name) VALUES (?) RETURNING filled.id, filled.state, filled.visits   ('a')",
        "INSERT INTO filled (name) VALUES (?) RETURNING filled.id, filled.state, filled.visits   ('b')",
        "INSERT INTO filled (name, state) VALUES (?, ?) RETURNING filled.id, filled.visits   ('c', 'given')",
        "INSERT INTO filled (name) VALUES (?) RETURNING filled.id, filled.state, filled.visits   ('d')",
    ]);
    let states: Vec<&str> = rows.iter().map(|row| session[*row].state.as_str()).collect();
    assert_eq!(states, ["new", "new", "given", "new"]);
    assert_eq!(session[rows[3]].id, 4);
}

#[test]
fn a_savepoint_that_fails_leaves_the_outer_transaction_usable() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.add(NewTag::new("first").id(1));
    session.commit().unwrap();
    traced.take();
    let failed = session.begin_nested(|session| {
        session.add(NewTag::new("dup").id(1));
        session.flush()
    });
    assert!(failed.unwrap_err().is_unique_violation());
    session.add(NewTag::new("ok").id(2));
    session.commit().unwrap();
    traced.sent(&[
        "BEGIN",
        "SAVEPOINT realgar_savepoint_1",
        "INSERT INTO tag (id, name) VALUES (?, ?)   (1, 'dup')",
        "ROLLBACK TO SAVEPOINT realgar_savepoint_1",
        "RELEASE SAVEPOINT realgar_savepoint_1",
        "INSERT INTO tag (id, name) VALUES (?, ?)   (2, 'ok')",
        "COMMIT",
    ]);
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(2));
}

#[test]
fn a_savepoint_that_is_rolled_back_takes_memory_along() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let mut gone = None;
    let failed: realgar::Result<()> = session.begin_nested(|session| {
        gone = Some(session.add(NewTag::new("gone").id(9)));
        session[ed].name = "inner".into();
        session.flush()?;
        Err(realgar::Error::other("no"))
    });
    assert!(failed.is_err());
    assert_eq!(session[ed].name, "ed");
    assert_eq!(session.state(gone.unwrap()), State::Detached);
    assert!(session.get(Tag, 9).unwrap().is_none());
}

#[test]
fn what_others_have_changed_is_seen_by_the_next_query_of_the_next_transaction() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    traced.engine.begin(|conn| conn.execute(text("UPDATE \"user\" SET name = 'edward'"))).unwrap();
    assert_eq!(session[ed].name, "ed");
    session.scalars(select(User)).unwrap();
    assert_eq!(session[ed].name, "edward");
}

#[test]
fn instances_expire_with_the_transaction_where_that_is_wanted() {
    let traced = Traced::new();
    let mut session = SessionMaker::new(&traced.engine).expire_on_commit(true).session();
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    traced.take();
    assert_eq!(*session.try_ref(ed).unwrap_err().kind(), ErrorKind::Expired);
    session.refresh(ed).unwrap();
    assert_eq!(session[ed].name, "ed");
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
}

#[test]
fn a_row_that_is_gone_is_told_by_refresh_and_by_the_flush() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    traced.engine.begin(|conn| conn.execute(text("DELETE FROM \"user\""))).unwrap();
    session[ed].name = "x".into();
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData, "{error}");
    let error = session.refresh(ed).unwrap_err();
    assert!(error.to_string().contains("`user` with key 1 is not there"), "{error}");
}

#[test]
fn deleted_rows_come_back_with_a_rollback_and_are_detached_by_a_commit() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session.delete(ed).unwrap();
    assert_eq!(session.deleted(), [ed]);
    assert!(session.get(User, 1).unwrap().is_none());
    session.flush().unwrap();
    assert_eq!(session.state(ed), State::Deleted);
    session.rollback().unwrap();
    assert_eq!((session.state(ed), session[ed].name.as_str()), (State::Persistent, "ed"));
    session.delete(ed).unwrap();
    session.commit().unwrap();
    assert_eq!(session.state(ed), State::Detached);
    assert_eq!(*session.try_ref(ed).unwrap_err().kind(), ErrorKind::Detached);
    assert_eq!(*session.refresh(ed).unwrap_err().kind(), ErrorKind::Detached);
}

#[test]
fn a_detached_instance_leads_nowhere() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let row = session.expunge(ed).unwrap();
    assert_eq!(row.name, "ed");
    let error = session.related(ed, User.addresses).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Detached, "{error}");
    let same = session.get_one(User, 1).unwrap();
    assert_ne!(same, ed);
}

#[test]
fn a_parent_that_is_in_the_session_is_not_asked_for() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.add_all(["a", "b", "c"].map(|email| NewAddress::new(email).user_id(ed)));
    session.commit().unwrap();
    let mut session = Session::new(&traced.engine);
    let addresses = session.scalars(select(Address)).unwrap().all();
    traced.take();
    for address in &addresses {
        session.related(*address, Address.user).unwrap().unwrap();
    }
    traced.sent(&["SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
}

#[test]
#[should_panic(expected = "the instance of `User` is pending and has no row yet: flush the session first")]
fn a_pending_instance_has_no_row_to_be_looked_at() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    let _ = &session[ed];
}

#[test]
fn a_session_moves_to_another_thread_in_the_middle_of_a_transaction() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.flush().unwrap();
    let mut session = std::thread::spawn(move || {
        session[ed].name = "edward".into();
        session.flush().unwrap();
        session
    })
    .join()
    .unwrap();
    session.commit().unwrap();
    assert_eq!(session[ed].name, "edward");
}

#[test]
fn a_session_that_is_dropped_rolls_back() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.add(NewUser::new("ed"));
    session.flush().unwrap();
    drop(session);
    assert_eq!(traced.take().last().unwrap(), "ROLLBACK");
    assert!(Session::new(&traced.engine).get(User, 1).unwrap().is_none());
}
