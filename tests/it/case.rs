//! CASE, literals and NULL.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Flight, FlightStatus};
use crate::schemas::tutorial::User;

#[test]
fn case_takes_the_first_branch_that_applies() {
    let size = case()
        .when(Flight.seats.gt(200), "large")
        .when(Flight.seats.gt(100), "small")
        .otherwise("unknown")
        .label("size");
    let query = select((Flight.id, &size)).order_by((&size, Flight.id));
    let rows: Vec<(i32, String)> = filled().execute(query.clone()).unwrap().all();
    assert_eq!(rows[0], (3, "large".to_owned()));
    assert_snapshot!(check(query), @r#"
    SELECT flight.id, CASE WHEN flight.seats > ? THEN ? WHEN flight.seats > ? THEN ? ELSE ? END AS size FROM flight ORDER BY size, flight.id
    binds: [Integer(200), Text("large"), Integer(100), Text("small"), Text("unknown")]
    (3, "large")
    (4, "large")
    (1, "small")
    (2, "unknown")
    "#);
}

#[test]
fn case_without_else_is_null() {
    let price = case().when(Flight.status.ne(FlightStatus::Cancelled), Flight.price).end();
    let rows: Vec<Option<f64>> = filled().execute(select(&price).order_by(Flight.id)).unwrap().all();
    assert_eq!(rows, [Some(99.5), Some(420.0), Some(380.25), None]);
    assert_snapshot!(check(select(func::sum(price))), @r#"
    SELECT sum(CASE WHEN flight.status != ? THEN flight.price END) FROM flight
    binds: [Text("cancelled")]
    Some(899.75)
    "#);
}

#[test]
fn a_branch_that_may_be_null_makes_the_case_nullable() {
    let query = select(case().when(User.id.eq(1), "one").otherwise(User.fullname)).order_by(User.id);
    let rows: Vec<Option<String>> = filled().execute(query).unwrap().all();
    assert_eq!(rows[2], None);
}

#[test]
fn case_stands_in_conditions_and_orders() {
    let first = case().when(User.name.eq("patrick"), 0).otherwise(1);
    assert_snapshot!(check(select(User.name).filter(first.ge(0)).order_by((&first, User.name))), @r#"
    SELECT user_account.name FROM user_account WHERE CASE WHEN user_account.name = ? THEN ? ELSE ? END >= ? ORDER BY CASE WHEN user_account.name = ? THEN ? ELSE ? END, user_account.name
    binds: [Text("patrick"), Integer(0), Integer(1), Integer(0), Text("patrick"), Integer(0), Integer(1)]
    "patrick"
    "sandy"
    "spongebob"
    "#);
}

#[test]
fn literals_have_the_type_of_their_value() {
    let mut conn = filled();
    let row = select((
        literal(1_i16),
        literal(1),
        literal(1_i64),
        literal(0.5_f32),
        literal(0.5),
        literal(true),
        literal("it's"),
        literal(String::from("s")),
        literal(vec![1_u8, 2]),
        null::<Integer>(),
    ));
    let row: (i16, i32, i64, f32, f64, bool, String, String, Vec<u8>, Option<i32>) =
        conn.execute(row).unwrap().one().unwrap();
    assert_eq!(row, (1, 1, 1, 0.5, 0.5, true, "it's".to_owned(), "s".to_owned(), vec![1, 2], None));
}

#[test]
fn a_null_literal_compares_as_null_does() {
    assert_snapshot!(check(select(User.id).filter(User.fullname.eq(null::<Text>()))), @"
    SELECT user_account.id FROM user_account WHERE user_account.fullname = NULL
    (no rows)
    ");
    assert_snapshot!(check(select((null::<Text>().is_null(), literal(1).is_null()))), @"
    SELECT NULL IS NULL, ? IS NULL
    binds: [Integer(1)]
    (true, false)
    ");
}

#[test]
fn a_case_of_a_value_compares_it_with_each() {
    let status = case_of(Flight.status).when(FlightStatus::Planned, 1).when(FlightStatus::Landed, 2).otherwise(0);
    let near = case_of(Flight.seats).when(Flight.id + 147, "near").end();
    let query: Query<(i32, i32, Option<String>)> = select((Flight.id, status, near)).order_by(Flight.id).erase();
    assert_snapshot!(check(query), @r#"
    SELECT flight.id, CASE flight.status WHEN ? THEN ? WHEN ? THEN ? ELSE ? END, CASE flight.seats WHEN flight.id + ? THEN ? END FROM flight ORDER BY flight.id
    binds: [Text("planned"), Integer(1), Text("landed"), Integer(2), Integer(0), Integer(147), Text("near")]
    (1, 1, None)
    (2, 2, None)
    (3, 1, None)
    (4, 0, None)
    "#);
}

#[test]
fn a_case_of_a_value_is_made_from_pairs() {
    let names = vec![(1, "one".to_owned()), (2, "two".to_owned())];
    assert_snapshot!(check(select(case_of(User.id).mapping(names).otherwise(User.name)).order_by(User.id)), @r#"
    SELECT CASE user_account.id WHEN ? THEN ? WHEN ? THEN ? ELSE user_account.name END FROM user_account ORDER BY user_account.id
    binds: [Integer(1), Text("one"), Integer(2), Text("two")]
    "one"
    "two"
    "patrick"
    "#);
    let nothing: [(i32, &str); 0] = [];
    assert_snapshot!(check(select(case_of(User.id).mapping(nothing).end())), @"
    InvalidStatement: a CASE without a branch; give `.when(…)`
    InvalidStatement: a CASE without a branch; give `.when(…)`
    ");
    let never = case_of(User.fullname).when(None::<String>, 1).otherwise(2);
    assert_snapshot!(check(select(never)), @"
    InvalidStatement: `CASE x WHEN NULL` never applies; ask with `case().when(x.is_null(), …)`
    InvalidStatement: `CASE x WHEN NULL` never applies; ask with `case().when(x.is_null(), …)`
    ");
}

#[test]
fn a_case_of_a_value_is_grouped_and_aggregated() {
    let parity = case_of(User.id % 2).when(0, "even").otherwise("odd");
    let query = select((&parity, func::sum(case_of(User.name).when("sandy", 10).otherwise(User.id)))).group_by(&parity);
    assert_snapshot!(check(query.order_by(&parity)), @r#"
    SELECT CASE user_account.id % ? WHEN ? THEN ? ELSE ? END, sum(CASE user_account.name WHEN ? THEN ? ELSE user_account.id END) FROM user_account GROUP BY CASE user_account.id % ? WHEN ? THEN ? ELSE ? END ORDER BY CASE user_account.id % ? WHEN ? THEN ? ELSE ? END
    postgresql: SELECT CASE user_account.id % $1 WHEN $2 THEN $3 ELSE $4 END, CAST(sum(CASE user_account.name WHEN $5 THEN $6 ELSE user_account.id END) AS BIGINT) FROM user_account GROUP BY CASE user_account.id % $1 WHEN $2 THEN $3 ELSE $4 END ORDER BY CASE user_account.id % $1 WHEN $2 THEN $3 ELSE $4 END
    mysql: SELECT CASE user_account.id % ? WHEN ? THEN ? ELSE ? END, CAST(sum(CASE user_account.name WHEN ? THEN ? ELSE user_account.id END) AS SIGNED) FROM user_account GROUP BY 1 ORDER BY 1
    binds: [Integer(2), Integer(0), Text("even"), Text("odd"), Text("sandy"), Integer(10), Integer(2), Integer(0), Text("even"), Text("odd"), Integer(2), Integer(0), Text("even"), Text("odd")]
    ("even", Some(10))
    ("odd", Some(4))
    "#);
    let ungrouped = case_of(User.name).when("a", 1).otherwise(2);
    assert_snapshot!(check(select((ungrouped, func::count_all())).group_by(User.id % 2)), @"
    InvalidStatement: column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    InvalidStatement: column `user_account.name` is neither in GROUP BY nor inside an aggregate; add it to `.group_by(…)`
    ");
}
