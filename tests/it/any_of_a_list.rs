//! `= ANY` and its relatives over lists and arrays.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::types::Array;

use crate::check::check;
use crate::schemas::travel::{Flight, FlightStatus, Sample};
use crate::schemas::tutorial::User;

#[test]
fn a_list_is_one_array_on_postgresql_and_in_elsewhere() {
    assert_snapshot!(check(select(User.name).filter(User.id.eq_any(vec![1, 3])).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id IN (?, ?) ORDER BY user_account.id
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id = ANY ($1) ORDER BY user_account.id
    binds: [Integer(1), Integer(3)]
    "spongebob"
    "patrick"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.id.ne_all([1])).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id NOT IN (?) ORDER BY user_account.id
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id != ALL ($1) ORDER BY user_account.id
    binds: [Integer(1)]
    "sandy"
    "patrick"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.name.eq_any(["sandy", "it's"]))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name IN (?, ?)
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.name = ANY ($1)
    binds: [Text("sandy"), Text("it's")]
    "sandy"
    "#);
    assert_snapshot!(check(select(User.name).filter(User.id.eq_any(Vec::<i32>::new()))), @"
    SELECT user_account.name FROM user_account WHERE 0 = 1
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id = ANY ($1)
    (no rows)
    ");
    assert_snapshot!(check(select(User.name).filter(User.id.ne_all(Vec::<i32>::new())).order_by(User.id)), @r#"
    SELECT user_account.name FROM user_account WHERE 1 = 1 ORDER BY user_account.id
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id != ALL ($1) ORDER BY user_account.id
    "spongebob"
    "sandy"
    "patrick"
    "#);
}

#[test]
fn one_text_stands_for_lists_of_every_length() {
    let text = |ids: Vec<i32>| {
        let query = select(User.name).filter(User.id.eq_any(ids));
        query.compile(Dialect::PostgreSql).unwrap().sql().to_owned()
    };
    assert_eq!(text(vec![]), text((0..1000).collect()));
}

#[test]
fn other_comparisons_with_a_list_are_postgresqls() {
    assert_snapshot!(check(select(User.name).filter(User.id.gt_all([1, 2]))), @"
    Unsupported: sqlite compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id > ALL ($1)
    mysql: Unsupported: mysql compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    Unsupported: sqlite compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    ");
    assert_snapshot!(check(select(User.name).filter(User.id.lt_any([2, 3])).order_by(User.id)), @"
    Unsupported: sqlite compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    postgresql: SELECT user_account.name FROM user_account WHERE user_account.id < ANY ($1) ORDER BY user_account.id
    mysql: Unsupported: mysql compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    Unsupported: sqlite compares no value with ANY or ALL of a list but by `.eq_any(list)` and `.ne_all(list)`; compare with the least or greatest of the list
    ");
}

#[test]
fn lists_hold_labels_of_enums_and_dates_beside_timestamps() {
    let status = Flight.status.eq_any([FlightStatus::Landed, FlightStatus::Cancelled]);
    assert_snapshot!(check(select(Flight.id).filter(status).order_by(Flight.id)), @r#"
    SELECT flight.id FROM flight WHERE flight.status IN (?, ?) ORDER BY flight.id
    postgresql: SELECT flight.id FROM flight WHERE flight.status = ANY ($1) ORDER BY flight.id
    binds: [Text("landed"), Text("cancelled")]
    2
    4
    "#);
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    assert_snapshot!(check(select(Sample.id).filter(Sample.moment.eq_any([literal(day)]))), @"
    SELECT sample.id FROM sample WHERE sample.moment IN (?)
    postgresql: SELECT sample.id FROM sample WHERE sample.moment = ANY ($1)
    binds: [Timestamp(2024-01-01T00:00:00)]
    (no rows)
    ");
    assert_snapshot!(check(select(User.id).filter(User.id.eq_any([literal(1), literal(2)])).order_by(User.id)), @"
    SELECT user_account.id FROM user_account WHERE user_account.id IN (?, ?) ORDER BY user_account.id
    postgresql: SELECT user_account.id FROM user_account WHERE user_account.id = ANY ($1) ORDER BY user_account.id
    binds: [Integer(1), Integer(2)]
    1
    2
    ");
}

#[test]
fn a_value_is_looked_for_in_an_array_of_the_database() {
    let words = func::call::<Array<Text>>("string_to_array", (User.fullname, literal(" ")));
    let query = select(User.name).filter(literal("Cheeks").eq_any(words));
    assert_snapshot!(check(query), @"
    Unsupported: sqlite has no arrays; keep the elements in a table of their own, or in a JSON document
    postgresql: SELECT user_account.name FROM user_account WHERE $1 = ANY (string_to_array(user_account.fullname, $2))
    mysql: Unsupported: mysql has no arrays; keep the elements in a table of their own, or in a JSON document
    Unsupported: sqlite has no arrays; keep the elements in a table of their own, or in a JSON document
    ");
}

#[test]
fn dates_are_subtracted_from_dates() {
    let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 3, day).unwrap();
    assert_snapshot!(check(select(literal(day(1)) - day(31))), @"
    SELECT CAST(julianday(date(?)) - julianday(date(?)) AS INTEGER)
    postgresql: SELECT (CAST($1 AS DATE) - CAST($2 AS DATE))
    mysql: SELECT datediff(?, ?)
    binds: [Date(2024-03-01), Date(2024-03-31)]
    -30
    ");
    let query: Query<Option<i32>> = select(literal(day(1)) - Sample.day).erase();
    assert_snapshot!(check(query), @"
    SELECT CAST(julianday(date(?)) - julianday(date(sample.day)) AS INTEGER) FROM sample
    postgresql: SELECT (CAST($1 AS DATE) - CAST(sample.day AS DATE)) FROM sample
    mysql: SELECT datediff(?, sample.day) FROM sample
    binds: [Date(2024-03-01)]
    None
    ");
    let query: Query<Option<i32>> = select(func::max(Sample.day) - func::min(Sample.day)).erase();
    assert_snapshot!(check(query), @"
    SELECT CAST(julianday(date(max(sample.day))) - julianday(date(min(sample.day))) AS INTEGER) FROM sample
    postgresql: SELECT (CAST(max(sample.day) AS DATE) - CAST(min(sample.day) AS DATE)) FROM sample
    mysql: SELECT datediff(max(sample.day), min(sample.day)) FROM sample
    None
    ");
}
