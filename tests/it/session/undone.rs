//! What a transaction that is undone leaves in memory: nothing that the database does not have.

use std::sync::atomic::{AtomicBool, Ordering};

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{self, Address, Filled, NewAddress, NewFilled, NewTag, NewUser, Tag, User};
use crate::support::{Scratch, TestDriver, is_for_sqlite_only, is_not_for_mysql};

/// A session on a database with one user, and nothing in memory.
fn with_ed(traced: &Traced) -> Session {
    Session::begin(&traced.engine, |session| {
        session.add(NewUser::new("ed"));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    traced.take();
    Session::new(&traced.engine)
}

#[test]
fn rows_read_after_an_update_that_touched_no_instance_are_read_anew_after_a_rollback() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    session.execute(update(User).set(User.name, "x").all_rows()).unwrap();
    let ed = session.get_one(User, 1).unwrap();
    assert_eq!(session[ed].name, "x");
    session.rollback().unwrap();
    assert_eq!(*session.try_ref(ed).unwrap_err().kind(), ErrorKind::Expired);
    session.refresh(ed).unwrap();
    assert_eq!(session[ed].name, "ed");
}

#[test]
fn of_rows_read_after_many_updates_those_with_assigned_values_are_read_anew_after_a_rollback() {
    let traced = Traced::new();
    Session::begin(&traced.engine, |session| {
        session.add_all(["ed", "al", "jo"].map(NewUser::new));
        Ok::<_, realgar::Error>(())
    })
    .unwrap();
    let mut session = Session::new(&traced.engine);
    for number in 0..100 {
        let name = format!("ed {number}");
        session.execute(update(User).set(User.name, name).filter(User.id.eq(1))).unwrap();
        session.execute(update(User).set(User.name, "al").filter(User.id.eq(-number))).unwrap();
    }
    let [ed, al, jo] = [1, 2, 3].map(|id| session.get_one(User, id).unwrap());
    assert_eq!(session[ed].name, "ed 99");
    session.rollback().unwrap();
    let expired = [ed, al, jo].map(|user| session.try_ref(user).is_err());
    // "al" may be what the second statement has assigned; "jo" is nothing that was ever assigned.
    assert_eq!(expired, [true, true, false]);
}

#[test]
fn rows_read_after_text_and_rows_expunged_after_a_flush_are_read_anew_after_a_rollback() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    session.execute(text("UPDATE \"user\" SET name = 'x'")).unwrap();
    let ed = session.get_one(User, 1).unwrap();
    session.rollback().unwrap();
    assert_eq!(session.get(User, 1).unwrap(), Some(ed));
    assert_eq!(session[ed].name, "ed");

    session[ed].name = "y".into();
    session.flush().unwrap();
    session.expunge(ed).unwrap();
    let again = session.get_one(User, 1).unwrap();
    assert_eq!(session[again].name, "y");
    session.rollback().unwrap();
    assert_eq!(session.get(User, 1).unwrap(), Some(again));
    assert_eq!(session[again].name, "ed");
}

#[test]
fn a_row_of_a_bulk_insert_is_not_found_after_a_rollback() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.bulk_insert([NewTag::new("a")]).unwrap();
    let tag = session.scalars(select(Tag)).unwrap().one().unwrap();
    session.rollback().unwrap();
    assert_eq!(session.get(Tag, 1).unwrap(), None);
    assert_eq!(*session.refresh(tag).unwrap_err().kind(), ErrorKind::StaleData);
}

#[test]
fn a_savepoint_undoes_what_was_read_inside_only() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    session.bulk_insert([NewTag::new("a")]).unwrap();
    let tag = session.get_one(Tag, 1).unwrap();
    let undone = session.begin_nested(|session| {
        session.execute(update(User).set(User.name, "x").all_rows())?;
        let ed = session.get_one(User, 1)?;
        assert_eq!(session[ed].name, "x");
        Err::<(), _>(realgar::Error::other("no"))
    });
    assert!(undone.is_err());
    assert_eq!(session[tag].name, "a");
    let ed = session.get_one(User, 1).unwrap();
    assert_eq!(session[ed].name, "ed");
    session.commit().unwrap();
    assert_eq!(session[tag].name, "a");
}

#[test]
fn what_is_read_in_a_transaction_that_has_not_written_stays_readable_after_a_rollback() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    session.rollback().unwrap();
    assert_eq!(session[ed].name, "ed");
}

#[cfg(unix)]
#[test]
fn a_commit_that_the_database_ends_with_a_rollback_undoes_memory_and_does_not_go_well_when_repeated() {
    if is_for_sqlite_only() {
        return;
    }
    let scratch = Scratch::new();
    let engine = scratch.engine("lost.db?journal_mode=delete");
    forum::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    session[ed].name = "x".into();
    let tag = session.add(NewTag::new("a"));
    session.flush().unwrap();
    // A journal that cannot be deleted: SQLite fails in the middle of COMMIT, and rolls back.
    let journal = scratch.path("lost.db-journal");
    std::fs::rename(&journal, scratch.path("aside")).unwrap();
    std::fs::create_dir_all(journal.join("in the way")).unwrap();
    let error = session.commit().unwrap_err();
    assert!(error.to_string().contains("not committed, the transaction was rolled back"), "{error}");
    std::fs::remove_dir_all(&journal).unwrap();
    std::fs::rename(scratch.path("aside"), &journal).unwrap();
    assert_eq!((session[ed].name.as_str(), session.state(tag)), ("ed", State::Detached));
    assert!(!session.in_transaction());
    session.commit().unwrap(); // nothing is left to be committed, and nothing says that it was
    session.refresh(ed).unwrap();
    assert_eq!(session[ed].name, "ed");
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(0));
}

