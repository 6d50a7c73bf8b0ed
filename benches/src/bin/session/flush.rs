//! New rows: added, flushed and committed, with their keys back.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use realgar::{Engine, Handle, Session};
use realgar_benches::contest::Contestant;

use crate::database::{Filling, diesel_connection, engine, rusqlite_connection, rusqlite_users};
use crate::users::{NewUser, User, members, new_users, tables};
use crate::{GOOD, Settings};

const COUNT: i32 = 100_000;
const EMPTY: Filling = Filling { users: 0, addresses: 0 };
const INSERT: &str = "INSERT INTO user_account (name, email, fullname, visits, score) VALUES (?1, ?2, ?3, ?4, ?5)";

fn with_session(engine: &Engine, users: &[NewUser]) -> realgar::Result<Vec<i32>> {
    let mut session = Session::new(engine);
    let added: Vec<Handle<members::User>> = users.iter().map(|user| session.add(user.for_session())).collect();
    session.flush()?;
    let keys = added.into_iter().map(|user| session[user].id).collect();
    session.commit()?;
    Ok(keys)
}

/// The insert structs were made beforehand, and nobody waits for the session to be dropped.
fn with_session_only(session: &mut Session, users: Vec<members::NewUser>) -> realgar::Result<Vec<i32>> {
    let added = session.add_all(users);
    session.flush()?;
    let keys = added.into_iter().map(|user| session[user].id).collect();
    session.commit()?;
    Ok(keys)
}

/// Finds the statement in the cache for each row, as a function that inserts one row does.
fn with_rusqlite(conn: &mut rusqlite::Connection, users: &[NewUser]) -> rusqlite::Result<Vec<i64>> {
    let transaction = conn.transaction()?;
    let mut keys = Vec::with_capacity(users.len());
    for NewUser { name, email, fullname, visits, score } in users {
        transaction.prepare_cached(INSERT)?.execute(rusqlite::params![name, email, fullname, visits, score])?;
        keys.push(transaction.last_insert_rowid());
    }
    transaction.commit()?;
    Ok(keys)
}

/// Keeps the statement for all rows.
fn with_one_statement(conn: &mut rusqlite::Connection, users: &[NewUser]) -> rusqlite::Result<Vec<i64>> {
    let transaction = conn.transaction()?;
    let mut keys = Vec::with_capacity(users.len());
    let mut statement = transaction.prepare_cached(INSERT)?;
    for NewUser { name, email, fullname, visits, score } in users {
        keys.push(statement.insert(rusqlite::params![name, email, fullname, visits, score])?);
    }
    drop(statement);
    transaction.commit()?;
    Ok(keys)
}

fn with_diesel(conn: &mut SqliteConnection, users: &[NewUser]) -> QueryResult<Vec<i32>> {
    use tables::user_account;

    conn.transaction(|conn| {
        let insert =
            |user| diesel::insert_into(user_account::table).values(user).returning(user_account::id).get_result(conn);
        users.iter().map(insert).collect()
    })
}

/// Times an insertion, not the removal of the rows after it.
fn timed<'a>(
    name: &'static str,
    mut insert: impl FnMut() -> Duration + 'a,
    mut delete: impl FnMut() + 'a,
) -> Contestant<'a> {
    Contestant::timed(name, move |times| {
        let mut total = Duration::ZERO;
        for _ in 0..times {
            total += insert();
            delete();
        }
        total
    })
}

fn clock<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    drop(black_box(work()));
    start.elapsed()
}

pub(crate) fn users(name: &str, settings: &Settings) {
    let users = new_users(COUNT);
    let ready: Vec<members::NewUser> = users.iter().map(NewUser::for_session).collect();
    let (engine, mut rusqlite, mut diesel) = (engine(EMPTY), rusqlite_connection(EMPTY), diesel_connection(EMPTY));

    let delete = || {
        engine.begin(|conn| conn.execute(realgar::text("DELETE FROM user_account"))).expect(GOOD);
    };
    let keys: Vec<i32> = (1..=COUNT).collect();
    assert_eq!(with_session(&engine, &users).expect(GOOD), keys);
    let wanted = {
        use realgar::prelude::*;
        let mut conn = engine.connect().expect(GOOD);
        let rows: realgar::Rows<members::User> = conn.execute(select(members::User)).expect(GOOD);
        rows.into_iter().map(User::from).collect::<Vec<_>>()
    };
    delete();
    assert_eq!(with_session_only(&mut Session::new(&engine), ready.clone()).expect(GOOD), keys);
    delete();
    assert_eq!(with_rusqlite(&mut rusqlite, &users).expect(GOOD).len(), keys.len());
    assert_eq!(rusqlite_users(&rusqlite).expect(GOOD), wanted);
    rusqlite.execute_batch("DELETE FROM user_account").expect(GOOD);
    assert_eq!(with_diesel(&mut diesel, &users).expect(GOOD), keys);
    diesel.batch_execute("DELETE FROM user_account").expect(GOOD);

    // Insertion and deletion take turns on one connection: each borrows it when its turn is.
    let (rusqlite, diesel) = (RefCell::new(rusqlite), RefCell::new(diesel));
    let clear = || rusqlite.borrow().execute_batch("DELETE FROM user_account").expect(GOOD);
    let contestants = vec![
        timed("Session", || clock(|| with_session(&engine, &users).expect(GOOD)), delete),
        timed("rusqlite", || clock(|| with_rusqlite(&mut rusqlite.borrow_mut(), &users).expect(GOOD)), clear),
        timed(
            "rusqlite, one statement",
            || clock(|| with_one_statement(&mut rusqlite.borrow_mut(), &users).expect(GOOD)),
            clear,
        ),
        timed(
            "Diesel, RETURNING",
            || clock(|| with_diesel(&mut diesel.borrow_mut(), &users).expect(GOOD)),
            || diesel.borrow_mut().batch_execute("DELETE FROM user_account").expect(GOOD),
        ),
        timed(
            "Session, without making and dropping the rows",
            || {
                let (mut session, users) = (Session::new(&engine), ready.clone());
                clock(|| with_session_only(&mut session, users).expect(GOOD))
            },
            delete,
        ),
    ];
    settings.report(name, contestants);
}
