//! Select lists, FROM and WHERE.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Flight, FlightStatus, Sample};
use crate::schemas::tutorial::{Address, User};

#[test]
fn a_column_is_selected_from_its_table() {
    assert_snapshot!(check(select(User.name)), @r#"
    SELECT user_account.name FROM user_account
    "patrick"
    "sandy"
    "spongebob"
    "#);
}

#[test]
fn an_entity_is_all_columns_of_its_table() {
    assert_snapshot!(check(select(User).order_by(User.id)), @r#"
    SELECT user_account.id, user_account.name, user_account.fullname FROM user_account ORDER BY user_account.id
    User { id: 1, name: "spongebob", fullname: Some("Spongebob Squarepants") }
    User { id: 2, name: "sandy", fullname: Some("Sandy Cheeks") }
    User { id: 3, name: "patrick", fullname: None }
    "#);
}

#[test]
fn select_lists_nest() {
    assert_snapshot!(check(select((User.id, (User.name, (User.fullname,)), User)).limit(1)), @r#"
    SELECT user_account.id, user_account.name, user_account.fullname, user_account.id AS id_1, user_account.name AS name_1, user_account.fullname AS fullname_1 FROM user_account LIMIT ?
    binds: [BigInt(1)]
    (1, ("spongebob", (Some("Spongebob Squarepants"),)), User { id: 1, name: "spongebob", fullname: Some("Spongebob Squarepants") })
    "#);
}

#[test]
fn sixteen_items_fit_into_a_select_list() {
    let row = select((
        literal(1_i64),
        literal(2_i64),
        literal(3_i64),
        literal(4_i64),
        literal(5_i64),
        literal(6_i64),
        literal(7_i64),
        literal(8_i64),
        literal(9_i64),
        literal(10_i64),
        literal(11_i64),
        literal(12_i64),
        literal(13_i64),
        literal(14_i64),
        (literal(15_i64), User.id),
        User,
    ))
    .filter(User.id.eq(2));
    let mut conn = filled();
    let rows = conn.execute(row).unwrap();
    assert_eq!(rows.columns().len(), 19);
    let row = rows.one().unwrap();
    assert_eq!((row.0, row.13, row.14, row.15.name.as_str()), (1, 14, (15, 2), "sandy"));
}

#[test]
fn result_columns_have_names_of_their_own() {
    let rows =
        filled().execute(select((User.id, Address.id, User.id.label("key"), User.id + 1)).join(Address)).unwrap();
    assert_eq!(rows.columns(), ["id", "id_1", "key", "?column?"]);
    assert_snapshot!(check(select((User.id, Address.id, Address.id)).join(Address).limit(1)), @"
    SELECT user_account.id, address.id AS id_1, address.id AS id_2 FROM user_account JOIN address ON user_account.id = address.user_id LIMIT ?
    binds: [BigInt(1)]
    (1, 1, 1)
    ");
}

#[test]
fn the_first_column_decides_from() {
    assert_snapshot!(check(select((literal(1), Address.email_address)).limit(1)), @r#"
    SELECT ?, address.email_address FROM address LIMIT ?
    binds: [Integer(1), BigInt(1)]
    (1, "spongebob@sqlalchemy.org")
    "#);
    assert_snapshot!(check(select((func::count(Address.id), func::count(User.id))).join(User)), @"
    SELECT count(address.id), count(user_account.id) FROM address JOIN user_account ON user_account.id = address.user_id
    (3, 3)
    ");
}

#[test]
fn select_from_replaces_the_inferred_from() {
    assert_snapshot!(check(select((User.name, Address.email_address)).select_from(Address).join(User).limit(1)), @r#"
    SELECT user_account.name, address.email_address FROM address JOIN user_account ON user_account.id = address.user_id LIMIT ?
    binds: [BigInt(1)]
    ("spongebob", "spongebob@sqlalchemy.org")
    "#);
    assert_snapshot!(check(select(func::count_all()).select_from(User)), @"
    SELECT count(*) FROM user_account
    3
    ");
}

#[test]
fn values_alone_need_no_from() {
    assert_snapshot!(check(select((literal("hello"), literal(1.5), literal(true), null::<Text>()))), @r#"
    SELECT ?, ?, ?, NULL
    binds: [Text("hello"), Double(1.5), Boolean(true)]
    ("hello", 1.5, true, None)
    "#);
}

#[test]
fn conditions_add_up() {
    assert_snapshot!(check(select(User.name).filter(User.id.gt(1)).filter(User.fullname.is_not_null())), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.id > ? AND user_account.fullname IS NOT NULL
    binds: [Integer(1)]
    "sandy"
    "#);
}

#[test]
fn a_condition_may_be_absent() {
    let query = |name: Option<&str>| select(User.name).filter(name.map(|name| User.name.eq(name))).order_by(User.id);
    assert_snapshot!(check(query(Some("sandy"))), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.name = ? ORDER BY user_account.id
    binds: [Text("sandy")]
    "sandy"
    "#);
    assert_snapshot!(check(query(None)), @r#"
    SELECT user_account.name FROM user_account ORDER BY user_account.id
    "spongebob"
    "sandy"
    "patrick"
    "#);
}

#[test]
fn filter_by_compares_one_column() {
    assert_snapshot!(check(select(User.id).filter_by(User.name, "sandy").filter_by(User.fullname, "Sandy Cheeks")), @r#"
    SELECT user_account.id FROM user_account WHERE user_account.name = ? AND user_account.fullname = ?
    binds: [Text("sandy"), Text("Sandy Cheeks")]
    2
    "#);
}

#[test]
fn filter_by_none_is_null() {
    assert_snapshot!(check(select(User.name).filter_by(User.fullname, None)), @r#"
    SELECT user_account.name FROM user_account WHERE user_account.fullname IS NULL
    "patrick"
    "#);
}

#[test]
fn a_boolean_column_is_a_condition() {
    assert_snapshot!(check(select(Sample.id).filter(Sample.flag)), @"
    SELECT sample.id FROM sample WHERE sample.flag
    (no rows)
    ");
    assert_snapshot!(check(select(Sample.id).filter(!Sample.flag.is_null())), @"
    SELECT sample.id FROM sample WHERE sample.flag IS NOT NULL
    (no rows)
    ");
}

#[test]
fn rows_are_locked_where_the_database_can() {
    assert_snapshot!(check(select(User.id).for_update()), @"
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    postgresql: SELECT user_account.id FROM user_account FOR UPDATE
    mysql: SELECT user_account.id FROM user_account FOR UPDATE
    Unsupported: sqlite has neither FOR UPDATE nor FOR SHARE: a writing transaction locks the whole database; leave `.for_update()` out
    ");
}

#[test]
fn enums_are_selected_and_compared_as_rust_enums() {
    let query = select((Flight.id, Flight.status)).filter(Flight.status.eq(FlightStatus::Landed));
    let rows: Vec<(i32, FlightStatus)> = filled().execute(query).unwrap().all();
    assert_eq!(rows, [(2, FlightStatus::Landed)]);
    assert_snapshot!(check(select(Flight.id).filter(Flight.status.in_(FlightStatus::ALL)).order_by(Flight.id.desc())), @r#"
    SELECT flight.id FROM flight WHERE flight.status IN (?, ?, ?) ORDER BY flight.id DESC
    binds: [Text("planned"), Text("landed"), Text("cancelled")]
    4
    3
    2
    1
    "#);
}

#[test]
fn a_statement_is_used_more_than_once() {
    let base = select(User.name).filter(User.id.gt(1));
    let mut conn = filled();
    let narrowed = base.clone().filter(User.fullname.is_null());
    assert_eq!(conn.scalars(narrowed).unwrap().all(), ["patrick"]);
    assert_eq!(conn.scalars(base).unwrap().len(), 2);
}

#[test]
fn scalars_are_first_columns() {
    let mut conn = filled();
    assert_eq!(conn.scalar(select((User.name, User.id)).order_by(User.id.desc())).unwrap(), Some("patrick".to_owned()));
    assert_eq!(conn.scalar(select(User.name).filter(User.id.gt(9))).unwrap(), None);
    let users: Vec<User> = conn.scalars(select((User, User.id)).filter(User.id.eq(3))).unwrap().all();
    assert_eq!(users, [User { id: 3, name: "patrick".to_owned(), fullname: None }]);
}