#[test]
fn what_a_hook_adds_before_a_savepoint_is_not_undone_with_it() {
    let traced = Traced::new();
    let is_first = AtomicBool::new(true);
    let sessions = SessionMaker::new(&traced.engine).after_flush(move |session| {
        if is_first.swap(false, Ordering::Relaxed) {
            session.add(NewTag::new("of the hook"));
        }
        Ok(())
    });
    let mut session = sessions.session();
    session.add(NewUser::new("ed"));
    let undone = session.begin_nested(|session| {
        assert_eq!(session.new_count(), 0);
        Err::<(), _>(realgar::Error::other("no"))
    });
    assert!(undone.is_err());
    session.commit().unwrap();
    assert_eq!(session.scalars(select(Tag.name)).unwrap().all(), ["of the hook"]);
}

#[test]
fn a_savepoint_that_cannot_be_released_is_undone_in_memory_too() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    let mut inside = None;
    let refused: realgar::Result<_> = session.begin_nested(|session| {
        session[ed].name = "x".into();
        inside = Some(session.add(NewTag::new("a")));
        session.flush()?;
        // The savepoint goes behind the session's back.
        session.connection()?.sqlite()?.execute_batch("RELEASE realgar_savepoint_1").unwrap();
        Ok::<_, realgar::Error>(())
    });
    assert!(refused.is_err());
    assert_eq!((session[ed].name.as_str(), session.state(inside.unwrap())), ("ed", State::Detached));
    session.rollback().unwrap(); // no savepoint is open any more
    session.refresh(ed).unwrap();
    assert_eq!(session[ed].name, "ed");
}

#[test]
fn a_session_that_refuses_to_close_keeps_its_instances() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    session
        .begin_nested(|session| {
            assert_eq!(*session.close().unwrap_err().kind(), ErrorKind::InvalidRequest);
            assert_eq!(session[ed].name, "ed");
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    session.close().unwrap();
    assert_eq!(session.state(ed), State::Detached);
}

#[test]
fn a_stream_leaves_nothing_to_the_statement_after_it() {
    if is_not_for_mysql() {
        return;
    }
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    session.add(NewAddress::new("a").user_id(1));
    session.commit().unwrap();
    session.expunge_all();
    let streamed = session.stream(select(Address).options(joined(Address.user))).unwrap();
    assert_eq!(streamed.count(), 1);
    let updated: Vec<String> =
        session.execute(update(Address).set(Address.email, "b").all_rows().returning(Address.email)).unwrap().all();
    assert_eq!(updated, ["b"]);
}

#[test]
fn a_row_whose_value_does_not_fit_is_not_left_in_the_database() {
    if is_for_sqlite_only() {
        return;
    }
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    session.execute(text("DROP TABLE filled")).unwrap();
    let filled = "CREATE TABLE filled (id INTEGER PRIMARY KEY, name TEXT, state TEXT DEFAULT 'new', visits INTEGER DEFAULT 'many')";
    session.execute(text(filled)).unwrap();
    session.commit().unwrap();

    // The first thing of its transaction: that is rolled back, and the instance is still pending.
    let row = session.add(NewFilled::new("too much"));
    assert_eq!(*session.flush().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(session.state(row), State::Pending);
    let count = |session: &mut Session| session.no_autoflush(|session| session.scalar(select(func::count(Filled.id))));
    assert_eq!(count(&mut session).unwrap(), Some(0));

    // With something before it, only a rollback helps, and says so.
    session.no_autoflush(|session| session.bulk_insert([NewUser::new("ed")])).unwrap();
    let error = session.flush().unwrap_err();
    if TestDriver::current().error_fails_transaction() {
        // There, every flush that has something before it has a savepoint.
        assert_eq!(*error.kind(), ErrorKind::Decode);
    } else {
        assert!(error.to_string().contains("call `rollback`"), "{error}");
        assert_eq!(*session.commit().unwrap_err().kind(), ErrorKind::TransactionAborted);
    }
    session.rollback().unwrap();
    assert_eq!(count(&mut session).unwrap(), Some(0));

    // Several rows have a savepoint.
    session.bulk_insert([NewUser::new("ed")]).unwrap();
    let rows = session.add_all(["a", "b"].map(NewFilled::new));
    assert_eq!(*session.flush().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(count(&mut session).unwrap(), Some(0));
    for row in rows {
        session.delete(row).unwrap();
    }
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(1));
}

#[test]
fn a_failed_flush_of_a_writing_session_keeps_its_lock() {
    if is_for_sqlite_only() {
        return;
    }
    let scratch = Scratch::new();
    let engine = scratch.engine("lock.db?busy_timeout=0");
    forum::METADATA.create_all(&engine).unwrap();
    let mut session = SessionMaker::new(&engine).begin_writing(true).session();
    assert_eq!(session.get(User, 1).unwrap(), None);
    let tags = [session.add(NewTag::new("a").id(1)), session.add(NewTag::new("b").id(1))];
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert!(session.in_transaction());
    let other = Session::begin(&engine, |other| other.bulk_insert([NewUser::new("ed")]));
    assert_eq!(*other.unwrap_err().kind(), ErrorKind::Busy);
    session.pending_mut(tags[1]).unwrap().id = 2.into();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(2));
}

#[test]
fn a_failed_first_flush_lets_rows_be_read_anew() {
    let scratch = Scratch::new();
    let engine = scratch.engine("anew.db");
    forum::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let ed = session.add(NewUser::new("ed"));
    session.commit().unwrap();
    session.refresh(ed).unwrap();
    let tags = [session.add(NewTag::new("a").id(1)), session.add(NewTag::new("b").id(1))];
    assert!(session.flush().unwrap_err().is_unique_violation());
    session.delete(tags[1]).unwrap();
    Session::begin(&engine, |other| other.execute(update(User).set(User.name, "x").all_rows())).unwrap();
    session.scalars(select(User)).unwrap();
    assert_eq!(session[ed].name, "x");
}

#[test]
fn get_flushes_before_it_asks_the_database_and_not_before_it_looks_into_memory() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let tag = session.add(NewTag::new("a").id(7));
    assert_eq!(session.get(Tag, 7).unwrap(), Some(tag));
    session.commit().unwrap();
    traced.take();
    session[tag].name = "b".into();
    assert_eq!(session.get(Tag, 7).unwrap(), Some(tag));
    traced.sent(&[]);
}

