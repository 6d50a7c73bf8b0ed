//! Every type goes to the server and comes back the same; what has no value in Rust is an error.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use realgar::{Connection, ErrorKind, Kind, Row, Value, text};
use rust_decimal::Decimal;

use super::engine;

/// The value that comes back from a column of a SQL type when this one is stored in it.
fn round_trip(conn: &mut Connection, sql_type: &str, value: impl Into<Value>) -> realgar::Result<Value> {
    conn.execute(text("DROP TEMPORARY TABLE IF EXISTS kept"))?;
    conn.execute(text(format!("CREATE TEMPORARY TABLE kept (value {sql_type})")))?;
    conn.execute(text("INSERT INTO kept VALUES (:value)").bind("value", value.into()))?;
    read(conn, "SELECT value FROM kept")
}

/// The first cell of a query.
fn read(conn: &mut Connection, sql: &str) -> realgar::Result<Value> {
    let rows = conn.execute(text(sql).typed::<Row>())?;
    rows.one()?.get::<Value>(0)
}

#[test]
fn values_of_all_types_come_back_as_they_were_sent() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let time = |micros: i64| NaiveTime::MIN + chrono::TimeDelta::microseconds(micros);
    let all: Vec<(&str, Value, Value)> = vec![
        ("boolean", true.into(), Value::BigInt(1)),
        ("tinyint", i16::from(i8::MIN).into(), Value::BigInt(i8::MIN.into())),
        ("smallint", i16::MIN.into(), Value::BigInt(i16::MIN.into())),
        ("mediumint", (-8_388_608).into(), Value::BigInt(-8_388_608)),
        ("integer", i32::MAX.into(), Value::BigInt(i32::MAX.into())),
        ("bigint", i64::MIN.into(), Value::BigInt(i64::MIN)),
        ("int unsigned", i64::from(u32::MAX).into(), Value::BigInt(u32::MAX.into())),
        ("bigint unsigned", u64::MAX.into(), Value::Unsigned(u64::MAX)),
        ("bigint unsigned", 7_u64.into(), Value::BigInt(7)),
        ("float", 0.1_f32.into(), Value::Double(f64::from(0.1_f32))),
        ("double", f64::MAX.into(), Value::Double(f64::MAX)),
        ("double", 5e-324.into(), Value::Double(5e-324)),
        ("text", "é 🦀 '; DROP TABLE \\n \" ` \0 %".into(), Value::Text("é 🦀 '; DROP TABLE \\n \" ` \0 %".into())),
        ("text", "".into(), Value::Text(String::new())),
        ("varchar(9) character set latin1", "né".into(), Value::Text("né".into())),
        ("char(3)", "a".into(), Value::Text("a".into())),
        ("longtext", "x".repeat(100_000).into(), Value::Text("x".repeat(100_000))),
        ("blob", vec![0_u8, 255, 1].into(), Value::Blob(vec![0, 255, 1])),
        ("blob", Vec::<u8>::new().into(), Value::Blob(vec![])),
        ("binary(4)", b"abcd".to_vec().into(), Value::Blob(b"abcd".to_vec())),
        ("varbinary(4)", vec![0xc3_u8].into(), Value::Blob(vec![0xc3])),
        ("date", date(1, 1, 1).into(), Value::Date(date(1, 1, 1))),
        ("date", date(9999, 12, 31).into(), Value::Date(date(9999, 12, 31))),
        ("time(6)", time(86_399_999_999).into(), Value::Time(time(86_399_999_999))),
        ("time", time(0).into(), Value::Time(time(0))),
        ("year", 2026.into(), Value::BigInt(2026)),
        ("bit(1)", true.into(), Value::BigInt(1)),
        ("bit(10)", 770.into(), Value::BigInt(770)),
        ("bit(64)", u64::MAX.into(), Value::Unsigned(u64::MAX)),
        ("enum('sad', 'very happy')", "very happy".into(), Value::Text("very happy".into())),
        ("set('a', 'b')", "a,b".into(), Value::Text("a,b".into())),
        ("char(36)", uuid::Uuid::max().into(), Value::Text(uuid::Uuid::max().to_string())),
        ("json", serde_json::json!({"a": [1, null]}).into(), Value::Text("{\"a\":[1,null]}".into())),
    ];
    for (sql_type, sent, expected) in all {
        let back = round_trip(&mut conn, sql_type, sent).unwrap();
        let back = match back {
            // MySQL writes documents anew, MariaDB keeps their text.
            Value::Text(json) if sql_type == "json" => Value::Text(json.replace(": ", ":").replace(", ", ",")),
            other => other,
        };
        assert_eq!(back, expected, "{sql_type}");
    }
    // A UUID is read from its own type, from text and from bytes.
    let id = uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    let mut types = vec![("char(36)", Value::Uuid(id)), ("binary(16)", Value::Blob(id.as_bytes().to_vec()))];
    if conn.scalar(text("SELECT version()").typed::<String>()).unwrap().unwrap().contains("MariaDB") {
        types.push(("uuid", Value::Uuid(id)));
    }
    for (sql_type, sent) in types {
        round_trip(&mut conn, sql_type, sent).unwrap();
        assert_eq!(conn.scalar(text("SELECT value FROM kept").typed::<uuid::Uuid>()).unwrap(), Some(id), "{sql_type}");
    }
}

