//! What a flush sends, compared with SQLAlchemy's traces.

use realgar::prelude::*;

use super::trace::Traced;
use super::trace::forum::{
    Address, Ball, Nat, NewAddress, NewBall, NewNat, NewNode, NewPerson, NewTag, NewUser, NewVer, Person, Tag, User,
    Ver,
};

#[test]
fn parents_are_inserted_before_children_which_get_their_keys() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let address = NewAddress::new("a");
    let ed = session.add(NewUser::new("ed"));
    session.add(address.user_id(ed));
    session.add(NewAddress::new("b").user_id(ed));
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('ed', NULL)",
        "INSERT INTO address (email, user_id) VALUES (?, ?)   ('a', 1)",
        "INSERT INTO address (email, user_id) VALUES (?, ?)   ('b', 1)",
    ]);
    session.flush().unwrap();
    traced.sent(&[]);
}

#[test]
fn rows_of_one_table_keep_the_order_in_which_they_were_added() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let users = session.add_all(["c", "a", "b"].map(NewUser::new));
    session.commit().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('c', NULL)",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('a', NULL)",
        "INSERT INTO user (name, nick) VALUES (?, ?)   ('b', NULL)",
        "COMMIT",
    ]);
    assert_eq!(users.map_ids(&session), [1, 2, 3]);
}

/// The keys of users.
trait Ids {
    fn map_ids(&self, session: &Session) -> Vec<i64>;
}

impl Ids for Vec<Handle<User>> {
    fn map_ids(&self, session: &Session) -> Vec<i64> {
        self.iter().map(|user| session[*user].id).collect()
    }
}

#[test]
fn only_columns_that_differ_are_updated() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed").nick("eddie"));
    session.commit().unwrap();
    traced.take();
    session[ed].name = "ed".into();
    assert!(session.is_dirty(ed) && !session.is_modified(ed));
    session.flush().unwrap();
    traced.sent(&[]);
    session[ed].name = "x".into();
    session[ed].name = "ed".into();
    session.flush().unwrap();
    traced.sent(&[]);
    session[ed].nick = None;
    assert!(session.is_modified(ed));
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE user SET nick=? WHERE user.id = ?   (NULL, 1)"]);
    session.rollback().unwrap();
    assert_eq!(session[ed].nick.as_deref(), Some("eddie"));
}

#[test]
fn a_tree_is_inserted_from_the_root_and_deleted_from_the_leaves() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let root = session.add(NewNode::new("r"));
    let child = session.add(NewNode::new("c").parent_id(root));
    let leaf = session.add(NewNode::new("g").parent_id(child));
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO node (parent_id, name) VALUES (?, ?)   (NULL, 'r')",
        "INSERT INTO node (parent_id, name) VALUES (?, ?)   (1, 'c')",
        "INSERT INTO node (parent_id, name) VALUES (?, ?)   (2, 'g')",
    ]);
    for node in [root, child, leaf] {
        session.delete(node).unwrap();
    }
    session.flush().unwrap();
    let sent = traced.take();
    let deletes: Vec<&String> = sent.iter().filter(|line| line.starts_with("DELETE")).collect();
    assert_eq!(
        deletes,
        [
            "DELETE FROM node WHERE node.id = ?   (3)",
            "DELETE FROM node WHERE node.id = ?   (2)",
            "DELETE FROM node WHERE node.id = ?   (1)",
        ]
    );
}

#[test]
fn a_circle_is_closed_by_an_update_and_opened_by_another() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let person: Handle<Person> = session.add(NewPerson::new("p"));
    let ball: Handle<Ball> = session.add(NewBall::new(person));
    session.pending_mut(person).unwrap().fav_id = Some(ball.into());
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        "INSERT INTO person (name, fav_id) VALUES (?, ?)   ('p', NULL)",
        "INSERT INTO ball (owner_id) VALUES (?)   (1)",
        "UPDATE person SET fav_id=? WHERE person.id = ?   (1, 1)",
    ]);
    assert_eq!(session[person].fav_id, Some(1));
    session.commit().unwrap();
    traced.take();
    session.delete(person).unwrap();
    session.delete(ball).unwrap();
    session.flush().unwrap();
    traced.sent(&[
        "BEGIN",
        // SQLAlchemy's mapping has no relationship on this side, and asks nothing.
        "SELECT person.id, person.name, person.fav_id FROM person WHERE ? = person.fav_id   (1)",
        "UPDATE person SET fav_id=? WHERE person.id = ?   (NULL, 1)",
        "DELETE FROM ball WHERE ball.id = ?   (1)",
        "DELETE FROM person WHERE person.id = ?   (1)",
    ]);
    assert_eq!(session.get(Person, 1).unwrap(), None);
    session.rollback().unwrap();
    assert_eq!(session[person].fav_id, Some(1));
}

#[test]
fn versions_are_counted_and_a_stale_row_is_refused() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let row: Handle<Ver> = session.add(NewVer::new("a"));
    session.commit().unwrap();
    traced.take();
    session[row].val = "b".into();
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE ver SET val=?, v=? WHERE ver.id = ? AND ver.v = ?   ('b', 2, 1, 1)"]);
    assert_eq!(session[row].v, 2);
    session.commit().unwrap();
    traced.engine.begin(|conn| conn.execute(text("UPDATE ver SET v = 7"))).unwrap();
    session[row].val = "c".into();
    let error = session.flush().unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::StaleData, "{error}");
    assert!(error.to_string().contains("`ver` with key 1"), "{error}");
}

