//! Shards: the partitions of a table are in two other databases, through `postgres_fdw`.

use realgar::prelude::*;
use realgar::{Engine, Url, text};

use crate::schemas::tutorial::{NewUser, User, UserChanges};
use crate::support::servers;

/// A database, and one for each of the two shards.
fn sharded() -> Option<[Engine; 3]> {
    let url = servers::postgres()?;
    let urls: [String; 3] = std::array::from_fn(|_| servers::postgres_own_database(&url));
    let engines = [0, 1, 2].map(|at| Engine::new(&urls[at]).unwrap());
    for shard in &engines[1..] {
        let table = "CREATE TABLE user_account (id integer NOT NULL, name varchar(30) NOT NULL, fullname text)";
        shard.begin(|conn| conn.execute(text(table))).unwrap();
    }
    let mut statements = vec![
        "CREATE EXTENSION postgres_fdw".to_owned(),
        "CREATE TABLE user_account (id serial, name varchar(30) NOT NULL, fullname text) PARTITION BY HASH (id)"
            .to_owned(),
    ];
    for (remainder, url) in urls[1..].iter().enumerate() {
        let url: Url = url.parse().unwrap();
        let (host, port) = (url.host().unwrap(), url.hosts()[0].1.unwrap_or(5432));
        let (user, password) = (url.username().unwrap(), url.password().unwrap_or_default());
        let database = url.database().unwrap();
        statements.push(format!(
            "CREATE SERVER shard_{remainder} FOREIGN DATA WRAPPER postgres_fdw \
             OPTIONS (host '{host}', port '{port}', dbname '{database}')"
        ));
        statements.push(format!(
            "CREATE USER MAPPING FOR CURRENT_USER SERVER shard_{remainder} OPTIONS (user '{user}', password '{password}')"
        ));
        statements.push(format!(
            "CREATE FOREIGN TABLE user_{remainder} PARTITION OF user_account \
             FOR VALUES WITH (MODULUS 2, REMAINDER {remainder}) SERVER shard_{remainder} OPTIONS (table_name 'user_account')"
        ));
    }
    engines[0].begin(|conn| statements.into_iter().try_for_each(|sql| conn.execute(text(sql)).map(drop))).unwrap();
    Some(engines)
}

fn count(engine: &Engine) -> i64 {
    engine.connect().unwrap().scalar(text("SELECT count(*) FROM user_account").typed::<i64>()).unwrap().unwrap()
}

#[test]
fn a_session_reads_and_writes_rows_of_two_databases() {
    let Some([engine, one, other]) = sharded() else { return };
    let mut session = Session::new(&engine);
    let users = session.add_all((0..60).map(|n| NewUser::new(format!("user {n}"))));
    session.commit().unwrap();
    assert_eq!(count(&one) + count(&other), 60);
    assert!(count(&one) > 10 && count(&other) > 10);
    // Each instance has got the key of its own row, in whichever database it is.
    for (number, user) in users.iter().enumerate() {
        assert_eq!(session.load(*user).unwrap().name, format!("user {number}"));
    }
    let twin = alias!("twin", User);
    let pairs = select((User.id, twin.id)).join_on(twin, User.id.eq(twin.id)).filter(twin.name.like("user 1%"));
    assert_eq!(session.execute(pairs).unwrap().all().len(), 11);
    for user in &users {
        session.apply(*user, UserChanges { fullname: Some(Some("Sandy".into())), ..UserChanges::default() }).unwrap();
    }
    session.delete(users[0]).unwrap();
    session.commit().unwrap();
    let changed = select(func::count(User.id)).filter(User.fullname.eq("Sandy"));
    assert_eq!(session.scalar(changed).unwrap(), Some(59));
    // A rollback is one on both.
    session.add_all((0..20).map(|n| NewUser::new(format!("nobody {n}"))));
    session.flush().unwrap();
    session.rollback().unwrap();
    assert_eq!(count(&one) + count(&other), 59);
}

#[test]
fn what_shards_cannot_do_is_an_error() {
    let Some([engine, ..]) = sharded() else { return };
    let mut conn = engine.connect().unwrap();
    // There is no unique key over several databases.
    let upsert = insert(User).value(NewUser::new("sandy").id(1)).on_conflict(User.id).do_nothing();
    let error = conn.execute(upsert).unwrap_err();
    assert_eq!(error.code(), Some("42P10"), "{error:?}");
    conn.rollback().unwrap();
    // Nor a commit of several that holds if a machine fails.
    conn.execute(insert(User).value(NewUser::new("sandy"))).unwrap();
    let raw = conn.postgres().unwrap();
    let prepared = raw.block_on(raw.client().batch_execute("PREPARE TRANSACTION 'one'")).unwrap_err();
    assert_eq!(prepared.as_db_error().unwrap().code().code(), "0A000");
}
