//! Queries in FROM: derived tables and common table expressions.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Booking, Flight};
use crate::schemas::tutorial::{Address, User};

#[test]
fn a_derived_table_is_joined_and_its_columns_used() {
    let counts = select((Address.user_id, func::count_all().label("n"))).group_by(Address.user_id).subquery("c");
    let (user_id, n) = counts.columns();
    let query = select((User.name, n)).left_join_on(&counts, User.id.eq(user_id)).order_by(User.id);
    let rows: Vec<(String, Option<i64>)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows[2], ("patrick".to_owned(), None));
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, c.n FROM user_account LEFT OUTER JOIN (SELECT address.user_id AS user_id, count(*) AS n FROM address GROUP BY address.user_id) AS c ON user_account.id = c.user_id ORDER BY user_account.id
    ("spongebob", Some(1))
    ("sandy", Some(2))
    ("patrick", None)
    "#);
}

#[test]
fn a_derived_table_is_selected_from() {
    let long = select((User.id, func::length(User.name))).filter(User.id.gt(1)).subquery("long");
    let (id, length) = long.columns();
    assert_snapshot!(check(select((id, length)).select_from(&long).filter(length.gt(5))), @"
    SELECT long.id, long.column_2 FROM (SELECT user_account.id AS id, length(user_account.name) AS column_2 FROM user_account WHERE user_account.id > ?) AS long WHERE long.column_2 > ?
    mysql: SELECT `long`.id, `long`.column_2 FROM (SELECT user_account.id AS id, char_length(user_account.name) AS column_2 FROM user_account WHERE user_account.id > ?) AS `long` WHERE `long`.column_2 > ?
    binds: [Integer(1), Integer(5)]
    (3, 7)
    ");
}

#[test]
fn a_derived_entity_is_an_entity_again() {
    let some = select(Address).filter(Address.email_address.like("sandy%")).subquery("some");
    let mail = some.columns();
    let query = select((User.name, mail)).join_on(&some, mail.user_id.eq(User.id)).order_by(mail.id);
    let rows: Vec<(String, Address)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows.len(), 2);
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, some.id, some.email_address, some.user_id FROM user_account JOIN (SELECT address.id AS id, address.email_address AS email_address, address.user_id AS user_id FROM address WHERE address.email_address LIKE ?) AS some ON some.user_id = user_account.id ORDER BY some.id
    postgresql: SELECT user_account.name, "some".id, "some".email_address, "some".user_id FROM user_account JOIN (SELECT address.id AS id, address.email_address AS email_address, address.user_id AS user_id FROM address WHERE address.email_address LIKE $1) AS "some" ON "some".user_id = user_account.id ORDER BY "some".id
    binds: [Text("sandy%")]
    ("sandy", Address { id: 2, email_address: "sandy@sqlalchemy.org", user_id: 2 })
    ("sandy", Address { id: 3, email_address: "sandy@squirrelpower.org", user_id: 2 })
    "#);
}

