//! What does it cost at run time, on SQLite? Against rusqlite by hand and against Diesel, in one process, in turns.
//!
//! All contestants have a database of their own with equal rows, in memory, through the same VFS of SQLite (memdb,
//! which is Realgar's `sqlite://`), and statements that are cached. Before anything is timed, all must return equal data.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use realgar::Engine;
use realgar_benches::arguments::Arguments;
use realgar_benches::contest::{Contest, Contestant};
use rusqlite::OpenFlags;

/// What the schema compiler generated.
mod store {
    realgar::include_schema!("store");
}

/// What a user of Diesel writes.
mod tables {
    diesel::table! {
        product (id) {
            id -> Integer,
            name -> Text,
            description -> Nullable<Text>,
            category -> Text,
            quantity -> Integer,
            rating -> Nullable<Integer>,
            price -> Double,
            active -> Bool,
        }
    }

    diesel::table! {
        visit (id) {
            id -> Integer,
            visitor -> Text,
            page -> Text,
            referrer -> Nullable<Text>,
            seconds -> Integer,
            score -> Double,
        }
    }
}

const HELP: &str = "\
Times queries on SQLite through Realgar, rusqlite and Diesel.

  --rounds N         medians of so many rounds (201)
  --only TEXT        only the measurements whose name has this in it
  --contestant TEXT  only the contestants whose name has this in it, for a profiler";

const SCHEMA: &str = include_str!("../../schema/store.sql");

/// How many rows `product` has.
const ROWS: i32 = 10_000;

/// How many rows are inserted in one transaction.
const INSERTS: i32 = 1_000;

/// A product, as Diesel and rusqlite load it.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = tables::product, check_for_backend(diesel::sqlite::Sqlite))]
struct Product {
    id: i32,
    name: String,
    description: Option<String>,
    category: String,
    quantity: i32,
    rating: Option<i32>,
    price: f64,
    active: bool,
}

impl From<store::Product> for Product {
    fn from(row: store::Product) -> Self {
        let store::Product { id, name, description, category, quantity, rating, price, active } = row;
        Self { id, name, description, category, quantity, rating, price, active }
    }
}

/// A visit to be inserted, as Diesel takes it; the others get their values from it.
#[derive(Clone, Debug, PartialEq, Insertable)]
#[diesel(table_name = tables::visit)]
struct NewVisit {
    visitor: String,
    page: String,
    referrer: Option<String>,
    seconds: i32,
    score: f64,
}

/// The rows that are inserted.
fn visits() -> Vec<NewVisit> {
    let visit = |n: i32| NewVisit {
        visitor: format!("visitor {}", n % 97),
        page: format!("/catalog/product/{n}"),
        referrer: (n % 3 == 0).then(|| "https://example.org/search".to_owned()),
        seconds: n % 300,
        score: f64::from(n) / 8.0,
    };
    (0..INSERTS).map(visit).collect()
}

/// Measures one thing and prints a table under its name.
type Measure = fn(&str, &Settings);

/// What the command line says.
struct Settings {
    rounds: u32,
    contestant: String,
}

fn main() {
    let mut arguments = Arguments::parse(HELP);
    let settings = Settings {
        rounds: arguments.value("--rounds", 201),
        contestant: arguments.value("--contestant", String::new()),
    };
    let only: String = arguments.value("--only", String::new());
    arguments.finish();

    let measurements: [(&str, Measure); 7] = [
        ("select by key, in a transaction", by_key),
        ("select by key, outside of one", by_key_alone),
        ("10 000 rows × 8 columns into structs", all_rows_into_structs),
        ("10 000 rows × 8 columns into tuples", all_rows_into_tuples),
        ("1000 inserts in one transaction, one by one", inserts),
        ("1000 inserts in one transaction, given at once", inserts_at_once),
        ("100 inserts in one transaction, given at once", some_inserts_at_once),
    ];
    for (name, measure) in measurements {
        if name.contains(&only) {
            measure(name, &settings);
        }
    }
}

fn report(name: &str, settings: &Settings, mut contestants: Vec<Contestant<'_>>) {
    contestants.retain(|contestant| contestant.name().contains(&settings.contestant));
    println!("{}", Contest::run(settings.rounds, contestants).table(name));
}

// --- databases -------------------------------------------------------------------------------------------------------

/// Puts the rows of `product` into any database, by text.
const FILL: &str = "
    INSERT INTO product (id, name, description, category, quantity, rating, price, active)
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
    SELECT i, 'product number ' || i, CASE WHEN i % 3 = 0 THEN 'a description of medium length, ' || i END,
           'category ' || i % 20, i * 17 % 1000, CASE WHEN i % 5 > 0 THEN i % 5 END, i / 7.0, i % 2 = 0
    FROM n";