#[test]
fn nulls_of_every_type_are_null() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let nulls: [(&str, Value); 9] = [
        ("integer", None::<i32>.into()),
        ("text", None::<String>.into()),
        ("blob", None::<Vec<u8>>.into()),
        ("decimal(9, 2)", None::<Decimal>.into()),
        ("datetime", None::<DateTime<Utc>>.into()),
        ("char(36)", None::<uuid::Uuid>.into()),
        ("json", None::<serde_json::Value>.into()),
        ("bit(3)", None::<i64>.into()),
        ("enum('a')", Value::Null(Kind::Unknown)),
    ];
    for (sql_type, null) in nulls {
        assert!(round_trip(&mut conn, sql_type, null).unwrap().is_null(), "{sql_type}");
    }
    // The same statement takes a NULL and then a value.
    for value in [None, Some(3_i64), None, Some(4)] {
        let sum = text("SELECT :value + 1").bind("value", value).typed::<Option<i64>>();
        assert_eq!(conn.scalar(sum).unwrap().unwrap(), value.map(|value| value + 1));
    }
}

#[test]
fn decimals_lose_no_digit() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for (number, sql_type) in [
        ("0", "decimal(1, 0)"),
        ("-1", "decimal(65, 0)"),
        ("0.1", "decimal(2, 1)"),
        ("-0.0001", "decimal(9, 4)"),
        ("99999999.99999999", "decimal(16, 8)"),
        ("1.10", "decimal(9, 2)"),
        ("0.000", "decimal(9, 3)"),
        ("79228162514264337593543950335", "decimal(30, 0)"),
        ("-7.9228162514264337593543950335", "decimal(30, 28)"),
        ("0.0000000000000000000000000001", "decimal(30, 28)"),
        ("123456789012345678901234.5678", "decimal(30, 4)"),
    ] {
        let sent: Decimal = number.parse().unwrap();
        let Value::Numeric(back) = round_trip(&mut conn, sql_type, sent).unwrap() else { panic!("{number}") };
        assert_eq!((back, back.scale()), (sent, sent.scale()), "{number}");
        // The server reads the same number.
        assert_eq!(read(&mut conn, "SELECT CAST(value AS CHAR) FROM kept").unwrap(), Value::Text(number.into()));
    }
    for (number, fits) in [
        ("CAST('1.5' AS DECIMAL(65, 30))", true),
        ("12345678901234567890123456789012345678.", false),
        ("0.000000000000000000000000000001", false),
    ] {
        match conn.scalar(text(format!("SELECT {number}")).typed::<Decimal>()) {
            Ok(value) => assert!(fits && value == Some(Decimal::new(15, 1)), "{number}: {value:?}"),
            Err(error) => {
                assert!(!fits, "{error}");
                assert_eq!(*error.kind(), ErrorKind::Decode);
            }
        }
    }
}

