//! GROUP BY, HAVING and aggregates.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Flight, FlightStatus};
use crate::schemas::tutorial::{Address, User};

#[test]
fn groups_have_keys_and_aggregates() {
    let n = func::count(Flight.id).label("n");
    let query =
        select((Flight.origin, &n, func::sum(Flight.seats).label("seats"))).group_by(Flight.origin).having(n.gt(1));
    let rows: Vec<(String, i64, Option<i64>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows, [("BER".to_owned(), 2, Some(480))]);
    assert_snapshot!(check(query), @r#"
    SELECT flight.origin, count(flight.id) AS n, sum(flight.seats) AS seats FROM flight GROUP BY flight.origin HAVING count(flight.id) > ?
    postgresql: SELECT flight.origin, count(flight.id) AS n, CAST(sum(flight.seats) AS BIGINT) AS seats FROM flight GROUP BY flight.origin HAVING count(flight.id) > $1
    mysql: SELECT flight.origin, count(flight.id) AS n, CAST(sum(flight.seats) AS SIGNED) AS seats FROM flight GROUP BY flight.origin HAVING count(flight.id) > ?
    binds: [BigInt(1)]
    ("BER", 2, Some(480))
    "#);
}

#[test]
fn a_grouped_primary_key_groups_all_columns_of_its_table() {
    let n = func::count(Address.id).label("n");
    let query = select((User, &n)).left_join(Address).group_by(User.id).order_by((n.desc(), User.name));
    assert_snapshot!(check(query), @r#"
    SELECT user_account.id, user_account.name, user_account.fullname, count(address.id) AS n FROM user_account LEFT OUTER JOIN address ON user_account.id = address.user_id GROUP BY user_account.id ORDER BY n DESC, user_account.name
    (User { id: 2, name: "sandy", fullname: Some("Sandy Cheeks") }, 2)
    (User { id: 1, name: "spongebob", fullname: Some("Spongebob Squarepants") }, 1)
    (User { id: 3, name: "patrick", fullname: None }, 0)
    "#);
}

#[test]
fn several_keys_come_from_several_tables() {
    let query = select((Airport.city, Flight.status, func::count_all().label("n")))
        .join(Airport.departures)
        .group_by((Airport.city, Flight.status))
        .order_by((Airport.city, Flight.status));
    let rows: Vec<(String, FlightStatus, i64)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.len(), 4);
    assert_snapshot!(check(query), @r#"
    SELECT airport.city, flight.status, count(*) AS n FROM airport JOIN flight ON airport.code = flight.origin GROUP BY airport.city, flight.status ORDER BY airport.city, flight.status
    ("Berlin", Cancelled, 1)
    ("Berlin", Planned, 1)
    ("New York", Planned, 1)
    ("Paris", Landed, 1)
    "#);
}

#[test]
fn aggregates_of_everything_need_no_group() {
    let row = select((
        func::count_all(),
        func::count(Flight.seats),
        func::count_distinct(Flight.seats),
        func::sum(Flight.seats),
        func::avg(Flight.seats),
        func::min(Flight.price),
        func::max(Flight.origin),
    ));
    let typed: Vec<(i64, i64, i64, Option<i64>, Option<f64>, Option<f64>, Option<String>)> =
        filled().execute(row.clone()).unwrap().all();
    assert_eq!(typed.len(), 1);
    assert_snapshot!(check(row), @r#"
    SELECT count(*), count(flight.seats), count(DISTINCT flight.seats), sum(flight.seats), avg(flight.seats), min(flight.price), max(flight.origin) FROM flight
    postgresql: SELECT count(*), count(flight.seats), count(DISTINCT flight.seats), CAST(sum(flight.seats) AS BIGINT), CAST(avg(flight.seats) AS DOUBLE PRECISION), min(flight.price), max(flight.origin) FROM flight
    mysql: SELECT count(*), count(flight.seats), count(DISTINCT flight.seats), CAST(sum(flight.seats) AS SIGNED), CAST(avg(flight.seats) AS DOUBLE), min(flight.price), max(flight.origin) FROM flight
    (4, 3, 2, Some(780), Some(260.0), Some(99.5), Some("JFK"))
    "#);
}

#[test]
fn aggregates_of_no_rows_are_null_but_counts_are_zero() {
    let row = select((func::count_all(), func::sum(Flight.price), func::min(Flight.status))).filter(Flight.id.gt(9));
    assert_eq!(filled().execute(row).unwrap().one().unwrap(), (0, None, None));
}

#[test]
fn aggregates_take_a_filter() {
    let landed = func::count(Flight.id).filter_where(Flight.status.eq(FlightStatus::Landed));
    let dear = func::count_all().filter_where(Flight.price.gt(100.0)).filter_where(Flight.seats.is_not_null());
    assert_snapshot!(check(select((landed, dear)).select_from(Flight)), @r#"
    SELECT count(flight.id) FILTER (WHERE flight.status = ?), count(*) FILTER (WHERE flight.price > ? AND flight.seats IS NOT NULL) FROM flight
    mysql: SELECT count(CASE WHEN flight.status = ? THEN flight.id END), count(CASE WHEN flight.price > ? AND flight.seats IS NOT NULL THEN 1 END) FROM flight
    binds: [Text("landed"), Double(100.0)]
    (1, 1)
    "#);
}

#[test]
fn aggregates_are_calculated_with() {
    let spread = func::max(Flight.price) - func::min(Flight.price);
    let mean = func::sum(Flight.price) / func::count(Flight.id);
    assert_snapshot!(check(select((spread, mean, func::sum(Flight.seats) / 7))), @"
    SELECT max(flight.price) - min(flight.price), sum(flight.price) / count(flight.id), sum(flight.seats) / (? + 0.0) FROM flight
    postgresql: SELECT max(flight.price) - min(flight.price), sum(flight.price) / count(flight.id), CAST(sum(flight.seats) AS BIGINT) / CAST($1 AS DOUBLE PRECISION) FROM flight
    mysql: SELECT max(flight.price) - min(flight.price), sum(flight.price) / count(flight.id), CAST(sum(flight.seats) AS SIGNED) / (? + 0e0) FROM flight
    binds: [BigInt(7)]
    (Some(320.5), Some(249.8125), Some(111.42857142857143))
    ");
}

#[test]
fn having_sees_groups_only() {
    let query = select(Flight.origin)
        .group_by(Flight.origin)
        .having(func::avg(Flight.price).gt(100.0))
        .having(Flight.origin.ne("JFK"))
        .order_by(func::count_all().desc());
    assert_snapshot!(check(query), @r#"
    SELECT flight.origin FROM flight GROUP BY flight.origin HAVING avg(flight.price) > ? AND flight.origin != ? ORDER BY count(*) DESC
    postgresql: SELECT flight.origin FROM flight GROUP BY flight.origin HAVING CAST(avg(flight.price) AS DOUBLE PRECISION) > $1 AND flight.origin != $2 ORDER BY count(*) DESC
    mysql: SELECT flight.origin FROM flight GROUP BY flight.origin HAVING CAST(avg(flight.price) AS DOUBLE) > ? AND flight.origin != ? ORDER BY count(*) DESC
    binds: [Double(100.0), Text("JFK")]
    "CDG"
    "#);
}

#[test]
fn a_computed_key_is_selected_again() {
    let dear = Flight.price.gt(100.0);
    let query = select((&dear, func::count_all())).group_by(&dear).order_by(&dear);
    assert_snapshot!(check(query), @"
    SELECT flight.price > ?, count(*) FROM flight GROUP BY flight.price > ? ORDER BY flight.price > ?
    mysql: SELECT flight.price > ?, count(*) FROM flight GROUP BY 1 ORDER BY 1
    binds: [Double(100.0), Double(100.0), Double(100.0)]
    (false, 2)
    (true, 2)
    ");
}

#[test]
fn a_computed_key_is_used_by_its_label() {
    let initial = func::substr(User.name, 1, 1).label("initial");
    let query = select((&initial, func::count(User.id).label("n"))).group_by(&initial).order_by(&initial);
    assert_snapshot!(check(query), @r#"
    SELECT substr(user_account.name, ?, ?) AS initial, count(user_account.id) AS n FROM user_account GROUP BY 1 ORDER BY initial
    binds: [Integer(1), Integer(1)]
    ("p", 1)
    ("s", 2)
    "#);
    // Where the label is not selected, its expression is written.
    let lengths = select(func::count_all()).select_from(User).group_by(&initial).order_by(&initial);
    assert_snapshot!(check(lengths), @"
    SELECT count(*) FROM user_account GROUP BY substr(user_account.name, ?, ?) ORDER BY substr(user_account.name, ?, ?)
    binds: [Integer(1), Integer(1), Integer(1), Integer(1)]
    1
    2
    ");
}

#[test]
fn a_label_may_be_called_like_a_column() {
    // In GROUP BY, a bare name would be the column's.
    let length = func::length(Flight.origin).label("id");
    assert_snapshot!(check(select((&length, func::count_all())).group_by(&length).order_by(&length)), @"
    SELECT length(flight.origin) AS id, count(*) FROM flight GROUP BY 1 ORDER BY id
    mysql: SELECT char_length(flight.origin) AS id, count(*) FROM flight GROUP BY 1 ORDER BY id
    (3, 4)
    ");
}

#[test]
fn having_and_order_beside_a_computed_key_are_checked_too() {
    let length = func::length(User.name);
    let grouped = || select((&length, func::count_all())).group_by(&length);
    assert_snapshot!(check(grouped().having(User.fullname.is_null())), @"
    InvalidStatement: column `user_account.fullname` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `user_account.fullname` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
    assert_snapshot!(check(grouped().order_by((length.desc(), User.id))), @"
    InvalidStatement: column `user_account.id` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `user_account.id` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
    assert_snapshot!(check(grouped().having(length.gt(5).and(func::max(User.id).gt(1))).order_by(func::count_all())), @"
    SELECT length(user_account.name), count(*) FROM user_account GROUP BY length(user_account.name) HAVING length(user_account.name) > ? AND max(user_account.id) > ? ORDER BY count(*)
    mysql: SELECT char_length(user_account.name), count(*) FROM user_account GROUP BY char_length(user_account.name) HAVING max(char_length(user_account.name)) > ? AND max(user_account.id) > ? ORDER BY count(*)
    binds: [Integer(5), Integer(1)]
    (7, 1)
    ");
}

#[test]
fn computed_keys_are_parts_of_what_is_selected() {
    let length = func::length(User.name);
    let query = select((User.fullname, &length * 2, literal("x"), func::count_all()))
        .group_by((&length, User.fullname))
        .order_by(&length);
    assert_snapshot!(check(query), @r#"
    SELECT user_account.fullname, length(user_account.name) * ?, ?, count(*) FROM user_account GROUP BY length(user_account.name), user_account.fullname ORDER BY length(user_account.name)
    mysql: SELECT user_account.fullname, char_length(user_account.name) * ?, ?, count(*) FROM user_account GROUP BY char_length(user_account.name), user_account.fullname ORDER BY char_length(user_account.name)
    binds: [Integer(2), Text("x")]
    (Some("Sandy Cheeks"), 10, "x", 1)
    (None, 14, "x", 1)
    (Some("Spongebob Squarepants"), 18, "x", 1)
    "#);
}

#[test]
fn what_is_not_grouped_beside_a_computed_key_is_an_error_at_run_time() {
    let query = select((User.name, func::count_all())).group_by(func::length(User.name));
    let error = filled().execute(query.clone()).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::InvalidStatement);
    assert_snapshot!(error.message(), @"column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`");
    assert!(query.compile(Dialect::Sqlite).is_err());
    assert!(filled().execute(query.erase()).is_err());
}

#[test]
fn an_entity_beside_a_computed_key_is_an_error_at_run_time() {
    let query = select((User, func::count_all())).group_by(func::length(User.name));
    assert_snapshot!(check(query), @"
    InvalidStatement: all columns of `user_account` are selected, but GROUP BY has a computed key; select its columns
    InvalidStatement: all columns of `user_account` are selected, but GROUP BY has a computed key; select its columns
    ");
}

#[test]
fn a_part_of_a_condition_that_is_not_grouped_is_found() {
    let length = func::length(User.name);
    let either = select(length.gt(3).or(User.fullname.is_null())).group_by(&length);
    assert_snapshot!(check(either), @"
    InvalidStatement: column `user_account.fullname` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `user_account.fullname` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
    let inside = select(case().when(length.gt(5), User.name).otherwise("short")).group_by(&length);
    assert_snapshot!(check(inside), @"
    InvalidStatement: column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
}

#[test]
fn groups_of_an_outer_join_may_have_no_key() {
    let query = select((Address.user_id, func::count(User.id))).right_join(User).group_by(Address.user_id);
    let rows: Vec<(Option<i32>, i64)> = filled().execute(query.order_by(Address.user_id)).unwrap().all();
    assert_eq!(rows, [(None, 1), (Some(1), 1), (Some(2), 2)]);
}

#[test]
fn a_key_with_values_has_the_same_placeholders_wherever_it_stands() {
    let name = func::coalesce(User.fullname, "none");
    let query = select((&name, name.concat("!"), func::count_all()))
        .filter(User.id.gt(0))
        .group_by((&name, func::length(&name) % 3))
        .having(name.ne("nobody"))
        .order_by((&name, func::length(&name) % 3))
        .limit(5);
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT coalesce(user_account.fullname, $1), coalesce(user_account.fullname, $1) || $2, count(*) FROM user_account WHERE user_account.id > $3 GROUP BY coalesce(user_account.fullname, $1), length(coalesce(user_account.fullname, $1)) % $4 HAVING coalesce(user_account.fullname, $1) != $5 ORDER BY coalesce(user_account.fullname, $1), length(coalesce(user_account.fullname, $1)) % $4 LIMIT $6");
    assert_snapshot!(check(query), @r#"
    SELECT coalesce(user_account.fullname, ?), coalesce(user_account.fullname, ?) || ?, count(*) FROM user_account WHERE user_account.id > ? GROUP BY coalesce(user_account.fullname, ?), length(coalesce(user_account.fullname, ?)) % ? HAVING coalesce(user_account.fullname, ?) != ? ORDER BY coalesce(user_account.fullname, ?), length(coalesce(user_account.fullname, ?)) % ? LIMIT ?
    mysql: SELECT coalesce(user_account.fullname, ?), concat(coalesce(user_account.fullname, ?), ?), count(*) FROM user_account WHERE user_account.id > ? GROUP BY 1, char_length(coalesce(user_account.fullname, ?)) % ? HAVING max(coalesce(user_account.fullname, ?)) != ? ORDER BY 1, char_length(coalesce(user_account.fullname, ?)) % ? LIMIT ?
    binds: [Text("none"), Text("none"), Text("!"), Integer(0), Text("none"), Text("none"), Integer(3), Text("none"), Text("nobody"), Text("none"), Text("none"), Integer(3), BigInt(5)]
    ("Sandy Cheeks", "Sandy Cheeks!", 1)
    ("Spongebob Squarepants", "Spongebob Squarepants!", 1)
    ("none", "none!", 1)
    "#);
    // Another value makes it another expression.
    let other = func::coalesce(User.fullname, "other");
    let query = select((&name, func::max(other))).group_by(&name).order_by(&name);
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT coalesce(user_account.fullname, $1), max(coalesce(user_account.fullname, $2)) FROM user_account GROUP BY coalesce(user_account.fullname, $1) ORDER BY coalesce(user_account.fullname, $1)");
    assert_snapshot!(check(query), @r#"
    SELECT coalesce(user_account.fullname, ?), max(coalesce(user_account.fullname, ?)) FROM user_account GROUP BY coalesce(user_account.fullname, ?) ORDER BY coalesce(user_account.fullname, ?)
    mysql: SELECT coalesce(user_account.fullname, ?), max(coalesce(user_account.fullname, ?)) FROM user_account GROUP BY 1 ORDER BY 1
    binds: [Text("none"), Text("other"), Text("none"), Text("none")]
    ("Sandy Cheeks", Some("Sandy Cheeks"))
    ("Spongebob Squarepants", Some("Spongebob Squarepants"))
    ("none", Some("other"))
    "#);
}

#[test]
fn a_labelled_key_has_the_same_placeholders_in_having() {
    let initial = func::substr(User.name, 1, 1).label("initial");
    let query = select((&initial, func::count_all())).group_by(&initial).having(initial.ne("p"));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT substr(user_account.name, $1, $2) AS initial, count(*) FROM user_account GROUP BY 1 HAVING substr(user_account.name, $1, $2) != $3");
    assert_snapshot!(check(query), @r#"
    SELECT substr(user_account.name, ?, ?) AS initial, count(*) FROM user_account GROUP BY 1 HAVING substr(user_account.name, ?, ?) != ?
    mysql: SELECT substr(user_account.name, ?, ?) AS initial, count(*) FROM user_account GROUP BY 1 HAVING max(substr(user_account.name, ?, ?)) != ?
    binds: [Integer(1), Integer(1), Integer(1), Integer(1), Text("p")]
    ("s", 2)
    "#);
}

#[test]
fn a_key_keeps_its_placeholders_beside_a_window_and_a_subquery() {
    let third = (User.id + 5) % 3;
    let by_third = window("by_third").order_by(&third);
    let ids = select(Address.id).filter(Address.id.gt(0)).limit(9).cte("ids");
    let id = ids.columns();
    let inner = select(id).select_from(ids);
    let query = select((&third, func::rank().over_window(&by_third), func::count_all()))
        .filter(User.id.in_(inner))
        .group_by(&third)
        .order_by(third.desc());
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"WITH ids AS (SELECT address.id AS id FROM address WHERE address.id > $1 LIMIT $2) SELECT (user_account.id + $3) % $4, rank() OVER by_third, count(*) FROM user_account WHERE user_account.id IN (SELECT ids.id FROM ids) GROUP BY (user_account.id + $3) % $4 WINDOW by_third AS (ORDER BY (user_account.id + $3) % $4) ORDER BY (user_account.id + $3) % $4 DESC");
    assert_snapshot!(check(query), @"
    WITH ids AS (SELECT address.id AS id FROM address WHERE address.id > ? LIMIT ?) SELECT (user_account.id + ?) % ?, rank() OVER by_third, count(*) FROM user_account WHERE user_account.id IN (SELECT ids.id FROM ids) GROUP BY (user_account.id + ?) % ? WINDOW by_third AS (ORDER BY (user_account.id + ?) % ?) ORDER BY (user_account.id + ?) % ? DESC
    mysql: WITH ids AS (SELECT address.id AS id FROM address WHERE address.id > ? LIMIT ?) SELECT (user_account.id + ?) % ?, rank() OVER by_third, count(*) FROM user_account WHERE user_account.id IN (SELECT ids.id FROM ids) GROUP BY 1 WINDOW by_third AS (ORDER BY (user_account.id + ?) % ?) ORDER BY 1 DESC
    binds: [Integer(0), BigInt(9), Integer(5), Integer(3), Integer(5), Integer(3), Integer(5), Integer(3), Integer(5), Integer(3)]
    (2, 3, 1)
    (1, 2, 1)
    (0, 1, 1)
    ");
}

#[test]
fn what_distinct_rows_are_ordered_by_has_the_same_placeholders() {
    let name = func::coalesce(User.fullname, "none");
    let query = select((&name, User.id)).distinct().order_by((User.id, &name));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT DISTINCT coalesce(user_account.fullname, $1), user_account.id FROM user_account ORDER BY user_account.id, coalesce(user_account.fullname, $1)");
    assert_snapshot!(check(query), @r#"
    SELECT DISTINCT coalesce(user_account.fullname, ?), user_account.id FROM user_account ORDER BY user_account.id, coalesce(user_account.fullname, ?)
    mysql: SELECT DISTINCT coalesce(user_account.fullname, ?), user_account.id FROM user_account ORDER BY user_account.id, 1
    binds: [Text("none"), Text("none")]
    ("Spongebob Squarepants", 1)
    ("Sandy Cheeks", 2)
    ("none", 3)
    "#);
    assert_snapshot!(check(select((User.id, &name)).distinct_on(&name).order_by((&name, User.id))), @"
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    postgresql: SELECT DISTINCT ON (coalesce(user_account.fullname, $1)) user_account.id, coalesce(user_account.fullname, $1) FROM user_account ORDER BY coalesce(user_account.fullname, $1), user_account.id
    mysql: Unsupported: mysql has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    Unsupported: sqlite has no DISTINCT ON; number the rows of each group with `func::row_number()` in a subquery, and take the first
    ");
}

#[test]
fn a_key_may_hold_a_query_with_keys_of_its_own() {
    let rest = (Address.id + 7) % 2;
    let counts = select(func::count(Address.id))
        .correlate(User)
        .filter(Address.user_id.eq(User.id))
        .group_by(&rest)
        .having(rest.ge(0))
        .order_by(&rest)
        .limit(1)
        .scalar();
    let key = func::coalesce(counts, 0_i64);
    let query = select((&key, &key + 1_i64, func::count_all()))
        .filter(User.id.lt(100))
        .group_by((&key, &key % 2_i64))
        .having(key.ge(0_i64))
        .order_by((&key % 2_i64, &key));
    let compiled = query.compile(Dialect::PostgreSql).unwrap();
    let number = |part: &str| part.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse::<usize>().unwrap();
    let mut numbers: Vec<usize> = compiled.sql().split('$').skip(1).map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers, (1..=compiled.binds().len()).collect::<Vec<_>>());
    assert_eq!(compiled.binds().len(), 9, "each value of the key once");
    let rows: Vec<(i64, i64, i64)> = filled().execute(query).unwrap().all();
    assert_eq!(rows, [(0, 1, 1), (1, 2, 2)]);
}
