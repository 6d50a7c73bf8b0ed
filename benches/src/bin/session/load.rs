//! Rows that become instances of a session, next to rows that become structs.

use std::hint::black_box;

use diesel::prelude::*;
use realgar::{Connection, Engine, Handle, Session};
use realgar_benches::contest::Contestant;

use crate::database::{Filling, diesel_connection, engine, rusqlite_connection, rusqlite_users};
use crate::users::{User, members, tables};
use crate::{GOOD, Settings};

fn with_session(session: &mut Session) -> realgar::Result<Vec<Handle<members::User>>> {
    use realgar::prelude::*;

    Ok(session.execute(select(members::User))?.all())
}

fn with_core(conn: &mut Connection) -> realgar::Result<Vec<members::User>> {
    use realgar::prelude::*;

    Ok(conn.execute(select(members::User))?.all())
}

fn with_diesel(conn: &mut SqliteConnection) -> QueryResult<Vec<User>> {
    tables::user_account::table.select(User::as_select()).load(conn)
}

/// In a session that does not know them.
fn anew(engine: &Engine) {
    let mut session = Session::new(engine);
    black_box(with_session(&mut session).expect(GOOD));
}

pub(crate) fn ten_thousand(name: &str, settings: &Settings) {
    into_instances(name, settings, 10_000);
}

pub(crate) fn hundred_thousand(name: &str, settings: &Settings) {
    into_instances(name, settings, 100_000);
}

fn into_instances(name: &str, settings: &Settings, users: u32) {
    let filling = Filling { users, addresses: 0 };
    let (engine, rusqlite, mut diesel) = (engine(filling), rusqlite_connection(filling), diesel_connection(filling));
    let mut core = engine.connect().expect(GOOD);

    let wanted = rusqlite_users(&rusqlite).expect(GOOD);
    assert_eq!(wanted.len(), usize::try_from(users).unwrap_or_default());
    assert_eq!(with_core(&mut core).expect(GOOD).into_iter().map(User::from).collect::<Vec<_>>(), wanted);
    assert_eq!(with_diesel(&mut diesel).expect(GOOD), wanted);
    let mut session = Session::new(&engine);
    let found = with_session(&mut session).expect(GOOD);
    assert_eq!(found.into_iter().map(|user| User::from(session[user].clone())).collect::<Vec<_>>(), wanted);
    drop((session, wanted));

    let contestants = vec![
        Contestant::new("Session", || anew(&engine)),
        Contestant::new("Core", || drop(black_box(with_core(&mut core).expect(GOOD)))),
        Contestant::new("rusqlite", || drop(black_box(rusqlite_users(&rusqlite).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(with_diesel(&mut diesel).expect(GOOD)))),
    ];
    settings.report(name, contestants);
}

pub(crate) fn again(name: &str, settings: &Settings) {
    let engine = engine(Filling { users: 10_000, addresses: 0 });
    let mut core = engine.connect().expect(GOOD);
    let mut session = Session::new(&engine);
    let known = with_session(&mut session).expect(GOOD);
    assert_eq!(with_session(&mut session).expect(GOOD), known);

    let contestants = vec![
        Contestant::new("Session", || drop(black_box(with_session(&mut session).expect(GOOD)))),
        Contestant::new("Core", || drop(black_box(with_core(&mut core).expect(GOOD)))),
    ];
    settings.report(name, contestants);
}