#[test]
fn times_are_exact_to_the_microsecond_in_utc() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for instant in ["1970-01-01T00:00:01.999999Z", "2026-11-28T06:00:00.000001Z"] {
        let instant: DateTime<Utc> = instant.parse().unwrap();
        let naive = instant.naive_utc();
        for sql_type in ["datetime(6)", "timestamp(6) NULL"] {
            assert_eq!(round_trip(&mut conn, sql_type, instant).unwrap(), Value::Timestamp(naive));
            let read = text("SELECT value FROM kept").typed::<DateTime<Utc>>();
            assert_eq!(conn.scalar(read).unwrap(), Some(instant));
            assert_eq!(round_trip(&mut conn, sql_type, naive).unwrap(), Value::Timestamp(naive));
        }
    }
    // Half a microsecond is rounded up, as far as the next minute.
    for (nanoseconds, rounded) in
        [("00.0000005", "00:00:00.000001"), ("00.000000499", "00:00:00"), ("59.9999996", "00:01:00")]
    {
        let sent: NaiveDateTime = format!("1999-12-31T00:00:{nanoseconds}").parse().unwrap();
        let expected: NaiveDateTime = format!("1999-12-31T{rounded}").parse().unwrap();
        assert_eq!(round_trip(&mut conn, "datetime(6)", sent).unwrap(), Value::Timestamp(expected), "{nanoseconds}");
    }
}

#[test]
fn what_has_no_value_in_rust_is_an_error_that_names_it() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    conn.execute(text("SET SESSION sql_mode = ''")).unwrap();
    for (sql_type, value) in [
        ("date", "0000-00-00"),
        ("date", "2026-00-10"),
        ("datetime", "0000-00-00 00:00:00"),
        ("timestamp NULL", "0000-00-00 00:00:00"),
        ("time", "24:00:00"),
        ("time", "-00:00:01"),
        ("time", "838:59:59"),
    ] {
        let error = round_trip(&mut conn, sql_type, value).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().contains(value), "{error}");
        // The column and the way out are named, and the next statement goes well.
        assert!(error.message().contains("CAST(… AS CHAR)"), "{error}");
        assert_eq!(read(&mut conn, "SELECT CAST(value AS CHAR) FROM kept").unwrap(), Value::Text(value.into()));
    }
}

#[test]
fn what_the_server_cannot_keep_is_refused_before_it_is_sent() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    let beyond = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let before = NaiveDate::from_ymd_opt(-1, 1, 1).unwrap();
    for value in [
        Value::Double(f64::NAN),
        Value::Double(f64::INFINITY),
        Value::Real(f32::NEG_INFINITY),
        beyond.into(),
        before.into(),
        beyond.and_time(NaiveTime::MIN).into(),
    ] {
        let refused = conn.execute(text("SELECT :value").bind("value", value));
        assert_eq!(*refused.unwrap_err().kind(), ErrorKind::OutOfRange);
        assert_eq!(conn.scalar(text("SELECT 1").typed::<i64>()).unwrap(), Some(1));
    }
    let array = Value::Array(&Kind::Integer, vec![1.into()]);
    let refused = conn.execute(text("SELECT :value").bind("value", array));
    assert_eq!(*refused.unwrap_err().kind(), ErrorKind::Unsupported);
    for (sql_type, value) in [
        ("smallint", Value::Integer(40_000)),
        ("int unsigned", Value::Integer(-1)),
        ("varchar(3)", "four".into()),
        ("varchar(3) character set latin1", "🦀".into()),
        ("enum('a')", "b".into()),
        ("date", "2026-02-30".into()),
        ("decimal(3, 1)", Decimal::new(1000, 1).into()),
    ] {
        let error = round_trip(&mut conn, sql_type, value).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OutOfRange, "{sql_type}: {error:?}");
    }
}

#[test]
fn text_and_bytes_are_told_apart_by_the_character_set() {
    let Some(engine) = engine() else { return };
    let mut conn = engine.connect().unwrap();
    for (sql, expected) in [
        ("SELECT 'a'", Value::Text("a".into())),
        ("SELECT x'61'", Value::Blob(vec![0x61])),
        ("SELECT CAST('a' AS BINARY)", Value::Blob(vec![0x61])),
        ("SELECT concat('a', 1)", Value::Text("a1".into())),
        ("SELECT json_object('a', 1)", Value::Text("{\"a\": 1}".into())),
        ("SELECT json_extract('[1, 2]', '$[0]')", Value::Text("1".into())),
        ("SELECT hex('a')", Value::Text("61".into())),
        ("SELECT database() IS NULL", Value::BigInt(0)),
        ("SELECT group_concat(table_name) FROM information_schema.tables WHERE 1 = 0", Value::Null(Kind::Unknown)),
    ] {
        assert_eq!(read(&mut conn, sql).unwrap(), expected, "{sql}");
    }
}
