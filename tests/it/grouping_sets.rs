//! ROLLUP, CUBE and GROUPING SETS.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::{Airport, Flight};
use crate::schemas::tutorial::{Address, User};

#[test]
fn rollup_adds_totals_whose_keys_are_null() {
    let query = select((Flight.origin, Flight.destination, func::count_all()));
    assert_snapshot!(check(query.group_by(rollup((Flight.origin, Flight.destination)))), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT flight.origin, flight.destination, count(*) FROM flight GROUP BY ROLLUP (flight.origin, flight.destination)
    mysql: SELECT flight.origin, flight.destination, count(*) FROM flight GROUP BY flight.origin, flight.destination WITH ROLLUP
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
}

#[test]
fn the_keys_of_a_rollup_are_nullable_in_the_row_and_aggregates_are_not() {
    let query: Query<(Option<String>, i64)> =
        select((Flight.origin, func::count(Flight.id))).group_by(rollup(Flight.origin)).erase();
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT flight.origin, count(flight.id) FROM flight GROUP BY ROLLUP (flight.origin)");
    // A table whose columns are not rolled up keeps its types.
    let query: Query<(Option<String>, String, i64)> =
        select((Flight.destination, Airport.city, func::count(Flight.id)))
            .join_on(Airport, Flight.origin.eq(Airport.code))
            .group_by((Airport.code, rollup(Flight.destination)))
            .erase();
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT flight.destination, airport.city, count(flight.id) FROM flight JOIN airport ON flight.origin = airport.code GROUP BY airport.code, ROLLUP (flight.destination)");
}

#[test]
fn cube_groups_by_every_choice_of_keys_and_grouping_tells_which() {
    let which = func::grouping((User.name, Address.email_address)).label("which");
    let query = select((User.name, Address.email_address, &which, func::count_all()))
        .join(Address)
        .group_by(cube((User.name, Address.email_address)))
        .order_by((&which, User.name, Address.email_address));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no GROUPING(); ask whether a key that is never NULL in its table is NULL
    postgresql: SELECT user_account.name, address.email_address, GROUPING(user_account.name, address.email_address) AS which, count(*) FROM user_account JOIN address ON user_account.id = address.user_id GROUP BY CUBE (user_account.name, address.email_address) ORDER BY which, user_account.name, address.email_address
    mysql: Unsupported: mysql has no GROUPING(); ask whether a key that is never NULL in its table is NULL
    Unsupported: sqlite has no GROUPING(); ask whether a key that is never NULL in its table is NULL
    ");
}

#[test]
fn grouping_sets_are_keys_tuples_of_keys_and_the_total_of_all() {
    let initial = func::substr(Flight.origin, 1, 1).label("initial");
    let sets = grouping_sets(((&initial, Flight.destination), &initial, ()));
    let query = select((&initial, Flight.destination, func::count_all()))
        .group_by(sets)
        .order_by((initial.nulls_last(), Flight.destination.nulls_last()));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT substr(flight.origin, $1, $2) AS initial, flight.destination, count(*) FROM flight GROUP BY GROUPING SETS ((1, flight.destination), 1, ()) ORDER BY initial NULLS LAST, flight.destination NULLS LAST
    mysql: Unsupported: mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
}

#[test]
fn a_rollup_stands_beside_other_keys_and_has_keys_that_go_together() {
    let query = select((Flight.origin, Flight.destination, Flight.seats, func::count_all()))
        .group_by((Flight.origin, rollup(((Flight.destination, Flight.seats), Flight.price))))
        .order_by((Flight.origin, Flight.destination.nulls_last(), func::count_all()));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT flight.origin, flight.destination, flight.seats, count(*) FROM flight GROUP BY flight.origin, ROLLUP ((flight.destination, flight.seats), flight.price) ORDER BY flight.origin, flight.destination NULLS LAST, count(*)
    mysql: Unsupported: mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
}

#[test]
fn a_computed_key_with_values_has_the_same_placeholders_in_rollup_and_in_the_select_list() {
    let marked = Flight.origin.concat("!");
    let query = select((&marked, func::count_all())).group_by(rollup(&marked)).having(func::count_all().gt(0));
    assert_snapshot!(check(query.order_by(marked.nulls_last())), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT flight.origin || $1, count(*) FROM flight GROUP BY ROLLUP (flight.origin || $1) HAVING count(*) > $2 ORDER BY flight.origin || $1 NULLS LAST
    mysql: Unsupported: mariadb has no ORDER BY beside ROLLUP; sort a subquery, `select(…).group_by(rollup(…)).subquery(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
    // MySQL has no order beside ROLLUP, and wants the position of such a key.
    let query = select((&marked, func::count_all())).group_by(rollup(&marked)).having(func::count_all().gt(0));
    assert_snapshot!(query.compile(Dialect::MySql).unwrap().sql(), @"SELECT concat(flight.origin, ?), count(*) FROM flight GROUP BY 1 WITH ROLLUP HAVING count(*) > ?");
}

#[test]
fn a_key_that_is_not_in_the_rollup_is_refused_beside_computed_keys() {
    let marked = Flight.origin.concat("!");
    let query = select((Flight.destination, func::count_all())).group_by(rollup(&marked));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap_err(), @"column `flight.destination` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`");
}

#[test]
fn mysql_has_one_rollup_of_all_keys_without_an_order() {
    let counts = || select((Flight.origin, Flight.destination, func::count_all()));
    let all = counts().group_by(rollup((Flight.origin, Flight.destination)));
    assert_snapshot!(all.order_by(Flight.origin).compile(Dialect::MySql).unwrap_err(), @"mariadb has no ORDER BY beside ROLLUP; sort a subquery, `select(…).group_by(rollup(…)).subquery(…)`");
    let beside = counts().group_by((Flight.origin, rollup(Flight.destination)));
    assert_snapshot!(beside.compile(Dialect::MySql).unwrap_err(), @"mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`");
    let together = counts().group_by(rollup(((Flight.origin, Flight.destination),)));
    assert_snapshot!(together.compile(Dialect::MySql).unwrap_err(), @"mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`");
    let cube = counts().group_by(cube((Flight.origin, Flight.destination)));
    assert_snapshot!(cube.compile(Dialect::MySql).unwrap_err(), @"mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`");
}

#[test]
fn a_total_alone_is_a_group_too() {
    let query = select(func::count(Flight.id)).group_by(grouping_sets(((), Flight.origin))).order_by(func::count_all());
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT count(flight.id) FROM flight GROUP BY GROUPING SETS ((), flight.origin) ORDER BY count(*)
    mysql: Unsupported: mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
    let nothing = select(func::count(Flight.id)).group_by(rollup(()));
    assert_snapshot!(nothing.compile(Dialect::PostgreSql).unwrap_err(), @"ROLLUP without a key");
}

#[test]
fn a_key_stands_in_several_grouping_sets() {
    let sets = grouping_sets(((Flight.origin, Flight.destination), (Flight.origin,), (Flight.destination,), ()));
    let query: Query<(Option<String>, Option<String>, i64)> =
        select((Flight.origin, Flight.destination, func::count(Flight.id)))
            .group_by(sets)
            .having(Flight.origin.is_not_null().or(func::count(Flight.id).gt(1)))
            .order_by((Flight.origin.nulls_last(), Flight.destination.nulls_last()))
            .erase();
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT flight.origin, flight.destination, count(flight.id) FROM flight GROUP BY GROUPING SETS ((flight.origin, flight.destination), flight.origin, flight.destination, ()) HAVING flight.origin IS NOT NULL OR count(flight.id) > $1 ORDER BY flight.origin NULLS LAST, flight.destination NULLS LAST
    mysql: Unsupported: mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
}

#[test]
fn a_key_stands_in_several_parts_of_group_by() {
    // A primary key, a computed key, and keys of two tables.
    let initial = func::substr(Flight.origin, 1, 1).label("initial");
    let counted = func::count(Flight.id);
    let query = select((Flight.destination, Airport.code, &initial, &counted))
        .join_on(Airport, Flight.origin.eq(Airport.code))
        .group_by((
            rollup((Airport.code, Flight.destination)),
            grouping_sets(((Airport.code, &initial), (Airport.code, Flight.destination, &initial))),
        ))
        .having(counted.gt(1))
        .order_by((Airport.code, Flight.destination.nulls_last(), initial.nulls_last(), &counted));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    postgresql: SELECT flight.destination, airport.code, substr(flight.origin, $1, $2) AS initial, count(flight.id) FROM flight JOIN airport ON flight.origin = airport.code GROUP BY ROLLUP (airport.code, flight.destination), GROUPING SETS ((airport.code, 3), (airport.code, flight.destination, 3)) HAVING count(flight.id) > $3 ORDER BY airport.code, flight.destination NULLS LAST, initial NULLS LAST, count(flight.id)
    mysql: Unsupported: mysql has ROLLUP of all keys of GROUP BY only; write a query for each set of keys, and join them by `.union_all(…)`
    Unsupported: sqlite has no ROLLUP, CUBE or GROUPING SETS; write a query for each set of keys, and join them by `.union_all(…)`
    ");
    let query = select((Flight.origin, Flight.destination, func::count_all()))
        .group_by((Flight.origin, cube((Flight.origin, Flight.destination)), Flight.origin))
        .order_by((Flight.origin, Flight.destination.nulls_last()));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT flight.origin, flight.destination, count(*) FROM flight GROUP BY flight.origin, CUBE (flight.origin, flight.destination), flight.origin ORDER BY flight.origin, flight.destination NULLS LAST");
}

#[test]
fn columns_of_aliases_and_derived_tables_stand_in_several_sets() {
    let other = alias!("other", Flight);
    let query = select((other.origin, other.price, func::count(other.id))).group_by(grouping_sets((
        (other.origin, other.price),
        other.price,
        (other.price, other.origin),
    )));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT other.origin, other.price, count(other.id) FROM flight AS other GROUP BY GROUPING SETS ((other.origin, other.price), other.price, (other.price, other.origin))");
    let trips = select((Flight.origin, Flight.destination, Flight.seats)).subquery("trips");
    let (origin, destination, seats) = trips.columns();
    let query = select((origin, destination, func::sum(seats))).select_from(&trips).group_by(grouping_sets((
        (origin, destination),
        origin,
        destination,
        origin,
    )));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().sql(), @"SELECT trips.origin, trips.destination, CAST(sum(trips.seats) AS BIGINT) FROM (SELECT flight.origin AS origin, flight.destination AS destination, flight.seats AS seats FROM flight) AS trips GROUP BY GROUPING SETS ((trips.origin, trips.destination), trips.origin, trips.destination, trips.origin)");
}

#[test]
fn a_column_may_be_grouped_twice_without_sets() {
    let query = select((Flight.origin, Flight.destination, func::count_all()))
        .group_by((Flight.origin, Flight.destination, Flight.origin))
        .order_by((Flight.origin, Flight.destination));
    assert_snapshot!(check(query), @r#"
    SELECT flight.origin, flight.destination, count(*) FROM flight GROUP BY flight.origin, flight.destination, flight.origin ORDER BY flight.origin, flight.destination
    ("BER", "CDG", 1)
    ("BER", "JFK", 1)
    ("CDG", "JFK", 1)
    ("JFK", "BER", 1)
    "#);
}
