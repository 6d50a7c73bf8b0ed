//! Flushing a session that knows many rows, of which few or none were changed.

use realgar::prelude::*;
use realgar_benches::contest::Contestant;

use crate::database::{Filling, engine, rusqlite_connection, rusqlite_users};
use crate::users::members::User;
use crate::{GOOD, Settings};

const FILLING: Filling = Filling { users: 100_000, addresses: 0 };
const UPDATE: &str = "UPDATE user_account SET visits = ?1 WHERE user_account.id = ?2";
const CHANGED: usize = 10;

fn loaded() -> (Session, Vec<Handle<User>>) {
    let engine = engine(FILLING);
    let mut session = Session::new(&engine);
    let users = session.execute(select(User)).expect(GOOD).all();
    (session, users)
}

fn change(session: &mut Session, users: &[Handle<User>], number: i32) {
    for user in users.iter().step_by(users.len() / CHANGED) {
        session[*user].visits = number;
    }
    session.flush().expect(GOOD);
}

fn update(conn: &rusqlite::Connection, number: i32) {
    for key in (1..=FILLING.users).step_by(FILLING.users as usize / CHANGED) {
        let mut statement = conn.prepare_cached(UPDATE).expect(GOOD);
        assert_eq!(statement.execute(rusqlite::params![number, key]).expect(GOOD), 1);
    }
}

/// The transaction lasts: SQLite has nothing to write anywhere.
pub(crate) fn some(name: &str, settings: &Settings) {
    let (mut session, users) = loaded();
    let rusqlite = rusqlite_connection(FILLING);
    rusqlite.execute_batch("BEGIN").expect(GOOD);
    change(&mut session, &users, -1);
    update(&rusqlite, -1);
    let changed: Vec<i32> = session.execute(select(User.id).filter(User.visits.eq(-1))).expect(GOOD).all();
    assert_eq!(changed.len(), CHANGED);
    let by_hand = rusqlite_users(&rusqlite).expect(GOOD).into_iter().filter(|user| user.visits == -1);
    assert_eq!(by_hand.map(|user| user.id).collect::<Vec<_>>(), changed);

    let [mut a, mut b, mut c] = [0; 3];
    let contestants = vec![
        Contestant::new("Session, 10 changed", || {
            a += 1;
            change(&mut session, &users, a);
        }),
        Contestant::new("rusqlite, 10 updates", || {
            b += 1;
            update(&rusqlite, b);
        }),
    ];
    settings.report(name, contestants);

    let (mut session, users) = loaded();
    session.flush().expect(GOOD);
    let contestants = vec![Contestant::timed("Session, all touched, 10 changed", |times| {
        let mut total = std::time::Duration::ZERO;
        for _ in 0..times {
            c += 1;
            for user in &users {
                let row = &mut session[*user];
                row.score += 0.0;
            }
            let start = std::time::Instant::now();
            change(&mut session, &users, c);
            total += start.elapsed();
        }
        total
    })];
    settings.report(&format!("{name}, all of them touched"), contestants);
}

pub(crate) fn none(name: &str, settings: &Settings) {
    let (mut session, _) = loaded();
    let contestants = vec![Contestant::new("Session", || session.flush().expect(GOOD))];
    settings.report(name, contestants);
}
