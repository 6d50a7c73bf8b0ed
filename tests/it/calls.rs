//! Function calls: those that every dialect has, and any other by its name.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::types::Nullable;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::Flight;
use crate::schemas::tutorial::{Address, User};

#[test]
fn functions_of_texts_are_called() {
    let row = select((
        func::lower(User.fullname),
        func::upper(User.name),
        func::trim(literal("  x ")),
        func::length(User.fullname),
        func::substr(User.name, 2, 3),
        func::replace(User.name, "an", "AN"),
    ))
    .order_by(User.id);
    let rows: Vec<(Option<String>, String, String, Option<i32>, String, String)> =
        filled().execute(row.clone()).unwrap().all();
    assert_eq!(rows.len(), 3);
    assert_snapshot!(check(row), @r#"
    SELECT lower(user_account.fullname), upper(user_account.name), trim(?), length(user_account.fullname), substr(user_account.name, ?, ?), replace(user_account.name, ?, ?) FROM user_account ORDER BY user_account.id
    mysql: SELECT lower(user_account.fullname), upper(user_account.name), trim(?), char_length(user_account.fullname), substr(user_account.name, ?, ?), replace(user_account.name, ?, ?) FROM user_account ORDER BY user_account.id
    binds: [Text("  x "), Integer(2), Integer(3), Text("an"), Text("AN")]
    (Some("spongebob squarepants"), "SPONGEBOB", "x", Some(21), "pon", "spongebob")
    (Some("sandy cheeks"), "SANDY", "x", Some(12), "and", "sANdy")
    (None, "PATRICK", "x", None, "atr", "patrick")
    "#);
}

#[test]
fn lengths_are_counted_in_characters() {
    assert_eq!(filled().scalar(select(func::length(literal("né🦀")))).unwrap(), Some(3));
}

#[test]
fn functions_of_numbers_are_called() {
    let row = select((func::abs(Flight.seats - 200), func::round(Flight.price), func::abs(literal(-2_i64))));
    assert_snapshot!(check(row.order_by(Flight.id)), @"
    SELECT abs(flight.seats - ?), round(flight.price), abs(?) FROM flight ORDER BY flight.id
    postgresql: SELECT abs(flight.seats - $1), CAST(round(CAST(flight.price AS NUMERIC)) AS DOUBLE PRECISION), abs($2) FROM flight ORDER BY flight.id
    mysql: SELECT abs(flight.seats - ?), CAST(round(CAST(flight.price AS DECIMAL(65, 20))) AS DOUBLE), abs(?) FROM flight ORDER BY flight.id
    binds: [Integer(200), BigInt(-2)]
    (Some(20), 100.0, 2)
    (None, 420.0, 2)
    (Some(100), 380.0, 2)
    (Some(100), 100.0, 2)
    ");
}

#[test]
fn coalesce_and_nullif_exchange_null_and_values() {
    let row = select((
        func::coalesce(User.fullname, User.name),
        func::coalesce(User.fullname, null::<Text>()),
        func::nullif(User.name, "sandy"),
    ));
    let rows: Vec<(String, Option<String>, Option<String>)> =
        filled().execute(row.clone().order_by(User.id)).unwrap().all();
    assert_eq!(rows[2].0, "patrick");
    assert_snapshot!(check(row.order_by(User.id)), @r#"
    SELECT coalesce(user_account.fullname, user_account.name), coalesce(user_account.fullname, NULL), nullif(user_account.name, ?) FROM user_account ORDER BY user_account.id
    binds: [Text("sandy")]
    ("Spongebob Squarepants", Some("Spongebob Squarepants"), Some("spongebob"))
    ("Sandy Cheeks", Some("Sandy Cheeks"), None)
    ("patrick", None, Some("patrick"))
    "#);
}

#[test]
fn now_and_today_are_decoded() {
    let mut conn = filled();
    let (now, today) = conn.execute(select((func::now(), func::current_date()))).unwrap().one().unwrap();
    assert_eq!(now.date(), today);
    assert!(today > chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap());
    assert_snapshot!(
        select((func::now(), func::current_date())).compile(Dialect::MySql).unwrap(),
        @"SELECT CURRENT_TIMESTAMP, CURRENT_DATE"
    );
    let later = select(User.id).filter(func::now().gt(chrono::DateTime::UNIX_EPOCH.naive_utc())).limit(1);
    assert_eq!(conn.execute(later).unwrap().len(), 1);
}

#[test]
fn any_other_function_is_called_by_its_name() {
    let row = select((
        func::call::<Text>("printf", (literal("%05d"), User.id)),
        func::call::<Nullable<Integer>>("unicode", User.fullname),
        func::call::<BigInt>("changes", ()),
    ));
    // Its arguments do not say what stands in FROM.
    assert_snapshot!(check(row.select_from(User).order_by(User.id)), @r#"
    SELECT printf(?, user_account.id), unicode(user_account.fullname), changes() FROM user_account ORDER BY user_account.id
    binds: [Text("%05d")]
    ("00001", Some(83), 1)
    ("00002", Some(83), 1)
    ("00003", None, 1)
    "#);
}

#[test]
fn any_other_aggregate_is_called_by_its_name() {
    let all = func::call_aggregate::<Text>("group_concat", (User.name, literal("+"))).filter_where(User.id.lt(3));
    assert_snapshot!(check(select(all).select_from(User)), @r#"
    SELECT group_concat(user_account.name, ?) FILTER (WHERE user_account.id < ?) FROM user_account
    mysql: SELECT group_concat(CASE WHEN user_account.id < ? THEN user_account.name END, CASE WHEN user_account.id < ? THEN ? END) FROM user_account
    binds: [Text("+"), Integer(3)]
    "sandy+spongebob"
    "#);
}

#[test]
fn a_filter_is_an_argument_on_mysql_if_the_aggregate_passes_over_nulls() {
    let array = func::call_aggregate::<Text>("json_group_array", User.fullname).filter_where(User.id.ge(2));
    assert_snapshot!(check(select(array).select_from(User)), @r#"
    SELECT json_group_array(user_account.fullname) FILTER (WHERE user_account.id >= ?) FROM user_account
    mysql: Unsupported: mysql has no FILTER, and `json_group_array` is not known to skip NULLs, which would do the same; filter in a subquery
    binds: [Integer(2)]
    "[\"Sandy Cheeks\",null]"
    "#);
    let object = func::call_aggregate::<Text>("json_group_object", (User.name, User.id)).filter_where(User.id.ge(2));
    assert_snapshot!(check(select(object).select_from(User)), @r#"
    SELECT json_group_object(user_account.name, user_account.id) FILTER (WHERE user_account.id >= ?) FROM user_account
    mysql: Unsupported: mysql has no FILTER, and `json_group_object` is not known to skip NULLs, which would do the same; filter in a subquery
    binds: [Integer(2)]
    "{\"patrick\":3,\"sandy\":2}"
    "#);
    let nothing = func::call_aggregate::<BigInt>("COUNT", ()).filter_where(User.id.ge(2));
    assert_snapshot!(check(select(nothing).select_from(User)), @"
    SELECT COUNT() FILTER (WHERE user_account.id >= ?) FROM user_account
    mysql: Unsupported: mysql has no FILTER, and `COUNT` is not known to skip NULLs, which would do the same; filter in a subquery
    binds: [Integer(2)]
    2
    ");
}

#[test]
fn the_arguments_of_calls_are_checked_by_the_database() {
    let mut conn = filled();
    let error = conn.execute(select((User.id, func::call::<Text>("lower", Address.email_address)))).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::NoSuchColumn);
    assert!(error.message().contains("address.email_address"), "{error}");
    let error = conn.execute(select(func::call::<Text>("no_such_function", literal(1)))).unwrap_err();
    assert!(error.message().contains("no_such_function"), "{error}");
    let error = conn.execute(select(func::call::<Integer>("lower", literal("x")))).unwrap_err();
    assert_eq!(*error.kind(), realgar::ErrorKind::Decode);
}

#[test]
fn functions_nest_and_combine() {
    let name = func::upper(func::substr(User.name, 1, 1)).concat(func::substr(User.name, 2, 99));
    assert_snapshot!(check(select(name.label("name")).filter(func::length(&name).gt(5)).order_by(&name)), @r#"
    SELECT upper(substr(user_account.name, ?, ?)) || substr(user_account.name, ?, ?) AS name FROM user_account WHERE length(upper(substr(user_account.name, ?, ?)) || substr(user_account.name, ?, ?)) > ? ORDER BY upper(substr(user_account.name, ?, ?)) || substr(user_account.name, ?, ?)
    mysql: SELECT concat(upper(substr(user_account.name, ?, ?)), substr(user_account.name, ?, ?)) AS name FROM user_account WHERE char_length(concat(upper(substr(user_account.name, ?, ?)), substr(user_account.name, ?, ?))) > ? ORDER BY 1
    binds: [Integer(1), Integer(1), Integer(2), Integer(99), Integer(1), Integer(1), Integer(2), Integer(99), Integer(5), Integer(1), Integer(1), Integer(2), Integer(99)]
    "Patrick"
    "Spongebob"
    "#);
}
