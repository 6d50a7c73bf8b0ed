//! `Config::diesel`: the tables and rows that the build script writes for Diesel fit the database and ours.

use diesel::prelude::*;
use realgar::statement::DieselExecute as _;
use realgar::{Engine, text};

mod ours {
    realgar::include_schema!("depot");
}

mod theirs {
    realgar::include_schema!("depot.diesel");
}

mod tutorial {
    realgar::include_schema!("tutorial.diesel");
}

use theirs::{Depot, DepotType, NewDepot, NewStockItem, StockItem, depot, stock_item, transport};

fn engine() -> Engine {
    let engine = Engine::new("sqlite+diesel://").unwrap();
    ours::METADATA.create_all(&engine).unwrap();
    engine
}

#[test]
fn rows_that_diesel_inserts_are_read_by_both() {
    let engine = engine();
    let mut conn = engine.connect().unwrap();
    conn.begin().unwrap();
    let raw = conn.diesel::<SqliteConnection>().unwrap();
    let new = NewDepot { id: None, depot: "north".to_owned(), type_: Some(DepotType::ColdStore) };
    diesel::insert_into(depot::table).values(&new).execute(raw).unwrap();
    let default = NewDepot { id: Some(7), depot: "south".to_owned(), type_: None };
    diesel::insert_into(depot::table).values(&default).execute(raw).unwrap();
    let item = NewStockItem { depot_id: 7, row_no: 1, label: None, weight: None, table: Some(true) };
    diesel::insert_into(stock_item::table).values(&item).execute(raw).unwrap();

    let depots = depot::table.select(Depot::as_select()).order(depot::id).load(raw).unwrap();
    let north = Depot { id: 1, depot: "north".to_owned(), type_: DepotType::ColdStore };
    assert_eq!(depots, [north, Depot { id: 7, depot: "south".to_owned(), type_: DepotType::Plain }]);
    let joined = stock_item::table
        .inner_join(depot::table)
        .select((depot::depot_, StockItem::as_select()))
        .filter(depot::type_.eq(DepotType::Plain))
        .load::<(String, StockItem)>(raw)
        .unwrap();
    let item = StockItem { depot_id: 7, row_no: 1, label: None, weight: 1.5, table: true };
    assert_eq!(joined, [("south".to_owned(), item)]);

    let ours = realgar::query::select((ours::Depot.depot, ours::Depot.type_)).order_by(ours::Depot.id);
    let ours = ours.load_with(conn.diesel::<SqliteConnection>().unwrap()).unwrap().all();
    assert_eq!(ours[0], ("north".to_owned(), ours::DepotType::ColdStore));
    conn.rollback().unwrap();
}

#[test]
fn two_ways_between_two_tables_are_told_apart_by_on() {
    let engine = engine();
    let mut conn = engine.connect().unwrap();
    for sql in ["INSERT INTO depot (id, depot) VALUES (1, 'a'), (2, 'b')", "INSERT INTO transport VALUES (1, 1, 2)"] {
        conn.execute(text(sql)).unwrap();
    }
    let raw = conn.diesel::<SqliteConnection>().unwrap();
    let to = transport::table.inner_join(depot::table.on(transport::to_depot.eq(depot::id)));
    assert_eq!(to.select(depot::depot_).load::<String>(raw).unwrap(), ["b"]);
}

#[test]
fn a_simple_schema_needs_no_attribute() {
    let user = tutorial::NewUser { id: None, name: "sandy".to_owned(), fullname: None };
    let sql = diesel::insert_into(tutorial::user_account::table).values(user);
    let sql = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&sql).to_string();
    assert!(sql.starts_with("INSERT INTO `user_account`"), "{sql}");
    let joined = tutorial::address::table.inner_join(tutorial::user_account::table);
    let joined = joined.select((tutorial::Address::as_select(), tutorial::User::as_select()));
    let sql = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&joined).to_string();
    assert!(sql.contains("`address`.`user_id` = `user_account`.`id`"), "{sql}");
}
