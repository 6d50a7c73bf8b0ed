//! Hooks: closures around flushes and at the ends of transactions.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use realgar::prelude::*;
use realgar::{Error, ErrorKind};

use super::trace::Traced;
use super::trace::forum::{Address, Filled, NewAddress, NewFilled, NewTag, NewUser, NewVer, Tag, User, Ver};

#[test]
fn hooks_are_called_in_their_documented_order() {
    let traced = Traced::new();
    let calls = Arc::new(Mutex::new(Vec::new()));
    let note = |name: &'static str| {
        let calls = Arc::clone(&calls);
        move || calls.lock().unwrap().push(name)
    };
    let session_hook = |name| {
        let note = note(name);
        move |_: &mut Session| {
            note();
            Ok(())
        }
    };
    let ending = |name| {
        let note = note(name);
        move |_: &mut Session| note()
    };
    let (insert, update, delete) = (note("before_insert"), note("before_update"), note("before_delete"));
    let sessions = SessionMaker::new(&traced.engine)
        .after_rollback(ending("after_rollback"))
        .after_commit(ending("after_commit"))
        .before_commit(session_hook("before_commit"))
        .after_flush(session_hook("after_flush"))
        .before_flush(session_hook("before_flush"))
        .before_flush(session_hook("before_flush, too"))
        .before_insert::<User>(move |_| {
            insert();
            Ok(())
        })
        .before_update::<User>(move |_| {
            update();
            Ok(())
        })
        .before_delete::<User>(move |_| {
            delete();
            Ok(())
        });
    let mut session = sessions.session();
    let users = session.add_all(["a", "b"].map(NewUser::new));
    session.flush().unwrap();
    let take = || std::mem::take(&mut *calls.lock().unwrap());
    assert_eq!(take(), ["before_flush", "before_flush, too", "before_insert", "before_insert", "after_flush"]);
    session.flush().unwrap();
    assert!(take().is_empty());
    session[users[0]].name = "x".into();
    session.delete(users[1]).unwrap();
    session.commit().unwrap();
    let of_commit = [
        "before_commit",
        "before_flush",
        "before_flush, too",
        "before_update",
        "before_delete",
        "after_flush",
        "after_commit",
    ];
    assert_eq!(take(), of_commit);
    session.rollback().unwrap();
    assert_eq!(take(), ["after_rollback"]);
}

#[test]
fn what_a_hook_gives_a_new_row_is_inserted_once_and_only_if_the_flush_goes_well() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_insert::<Tag>(|new| {
        new.name.push('!');
        Ok(())
    });
    let mut session = sessions.session();
    let one = session.add(NewTag::new("a").id(1_i64));
    let twin = session.add(NewTag::new("b").id(1_i64));
    assert!(session.flush().unwrap_err().is_unique_violation());
    assert_eq!(session.pending_mut(one).unwrap().name, "a");
    session.pending_mut(twin).unwrap().id = OrDefault::Value(2);
    session.commit().unwrap();
    assert_eq!((session[one].name.as_str(), session[twin].name.as_str()), ("a!", "b!"));
}

#[test]
fn what_a_hook_changes_in_a_row_is_written_with_it() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_update::<Filled>(|row| {
        row.visits += 1;
        if row.name == "reset" {
            row.state = "new".into();
        }
        Ok(())
    });
    let mut session = sessions.session();
    let row = session.add(NewFilled::new("a"));
    session.commit().unwrap();
    traced.take();
    session[row].name = "b".into();
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE filled SET name=?, visits=? WHERE filled.id = ?   ('b', 1, 1)"]);
    assert_eq!(session[row].visits, 1);
    // A value that the hook takes back is what the database gets.
    session[row].name = "reset".into();
    session[row].state = "old".into();
    session.flush().unwrap();
    assert_eq!((session[row].state.as_str(), session[row].visits), ("new", 2));
    session.set_expr(row, Filled.visits, Filled.visits + 10).unwrap();
    traced.take();
    session.flush().unwrap();
    traced.sent(&["UPDATE filled SET visits=? WHERE filled.id = ?   (3, 1)"]);
    let stored = session.scalar(select(Filled.visits)).unwrap();
    assert_eq!((session[row].visits, stored), (3, Some(3)));
    session.rollback().unwrap();
    assert_eq!((session[row].name.as_str(), session[row].visits), ("a", 0));
}

#[test]
fn rows_that_do_not_differ_are_not_shown_to_hooks() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_update::<User>(|_| Err(Error::other("shown")));
    let mut session = sessions.session();
    let user = session.add(NewUser::new("a"));
    session.flush().unwrap();
    session[user].name = "a".into();
    session.flush().unwrap();
    session[user].name = "b".into();
    let error = session.flush().unwrap_err();
    assert!(error.to_string().contains("before a row of `user` is updated: shown"), "{error}");
}

