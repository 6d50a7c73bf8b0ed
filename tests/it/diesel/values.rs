//! Every type goes through Diesel's connections and comes back the same; what cannot is an error.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use realgar::{Connection, Dialect, ErrorKind, Value, text};
use rust_decimal::Decimal;

use super::engines;

/// The value that comes back when this one is bound to a parameter of a SQL type.
fn round_trip(conn: &mut Connection, sql_type: &str, value: impl Into<Value>) -> realgar::Result<Value> {
    let sql = format!("SELECT CAST(:value AS {sql_type}) AS value");
    let rows = conn.execute(text(&sql).bind("value", value.into()))?;
    rows.one()?.get::<Value>("value")
}

fn connections(dialect: Dialect) -> Vec<Connection> {
    let engines = engines().into_iter().filter(|engine| engine.dialect() == dialect);
    engines.map(|engine| engine.connect().unwrap()).collect()
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn values_come_back_from_sqlite_as_it_keeps_them() {
    for mut conn in connections(Dialect::Sqlite) {
        let noon = date(2024, 2, 29).and_hms_micro_opt(12, 0, 0, 250_000).unwrap();
        for (sent, expected) in [
            (Value::from(true), Value::BigInt(1)),
            (i64::MIN.into(), Value::BigInt(i64::MIN)),
            (1.5_f64.into(), Value::Double(1.5)),
            ("é 🦀 '; DROP".into(), Value::Text("é 🦀 '; DROP".into())),
            ("\u{fffd}".into(), Value::Text("\u{fffd}".into())),
            ("".into(), Value::Text(String::new())),
            (vec![0_u8, 255].into(), Value::Blob(vec![0, 255])),
            (Vec::<u8>::new().into(), Value::Blob(Vec::new())),
            (Decimal::new(15, 1).into(), Value::Double(1.5)),
            (date(2024, 2, 29).into(), Value::Text("2024-02-29".into())),
            (noon.into(), Value::Text("2024-02-29 12:00:00.250".into())),
            (uuid::Uuid::max().into(), Value::Text(uuid::Uuid::max().to_string())),
            (serde_json::json!({"a": 1}).into(), Value::Text("{\"a\":1}".into())),
        ] {
            let rows = conn.execute(text("SELECT :value AS value").bind("value", sent.clone())).unwrap();
            assert_eq!(rows.one().unwrap().get::<Value>("value").unwrap(), expected, "{sent:?}");
        }
        for refused in [Value::from(f64::NAN), Value::Unsigned(u64::MAX), date(10_000, 1, 1).into()] {
            let error = conn.execute(text("SELECT :value").bind("value", refused)).unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::OutOfRange, "{error}");
        }
        let bytes = conn.execute(text("SELECT CAST(x'ff' AS TEXT)").typed::<String>()).unwrap_err();
        assert_eq!(*bytes.kind(), ErrorKind::Decode, "{bytes}");
    }
}

#[test]
fn values_come_back_from_postgres_as_they_were_sent() {
    for mut conn in connections(Dialect::PostgreSql) {
        let time = |micros: i64| NaiveTime::MIN + TimeDelta::microseconds(micros);
        let instant = DateTime::<Utc>::from_timestamp_micros(1_709_208_000_000_001).unwrap();
        for (sql_type, sent, expected) in [
            ("boolean", Value::from(true), Value::Boolean(true)),
            ("smallint", i16::MIN.into(), Value::BigInt(i16::MIN.into())),
            ("integer", i32::MAX.into(), Value::BigInt(i32::MAX.into())),
            ("bigint", i64::MIN.into(), Value::BigInt(i64::MIN)),
            ("real", 1.5_f32.into(), Value::Double(1.5)),
            ("double precision", f64::NEG_INFINITY.into(), Value::Double(f64::NEG_INFINITY)),
            ("text", "é 🦀".into(), Value::Text("é 🦀".into())),
            ("char(3)", "a".into(), Value::Text("a  ".into())),
            ("bytea", vec![0_u8, 255].into(), Value::Blob(vec![0, 255])),
            ("numeric", Decimal::new(-110, 2).into(), Value::Numeric(Decimal::new(-110, 2))),
            ("date", date(-4000, 2, 29).into(), Value::Date(date(-4000, 2, 29))),
            ("time", time(86_399_999_999).into(), Value::Time(time(86_399_999_999))),
            ("timestamptz", instant.into(), Value::TimestampTz(instant)),
            ("timestamp", instant.naive_utc().into(), Value::Timestamp(instant.naive_utc())),
            ("uuid", uuid::Uuid::max().into(), Value::Uuid(uuid::Uuid::max())),
            ("json", serde_json::json!({"a": [1, null]}).into(), Value::Text("{\"a\": [1, null]}".into())),
            ("jsonb", serde_json::json!({"a": [1, null]}).into(), Value::Text("{\"a\": [1, null]}".into())),
            ("interval", "1 day".into(), Value::Text("1 day".into())),
            ("inet", "10.0.0.1".into(), Value::Text("10.0.0.1".into())),
        ] {
            assert_eq!(round_trip(&mut conn, sql_type, sent).unwrap(), expected, "{sql_type}");
        }
        for null in
            [None::<i32>.into(), None::<String>.into(), None::<Vec<u8>>.into(), None::<serde_json::Value>.into()]
        {
            assert!(round_trip(&mut conn, "text", Value::clone(&null)).is_ok_and(|value| value.is_null()), "{null:?}");
        }
        let array = conn.execute(text("SELECT ARRAY[1, NULL, 3] AS value")).unwrap().one().unwrap();
        assert!(matches!(array.get::<Value>("value").unwrap(), Value::Array(_, elements) if elements.len() == 3));
        let infinite = conn.execute(text("SELECT CAST('infinity' AS date)").typed::<NaiveDate>()).unwrap_err();
        assert_eq!(*infinite.kind(), ErrorKind::Decode);
        // Four characters are not taken for an integer.
        conn.rollback().unwrap();
        let error = conn.execute(text("SELECT 1 WHERE 1 = :text").bind("text", "abcd")).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Sql, "{error}");
    }
}

