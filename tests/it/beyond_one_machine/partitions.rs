//! Declarative partitioning: the parent is a table like any other.

use realgar::prelude::*;
use realgar::{Engine, text};

use crate::schemas::tutorial::{Address, NewAddress, NewUser, User};
use crate::support::servers;

#[test]
fn rows_go_through_the_parent_into_partitions_and_come_back() {
    let Some(url) = servers::postgres() else { return };
    let engine = Engine::new(&servers::postgres_schema(&url)).unwrap();
    engine
        .begin(|conn| {
            for sql in [
                "CREATE TABLE user_account (id serial PRIMARY KEY, name varchar(30) NOT NULL, fullname text) \
                 PARTITION BY HASH (id)",
                "CREATE TABLE user_0 PARTITION OF user_account FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                "CREATE TABLE user_1 PARTITION OF user_account FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
                // A key has to contain what the table is parted by.
                "CREATE TABLE address (id serial, email_address text NOT NULL, \
                 user_id integer NOT NULL REFERENCES user_account (id), PRIMARY KEY (id, user_id)) PARTITION BY RANGE (user_id)",
                "CREATE TABLE address_first PARTITION OF address FOR VALUES FROM (0) TO (50)",
                "CREATE TABLE address_next PARTITION OF address FOR VALUES FROM (50) TO (1000)",
            ] {
                conn.execute(text(sql))?;
            }
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
    let mut session = Session::new(&engine);
    let users = session.add_all((0..100).map(|n| NewUser::new(format!("user {n}"))));
    for user in &users {
        session.add(NewAddress::new("a@example.org", *user));
    }
    session.commit().unwrap();
    let mut in_part =
        |part: &str| session.scalar(text(format!("SELECT count(*) FROM {part}")).typed::<i64>()).unwrap().unwrap();
    let (first, second) = (in_part("user_0"), in_part("user_1"));
    assert_eq!(first + second, 100);
    assert!(first > 20 && second > 20, "{first} and {second}");
    assert_eq!((in_part("address_first"), in_part("address_next")), (49, 51));
    // Each instance has got the key of its own row.
    for (number, user) in users.iter().enumerate() {
        assert_eq!(session.load(*user).unwrap().name, format!("user {number}"));
    }
    let addresses = select((User.name, func::count(Address.id))).join(User.addresses).group_by(User.id);
    assert_eq!(session.execute(addresses).unwrap().all().len(), 100);
    // A row moves when its key leads to another partition.
    let last = session.related(users[99], User.addresses).unwrap()[0];
    session.relate(last, Address.user, users[0]).unwrap();
    session[users[1]].fullname = Some("Sandy".into());
    session.commit().unwrap();
    let in_part = |session: &mut Session, part: &str| {
        session.scalar(text(format!("SELECT count(*) FROM {part}")).typed::<i64>()).unwrap().unwrap()
    };
    assert_eq!((in_part(&mut session, "address_first"), in_part(&mut session, "address_next")), (50, 50));
    assert_eq!(session.related(users[0], User.addresses).unwrap().len(), 2);
    session.delete(users[99]).unwrap();
    session.commit().unwrap();
    assert_eq!(session.scalar(select(func::count(User.id))).unwrap(), Some(99));
    // No partition for a row is a check that fails.
    let far = insert(User).value(NewUser::new("far").id(5000));
    session.execute(far).unwrap();
    let nowhere = text("INSERT INTO address (email_address, user_id) VALUES ('a@example.org', 5000)");
    let error = session.execute(nowhere).unwrap_err();
    assert!(error.is_check_violation(), "{error:?}");
    assert!(error.message().contains("no partition"), "{error}");
}