#[test]
fn the_connection_of_a_session_leaves_the_end_of_the_transaction_to_the_session() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    session[ed].name = "x".into();
    session.flush().unwrap();
    let connection = session.connection().unwrap();
    let refused = [connection.commit().unwrap_err(), connection.rollback().unwrap_err()];
    assert!(refused[0].to_string().contains("call `commit` of the session"), "{}", refused[0]);
    assert_eq!(*refused[1].kind(), ErrorKind::InvalidRequest);
    session.rollback().unwrap();
    assert_eq!(session[ed].name, "ed");
    session.connection().unwrap();
    session.commit().unwrap();
    session.connection().unwrap();
    drop(session); // gives the connection back to the pool
    traced.engine.begin(|connection| connection.execute(text("SELECT 1"))).unwrap();
}

#[test]
fn an_instance_whose_row_has_vanished_counts_as_deleted_and_comes_back_with_a_rollback() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    session.execute(text("DELETE FROM \"user\"")).unwrap();
    let error = session.refresh(ed).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData);
    assert_eq!((session.state(ed), session[ed].name.as_str()), (State::Deleted, "ed"));
    assert_eq!(session.get(User, 1).unwrap(), None);
    session.rollback().unwrap();
    assert_eq!((session.state(ed), session.get(User, 1).unwrap()), (State::Persistent, Some(ed)));

    session.execute(text(r#"DELETE FROM "user""#)).unwrap();
    session.expire(ed).unwrap();
    assert_eq!(*session.expunge(ed).unwrap_err().kind(), ErrorKind::StaleData);
    session.commit().unwrap();
    assert_eq!(session.state(ed), State::Detached);

    let pending = session.add(NewUser::new("jack"));
    let error = session.expunge(pending).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Pending);
    assert!(error.message().contains("fills in `id`: `delete` drops it"), "{error}");
    session.delete(pending).unwrap();
    assert_eq!(session.state(pending), State::Detached);
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(0));
}

#[test]
fn an_expired_instance_forgets_what_it_was_related_to_and_that_it_was_to_be_deleted() {
    let traced = Traced::new();
    let mut session = with_ed(&traced);
    let ed = session.get_one(User, 1).unwrap();
    let address = session.add(NewAddress::new("a"));
    session.commit().unwrap();
    let (of_address, of_user) = ([Session::expire, Session::refresh], [Session::expire, Session::refresh]);
    for (address_anew, user_anew) in of_address.into_iter().zip(of_user) {
        assert_eq!(session.related(ed, User.addresses).unwrap(), []);
        let jack = session.add(NewUser::new("jack"));
        session.relate(address, Address.user, jack).unwrap();
        session.no_autoflush(|session| address_anew(session, address)).unwrap();
        session.delete(jack).unwrap();
        session.commit().unwrap();
        session.refresh(address).unwrap();
        assert_eq!(session[address].user_id, None);
        session.delete(ed).unwrap();
        user_anew(&mut session, ed).unwrap();
        session.commit().unwrap();
        assert_eq!(session.state(ed), State::Persistent);
    }
}