/// What all connections have. `synchronous` and the journal have no meaning in memory.
const PRAGMAS: &str = "PRAGMA foreign_keys = ON";

/// An engine whose database is filled; it must outlive its connections.
fn realgar_engine() -> realgar::Result<Engine> {
    let engine = Engine::new("sqlite://")?;
    engine.begin(|conn| {
        for statement in SCHEMA.split(';').filter(|statement| statement.contains("CREATE")) {
            conn.execute(realgar::text(statement))?;
        }
        conn.execute(realgar::text(FILL))
    })?;
    Ok(engine)
}

/// A database in memory through the memdb VFS, as Realgar opens it.
fn memdb(name: &str) -> String {
    format!("file:/{name}?vfs=memdb")
}

fn rusqlite_connection(path: &str) -> rusqlite::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open_with_flags(path, OpenFlags::default())?;
    connection.execute_batch(PRAGMAS)?;
    connection.execute_batch(SCHEMA)?;
    connection.execute_batch(FILL)?;
    Ok(connection)
}

fn diesel_connection(name: &str) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(&memdb(name)).expect("SQLite opens memory");
    for sql in [PRAGMAS, SCHEMA, FILL] {
        connection.batch_execute(sql).expect("the schema is good");
    }
    connection
}

// --- what is asked, by each contestant ---------------------------------------------------------------------------------

type Tuple = (i32, String, Option<String>, String, i32, Option<i32>, f64, bool);

const BY_KEY: &str =
    "SELECT id, name, description, category, quantity, rating, price, active FROM product WHERE id = ?1";
const ALL: &str = "SELECT id, name, description, category, quantity, rating, price, active FROM product";
const INSERT: &str = "INSERT INTO visit (visitor, page, referrer, seconds, score) VALUES (?1, ?2, ?3, ?4, ?5)";

fn realgar_by_key(conn: &mut realgar::Connection, key: i32) -> realgar::Result<store::Product> {
    use realgar::prelude::*;
    use store::Product;

    conn.execute(select(Product).filter(Product.id.eq(key)))?.one()
}

/// A query that is rendered once, and run with a key.
type ByKey = realgar::query::PreparedQuery<realgar::query::Query<store::Product>>;

fn realgar_prepare_by_key() -> ByKey {
    use realgar::prelude::*;
    use store::Product;

    select(Product).filter(Product.id.eq(param("id"))).erase().prepare()
}

fn realgar_prepared_by_key(
    conn: &mut realgar::Connection,
    by_key: &ByKey,
    key: i32,
) -> realgar::Result<store::Product> {
    conn.execute(by_key.bind("id", key))?.one()
}

fn rusqlite_by_key(conn: &rusqlite::Connection, key: i32) -> rusqlite::Result<Product> {
    conn.prepare_cached(BY_KEY)?.query_row([key], rusqlite_product)
}

fn rusqlite_product(row: &rusqlite::Row<'_>) -> rusqlite::Result<Product> {
    Ok(Product {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        category: row.get(3)?,
        quantity: row.get(4)?,
        rating: row.get(5)?,
        price: row.get(6)?,
        active: row.get(7)?,
    })
}

fn diesel_by_key(conn: &mut SqliteConnection, key: i32) -> QueryResult<Product> {
    tables::product::table.find(key).select(Product::as_select()).get_result(conn)
}

/// As Diesel's guide has it. It adds a LIMIT.
fn diesel_first_by_key(conn: &mut SqliteConnection, key: i32) -> QueryResult<Product> {
    tables::product::table.find(key).select(Product::as_select()).first(conn)
}

fn realgar_structs(conn: &mut realgar::Connection) -> realgar::Result<Vec<store::Product>> {
    use realgar::prelude::*;
    use store::Product;

    Ok(conn.execute(select(Product))?.all())
}

fn rusqlite_structs(conn: &rusqlite::Connection) -> rusqlite::Result<Vec<Product>> {
    conn.prepare_cached(ALL)?.query_map([], rusqlite_product)?.collect()
}

fn diesel_structs(conn: &mut SqliteConnection) -> QueryResult<Vec<Product>> {
    tables::product::table.select(Product::as_select()).load(conn)
}

fn realgar_tuples(conn: &mut realgar::Connection) -> realgar::Result<Vec<Tuple>> {
    use realgar::prelude::*;
    use store::Product as P;

    let columns = (P.id, P.name, P.description, P.category, P.quantity, P.rating, P.price, P.active);
    Ok(conn.execute(select(columns))?.all())
}

