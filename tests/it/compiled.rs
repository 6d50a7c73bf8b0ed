//! Statements as SQL text, without a connection.

use insta::assert_snapshot;
use realgar::prelude::*;
use realgar::{ErrorKind, Value};

use crate::schemas::filled;
use crate::schemas::travel::{Flight, FlightStatus, Sample};
use crate::schemas::tutorial::{Address, NewUser, User};

#[test]
fn placeholders_are_the_dialects() {
    let query = select(User.name).join(Address).filter(User.id.gt(1)).filter(User.name.ne("x")).limit(5);
    assert_snapshot!(query.compile(Dialect::Sqlite).unwrap(), @"SELECT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE user_account.id > ? AND user_account.name != ? LIMIT ?");
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap(), @"SELECT user_account.name FROM user_account JOIN address ON user_account.id = address.user_id WHERE user_account.id > $1 AND user_account.name != $2 LIMIT $3");
    assert_snapshot!(query.compile(Dialect::MySql).unwrap(), @"SELECT user_account.name FROM user_account INNER JOIN address ON user_account.id = address.user_id WHERE user_account.id > ? AND user_account.name != ? LIMIT ?");
}

#[test]
fn binds_come_in_the_order_of_their_placeholders() {
    let compiled =
        select(literal(1_i64)).select_from(User).filter(User.id.eq(2)).limit(3).compile(Dialect::PostgreSql).unwrap();
    assert_eq!(compiled.binds(), [Value::BigInt(1), Value::Integer(2), Value::BigInt(3)]);
    assert_eq!(compiled.dialect(), Dialect::PostgreSql);
    assert_eq!(compiled.to_string(), compiled.sql());
}

#[test]
fn literal_binds_are_for_people_to_read() {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let query = select(Sample.id).filter(and_((
        Sample.note.eq("O'Brien \\ %"),
        Sample.flag.eq(true),
        Sample.raw.eq(vec![1_u8, 255]),
        Sample.real8.eq(0.1),
        Sample.amount.eq(rust_decimal::Decimal::new(150, 2)),
        Sample.day.eq(day),
        Sample.moment.eq(day.and_hms_milli_opt(1, 2, 3, 4).unwrap()),
        Sample.instant.eq(day.and_hms_opt(1, 2, 3).unwrap().and_utc()),
        Sample.token.eq(uuid::Uuid::nil()),
        Sample.small.is_distinct_from(None),
    )));
    assert_snapshot!(query.compile(Dialect::Sqlite).unwrap().literal_binds(), @r"SELECT sample.id FROM sample WHERE sample.note = 'O''Brien \ %' AND sample.flag = 1 AND sample.raw = X'01ff' AND sample.real8 = 0.1 AND sample.amount = 1.50 AND sample.day = '2024-02-29' AND sample.moment = '2024-02-29 01:02:03.004' AND sample.instant = '2024-02-29 01:02:03+00:00' AND sample.token = '00000000-0000-0000-0000-000000000000' AND sample.small IS NOT NULL");
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().literal_binds(), @r"SELECT sample.id FROM sample WHERE sample.note = 'O''Brien \ %' AND sample.flag = true AND sample.raw = '\x01ff' AND sample.real8 = 0.1 AND sample.amount = 1.50 AND sample.day = '2024-02-29' AND sample.moment = '2024-02-29 01:02:03.004' AND sample.instant = '2024-02-29 01:02:03+00:00' AND sample.token = '00000000-0000-0000-0000-000000000000' AND sample.small IS DISTINCT FROM NULL");
    assert_snapshot!(query.compile(Dialect::MySql).unwrap().literal_binds(), @r#"SELECT sample.id FROM sample WHERE sample.note = 'O''Brien \\ %' AND sample.flag = true AND sample.raw = X'01ff' AND sample.real8 = 0.1 AND sample.amount = 1.50 AND sample.day = '2024-02-29' AND sample.moment = '2024-02-29 01:02:03.004' AND sample.instant = '2024-02-29 01:02:03' AND sample.token = '00000000-0000-0000-0000-000000000000' AND NOT (sample.small <=> NULL)"#);
}

