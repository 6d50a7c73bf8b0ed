//! What is known already: by its key, and by its handle.

use std::collections::HashMap;
use std::hint::black_box;

use realgar::prelude::*;
use realgar_benches::contest::Contestant;

use crate::database::{Filling, engine};
use crate::users::members::User;
use crate::{GOOD, Settings};

/// Few enough to stay in the processor's caches: what is measured is the look-up.
const COUNT: u32 = 1000;

/// Keys to ask for, in an order that is not theirs.
struct Keys(i32);

impl Keys {
    const fn next(&mut self) -> i32 {
        self.0 = (self.0 + 379) % (COUNT as i32);
        self.0 + 1
    }
}

/// A session that knows all users.
fn loaded() -> (Session, Vec<Handle<User>>) {
    let engine = engine(Filling { users: COUNT, addresses: 0 });
    let mut session = Session::new(&engine);
    let users = session.execute(select(User)).expect(GOOD).all();
    (session, users)
}

pub(crate) fn get(name: &str, settings: &Settings) {
    let (mut session, users) = loaded();
    let mut map = HashMap::new();
    for user in users {
        map.insert(session[user].id, user);
        assert_eq!(session.get(User, session[user].id).expect(GOOD), Some(user));
    }
    let [mut a, mut b] = [const { Keys(0) }; 2];
    let contestants = vec![
        Contestant::new("`session.get(User, key)`", || {
            black_box(session.get(User, black_box(a.next())).expect(GOOD));
        }),
        Contestant::new("std's `HashMap<i32, Handle<User>>`", || {
            black_box(map.get(&black_box(b.next())));
        }),
    ];
    settings.report(name, contestants);
}

pub(crate) fn read(name: &str, settings: &Settings) {
    let (session, users) = loaded();
    let rows: Vec<User> = users.iter().map(|user| session[*user].clone()).collect();
    let at = |key: i32| usize::try_from(key - 1).unwrap_or_default();
    let [mut a, mut b] = [const { Keys(0) }; 2];
    let contestants = vec![
        Contestant::new("`session[user].visits`", || {
            black_box(session[users[at(a.next())]].visits);
        }),
        Contestant::new("`rows[at].visits`", || {
            black_box(rows[at(b.next())].visits);
        }),
    ];
    settings.report(name, contestants);
}