fn rusqlite_tuples(conn: &rusqlite::Connection) -> rusqlite::Result<Vec<Tuple>> {
    let mut statement = conn.prepare_cached(ALL)?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?))
    })?;
    rows.collect()
}

fn diesel_tuples(conn: &mut SqliteConnection) -> QueryResult<Vec<Tuple>> {
    tables::product::table.load(conn)
}

fn new_visit(visit: &NewVisit) -> store::NewVisit {
    store::NewVisit::new(visit.visitor.as_str(), visit.page.as_str(), visit.seconds, visit.score)
        .referrer(visit.referrer.as_deref())
}

fn realgar_insert(conn: &mut realgar::Connection, visits: &[NewVisit]) -> realgar::Result<()> {
    use realgar::prelude::*;
    use store::Visit;

    for visit in visits {
        conn.execute(insert(Visit).value(new_visit(visit)))?;
    }
    conn.commit()
}

fn realgar_insert_at_once(conn: &mut realgar::Connection, visits: &[NewVisit]) -> realgar::Result<()> {
    use realgar::prelude::*;
    use store::Visit;

    conn.execute(insert(Visit).values(visits.iter().map(new_visit)))?;
    conn.commit()
}

/// Finds the statement in the cache for each row, as a function that inserts one row does.
fn rusqlite_insert(conn: &mut rusqlite::Connection, visits: &[NewVisit]) -> rusqlite::Result<()> {
    let transaction = conn.transaction()?;
    for visit in visits {
        let NewVisit { visitor, page, referrer, seconds, score } = visit;
        transaction.prepare_cached(INSERT)?.execute(rusqlite::params![visitor, page, referrer, seconds, score])?;
    }
    transaction.commit()
}

/// Keeps the statement for all rows.
fn rusqlite_insert_at_once(conn: &mut rusqlite::Connection, visits: &[NewVisit]) -> rusqlite::Result<()> {
    let transaction = conn.transaction()?;
    let mut statement = transaction.prepare_cached(INSERT)?;
    for NewVisit { visitor, page, referrer, seconds, score } in visits {
        statement.execute(rusqlite::params![visitor, page, referrer, seconds, score])?;
    }
    drop(statement);
    transaction.commit()
}

fn diesel_insert(conn: &mut SqliteConnection, visits: &[NewVisit]) -> QueryResult<()> {
    conn.transaction(|conn| {
        for visit in visits {
            diesel::insert_into(tables::visit::table).values(visit).execute(conn)?;
        }
        Ok(())
    })
}

fn diesel_insert_at_once(conn: &mut SqliteConnection, visits: &[NewVisit]) -> QueryResult<()> {
    conn.transaction(|conn| diesel::insert_into(tables::visit::table).values(visits).execute(conn).map(drop))
}

// --- measurements ------------------------------------------------------------------------------------------------------

/// Why no query fails here.
const GOOD: &str = "a filled database in memory answers";

/// A database for each contestant, filled.
struct Databases {
    engine: Engine,
    realgar: realgar::Connection,
    rusqlite: rusqlite::Connection,
    /// Where hand-written code would rather have its database: in memory of its connection alone.
    private: rusqlite::Connection,
    diesel: SqliteConnection,
}

impl Databases {
    fn new() -> Self {
        let engine = realgar_engine().expect(GOOD);
        Self {
            realgar: engine.connect().expect(GOOD),
            engine,
            rusqlite: rusqlite_connection(&memdb("rusqlite")).expect(GOOD),
            private: rusqlite_connection(":memory:").expect(GOOD),
            diesel: diesel_connection("diesel"),
        }
    }

    /// Begins a transaction on all but Realgar's, where there always is one.
    fn begin(mut self) -> Self {
        self.rusqlite.execute_batch("BEGIN").expect(GOOD);
        self.private.execute_batch("BEGIN").expect(GOOD);
        self.diesel.batch_execute("BEGIN").expect(GOOD);
        self
    }
}

/// Keys to ask for, in an order that is not theirs.
struct Keys(i32);

impl Keys {
    const fn new() -> Self {
        Self(0)
    }

    const fn next(&mut self) -> i32 {
        self.0 = (self.0 + 7919) % ROWS;
        self.0 + 1
    }
}

