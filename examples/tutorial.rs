//! SQLAlchemy's fundamentals, section by section, in Rust. Everything below is checked by the compiler:
//! tables, columns, types, joins, nullability, grouping, row types.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "an example shows what it does")]

use realgar::prelude::*;

mod tutorial {
    realgar::include_schema!("tutorial");
}
use tutorial::{Address, NewAddress, NewUser, User};

fn main() -> realgar::Result<()> {
    println!("realgar {}", realgar::VERSION);
    let engine = Engine::builder("sqlite+rusqlite:///:memory:").echo(true).build()?; // lazy: nothing is opened yet

    transactions(&engine)?;
    statements(&engine)?;
    metadata(&engine)?;
    manipulating_data(&engine)?;
    selecting(&engine)?;
    subqueries(&engine)?;
    updating_and_deleting(&engine)?;
    compiled()?;
    Ok(())
}

/// Working with transactions: always in one, committed only when told.
fn transactions(engine: &Engine) -> realgar::Result<()> {
    {
        let mut conn = engine.connect()?;
        let greeting: String = conn.execute(text("SELECT 'hello world'"))?.one()?.get(0)?;
        assert_eq!(greeting, "hello world");
    } // ROLLBACK

    // commit as you go
    let mut conn = engine.connect()?;
    conn.execute(text("CREATE TABLE some_table (x int, y int)"))?;
    conn.execute_many(
        text("INSERT INTO some_table (x, y) VALUES (:x, :y)"),
        [params! { x: 1, y: 1 }, params! { x: 2, y: 4 }],
    )?;
    conn.commit()?;
    drop(conn);

    // begin once
    engine.begin(|conn| {
        conn.execute_many(
            text("INSERT INTO some_table (x, y) VALUES (:x, :y)"),
            [params! { x: 6, y: 8 }, params! { x: 9, y: 10 }],
        )
    })?;

    // an error rolls the whole block back
    let failed: realgar::Result<()> = engine.begin(|conn| {
        conn.execute(text("DELETE FROM some_table"))?;
        conn.execute(text("SELECT * FROM no_such_table"))?;
        Ok(())
    });
    assert!(failed.is_err());
    let mut conn = engine.connect()?;
    assert_eq!(conn.scalar(text("SELECT count(*) FROM some_table").typed::<i64>())?, Some(4));
    Ok(())
}

/// Statement execution: fetching rows, sending parameters, the same through a Session.
fn statements(engine: &Engine) -> realgar::Result<()> {
    let mut conn = engine.connect()?;
    for row in conn.execute(text("SELECT x, y FROM some_table ORDER BY x"))? {
        let (x, y): (i64, i64) = (row.get("x")?, row.get(1)?); // by name, by position
        assert!(y >= x);
    }
    for (x, y) in conn.execute(text("SELECT x, y FROM some_table WHERE y > :y").bind("y", 2).typed::<(i64, i64)>())? {
        println!("x: {x}  y: {y}");
    }
    let stmt = text("SELECT x, y FROM some_table WHERE y > :y ORDER BY x, y").bind("y", 6);
    let mut session = Session::new(engine);
    let rows = session.execute(stmt)?;
    assert_eq!(rows.columns(), ["x", "y"]);
    assert_eq!(rows.len(), 2);
    assert!(conn.execute(text("SELECT x FROM some_table WHERE y > :y")).is_err(), "a parameter without a value");
    Ok(())
}

/// Database metadata: generated from the schema file, or reflected from a database.
fn metadata(engine: &Engine) -> realgar::Result<()> {
    let users = tutorial::METADATA.table("user_account").expect("declared in the schema file");
    assert_eq!(users.column_names(), ["id", "name", "fullname"]);
    assert_eq!(users.primary_key().column_names(), ["id"]);
    let addresses = tutorial::METADATA.table("address").expect("declared in the schema file");
    assert_eq!(addresses.foreign_keys()[0].referred_table(), "user_account");

    tutorial::METADATA.create_all(engine)?; // user_account before address
    tutorial::METADATA.create_all(engine)?; // what exists is left alone

    let reflected = MetaData::reflect(engine)?;
    assert_eq!(reflected.table("some_table").expect("made by hand above").column_names(), ["x", "y"]);
    assert!(tutorial::METADATA.diff(&reflected).of_table("address").is_empty());
    Ok(())
}

