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
    assert_snapshot!(check(query.order_by((Flight.id, Passenger.id))), @"");
}

#[test]
fn nested_joins_are_inner_or_outer_inside_and_outside() {
    let other = alias!("other", User);
    let pairs = nested(other).left_join_on(Address, other.id.eq(Address.user_id));
    let query: Query<(String, String, Option<String>)> = select((User.name, other.name, Address.email_address))
        .join_nested(pairs, User.id.lt(other.id))
        .order_by((User.id, other.id, Address.id))
        .erase();
    assert_snapshot!(check(query), @"");
}

#[test]
fn one_table_has_no_parentheses() {
    let query = select((Airport.code, Flight.id)).left_join_nested(nested(Flight), Airport.code.eq(Flight.origin));
    assert_snapshot!(check(query.order_by((Airport.code, Flight.id))), @"");
}

#[test]
fn nested_joins_go_as_deep_as_the_schema() {
    let booked = nested(Flight).join_on(Booking, Booking.flight_id.eq(Flight.id)).join(Passenger);
    let query = select((Airport.code, func::count(Passenger.id)))
        .left_join_nested(booked, Flight.origin.eq(Airport.code))
        .group_by(Airport.code)
        .order_by(Airport.code);
    assert_snapshot!(check(query), @"");
}
