//! Window functions: partitions, orders, frames, named windows, aggregates over windows.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::{Booking, Flight};
use crate::schemas::tutorial::{Address, User};

#[test]
fn rows_are_numbered_within_partitions() {
    let number = func::row_number().over().partition_by(Flight.origin).order_by(Flight.price.desc()).label("number");
    assert_snapshot!(check(select((Flight.id, Flight.origin, &number)).order_by((Flight.origin, &number))), @r#"
    SELECT flight.id, flight.origin, row_number() OVER (PARTITION BY flight.origin ORDER BY flight.price DESC) AS number FROM flight ORDER BY flight.origin, number
    (1, "BER", 1)
    (4, "BER", 2)
    (2, "CDG", 1)
    (3, "JFK", 1)
    "#);
}

#[test]
fn ranks_are_of_the_order() {
    let by_seats = || func::rank().over().order_by(Flight.seats);
    let dense = func::dense_rank().over().order_by(Flight.seats.desc().nulls_last());
    assert_snapshot!(check(select((Flight.id, by_seats(), dense)).order_by(Flight.id)), @"
    SELECT flight.id, rank() OVER (ORDER BY flight.seats), dense_rank() OVER (ORDER BY flight.seats DESC NULLS LAST) FROM flight ORDER BY flight.id
    mysql: SELECT flight.id, rank() OVER (ORDER BY flight.seats), dense_rank() OVER (ORDER BY flight.seats IS NULL, flight.seats DESC) FROM flight ORDER BY flight.id
    (1, 2, 2)
    (2, 1, 3)
    (3, 3, 1)
    (4, 3, 1)
    ");
}

#[test]
fn distributions_are_fractions() {
    let percent = func::percent_rank().over().order_by(Flight.id);
    let cumulated = func::cume_dist().over().order_by(Flight.id);
    let half = func::ntile(2).over().order_by(Flight.id);
    assert_snapshot!(check(select((percent, cumulated, half)).order_by(Flight.id)), @"
    SELECT percent_rank() OVER (ORDER BY flight.id), cume_dist() OVER (ORDER BY flight.id), ntile(?) OVER (ORDER BY flight.id) FROM flight ORDER BY flight.id
    binds: [Integer(2)]
    (0.0, 0.25, 1)
    (0.3333333333333333, 0.5, 1)
    (0.6666666666666666, 0.75, 2)
    (1.0, 1.0, 2)
    ");
}

#[test]
fn other_rows_are_nullable() {
    let window = window("w").order_by(Flight.id).rows(Bound::unbounded_preceding(), Bound::unbounded_following());
    let row = (
        func::lag(Flight.price, 1).over_window(&window),
        func::lead(Flight.price, 2).over_window(&window),
        func::first_value(Flight.id).over_window(&window),
        func::last_value(Flight.id).over_window(&window),
        func::nth_value(Flight.id, 2).over_window(&window),
    );
    assert_snapshot!(check(select(row)), @"
    SELECT lag(flight.price, ?) OVER w, lead(flight.price, ?) OVER w, first_value(flight.id) OVER w, last_value(flight.id) OVER w, nth_value(flight.id, ?) OVER w FROM flight WINDOW w AS (ORDER BY flight.id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    binds: [Integer(1), Integer(2), Integer(2)]
    (None, Some(380.25), Some(1), Some(4), Some(2))
    (Some(99.5), Some(99.5), Some(1), Some(4), Some(2))
    (Some(420.0), None, Some(1), Some(4), Some(2))
    (Some(380.25), None, Some(1), Some(4), Some(2))
    ");
}

#[test]
fn aggregates_run_over_frames() {
    let sum = func::sum(Flight.seats).over().order_by(Flight.id).rows(Bound::preceding(1), Bound::current_row());
    let count = func::count_all().over();
    assert_snapshot!(check(select((Flight.id, sum, count)).order_by(Flight.id)), @"
    SELECT flight.id, sum(flight.seats) OVER (ORDER BY flight.id ROWS BETWEEN ? PRECEDING AND CURRENT ROW), count(*) OVER () FROM flight ORDER BY flight.id
    postgresql: SELECT flight.id, CAST(sum(flight.seats) OVER (ORDER BY flight.id ROWS BETWEEN $1 PRECEDING AND CURRENT ROW) AS BIGINT), count(*) OVER () FROM flight ORDER BY flight.id
    mysql: SELECT flight.id, CAST(sum(flight.seats) OVER (ORDER BY flight.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS SIGNED), count(*) OVER () FROM flight ORDER BY flight.id
    binds: [BigInt(1)]
    (1, Some(180), 4)
    (2, Some(180), 4)
    (3, Some(300), 4)
    (4, Some(600), 4)
    ");
}

#[test]
fn frames_count_ranges_and_groups() {
    let near = func::count_all().over().order_by(Flight.id).range(Bound::preceding(1), Bound::following(1));
    assert_snapshot!(check(select((Flight.id, near)).order_by(Flight.id)), @"
    SELECT flight.id, count(*) OVER (ORDER BY flight.id RANGE BETWEEN ? PRECEDING AND ? FOLLOWING) FROM flight ORDER BY flight.id
    mysql: SELECT flight.id, count(*) OVER (ORDER BY flight.id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM flight ORDER BY flight.id
    binds: [BigInt(1), BigInt(1)]
    (1, 2)
    (2, 3)
    (3, 3)
    (4, 2)
    ");
    let group = func::count_all().over().order_by(Flight.origin).groups(Bound::current_row(), Bound::following(1));
    assert_snapshot!(check(select((Flight.id, group)).order_by(Flight.id)), @"
    SELECT flight.id, count(*) OVER (ORDER BY flight.origin GROUPS BETWEEN CURRENT ROW AND ? FOLLOWING) FROM flight ORDER BY flight.id
    mysql: Unsupported: mysql has no GROUPS frames; use `.rows(…)` or `.range(…)`
    binds: [BigInt(1)]
    (1, 3)
    (2, 2)
    (3, 1)
    (4, 3)
    ");
}

#[test]
fn a_frame_that_ends_before_it_starts_is_refused() {
    let frame = |start, end| check(select(func::count(Flight.id).over().order_by(Flight.id).rows(start, end)));
    assert_snapshot!(frame(Bound::current_row(), Bound::preceding(1)), @"
    InvalidStatement: a window frame ends before it starts; exchange its bounds
    InvalidStatement: a window frame ends before it starts; exchange its bounds
    ");
    assert_snapshot!(frame(Bound::preceding(1), Bound::preceding(2)), @"
    InvalidStatement: a window frame ends before it starts; exchange its bounds
    InvalidStatement: a window frame ends before it starts; exchange its bounds
    ");
    assert_snapshot!(frame(Bound::unbounded_following(), Bound::unbounded_following()), @"
    InvalidStatement: a window frame cannot start after the last row, nor end before the first
    InvalidStatement: a window frame cannot start after the last row, nor end before the first
    ");
    assert_snapshot!(frame(Bound::preceding(2), Bound::preceding(1)), @"
    SELECT count(flight.id) OVER (ORDER BY flight.id ROWS BETWEEN ? PRECEDING AND ? PRECEDING) FROM flight
    mysql: SELECT count(flight.id) OVER (ORDER BY flight.id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM flight
    binds: [BigInt(2), BigInt(1)]
    0
    1
    2
    2
    ");
}

#[test]
fn a_range_with_a_distance_needs_one_sort_key() {
    let count = || func::count(Flight.id).over();
    assert_snapshot!(check(select(count().range(Bound::preceding(1), Bound::current_row()))), @"
    InvalidStatement: a RANGE frame with a distance needs a window with exactly one sort key
    InvalidStatement: a RANGE frame with a distance needs a window with exactly one sort key
    ");
    assert_snapshot!(check(select(count().groups(Bound::preceding(1), Bound::current_row()))), @"
    InvalidStatement: a GROUPS frame needs a window with `.order_by(…)`
    InvalidStatement: a GROUPS frame needs a window with `.order_by(…)`
    ");
    assert_snapshot!(
        check(select(count().range(Bound::unbounded_preceding(), Bound::current_row())).limit(1)), @"
    SELECT count(flight.id) OVER (RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM flight LIMIT ?
    binds: [BigInt(1)]
    4
    "
    );
}

#[test]
fn named_windows_are_written_once() {
    let by_origin = window("by_origin").partition_by(Flight.origin).order_by(Flight.id);
    let everything = window("everything");
    let list =
        (Flight.id, func::row_number().over_window(&by_origin), func::max(Flight.price).over_window(&everything));
    let order = (func::row_number().over_window(&by_origin).desc(), Flight.id.asc());
    assert_snapshot!(check(select(list).filter(Flight.price.gt(0.0)).order_by(order)), @"
    SELECT flight.id, row_number() OVER by_origin, max(flight.price) OVER everything FROM flight WHERE flight.price > ? WINDOW by_origin AS (PARTITION BY flight.origin ORDER BY flight.id), everything AS () ORDER BY row_number() OVER by_origin DESC, flight.id
    binds: [Double(0.0)]
    (4, 2, Some(420.0))
    (1, 1, Some(420.0))
    (2, 1, Some(420.0))
    (3, 1, Some(420.0))
    ");
}

#[test]
fn a_window_may_be_met_in_order_by_first() {
    let latest = window("latest").order_by(Flight.id.desc());
    assert_snapshot!(check(select(Flight.id).order_by(func::row_number().over_window(&latest))), @"
    SELECT flight.id FROM flight WINDOW latest AS (ORDER BY flight.id DESC) ORDER BY row_number() OVER latest
    4
    3
    2
    1
    ");
}

#[test]
fn two_windows_of_one_name_are_refused() {
    let (first, second) = (window("w").order_by(Flight.id), window("w").order_by(Flight.price));
    let list = (func::rank().over_window(&first), func::rank().over_window(&second));
    assert_snapshot!(check(select(list).select_from(Flight)), @"
    InvalidStatement: two different windows are called `w`; give one another name
    InvalidStatement: two different windows are called `w`; give one another name
    ");
}

#[test]
fn a_named_window_is_changed_for_one_function() {
    let w = window("w").order_by(Flight.id);
    let framed = func::count_all().over_window(&w).rows(Bound::current_row(), Bound::current_row());
    assert_snapshot!(check(select((Flight.id, framed)).limit(1)), @"
    SELECT flight.id, count(*) OVER (ORDER BY flight.id ROWS BETWEEN CURRENT ROW AND CURRENT ROW) FROM flight LIMIT ?
    binds: [BigInt(1)]
    (1, 1)
    ");
}

#[test]
fn windows_see_the_groups() {
    let bookings = func::count(Booking.flight_id);
    let rank = func::rank().over().order_by(bookings.desc());
    let share = func::sum(&bookings).over();
    assert_snapshot!(
        check(select((Booking.passenger_id, &bookings, rank, share)).group_by(Booking.passenger_id).order_by(Booking.passenger_id)),
        @"
    SELECT booking.passenger_id, count(booking.flight_id), rank() OVER (ORDER BY count(booking.flight_id) DESC), sum(count(booking.flight_id)) OVER () FROM booking GROUP BY booking.passenger_id ORDER BY booking.passenger_id
    postgresql: SELECT booking.passenger_id, count(booking.flight_id), rank() OVER (ORDER BY count(booking.flight_id) DESC), CAST(sum(count(booking.flight_id)) OVER () AS BIGINT) FROM booking GROUP BY booking.passenger_id ORDER BY booking.passenger_id
    mysql: SELECT booking.passenger_id, count(booking.flight_id), rank() OVER (ORDER BY count(booking.flight_id) DESC), CAST(sum(count(booking.flight_id)) OVER () AS SIGNED) FROM booking GROUP BY booking.passenger_id ORDER BY booking.passenger_id
    (1, 2, 1, Some(4))
    (2, 2, 1, Some(4))
    "
    );
}

#[test]
fn windows_are_checked_beside_computed_groups() {
    let origin = func::lower(Flight.origin);
    let good = func::rank().over().order_by(func::count(Flight.id));
    assert_snapshot!(check(select((&origin, good)).group_by(&origin).order_by(&origin)), @r#"
    SELECT lower(flight.origin), rank() OVER (ORDER BY count(flight.id)) FROM flight GROUP BY lower(flight.origin) ORDER BY lower(flight.origin)
    ("ber", 3)
    ("cdg", 1)
    ("jfk", 1)
    "#);
    let bad = func::rank().over().order_by(Flight.price);
    assert_snapshot!(check(select((&origin, bad)).group_by(&origin)), @"
    InvalidStatement: column `flight.price` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `flight.price` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
}

#[test]
fn the_best_of_each_group_comes_from_a_subquery() {
    let number = func::row_number().over().partition_by(Address.user_id).order_by(Address.id).label("number");
    let ranked = select((Address.user_id, Address.email_address, number)).subquery("ranked");
    let (user, email, number) = ranked.columns();
    assert_snapshot!(
        check(select((User.name, email)).join_on(&ranked, user.eq(User.id)).filter(number.eq(1)).order_by(User.id)), @r#"
    SELECT user_account.name, ranked.email_address FROM user_account JOIN (SELECT address.user_id AS user_id, address.email_address AS email_address, row_number() OVER (PARTITION BY address.user_id ORDER BY address.id) AS number FROM address) AS ranked ON ranked.user_id = user_account.id WHERE ranked.number = ? ORDER BY user_account.id
    binds: [BigInt(1)]
    ("spongebob", "spongebob@sqlalchemy.org")
    ("sandy", "sandy@sqlalchemy.org")
    "#
    );
}

#[test]
fn windows_are_calculated_with() {
    let before = func::lag(Flight.price, 1).over().order_by(Flight.id);
    let change = Flight.price - func::coalesce(&before, Flight.price);
    assert_snapshot!(check(select((change, before * 2.0)).order_by(Flight.id)), @"
    SELECT flight.price - coalesce(lag(flight.price, ?) OVER (ORDER BY flight.id), flight.price), lag(flight.price, ?) OVER (ORDER BY flight.id) * ? FROM flight ORDER BY flight.id
    binds: [Integer(1), Integer(1), Double(2.0)]
    (0.0, None)
    (320.5, Some(199.0))
    (-39.75, Some(840.0))
    (-280.75, Some(760.5))
    ");
}

#[test]
fn a_window_takes_a_filter_of_its_aggregate() {
    let full = func::count_all().filter_where(Flight.seats.gt(200)).over().partition_by(Flight.origin);
    assert_snapshot!(check(select((Flight.id, full)).order_by(Flight.id)), @"
    SELECT flight.id, count(*) FILTER (WHERE flight.seats > ?) OVER (PARTITION BY flight.origin) FROM flight ORDER BY flight.id
    mysql: SELECT flight.id, count(CASE WHEN flight.seats > ? THEN 1 END) OVER (PARTITION BY flight.origin) FROM flight ORDER BY flight.id
    binds: [Integer(200)]
    (1, 1)
    (2, 0)
    (3, 1)
    (4, 1)
    ");
}

#[test]
fn labels_have_no_meaning_inside_a_window() {
    let double = (Flight.price * 2.0).label("double");
    let rank = func::rank().over().order_by(&double);
    assert_snapshot!(check(select((&double, rank)).order_by(&double).limit(1)), @"
    SELECT flight.price * ? AS double, rank() OVER (ORDER BY flight.price * ?) FROM flight ORDER BY double LIMIT ?
    mysql: SELECT flight.price * ? AS `double`, rank() OVER (ORDER BY flight.price * ?) FROM flight ORDER BY `double` LIMIT ?
    binds: [Double(2.0), Double(2.0), BigInt(1)]
    (199.0, 1)
    ");
}

#[test]
fn distinct_aggregates_have_no_window() {
    assert_snapshot!(check(select(func::count_distinct(Flight.origin).over())), @"
    Unsupported: no database has DISTINCT aggregates over a window
    Unsupported: no database has DISTINCT aggregates over a window
    ");
}

#[test]
fn another_row_that_is_missing_has_another_value() {
    let by_id = window("by_id").order_by(User.id);
    let before = func::lag_or(User.id, 1, -1).over_window(&by_id);
    let after = func::lead_or(User.fullname, 1, User.name).over_window(&by_id);
    let query: Query<(i32, Option<String>)> = select((before, after)).order_by(User.id).erase();
    assert_snapshot!(check(query), @r#"
    SELECT lag(user_account.id, ?, ?) OVER by_id, lead(user_account.fullname, ?, user_account.name) OVER by_id FROM user_account WINDOW by_id AS (ORDER BY user_account.id) ORDER BY user_account.id
    mysql: Unsupported: mysql's `lag` takes no value for rows that are not there; put `func::coalesce` around `func::lag(…).over()` if it is never NULL otherwise
    binds: [Integer(1), Integer(-1), Integer(1)]
    (-1, Some("Sandy Cheeks"))
    (1, None)
    (2, Some("patrick"))
    "#);
    let around = func::coalesce(func::lag(User.id, 1).over().order_by(User.id), -1);
    assert_snapshot!(check(select(around).order_by(User.id)), @"
    SELECT coalesce(lag(user_account.id, ?) OVER (ORDER BY user_account.id), ?) FROM user_account ORDER BY user_account.id
    binds: [Integer(1), Integer(-1)]
    -1
    1
    2
    ");
}

#[test]
fn frames_leave_rows_out() {
    let all = || {
        let seats = func::sum(Flight.seats).over().order_by(Flight.origin);
        seats.groups(Bound::unbounded_preceding(), Bound::unbounded_following())
    };
    let list = (
        Flight.origin,
        all(),
        all().exclude(Exclude::CurrentRow),
        all().exclude(Exclude::Group),
        all().exclude(Exclude::Ties),
        all().exclude(Exclude::NoOthers),
    );
    assert_snapshot!(check(select(list).order_by(Flight.id)), @r#"
    SELECT flight.origin, sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW), sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP), sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES), sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS) FROM flight ORDER BY flight.id
    postgresql: SELECT flight.origin, CAST(sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS BIGINT), CAST(sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS BIGINT), CAST(sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP) AS BIGINT), CAST(sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS BIGINT), CAST(sum(flight.seats) OVER (ORDER BY flight.origin GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE NO OTHERS) AS BIGINT) FROM flight ORDER BY flight.id
    mysql: Unsupported: mysql has no GROUPS frames; use `.rows(…)` or `.range(…)`
    ("BER", Some(780), Some(600), Some(300), Some(480), Some(780))
    ("CDG", Some(780), Some(780), Some(780), Some(780), Some(780))
    ("JFK", Some(780), Some(480), Some(480), Some(780), Some(780))
    ("BER", Some(780), Some(480), Some(300), Some(600), Some(780))
    "#);
    let others = window("others").order_by(Flight.id).exclude(Exclude::CurrentRow);
    assert_snapshot!(check(select((Flight.id, func::count_all().over_window(&others))).order_by(Flight.id)), @"
    SELECT flight.id, count(*) OVER others FROM flight WINDOW others AS (ORDER BY flight.id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) ORDER BY flight.id
    mysql: Unsupported: mysql has no EXCLUDE in window frames
    (1, 0)
    (2, 1)
    (3, 2)
    (4, 3)
    ");
}