/// Data manipulation with the ORM: unit of work, identity map, dirty tracking.
fn manipulating_data(engine: &Engine) -> realgar::Result<()> {
    let mut session = Session::new(engine);
    let squidward = session.add(NewUser::new("squidward").fullname("Squidward Tentacles"));
    let krabs = session.add(NewUser::new("ehkrabs").fullname("Eugene H. Krabs"));
    assert_eq!(session.new_count(), 2);
    session.flush()?;
    assert_eq!(session.new_count(), 0);
    assert_eq!((session[squidward].id, session[krabs].id), (1, 2));

    let some_squidward = session.get(User, 1)?.expect("flushed"); // from the identity map: no SELECT
    assert_eq!(some_squidward, squidward);
    session.commit()?;

    session.add_all([
        NewUser::new("spongebob").fullname("Spongebob Squarepants"),
        NewUser::new("sandy").fullname("Sandy Cheeks"),
        NewUser::new("patrick"),
    ]);
    let sandy = session.scalars(select(User).filter_by(User.name, "sandy"))?.one()?; // autoflush
    session.add_all([
        NewAddress::new("sandy@sqlalchemy.org", sandy), // the instance, where its key is wanted
        NewAddress::new("sandy@squirrelpower.org", sandy),
    ]);
    let spongebob = session.scalars(select(User).filter(User.name.eq("spongebob")))?.one()?;
    session.add(NewAddress::new("spongebob@sqlalchemy.org", session[spongebob].id)); // or the key itself
    session.commit()?;
    println!("{:?}", session[sandy]); // User { id: 4, name: "sandy", fullname: Some("Sandy Cheeks") }

    session[sandy].fullname = Some("Sandy Squirrel".into());
    assert!(session.is_dirty(sandy));
    let fullname = session.scalar(select(User.fullname).filter(User.id.eq(session[sandy].id)))?; // autoflush, then SELECT
    assert_eq!(fullname, Some(Some("Sandy Squirrel".to_string())));
    assert!(!session.is_dirty(sandy));

    // relationships
    let addresses = session.related(sandy, User.addresses)?;
    assert_eq!(addresses.len(), 2);
    assert_eq!(session.related(addresses[0], Address.user)?, sandy); // NOT NULL: always there

    // an integrity error names what was violated; the session goes on
    let twin = session.add(NewUser::new("sandy"));
    let error = session.flush().unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    session.delete(twin)?; // it is pending: nothing is written

    session.rollback()?; // everything since the last commit is undone, in memory too
    assert_eq!(session[sandy].fullname.as_deref(), Some("Sandy Cheeks"));
    session[sandy].fullname = Some("Sandy Squirrel".into());
    session.commit()
}

/// Selecting rows with Core or ORM.
fn selecting(engine: &Engine) -> realgar::Result<()> {
    let mut conn = engine.connect()?;
    let mut session = Session::new(engine);

    // entities: plain rows from a connection, handles from a session
    let user: User = conn.execute(select(User).filter(User.name.eq("spongebob")))?.one()?;
    assert_eq!(user.fullname.as_deref(), Some("Spongebob Squarepants"));
    let handle: Handle<User> = session.scalars(select(User).filter(User.name.eq("spongebob")))?.one()?;
    assert_eq!(session[handle], user);

    // columns, several entities
    let row: (String, Option<String>) =
        conn.execute(select((User.name, User.fullname)).filter(User.id.eq(1)))?.one()?;
    assert_eq!(row.0, "squidward");
    let rows: Vec<(String, Address)> =
        conn.execute(select((User.name, Address)).join(Address).order_by(Address.id))?.all();
    assert_eq!(rows.len(), 3);

    // WHERE
    let either = select(Address.email_address).join(User).filter(and_((
        or_([User.name.eq("squidward"), User.name.eq("sandy")]), // an array, a Vec, an iterator of one type
        User.id.gt(0),                                           // or a tuple of several
    )));
    assert_eq!(conn.execute(either)?.len(), 2);
    let wanted: Option<&str> = None; // a condition that may be absent: the query keeps its type
    assert_eq!(conn.execute(select(User).filter(wanted.map(|name| User.name.eq(name))))?.len(), 5);

    // FROM and JOIN: ON is inferred from the foreign key, or given
    conn.execute(select((User.name, Address.email_address)).join(Address))?;
    conn.execute(select((User.name, Address.email_address)).join(User.addresses))?;
    conn.execute(select(Address.email_address).select_from(User).join_on(Address, User.id.eq(Address.user_id)))?;
    assert_eq!(conn.scalar(select(func::count_all()).select_from(User))?, Some(5));

    // outer joins: the row type says what may be missing
    let rows: Vec<(String, Option<String>)> =
        conn.execute(select((User.name, Address.email_address)).left_join(Address))?.all();
    assert_eq!(rows.len(), 6);
    let rows: Vec<(Option<User>, Option<Address>)> = conn.execute(select((User, Address)).full_join(Address))?.all();
    assert_eq!(rows.len(), 6);

    // ORDER BY, GROUP BY, HAVING, labels
    conn.execute(select(User).order_by((User.fullname.desc(), User.id.asc())))?;
    let rows = conn.execute(
        select((User.name, func::count(Address.id).label("count")))
            .join(Address)
            .group_by(User.name)
            .having(func::count(Address.id).gt(1)),
    )?;
    assert_eq!(rows.all(), [("sandy".to_string(), 2)]);
    let n = func::count(Address.id).label("num_addresses");
    let rows =
        conn.execute(select((Address.user_id, &n)).group_by(Address.user_id).order_by((Address.user_id, n.desc())))?;
    assert_eq!(rows.len(), 2);

    // aliases
    let (a, b) = (alias!("user_1", User), alias!("user_2", User));
    let pairs = select((a.name, b.name)).join_on(b, a.id.gt(b.id));
    assert_eq!(conn.execute(pairs)?.len(), 10);
    Ok(())
}

