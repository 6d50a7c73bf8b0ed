//! Rows that are inserted together, and their keys.

use realgar::prelude::*;
use realgar::{Engine, ErrorKind, text};

use super::url;
use crate::schemas::tutorial::{self, NewUser, User};

fn engine() -> Option<Engine> {
    let engine = Engine::new(&url()?).unwrap();
    tutorial::METADATA.create_all(&engine).unwrap();
    Some(engine)
}

#[test]
fn rows_come_back_with_their_keys_in_their_order() {
    let Some(engine) = engine() else { return };
    let mut session = Session::new(&engine);
    let users = session.add_all((0..2_500).map(|n| NewUser::new(format!("user {n}"))));
    session.flush().unwrap();
    for (n, user) in users.iter().enumerate() {
        assert_eq!(session[*user].name, format!("user {n}"));
    }
    session.commit().unwrap();
    let mut conn = engine.connect().unwrap();
    let rows = conn.execute(select((User.id, User.name)).order_by(User.id)).unwrap().all();
    assert_eq!(rows.len(), 2_500);
    for (n, (id, name)) in rows.into_iter().enumerate() {
        assert_eq!((session[users[n]].id, &session[users[n]].name), (id, &name));
    }
}

#[test]
fn rows_that_a_statement_writes_are_returned_by_mariadb() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let version = conn.scalar(text("SELECT version()").typed::<String>()).unwrap().unwrap();
    let inserted = conn.execute(insert(User).value(NewUser::new("a")).value(NewUser::new("b")).returning(User.name));
    if !version.contains("MariaDB") {
        assert_eq!(*inserted.unwrap_err().kind(), ErrorKind::Unsupported);
        return;
    }
    assert_eq!(inserted.unwrap().all(), ["a", "b"]);
    let deleted = conn.execute(delete(User).filter(User.name.eq("a")).returning((User.id, User.name))).unwrap();
    assert_eq!(deleted.all(), [(1, "a".to_owned())]);
}

#[test]
fn a_key_of_zero_is_zero() {
    let Some(engine) = engine() else { return };
    let mut session = Session::new(&engine);
    let users = [session.add(NewUser::new("zero").id(0)), session.add(NewUser::new("next"))];
    session.commit().unwrap();
    assert_eq!(session.get(User, 0).unwrap(), Some(users[0]));
    assert_eq!(session.get_one(User, 1).unwrap(), users[1]);
}

#[test]
fn an_update_counts_the_rows_that_it_finds() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(User).value(NewUser::new("a"))).unwrap();
    for _ in 0..2 {
        let outcome = conn.execute(update(User).set(User.name, "b").filter(User.id.gt(0))).unwrap();
        assert_eq!(outcome.rows_affected, 1);
    }
}
