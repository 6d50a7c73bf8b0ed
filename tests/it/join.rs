//! Joins by foreign key and by condition, aliases, and what each kind of join makes of the row type.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Booking, Flight, Passenger};
use crate::schemas::tutorial::{Address, User};

#[test]
fn on_follows_from_the_foreign_key_in_both_directions() {
    assert_snapshot!(check(select((User.name, Address.email_address)).join(Address).order_by(Address.id)), @r#"
    SELECT user_account.name, address.email_address FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY address.id
    ("spongebob", "spongebob@sqlalchemy.org")
    ("sandy", "sandy@sqlalchemy.org")
    ("sandy", "sandy@squirrelpower.org")
    "#);
    assert_snapshot!(check(select((Address.email_address, User.name)).join(User).order_by(Address.id)), @r#"
    SELECT address.email_address, user_account.name FROM address JOIN user_account ON user_account.id = address.user_id ORDER BY address.id
    ("spongebob@sqlalchemy.org", "spongebob")
    ("sandy@sqlalchemy.org", "sandy")
    ("sandy@squirrelpower.org", "sandy")
    "#);
}

#[test]
fn three_tables_are_joined_through_the_middle_one() {
    let aboard = select((Flight.id, Passenger.name)).join(Booking).join(Passenger).order_by((Flight.id, Passenger.id));
    assert_snapshot!(check(aboard), @r#"
    SELECT flight.id, passenger.name FROM flight JOIN booking ON flight.id = booking.flight_id JOIN passenger ON passenger.id = booking.passenger_id ORDER BY flight.id, passenger.id
    (1, "Ada")
    (1, "Grace")
    (2, "Ada")
    (3, "Grace")
    "#);
}

#[test]
fn a_left_join_makes_its_table_optional() {
    let query = select((User.name, Address)).left_join(Address).order_by((User.id, Address.id));
    let rows: Vec<(String, Option<Address>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.last().unwrap(), &("patrick".to_owned(), None));
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, address.id, address.email_address, address.user_id FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id ORDER BY user_account.id, address.id
    ("spongebob", Some(Address { id: 1, email_address: "spongebob@sqlalchemy.org", user_id: 1 }))
    ("sandy", Some(Address { id: 2, email_address: "sandy@sqlalchemy.org", user_id: 2 }))
    ("sandy", Some(Address { id: 3, email_address: "sandy@squirrelpower.org", user_id: 2 }))
    ("patrick", None)
    "#);
}

#[test]
fn a_right_join_makes_everything_before_it_optional() {
    let query = select((Address.email_address, User.name)).right_join(User).order_by((User.id, Address.id));
    let rows: Vec<(Option<String>, String)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.last().unwrap(), &(None, "patrick".to_owned()));
    assert_snapshot!(check(query), @r#"
    SELECT address.email_address, user_account.name FROM address RIGHT OUTER JOIN user_account ON user_account.id = address.user_id ORDER BY user_account.id, address.id
    (Some("spongebob@sqlalchemy.org"), "spongebob")
    (Some("sandy@sqlalchemy.org"), "sandy")
    (Some("sandy@squirrelpower.org"), "sandy")
    (None, "patrick")
    "#);
}

#[test]
fn a_full_join_makes_both_sides_optional() {
    let query = select((Passenger.name, Flight.id))
        .join(Booking)
        .full_join_on(Flight, Flight.id.eq(Booking.flight_id).and(Flight.seats.is_not_null()))
        .order_by((Passenger.name.nulls_last(), Flight.id));
    let rows: Vec<(Option<String>, Option<i32>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.last().unwrap(), &(None, Some(4)));
    assert_snapshot!(check(query), @r#"
    SELECT passenger.name, flight.id FROM passenger JOIN booking ON passenger.id = booking.passenger_id FULL OUTER JOIN flight ON flight.id = booking.flight_id AND flight.seats IS NOT NULL ORDER BY passenger.name NULLS LAST, flight.id
    mysql: Unsupported: mysql has no FULL JOIN; take the union of a left and a right join
    (Some("Ada"), None)
    (Some("Ada"), Some(1))
    (Some("Grace"), Some(1))
    (Some("Grace"), Some(3))
    (None, Some(2))
    (None, Some(4))
    "#);
}

#[test]
fn a_full_join_finds_its_foreign_key() {
    let query = select((User.name, Address.id)).full_join(Address).order_by((User.name, Address.id));
    let rows: Vec<(Option<String>, Option<i32>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.len(), 4);
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, address.id FROM user_account FULL OUTER JOIN address ON user_account.id = address.user_id ORDER BY user_account.name, address.id
    mysql: Unsupported: mysql has no FULL JOIN; take the union of a left and a right join
    (Some("patrick"), None)
    (Some("sandy"), Some(2))
    (Some("sandy"), Some(3))
    (Some("spongebob"), Some(1))
    "#);
}

#[test]
fn nullability_spreads_through_expressions_but_not_through_null_tests() {
    let row = select((
        User.name.concat("@").concat(Address.email_address),
        Address.id.is_null(),
        func::coalesce(Address.email_address, "none"),
        Address.id + 1,
    ))
    .left_join(Address)
    .filter(User.id.gt(1))
    .order_by((User.id, Address.id));
    let rows: Vec<(Option<String>, bool, String, Option<i32>)> = filled().execute(row.clone()).unwrap().all();
    assert_eq!(rows[2], (None, true, "none".to_owned(), None));
    assert_snapshot!(check(row), @r#"
    SELECT user_account.name || ? || address.email_address, address.id IS NULL, coalesce(address.email_address, ?), address.id + ? FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id WHERE user_account.id > ? ORDER BY user_account.id, address.id
    mysql: SELECT concat(user_account.name, ?, address.email_address), address.id IS NULL, coalesce(address.email_address, ?), address.id + ? FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id WHERE user_account.id > ? ORDER BY user_account.id, address.id
    binds: [Text("@"), Text("none"), Integer(1), Integer(1)]
    (Some("sandy@sandy@sqlalchemy.org"), false, "sandy@sqlalchemy.org", Some(3))
    (Some("sandy@sandy@squirrelpower.org"), false, "sandy@squirrelpower.org", Some(4))
    (None, true, "none", None)
    "#);
}

#[test]
fn an_outer_join_follows_an_outer_join() {
    let query = select((Airport.code, Flight.id, Booking.passenger_id))
        .left_join_on(Flight, Flight.origin.eq(Airport.code))
        .left_join(Booking)
        .filter(Airport.code.ne("CDG"))
        .order_by((Airport.code, Flight.id, Booking.passenger_id));
    let rows: Vec<(String, Option<i32>, Option<i32>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.len(), 5);
    assert_snapshot!(check(query), @r#"
    SELECT airport.code, flight.id, booking.passenger_id FROM airport LEFT OUTER JOIN flight ON flight.origin = airport.code LEFT OUTER JOIN booking ON flight.id = booking.flight_id WHERE airport.code != ? ORDER BY airport.code, flight.id, booking.passenger_id
    binds: [Text("CDG")]
    ("BER", Some(1), Some(1))
    ("BER", Some(1), Some(2))
    ("BER", Some(4), None)
    ("JFK", Some(3), Some(2))
    ("LHR", None, None)
    "#);
}

#[test]
fn a_cross_join_is_every_row_with_every_row() {
    let query = select((User.id, Address.id)).cross_join(Address).filter(User.id.gt(1)).order_by((User.id, Address.id));
    assert_snapshot!(check(query), @"
    SELECT user_account.id, address.id AS id_1 FROM user_account CROSS JOIN address WHERE user_account.id > ? ORDER BY user_account.id, address.id
    binds: [Integer(1)]
    (2, 1)
    (2, 2)
    (2, 3)
    (3, 1)
    (3, 2)
    (3, 3)
    ");
}

#[test]
fn tables_are_joined_on_a_condition() {
    let there = Flight.origin.eq(Airport.code).and(Flight.price.gt(100.0));
    assert_snapshot!(check(select((Airport.city, Flight.id)).join_on(Flight, there.clone()).order_by(Flight.id)), @r#"
    SELECT airport.city, flight.id FROM airport JOIN flight ON flight.origin = airport.code AND flight.price > ? ORDER BY flight.id
    binds: [Double(100.0)]
    ("Paris", 2)
    ("New York", 3)
    "#);
    assert_snapshot!(check(select((Airport.city, Flight.id)).left_join_on(Flight, there.clone()).order_by(Airport.code)), @r#"
    SELECT airport.city, flight.id FROM airport LEFT OUTER JOIN flight ON flight.origin = airport.code AND flight.price > ? ORDER BY airport.code
    binds: [Double(100.0)]
    ("Berlin", None)
    ("Paris", Some(2))
    ("New York", Some(3))
    ("London", None)
    "#);
    assert_snapshot!(check(select((Airport.city, Flight.id)).right_join_on(Flight, there).order_by(Flight.id)), @r#"
    SELECT airport.city, flight.id FROM airport RIGHT OUTER JOIN flight ON flight.origin = airport.code AND flight.price > ? ORDER BY flight.id
    binds: [Double(100.0)]
    (None, 1)
    (Some("Paris"), 2)
    (Some("New York"), 3)
    (None, 4)
    "#);
}

#[test]
fn a_table_is_joined_to_itself_through_an_alias() {
    let other = alias!("other", User);
    let pairs = select((User.name, other.name)).join_on(other, User.id.lt(other.id)).order_by((User.id, other.id));
    assert_snapshot!(check(pairs), @r#"
    SELECT user_account.name, other.name AS name_1 FROM user_account JOIN user_account AS other ON user_account.id < other.id ORDER BY user_account.id, other.id
    ("spongebob", "sandy")
    ("spongebob", "patrick")
    ("sandy", "patrick")
    "#);
}

#[test]
fn an_alias_is_selected_from_and_joined_like_its_table() {
    let (person, mail) = (alias!("person", User), alias!("mail", Address));
    let query =
        select((person, mail.email_address)).left_join(mail).filter(person.name.ne("sandy")).order_by(person.id);
    let rows: Vec<(User, Option<String>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.len(), 2);
    assert_snapshot!(check(query), @r#"
    SELECT person.id, person.name, person.fullname, mail.email_address FROM user_account AS person LEFT OUTER JOIN address AS mail ON person.id = mail.user_id WHERE person.name != ? ORDER BY person.id
    binds: [Text("sandy")]
    (User { id: 1, name: "spongebob", fullname: Some("Spongebob Squarepants") }, Some("spongebob@sqlalchemy.org"))
    (User { id: 3, name: "patrick", fullname: None }, None)
    "#);
    assert_snapshot!(check(select(func::count_all()).select_from(person)), @"
    SELECT count(*) FROM user_account AS person
    3
    ");
}

#[test]
fn one_table_stands_under_two_names() {
    let (from, to) = (alias!("from", Airport), alias!("to", Airport));
    let legs = select((from.city, to.city, Flight.price))
        .select_from(Flight)
        .join_on(from, Flight.origin.eq(from.code))
        .join_on(to, Flight.destination.eq(to.code))
        .order_by(Flight.id);
    // `from` and `to` are words of SQL: they are quoted.
    assert_snapshot!(check(legs), @r#"
    SELECT "from".city, "to".city AS city_1, flight.price FROM flight JOIN airport AS "from" ON flight.origin = "from".code JOIN airport AS "to" ON flight.destination = "to".code ORDER BY flight.id
    mysql: SELECT `from`.city, `to`.city AS city_1, flight.price FROM flight INNER JOIN airport AS `from` ON flight.origin = `from`.code INNER JOIN airport AS `to` ON flight.destination = `to`.code ORDER BY flight.id
    ("Berlin", "Paris", 99.5)
    ("Paris", "New York", 420.0)
    ("New York", "Berlin", 380.25)
    ("Berlin", "New York", 99.5)
    "#);
}

#[test]
fn an_alias_may_need_quotes() {
    let odd = alias!("it's \"odd\"", User);
    assert_snapshot!(check(select((odd.id, odd.name)).filter(odd.name.eq("sandy")).order_by(odd.id)), @r#"
    SELECT "it's ""odd""".id, "it's ""odd""".name FROM user_account AS "it's ""odd""" WHERE "it's ""odd""".name = ? ORDER BY "it's ""odd""".id
    mysql: SELECT `it's "odd"`.id, `it's "odd"`.name FROM user_account AS `it's "odd"` WHERE `it's "odd"`.name = ? ORDER BY `it's "odd"`.id
    binds: [Text("sandy")]
    (2, "sandy")
    "#);
}