/// Subqueries and CTEs: their columns are typed, they join like tables, they can be entities.
fn subqueries(engine: &Engine) -> realgar::Result<()> {
    let mut conn = engine.connect()?;
    let mut session = Session::new(engine);
    let counts = || select((Address.user_id, func::count(Address.id).label("count"))).group_by(Address.user_id);

    let subq = counts().subquery("subq");
    let (user_id, count) = subq.columns();
    let stmt = select((User.name, User.fullname, count)).join_on(subq, User.id.eq(user_id)).order_by(User.id);
    let rows: Vec<(String, Option<String>, i64)> = conn.execute(stmt)?.all();
    assert_eq!(rows.iter().map(|row| row.2).collect::<Vec<_>>(), [1, 2]);

    let cte = counts().cte("counts");
    let (user_id, count) = cte.columns();
    let stmt = select((User.name, count)).join_on(cte, User.id.eq(user_id)).order_by(User.id);
    assert_eq!(conn.execute(stmt)?.all(), [("spongebob".to_string(), 1), ("sandy".to_string(), 2)]);

    // an ORM entity from a subquery: a handle again
    let subq = select(Address).filter(Address.email_address.not_like("%@aol.com")).subquery("address_subq");
    let address = subq.columns();
    let stmt = select((User, address)).join_on(subq, User.id.eq(address.user_id)).order_by((User.id, address.id));
    let rows: Vec<(Handle<User>, Handle<Address>)> = session.execute(stmt)?.all();
    assert_eq!(session[rows[0].1].email_address, "spongebob@sqlalchemy.org");

    // scalar subquery, EXISTS, IN, UNION
    let per_user = select(func::count(Address.id)).correlate(User).filter(Address.user_id.eq(User.id)).scalar();
    conn.execute(select((User.name, per_user.label("addresses"))))?;
    let with_address = select(User.name).filter(User.addresses.any(Address.email_address.like("%squirrel%")));
    assert_eq!(conn.execute(with_address)?.all(), ["sandy"]);
    let ids = select(Address.user_id).filter(Address.email_address.like("spongebob%"));
    assert_eq!(conn.execute(select(User.name).filter(User.id.in_(ids)))?.all(), ["spongebob"]);
    let either = select(User.name).filter(User.id.eq(1)).union_all(select(User.name).filter(User.id.eq(2)));
    assert_eq!(conn.execute(either)?.len(), 2);
    Ok(())
}

/// UPDATE and DELETE, through Core, through the ORM, and ORM-enabled.
fn updating_and_deleting(engine: &Engine) -> realgar::Result<()> {
    let outcome = engine.begin(|conn| {
        conn.execute(insert(User).value(NewUser::new("gary")))?;
        conn.execute(update(User).set(User.fullname, "Gary the Snail").filter(User.name.eq("gary")))
    })?;
    assert_eq!(outcome.rows_affected, 1);

    let mut session = Session::new(engine);
    let sandy = session.scalars(select(User).filter_by(User.name, "sandy"))?.one()?;
    session.execute(update(User).set(User.fullname, "Sandy Squirrel Extraordinaire").filter(User.name.eq("sandy")))?;
    assert_eq!(session[sandy].fullname.as_deref(), Some("Sandy Squirrel Extraordinaire")); // the identity map follows

    let patrick = session.scalars(select(User).filter_by(User.name, "patrick"))?.one()?;
    session.delete(patrick)?;
    assert_eq!(session.scalars(select(User).filter_by(User.name, "patrick"))?.first(), None); // autoflush: DELETE, then SELECT
    session.rollback()?;
    assert_eq!(session[patrick].name, "patrick");

    session.begin_nested(|session| {
        let patrick = session.scalars(select(User).filter_by(User.name, "patrick"))?.one()?;
        session.delete(patrick)
    })?;
    session.commit()?;
    assert!(session.get(User, 5)?.is_none());
    drop(session); // its transaction ends here
    let ids = engine.begin(|conn| conn.execute(delete(User).filter(User.name.eq("gary")).returning(User.id)))?;
    assert_eq!(ids.len(), 1);
    Ok(())
}

/// The SQL of a statement for a dialect, without a connection.
fn compiled() -> realgar::Result<()> {
    let stmt = select((User.name, Address.email_address)).join(Address).filter(User.name.eq("sandy"));
    let postgres = stmt.compile(Dialect::PostgreSql)?;
    assert_eq!(
        postgres.sql(),
        "SELECT user_account.name, address.email_address FROM user_account \
         JOIN address ON user_account.id = address.user_id WHERE user_account.name = $1"
    );
    println!("{}", stmt.compile(Dialect::Sqlite)?.literal_binds());
    Ok(())
}
