//! Every type of the schema language: values come back as they went in.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use realgar::prelude::*;
use realgar::{ErrorKind, Result};
use rust_decimal::Decimal;

use crate::schemas::empty;
use crate::schemas::travel::{Airport, Flight, FlightStatus, NewAirport, NewFlight, NewSample, Sample};

/// Inserts a row, reads it back as an entity, and finds it by each of its values.
fn round_trip(row: NewSample) -> Result<Sample> {
    let mut conn = empty();
    let id = conn.scalar(insert(Sample).value(row).returning(Sample.id))?.unwrap();
    let read = conn.execute(select(Sample).filter(Sample.id.eq(id)))?.one()?;
    let found = select(func::count_all()).select_from(Sample).filter(and_((
        Sample.small.is_not_distinct_from(read.small),
        Sample.big.is_not_distinct_from(read.big),
        Sample.real8.is_not_distinct_from(read.real8),
        Sample.flag.is_not_distinct_from(read.flag),
        Sample.note.is_not_distinct_from(read.note.clone()),
        Sample.raw.is_not_distinct_from(read.raw.clone()),
        Sample.amount.is_not_distinct_from(read.amount),
        and_((
            Sample.day.is_not_distinct_from(read.day),
            Sample.clock.is_not_distinct_from(read.clock),
            Sample.moment.is_not_distinct_from(read.moment),
            Sample.instant.is_not_distinct_from(read.instant),
            Sample.token.is_not_distinct_from(read.token),
        )),
    )));
    assert_eq!(conn.scalar(found)?, Some(1), "{read:?} is not found by its values");
    Ok(read)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn time(hour: u32, minute: u32, second: u32, nanosecond: u32) -> NaiveTime {
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanosecond).unwrap()
}

#[test]
fn a_row_of_nulls_comes_back() {
    let row = round_trip(NewSample::new()).unwrap();
    let Sample { small: None, big: None, real4: None, real8: None, flag: None, note: None, .. } = row else {
        panic!("{row:?}");
    };
    let Sample { raw: None, amount: None, day: None, clock: None, moment: None, instant: None, .. } = row else {
        panic!("{row:?}");
    };
    assert_eq!((row.token, row.document), (None, None));
}

#[test]
fn integers_come_back_up_to_their_edges() {
    for small in [i16::MIN, -1, 0, i16::MAX] {
        assert_eq!(round_trip(NewSample::new().small(small)).unwrap().small, Some(small));
    }
    for big in [i64::MIN, -1, 0, (1 << 53) + 1, i64::MAX] {
        assert_eq!(round_trip(NewSample::new().big(big)).unwrap().big, Some(big));
    }
}

#[test]
fn floating_point_numbers_come_back() {
    for real in [0.0, -0.0, 0.1, 1.0, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY] {
        assert_eq!(round_trip(NewSample::new().real4(real)).unwrap().real4, Some(real));
    }
    for real in
        [0.1, 1.0, 1e300, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, 9_007_199_254_740_993.0]
    {
        assert_eq!(round_trip(NewSample::new().real8(real)).unwrap().real8, Some(real));
    }
}

#[test]
fn nan_is_refused_because_sqlite_would_store_null() {
    let error = round_trip(NewSample::new().real8(f64::NAN)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::OutOfRange);
    assert!(round_trip(NewSample::new().real4(f32::NAN)).is_err());
    assert!(empty().execute(select(Sample.id).filter(Sample.real8.eq(f64::NAN))).is_err());
}

#[test]
fn booleans_come_back() {
    for flag in [true, false] {
        assert_eq!(round_trip(NewSample::new().flag(flag)).unwrap().flag, Some(flag));
    }
}

#[test]
fn texts_of_all_kinds_come_back() {
    for text in ["", " ", "O'Brien", "é", "e\u{301}", "🦀👩‍🚀", "a\0b", "\0", "line\r\nline\t", "\u{feff}", "\\n", "NULL"]
    {
        assert_eq!(round_trip(NewSample::new().note(text)).unwrap().note.as_deref(), Some(text), "{text:?}");
    }
    let long = "x".repeat(3_000_000);
    assert_eq!(round_trip(NewSample::new().note(long.clone())).unwrap().note, Some(long));
}

#[test]
fn bytes_of_all_kinds_come_back() {
    for bytes in [vec![], vec![0], vec![0, 255, 39], (0..=255).collect(), vec![7; 100_000]] {
        assert_eq!(round_trip(NewSample::new().raw(bytes.clone())).unwrap().raw, Some(bytes));
    }
}

#[test]
fn decimal_numbers_of_fifteen_digits_come_back() {
    for text in
        ["0", "0.99", "-0.01", "1.10", "99999999.9999", "12345678901234.5", "0.000000000000001", "9007199254740993"]
    {
        let amount: Decimal = text.parse().unwrap();
        assert_eq!(round_trip(NewSample::new().amount(amount)).unwrap().amount, Some(amount), "{text}");
    }
}

