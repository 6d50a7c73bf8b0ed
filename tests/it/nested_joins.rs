//! Joins in parentheses.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::{Airport, Booking, Flight, Passenger};
use crate::schemas::tutorial::{Address, User};

#[test]
fn an_outer_join_of_nested_joins_keeps_rows_that_find_none_of_them() {
    let booked = nested(Booking).join(Passenger);
    let query = select((Flight.id, Passenger.name)).left_join_nested(booked, Flight.id.eq(Booking.flight_id));
    assert_snapshot!(check(query.order_by((Flight.id, Passenger.id))), @r#"
    SELECT flight.id, passenger.name FROM flight LEFT OUTER JOIN (booking JOIN passenger ON passenger.id = booking.passenger_id) ON flight.id = booking.flight_id ORDER BY flight.id, passenger.id
    (1, Some("Ada"))
    (1, Some("Grace"))
    (2, Some("Ada"))
    (3, Some("Grace"))
    (4, None)
    "#);
}

#[test]
fn nested_joins_are_inner_or_outer_inside_and_outside() {
    let other = alias!("other", User);
    let pairs = nested(other).left_join_on(Address, other.id.eq(Address.user_id));
    let query: Query<(String, String, Option<String>)> = select((User.name, other.name, Address.email_address))
        .join_nested(pairs, User.id.lt(other.id))
        .order_by((User.id, other.id, Address.id))
        .erase();
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, other.name AS name_1, address.email_address FROM user_account JOIN (user_account AS other LEFT OUTER JOIN address ON other.id = address.user_id) ON user_account.id < other.id ORDER BY user_account.id, other.id, address.id
    ("spongebob", "sandy", Some("sandy@sqlalchemy.org"))
    ("spongebob", "sandy", Some("sandy@squirrelpower.org"))
    ("spongebob", "patrick", None)
    ("sandy", "patrick", None)
    "#);
}

#[test]
fn one_table_has_no_parentheses() {
    let query = select((Airport.code, Flight.id)).left_join_nested(nested(Flight), Airport.code.eq(Flight.origin));
    assert_snapshot!(check(query.order_by((Airport.code, Flight.id))), @r#"
    SELECT airport.code, flight.id FROM airport LEFT OUTER JOIN flight ON airport.code = flight.origin ORDER BY airport.code, flight.id
    ("BER", Some(1))
    ("BER", Some(4))
    ("CDG", Some(2))
    ("JFK", Some(3))
    ("LHR", None)
    "#);
}

#[test]
fn nested_joins_go_as_deep_as_the_schema() {
    let booked = nested(Flight).join_on(Booking, Booking.flight_id.eq(Flight.id)).join(Passenger);
    let query = select((Airport.code, func::count(Passenger.id)))
        .left_join_nested(booked, Flight.origin.eq(Airport.code))
        .group_by(Airport.code)
        .order_by(Airport.code);
    assert_snapshot!(check(query), @r#"
    SELECT airport.code, count(passenger.id) FROM airport LEFT OUTER JOIN (flight JOIN booking ON booking.flight_id = flight.id JOIN passenger ON passenger.id = booking.passenger_id) ON flight.origin = airport.code GROUP BY airport.code ORDER BY airport.code
    ("BER", 2)
    ("CDG", 1)
    ("JFK", 1)
    ("LHR", 0)
    "#);
}
