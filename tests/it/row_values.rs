//! Row values, and comparisons with all rows of a subquery.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::{Booking, Flight, Passenger};

#[test]
fn rows_are_found_in_lists() {
    let booking = row((Booking.flight_id, Booking.passenger_id));
    assert_snapshot!(check(select(Booking).filter(booking.in_([(1, 1), (3, 2), (9, 9)]))), @"
    SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) IN (VALUES (?, ?), (?, ?), (?, ?))
    postgresql: SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) IN (($1, $2), ($3, $4), ($5, $6))
    mysql: SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) IN ((?, ?), (?, ?), (?, ?))
    binds: [Integer(1), Integer(1), Integer(3), Integer(2), Integer(9), Integer(9)]
    Booking { flight_id: 1, passenger_id: 1 }
    Booking { flight_id: 3, passenger_id: 2 }
    ");
    assert_snapshot!(check(select(Booking).filter(booking.not_in([(1, 1), (3, 2)]))), @"
    SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) NOT IN (VALUES (?, ?), (?, ?))
    postgresql: SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) NOT IN (($1, $2), ($3, $4))
    mysql: SELECT booking.flight_id, booking.passenger_id FROM booking WHERE (booking.flight_id, booking.passenger_id) NOT IN ((?, ?), (?, ?))
    binds: [Integer(1), Integer(1), Integer(3), Integer(2)]
    Booking { flight_id: 2, passenger_id: 1 }
    Booking { flight_id: 1, passenger_id: 2 }
    ");
}