#[test]
fn a_row_that_takes_the_key_of_a_deleted_one_updates_it() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let old: Handle<Nat> = session.add(NewNat::new("a", "old"));
    session.commit().unwrap();
    traced.take();
    session.delete(old).unwrap();
    let new = session.add(NewNat::new("a", "new"));
    session.flush().unwrap();
    traced.sent(&["BEGIN", "UPDATE nat SET label=? WHERE nat.code = ?   ('new', 'a')"]);
    assert_eq!((session.state(new), session.state(old)), (State::Persistent, State::Deleted));
    assert_eq!(session[new].label, "new");
    session.rollback().unwrap();
    assert_eq!((session.state(new), session.state(old)), (State::Detached, State::Persistent));
    assert_eq!(session[old].label, "old");
}

#[test]
fn a_failed_flush_leaves_everything_as_it_was() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let first = session.add(NewTag::new("a").id(1));
    session.flush().unwrap();
    let fine: Handle<Address> = session.add(NewAddress::new("x"));
    let twin = session.add(NewTag::new("dup").id(1));
    let error = session.flush().unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!((session.state(fine), session.state(twin)), (State::Pending, State::Pending));
    assert_eq!(session.expunge(twin).unwrap().name, "dup");
    session.commit().unwrap();
    assert_eq!(session[first].name, "a");
    assert_eq!(session[fine].id, 1);
}

#[test]
fn savepoints_take_memory_along_three_deep() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let user = session.add(NewUser::new("one"));
    session.flush().unwrap();
    session
        .begin_nested(|session| {
            session[user].name = "two".into();
            let failed: realgar::Result<()> = session.begin_nested(|session| {
                session[user].name = "three".into();
                let gone = session.add(NewTag::new("gone"));
                session.begin_nested(|session| {
                    session[user].name = "four".into();
                    session.flush()
                })?;
                assert_eq!(session[user].name, "four");
                session.delete(gone)?;
                Err(realgar::Error::other("no"))
            });
            assert!(failed.is_err());
            assert_eq!(session[user].name, "two");
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    session.commit().unwrap();
    let mut other = Session::new(&traced.engine);
    let same = other.get_one(User, 1).unwrap();
    assert_eq!(other[same].name, "two");
    assert!(other.get(Tag, 1).unwrap().is_none());
}

#[test]
fn a_child_of_a_row_that_takes_over_another_gets_its_key() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let ed = session.add(NewUser::new("ed").id(7));
    session.commit().unwrap();
    traced.take();
    session.delete(ed).unwrap();
    let heir = session.add(NewUser::new("heir").id(7));
    let address = session.add(NewAddress::new("a").user_id(heir));
    session.commit().unwrap();
    traced.sent(&[
        "BEGIN",
        r#"SELECT "order".id, "order".user_id FROM "order" WHERE ? = "order".user_id   (7)"#,
        "SELECT address.id, address.email, address.user_id FROM address WHERE ? = address.user_id   (7)",
        "UPDATE user SET name=? WHERE user.id = ?   ('heir', 7)",
        "INSERT INTO address (email, user_id) VALUES (?, ?)   ('a', 7)",
        "COMMIT",
    ]);
    assert_eq!((session[heir].id, session[address].user_id), (7, Some(7)));
}

#[test]
fn a_thousand_rows_stay_apart_when_places_are_used_again() {
    let traced = Traced::new();
    let mut session = Session::new(&traced.engine);
    let name = |number: usize| format!("user {number}");
    let mut users = session.add_all((0..1000).map(|number| NewUser::new(name(number))));
    // What is let go before the flush is not written.
    for number in (0..1000).step_by(7) {
        session.delete(users[number]).unwrap();
        users[number] = session.add(NewUser::new(name(number)));
    }
    session.commit().unwrap();
    for number in (0..1000).step_by(3) {
        session.delete(users[number]).unwrap();
    }
    session.commit().unwrap();
    for number in (0..1000).step_by(3) {
        assert_eq!(session.state(users[number]), State::Detached);
        users[number] = session.add(NewUser::new(name(number)));
    }
    assert_eq!((session.new_count(), session.new_instances().of::<User>().len()), (334, 334));
    session.commit().unwrap();
    for (number, user) in users.iter().enumerate() {
        assert_eq!(session[*user].name, name(number));
        assert_eq!(session.get(User, session[*user].id).unwrap(), Some(*user));
    }
    let mut fresh = Session::new(&traced.engine);
    let mut names: Vec<String> = Vec::new();
    for user in fresh.execute(select(User)).unwrap().all() {
        names.push(fresh[user].name.clone());
    }
    names.sort_unstable();
    let mut wanted: Vec<String> = (0..1000).map(name).collect();
    wanted.sort_unstable();
    assert_eq!(names, wanted);
    assert_eq!(session.rollback().map(|()| session.new_count()).unwrap(), 0);
}
