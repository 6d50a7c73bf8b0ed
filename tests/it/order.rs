//! ORDER BY, DISTINCT, LIMIT and OFFSET.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::User;

#[test]
fn rows_are_ordered_by_columns_expressions_and_labels() {
    let length = func::length(User.name).label("length");
    assert_snapshot!(check(select((User.name, &length)).order_by((length.desc(), User.name))), @r#"
    SELECT user_account.name, length(user_account.name) AS length FROM user_account ORDER BY length DESC, user_account.name
    mysql: SELECT user_account.name, char_length(user_account.name) AS length FROM user_account ORDER BY length DESC, user_account.name
    ("spongebob", 9)
    ("patrick", 7)
    ("sandy", 5)
    "#);
    assert_snapshot!(check(select(User.name).order_by(func::length(User.name))), @r#"
    SELECT user_account.name FROM user_account ORDER BY length(user_account.name)
    mysql: SELECT user_account.name FROM user_account ORDER BY char_length(user_account.name)
    "sandy"
    "patrick"
    "spongebob"
    "#);
    assert_snapshot!(check(select(User.name).order_by(&length)), @r#"
    SELECT user_account.name FROM user_account ORDER BY length(user_account.name)
    mysql: SELECT user_account.name FROM user_account ORDER BY char_length(user_account.name)
    "sandy"
    "patrick"
    "spongebob"
    "#);
    assert_snapshot!(check(select(User.name).order_by(User.fullname.asc()).order_by(User.id.desc())), @r#"
    SELECT user_account.name FROM user_account ORDER BY user_account.fullname, user_account.id DESC
    "patrick"
    "sandy"
    "spongebob"
    "#);
}

#[test]
fn an_order_may_be_decided_at_run_time() {
    let mut keys = vec![Flight.price.desc(), Flight.price.asc()];
    keys.pop();
    assert_snapshot!(check(select(Flight.id).order_by(keys).order_by(Flight.id)), @"
    SELECT flight.id FROM flight ORDER BY flight.price DESC, flight.id
    2
    3
    1
    4
    ");
}

#[test]
fn nulls_go_first_or_last() {
    assert_snapshot!(check(select((Flight.id, Flight.seats)).order_by((Flight.seats.nulls_first(), Flight.id))), @"
    SELECT flight.id, flight.seats FROM flight ORDER BY flight.seats NULLS FIRST, flight.id
    mysql: SELECT flight.id, flight.seats FROM flight ORDER BY flight.seats IS NULL DESC, flight.seats, flight.id
    (2, None)
    (1, Some(180))
    (3, Some(300))
    (4, Some(300))
    ");
    assert_snapshot!(check(select((Flight.id, Flight.seats)).order_by((Flight.seats.desc().nulls_last(), Flight.id))), @"
    SELECT flight.id, flight.seats FROM flight ORDER BY flight.seats DESC NULLS LAST, flight.id
    mysql: SELECT flight.id, flight.seats FROM flight ORDER BY flight.seats IS NULL, flight.seats DESC, flight.id
    (3, Some(300))
    (4, Some(300))
    (1, Some(180))
    (2, None)
    ");
    assert_snapshot!(check(select(Flight.id).order_by((Flight.seats.nulls_last().desc(), Flight.id.asc()))), @"
    SELECT flight.id FROM flight ORDER BY flight.seats DESC NULLS LAST, flight.id
    mysql: SELECT flight.id FROM flight ORDER BY flight.seats IS NULL, flight.seats DESC, flight.id
    3
    4
    1
    2
    ");
}

#[test]
fn distinct_rows_come_once() {
    assert_snapshot!(check(select(Flight.seats).distinct().order_by(Flight.seats)), @"
    SELECT DISTINCT flight.seats FROM flight ORDER BY flight.seats
    None
    Some(180)
    Some(300)
    ");
}

#[test]
fn limit_and_offset_cut_a_result() {
    let users = || select(User.id).order_by(User.id);
    assert_snapshot!(check(users().limit(1)), @"
    SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ?
    binds: [BigInt(1)]
    1
    ");
    assert_snapshot!(check(users().limit(1).offset(1)), @"
    SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ? OFFSET ?
    binds: [BigInt(1), BigInt(1)]
    2
    ");
    assert_snapshot!(check(users().offset(2)), @"
    SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT -1 OFFSET ?
    postgresql: SELECT user_account.id FROM user_account ORDER BY user_account.id OFFSET $1
    mysql: SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT 18446744073709551615 OFFSET ?
    binds: [BigInt(2)]
    3
    ");
    assert_snapshot!(check(users().limit(0)), @"
    SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ?
    binds: [BigInt(0)]
    (no rows)
    ");
    assert_snapshot!(check(users().limit(u64::MAX).offset(u64::MAX)), @"
    SELECT user_account.id FROM user_account ORDER BY user_account.id LIMIT ? OFFSET ?
    binds: [BigInt(9223372036854775807), BigInt(9223372036854775807)]
    (no rows)
    ");
}
