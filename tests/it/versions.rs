//! Versions of rows: the first one, and the one after another.

use chrono::{TimeDelta, Utc};
use realgar::Value;
use realgar::prelude::*;
use realgar::types::{BigInt, Integer, SmallInt, Timestamp, TimestampTz, Versioned};

use crate::schemas::travel::{self, NewPage, Page};

#[test]
fn a_version_that_counts_starts_at_one_and_goes_up() {
    assert_eq!((SmallInt::first(), Integer::first(), BigInt::first()), (1, 1, 1));
    assert_eq!(SmallInt::next(&Value::SmallInt(1)), Value::SmallInt(2));
    assert_eq!(Integer::next(&Value::Integer(41)), Value::Integer(42));
    assert_eq!(BigInt::next(&Value::BigInt(-1)), Value::BigInt(0));
}

#[test]
fn after_the_greatest_number_comes_another() {
    assert_eq!(SmallInt::next(&Value::SmallInt(i16::MAX)), Value::SmallInt(1));
    assert_eq!(BigInt::next(&Value::BigInt(i64::MAX)), Value::BigInt(1));
}

#[test]
fn a_version_that_tells_the_time_is_now_in_whole_microseconds() {
    let before = std::time::SystemTime::now();
    let first = TimestampTz::first();
    assert_eq!(first.timestamp_subsec_nanos() % 1000, 0);
    assert!((first - chrono::DateTime::<Utc>::from(before)).abs() < TimeDelta::seconds(60), "{first}");
    assert!((Timestamp::first() - first.naive_utc()).abs() < TimeDelta::seconds(60));
}

#[test]
fn the_next_time_is_later_even_if_the_clock_is_not() {
    let mut version = Value::TimestampTz(TimestampTz::first());
    for _ in 0..1000 {
        let next = TimestampTz::next(&version);
        let (Value::TimestampTz(earlier), Value::TimestampTz(later)) = (&version, &next) else { panic!("{next:?}") };
        assert!(later > earlier, "{later} after {earlier}");
        version = next;
    }
    let ahead = Timestamp::first() + TimeDelta::days(1);
    assert_eq!(Timestamp::next(&Value::Timestamp(ahead)), Value::Timestamp(ahead + TimeDelta::microseconds(1)));
}

#[test]
fn after_no_version_comes_the_first() {
    let null = Value::from(None::<i64>);
    assert_eq!(BigInt::next(&null), Value::BigInt(1));
    assert!(matches!(Timestamp::next(&null), Value::Timestamp(_)));
}

#[test]
fn a_session_moves_a_version_that_tells_the_time_and_refuses_a_stale_row() {
    let engine = Engine::new("sqlite://").unwrap();
    travel::METADATA.create_all(&engine).unwrap();
    let mut session = Session::new(&engine);
    let page: Handle<Page> = session.add(NewPage::new("draft"));
    session.commit().unwrap();
    let mut versions = vec![session[page].changed_at];
    for body in ["first", "second", "third"] {
        session[page].body = body.into();
        session.flush().unwrap();
        versions.push(session[page].changed_at);
    }
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
    session.commit().unwrap();
    assert_eq!(session[page].changed_at, versions[3], "what was kept is what was sent");
    let later = versions[3] + TimeDelta::seconds(1);
    engine.begin(|conn| conn.execute(update(Page).set(Page.changed_at, later).all_rows())).unwrap();
    session[page].body = "lost".into();
    assert_eq!(*session.flush().unwrap_err().kind(), realgar::ErrorKind::StaleData);
}
