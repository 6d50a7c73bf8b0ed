//! Every type goes to the server and comes back the same; what has no value in Rust is an error or text.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use realgar::{Connection, ErrorKind, Kind, Value, text};
use rust_decimal::Decimal;

use super::engine;

/// The value that comes back when this one is bound to a parameter of a SQL type.
fn round_trip(conn: &mut Connection, sql_type: &str, value: impl Into<Value>) -> realgar::Result<Value> {
    let sql = format!("SELECT CAST(:value AS {sql_type}) AS value");
    let rows = conn.execute(text(&sql).bind("value", value.into()))?;
    rows.one()?.get::<Value>("value")
}

#[test]
fn values_of_all_types_come_back_as_they_were_sent() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let time = |micros: i64| NaiveTime::MIN + chrono::TimeDelta::microseconds(micros);
    let all: Vec<(&str, Value, Value)> = vec![
        ("boolean", true.into(), Value::Boolean(true)),
        ("smallint", i16::MIN.into(), Value::BigInt(i16::MIN.into())),
        ("integer", i32::MAX.into(), Value::BigInt(i32::MAX.into())),
        ("bigint", i64::MIN.into(), Value::BigInt(i64::MIN)),
        ("real", 1.5_f32.into(), Value::Double(1.5)),
        ("double precision", f64::MAX.into(), Value::Double(f64::MAX)),
        ("double precision", f64::NEG_INFINITY.into(), Value::Double(f64::NEG_INFINITY)),
        ("text", "é 🦀 '; DROP TABLE".into(), Value::Text("é 🦀 '; DROP TABLE".into())),
        ("text", "".into(), Value::Text(String::new())),
        ("char(3)", "a".into(), Value::Text("a  ".into())),
        ("bytea", vec![0_u8, 255, 1].into(), Value::Blob(vec![0, 255, 1])),
        ("bytea", Vec::<u8>::new().into(), Value::Blob(vec![])),
        ("date", date(1, 1, 1).into(), Value::Date(date(1, 1, 1))),
        ("date", date(9999, 12, 31).into(), Value::Date(date(9999, 12, 31))),
        ("date", date(-4000, 2, 29).into(), Value::Date(date(-4000, 2, 29))),
        ("time", time(86_399_999_999).into(), Value::Time(time(86_399_999_999))),
        ("uuid", uuid::Uuid::max().into(), Value::Uuid(uuid::Uuid::max())),
        ("json", serde_json::json!({"a": [1, null]}).into(), Value::Text("{\"a\":[1,null]}".into())),
        ("jsonb", serde_json::json!({"a": [1, null]}).into(), Value::Text("{\"a\": [1, null]}".into())),
    ];
    for (sql_type, sent, expected) in all {
        assert_eq!(round_trip(&mut conn, sql_type, sent).unwrap(), expected, "{sql_type}");
    }
    assert!(matches!(round_trip(&mut conn, "float8", f64::NAN).unwrap(), Value::Double(value) if value.is_nan()));
}

#[test]
fn nulls_of_every_type_are_null() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let nulls: [(&str, Value); 8] = [
        ("integer", None::<i32>.into()),
        ("text", None::<String>.into()),
        ("bytea", None::<Vec<u8>>.into()),
        ("numeric", None::<Decimal>.into()),
        ("timestamptz", None::<DateTime<Utc>>.into()),
        ("uuid", None::<uuid::Uuid>.into()),
        ("jsonb", None::<serde_json::Value>.into()),
        ("interval", None::<String>.into()),
    ];
    for (sql_type, null) in nulls {
        assert!(round_trip(&mut conn, sql_type, null).unwrap().is_null(), "{sql_type}");
    }
}