#[test]
fn json_is_shown_as_a_literal() {
    let query = update(Sample).set(Sample.document, serde_json::json!({"a": "it's"})).filter(Sample.id.eq(1));
    assert_snapshot!(query.compile(Dialect::PostgreSql).unwrap().literal_binds(), @r#"UPDATE sample SET document='{"a":"it''s"}' WHERE sample.id = 1"#);
}

#[test]
fn every_statement_compiles() {
    let row = NewUser::new("x").fullname("X");
    assert_snapshot!(insert(User).value(row.clone()).compile(Dialect::Sqlite).unwrap(), @"INSERT INTO user_account (name, fullname) VALUES (?, ?)");
    assert_snapshot!(insert(User).value(row).returning(User.id).compile(Dialect::PostgreSql).unwrap(), @"INSERT INTO user_account (name, fullname) VALUES ($1, $2) RETURNING user_account.id");
    assert_snapshot!(update(User).set(User.name, "y").all_rows().compile(Dialect::MySql).unwrap(), @"UPDATE user_account SET name=?");
    assert_snapshot!(update(User).set(User.name, "y").all_rows().returning(User.id).compile(Dialect::Sqlite).unwrap(), @"UPDATE user_account SET name=? RETURNING user_account.id");
    assert_snapshot!(delete(User).filter(User.id.eq(1)).compile(Dialect::MySql).unwrap(), @"DELETE FROM user_account WHERE user_account.id = ?");
    assert_snapshot!(select(User.id).union(select(Address.id)).compile(Dialect::MySql).unwrap(), @"SELECT user_account.id FROM user_account UNION SELECT address.id FROM address");
    assert_snapshot!(text("SELECT :x").bind("x", 1).compile(Dialect::PostgreSql).unwrap(), @"SELECT $1");
}

#[test]
fn what_a_dialect_cannot_say_is_an_error() {
    let full = select(User.id).full_join(Address).compile(Dialect::MySql).unwrap_err();
    assert!(full.is_unsupported());
    let locked = select(User.id).for_update().compile(Dialect::Sqlite).unwrap_err();
    assert_eq!(*locked.kind(), ErrorKind::Unsupported);
}

#[test]
fn compiling_the_same_statement_twice_gives_the_same_text() {
    let query = select((User, func::count(Address.id))).left_join(Address).group_by(User.id).order_by(User.name.desc());
    assert_eq!(query.compile(Dialect::Sqlite).unwrap(), query.compile(Dialect::Sqlite).unwrap());
    assert_eq!(query.compile(Dialect::Sqlite).unwrap(), query.clone().compile(Dialect::Sqlite).unwrap());
}

/// What a function returns whose caller need not know how the rows are found.
fn flights(status: Option<FlightStatus>, with_seats: bool) -> Query<(i32, String)> {
    let base = select((Flight.id, Flight.origin)).filter(status.map(|status| Flight.status.eq(status)));
    match with_seats {
        true => base.filter(Flight.seats.is_not_null()).erase(),
        false => base.union(select((Flight.id, Flight.destination)).filter(Flight.seats.is_null())).erase(),
    }
}

#[test]
fn erased_queries_are_named_by_their_row() {
    let mut conn = filled();
    let queries: Vec<Query<(i32, String)>> = vec![flights(None, true), flights(Some(FlightStatus::Planned), false)];
    assert_snapshot!(queries[1].compile(Dialect::Sqlite).unwrap(), @"SELECT flight.id, flight.origin FROM flight WHERE flight.status = ? UNION SELECT flight.id, flight.destination FROM flight WHERE flight.seats IS NULL");
    assert_eq!(conn.execute(queries[0].clone()).unwrap().len(), 3);
    let rows = conn.execute(queries[1].clone()).unwrap();
    assert_eq!(rows.columns(), ["id", "origin"]);
    assert_eq!(rows.len(), 3);
    assert_eq!(conn.scalar(flights(Some(FlightStatus::Landed), true)).unwrap(), None);
    assert_eq!(conn.stream(flights(None, true)).unwrap().count(), 3);
}
