//! Laws over random input: a condition means in SQLite what it means in Rust, and values come back as they were sent.

mod condition;

use proptest::prelude::*;
use realgar::Value;
use realgar::prelude::*;

use crate::schemas::empty;
use crate::schemas::travel::{NewSample, Sample};
use crate::schemas::tutorial::User;
use condition::{NOTES, NUMBERS, Row, condition};

/// All rows there can be.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for small in NUMBERS {
        for big in NUMBERS {
            rows.extend(NOTES.map(|note| Row { small, big, note }));
        }
    }
    rows
}

fn filled(rows: &[Row]) -> Connection {
    let mut conn = empty();
    let new = |row: &Row| NewSample::new().small(row.small).big(row.big.map(i64::from)).note(row.note);
    conn.execute(insert(Sample).values(rows.iter().map(new))).unwrap();
    conn
}

#[test]
fn conditions_mean_in_sqlite_what_they_mean_in_rust() {
    let rows = rows();
    let conn = std::cell::RefCell::new(filled(&rows));
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(condition in condition())| {
        let sql = condition.sql();
        let query = select(&sql).select_from(Sample).order_by(Sample.id);
        let text = query.compile(Dialect::Sqlite).unwrap().literal_binds().to_owned();
        let found: Vec<Option<bool>> = conn.borrow_mut().execute(query).unwrap().all();
        for (row, found) in rows.iter().zip(found) {
            prop_assert_eq!(found, condition.in_rust(row), "{:?} in {}", row, text);
        }
        let kept = select(func::count_all()).select_from(Sample).filter(sql);
        let expected = rows.iter().filter(|row| condition.in_rust(row) == Some(true)).count();
        prop_assert_eq!(conn.borrow_mut().scalar(kept).unwrap(), Some(expected as i64));
    });
}

#[test]
fn values_come_back_as_they_were_sent() {
    let conn = std::cell::RefCell::new(empty());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let real = any::<f64>().prop_filter("SQLite has no NaN", |real| !real.is_nan());
    proptest!(config, |(integer: i64, small: i16, real in real, text in any::<String>(), bytes: Vec<u8>, flag: bool)| {
        let mut conn = conn.borrow_mut();
        let row = select((literal(integer), literal(small), literal(real), literal(text.clone()), literal(bytes.clone()), literal(flag)));
        let literals = row.compile(Dialect::Sqlite).unwrap().literal_binds().to_owned();
        prop_assert_eq!(
            conn.execute(row).unwrap().one().unwrap(),
            (integer, small, real, text.clone(), bytes.clone(), flag)
        );
        let new = NewSample::new().big(integer).small(small).real8(real).note(text.clone()).raw(bytes.clone()).flag(flag);
        let read = conn.execute(insert(Sample).value(new).returning(Sample)).unwrap().one().unwrap();
        prop_assert_eq!((read.big, read.small, read.real8), (Some(integer), Some(small), Some(real)));
        prop_assert_eq!((read.note.as_ref(), read.raw.as_ref(), read.flag), (Some(&text), Some(&bytes), Some(flag)));
        // What is shown to people says the same, except that SQL text ends at a NUL.
        if !text.contains('\0') {
            let shown = conn.execute(realgar::text(literals)).unwrap().one().unwrap();
            prop_assert_eq!(&shown.values()[0], &Value::BigInt(integer));
            prop_assert_eq!(&shown.values()[3], &Value::Text(text));
            prop_assert_eq!(&shown.values()[4], &Value::Blob(bytes));
        }
    });
}

#[test]
fn any_name_is_a_label() {
    let conn = std::cell::RefCell::new(empty());
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(name in "[^\0]{1,12}")| {
        // Labels are part of the program; a program that makes them up keeps them.
        let name: &'static str = Box::leak(name.into_boxed_str());
        let inner = select(literal(1).label(name)).subquery("inner_rows");
        let rows = conn.borrow_mut().execute(select(inner.columns()).select_from(&inner)).unwrap();
        prop_assert_eq!(rows.columns(), [name]);
        let ordered = select((User.name.label(name), User.id)).order_by(User.name.label(name));
        prop_assert!(conn.borrow_mut().execute(ordered).is_ok());
    });
}
