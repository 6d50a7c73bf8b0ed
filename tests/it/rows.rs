//! Rows: how they are fetched, read by name and position, and decoded.

use realgar::{Connection, Engine, ErrorKind, FromRow, FromValue, Row, Value, text};

use crate::support::Scratch;

fn connect() -> Connection {
    Engine::new("sqlite://").and_then(|engine| engine.connect()).unwrap()
}

fn one(sql: &str) -> Row {
    connect().execute(text(sql)).unwrap().one().unwrap()
}

#[test]
fn rows_are_fetched_in_sqlalchemys_ways() {
    let mut conn = connect();
    let mut rows = |n: i64| {
        let sql =
            "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT i % 3, 'x' || i FROM c LIMIT :n";
        conn.execute(text(sql).bind("n", n).typed::<(i64, String)>()).unwrap()
    };
    assert_eq!((rows(2).len(), rows(0).is_empty()), (2, true));
    assert_eq!(rows(2).all(), [(1, "x1".to_owned()), (2, "x2".to_owned())]);
    assert_eq!(rows(2).first().unwrap().0, 1);
    assert_eq!(rows(0).first(), None);
    assert_eq!(rows(1).one().unwrap().0, 1);
    assert!(rows(0).one().unwrap_err().is_no_rows());
    let several = rows(3).one().unwrap_err();
    assert!(several.is_multiple_rows());
    assert_eq!(several.message(), "3 rows were found where one was expected");
    assert_eq!(rows(0).one_or_none().unwrap(), None);
    assert!(rows(2).one_or_none().is_err());
    assert_eq!(rows(4).scalars().all(), [1, 2, 0, 1]);
    assert_eq!(rows(4).scalars().unique().all(), [1, 2, 0]);
    assert_eq!(rows(5).partitions(2).map(|part| part.len()).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(rows(2).iter().map(|row| row.0).sum::<i64>(), 3);
    assert_eq!((&rows(2)).into_iter().count(), 2);
}

#[test]
fn columns_are_found_by_name_and_position() {
    let row = one("SELECT 1 AS x, 'a' AS \"two words\", NULL AS z");
    assert_eq!(row.columns(), ["x", "two words", "z"]);
    assert_eq!((row.get::<i64>("x").unwrap(), row.get::<i32>(0).unwrap()), (1, 1));
    assert_eq!(row.get::<String>(&String::from("two words")).unwrap(), "a");
    assert_eq!(row.get::<Option<i64>>(2).unwrap(), None);
    assert_eq!(row.get::<Value>(0).unwrap(), Value::from(1_i64));
    assert_eq!(format!("{row:?}"), r#"{"x": BigInt(1), "two words": Text("a"), "z": Null(Unknown)}"#);
    let map = row.to_map().unwrap();
    assert_eq!(map.keys().collect::<Vec<_>>(), ["two words", "x", "z"]);
}

#[test]
fn a_column_that_is_not_there_is_an_error_that_names_the_others() {
    let row = one("SELECT 1 AS x, 2 AS y");
    let error = row.get::<i64>("z").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoSuchColumn);
    assert_eq!(error.message(), "there is no column `z`; the columns are `x`, `y`");
    assert_eq!(*row.get::<i64>(2).unwrap_err().kind(), ErrorKind::NoSuchColumn);
}

#[test]
fn a_name_that_two_columns_have_is_not_guessed() {
    let row = one("SELECT 1 AS x, 2 AS x");
    assert_eq!(*row.get::<i64>("x").unwrap_err().kind(), ErrorKind::NoSuchColumn);
    assert_eq!(row.get::<i64>(1).unwrap(), 2);
    assert_eq!(*row.to_map().unwrap_err().kind(), ErrorKind::InvalidStatement);
}

#[test]
fn values_are_never_cut() {
    let row =
        one("SELECT 300 AS big, -1 AS negative, 1.5 AS half, 'x' AS word, NULL AS missing, 2 AS two, X'01' AS blob");
    for error in [
        row.get::<u8>("big").unwrap_err(),
        row.get::<u64>("negative").unwrap_err(),
        row.get::<i64>("half").unwrap_err(),
        row.get::<i64>("word").unwrap_err(),
        row.get::<f64>("word").unwrap_err(),
        row.get::<i64>("missing").unwrap_err(),
        row.get::<bool>("two").unwrap_err(),
        row.get::<String>("big").unwrap_err(),
        row.get::<String>("blob").unwrap_err(),
        row.get::<Vec<u8>>("word").unwrap_err(),
    ] {
        assert_eq!(*error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.message().starts_with("column `"), "{error}");
    }
    assert_eq!(row.get::<u16>("big").unwrap(), 300);
    assert_eq!(row.get::<f64>("big").unwrap(), 300.0);
    assert_eq!(row.get::<Option<bool>>("missing").unwrap(), None);
}

#[test]
fn a_cell_that_does_not_fit_names_column_and_row() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE person (name TEXT NOT NULL, age INTEGER)")).unwrap();
    conn.execute(text("INSERT INTO person VALUES ('a', 1), ('b', 2), ('c', 'old'), ('d', 4)")).unwrap();
    let people = || text("SELECT name, age FROM person").typed::<(String, i64)>();
    let error = conn.execute(people()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Decode);
    assert_eq!(error.message(), "column `age`, row 3: text where an integer was expected");
    assert_eq!(error.statement(), Some("SELECT name, age FROM person"));
    let mut stream = conn.stream(people()).unwrap();
    assert!(stream.next().unwrap().is_ok() && stream.next().unwrap().is_ok());
    assert!(stream.next().unwrap().unwrap_err().message().starts_with("column `age`, row 3: "));
    assert!(stream.next().is_none(), "nothing follows an error");
    drop(stream);
    assert_eq!(conn.scalar(people()).unwrap().as_deref(), Some("a"), "the rows behind the first are not looked at");
}

