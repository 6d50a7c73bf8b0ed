//! INSERT … SELECT, and rows of nothing but defaults.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::{check, check_write};
use crate::schemas::filled;
use crate::schemas::travel::{Airport, Flight, Passenger, Sample};
use crate::schemas::tutorial::{Address, User};

#[test]
fn a_querys_rows_are_inserted() {
    let copied = insert(Address).from_select((Address.email_address, Address.user_id), select((User.name, User.id)));
    assert_snapshot!(check_write(copied, select((Address.email_address, Address.user_id)).order_by(Address.id)), @r#"
    INSERT INTO address (email_address, user_id) SELECT user_account.name, user_account.id FROM user_account
    3 affected
    ("spongebob@sqlalchemy.org", 1)
    ("sandy@sqlalchemy.org", 2)
    ("sandy@squirrelpower.org", 2)
    ("patrick", 3)
    ("sandy", 2)
    ("spongebob", 1)
    "#);
}

#[test]
fn one_column_is_enough() {
    let copied = insert(Passenger).from_select(Passenger.name, select(User.name).filter(User.fullname.is_null()));
    assert_snapshot!(check_write(copied, select(Passenger.name)), @r#"
    INSERT INTO passenger (name) SELECT user_account.name FROM user_account WHERE user_account.fullname IS NULL
    1 affected
    "Ada"
    "Grace"
    "Alan"
    "patrick"
    "#);
}

#[test]
fn values_that_cannot_be_null_fit_nullable_columns_and_small_ones_large_ones() {
    let copied = insert(Sample).from_select(
        (Sample.note, Sample.big, Sample.real8),
        select((Airport.city, Flight.seats, Flight.price)).select_from(Flight).join(Flight.origin_airport).limit(2),
    );
    assert_snapshot!(check_write(copied, select((Sample.note, Sample.big, Sample.real8))), @r#"
    INSERT INTO sample (note, big, real8) SELECT airport.city, flight.seats, flight.price FROM flight JOIN airport ON airport.code = flight.origin LIMIT ?
    binds: [BigInt(2)]
    2 affected
    (None, None, None)
    (Some("Berlin"), Some(180), Some(99.5))
    (Some("Paris"), None, Some(420.0))
    "#);
}

#[test]
fn set_operations_and_erased_queries_are_queries_too() {
    let both = select(User.name).union(select(Airport.city));
    let copied = insert(Passenger).from_select(Passenger.name, both.order_by(User.name).limit(2));
    assert_snapshot!(check_write(copied, select(Passenger.name)), @r#"
    INSERT INTO passenger (name) SELECT user_account.name FROM user_account UNION SELECT airport.city FROM airport ORDER BY name LIMIT ?
    binds: [BigInt(2)]
    2 affected
    "Ada"
    "Grace"
    "Alan"
    "Berlin"
    "London"
    "#);
    let erased: Query<(String, i32)> = select((User.name, User.id)).erase();
    let copied = insert(Address).from_select((Address.email_address, Address.user_id), erased).returning(Address.id);
    assert_snapshot!(check(copied), @"
    INSERT INTO address (email_address, user_id) SELECT user_account.name, user_account.id FROM user_account RETURNING address.id
    4
    5
    6
    ");
}

#[test]
fn a_common_table_expression_stands_where_the_dialect_wants_it() {
    let names = select((User.name, User.id)).filter(User.id.gt(1)).cte("names");
    let (name, id) = names.columns();
    let copied = insert(Address)
        .from_select((Address.email_address, Address.user_id), select((name, id)).select_from(&names))
        .returning(Address.user_id);
    assert_snapshot!(check(copied), @"
    WITH names AS (SELECT user_account.name AS name, user_account.id AS id FROM user_account WHERE user_account.id > ?) INSERT INTO address (email_address, user_id) SELECT names.name, names.id FROM names RETURNING address.user_id
    mysql: INSERT INTO address (email_address, user_id) WITH names AS (SELECT user_account.name AS name, user_account.id AS id FROM user_account WHERE user_account.id > ?) SELECT names.name, names.id FROM names RETURNING address.user_id
    binds: [Integer(1)]
    2
    3
    ");
    let names = select((User.name, User.id)).filter(User.id.gt(1)).cte("names");
    let (name, id) = names.columns();
    let copied =
        insert(Address).from_select((Address.email_address, Address.user_id), select((name, id)).select_from(&names));
    assert_snapshot!(copied.compile(Dialect::MySql).unwrap(), @"INSERT INTO address (email_address, user_id) WITH names AS (SELECT user_account.name AS name, user_account.id AS id FROM user_account WHERE user_account.id > ?) SELECT names.name, names.id FROM names");
}

#[test]
fn conflicts_are_told_from_join_conditions() {
    let plain = insert(User).from_select(User.name, select(Passenger.name)).on_conflict(User.name).do_nothing();
    assert_snapshot!(check_write(plain, select(func::count_all()).select_from(User)), @"
    INSERT INTO user_account (name) SELECT passenger.name FROM passenger WHERE 1 = 1 ON CONFLICT (name) DO NOTHING
    postgresql: INSERT INTO user_account (name) SELECT passenger.name FROM passenger ON CONFLICT (name) DO NOTHING
    mysql: INSERT INTO user_account (name) SELECT passenger.name FROM passenger ON DUPLICATE KEY UPDATE name = user_account.name
    3 affected
    6
    ");
    let both = select(Passenger.name).union_all(select(User.name));
    let compound = insert(User)
        .from_select(User.name, both)
        .on_conflict(User.name)
        .do_update()
        .set(User.fullname, excluded(User.name));
    assert_snapshot!(check_write(compound, select((User.name, User.fullname)).order_by(User.id)), @r#"
    INSERT INTO user_account (name) SELECT passenger.name FROM passenger UNION ALL SELECT user_account.name FROM user_account WHERE 1 = 1 ON CONFLICT (name) DO UPDATE SET fullname = excluded.name
    postgresql: INSERT INTO user_account (name) SELECT passenger.name FROM passenger UNION ALL SELECT user_account.name FROM user_account ON CONFLICT (name) DO UPDATE SET fullname = excluded.name
    mysql: INSERT INTO user_account (name) SELECT passenger.name FROM passenger UNION ALL SELECT user_account.name FROM user_account ON DUPLICATE KEY UPDATE fullname = VALUES(name)
    6 affected
    ("spongebob", Some("spongebob"))
    ("sandy", Some("sandy"))
    ("patrick", Some("patrick"))
    ("Ada", None)
    ("Grace", None)
    ("Alan", None)
    "#);
    let filtered = select(Passenger.name).order_by(Passenger.name).limit(1);
    let ordered = insert(User).from_select(User.name, filtered).on_conflict_do_nothing();
    assert_snapshot!(check_write(ordered, select(func::count_all()).select_from(User)), @"
    INSERT INTO user_account (name) SELECT passenger.name FROM passenger ORDER BY passenger.name LIMIT ? ON CONFLICT DO NOTHING
    mysql: INSERT INTO user_account (name) SELECT passenger.name FROM passenger ORDER BY passenger.name LIMIT ? ON DUPLICATE KEY UPDATE id = user_account.id
    binds: [BigInt(1)]
    1 affected
    4
    ");
}

#[test]
fn a_required_column_that_is_missing_is_named_before_anything_runs() {
    let error = filled().execute(insert(Address).from_select(Address.email_address, select(User.name))).unwrap_err();
    assert_eq!(
        error.message(),
        "column `user_id` of `address` is NOT NULL and has no default, and the INSERT does not give it"
    );
    let error = insert(User).default_values().compile(Dialect::Sqlite).unwrap_err();
    assert_eq!(
        error.message(),
        "column `name` of `user_account` is NOT NULL and has no default, and the INSERT does not give it"
    );
}

#[test]
fn a_row_may_be_made_of_defaults() {
    assert_snapshot!(check_write(insert(Sample).default_values(), select(Sample.id)), @"
    INSERT INTO sample DEFAULT VALUES
    mysql: INSERT INTO sample () VALUES ()
    1 affected
    1
    2
    ");
}
