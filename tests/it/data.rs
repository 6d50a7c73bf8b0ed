//! INSERT, UPDATE, DELETE and what they return.

use insta::assert_snapshot;
use realgar::ErrorKind;
use realgar::prelude::*;

use crate::check::{check, check_on, check_write};
use crate::schemas::travel::{Airport, Booking, Flight, FlightStatus, NewAirport, NewBooking, NewFlight, Passenger};
use crate::schemas::tutorial::{Address, NewAddress, NewUser, User};
use crate::schemas::{empty, filled};

#[test]
fn one_row_is_inserted() {
    let statement = insert(User).value(NewUser::new("squidward").fullname("Squidward Tentacles"));
    assert_snapshot!(check_write(statement, select(User).filter(User.id.gt(3))), @r#"
    INSERT INTO user_account (name, fullname) VALUES (?, ?)
    binds: [Text("squidward"), Text("Squidward Tentacles")]
    1 affected
    User { id: 4, name: "squidward", fullname: Some("Squidward Tentacles") }
    "#);
}

#[test]
fn null_is_sent_and_a_default_is_not() {
    let statement = insert(Flight).value(NewFlight::new("BER", "LHR"));
    assert_snapshot!(check_write(statement, select(Flight).filter(Flight.id.eq(5))), @r#"
    INSERT INTO flight (origin, destination, seats) VALUES (?, ?, ?)
    binds: [Text("BER"), Text("LHR"), Null(Integer)]
    1 affected
    Flight { id: 5, origin: "BER", destination: "LHR", seats: None, price: 99.5, status: Planned }
    "#);
    let statement = insert(Flight).value(NewFlight::new("BER", "LHR").seats(None::<i32>).price(1.5).id(77));
    assert_snapshot!(check_write(statement, select(Flight).filter(Flight.id.eq(77))), @r#"
    INSERT INTO flight (id, origin, destination, seats, price) VALUES (?, ?, ?, ?, ?)
    binds: [Integer(77), Text("BER"), Text("LHR"), Null(Integer), Double(1.5)]
    1 affected
    Flight { id: 77, origin: "BER", destination: "LHR", seats: None, price: 1.5, status: Planned }
    "#);
}

#[test]
fn several_rows_are_inserted() {
    let statement = insert(User).values(["a", "b"].map(NewUser::new));
    assert_eq!(
        statement.compile(Dialect::PostgreSql).unwrap().sql(),
        "INSERT INTO user_account (name, fullname) VALUES ($1, $2), ($3, $4)"
    );
    assert_snapshot!(check_write(statement, select((User.id, User.name)).filter(User.id.gt(3)).order_by(User.id)), @r#"
    INSERT INTO user_account (name, fullname) VALUES (?, ?), (?, ?)
    binds: [Text("a"), Null(Text), Text("b"), Null(Text)]
    2 affected
    (4, "a")
    (5, "b")
    "#);
}

#[test]
fn rows_may_set_different_columns() {
    let rows = [NewFlight::new("BER", "LHR"), NewFlight::new("LHR", "BER").price(10.0).status(FlightStatus::Landed)];
    let statement = insert(Flight).values(rows);
    assert_snapshot!(check_write(statement, select((Flight.origin, Flight.price, Flight.status)).filter(Flight.id.gt(4)).order_by(Flight.id)), @r#"
    Unsupported: sqlite has no DEFAULT among values: rows for `flight` that set different columns need a statement each
    postgresql: INSERT INTO flight (origin, destination, seats, price, status) VALUES ($1, $2, $3, DEFAULT, DEFAULT), ($4, $5, $6, $7, $8)
    mysql: INSERT INTO flight (origin, destination, seats, price, status) VALUES (?, ?, ?, DEFAULT, DEFAULT), (?, ?, ?, ?, ?)
    2 affected
    ("BER", 99.5, Planned)
    ("LHR", 10.0, Landed)
    "#);
}

#[test]
fn a_row_may_be_nothing_but_defaults() {
    mod awkward {
        include!("../codegen/awkward_names/expected/awkward_names.rs");
    }
    use awkward::{NewTable_, Table_};

    let engine = Engine::new("sqlite://").unwrap();
    awkward::METADATA.create_all(&engine).unwrap();
    let two = insert(Table_).values([NewTable_::new(), NewTable_::new()]).returning(Table_.id);
    assert_snapshot!(check_on(&mut engine.connect().unwrap(), two), @"
    Unsupported: sqlite cannot insert 2 rows of nothing but defaults into `tables` in one statement
    postgresql: Unsupported: postgresql cannot insert 2 rows of nothing but defaults into `tables` in one statement
    mysql: INSERT INTO tables () VALUES (), () RETURNING tables.id
    1
    2
    ");
}

#[test]
fn no_rows_at_all_insert_nothing() {
    let mut conn = empty();
    let nobody: [NewUser; 0] = [];
    let outcome = conn.execute(insert(User).values(nobody.clone())).unwrap();
    assert_eq!(outcome.rows_affected, 0);
    assert!(conn.execute(insert(User).values(nobody).returning(User.id)).unwrap().is_empty());
}

/// So many users, with names of their own.
fn numbered(count: usize) -> impl Iterator<Item = NewUser> {
    (0..count).map(|number| NewUser::new(format!("user {number}")))
}

#[test]
fn an_outcome_tells_the_last_key() {
    let mut conn = filled();
    let outcome = conn.execute(insert(User).values(["x", "y"].map(NewUser::new))).unwrap();
    assert_eq!((outcome.rows_affected, outcome.last_insert_id), (2, Some(5)));
    // As many as several statements take, and some over.
    let outcome = conn.execute(insert(User).values(numbered(37))).unwrap();
    assert_eq!((outcome.rows_affected, outcome.last_insert_id), (37, Some(42)));
    let names = select(User.name).filter(User.id.gt(5)).order_by(User.id);
    assert_eq!(conn.scalars(names).unwrap().all(), numbered(37).map(|user| user.name).collect::<Vec<_>>());
    let outcome = conn.execute(insert(Airport).value(NewAirport::new("SXF", "Berlin"))).unwrap();
    assert_eq!(outcome.rows_affected, 1);
}

#[test]
fn inserted_rows_are_returned_in_their_order() {
    let statement = || insert(User).values(["u", "t", "s"].map(NewUser::new)).returning((User.id, User.name));
    let rows: Vec<(i32, String)> = filled().execute(statement()).unwrap().all();
    assert_eq!(rows, [(4, "u".to_owned()), (5, "t".to_owned()), (6, "s".to_owned())]);
    assert_eq!(filled().scalars(statement()).unwrap().all(), [4, 5, 6]);
    assert_snapshot!(check(insert(Flight).value(NewFlight::new("BER", "LHR")).returning(Flight)), @r#"
    INSERT INTO flight (origin, destination, seats) VALUES (?, ?, ?) RETURNING flight.id, flight.origin, flight.destination, flight.seats, flight.price, flight.status
    binds: [Text("BER"), Text("LHR"), Null(Integer)]
    Flight { id: 5, origin: "BER", destination: "LHR", seats: None, price: 99.5, status: Planned }
    "#);
}

#[test]
fn a_failing_row_takes_its_statement_with_it() {
    let mut conn = filled();
    let error = conn.execute(insert(User).values(["new", "sandy"].map(NewUser::new))).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(conn.scalar(select(func::count_all()).select_from(User)).unwrap(), Some(3));
    let error = conn.execute(insert(User).values(numbered(40).chain([NewUser::new("sandy")]))).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(conn.scalar(select(func::count_all()).select_from(User)).unwrap(), Some(3));
    let error = conn.execute(insert(Address).value(NewAddress::new("x", 99))).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    let error = conn.execute(insert(Booking).value(NewBooking::new(1, 1))).unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
}

#[test]
fn rows_are_updated() {
    let statement = update(User).set(User.fullname, "Patrick Star").filter(User.name.eq("patrick"));
    assert_snapshot!(check_write(statement, select(User).filter(User.id.eq(3))), @r#"
    UPDATE user_account SET fullname=? WHERE user_account.name = ?
    binds: [Text("Patrick Star"), Text("patrick")]
    1 affected
    User { id: 3, name: "patrick", fullname: Some("Patrick Star") }
    "#);
}

#[test]
fn columns_are_set_to_expressions_null_and_several_at_once() {
    let statement = update(Flight)
        .set(Flight.price, Flight.price * 2.0)
        .set(Flight.seats, None)
        .set(Flight.status, FlightStatus::Cancelled)
        .filter(Flight.id.in_([1, 3]));
    assert_snapshot!(check_write(statement, select((Flight.id, Flight.price, Flight.seats, Flight.status)).order_by(Flight.id)), @r#"
    UPDATE flight SET price=(flight.price * ?), seats=?, status=? WHERE flight.id IN (?, ?)
    binds: [Double(2.0), Null(Integer), Text("cancelled"), Integer(1), Integer(3)]
    2 affected
    (1, 199.0, None, Cancelled)
    (2, 420.0, None, Landed)
    (3, 760.5, None, Cancelled)
    (4, 99.5, Some(300), Cancelled)
    "#);
}

#[test]
fn a_column_is_set_to_a_query_over_another_table() {
    let mails = select(func::count(Address.id)).correlate(User).filter(Address.user_id.eq(User.id)).scalar();
    let statement = update(User).set(User.fullname, mails.cast::<Text>()).all_rows();
    assert_snapshot!(check_write(statement, select((User.name, User.fullname)).order_by(User.id)), @r#"
    UPDATE user_account SET fullname=CAST((SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) AS TEXT)
    mysql: UPDATE user_account SET fullname=CAST((SELECT count(address.id) FROM address WHERE address.user_id = user_account.id) AS CHAR)
    3 affected
    ("spongebob", Some("1"))
    ("sandy", Some("2"))
    ("patrick", Some("0"))
    "#);
}

#[test]
fn updated_rows_are_returned_as_they_are_afterwards() {
    let statement = update(Flight)
        .set(Flight.seats, Flight.seats - 1)
        .filter(Flight.seats.gt(200))
        .returning((Flight.id, Flight.seats));
    assert_snapshot!(check(statement), @"
    UPDATE flight SET seats=(flight.seats - ?) WHERE flight.seats > ? RETURNING flight.id, flight.seats
    mysql: Unsupported: mysql has no UPDATE … RETURNING; select the rows by their keys
    binds: [Integer(1), Integer(200)]
    (3, Some(299))
    (4, Some(299))
    ");
}

#[test]
fn rows_are_deleted() {
    let statement = delete(Address).filter(Address.user_id.in_(select(User.id).filter(User.name.eq("sandy"))));
    assert_snapshot!(check_write(statement, select(Address.id)), @r#"
    DELETE FROM address WHERE address.user_id IN (SELECT user_account.id FROM user_account WHERE user_account.name = ?)
    binds: [Text("sandy")]
    2 affected
    1
    "#);
}

#[test]
fn deleted_rows_are_returned_as_they_were() {
    assert_snapshot!(check(delete(User).filter(User.fullname.is_null()).returning(User)), @r#"
    DELETE FROM user_account WHERE user_account.fullname IS NULL RETURNING user_account.id, user_account.name, user_account.fullname
    User { id: 3, name: "patrick", fullname: None }
    "#);
}

#[test]
fn a_delete_cascades_where_the_schema_says_so() {
    let mut conn = filled();
    let outcome = conn.execute(delete(Passenger).filter(Passenger.name.eq("Grace"))).unwrap();
    assert_eq!(outcome.rows_affected, 1);
    assert_eq!(conn.scalar(select(func::count_all()).select_from(Booking)).unwrap(), Some(2));
}

#[test]
fn a_condition_that_turns_out_to_be_absent_does_not_touch_every_row() {
    let mut conn = filled();
    let wanted: Option<i32> = None;
    let condition = wanted.map(|id| User.id.eq(id));
    let error = conn.execute(update(User).set(User.fullname, "x").filter(condition.clone())).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidStatement);
    assert_snapshot!(error.message(), @"this update has no condition and would touch every row of `user_account`; say `.all_rows()` if that is meant");
    let error = conn.execute(delete(Address).filter(wanted.map(|id| Address.id.eq(id)))).unwrap_err();
    assert_snapshot!(error.message(), @"this delete has no condition and would touch every row of `address`; say `.all_rows()` if that is meant");
    assert!(delete(User).filter(condition).compile(Dialect::MySql).is_err());
    assert_eq!(conn.execute(delete(Address).all_rows()).unwrap().rows_affected, 3);
}

#[test]
fn an_update_that_sets_nothing_is_an_error() {
    let error = filled().execute(update(User).filter(User.id.eq(1))).unwrap_err();
    assert_snapshot!(error.message(), @"an update of `user_account` that sets nothing; add `.set(column, value)`");
}

#[test]
fn what_is_written_is_seen_by_the_same_transaction_and_gone_after_a_rollback() {
    let mut conn = filled();
    conn.execute(update(User).set(User.name, "renamed").filter(User.id.eq(1))).unwrap();
    assert_eq!(conn.scalar(select(User.name).filter(User.id.eq(1))).unwrap().as_deref(), Some("renamed"));
    conn.rollback().unwrap();
    assert_eq!(conn.scalar(select(User.name).filter(User.id.eq(1))).unwrap().as_deref(), Some("spongebob"));
}