#[test]
fn null_in_a_field_that_is_no_option_names_the_column() {
    let error = connect().execute(text("SELECT 1 AS a, NULL AS b").typed::<(i64, String)>()).unwrap_err();
    assert!(error.message().starts_with("column `b`, row 1: NULL where text was expected"), "{error}");
}

#[test]
fn a_row_of_another_width_is_an_error() {
    let error = connect().execute(text("SELECT 1, 2, 3").typed::<(i64, i64)>()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Decode);
    assert!(error.message().ends_with("the statement returns 3 columns, the row type takes 2 columns"), "{error}");
    assert!(connect().execute(text("SELECT 1, 2").typed::<i64>()).is_err());
}

#[test]
fn sixteen_columns_are_a_tuple() {
    let sql = "SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16";
    type Wide = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let row: Wide = connect().execute(text(sql).typed()).unwrap().one().unwrap();
    assert_eq!((row.0, row.15), (1, 16));
}

#[test]
fn a_type_of_ones_own_can_be_a_row() {
    #[derive(Debug, PartialEq)]
    struct Point {
        x: i64,
        y: i64,
    }
    impl FromRow for Point {
        fn from_row(cells: &mut realgar::statement::Cells<'_>) -> realgar::Result<Self> {
            Ok(Self { x: i64::from_value(cells.next_cell()?)?, y: i64::from_value(cells.next_cell()?)? })
        }
    }
    let point = connect().execute(text("SELECT 1, 2").typed::<Point>()).unwrap().one().unwrap();
    assert_eq!(point, Point { x: 1, y: 2 });
}

#[test]
fn a_statement_without_rows_tells_what_it_did() {
    let mut conn = connect();
    let created = conn.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, x)")).unwrap();
    assert!(created.is_empty() && created.columns().is_empty());
    let inserted = conn.execute(text("INSERT INTO t (x) VALUES (1), (2)")).unwrap();
    assert_eq!((inserted.rows_affected(), inserted.outcome().last_insert_id), (2, Some(2)));
    let unchanged = conn.execute(text("UPDATE t SET x = 1 WHERE id = 99")).unwrap();
    assert_eq!(unchanged.rows_affected(), 0);
    let created = conn.execute(text("CREATE TABLE u (x)")).unwrap();
    assert_eq!(created.rows_affected(), 0, "not the count of the statement before");
    let ignored = conn.execute(text("INSERT INTO t VALUES (1, 1) ON CONFLICT DO NOTHING")).unwrap();
    assert_eq!((ignored.rows_affected(), ignored.outcome().last_insert_id), (0, None));
    let returned = conn.execute(text("DELETE FROM t RETURNING id").typed::<i64>()).unwrap();
    assert_eq!((returned.rows_affected(), returned.len()), (2, 2));
}

#[test]
fn a_stream_may_be_dropped_before_its_end() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    let endless =
        || text("WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) SELECT i FROM c").typed::<i64>();
    let mut stream = conn.stream(endless()).unwrap();
    assert_eq!(stream.columns(), ["i"]);
    assert_eq!(stream.next().unwrap().unwrap(), 1);
    drop(stream);
    conn.execute(text("DROP TABLE t")).unwrap();
    let sum: i64 = conn.stream(endless()).unwrap().take(1000).map(Result::unwrap).sum();
    assert_eq!(sum, 500_500);
    conn.commit().unwrap();
}

#[test]
fn a_scalar_that_writes_writes_everything() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY)")).unwrap();
    let first = conn.scalar(text("INSERT INTO t VALUES (1), (2), (3) RETURNING id").typed::<i64>()).unwrap();
    assert_eq!(first, Some(1));
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(3));
}

#[test]
fn invalid_utf8_is_an_error_and_as_bytes_it_is_not() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    conn.execute(text("INSERT INTO t VALUES (CAST(X'61FF' AS TEXT))")).unwrap();
    let error = conn.execute(text("SELECT x FROM t").typed::<String>()).unwrap_err();
    assert_eq!(error.message(), "column `x`, row 1: the stored text is not UTF-8 from byte 1 on");
    assert_eq!(conn.scalar(text("SELECT CAST(x AS BLOB) FROM t").typed::<Vec<u8>>()).unwrap(), Some(vec![0x61, 0xff]));
}

