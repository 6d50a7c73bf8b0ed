//! SQLAlchemy's SQL beside ours: what is written the same, and why the rest is not.
//!
//! Each test is one statement of SQLAlchemy 2.1's Core, said in our language. Placeholders are compared as `?` and `$1`:
//! SQLAlchemy writes `%s` for MySQL and `$1::INTEGER` for PostgreSQL. What differs says so beside its test:
//!
//! | statement | SQLAlchemy | here |
//! |---|---|---|
//! | expressions without a label | `AS anon_1`, `AS count_1` | no label: rows are decoded by position |
//! | NOT IN of an empty list | a subquery without rows; `NOT IN (NULL) OR (1 = 1)` | `1 = 1`, `true` |
//! | true and false on MySQL | `true = 1` | `1 = 1` |
//! | LIKE … ESCAPE beside AND | in parentheses | without |
//! | CAST | labelled with the column's name | no label |
//! | sums of integers | as the database has them | cast to 64 bits on PostgreSQL and MySQL |
//! | LIMIT with OFFSET on MySQL | `LIMIT 1, 2` | `LIMIT 2 OFFSET 1` |
//! | LIMIT of a set operation on SQLite | with `OFFSET 0` | without |
//! | EXISTS | `SELECT *` | the columns that were selected |
//! | parentheses in set operations on SQLite | sent, and refused | `SELECT * FROM (…)` |
//! | the second SELECT of a recursive WITH | its columns have labels | the names are before AS |
//! | the offset of a frame on MySQL | a placeholder, which MariaDB refuses | a number |
//! | FILTER on MySQL | sent, and refused | `CASE WHEN … END` |
//! | VALUES in FROM | refused by SQLite and MySQL | a SELECT on both |
//! | FOR UPDATE on SQLite | left out in silence | an error |
//! | FOR UPDATE OF on MySQL | OF is left out | OF, as MySQL 8 has it; MariaDB has none |
//! | INSERT | the columns that were given, RETURNING the key | all that may be NULL, RETURNING on demand |
//! | DELETE … USING on SQLite | an error | EXISTS |
//! | paths into JSON | a function for each step | one path; PostgreSQL's operators |
//! | EXTRACT on PostgreSQL | NUMERIC | cast to INTEGER |
//!
//! Our language cannot say: `SELECT *`, INSERT of some nullable columns only, and DROP TABLE IF EXISTS (`drop_all` looks
//! first). CREATE TABLE, types, identities, partial indexes and quoted names are in the tests of `realgar-metadata`.

mod expressions;
mod queries;
mod refused;
mod tables;
mod writes;

use realgar::engine::Executable;
use realgar::prelude::*;
use realgar::sql::render::render;

/// `schema/accounts.sql`.
mod accounts {
    realgar::include_schema!("accounts");
}

use accounts::{Item, NewItem, NewOrder, NewUser, Order, User, Weird};

/// A database in memory with the empty tables.
fn empty() -> Connection {
    let engine = Engine::new("sqlite://").unwrap();
    accounts::METADATA.create_all(&engine).unwrap();
    engine.connect().unwrap()
}

/// The same with three users, orders of two of them, and an item.
fn filled() -> Connection {
    let mut conn = empty();
    let bob = NewUser::new().name("bob").manager_id(1);
    conn.execute(insert(User).values([NewUser::new().name("ann").age(40), bob, NewUser::new()])).unwrap();
    conn.execute(insert(Order).values([1, 1, 2].map(|user| NewOrder::new(user).total(user * 10)))).unwrap();
    conn.execute(insert(Item).value(NewItem::new(1, 1).sku("tea"))).unwrap();
    conn.commit().unwrap();
    conn
}

/// The statement is SQLAlchemy's in every dialect: `sql` on SQLite, `$1` for `?` on PostgreSQL, and `INNER JOIN` for
/// `JOIN` on MySQL.
#[track_caller]
fn same<M>(statement: impl Executable<M>, sql: &str) {
    let mut numbered = String::new();
    for (index, part) in sql.split('?').enumerate() {
        if index > 0 {
            numbered += &format!("${index}");
        }
        numbered += part;
    }
    let outer = sql.replace(" LEFT OUTER JOIN ", " LEFT OUTER_JOIN ").replace(" JOIN ", " INNER JOIN ");
    each(statement, [sql, &numbered, &outer.replace("OUTER_JOIN", "OUTER JOIN")]);
}

/// The statement is this on SQLite, on PostgreSQL and on MySQL; where SQLite can say it, it also runs there.
#[track_caller]
fn each<M>(statement: impl Executable<M>, expected: [&str; 3]) {
    each_on(&mut filled(), statement, expected);
}

/// The same with other rows.
#[track_caller]
fn each_on<M>(conn: &mut Connection, statement: impl Executable<M>, expected: [&str; 3]) {
    let spelled = [Dialect::Sqlite, Dialect::PostgreSql, Dialect::MySql].map(|dialect| {
        statement
            .ast()
            .and_then(|ast| render(ast, dialect))
            .map_or_else(|error| error.message().to_owned(), |done| done.sql)
    });
    for ((ours, expected), dialect) in spelled.iter().zip(expected).zip(["SQLite", "PostgreSQL", "MySQL"]) {
        assert_eq!(ours, expected, "on {dialect}");
    }
    if let Err(error) = conn.execute(statement) {
        assert!(error.is_unsupported(), "{error}");
        assert_eq!(error.message(), expected[0]);
    }
}