#[test]
fn decimal_numbers_that_sqlite_would_cut_are_refused() {
    for text in ["1234567890.1234567", "79228162514264337593543950335", "0.1234567890123456789"] {
        let error = round_trip(NewSample::new().amount(text.parse::<Decimal>().unwrap())).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::OutOfRange, "{text}");
    }
}

#[test]
fn days_from_the_first_to_the_last_year_come_back() {
    for date in [day(0, 1, 1), day(1, 1, 1), day(1582, 10, 10), day(2024, 2, 29), day(9999, 12, 31)] {
        assert_eq!(round_trip(NewSample::new().day(date)).unwrap().day, Some(date));
    }
    for date in [day(-1, 12, 31), day(10_000, 1, 1), NaiveDate::MAX, NaiveDate::MIN] {
        assert_eq!(*round_trip(NewSample::new().day(date)).unwrap_err().kind(), ErrorKind::OutOfRange, "{date}");
    }
}

#[test]
fn times_come_back_to_the_nanosecond() {
    for clock in [time(0, 0, 0, 0), time(12, 30, 0, 0), time(23, 59, 59, 999_999_999), time(1, 2, 3, 1)] {
        assert_eq!(round_trip(NewSample::new().clock(clock)).unwrap().clock, Some(clock));
    }
}

#[test]
fn moments_and_instants_come_back() {
    for (date, clock) in [
        (day(0, 1, 1), time(0, 0, 0, 0)),
        (day(1969, 12, 31), time(23, 59, 59, 500_000_000)),
        (day(2024, 2, 29), time(12, 0, 0, 123_456_789)),
        (day(9999, 12, 31), time(23, 59, 59, 999_999_999)),
    ] {
        let moment = date.and_time(clock);
        assert_eq!(round_trip(NewSample::new().moment(moment)).unwrap().moment, Some(moment));
        assert_eq!(round_trip(NewSample::new().instant(moment.and_utc())).unwrap().instant, Some(moment.and_utc()));
    }
    assert!(round_trip(NewSample::new().moment(NaiveDateTime::MAX)).is_err());
    assert!(round_trip(NewSample::new().instant(DateTime::<Utc>::MIN_UTC)).is_err());
}

#[test]
fn leap_seconds_are_kept_or_refused() {
    let leap = time(23, 59, 59, 1_500_000_000);
    match round_trip(NewSample::new().clock(leap)) {
        Ok(row) => assert_eq!(row.clock, Some(leap)),
        Err(error) => assert_eq!(*error.kind(), ErrorKind::OutOfRange),
    }
}

#[test]
fn uuids_come_back() {
    for token in [uuid::Uuid::nil(), uuid::Uuid::max(), uuid::uuid!("67e55044-10b1-426f-9247-bb680e5fe0c8")] {
        assert_eq!(round_trip(NewSample::new().token(token)).unwrap().token, Some(token));
    }
}

#[test]
fn json_documents_keep_their_kind() {
    for text in [
        "null",
        "true",
        "0",
        "-1.5",
        "1e300",
        "9223372036854775807",
        "\"it's\"",
        "\"12\"",
        "[]",
        "{\"a\":[1,{\"b\":null}]}",
        "\"\"",
    ] {
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(round_trip(NewSample::new().document(document.clone())).unwrap().document, Some(document), "{text}");
    }
}

#[test]
fn bare_numbers_that_sqlite_would_round_are_refused() {
    let error = round_trip(NewSample::new().document(serde_json::Value::from(u64::MAX))).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::OutOfRange);
    let inside = serde_json::json!([u64::MAX, 5.0]);
    assert_eq!(round_trip(NewSample::new().document(inside.clone())).unwrap().document, Some(inside));
}

#[test]
fn enums_are_their_labels() {
    let mut conn = empty();
    conn.execute(insert(Airport).value(NewAirport::new("BER", "Berlin"))).unwrap();
    for status in FlightStatus::ALL {
        let row = NewFlight::new("BER", "BER").status(status);
        let read = conn.scalar(insert(Flight).value(row).returning(Flight.status)).unwrap();
        assert_eq!(read, Some(status));
    }
    let labels = conn.scalars(select(Flight.status.cast::<Text>()).order_by(Flight.id)).unwrap().all();
    assert_eq!(labels, ["planned", "landed", "cancelled"]);
}

#[test]
fn days_sort_by_time_and_numbers_by_size() {
    let mut conn = empty();
    let amounts: [Decimal; 4] = ["10", "9.5", "-3", "1000000000000"].map(|text| text.parse().unwrap());
    conn.execute(insert(Sample).values(amounts.map(|amount| NewSample::new().amount(amount)))).unwrap();
    let sorted = conn.scalars(select(Sample.amount).order_by(Sample.amount)).unwrap().all();
    assert_eq!(sorted, [amounts[2], amounts[1], amounts[0], amounts[3]].map(Some));
    let above = select(func::count_all()).select_from(Sample).filter(Sample.amount.gt(amounts[1]));
    assert_eq!(conn.scalar(above).unwrap(), Some(2));
    assert_eq!(
        conn.scalar(select(func::sum(Sample.amount))).unwrap().flatten(),
        Some(Decimal::new(10_000_000_000_165, 1))
    );
}
