//! AND, OR, NOT, IN and what NULL does to conditions.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::User;

#[test]
fn and_binds_tighter_than_or() {
    let condition = User.name.eq("patrick").or(User.id.gt(1).and(User.id.lt(3)));
    assert_snapshot!(check(select(User.id).filter(condition)), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name = ? OR user_account.id > ? AND user_account.id < ?
    binds: [Text("patrick"), Integer(1), Integer(3)]
    3
    2
    "#);
}

#[test]
fn or_inside_and_gets_parentheses() {
    let condition = User.id.gt(1).and(User.id.lt(3).or(User.name.eq("patrick")));
    assert_snapshot!(check(select(User.id).filter(condition)), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.id > ? AND (user_account.id < ? OR user_account.name = ?)
    binds: [Integer(1), Integer(3), Text("patrick")]
    2
    3
    "#);
    let either = || User.id.eq(1).or(User.id.eq(2));
    assert_snapshot!(check(select(User.id).filter(either()).filter(User.name.ne("sandy"))), @r#"
    SELECT user_account.id FROM user_account WHERE (user_account.id = ? OR user_account.id = ?) AND user_account.name != ?
    binds: [Integer(1), Integer(2), Text("sandy")]
    1
    "#);
}

#[test]
fn not_gets_parentheses() {
    assert_snapshot!(check(select(User.id).filter(!User.id.lt(3).or(User.name.eq("patrick")))), @r#"
    SELECT user_account.id FROM user_account WHERE NOT (user_account.id < ? OR user_account.name = ?)
    binds: [Integer(3), Text("patrick")]
    (no rows)
    "#);
    assert_snapshot!(check(select(User.id).filter(!(User.id.lt(3).and(User.name.eq("sandy"))))), @r#"
    SELECT user_account.id FROM user_account WHERE NOT (user_account.id < ? AND user_account.name = ?)
    binds: [Integer(3), Text("sandy")]
    3
    1
    "#);
    assert_snapshot!(check(select(User.id).filter(!(!User.id.eq(3)))), @"
    SELECT user_account.id FROM user_account WHERE NOT (NOT (user_account.id = ?))
    binds: [Integer(3)]
    3
    ");
}

#[test]
fn negated_predicates_have_a_form_of_their_own() {
    assert_snapshot!(check(select(User.id).filter(!User.fullname.is_null())), @"
    SELECT user_account.id FROM user_account WHERE user_account.fullname IS NOT NULL
    1
    2
    ");
    assert_snapshot!(check(select(User.id).filter(!User.id.between(1, 2))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id NOT BETWEEN ? AND ?
    binds: [Integer(1), Integer(2)]
    3
    ");
    assert_snapshot!(check(select(User.id).filter(!User.id.in_([1, 2]))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id NOT IN (?, ?)
    binds: [Integer(1), Integer(2)]
    3
    ");
    assert_snapshot!(check(select(User.id).filter(!User.name.like("s%"))), @r#"
    SELECT user_account.id FROM user_account WHERE NOT (user_account.name LIKE ?)
    binds: [Text("s%")]
    3
    "#);
}

#[test]
fn conditions_come_in_tuples_and_lists() {
    let tuple = and_((User.id.gt(1), User.name.ne("patrick"), or_((User.id.eq(2), User.fullname.is_null()))));
    assert_snapshot!(check(select(User.id).filter(tuple)), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.id > ? AND user_account.name != ? AND (user_account.id = ? OR user_account.fullname IS NULL)
    binds: [Integer(1), Text("patrick"), Integer(2)]
    2
    "#);
    assert_snapshot!(check(select(User.id).filter(or_([1, 3].map(|id| User.id.eq(id))))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id = ? OR user_account.id = ?
    binds: [Integer(1), Integer(3)]
    1
    3
    ");
    assert_snapshot!(check(select(User.id).filter(or_(vec![User.id.eq(1)]))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id = ?
    binds: [Integer(1)]
    1
    ");
}

#[test]
fn an_empty_list_of_conditions_is_true_for_and_and_false_for_or() {
    let none = || (0..0).map(|id| User.id.eq(id));
    assert_snapshot!(check(select(User.id).filter(and_(none()))), @"
    SELECT user_account.id FROM user_account WHERE 1 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE true
    3
    2
    1
    ");
    assert_snapshot!(check(select(User.id).filter(or_(none()))), @"
    SELECT user_account.id FROM user_account WHERE 0 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE false
    (no rows)
    ");
    assert_snapshot!(check(select(User.id).filter(or_(none()).or(User.id.eq(1)))), @"
    SELECT user_account.id FROM user_account WHERE 0 = 1 OR user_account.id = ?
    postgresql: SELECT user_account.id FROM user_account WHERE false OR user_account.id = $1
    binds: [Integer(1)]
    1
    ");
}

#[test]
fn in_takes_lists_of_any_kind() {
    assert_snapshot!(check(select(User.id).filter(User.id.in_([1, 3]))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id IN (?, ?)
    binds: [Integer(1), Integer(3)]
    1
    3
    ");
    let names = vec![String::from("sandy"), String::from("nobody")];
    assert_snapshot!(check(select(User.id).filter(User.name.in_(&names))), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name IN (?, ?)
    binds: [Text("sandy"), Text("nobody")]
    2
    "#);
    assert_snapshot!(check(select(User.id).filter(User.id.not_in(2..=3))), @"
    SELECT user_account.id FROM user_account WHERE user_account.id NOT IN (?, ?)
    binds: [Integer(2), Integer(3)]
    1
    ");
}

#[test]
fn an_empty_list_is_never_met_and_its_opposite_always_even_for_null() {
    let nobody: [&str; 0] = [];
    assert_snapshot!(check(select(User.id).filter(User.fullname.in_(nobody))), @"
    SELECT user_account.id FROM user_account WHERE 0 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE false
    (no rows)
    ");
    assert_snapshot!(check(select(User.id).filter(User.fullname.not_in(nobody))), @"
    SELECT user_account.id FROM user_account WHERE 1 = 1
    postgresql: SELECT user_account.id FROM user_account WHERE true
    3
    2
    1
    ");
    assert_snapshot!(check(select(User.id).filter(!User.fullname.in_(nobody).and(User.id.eq(1)))), @"
    SELECT user_account.id FROM user_account WHERE NOT (0 = 1 AND user_account.id = ?)
    postgresql: SELECT user_account.id FROM user_account WHERE NOT (false AND user_account.id = $1)
    binds: [Integer(1)]
    3
    2
    1
    ");
}

#[test]
fn comparing_with_none_is_asking_for_null() {
    assert_snapshot!(check(select(User.id).filter(User.fullname.eq(None))), @"
    SELECT user_account.id FROM user_account WHERE user_account.fullname IS NULL
    3
    ");
    assert_snapshot!(check(select(User.id).filter(User.fullname.ne(None))), @"
    SELECT user_account.id FROM user_account WHERE user_account.fullname IS NOT NULL
    1
    2
    ");
    assert_snapshot!(check(select(User.id).filter(User.fullname.eq(Some("Sandy Cheeks".to_owned())))), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.fullname = ?
    binds: [Text("Sandy Cheeks")]
    2
    "#);
}

#[test]
fn null_is_a_value_for_is_distinct_from() {
    assert_snapshot!(check(select(User.id).filter(User.fullname.is_distinct_from("Sandy Cheeks"))), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.fullname IS NOT ?
    postgresql: SELECT user_account.id FROM user_account WHERE user_account.fullname IS DISTINCT FROM $1
    mysql: SELECT user_account.id FROM user_account WHERE NOT (user_account.fullname <=> ?)
    binds: [Text("Sandy Cheeks")]
    1
    3
    "#);
    assert_snapshot!(check(select(User.id).filter(User.fullname.is_not_distinct_from(None))), @"
    SELECT user_account.id FROM user_account WHERE user_account.fullname IS ?
    postgresql: SELECT user_account.id FROM user_account WHERE user_account.fullname IS NOT DISTINCT FROM $1
    mysql: SELECT user_account.id FROM user_account WHERE user_account.fullname <=> ?
    binds: [Null(Text)]
    3
    ");
    let pair = Flight.seats.is_distinct_from(Flight.seats + 1).and(Flight.id.gt(1));
    assert_snapshot!(check(select(Flight.id).filter(pair)), @"
    SELECT flight.id FROM flight WHERE flight.seats IS NOT flight.seats + ? AND flight.id > ?
    postgresql: SELECT flight.id FROM flight WHERE flight.seats IS DISTINCT FROM flight.seats + $1 AND flight.id > $2
    mysql: SELECT flight.id FROM flight WHERE NOT (flight.seats <=> flight.seats + ?) AND flight.id > ?
    binds: [Integer(1), Integer(1)]
    3
    4
    ");
}