#[test]
fn no_row_is_in_an_empty_list() {
    let booking = row((Booking.flight_id, Booking.passenger_id));
    assert_snapshot!(check(select(Booking).filter(booking.in_([(1, 1); 0]))), @"
    SELECT booking.flight_id, booking.passenger_id FROM booking WHERE 0 = 1
    postgresql: SELECT booking.flight_id, booking.passenger_id FROM booking WHERE false
    (no rows)
    ");
}

#[test]
fn rows_are_found_in_queries() {
    let seats = row((Flight.origin, Flight.seats));
    let largest = || select((Flight.origin, func::max(Flight.seats))).group_by(Flight.origin);
    assert_snapshot!(check(select(Flight.id).filter(seats.in_query(largest())).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE (flight.origin, flight.seats) IN (SELECT flight.origin, max(flight.seats) FROM flight GROUP BY flight.origin) ORDER BY flight.id
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(seats.not_in_query(largest())).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE (flight.origin, flight.seats) NOT IN (SELECT flight.origin, max(flight.seats) FROM flight GROUP BY flight.origin) ORDER BY flight.id
    1
    ");
}

#[test]
fn rows_are_compared_from_the_left() {
    let key = row((Flight.price, Flight.id));
    assert_snapshot!(check(select((Flight.price, Flight.id)).filter(key.gt((99.5, 1))).order_by((Flight.price, Flight.id))), @"
    SELECT flight.price, flight.id FROM flight WHERE (flight.price, flight.id) > (?, ?) ORDER BY flight.price, flight.id
    binds: [Double(99.5), Integer(1)]
    (99.5, 4)
    (380.25, 3)
    (420.0, 2)
    ");
    assert_snapshot!(check(select(Flight.id).filter(key.eq((99.5, 1)))), @"
    SELECT flight.id FROM flight WHERE (flight.price, flight.id) = (?, ?)
    binds: [Double(99.5), Integer(1)]
    1
    ");
    assert_snapshot!(check(select(Flight.id).filter(row((Flight.id, Flight.origin, Flight.seats)).le((2, "A", Flight.seats)))), @r#"
    SELECT flight.id FROM flight WHERE (flight.id, flight.origin, flight.seats) <= (?, ?, flight.seats)
    binds: [Integer(2), Text("A")]
    1
    "#);
}

#[test]
fn any_and_all_compare_with_a_query() {
    let prices = || select(Flight.price).filter(Flight.origin.eq("BER"));
    let q = select(Flight.id).filter(Flight.price.gt_all(prices())).filter(Flight.price.ne_any(prices()));
    assert_snapshot!(check(q), @"
    Unsupported: sqlite has neither ANY nor ALL; use `.in_(query)`, or compare with the minimum or maximum of the query
    postgresql: SELECT flight.id FROM flight WHERE flight.price > ALL (SELECT flight.price FROM flight WHERE flight.origin = $1) AND flight.price != ANY (SELECT flight.price FROM flight WHERE flight.origin = $2)
    mysql: SELECT flight.id FROM flight WHERE flight.price > ALL (SELECT flight.price FROM flight WHERE flight.origin = ?) AND flight.price != ANY (SELECT flight.price FROM flight WHERE flight.origin = ?)
    Unsupported: sqlite has neither ANY nor ALL; use `.in_(query)`, or compare with the minimum or maximum of the query
    ");
    let aboard = select(Booking.flight_id).correlate(Passenger).filter(Booking.passenger_id.eq(Passenger.id));
    assert_snapshot!(check(select(Passenger.name).filter(literal(1).eq_any(aboard))), @"
    Unsupported: sqlite has neither ANY nor ALL; use `.in_(query)`, or compare with the minimum or maximum of the query
    postgresql: SELECT passenger.name FROM passenger WHERE $1 = ANY (SELECT booking.flight_id FROM booking WHERE booking.passenger_id = passenger.id)
    mysql: SELECT passenger.name FROM passenger WHERE ? = ANY (SELECT booking.flight_id FROM booking WHERE booking.passenger_id = passenger.id)
    Unsupported: sqlite has neither ANY nor ALL; use `.in_(query)`, or compare with the minimum or maximum of the query
    ");
}

#[test]
fn nulls_in_rows_are_looked_for() {
    let seats = row((Flight.id, Flight.seats));
    let list = || [(1, Some(180)), (2, None), (3, None)];
    assert_snapshot!(check(select(Flight.id).filter(seats.in_(list())).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE (flight.id, flight.seats) IN (VALUES (?, ?)) OR flight.id = ? AND flight.seats IS NULL OR flight.id = ? AND flight.seats IS NULL ORDER BY flight.id
    postgresql: SELECT flight.id FROM flight WHERE (flight.id, flight.seats) IN (($1, $2)) OR flight.id = $3 AND flight.seats IS NULL OR flight.id = $4 AND flight.seats IS NULL ORDER BY flight.id
    mysql: SELECT flight.id FROM flight WHERE (flight.id, flight.seats) IN ((?, ?)) OR flight.id = ? AND flight.seats IS NULL OR flight.id = ? AND flight.seats IS NULL ORDER BY flight.id
    binds: [Integer(1), Integer(180), Integer(2), Integer(3)]
    1
    2
    ");
    assert_snapshot!(check(select(Flight.id).filter(seats.not_in(list())).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE (flight.id, flight.seats) NOT IN (VALUES (?, ?)) AND NOT (flight.id = ? AND flight.seats IS NULL) AND NOT (flight.id = ? AND flight.seats IS NULL) ORDER BY flight.id
    postgresql: SELECT flight.id FROM flight WHERE (flight.id, flight.seats) NOT IN (($1, $2)) AND NOT (flight.id = $3 AND flight.seats IS NULL) AND NOT (flight.id = $4 AND flight.seats IS NULL) ORDER BY flight.id
    mysql: SELECT flight.id FROM flight WHERE (flight.id, flight.seats) NOT IN ((?, ?)) AND NOT (flight.id = ? AND flight.seats IS NULL) AND NOT (flight.id = ? AND flight.seats IS NULL) ORDER BY flight.id
    binds: [Integer(1), Integer(180), Integer(2), Integer(3)]
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(!seats.in_(list())).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE NOT ((flight.id, flight.seats) IN (VALUES (?, ?)) OR flight.id = ? AND flight.seats IS NULL OR flight.id = ? AND flight.seats IS NULL) ORDER BY flight.id
    postgresql: SELECT flight.id FROM flight WHERE NOT ((flight.id, flight.seats) IN (($1, $2)) OR flight.id = $3 AND flight.seats IS NULL OR flight.id = $4 AND flight.seats IS NULL) ORDER BY flight.id
    mysql: SELECT flight.id FROM flight WHERE NOT ((flight.id, flight.seats) IN ((?, ?)) OR flight.id = ? AND flight.seats IS NULL OR flight.id = ? AND flight.seats IS NULL) ORDER BY flight.id
    binds: [Integer(1), Integer(180), Integer(2), Integer(3)]
    3
    4
    ");
    assert_snapshot!(check(select(Flight.id).filter(seats.eq((2, None)).or(seats.in_([(3, None)])))), @"
    SELECT flight.id FROM flight WHERE flight.id = ? AND flight.seats IS NULL OR flight.id = ? AND flight.seats IS NULL
    binds: [Integer(2), Integer(3)]
    2
    ");
    assert_snapshot!(check(select(Flight.id).filter(seats.ne((2, None))).order_by(Flight.id)), @"
    SELECT flight.id FROM flight WHERE NOT (flight.id = ? AND flight.seats IS NULL) ORDER BY flight.id
    binds: [Integer(2)]
    1
    3
    4
    ");
}
