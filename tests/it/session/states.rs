//! Instances from the time they are added to the time they are gone: SQLAlchemy's `test_session` and `test_expire`.
//!
//! What cannot be written in Rust, and so needs no test:
//! - an object in two sessions, or added twice: `add` takes the insert struct, and a handle names its session;
//! - two persistent objects of one identity: instances are made by the session alone;
//! - deleting an object that no session knows: there is no handle of one;
//! - SQL text where a statement is wanted: `&str` is no `Executable` (`tests/compile_fail`);
//! - expiring some columns: a row is a plain struct, all of which is there;
//! - `merge(load=False)`: there are no attributes without a history to be copied.
//!
//! Differences: an expired row is an error (`Expired`) and not a query, because `session[handle]` cannot ask; instances
//! stay until they are expunged, because handles are numbers and nobody can tell whether one is still kept.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, NewAddress, NewFilled, NewTag, NewUser, Tag, User};

fn one_user(traced: &Traced) -> (Session, Handle<User>) {
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    traced.take();
    (session, ed)
}

#[test]
fn a_key_that_has_no_row_is_none_for_get_and_an_error_for_get_one() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    assert_eq!(session.get(User, 7).unwrap(), None);
    let error = session.get_one(User, 7).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoRows);
    assert!(error.to_string().contains("`user` has the key 7"), "{error}");
}

#[test]
fn a_new_row_with_the_key_of_one_that_is_loaded_is_refused_by_the_database() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let old = session.add(NewTag::new("a").id(1));
    session.commit().unwrap();
    let new = session.add(NewTag::new("z").id(1));
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert_eq!((session.state(old), session.state(new)), (State::Persistent, State::Pending));
    assert_eq!(session.expunge(new).unwrap().name, "z");
    assert_eq!(session.get(Tag, 1).unwrap(), Some(old));
}

#[test]
fn an_instance_that_is_taken_out_before_the_flush_was_never_there() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let new = session.add(NewUser::new("ed"));
    let twin = session.add(NewUser::new("ed"));
    session.delete(twin).unwrap();
    assert_eq!(session.state(twin), State::Detached);
    let back = session.pending_mut(new).unwrap().clone();
    session.delete(new).unwrap();
    session.flush().unwrap();
    traced.sent(&[]);
    assert_eq!((session.state(new), session.new_count()), (State::Detached, 0));
    // It can be added anew, and has another handle then.
    let again = session.add(back);
    assert_ne!(new, again);
    session.flush().unwrap();
    assert!(session.try_ref(new).is_err() && session.try_ref(again).is_ok());
}

#[test]
fn an_instance_goes_from_pending_to_persistent_to_deleted_to_detached() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    assert_eq!((session.state(ed), session.contains(ed)), (State::Pending, true));
    session.flush().unwrap();
    assert_eq!(session.state(ed), State::Persistent);
    session.delete(ed).unwrap();
    assert_eq!(session.state(ed), State::Persistent);
    assert_eq!(session.deleted(), [ed]);
    session.flush().unwrap();
    assert_eq!((session.state(ed), session.contains(ed)), (State::Deleted, true));
    assert!(session.deleted().is_empty());
    assert_eq!(*session.try_mut(ed).unwrap_err().kind(), ErrorKind::InvalidRequest);
    session.delete(ed).unwrap();
    session.commit().unwrap();
    assert_eq!((session.state(ed), session.contains(ed)), (State::Detached, false));
    assert_eq!(*session.delete(ed).unwrap_err().kind(), ErrorKind::Detached);
}

#[test]
fn an_expunged_instance_that_was_to_be_deleted_is_not_deleted() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session.delete(ed).unwrap();
    session.expunge(ed).unwrap();
    session.commit().unwrap();
    assert!(!traced.take().iter().any(|line| line.starts_with("DELETE")));
    assert!(session.get(User, 1).unwrap().is_some());
}

#[test]
fn expired_instances_forget_their_changes_and_are_read_anew() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let pending = session.add(NewUser::new("new"));
    session[ed].name = "lost".into();
    session.expire_all();
    assert_eq!(session.state(pending), State::Pending);
    assert_eq!(*session.try_ref(ed).unwrap_err().kind(), ErrorKind::Expired);
    assert_eq!(*session.try_mut(ed).unwrap_err().kind(), ErrorKind::Expired);
    session.no_autoflush(|session| session.refresh(ed)).unwrap();
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
    assert_eq!(session[ed].name, "ed");
    session.expire(ed).unwrap();
    assert_eq!(session.scalars(select(User).filter(User.id.eq(1))).unwrap().all(), [ed]);
    assert_eq!(session[ed].name, "ed");
    assert!(session.expire(pending).is_ok(), "the query before has flushed it");
    assert_eq!(session.state(pending), State::Persistent);
}