#[test]
fn an_error_of_a_hook_stops_the_flush_before_anything_is_sent() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine)
        .before_insert::<User>(|new| {
            new.nick = Some("nick".into());
            Ok(())
        })
        .before_insert::<Address>(|new| match new.email.contains('@') {
            true => Ok(()),
            false => Err(Error::other(format!("`{}` is no address", new.email))),
        })
        .before_delete::<User>(|row| match row.name.as_str() {
            "root" => Err(Error::other("root stays")),
            _ => Ok(()),
        });
    let mut session = sessions.session();
    let user = session.add(NewUser::new("root"));
    let address = session.add(NewAddress::new("nowhere").user_id(user));
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Other);
    assert!(error.to_string().contains("before a row is inserted into `address`: `nowhere` is no address"), "{error}");
    traced.sent(&[]);
    assert_eq!(session.pending_mut(user).unwrap().nick, None);
    session.pending_mut(address).unwrap().email = "root@here".into();
    session.commit().unwrap();
    assert_eq!(session[user].nick.as_deref(), Some("nick"));
    traced.take();
    session.delete(user).unwrap();
    assert!(session.flush().unwrap_err().to_string().contains("root stays"));
    assert!(!traced.take().iter().any(|line| line.starts_with("DELETE")));
    assert_eq!(session.state(user), State::Persistent);
    session.rollback().unwrap();
}

#[test]
fn rows_added_by_before_flush_are_part_of_the_flush() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_flush(|session| {
        for user in session.new_instances().of::<User>() {
            session.add(NewAddress::new("a").user_id(user));
        }
        for user in session.deleted().of::<User>() {
            session.add(NewTag::new(format!("{} is gone", session[user].name)));
        }
        Ok(())
    });
    let mut session = sessions.session();
    let user = session.add(NewUser::new("ed"));
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('ed', NULL)",
        "INSERT INTO address (email, user_id) VALUES (?, ?)   ('a', 1)",
    ]);
    session.delete(user).unwrap();
    assert_eq!(session.scalars(select(Tag.name)).unwrap().all(), ["ed is gone"]);
}

#[test]
fn what_after_flush_changes_waits_for_the_next_flush_and_is_committed() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).after_flush(|session| {
        if session.scalar(select(func::count(Tag.id)))? < Some(3) {
            session.add(NewTag::new("more"));
        }
        Ok(())
    });
    let mut session = sessions.session();
    session.add(NewTag::new("first"));
    session.flush().unwrap();
    assert_eq!(session.new_count(), 1);
    session.commit().unwrap();
    assert_eq!(session.new_count(), 0);
    assert_eq!(session.scalar(select(func::count(Tag.id))).unwrap(), Some(3));
}

#[test]
fn a_commit_gives_up_after_a_hundred_flushes() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).after_flush(|session| {
        session.add(NewTag::new("again"));
        Ok(())
    });
    let mut session = sessions.session();
    session.add(NewTag::new("first"));
    let error = session.commit().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains("after 100 flushes"), "{error}");
    assert_eq!(traced.take().iter().filter(|line| line.starts_with("INSERT")).count(), 100);
    session.rollback().unwrap();
}

#[test]
fn an_error_before_a_commit_leaves_the_transaction_open() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_commit(|session| match session.new_count() {
        0 => Ok(()),
        _ => Err(Error::other("flush first")),
    });
    let mut session = sessions.session();
    let user = session.add(NewUser::new("a"));
    assert!(session.commit().unwrap_err().to_string().contains("flush first"));
    assert_eq!(session.state(user), State::Pending);
    session.flush().unwrap();
    session.commit().unwrap();
}

#[test]
fn no_hook_ends_the_transaction_or_flushes_in_a_flush() {
    let traced = Traced::new();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kinds = Arc::clone(&seen);
    let sessions = SessionMaker::new(&traced.engine).before_flush(move |session| {
        for result in [session.commit(), session.rollback(), session.flush()] {
            kinds.lock().unwrap().push(result.unwrap_err().kind().clone());
        }
        Ok(())
    });
    let kinds = Arc::clone(&seen);
    let sessions = sessions.after_commit(move |session| {
        kinds.lock().unwrap().push(session.commit().unwrap_err().kind().clone());
    });
    let mut session = sessions.session();
    session.add(NewUser::new("a"));
    session.commit().unwrap();
    assert_eq!(*seen.lock().unwrap(), [const { ErrorKind::InvalidRequest }; 4]);
}

#[test]
fn a_hook_that_panics_leaves_the_session_usable() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_insert::<User>(|new| {
        assert_ne!(new.name, "boom");
        Ok(())
    });
    let mut session = sessions.session();
    let user = session.add(NewUser::new("boom"));
    assert!(catch_unwind(AssertUnwindSafe(|| session.flush())).is_err());
    session.pending_mut(user).unwrap().name = "a".into();
    session.commit().unwrap();
    assert_eq!(session[user].name, "a");
}

#[test]
fn a_row_of_another_version_is_refused_whatever_hooks_say() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_update::<Ver>(|row| {
        row.v = 77;
        Ok(())
    });
    let mut session = sessions.session();
    let row = session.add(NewVer::new("a"));
    session.commit().unwrap();
    session[row].val = "b".into();
    session.commit().unwrap();
    assert_eq!(session[row].v, 2);
}

#[test]
fn merged_rows_are_shown_to_hooks_too() {
    let traced = Traced::new();
    let sessions = SessionMaker::new(&traced.engine).before_insert::<Tag>(|new| match new.name.is_empty() {
        true => Err(Error::other("no name")),
        false => Ok(()),
    });
    let mut session = sessions.session();
    session.merge(Tag { id: 1, name: String::new() }).unwrap();
    assert!(session.flush().unwrap_err().to_string().contains("no name"));
}
