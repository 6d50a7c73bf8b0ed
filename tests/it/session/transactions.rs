//! The ends of transactions and savepoints: memory goes with the database (SQLAlchemy's `test_transaction`).
//!
//! Not here: joining a transaction that somebody else has begun on a connection, and two-phase commits. A session has a
//! connection of its own, and `Session::connection` lends it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, Item, Nat, NewAddress, NewItem, NewNat, NewOrder, NewTag, NewUser, Tag, User};
use crate::support::{Scratch, is_for_sqlite_only};

fn one_user(traced: &Traced) -> (Session, Handle<User>) {
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    traced.take();
    (session, ed)
}

#[test]
fn a_block_that_fails_is_rolled_back_and_one_that_goes_well_committed() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let failed = Session::begin(&traced.engine, |session| {
        session.add(NewTag::new("gone"));
        session.flush()?;
        Err::<(), _>(realgar::Error::other("no"))
    });
    assert_eq!(failed.unwrap_err().to_string(), "no");
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        Session::begin(&traced.engine, |session| {
            session.add(NewTag::new("gone, too"));
            session.flush()?;
            panic!("on the way");
            #[allow(unreachable_code, reason = "says what the closure returns")]
            Ok::<_, realgar::Error>(())
        })
    }));
    assert!(panicked.is_err());
    let kept: realgar::Result<i64> = Session::begin(&traced.engine, |session| {
        let tag = session.add(NewTag::new("kept"));
        session.flush()?;
        Ok::<_, realgar::Error>(session[tag].id)
    });
    assert_eq!(kept.unwrap(), 1);
    let mut session = Session::new(&traced.engine);
    assert_eq!(session.scalars(select(Tag.name)).unwrap().all(), ["kept"]);
}

#[test]
fn pending_instances_are_gone_after_a_rollback_flushed_or_not() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let flushed = session.add(NewUser::new("a"));
    session.flush().unwrap();
    let pending = session.add(NewUser::new("b"));
    session.rollback().unwrap();
    assert_eq!((session.state(flushed), session.state(pending)), (State::Detached, State::Detached));
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(0));
}

#[test]
fn what_a_delete_took_along_comes_back_with_a_rollback() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let order = session.add(NewOrder::new().user_id(ed));
    let items = session.add_all(["x", "y"].map(|sku| NewItem::new(sku).order_id(order)));
    session.commit().unwrap();
    session.delete(ed).unwrap();
    session.flush().unwrap();
    let states = |session: &Session| items.iter().map(|item| session.state(*item)).collect::<Vec<_>>();
    assert_eq!((session.state(order), states(&session)), (State::Deleted, vec![State::Deleted; 2]));
    session.rollback().unwrap();
    assert_eq!((session.state(order), states(&session)), (State::Persistent, vec![State::Persistent; 2]));
    assert_eq!(session.related(ed, User.orders).unwrap(), [order]);
    // An orphan comes back, too.
    session.remove(order, super::trace::forum::Order.items, items[0]).unwrap();
    session.flush().unwrap();
    assert_eq!(session.state(items[0]), State::Deleted);
    session.rollback().unwrap();
    assert_eq!(session.get(Item, 1).unwrap(), Some(items[0]));
    assert_eq!(session.related(order, super::trace::forum::Order.items).unwrap(), items);
}

#[test]
fn a_rolled_back_savepoint_brings_collections_back() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let kept = session.add(NewAddress::new("kept").user_id(ed));
    session.flush().unwrap();
    assert_eq!(session.related(ed, User.addresses).unwrap(), [kept]);
    let mut added = None;
    let failed: realgar::Result<()> = session.begin_nested(|session| {
        let new = session.add(NewAddress::new("gone"));
        session.append(ed, User.addresses, new)?;
        session.remove(ed, User.addresses, kept)?;
        session.flush()?;
        assert_eq!(session.related(ed, User.addresses)?, [new]);
        assert_eq!(session[kept].user_id, None);
        added = Some(new);
        Err(realgar::Error::other("no"))
    });
    assert!(failed.is_err());
    assert_eq!(session.state(added.unwrap()), State::Detached);
    assert_eq!(session.related(ed, User.addresses).unwrap(), [kept]);
    assert_eq!(session[kept].user_id, Some(1));
}

#[test]
fn a_rolled_back_savepoint_does_not_expire_what_it_has_not_touched() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let other = session.add(NewUser::new("other"));
    session.flush().unwrap();
    let failed: realgar::Result<()> = session.begin_nested(|session| {
        session[other].name = "changed".into();
        Err(realgar::Error::other("no"))
    });
    assert!(failed.is_err());
    traced.take();
    assert_eq!((session[ed].name.as_str(), session[other].name.as_str()), ("ed", "other"));
    session.flush().unwrap();
    traced.sent(&[]);
}

