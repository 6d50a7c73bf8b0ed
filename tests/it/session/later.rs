//! Rows from an earlier transaction, which others may have changed or deleted since.

use realgar::ErrorKind;
use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{Address, Leaf, NewAddress, NewLeaf, NewPlant, NewUser, User};
use crate::support::is_for_sqlite_only;

/// A session that knows one user and the user's address, and statements of somebody else.
fn known(traced: &Traced) -> (Session, Handle<User>, Handle<Address>) {
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed"));
    let address = session.add(NewAddress::new("a").user_id(ed));
    session.commit().unwrap();
    traced.take();
    (session, ed, address)
}

fn elsewhere(traced: &Traced, sql: &str) {
    traced.engine.begin(|connection| connection.execute(text(sql.to_owned()))).unwrap();
    traced.take();
}

#[test]
fn a_row_from_an_earlier_transaction_is_asked_for_once_in_a_later_one() {
    let traced = Traced::new();
    let (mut session, ed, address) = known(&traced);
    elsewhere(&traced, r#"UPDATE "user" SET nick = 'x'"#);
    assert_eq!(session.get(User, 1).unwrap(), Some(ed));
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
    assert_eq!(session[ed].nick.as_deref(), Some("x"));
    assert_eq!(session.get_one(User, 1).unwrap(), ed);
    assert_eq!(session.load(ed).unwrap().name, "ed");
    traced.sent(&[]);
    assert_eq!(session.related(address, Address.user).unwrap(), Some(ed));
    traced.sent(&[]);
    session.commit().unwrap();
    traced.take();
    elsewhere(&traced, r#"UPDATE "user" SET nick = 'y'"#);
    for _ in 0..2 {
        assert_eq!(session.related(address, Address.user).unwrap(), Some(ed));
    }
    traced.sent(&["BEGIN", "SELECT user.id, user.name, user.nick FROM user WHERE user.id = ?   (1)"]);
    assert_eq!(session[ed].nick.as_deref(), Some("y"));
    session.commit().unwrap();
    elsewhere(&traced, "UPDATE address SET user_id = NULL");
    assert_eq!(session.load_mut(address).unwrap().user_id, None);
    assert_eq!(session.related(address, Address.user).unwrap(), None);
}

#[test]
fn a_change_made_elsewhere_is_not_overwritten_after_a_get() {
    let traced = Traced::new();
    let (mut session, ed, _) = known(&traced);
    elsewhere(&traced, r#"UPDATE "user" SET nick = 'x'"#);
    session.get_one(User, 1).unwrap();
    let nick = session[ed].nick.clone().unwrap_or_default();
    session[ed].nick = Some(nick + "y");
    session.commit().unwrap();
    assert_eq!(session.scalar(select(User.nick)).unwrap(), Some(Some("xy".to_owned())));
}

#[test]
fn a_row_that_is_gone_takes_its_instance_along_whoever_finds_out() {
    if is_for_sqlite_only() {
        return;
    }
    type Look = fn(&mut Session, Handle<User>, Handle<Address>) -> realgar::Result<Option<Handle<User>>>;
    let looks: [Look; 4] = [
        |session, _, _| session.get(User, 1),
        |session, _, address| session.related(address, Address.user),
        |session, ed, _| session.refresh(ed).map(|()| Some(ed)),
        |session, ed, _| session.load(ed).map(|_| ()).map(|()| Some(ed)),
    ];
    for (number, look) in looks.into_iter().enumerate() {
        for ends_with_commit in [true, false] {
            let traced = Traced::new();
            let (mut session, ed, address) = known(&traced);
            session.execute(text("PRAGMA defer_foreign_keys = ON")).unwrap();
            session.execute(text(r#"DELETE FROM "user""#)).unwrap();
            session.expire(ed).unwrap();
            match look(&mut session, ed, address) {
                Ok(found) => assert_eq!(found, None, "look {number}"),
                Err(error) => assert_eq!(*error.kind(), ErrorKind::StaleData, "look {number}: {error}"),
            }
            assert_eq!(session.state(ed), State::Deleted, "look {number}");
            if ends_with_commit {
                session.execute(text("DELETE FROM address")).unwrap();
                session.commit().unwrap();
                assert_eq!(session.state(ed), State::Detached, "look {number}");
                assert_eq!(session.get(User, 1).unwrap(), None);
            } else {
                session.rollback().unwrap();
                assert_eq!(session.state(ed), State::Persistent, "look {number}");
                assert_eq!(session.load(ed).unwrap().name, "ed", "look {number}");
            }
        }
    }
}

#[test]
fn a_delete_of_a_row_that_is_gone_is_stale() {
    let traced = Traced::new();
    let (mut session, ed, address) = known(&traced);
    elsewhere(&traced, "DELETE FROM address");
    session.delete(address).unwrap();
    let error = session.commit().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::StaleData);
    assert!(error.message().contains("DELETE of the row of `address` with key 1 matched 0 rows"), "{error}");
    session.rollback().unwrap();
    assert_eq!(session.get(Address, 1).unwrap(), None);
    assert_eq!(session.state(ed), State::Persistent);
}

#[test]
fn a_row_that_is_read_anew_after_an_untracked_write_is_readable_after_the_rollback() {
    let traced = Traced::new();
    let (mut session, ed, _) = known(&traced);
    session.execute(text(r#"UPDATE "user" SET nick = 'x'"#)).unwrap();
    session.get_one(User, 1).unwrap();
    assert_eq!(session[ed].nick.as_deref(), Some("x"));
    session.rollback().unwrap();
    assert_eq!(session[ed].nick, None);

    // Undone by a savepoint, it is what the transaction says.
    session.execute(text(r#"UPDATE "user" SET nick = 'y'"#)).unwrap();
    let undone = session.begin_nested(|session| {
        session.get_one(User, 1)?;
        Err::<(), _>(realgar::Error::other("no"))
    });
    assert!(undone.is_err());
    session.get_one(User, 1).unwrap();
    assert_eq!(session[ed].nick.as_deref(), Some("y"));
}

#[test]
fn what_is_related_to_a_row_whose_key_changes_gets_the_new_key() {
    let mut session = Session::new(&Traced::new().engine);
    let (old, new) = (session.add(NewPlant::new("old")), session.add(NewPlant::new("new")));
    let leaf = session.add(NewLeaf::new("green", old));
    session.commit().unwrap();
    session.relate(leaf, Leaf.plant, new).unwrap();
    session[new].id = 70;
    let pending = session.add(NewLeaf::new("red", 2)); // by value
    session.commit().unwrap();
    assert_eq!((session[leaf].plant_id, session[pending].plant_id), (70, 70));
}

#[test]
fn a_delete_takes_pending_children_along_that_the_database_does_not_know() {
    let mut session = Session::new(&Traced::new().engine);
    let plant = session.add(NewPlant::new("p"));
    session.commit().unwrap();
    let leaf = session.add(NewLeaf::new("green", plant)); // `passive_deletes`, and the collection was not read
    session.delete(plant).unwrap();
    assert_eq!(session.state(leaf), State::Detached);
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(Leaf.id))).unwrap(), Some(0));
}
