//! Rows with the rows that belong to them.

use std::collections::HashMap;
use std::hint::black_box;

use diesel::prelude::*;
use realgar::Engine;
use realgar_benches::contest::Contestant;

use crate::database::{Filling, diesel_connection, engine, rusqlite_connection, rusqlite_users};
use crate::users::{Address, User, members, tables};
use crate::{GOOD, Settings};

const FILLING: Filling = Filling { users: 1000, addresses: 10 };

/// A user's key, with the keys of the user's addresses.
type Keys = Vec<(i32, Vec<i32>)>;

/// One statement for each user: asks when it is asked.
fn lazily(engine: &Engine) -> realgar::Result<Keys> {
    use members::User;
    use realgar::prelude::*;

    let mut session = Session::new(engine);
    let users = session.execute(select(User))?.all();
    read(&mut session, users)
}

/// One statement for each 500 users, along with that for the users.
fn along(engine: &Engine) -> realgar::Result<Keys> {
    use members::User;
    use realgar::prelude::*;

    let mut session = Session::new(engine);
    let users = session.execute(select(User).options(selectin(User.addresses)))?.all();
    read(&mut session, users)
}

/// The addresses of users, asked for if they are not known.
fn read(session: &mut realgar::Session, users: Vec<realgar::Handle<members::User>>) -> realgar::Result<Keys> {
    let with_addresses = |user: realgar::Handle<members::User>| {
        let addresses = session.related(user, members::User.addresses)?;
        Ok((session[user].id, addresses.into_iter().map(|address| session[address].id).collect()))
    };
    users.into_iter().map(with_addresses).collect()
}

/// Two statements, by hand.
fn with_rusqlite(conn: &rusqlite::Connection) -> rusqlite::Result<Vec<(User, Vec<Address>)>> {
    let users = rusqlite_users(conn)?;
    let marks = vec!["?"; users.len()].join(", ");
    let sql = format!("SELECT id, email_address, user_id FROM address WHERE user_id IN ({marks})");
    let mut statement = conn.prepare_cached(&sql)?;
    let keys = rusqlite::params_from_iter(users.iter().map(|user| user.id));
    let rows = statement
        .query_map(keys, |row| Ok(Address { id: row.get(0)?, email_address: row.get(1)?, user_id: row.get(2)? }))?;
    let mut by_user: HashMap<i32, Vec<Address>> = HashMap::new();
    for address in rows {
        let address = address?;
        by_user.entry(address.user_id).or_default().push(address);
    }
    let mut addresses = |user: &User| by_user.remove(&user.id).unwrap_or_default();
    Ok(users.into_iter().map(|user| (addresses(&user), user)).map(|(addresses, user)| (user, addresses)).collect())
}

/// Two statements, as Diesel's guide has it.
fn with_diesel(conn: &mut SqliteConnection) -> QueryResult<Vec<(User, Vec<Address>)>> {
    let users = tables::user_account::table.select(User::as_select()).load(conn)?;
    let addresses = Address::belonging_to(&users).select(Address::as_select()).load(conn)?;
    let grouped = addresses.grouped_by(&users);
    Ok(users.into_iter().zip(grouped).collect())
}

fn keys(found: Vec<(User, Vec<Address>)>) -> Keys {
    let key = |(user, addresses): (User, Vec<Address>)| (user.id, addresses.iter().map(|address| address.id).collect());
    sorted(found.into_iter().map(key).collect())
}

/// The database may say in which order addresses come.
fn sorted(mut keys: Keys) -> Keys {
    keys.iter_mut().for_each(|(_, addresses)| addresses.sort_unstable());
    keys
}

pub(crate) fn addresses(name: &str, settings: &Settings) {
    let (engine, rusqlite, mut diesel) = (engine(FILLING), rusqlite_connection(FILLING), diesel_connection(FILLING));
    let wanted = keys(with_rusqlite(&rusqlite).expect(GOOD));
    assert_eq!(wanted.iter().map(|(_, addresses)| addresses.len()).sum::<usize>(), 10_000);
    assert_eq!(keys(with_diesel(&mut diesel).expect(GOOD)), wanted);
    assert_eq!(sorted(along(&engine).expect(GOOD)), wanted);
    assert_eq!(sorted(lazily(&engine).expect(GOOD)), wanted);

    let contestants = vec![
        Contestant::new("Session, `selectin`", || drop(black_box(along(&engine).expect(GOOD)))),
        Contestant::new("Session, `related` one by one", || drop(black_box(lazily(&engine).expect(GOOD)))),
        Contestant::new("rusqlite", || drop(black_box(with_rusqlite(&rusqlite).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(with_diesel(&mut diesel).expect(GOOD)))),
    ];
    settings.report(name, contestants);
}
