//! A database for each contestant, in memory, with so many users and addresses.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use realgar::Engine;
use rusqlite::OpenFlags;

use crate::GOOD;
use crate::users::User;

const SCHEMA: &str = include_str!("../../../schema/members.sql");

/// What all connections have. `synchronous` and the journal have no meaning in memory.
const PRAGMAS: &str = "PRAGMA foreign_keys = ON";

/// How many rows there are at the beginning.
#[derive(Clone, Copy)]
pub(crate) struct Filling {
    pub(crate) users: u32,
    /// For each user.
    pub(crate) addresses: u32,
}

impl Filling {
    /// The statements that make tables and rows, in any database.
    fn statements(self) -> Vec<String> {
        let Self { users, addresses } = self;
        let schema = SCHEMA.split(';').filter(|statement| statement.contains("CREATE")).map(str::to_owned);
        let fill = [
            format!(
                "INSERT INTO user_account (id, name, email, fullname, visits, score)
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {users})
                 SELECT i, 'user ' || i, 'user.number.' || i || '@example.org',
                        CASE WHEN i % 3 > 0 THEN 'User Number ' || i END, i % 300, i / 8.0
                 FROM n WHERE i <= {users}"
            ),
            format!(
                "INSERT INTO address (email_address, user_id)
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {addresses})
                 SELECT 'address.' || i || '.of.' || id || '@example.org', id FROM n CROSS JOIN user_account
                 WHERE i <= {addresses}"
            ),
        ];
        schema.chain(fill).collect()
    }
}

/// An engine whose database is filled; it must outlive its connections.
pub(crate) fn engine(filling: Filling) -> Engine {
    let engine = Engine::new("sqlite://").expect(GOOD);
    let filled: realgar::Result<()> = engine.begin(|conn| {
        for statement in filling.statements() {
            conn.execute(realgar::text(statement))?;
        }
        Ok(())
    });
    filled.expect(GOOD);
    engine
}

/// A database in memory through the memdb VFS, as Realgar opens it.
fn memdb(name: &str) -> String {
    format!("file:/{name}?vfs=memdb")
}

pub(crate) fn rusqlite_connection(filling: Filling) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_with_flags(memdb("rusqlite"), OpenFlags::default()).expect(GOOD);
    connection.execute_batch(PRAGMAS).expect(GOOD);
    for statement in filling.statements() {
        connection.execute_batch(&statement).expect(GOOD);
    }
    connection
}

pub(crate) fn diesel_connection(filling: Filling) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&memdb("diesel")).expect("SQLite opens memory");
    connection.batch_execute(PRAGMAS).expect(GOOD);
    for statement in filling.statements() {
        connection.batch_execute(&statement).expect(GOOD);
    }
    connection
}

pub(crate) const ALL_USERS: &str = "SELECT id, name, email, fullname, visits, score FROM user_account";

/// A row of [`ALL_USERS`].
pub(crate) fn rusqlite_user(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        fullname: row.get(3)?,
        visits: row.get(4)?,
        score: row.get(5)?,
    })
}

pub(crate) fn rusqlite_users(connection: &rusqlite::Connection) -> rusqlite::Result<Vec<User>> {
    connection.prepare_cached(ALL_USERS)?.query_map([], rusqlite_user)?.collect()
}
