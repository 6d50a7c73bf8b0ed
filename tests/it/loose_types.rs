//! SQLite's columns without a type, ANY and STRING: each row keeps a value of a type of its own.

use realgar::prelude::*;
use realgar::{ErrorKind, Value};

mod loose {
    realgar::include_schema!("loose");
}
use crate::support::Scratch;
use loose::{Measurement, NewMeasurement, NewSetting, Setting};

fn engine() -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    loose::METADATA.create_all(&engine).unwrap();
    engine
}

#[test]
fn a_value_of_any_type_comes_back_as_it_was() {
    let mut conn = engine().connect().unwrap();
    let values = [
        Value::BigInt(7),
        Value::Double(0.5),
        Value::Text("seven".into()),
        Value::Blob(vec![0, 255]),
        Value::Text("7".into()),
    ];
    conn.execute(insert(Measurement).values(values.clone().map(NewMeasurement::new))).unwrap();
    let read = conn.scalars(select(Measurement.value).order_by(Measurement.id)).unwrap().all();
    assert_eq!(read, values);
}

#[test]
fn a_column_of_any_type_may_be_null_or_not() {
    let engine = engine();
    let mut session = Session::new(&engine);
    let dark = session.add(NewSetting::new("dark").value(true));
    let size = session.add(NewSetting::new("size").hint("points"));
    session.commit().unwrap();
    assert_eq!((&session[dark].value, &session[size].value), (&Some(Value::Boolean(true)), &None));
    session.expire_all();
    session.refresh(dark).unwrap();
    assert_eq!(session[dark].value, Some(Value::BigInt(1)), "SQLite has no booleans");
    session[dark].value = Some("no".into());
    session.commit().unwrap();
    let found = session.scalars(select(Setting).filter(Setting.value.eq("no"))).unwrap().one().unwrap();
    assert_eq!(found, dark);
    assert_eq!(session.get_one(Setting, "size").unwrap(), size);
    assert_eq!(session.get(Setting, 5).unwrap(), None);
    let without = session.scalars(select(Setting.hint).filter(Setting.value.is_null())).unwrap().all();
    assert_eq!(without, [Value::Text("points".into())]);
}

#[test]
fn a_column_called_string_makes_numbers_of_what_looks_like_one() {
    let mut conn = engine().connect().unwrap();
    conn.execute(insert(Setting).value(NewSetting::new("a").hint("12"))).unwrap();
    conn.execute(insert(Setting).value(NewSetting::new("b"))).unwrap();
    let hints = conn.scalars(select(Setting.hint).order_by(Setting.name)).unwrap().all();
    assert_eq!(hints, [Value::BigInt(12), Value::Text("none".into())]);
}

#[test]
fn values_of_any_type_are_compared_as_sqlite_compares_them() {
    let mut conn = engine().connect().unwrap();
    let values: [Value; 4] = [Value::from(3), Value::from("three"), Value::from(2.5), Value::from(20)];
    conn.execute(insert(Measurement).values(values.map(NewMeasurement::new))).unwrap();
    let found = conn.scalars(select(Measurement.id).filter(Measurement.value.gt(2.75)).order_by(Measurement.value));
    assert_eq!(found.unwrap().all(), [1, 4, 2], "numbers come before text");
    let found =
        conn.scalars(select(Measurement.id).filter(Measurement.value.in_([Value::from(3), Value::from("three")])));
    assert_eq!(found.unwrap().all(), [1, 2]);
}

#[test]
fn other_databases_cannot_keep_values_of_any_type() {
    for dialect in [Dialect::PostgreSql, Dialect::MySql] {
        let error = loose::METADATA.create_all_sql(dialect).unwrap_err().to_string();
        assert!(error.contains("the column `value` keeps values of any type"), "{error}");
    }
    let query = select(Measurement.value.cast::<realgar::types::Any>());
    let error = query.compile(Dialect::Sqlite).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::InvalidStatement, "{error}");
}

#[test]
fn null_is_no_value_of_a_column_that_is_not_null() {
    let mut conn = engine().connect().unwrap();
    let error =
        conn.execute(insert(Measurement).value(NewMeasurement::new(Value::Null(realgar::Kind::Unknown)))).unwrap_err();
    assert!(error.is_not_null_violation(), "{error}");
}

#[test]
fn a_collation_that_nobody_has_registered_is_named_with_its_columns_and_the_cure() {
    let scratch = Scratch::new();
    let url = format!("sqlite:///{}", scratch.path("collation.db").display());
    let with_collation = Engine::builder(&url)
        .on_connect(|conn| {
            conn.sqlite()?
                .create_collation("my_nocase", |a, b| a.to_lowercase().cmp(&b.to_lowercase()))
                .map_err(realgar::Error::other)
        })
        .build()
        .unwrap();
    let table = "CREATE TABLE track (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE my_nocase)";
    with_collation.begin(|conn| conn.execute(text(table))).unwrap();

    let without = Engine::new(&url).unwrap();
    let mut conn = without.connect().unwrap();
    let cure = ": register it on every connection, in `Engine::builder(…).on_connect(…)`, with `Connection::sqlite()` \
                and rusqlite's `create_collation(\"my_nocase\", …)`";
    let error = conn.execute(text("SELECT id FROM track WHERE name = 'x'")).map(drop).unwrap_err();
    assert_eq!(error.message(), format!("no such collation sequence: my_nocase, which `track.name` has{cure}"));
    let error = conn.execute(text("CREATE TABLE other (title TEXT COLLATE my_nocase)")).map(drop).unwrap_err();
    assert_eq!(error.message(), format!("no such collation sequence: my_nocase, which `other.title` has{cure}"));
}