#[test]
fn a_savepoint_that_the_database_has_lost_is_an_error_and_the_session_goes_on() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    traced.engine.begin(|conn| conn.execute(text("CREATE TABLE once (x UNIQUE ON CONFLICT ROLLBACK)"))).unwrap();
    let (mut session, ed) = one_user(&traced);
    session.execute(text("INSERT INTO once VALUES (1)")).unwrap();
    session[ed].name = "changed".into();
    let lost: realgar::Result<_> = session.begin_nested(|session| {
        let tag = session.add(NewTag::new("gone"));
        session.flush()?;
        let error = session.execute(text("INSERT INTO once VALUES (1)")).unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        Ok::<_, realgar::Error>(tag)
    });
    assert_eq!(*lost.unwrap_err().kind(), ErrorKind::TransactionAborted);
    assert_eq!(*session.execute(text("SELECT 1")).unwrap_err().kind(), ErrorKind::TransactionAborted);
    session.rollback().unwrap();
    assert_eq!(session[ed].name, "ed");
    session[ed].name = "again".into();
    session.commit().unwrap();
    assert_eq!(session.scalars(select(User.name)).unwrap().all(), ["again"]);
    assert_eq!(session.scalars(select(Tag.name)).unwrap().all(), Vec::<String>::new());
}

#[test]
fn new_dirty_and_deleted_are_right_three_savepoints_deep() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    let wendy = session.add(NewUser::new("wendy"));
    session.flush().unwrap();
    session
        .begin_nested(|session| {
            let one = session.add(NewTag::new("one"));
            session.begin_nested(|session| {
                // What was pending was flushed when the savepoint was made.
                assert_eq!((session.new_count(), session.state(one)), (0, State::Persistent));
                session[ed].name = "two".into();
                assert_eq!(session.dirty(), [ed]);
                let undone: realgar::Result<()> = session.begin_nested(|session| {
                    assert!(session.dirty().is_empty());
                    session.delete(wendy)?;
                    session[ed].name = "three".into();
                    assert_eq!(session.deleted(), [wendy]);
                    assert_eq!(session.dirty(), [ed]);
                    Err(realgar::Error::other("no"))
                });
                assert!(undone.is_err());
                assert!(session.deleted().is_empty() && session.dirty().is_empty());
                assert_eq!(session[ed].name, "two");
                session.delete(one)
            })?;
            assert_eq!(session.state(one), State::Deleted);
            session[wendy].nick = Some("w".into());
            assert_eq!(session.dirty(), [wendy]);
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    session.commit().unwrap();
    let rows = session.scalars(select((User.name, User.nick)).order_by(User.id)).unwrap();
    assert_eq!(rows.all(), ["two", "wendy"]);
    assert_eq!(session.scalar(select(User.nick).filter(User.id.eq(2))).unwrap(), Some(Some("w".into())));
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(0));
}

#[test]
fn a_key_that_was_updated_is_the_old_one_again_after_a_rollback() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let [a, b] = ["a", "b"].map(|code| session.add(NewNat::new(code, code)));
    session.commit().unwrap();
    // `b` is deleted, and `a` takes its key.
    session.delete(b).unwrap();
    session.flush().unwrap();
    session[a].code = "b".into();
    session.flush().unwrap();
    assert_eq!(session.get(Nat, "b").unwrap(), Some(a));
    session.rollback().unwrap();
    assert_eq!((session.get(Nat, "a").unwrap(), session.get(Nat, "b").unwrap()), (Some(a), Some(b)));
    assert_eq!((session[a].code.as_str(), session[b].code.as_str()), ("a", "b"));
}

#[test]
fn a_commit_inside_a_savepoint_is_refused() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let refused = session.begin_nested(|session| {
        assert_eq!(*session.rollback().unwrap_err().kind(), ErrorKind::InvalidRequest);
        session.commit()
    });
    assert_eq!(*refused.unwrap_err().kind(), ErrorKind::InvalidRequest);
}

#[test]
fn a_failed_flush_inside_a_savepoint_can_be_mended_there() {
    let traced = Traced::new();
    let (mut session, ed) = one_user(&traced);
    session
        .begin_nested(|session| {
            let first = session.add(NewTag::new("a").id(1));
            session.flush()?;
            let twin = session.add(NewTag::new("b").id(1));
            session[ed].name = "kept".into();
            assert!(session.flush().unwrap_err().is_unique_violation());
            assert_eq!((session.state(first), session.state(twin)), (State::Persistent, State::Pending));
            session.pending_mut(twin)?.id = OrDefault::Value(2);
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalars(select(Tag.id).order_by(Tag.id)).unwrap().all(), [1, 2]);
    assert_eq!(session.scalar(select(User.name)).unwrap().as_deref(), Some("kept"));
}

#[test]
fn a_session_that_cannot_begin_gives_its_connection_back() {
    let scratch = Scratch::new();
    let url = scratch.url("begin.db?busy_timeout=50");
    let engine = Engine::builder(&url).pool_size(1).max_overflow(0).build().unwrap();
    super::trace::forum::METADATA.create_all(&engine).unwrap();
    let other = Engine::new(&url).unwrap();
    let mut writer = other.connect().unwrap();
    writer.execute(insert(Tag).value(NewTag::new("first"))).unwrap();
    let mut session = Session::new(&engine);
    let tag = session.add(NewTag::new("second"));
    let error = session.commit().unwrap_err();
    assert!(error.is_retryable(), "{error}");
    assert_eq!(session.state(tag), State::Pending);
    drop(session);
    // The pool has one connection: it must be there again.
    drop(writer);
    Session::begin(&engine, |session| {
        session.add(NewAddress::new("a"));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    assert_eq!(engine.connect().unwrap().scalar(select(func::count(Address.id))).unwrap(), Some(1));
}