#[test]
fn equal_names_in_a_derived_table_are_told_apart() {
    let both = select((User.id, Address.id, User.id + 1, Address.id + 1)).join(Address).subquery("both");
    let (user, address, next, next_address) = both.columns();
    let query = select((address, user, next_address, next)).select_from(&both).order_by(address);
    assert_snapshot!(check(query), @r#"
    SELECT both.id_1, both.id, both.column_4, both.column_3 FROM (SELECT user_account.id AS id, address.id AS id_1, user_account.id + ? AS column_3, address.id + ? AS column_4 FROM user_account JOIN address ON user_account.id = address.user_id) AS both ORDER BY both.id_1
    postgresql: SELECT "both".id_1, "both".id, "both".column_4, "both".column_3 FROM (SELECT user_account.id AS id, address.id AS id_1, user_account.id + $1 AS column_3, address.id + $2 AS column_4 FROM user_account JOIN address ON user_account.id = address.user_id) AS "both" ORDER BY "both".id_1
    mysql: SELECT `both`.id_1, `both`.id, `both`.column_4, `both`.column_3 FROM (SELECT user_account.id AS id, address.id AS id_1, user_account.id + ? AS column_3, address.id + ? AS column_4 FROM user_account INNER JOIN address ON user_account.id = address.user_id) AS `both` ORDER BY `both`.id_1
    binds: [Integer(1), Integer(1)]
    (1, 1, 2, 2)
    (2, 2, 3, 3)
    (3, 2, 4, 3)
    "#);
}

#[test]
fn a_number_behind_a_name_is_free() {
    let odd = select((User.id, Address.id.label("id_1"), Address.user_id.label("id"))).join(Address).subquery("odd");
    let (user, address, owner) = odd.columns();
    assert_snapshot!(check(select((user, address, owner)).select_from(&odd).filter(address.eq(3))), @"
    SELECT odd.id, odd.id_1, odd.id_2 FROM (SELECT user_account.id AS id, address.id AS id_1, address.user_id AS id_2 FROM user_account JOIN address ON user_account.id = address.user_id) AS odd WHERE odd.id_1 = ?
    binds: [Integer(3)]
    (2, 3, 2)
    ");
}

#[test]
fn outer_joins_inside_a_derived_table_stay_optional_outside() {
    let inner = select((User.name, Address.email_address)).left_join(Address).subquery("inner_rows");
    let (name, email) = inner.columns();
    let query = select((name, email)).select_from(&inner).filter(email.is_null());
    let rows: Vec<(String, Option<String>)> = filled().execute(query).unwrap().all();
    assert_eq!(rows, [("patrick".to_owned(), None)]);
}

#[test]
fn a_common_table_expression_is_written_once() {
    let busy = select((Booking.passenger_id, func::count(Booking.flight_id).label("n")))
        .group_by(Booking.passenger_id)
        .cte("busy");
    let other = alias!("other", &busy);
    let ((who, n), (other_who, other_n)) = (busy.columns(), other.columns());
    let query =
        select((who, n, other_who, other_n)).select_from(&busy).join_on(&other, who.lt(other_who).and(n.eq(other_n)));
    assert_snapshot!(check(query), @"
    WITH busy AS (SELECT booking.passenger_id AS passenger_id, count(booking.flight_id) AS n FROM booking GROUP BY booking.passenger_id) SELECT busy.passenger_id, busy.n, other.passenger_id AS passenger_id_1, other.n AS n_1 FROM busy JOIN busy AS other ON busy.passenger_id < other.passenger_id AND busy.n = other.n
    (1, 2, 2, 2)
    ");
}

#[test]
fn common_table_expressions_build_on_each_other() {
    let counts = select((Address.user_id, func::count_all().label("n"))).group_by(Address.user_id).cte("counts");
    let (user_id, n) = counts.columns();
    let rich = select(user_id).select_from(&counts).filter(n.gt(1)).cte("rich");
    let query = select(User.name).filter(User.id.in_(select(rich.columns()).select_from(&rich)));
    assert_snapshot!(check(query), @r#"
    WITH counts AS (SELECT address.user_id AS user_id, count(*) AS n FROM address GROUP BY address.user_id), rich AS (SELECT counts.user_id AS user_id FROM counts WHERE counts.n > ?) SELECT user_account.name FROM user_account WHERE user_account.id IN (SELECT rich.user_id FROM rich)
    binds: [BigInt(1)]
    "sandy"
    "#);
}

#[test]
fn binds_of_common_table_expressions_come_first() {
    let some = select(User.id).filter(User.name.ne("patrick")).cte("some");
    let id = some.columns();
    let query = select((literal("x"), id)).select_from(&some).filter(id.gt(1));
    assert_snapshot!(check(query), @r#"
    WITH some AS (SELECT user_account.id AS id FROM user_account WHERE user_account.name != ?) SELECT ?, some.id FROM some WHERE some.id > ?
    postgresql: WITH "some" AS (SELECT user_account.id AS id FROM user_account WHERE user_account.name != $1) SELECT $2, "some".id FROM "some" WHERE "some".id > $3
    binds: [Text("patrick"), Text("x"), Integer(1)]
    ("x", 2)
    "#);
}

#[test]
fn two_expressions_of_one_name_are_an_error() {
    let one = select(User.id).filter(User.id.gt(1)).cte("same");
    let two = select(User.id).filter(User.id.gt(2)).cte("same");
    let query = select(User.name)
        .filter(User.id.in_(select(one.columns()).select_from(&one)))
        .filter(User.id.in_(select(two.columns()).select_from(&two)));
    assert_snapshot!(check(query), @"
    InvalidStatement: two different common table expressions are called `same`; give one another name
    InvalidStatement: two different common table expressions are called `same`; give one another name
    ");
}

#[test]
fn a_recursive_expression_counts() {
    let numbers = recursive_cte("numbers", select(literal(1).label("n")), |numbers| {
        let n = numbers.columns();
        select(n + 1).select_from(numbers).filter(n.lt(4))
    });
    assert_snapshot!(check(select(numbers.columns()).select_from(&numbers)), @"
    WITH RECURSIVE numbers(n) AS (SELECT ? AS n UNION ALL SELECT numbers.n + ? FROM numbers WHERE numbers.n < ?) SELECT numbers.n FROM numbers
    binds: [Integer(1), Integer(1), Integer(4)]
    1
    2
    3
    4
    ");
}

#[test]
fn a_recursive_expression_follows_flights() {
    let route = recursive_cte(
        "route",
        select((Flight.destination, literal(1).label("stops"))).filter(Flight.id.eq(1)),
        |route| {
            let (at, stops) = route.columns();
            select((Flight.destination, stops + 1)).join_on(&route, Flight.origin.eq(at).and(stops.lt(4)))
        },
    );
    let (at, stops) = route.columns();
    assert_snapshot!(check(select((at, stops)).select_from(&route).order_by((stops, at))), @r#"
    WITH RECURSIVE route(destination, stops) AS (SELECT flight.destination AS destination, ? AS stops FROM flight WHERE flight.id = ? UNION ALL SELECT flight.destination, route.stops + ? FROM flight JOIN route ON flight.origin = route.destination AND route.stops < ?) SELECT route.destination, route.stops FROM route ORDER BY route.stops, route.destination
    binds: [Integer(1), Integer(1), Integer(1), Integer(4)]
    ("CDG", 1)
    ("JFK", 2)
    ("BER", 3)
    ("CDG", 4)
    ("JFK", 4)
    "#);
}

#[test]
fn a_derived_table_stands_beside_its_own_table() {
    let latest =
        select((Address.user_id, func::max(Address.id).label("id"))).group_by(Address.user_id).subquery("latest");
    let (_, id) = latest.columns();
    let query =
        select((User.name, Address.email_address)).join(Address).join_on(&latest, id.eq(Address.id)).order_by(User.id);
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, address.email_address FROM user_account JOIN address ON user_account.id = address.user_id JOIN (SELECT address.user_id AS user_id, max(address.id) AS id FROM address GROUP BY address.user_id) AS latest ON latest.id = address.id ORDER BY user_account.id
    ("spongebob", "spongebob@sqlalchemy.org")
    ("sandy", "sandy@squirrelpower.org")
    "#);
}

#[test]
fn names_of_derived_tables_are_quoted_where_they_must_be() {
    let odd = select(User.id.label("select")).subquery("my table");
    let id = odd.columns();
    assert_snapshot!(check(select(id).select_from(&odd).filter(id.eq(2))), @r#"
    SELECT "my table"."select" FROM (SELECT user_account.id AS "select" FROM user_account) AS "my table" WHERE "my table"."select" = ?
    mysql: SELECT `my table`.`select` FROM (SELECT user_account.id AS `select` FROM user_account) AS `my table` WHERE `my table`.`select` = ?
    binds: [Integer(2)]
    2
    "#);
}
