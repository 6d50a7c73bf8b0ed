//! UPDATE and DELETE that look at other tables, and what they set.

use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::{check, check_write};
use crate::schemas::filled;
use crate::schemas::travel::{Booking, Flight, FlightStatus, Passenger};
use crate::schemas::tutorial::{Address, User};

#[test]
fn an_expression_is_set_from_the_rows_own_columns() {
    let update = update(Flight).set(Flight.status, FlightStatus::Landed).set(Flight.seats, Flight.seats + 1);
    assert_snapshot!(check_write(update.filter(Flight.id.eq(1)), select((Flight.status, Flight.seats)).filter(Flight.id.eq(1))), @r#"
    UPDATE flight SET status=?, seats=(flight.seats + ?) WHERE flight.id = ?
    binds: [Text("landed"), Integer(1), Integer(1)]
    1 affected
    (Landed, Some(181))
    "#);
}

#[test]
fn a_correlated_subquery_is_set() {
    let addresses = select(func::count(Address.id)).correlate(User).filter(Address.user_id.eq(User.id)).scalar();
    let update = update(User).set(User.fullname, addresses.cast::<Text>()).all_rows();
    assert_snapshot!(check_write(update, select(User.fullname).order_by(User.id)), @r#"
    UPDATE user_account SET fullname=CAST((SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) AS TEXT)
    mysql: UPDATE user_account SET fullname=CAST((SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) AS CHAR)
    3 affected
    Some("1")
    Some("2")
    Some("0")
    "#);
}

#[test]
fn a_count_is_set_where_an_integer_is() {
    let booked =
        select(func::count(Booking.passenger_id)).correlate(Flight).filter(Booking.flight_id.eq(Flight.id)).scalar();
    let update = update(Flight).set(Flight.seats, booked).filter(Flight.seats.is_null());
    assert_snapshot!(check_write(update, select(Flight.seats).order_by(Flight.id)), @"
    UPDATE flight SET seats=(SELECT count(booking.passenger_id) FROM booking WHERE booking.flight_id = flight.id) WHERE flight.seats IS NULL
    1 affected
    Some(180)
    Some(1)
    Some(300)
    Some(300)
    ");
}

#[test]
fn another_table_is_joined_by_its_foreign_key() {
    let update = update(User)
        .join(Address)
        .set(User.fullname, Address.email_address)
        .filter(Address.email_address.like("%@sqlalchemy.org"));
    assert_snapshot!(check_write(update, select(User.fullname).order_by(User.id)), @r#"
    UPDATE user_account SET fullname=address.email_address FROM address WHERE user_account.id = address.user_id AND address.email_address LIKE ?
    mysql: UPDATE user_account, address SET user_account.fullname=address.email_address WHERE user_account.id = address.user_id AND address.email_address LIKE ?
    binds: [Text("%@sqlalchemy.org")]
    2 affected
    Some("spongebob@sqlalchemy.org")
    Some("sandy@sqlalchemy.org")
    None
    "#);
}

#[test]
fn another_table_stands_beside_it_with_a_condition() {
    let update = update(Flight)
        .from(Booking)
        .join(Passenger)
        .set(Flight.seats, 0)
        .filter(Booking.flight_id.eq(Flight.id))
        .filter(or_([Passenger.name.eq("Grace"), Passenger.name.eq("Alan")]));
    assert_snapshot!(check_write(update, select(Flight.seats).order_by(Flight.id)), @r#"
    UPDATE flight SET seats=? FROM booking, passenger WHERE passenger.id = booking.passenger_id AND booking.flight_id = flight.id AND (passenger.name = ? OR passenger.name = ?)
    mysql: UPDATE flight, booking, passenger SET flight.seats=? WHERE passenger.id = booking.passenger_id AND booking.flight_id = flight.id AND (passenger.name = ? OR passenger.name = ?)
    binds: [Integer(0), Text("Grace"), Text("Alan")]
    2 affected
    Some(0)
    None
    Some(0)
    Some(300)
    "#);
}

#[test]
fn every_row_with_a_partner_is_meant() {
    let update = update(User).join(User.addresses).set(User.name, User.name.concat("!")).all_rows();
    assert_snapshot!(check_write(update, select(User.name).order_by(User.id)), @r#"
    UPDATE user_account SET name=(user_account.name || ?) FROM address WHERE user_account.id = address.user_id
    mysql: UPDATE user_account, address SET user_account.name=concat(user_account.name, ?) WHERE user_account.id = address.user_id
    binds: [Text("!")]
    2 affected
    "spongebob!"
    "sandy!"
    "patrick"
    "#);
}

#[test]
fn a_derived_table_gives_the_values() {
    let counts =
        select((Address.user_id, func::count(Address.id).label("n"))).group_by(Address.user_id).subquery("counts");
    let (user_id, n) = counts.columns();
    let update = update(User).from(counts).set(User.fullname, n.cast::<Text>()).filter(User.id.eq(user_id));
    assert_snapshot!(check_write(update, select(User.fullname).order_by(User.id)), @r#"
    UPDATE user_account SET fullname=CAST(counts.n AS TEXT) FROM (SELECT address.user_id AS user_id, count(address.id) AS n FROM address GROUP BY address.user_id) AS counts WHERE user_account.id = counts.user_id
    mysql: UPDATE user_account, (SELECT address.user_id AS user_id, count(address.id) AS n FROM address GROUP BY address.user_id) AS counts SET user_account.fullname=CAST(counts.n AS CHAR) WHERE user_account.id = counts.user_id
    2 affected
    Some("1")
    Some("2")
    None
    "#);
}

#[test]
fn updated_rows_are_returned() {
    let update = update(User).join(Address).set(User.name, Address.email_address).filter(Address.id.eq(1));
    assert_snapshot!(check(update.returning((User.id, User.name))), @r#"
    UPDATE user_account SET name=address.email_address FROM address WHERE user_account.id = address.user_id AND address.id = ? RETURNING user_account.id, user_account.name
    mysql: Unsupported: mysql has no UPDATE … RETURNING; select the rows by their keys
    binds: [Integer(1)]
    (1, "spongebob@sqlalchemy.org")
    "#);
}

#[test]
fn rows_are_deleted_by_their_partners() {
    let deletion = delete(Address).join(User).filter(User.name.eq("sandy"));
    assert_snapshot!(check_write(deletion.clone(), select(Address.id)), @r#"
    DELETE FROM address WHERE EXISTS (SELECT 1 FROM user_account WHERE user_account.id = address.user_id AND user_account.name = ?)
    postgresql: DELETE FROM address USING user_account WHERE user_account.id = address.user_id AND user_account.name = $1
    mysql: DELETE FROM address USING address, user_account WHERE user_account.id = address.user_id AND user_account.name = ?
    binds: [Text("sandy")]
    2 affected
    1
    "#);
    assert_snapshot!(check(deletion.returning(Address.email_address)), @r#"
    DELETE FROM address WHERE EXISTS (SELECT 1 FROM user_account WHERE user_account.id = address.user_id AND user_account.name = ?) RETURNING address.email_address
    postgresql: DELETE FROM address USING user_account WHERE user_account.id = address.user_id AND user_account.name = $1 RETURNING address.email_address
    mysql: Unsupported: mysql has no DELETE of several tables … RETURNING; select the rows by their keys
    binds: [Text("sandy")]
    "sandy@sqlalchemy.org"
    "sandy@squirrelpower.org"
    "#);
    let by_condition =
        delete(Flight).using(Booking).filter(Booking.flight_id.eq(Flight.id)).filter(Booking.passenger_id.eq(1));
    assert_snapshot!(check_write(by_condition, select(Flight.id)), @"
    DELETE FROM flight WHERE EXISTS (SELECT 1 FROM booking WHERE booking.flight_id = flight.id AND booking.passenger_id = ?)
    postgresql: DELETE FROM flight USING booking WHERE booking.flight_id = flight.id AND booking.passenger_id = $1
    mysql: DELETE FROM flight USING flight, booking WHERE booking.flight_id = flight.id AND booking.passenger_id = ?
    binds: [Integer(1)]
    2 affected
    3
    4
    ");
    let all = delete(Address).join(Address.user).all_rows();
    assert_snapshot!(check_write(all, select(Address.id)), @"
    DELETE FROM address WHERE EXISTS (SELECT 1 FROM user_account WHERE user_account.id = address.user_id)
    postgresql: DELETE FROM address USING user_account WHERE user_account.id = address.user_id
    mysql: DELETE FROM address USING address, user_account WHERE user_account.id = address.user_id
    3 affected
    ");
}

#[test]
fn several_tables_say_which_rows_are_deleted() {
    let deletion = delete(Flight).join(Booking).join(Passenger).filter(Passenger.name.eq("Grace"));
    assert_snapshot!(check_write(deletion, select(Flight.id)), @r#"
    DELETE FROM flight WHERE EXISTS (SELECT 1 FROM booking, passenger WHERE flight.id = booking.flight_id AND passenger.id = booking.passenger_id AND passenger.name = ?)
    postgresql: DELETE FROM flight USING booking, passenger WHERE flight.id = booking.flight_id AND passenger.id = booking.passenger_id AND passenger.name = $1
    mysql: DELETE FROM flight USING flight, booking, passenger WHERE flight.id = booking.flight_id AND passenger.id = booking.passenger_id AND passenger.name = ?
    binds: [Text("Grace")]
    2 affected
    2
    4
    "#);
}

#[test]
fn none_is_null_or_nothing() {
    let name = |id: i32| select((User.name, User.fullname)).filter(User.id.eq(id));
    let to_null = update(User).set(User.fullname, None).filter(User.id.eq(1));
    assert_snapshot!(check_write(to_null, name(1)), @r#"
    UPDATE user_account SET fullname=? WHERE user_account.id = ?
    binds: [Null(Text), Integer(1)]
    1 affected
    ("spongebob", None)
    "#);
    let left_out = update(User).set_if(User.name, Some("x")).set_if(User.fullname, None::<&str>).filter(User.id.eq(1));
    assert_snapshot!(check_write(left_out, name(1)), @r#"
    UPDATE user_account SET name=? WHERE user_account.id = ?
    binds: [Text("x"), Integer(1)]
    1 affected
    ("x", Some("Spongebob Squarepants"))
    "#);
    let null_if_wanted = update(User).set_if(User.fullname, Some(None)).filter(User.id.eq(1));
    assert_snapshot!(check_write(null_if_wanted, name(1)), @r#"
    UPDATE user_account SET fullname=? WHERE user_account.id = ?
    binds: [Null(Text), Integer(1)]
    1 affected
    ("spongebob", None)
    "#);
    let nothing = update(User).set_if(User.name, None::<&str>).filter(User.id.eq(1));
    let error = filled().execute(nothing).unwrap_err();
    assert_eq!(error.message(), "an update of `user_account` that sets nothing; add `.set(column, value)`");
}

#[test]
fn a_column_gets_one_value() {
    let twice = update(User).set(User.name, "x").set_if(User.name, Some("y")).filter(User.id.eq(1));
    assert_eq!(filled().execute(twice).unwrap_err().message(), "column `name` gets a value twice");
    let twice = insert(User).from_select((User.name, User.name), select((Passenger.name, Passenger.name)));
    assert_eq!(filled().execute(twice).unwrap_err().message(), "column `name` gets a value twice");
}

#[test]
fn columns_of_joined_tables_are_returned_by_postgresql() {
    let update = update(User).join(User.addresses).set(User.fullname, Address.email_address).filter(User.id.gt(0));
    assert_snapshot!(check(update.clone().returning_joined((User, func::lower(Address.email_address)))), @"
    Unsupported: sqlite returns columns of the written table only; select those of `address` by its keys
    postgresql: UPDATE user_account SET fullname=address.email_address FROM address WHERE user_account.id = address.user_id AND user_account.id > $1 RETURNING user_account.id, user_account.name, user_account.fullname, lower(address.email_address)
    mysql: Unsupported: mysql has no UPDATE … RETURNING; select the rows by their keys
    Unsupported: sqlite returns columns of the written table only; select those of `address` by its keys
    ");
    assert_snapshot!(check(update.returning_joined((User.name, User.id + 1))), @r#"
    UPDATE user_account SET fullname=address.email_address FROM address WHERE user_account.id = address.user_id AND user_account.id > ? RETURNING user_account.name, user_account.id + ?
    mysql: Unsupported: mysql has no UPDATE … RETURNING; select the rows by their keys
    binds: [Integer(0), Integer(1)]
    ("spongebob", 2)
    ("sandy", 3)
    "#);
    let delete = delete(Address).using(User).filter(Address.user_id.eq(User.id)).filter(User.name.eq("sandy"));
    assert_snapshot!(check(delete.clone().returning_joined((Address.id, User))), @"
    Unsupported: sqlite returns columns of the written table only; select those of `user_account` by its keys
    postgresql: DELETE FROM address USING user_account WHERE address.user_id = user_account.id AND user_account.name = $1 RETURNING address.id, user_account.id AS id_1, user_account.name, user_account.fullname
    mysql: Unsupported: mysql has no DELETE of several tables … RETURNING; select the rows by their keys
    Unsupported: sqlite returns columns of the written table only; select those of `user_account` by its keys
    ");
    let gone = delete.returning_joined((Address.id, User.name)).cte("gone");
    let (id, name) = gone.columns();
    assert_snapshot!(check(select((id, name)).select_from(gone)), @"
    Unsupported: sqlite has no INSERT, UPDATE or DELETE inside WITH; run two statements
    postgresql: WITH gone AS (DELETE FROM address USING user_account WHERE address.user_id = user_account.id AND user_account.name = $1 RETURNING address.id AS id, user_account.name AS name) SELECT gone.id, gone.name FROM gone
    mysql: Unsupported: mysql has no INSERT, UPDATE or DELETE inside WITH; run two statements
    Unsupported: sqlite has no INSERT, UPDATE or DELETE inside WITH; run two statements
    ");
}