#[test]
fn decimals_lose_no_digit() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for number in [
        "0",
        "1",
        "-1",
        "0.1",
        "-0.0001",
        "10000",
        "100000000",
        "12345678.9",
        "0.00000001",
        "99999999.99999999",
        "1.10",
        "0.000",
        "79228162514264337593543950335",
        "-7.9228162514264337593543950335",
        "0.0000000000000000000000000001",
        "1000000000000000000000000000",
        "123456789012345678901234.5678",
    ] {
        let sent: Decimal = number.parse().unwrap();
        let Value::Numeric(back) = round_trip(&mut conn, "numeric", sent).unwrap() else { panic!("{number}") };
        assert_eq!((back, back.scale()), (sent, sent.scale()), "{number}");
        // The server reads the same number.
        let spelled = text("SELECT CAST(CAST(:value AS numeric) AS text)").bind("value", sent);
        assert_eq!(conn.scalar(spelled.typed::<String>()).unwrap().unwrap(), number);
    }
    for (number, fits) in [
        ("1.500000000000000000000000000000000000", true),
        ("12345678901234567890123456789012345678", false),
        ("0.00000000000000000000000000000000001", false),
        ("NaN", false),
        ("Infinity", false),
    ] {
        let read = text(format!("SELECT CAST('{number}' AS numeric)")).typed::<Decimal>();
        match conn.scalar(read) {
            Ok(value) => assert!(fits && value == Some(Decimal::new(15, 1)), "{number}: {value:?}"),
            Err(error) => {
                assert!(!fits, "{error}");
                assert_eq!(*error.kind(), ErrorKind::Decode);
                assert!(error.message().contains(number), "{error}");
            }
        }
    }
}

#[test]
fn times_are_exact_to_the_microsecond_in_any_zone() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET LOCAL TimeZone = 'America/New_York'")).unwrap();
    for instant in ["1969-12-31T23:59:59.999999Z", "2026-11-28T06:00:00.000001Z", "0001-01-01T00:00:00Z"] {
        let instant: DateTime<Utc> = instant.parse().unwrap();
        assert_eq!(round_trip(&mut conn, "timestamptz", instant).unwrap(), Value::TimestampTz(instant));
        let naive = instant.naive_utc();
        assert_eq!(round_trip(&mut conn, "timestamp", naive).unwrap(), Value::Timestamp(naive));
    }
    // The server rounds to whole microseconds, and so does the driver.
    for (nanoseconds, rounded) in [("0.0000005", "0.000001"), ("0.000000499", "0"), ("59.9999996", "60")] {
        let sent: NaiveDateTime = format!("1999-12-31T00:00:{nanoseconds:0>2}").parse().unwrap();
        let sql = format!("SELECT timestamp '1999-12-31' + interval '{rounded} s' = CAST(:value AS timestamp)");
        let same = conn.scalar(text(&sql).bind("value", sent).typed::<bool>()).unwrap();
        assert_eq!(same, Some(true), "{nanoseconds}");
    }
    for (sql_type, value) in [
        ("timestamp", "infinity"),
        ("timestamptz", "-infinity"),
        ("date", "infinity"),
        ("time", "24:00:00"),
        ("timestamp", "294276-01-01 00:00:00"),
    ] {
        let read = conn.execute(text(format!("SELECT CAST('{value}' AS {sql_type}) AS value")));
        let error = read.and_then(|rows| rows.one()?.get::<Value>("value")).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().contains(value), "{error}");
    }
}

