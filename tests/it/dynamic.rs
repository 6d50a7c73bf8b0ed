//! Queries that are put together at run time: joins, order and columns that a user's input decides.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check;
use crate::schemas::filled;
use crate::schemas::travel::{Booking, Flight, Passenger};
use crate::schemas::tutorial::{Address, User};

fn search(name: Option<&str>, email: Option<&str>, is_reachable: bool) -> Query<String> {
    select(User.name)
        .filter(name.map(|name| User.name.contains(name)))
        .join_if_some(email, Address, |query, email| query.filter(Address.email_address.ends_with(email)))
        .join_if(is_reachable, Address, |query| query.filter(Address.id.gt(0)).order_by(User.name))
        .distinct()
        .erase()
}

#[test]
fn a_join_that_is_not_wanted_leaves_no_trace() {
    assert_snapshot!(check(search(Some("s"), None, false)), @r#"
    SELECT DISTINCT user_account.name FROM user_account WHERE user_account.name LIKE '%' || ? || '%' ESCAPE '/'
    mysql: SELECT DISTINCT user_account.name FROM user_account WHERE user_account.name LIKE concat('%', ?, '%') ESCAPE '/'
    binds: [Text("s")]
    "sandy"
    "spongebob"
    "#);
}

#[test]
fn a_join_that_is_wanted_brings_its_conditions() {
    assert_snapshot!(check(search(None, Some("@squirrelpower.org"), false)), @r#"
    SELECT DISTINCT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE address.email_address LIKE '%' || ? ESCAPE '/'
    mysql: SELECT DISTINCT user_account.name FROM user_account INNER JOIN address ON user_account.id = address.user_id WHERE address.email_address LIKE concat('%', ?) ESCAPE '/'
    binds: [Text("@squirrelpower.org")]
    "sandy"
    "#);
}

#[test]
fn a_join_that_two_conditions_want_is_there_once() {
    let both = search(Some("s"), Some("@sqlalchemy.org"), true);
    assert_snapshot!(both.compile(Dialect::Sqlite).unwrap(), @"SELECT DISTINCT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE user_account.name LIKE '%' || ? || '%' ESCAPE '/' AND address.email_address LIKE '%' || ? ESCAPE '/' AND address.id > ? ORDER BY user_account.name");
}

#[test]
fn joins_by_relationship_and_through_other_tables_may_be_wanted_too() {
    let flights = |passenger: Option<&str>| {
        select(Flight.id).join_if_some(passenger, Booking, |query, passenger| {
            query.join_if(true, Passenger, |query| query.filter(Passenger.name.eq(passenger)))
        })
    };
    assert_snapshot!(check(flights(Some("Grace")).order_by(Flight.id)), @r#"
    SELECT flight.id FROM flight JOIN booking ON flight.id = booking.flight_id JOIN passenger ON passenger.id = booking.passenger_id WHERE passenger.name = ? ORDER BY flight.id
    binds: [Text("Grace")]
    1
    3
    "#);
    assert_snapshot!(check(flights(None).limit(1)), @"
    SELECT flight.id FROM flight LIMIT ?
    binds: [BigInt(1)]
    1
    ");
    let by_relationship = select(User.name).join_if(true, User.addresses, |query| query.filter(Address.id.eq(1)));
    assert_snapshot!(check(by_relationship), @r#"
    SELECT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE address.id = ?
    binds: [Integer(1)]
    "spongebob"
    "#);
}

#[test]
fn users_sort_by_the_names_of_columns() {
    let sorted = |name: &str, descending| {
        select(User.name).order_by(User.column_by_name(name).map(|key| key.descending(descending))).order_by(User.id)
    };
    assert_snapshot!(check(sorted("fullname", true)), @r#"
    SELECT user_account.name FROM user_account ORDER BY user_account.fullname DESC, user_account.id
    "spongebob"
    "sandy"
    "patrick"
    "#);
    assert_snapshot!(sorted("user_account.name", false).compile(Dialect::Sqlite).unwrap(), @"SELECT user_account.name FROM user_account ORDER BY user_account.name, user_account.id");
    for name in ["", "no_such_column", "id; DROP TABLE user_account", "address.name", "NAME", "name "] {
        assert!(User.column_by_name(name).is_none(), "{name}");
    }
}

#[test]
fn keys_of_several_columns_and_tables_have_one_type() {
    let allowed = |name: &str| match name {
        "name" => Some(User.name.asc().of_table()),
        "newest" => Some(User.id.desc().of_table()),
        _ => None,
    };
    let keys: Vec<_> = ["newest", "password", "name"].into_iter().filter_map(allowed).collect();
    assert_snapshot!(check(select(User.name).order_by(keys)), @r#"
    SELECT user_account.name FROM user_account ORDER BY user_account.id DESC, user_account.name
    "patrick"
    "sandy"
    "spongebob"
    "#);
    let both = (User, Address);
    let query = || select((User.name, Address.email_address)).join(Address);
    let keys: Vec<_> =
        ["email_address", "user_account.id"].iter().filter_map(|name| both.column_by_name(name)).collect();
    assert_snapshot!(query().order_by(keys).compile(Dialect::Sqlite).unwrap(), @"SELECT user_account.name, address.email_address FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY address.email_address, user_account.id");
    assert!(both.column_by_name("id").is_none(), "both tables have one");
    assert!((User, Address, Flight).column_by_name("flight.id").is_some());
    let other = alias!("other", User);
    assert!((User, other).column_by_name("other.name").is_some());
    assert_eq!((format!("{:?}", other.name), format!("{other:?}")), ("other.name".to_owned(), "other".to_owned()));
}

#[test]
fn users_choose_columns() {
    let chosen =
        |names: &[&str]| User.columns_by_name(names.iter().copied()).map(|columns| select(columns).order_by(User.id));
    assert_snapshot!(check(chosen(&["fullname", "id"]).unwrap()), @r#"
    SELECT user_account.fullname, user_account.id FROM user_account ORDER BY user_account.id
    {"fullname": Text("Spongebob Squarepants"), "id": BigInt(1)}
    {"fullname": Text("Sandy Cheeks"), "id": BigInt(2)}
    {"fullname": Null(Unknown), "id": BigInt(3)}
    "#);
    assert!(chosen(&["id", "password"]).is_none());
    let nothing = filled().execute(chosen(&[]).unwrap()).unwrap_err();
    assert_eq!(nothing.message(), "a select without columns");
    let maps = filled().execute(chosen(&["name", "id"]).unwrap().limit(1)).unwrap().mappings().unwrap().one().unwrap();
    assert_eq!(maps["name"], realgar::Value::from("spongebob"));
}

#[test]
fn pages_know_how_many_rows_there_are() {
    let query = select((User.name, Address.id)).join(Address).order_by(Address.id).limit(1).offset(1);
    assert_snapshot!(check(query.total()), @"
    SELECT count(*) FROM (SELECT user_account.name AS name, address.id AS id FROM user_account JOIN address ON user_account.id = address.user_id) AS counted
    3
    ");
    assert_snapshot!(check(query), @r#"
    SELECT user_account.name, address.id FROM user_account JOIN address ON user_account.id = address.user_id ORDER BY address.id LIMIT ? OFFSET ?
    binds: [BigInt(1), BigInt(1)]
    ("sandy", 2)
    "#);
    let groups = select((Address.user_id, func::count(Address.id))).group_by(Address.user_id);
    assert_snapshot!(check(groups.total()), @"
    SELECT count(*) FROM (SELECT address.user_id AS user_id, count(address.id) AS column_2 FROM address GROUP BY address.user_id) AS counted
    2
    ");
}

#[test]
fn typed_rows_become_structs_maps_and_parts() {
    #[derive(Debug, PartialEq)]
    struct Person {
        name: String,
        emails: i64,
    }
    let mut conn = filled();
    let query = || {
        select((User.name, func::count(Address.id).label("emails")))
            .left_join(Address)
            .group_by(User.id)
            .order_by(User.id)
    };
    let people = conn.execute(query()).unwrap().map_into(|(name, emails)| Person { name, emails });
    assert_eq!(people.columns(), ["name", "emails"]);
    assert_eq!(people.all()[1], Person { name: "sandy".to_owned(), emails: 2 });
    let maps = conn.execute(query().untyped()).unwrap().mappings().unwrap().all();
    assert_eq!(maps[2]["emails"], realgar::Value::from(0_i64));
    let parts: Vec<usize> = conn.execute(query()).unwrap().partitions(2).map(|part| part.len()).collect();
    assert_eq!(parts, [2, 1]);
    let owners = conn.scalars(select(Address.user_id).order_by(Address.id)).unwrap().unique().all();
    assert_eq!(owners, [1, 2]);
    let first = conn.stream(query()).unwrap().next().unwrap().unwrap();
    assert_eq!(first, ("spongebob".to_owned(), 1));
}
