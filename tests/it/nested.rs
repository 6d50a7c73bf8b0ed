//! Queries as values and conditions: scalar subqueries, EXISTS, IN, LATERAL.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Booking, Flight, Passenger};
use crate::schemas::tutorial::{Address, User};

#[test]
fn a_scalar_subquery_is_a_value() {
    let n = select(func::count(Address.id)).correlate(User).filter(Address.user_id.eq(User.id)).scalar().label("n");
    let query = select((User.name, &n)).filter(n.lt(2)).order_by((n.desc(), User.id));
    let rows: Vec<(String, i64)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows[1], ("patrick".to_owned(), 0));
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, (SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) AS n FROM user_account WHERE (SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) < ? ORDER BY n DESC, user_account.id
    binds: [BigInt(2)]
    ("spongebob", 1)
    ("patrick", 0)
    "#);
}

#[test]
fn a_scalar_subquery_that_may_be_empty_is_optional() {
    let email = select(Address.email_address).correlate(User).filter(Address.user_id.eq(User.id)).limit(1).scalar();
    let rows: Vec<(String, Option<String>)> =
        filled().execute(select((User.name, email)).order_by(User.id)).unwrap().all();
    assert_eq!(rows[2].1, None);
    let dearest = select(func::max(Flight.price)).scalar();
    assert_snapshot!(check(select(Flight.id).filter(Flight.price.eq(dearest))), @"
    SELECT flight.id FROM flight WHERE flight.price = (SELECT max(flight.price) FROM flight)
    2
    ");
}

#[test]
fn exists_is_correlated_with_the_query_around() {
    let mails = || select(Address.id).correlate(User).filter(Address.user_id.eq(User.id));
    assert_snapshot!(check(select(User.name).filter(exists(mails())).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE EXISTS (SELECT address.id FROM address WHERE address.user_id = user_account.id) ORDER BY user_account.id
    "spongebob"
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(!mails().exists())), @r#"
    SELECT user_account.name FROM user_account WHERE NOT (EXISTS (SELECT address.id FROM address WHERE address.user_id = user_account.id))
    "patrick"
    "#);
    assert_snapshot!(check(select((User.id, mails().exists().label("has_mail"))).order_by(User.id)), @"
    SELECT user_account.id, EXISTS (SELECT address.id FROM address WHERE address.user_id = user_account.id) AS has_mail FROM user_account ORDER BY user_account.id
    (1, true)
    (2, true)
    (3, false)
    ");
}

#[test]
fn a_correlated_query_goes_on_with_joins() {
    let aboard = select(Booking.flight_id)
        .correlate(Airport)
        .join(Flight)
        .join(Passenger)
        .filter(Flight.origin.eq(Airport.code).and(Passenger.name.eq("Ada")))
        .exists();
    assert_snapshot!(check(select(Airport.city).filter(aboard).order_by(Airport.code)), @r#"
    SELECT airport.city FROM airport WHERE EXISTS (SELECT booking.flight_id FROM booking JOIN flight ON flight.id = booking.flight_id JOIN passenger ON passenger.id = booking.passenger_id WHERE flight.origin = airport.code AND passenger.name = ?) ORDER BY airport.code
    binds: [Text("Ada")]
    "Berlin"
    "Paris"
    "#);
}

#[test]
fn in_takes_a_query() {
    let owners = || select(Address.user_id).filter(Address.id.gt(1));
    assert_snapshot!(check(select(User.name).filter(User.id.in_(owners()))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id IN (SELECT address.user_id FROM address WHERE address.id > ?)
    binds: [Integer(1)]
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.id.not_in(owners())).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id NOT IN (SELECT address.user_id FROM address WHERE address.id > ?) ORDER BY user_account.id
    binds: [Integer(1)]
    "spongebob"
    "patrick"
    "#);
    assert_snapshot!(check(select(User.name).filter(!User.id.in_(owners().distinct().limit(1))).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id NOT IN (SELECT DISTINCT address.user_id FROM address WHERE address.id > ? LIMIT ?) ORDER BY user_account.id
    mysql: SELECT user_account.name FROM user_account WHERE user_account.id NOT IN (SELECT * FROM (SELECT DISTINCT address.user_id FROM address WHERE address.id > ? LIMIT ?) AS limited) ORDER BY user_account.id
    binds: [Integer(1), BigInt(1)]
    "spongebob"
    "patrick"
    "#);
}

#[test]
fn a_lateral_table_sees_what_stands_before_it() {
    let newest = select((Address.id, Address.email_address))
        .correlate(User)
        .filter(Address.user_id.eq(User.id))
        .order_by(Address.id.desc())
        .limit(1)
        .lateral("newest");
    let (_, email) = newest.columns();
    assert_snapshot!(check(select((User.name, email)).join_on(&newest, literal(true))), @"
    Unsupported: sqlite has no LATERAL; use a correlated scalar subquery
    postgresql: SELECT user_account.name, newest.email_address FROM user_account JOIN LATERAL (SELECT address.id AS id, address.email_address AS email_address FROM address WHERE address.user_id = user_account.id ORDER BY address.id DESC LIMIT $1) AS newest ON $2
    mysql: SELECT user_account.name, newest.email_address FROM user_account INNER JOIN LATERAL (SELECT address.id AS id, address.email_address AS email_address FROM address WHERE address.user_id = user_account.id ORDER BY address.id DESC LIMIT ?) AS newest ON ?
    Unsupported: sqlite has no LATERAL; use a correlated scalar subquery
    ");
}