#[test]
fn types_of_a_schema_are_read_if_they_are_text_and_an_error_otherwise() {
    for mut conn in connections(Dialect::PostgreSql) {
        conn.execute(text("CREATE TYPE mood AS ENUM ('sad', 'happy')")).unwrap();
        conn.execute(text("CREATE TYPE place AS (x INTEGER, y INTEGER)")).unwrap();
        let mood = text("SELECT CAST('happy' AS mood)").typed::<String>();
        assert_eq!(conn.scalar(mood).unwrap().as_deref(), Some("happy"));
        let place = conn.execute(text("SELECT CAST(ROW(1, 2) AS place)").typed::<String>()).unwrap_err();
        assert!(*place.kind() == ErrorKind::Decode && place.message().contains("CAST"), "{place}");
    }
}

#[test]
fn values_come_back_from_mysql_as_they_were_sent() {
    for mut conn in connections(Dialect::MySql) {
        let moment = date(2024, 2, 29).and_hms_micro_opt(23, 59, 59, 999_999).unwrap();
        let time = NaiveTime::from_hms_micro_opt(1, 2, 3, 4).unwrap();
        for (sql_type, sent, expected) in [
            ("BIGINT", Value::from(i64::MIN), Value::BigInt(i64::MIN)),
            ("SMALLINT", i16::MIN.into(), Value::BigInt(i16::MIN.into())),
            ("TINYINT UNSIGNED", 255.into(), Value::BigInt(255)),
            ("BOOLEAN", true.into(), Value::BigInt(1)),
            ("BIGINT UNSIGNED", Value::Unsigned(u64::MAX), Value::Unsigned(u64::MAX)),
            ("BIT(9)", 257.into(), Value::BigInt(257)),
            ("YEAR", 2024.into(), Value::BigInt(2024)),
            ("FLOAT", 1.5_f32.into(), Value::Double(1.5)),
            ("DOUBLE", f64::MAX.into(), Value::Double(f64::MAX)),
            ("VARCHAR(9)", "é 🦀".into(), Value::Text("é 🦀".into())),
            ("ENUM('a', 'b')", "b".into(), Value::Text("b".into())),
            ("VARBINARY(9)", vec![0_u8, 255].into(), Value::Blob(vec![0, 255])),
            ("LONGBLOB", Vec::<u8>::new().into(), Value::Blob(Vec::new())),
            ("DECIMAL(20, 2)", Decimal::new(-110, 2).into(), Value::Numeric(Decimal::new(-110, 2))),
            ("DATE", date(2024, 2, 29).into(), Value::Date(date(2024, 2, 29))),
            ("TIME(6)", time.into(), Value::Time(time)),
            ("DATETIME(6)", moment.into(), Value::Timestamp(moment)),
            ("TIMESTAMP(6) NULL", moment.and_utc().into(), Value::Timestamp(moment)),
            ("CHAR(36)", uuid::Uuid::max().into(), Value::Text(uuid::Uuid::max().to_string())),
            ("LONGTEXT", serde_json::json!({"a": 1}).into(), Value::Text("{\"a\":1}".into())),
        ] {
            conn.execute(text(format!("CREATE OR REPLACE TABLE kept (value {sql_type})"))).unwrap();
            conn.execute(text("INSERT INTO kept VALUES (:value), (NULL)").bind("value", sent)).unwrap();
            let rows = conn.execute(text("SELECT value FROM kept")).unwrap().all();
            assert_eq!(rows[0].get::<Value>("value").unwrap(), expected, "{sql_type}");
            assert!(rows[1].get::<Value>("value").unwrap().is_null(), "{sql_type}");
        }
        assert!(round_trip(&mut conn, "CHAR", None::<i32>).unwrap().is_null());
        for refused in [Value::from(f64::NAN), date(10_000, 1, 1).into()] {
            assert_eq!(*round_trip(&mut conn, "CHAR", refused).unwrap_err().kind(), ErrorKind::OutOfRange);
        }
        let long = conn.execute(text("SELECT CAST('26:00:00' AS TIME)").typed::<NaiveTime>()).unwrap_err();
        assert_eq!(*long.kind(), ErrorKind::Decode, "{long}");
    }
}

#[test]
fn a_value_whose_type_mysql_does_not_know_beforehand_is_read_or_an_error() {
    for mut conn in connections(Dialect::MySql) {
        for value in [Value::from(7_i64), Value::from("seven")] {
            let query = || text("SELECT :value").bind("value", value.clone()).typed::<realgar::Row>();
            match conn.execute(query()) {
                Ok(rows) => assert_eq!(rows.one().unwrap().get::<Value>(0).unwrap(), value),
                // The second one is Diesel's own word for it.
                Err(error) => {
                    let said = error.to_string();
                    assert!(said.contains("cast it") || said.contains("Numeric overflow"), "{said}");
                }
            }
        }
        let cast = text("SELECT CAST(:value AS CHAR)").bind("value", "seven").typed::<String>();
        assert_eq!(conn.scalar(cast).unwrap().as_deref(), Some("seven"));
    }
}