#[test]
fn types_without_a_value_in_rust_are_read_as_the_server_writes_them() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TYPE mood AS ENUM ('sad', 'very happy')")).unwrap();
    conn.execute(text("CREATE TYPE pair AS (a int, b text)")).unwrap();
    conn.execute(text("CREATE DOMAIN positive AS int CHECK (value > 0)")).unwrap();
    for (value, sql_type) in [
        ("1 year 2 mons -3 days 04:05:06.789", "interval"),
        ("-1 year +2 days 1 hour", "interval"),
        ("-00:00:01", "interval"),
        ("00:00:00", "interval"),
        ("10110", "bit(5)"),
        ("1", "varbit"),
        ("{{1,2},{3,4}}", "int[][]"),
        ("[0:1]={1,2}", "int[]"),
        ("{{a,\"b c\",\"d\\\"e\"},{\"\",\"null\",NULL}}", "text[]"),
        ("{{\"2026-11-28 06:00:00.5\",infinity}}", "timestamp[]"),
        ("{{0.50,-12345.678}}", "numeric[]"),
        ("{{\"very happy\"}}", "mood[]"),
        ("{{infinity,\"0044-03-15 BC\"}}", "date[]"),
        ("{{NaN,Infinity,1.5}}", "float8[]"),
        ("[1,10)", "int4range"),
        ("empty", "int4range"),
        ("(,5)", "int4range"),
        ("[0.5,)", "numrange"),
        ("[\"2026-01-01 00:00:00\",\"2026-02-01 00:00:00\"]", "tsrange"),
        ("192.168.0.0/24", "cidr"),
        ("192.168.0.1", "inet"),
        ("::1", "inet"),
        ("08:00:2b:01:02:03", "macaddr"),
        ("12:30:00-05:30", "timetz"),
        ("(1,\"a b\")", "pair"),
        ("very happy", "mood"),
        ("x", "\"char\""),
        ("infinity", "text"),
    ] {
        let sql =
            format!("SELECT CAST(:value AS {sql_type}) AS value, format('%s', CAST(:value AS {sql_type})) AS spelled");
        let row = conn.execute(text(&sql).bind("value", value)).unwrap().one().unwrap();
        let (read, spelled) = (row.get::<String>("value").unwrap(), row.get::<String>("spelled").unwrap());
        assert_eq!(read, spelled, "{sql_type}");
    }
    assert_eq!(round_trip(&mut conn, "positive", 5).unwrap(), Value::BigInt(5));
}

#[test]
fn arrays_of_one_dimension_are_arrays() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("CREATE TYPE mood AS ENUM ('sad', 'very happy')")).unwrap();
    let null = || Value::Null(Kind::Text);
    let text_array = |texts: &[&str]| Value::Array(&Kind::Text, texts.iter().map(|text| (*text).into()).collect());
    for (sql_type, sent, expected) in [
        ("int[]", Value::Array(&Kind::Integer, vec![1.into(), 2.into()]), "[BigInt(1), BigInt(2)]"),
        ("int[]", Value::Array(&Kind::Integer, vec![]), "[]"),
        (
            "text[]",
            text_array(&["a", "b c", "", "NULL", "é\"\\"]),
            "[Text(\"a\"), Text(\"b c\"), Text(\"\"), Text(\"NULL\"), Text(\"é\\\"\\\\\")]",
        ),
        ("text[]", Value::Array(&Kind::Text, vec![null(), "a".into()]), "[Null(Text), Text(\"a\")]"),
        ("mood[]", text_array(&["very happy"]), "[Text(\"very happy\")]"),
        ("numeric[]", Value::Array(&Kind::Numeric, vec![Decimal::new(-150, 2).into()]), "[Numeric(-1.50)]"),
        ("interval[]", "{1 day}".into(), "[Text(\"1 day\")]"),
    ] {
        let back = round_trip(&mut conn, sql_type, sent).unwrap();
        let Value::Array(_, elements) = back else { panic!("{sql_type}: {back:?}") };
        assert_eq!(format!("{elements:?}"), expected, "{sql_type}");
    }
    let null: Value = Value::Null(Kind::Array(&Kind::Integer));
    assert!(round_trip(&mut conn, "int[]", null).unwrap().is_null());
    let error = round_trip(&mut conn, "uuid[]", text_array(&["x"])).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Parameter, "{error}");
}

#[test]
fn what_the_server_cannot_keep_is_refused_before_it_is_sent() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for value in [Value::Text("a\0b".into()), Value::Unsigned(u64::MAX)] {
        let refused = round_trip(&mut conn, if matches!(value, Value::Text(_)) { "text" } else { "bigint" }, value);
        assert_eq!(*refused.unwrap_err().kind(), ErrorKind::OutOfRange);
        // The server has not heard of it, so the transaction is whole.
        assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
    }
    conn.execute(text("CREATE TABLE small (n smallint, name varchar(3))")).unwrap();
    for (column, value) in [("n", Value::Integer(40_000)), ("name", "four".into())] {
        let insert = format!("INSERT INTO small ({column}) VALUES (:value)");
        let error = conn.begin_nested(|conn| conn.execute(text(&insert).bind("value", value))).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OutOfRange, "{error}");
    }
}