#[test]
fn odd_values_make_the_round_trip() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    macro_rules! round_trip {
        ($($type:ty: $value:expr),* $(,)?) => { $(
            conn.execute(text("DELETE FROM t")).unwrap();
            conn.execute(text("INSERT INTO t VALUES (:x)").bind("x", $value)).unwrap();
            assert_eq!(conn.scalar(text("SELECT x FROM t").typed::<$type>()).unwrap(), Some($value));
        )* };
    }
    round_trip! {
        i64: i64::MIN, i64: i64::MAX, i16: i16::MIN, i32: i32::MAX, bool: true, bool: false,
        f64: f64::INFINITY, f64: f64::NEG_INFINITY, f64: f64::MIN_POSITIVE, f64: -0.0, f32: 0.1,
        String: String::new(), String: "a\0b".to_owned(), String: "\u{1F980}\u{301}".to_owned(),
        Vec<u8>: Vec::new(), Vec<u8>: vec![0, 255], Option<i64>: None::<i64>, Option<String>: Some("x".to_owned()),
    }
}

#[test]
fn nan_is_refused_instead_of_stored_as_null() {
    let mut conn = connect();
    for value in [Value::from(f64::NAN), Value::from(f32::NAN)] {
        let error = conn.execute(text("SELECT :x").bind("x", value)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OutOfRange);
        assert!(error.message().contains("NaN"), "{error}");
    }
}

#[test]
fn an_empty_key_is_null_only_where_sqlite_lets_it_be() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (code TEXT PRIMARY KEY)")).unwrap();
    conn.execute(text("INSERT INTO t VALUES (NULL), (NULL)")).unwrap();
    let error = conn.execute(text("SELECT code FROM t").typed::<String>()).unwrap_err();
    assert!(error.message().starts_with("column `code`, row 1: NULL"), "{error}");
}

#[test]
fn a_table_that_changes_behind_a_prepared_statement_is_read_as_it_is_now() {
    let scratch = Scratch::new();
    let engine = scratch.engine("changing.db");
    engine.begin(|conn| conn.execute(text("CREATE TABLE t (a)"))).unwrap();
    engine.begin(|conn| conn.execute(text("INSERT INTO t VALUES (1)"))).unwrap();
    let mut conn = engine.connect().unwrap();
    assert_eq!(conn.execute(text("SELECT * FROM t")).unwrap().columns(), ["a"]);
    conn.rollback().unwrap();
    engine.begin(|conn| conn.execute(text("ALTER TABLE t ADD COLUMN b DEFAULT 'x'"))).unwrap();
    let rows = conn.execute(text("SELECT * FROM t")).unwrap();
    assert_eq!(rows.columns(), ["a", "b"]);
    assert_eq!(rows.one().unwrap().get::<String>("b").unwrap(), "x");
}

#[test]
fn rows_become_maps() {
    let mut conn = connect();
    let maps = conn.execute(text("SELECT 1 AS x, 'a' AS y")).unwrap().mappings().unwrap();
    assert_eq!(maps.one().unwrap()["y"], Value::from("a"));
}

#[cfg(all(feature = "decimal", feature = "chrono", feature = "uuid", feature = "json"))]
#[test]
fn types_that_sqlite_does_not_have_make_the_round_trip() {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
    use rust_decimal::Decimal;

    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    macro_rules! round_trip {
        ($($type:ty: $text:literal => $stored:literal),* $(,)?) => { $(
            let value: $type = $text.parse().unwrap();
            conn.execute(text("DELETE FROM t")).unwrap();
            conn.execute(text("INSERT INTO t VALUES (:x)").bind("x", value.clone())).unwrap();
            assert_eq!(conn.scalar(text("SELECT x FROM t").typed::<$type>()).unwrap(), Some(value));
            let stored = conn.scalar(text("SELECT CAST(x AS TEXT) FROM t").typed::<String>()).unwrap();
            assert_eq!(stored.as_deref(), Some($stored));
        )* };
    }
    round_trip! {
        Decimal: "1.005" => "1.005", Decimal: "-0.10" => "-0.1", Decimal: "9223372036854775807" => "9223372036854775807",
        NaiveDate: "2024-02-29" => "2024-02-29",
        NaiveTime: "23:59:59.000001" => "23:59:59.000001",
        NaiveDateTime: "2024-02-29T01:02:03" => "2024-02-29 01:02:03",
        DateTime<Utc>: "2024-02-29T01:02:03.5+02:00" => "2024-02-28 23:02:03.500+00:00",
        uuid::Uuid: "67e55044-10b1-426f-9247-bb680e5fe0c8" => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        serde_json::Value: r#"{"a":[1,null]}"# => r#"{"a":[1,null]}"#,
    }
    let late = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let long: Decimal = "1234567890.123456".parse().unwrap();
    for refused in [Value::from(late), Value::from(long)] {
        let error = conn.execute(text("SELECT :x").bind("x", refused)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OutOfRange, "{error}");
    }
}