#[test]
fn a_row_that_others_have_deleted_is_none_for_get_once_it_is_expired() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    traced.engine.begin(|conn| conn.execute(text("DELETE FROM \"user\""))).unwrap();
    session.expire(ed).unwrap();
    assert_eq!(session.get(User, 1).unwrap(), None);
    let error = session.refresh(ed).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData);
    assert!(error.to_string().contains("`user` with key 1"), "{error}");
}

#[test]
fn following_a_relationship_sees_what_was_not_flushed() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let address: Handle<Address> = session.add(NewAddress::new("a").user_id(ed));
    assert_eq!(session.related(ed, User.addresses).unwrap(), [address]);
}

#[test]
fn what_a_hook_changes_after_the_flush_is_reported() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).after_flush(|session| {
        if let Some(user) = session.get(User, 1)?
            && session[user].nick.is_none()
        {
            session[user].nick = Some("set".into());
        }
        Ok(())
    });
    let mut session = sessions.session();
    let ed = session.add(NewUser::new("ed"));
    session.flush().unwrap();
    assert_eq!(session.dirty(), [ed]);
    assert!(session.is_modified(ed));
    session.flush().unwrap();
    assert!(session.dirty().is_empty());
    assert_eq!(session.scalar(select(User.nick)).unwrap(), Some(Some("set".into())));
}

#[test]
fn places_of_instances_that_are_gone_are_used_again() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let mut handles = Vec::new();
    for round in 0..100 {
        let users = session.add_all((0..10).map(|number| NewUser::new(format!("{round}-{number}"))));
        session.flush().unwrap();
        handles.extend(users.iter().map(|user| format!("{user:?}")));
        session.expunge_all();
        assert!(users.iter().all(|user| !session.contains(*user)));
    }
    handles.sort();
    handles.dedup();
    assert_eq!(handles.len(), 10);
}

#[test]
fn a_pending_row_that_is_whole_is_expunged_with_the_keys_of_its_parents() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let address = session.add(NewAddress::new("e").id(5).user_id(ed));
    let row = session.expunge(address).unwrap();
    assert_eq!((row.id, row.email.as_str(), row.user_id), (5, "e", Some(1)));
    // A parent that is pending, too, may have said its key; a relationship that was set later counts.
    let jack = session.add(NewUser::new("jack").id(9));
    let address = session.add(NewAddress::new("e").id(5).user_id(ed));
    session.relate(address, Address.user, jack).unwrap();
    assert_eq!(session.expunge(address).unwrap().user_id, Some(9));
    let address = session.add(NewAddress::new("e").id(5).user_id(ed));
    session.relate(address, Address.user, None).unwrap();
    assert_eq!(session.expunge(address).unwrap().user_id, None);
    // What is not known is named.
    let jill = session.add(NewUser::new("jill"));
    let address = session.add(NewAddress::new("e").user_id(jill));
    let error = session.expunge(address).unwrap_err();
    assert!(error.message().contains("`Address` is pending and has no row yet"), "{error}");
    assert!(error.message().contains("fills in `id`, `user_id`"), "{error}");
    assert_eq!(session.state(address), State::Pending);
    session.rollback().unwrap();
}

#[test]
fn what_a_default_would_fill_in_is_no_part_of_a_pending_row() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row = session.add(NewFilled::new("f").id(1).visits(3));
    let error = session.expunge(row).unwrap_err();
    assert!(error.message().contains("fills in `state`"), "{error}");
    session.pending_mut(row).unwrap().state = "known".to_owned().into();
    assert_eq!(session.expunge(row).unwrap().state, "known");
}

#[test]
fn a_deleted_instance_is_expunged_and_a_rollback_does_not_bring_it_back() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session[ed].name = "edward".into();
    session.flush().unwrap();
    session.delete(ed).unwrap();
    session.flush().unwrap();
    assert_eq!(session.state(ed), State::Deleted);
    assert_eq!(session.expunge(ed).unwrap().name, "edward");
    assert_eq!(session.state(ed), State::Detached);
    session.rollback().unwrap();
    assert_eq!(session.state(ed), State::Detached);
    // Its row is there again, and gets a handle of its own.
    let again = session.get_one(User, 1).unwrap();
    assert_ne!(again, ed);
    assert_eq!(session[again].name, "ed");
    session.delete(again).unwrap();
    session.flush().unwrap();
    session.expunge(again).unwrap();
    session.commit().unwrap();
    assert_eq!(session.get(User, 1).unwrap(), None);
}
