//! Two tables of one name, in two schemas: `sales.customer` and `support.customer`.

use insta::assert_snapshot;
use realgar::prelude::*;

#[allow(dead_code, reason = "the tests use some of its names")]
mod shop {
    include!("../codegen/same_names/expected/same_names.rs");
}

use shop::{Buyer, Caller, NewBuyer, NewCaller, NewTicket, Ticket};

/// Both schemas, each a database in memory of its own, as each connection to SQLite has them.
fn attached() -> Engine {
    let schemas = "
        ATTACH ':memory:' AS sales;
        ATTACH ':memory:' AS support;
        CREATE TABLE sales.customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE support.customer (id INTEGER PRIMARY KEY, number TEXT NOT NULL);
        CREATE TABLE sales.ticket (
            id INTEGER PRIMARY KEY, caller_id INTEGER NOT NULL, buyer_id INTEGER NOT NULL
        );";
    let on_connect = move |conn: &mut Connection| conn.sqlite()?.execute_batch(schemas).map_err(realgar::Error::other);
    Engine::builder("sqlite://").on_connect(on_connect).build().unwrap()
}

#[test]
fn a_join_takes_the_foreign_key_to_the_table_of_its_own_schema() {
    let buyers = select(Ticket.id).join(Buyer).compile(Dialect::PostgreSql).unwrap();
    assert_snapshot!(buyers.sql(), @"SELECT ticket.id FROM sales.ticket JOIN sales.customer ON customer.id = ticket.buyer_id");
    let callers = select(Ticket.id).join(Caller).compile(Dialect::PostgreSql).unwrap();
    assert_snapshot!(callers.sql(), @"SELECT ticket.id FROM sales.ticket JOIN support.customer ON customer.id = ticket.caller_id");
    let tickets = select(Buyer.name).join(Ticket).compile(Dialect::PostgreSql).unwrap();
    assert_snapshot!(tickets.sql(), @"SELECT customer.name FROM sales.customer JOIN sales.ticket ON customer.id = ticket.buyer_id");
    let tickets = select(Caller.number).join(Ticket).compile(Dialect::PostgreSql).unwrap();
    assert_snapshot!(tickets.sql(), @"SELECT customer.number FROM support.customer JOIN sales.ticket ON customer.id = ticket.caller_id");
}

#[test]
fn a_session_keeps_rows_of_both_tables_apart() {
    let engine = attached();
    let mut session = Session::new(&engine);
    let buyer = session.add(NewBuyer::new(1, "Ann"));
    let caller = session.add(NewCaller::new(1, "030 1"));
    let ticket = session.add(NewTicket::new(1, caller, buyer));
    session.flush().unwrap();
    assert_eq!(session.related(ticket, Ticket.buyer).unwrap(), buyer);

    // A statement that the session does not follow row by row, and a row of the other table that is read after it.
    session.execute(update(Caller).set(Caller.number, "030 2").filter(Caller.id.eq(1))).unwrap();
    session.expire(buyer).unwrap();
    session.refresh(buyer).unwrap();
    assert_eq!(session[buyer].name, "Ann");

    session[buyer].name = "Anna".into();
    session[caller].number = "030 3".into();
    session.flush().unwrap();
    let names: Vec<String> = session.scalars(select(Buyer.name)).unwrap().all();
    let numbers: Vec<String> = session.scalars(select(Caller.number)).unwrap().all();
    assert_eq!((names, numbers), (vec!["Anna".to_owned()], vec!["030 3".to_owned()]));
    session.delete(ticket).unwrap();
    session.delete(caller).unwrap();
    session.flush().unwrap();
    assert_eq!(session.scalar(select(func::count(Buyer.id))).unwrap(), Some(1));
    assert_eq!(session.scalar(select(func::count(Caller.id))).unwrap(), Some(0));
}