fn by_key(name: &str, settings: &Settings) {
    let Databases { mut realgar, rusqlite, private, mut diesel, .. } = Databases::new().begin();
    let engine = realgar_engine().expect(GOOD);
    let (mut prepared, prepared_by_key) = (engine.connect().expect(GOOD), realgar_prepare_by_key());
    let mut diesel_first = diesel_connection("diesel_first");
    diesel_first.batch_execute("BEGIN").expect(GOOD);

    let mut keys = Keys::new();
    for _ in 0..100 {
        let key = keys.next();
        let wanted = rusqlite_by_key(&rusqlite, key).expect(GOOD);
        assert_eq!(Product::from(realgar_by_key(&mut realgar, key).expect(GOOD)), wanted);
        let found = realgar_prepared_by_key(&mut prepared, &prepared_by_key, key).expect(GOOD);
        assert_eq!(Product::from(found), wanted);
        assert_eq!(rusqlite_by_key(&private, key).expect(GOOD), wanted);
        assert_eq!(diesel_by_key(&mut diesel, key).expect(GOOD), wanted);
        assert_eq!(diesel_first_by_key(&mut diesel_first, key).expect(GOOD), wanted);
    }

    let [mut a, mut b, mut c, mut d, mut e, mut f] = [const { Keys::new() }; 6];
    let contestants = vec![
        Contestant::new("Realgar", || drop(black_box(realgar_by_key(&mut realgar, a.next()).expect(GOOD)))),
        Contestant::new("Realgar, prepared", || {
            let product = realgar_prepared_by_key(&mut prepared, &prepared_by_key, f.next());
            drop(black_box(product.expect(GOOD)));
        }),
        Contestant::new("rusqlite", || drop(black_box(rusqlite_by_key(&rusqlite, b.next()).expect(GOOD)))),
        Contestant::new("rusqlite, `:memory:`", || drop(black_box(rusqlite_by_key(&private, c.next()).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(diesel_by_key(&mut diesel, d.next()).expect(GOOD)))),
        Contestant::new("Diesel, `first`", || {
            drop(black_box(diesel_first_by_key(&mut diesel_first, e.next()).expect(GOOD)));
        }),
    ];
    report(name, settings, contestants);
}

/// Realgar has no queries outside of transactions: it takes a connection out of the pool, begins, selects, rolls back.
fn by_key_alone(name: &str, settings: &Settings) {
    let Databases { engine, realgar, rusqlite, private, mut diesel } = Databases::new();
    drop(realgar);

    let [mut a, mut b, mut c, mut d] = [const { Keys::new() }; 4];
    let contestants = vec![
        Contestant::new("Realgar, `connect`, transaction", || {
            let mut conn = engine.connect().expect(GOOD);
            drop(black_box(realgar_by_key(&mut conn, a.next()).expect(GOOD)));
        }),
        Contestant::new("rusqlite", || drop(black_box(rusqlite_by_key(&rusqlite, b.next()).expect(GOOD)))),
        Contestant::new("rusqlite, `:memory:`", || drop(black_box(rusqlite_by_key(&private, c.next()).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(diesel_by_key(&mut diesel, d.next()).expect(GOOD)))),
    ];
    report(name, settings, contestants);
}

fn all_rows_into_structs(name: &str, settings: &Settings) {
    let Databases { mut realgar, rusqlite, private, mut diesel, .. } = Databases::new().begin();

    let wanted = rusqlite_structs(&rusqlite).expect(GOOD);
    let rows = realgar_structs(&mut realgar).expect(GOOD);
    assert_eq!(rows.into_iter().map(Product::from).collect::<Vec<_>>(), wanted);
    assert_eq!(rusqlite_structs(&private).expect(GOOD), wanted);
    assert_eq!(diesel_structs(&mut diesel).expect(GOOD), wanted);

    let contestants = vec![
        Contestant::new("Realgar", || drop(black_box(realgar_structs(&mut realgar).expect(GOOD)))),
        Contestant::new("rusqlite", || drop(black_box(rusqlite_structs(&rusqlite).expect(GOOD)))),
        Contestant::new("rusqlite, `:memory:`", || drop(black_box(rusqlite_structs(&private).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(diesel_structs(&mut diesel).expect(GOOD)))),
    ];
    report(name, settings, contestants);
}

fn all_rows_into_tuples(name: &str, settings: &Settings) {
    let Databases { mut realgar, rusqlite, mut diesel, .. } = Databases::new().begin();

    let wanted = rusqlite_tuples(&rusqlite).expect(GOOD);
    assert_eq!(realgar_tuples(&mut realgar).expect(GOOD), wanted);
    assert_eq!(diesel_tuples(&mut diesel).expect(GOOD), wanted);

    let contestants = vec![
        Contestant::new("Realgar", || drop(black_box(realgar_tuples(&mut realgar).expect(GOOD)))),
        Contestant::new("rusqlite", || drop(black_box(rusqlite_tuples(&rusqlite).expect(GOOD)))),
        Contestant::new("Diesel", || drop(black_box(diesel_tuples(&mut diesel).expect(GOOD)))),
    ];
    report(name, settings, contestants);
}

/// A row of `visit`.
type Visit = (i32, String, String, Option<String>, i32, f64);

const VISITS: &str = "SELECT id, visitor, page, referrer, seconds, score FROM visit ORDER BY id";

/// Times an insertion, not the removal of the rows after it.
fn timed<'a>(name: &'static str, mut insert: impl FnMut() + 'a, mut delete: impl FnMut() + 'a) -> Contestant<'a> {
    Contestant::timed(name, move |times| {
        let mut total = Duration::ZERO;
        for _ in 0..times {
            let start = Instant::now();
            insert();
            total += start.elapsed();
            delete();
        }
        total
    })
}

/// How each contestant inserts.
struct Insertion {
    realgar: fn(&mut realgar::Connection, &[NewVisit]) -> realgar::Result<()>,
    rusqlite: fn(&mut rusqlite::Connection, &[NewVisit]) -> rusqlite::Result<()>,
    diesel: fn(&mut SqliteConnection, &[NewVisit]) -> QueryResult<()>,
}

fn inserts(name: &str, settings: &Settings) {
    let insertion = Insertion { realgar: realgar_insert, rusqlite: rusqlite_insert, diesel: diesel_insert };
    compare_insertions(name, settings, &insertion, &visits());
}

fn inserts_at_once(name: &str, settings: &Settings) {
    let insertion =
        Insertion { realgar: realgar_insert_at_once, rusqlite: rusqlite_insert_at_once, diesel: diesel_insert_at_once };
    compare_insertions(name, settings, &insertion, &visits());
}

fn some_inserts_at_once(name: &str, settings: &Settings) {
    let insertion =
        Insertion { realgar: realgar_insert_at_once, rusqlite: rusqlite_insert_at_once, diesel: diesel_insert_at_once };
    compare_insertions(name, settings, &insertion, &visits()[..100]);
}

fn compare_insertions(name: &str, settings: &Settings, insertion: &Insertion, visits: &[NewVisit]) {
    let Databases { mut realgar, mut rusqlite, private, mut diesel, .. } = Databases::new();

    (insertion.realgar)(&mut realgar, visits).expect(GOOD);
    (insertion.rusqlite)(&mut rusqlite, visits).expect(GOOD);
    (insertion.diesel)(&mut diesel, visits).expect(GOOD);
    let wanted = rusqlite_visits(&rusqlite).expect(GOOD);
    assert_eq!(wanted.len(), visits.len());
    assert_eq!(realgar.execute(realgar::text(VISITS).typed::<Visit>()).expect(GOOD).all(), wanted);
    assert_eq!(tables::visit::table.order_by(tables::visit::id).load::<Visit>(&mut diesel).expect(GOOD), wanted);
    let realgar_delete = |conn: &mut realgar::Connection| {
        conn.execute(realgar::text("DELETE FROM visit")).and_then(|_| conn.commit()).expect(GOOD);
    };
    realgar_delete(&mut realgar);
    rusqlite.execute_batch("DELETE FROM visit").expect(GOOD);
    diesel.batch_execute("DELETE FROM visit").expect(GOOD);

    // Insertion and deletion take turns on one connection: each borrows it when its turn is.
    let (realgar, rusqlite) = (RefCell::new(realgar), RefCell::new(rusqlite));
    let (private, diesel) = (RefCell::new(private), RefCell::new(diesel));
    let contestants = vec![
        timed(
            "Realgar",
            || (insertion.realgar)(&mut realgar.borrow_mut(), visits).expect(GOOD),
            || realgar_delete(&mut realgar.borrow_mut()),
        ),
        timed(
            "rusqlite",
            || (insertion.rusqlite)(&mut rusqlite.borrow_mut(), visits).expect(GOOD),
            || rusqlite.borrow().execute_batch("DELETE FROM visit").expect(GOOD),
        ),
        timed(
            "rusqlite, `:memory:`",
            || (insertion.rusqlite)(&mut private.borrow_mut(), visits).expect(GOOD),
            || private.borrow().execute_batch("DELETE FROM visit").expect(GOOD),
        ),
        timed(
            "Diesel",
            || (insertion.diesel)(&mut diesel.borrow_mut(), visits).expect(GOOD),
            || diesel.borrow_mut().batch_execute("DELETE FROM visit").expect(GOOD),
        ),
    ];
    report(name, settings, contestants);
}

fn rusqlite_visits(conn: &rusqlite::Connection) -> rusqlite::Result<Vec<Visit>> {
    let mut statement = conn.prepare(VISITS)?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))?;
    rows.collect()
}
