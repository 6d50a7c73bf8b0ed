//! Parts of dates.

use chrono::{NaiveDate, TimeZone as _, Utc};
use insta::assert_snapshot;
use realgar::prelude::*;

use crate::check::check_on;
use crate::schemas::empty;
use crate::schemas::travel::{NewSample, Sample};

fn moments() -> Connection {
    let mut conn = empty();
    let day = NaiveDate::from_ymd_opt(2024, 12, 30).unwrap();
    let row = NewSample::new()
        .day(day)
        .moment(day.and_hms_milli_opt(23, 59, 58, 900).unwrap())
        .instant(Utc.from_utc_datetime(&day.and_hms_opt(12, 30, 0).unwrap()));
    conn.execute(insert(Sample).value(row)).unwrap();
    conn.execute(insert(Sample).value(NewSample::new())).unwrap();
    conn
}

#[test]
fn fields_are_extracted_from_dates() {
    let fields = (
        func::extract(Field::Year, Sample.day),
        func::extract(Field::Quarter, Sample.day),
        func::extract(Field::Month, Sample.day),
        func::extract(Field::Week, Sample.day),
        func::extract(Field::Day, Sample.day),
        func::extract(Field::DayOfWeek, Sample.day),
        func::extract(Field::DayOfYear, Sample.day),
    );
    assert_snapshot!(check_on(&mut moments(), select(fields).order_by(Sample.id)), @"
    SELECT CAST(strftime('%Y', sample.day) AS INTEGER), ((CAST(strftime('%m', sample.day) AS INTEGER) + 2) / 3), CAST(strftime('%m', sample.day) AS INTEGER), CAST(strftime('%V', sample.day) AS INTEGER), CAST(strftime('%d', sample.day) AS INTEGER), CAST(strftime('%w', sample.day) AS INTEGER), CAST(strftime('%j', sample.day) AS INTEGER) FROM sample ORDER BY sample.id
    postgresql: SELECT CAST(EXTRACT(year FROM sample.day) AS INTEGER), CAST(EXTRACT(quarter FROM sample.day) AS INTEGER), CAST(EXTRACT(month FROM sample.day) AS INTEGER), CAST(EXTRACT(week FROM sample.day) AS INTEGER), CAST(EXTRACT(day FROM sample.day) AS INTEGER), CAST(EXTRACT(dow FROM sample.day) AS INTEGER), CAST(EXTRACT(doy FROM sample.day) AS INTEGER) FROM sample ORDER BY sample.id
    mysql: SELECT EXTRACT(year FROM sample.day), EXTRACT(quarter FROM sample.day), EXTRACT(month FROM sample.day), week(sample.day, 3), EXTRACT(day FROM sample.day), (dayofweek(sample.day) - 1), dayofyear(sample.day) FROM sample ORDER BY sample.id
    (Some(2024), Some(4), Some(12), Some(1), Some(30), Some(1), Some(365))
    (None, None, None, None, None, None, None)
    ");
}

#[test]
fn fields_are_extracted_from_timestamps() {
    let fields = (
        func::extract(Field::Hour, Sample.moment),
        func::extract(Field::Minute, Sample.moment),
        func::extract(Field::Second, Sample.moment),
        func::extract(Field::Hour, Sample.instant),
    );
    assert_snapshot!(check_on(&mut moments(), select(fields).limit(1)), @"
    SELECT CAST(strftime('%H', sample.moment) AS INTEGER), CAST(strftime('%M', sample.moment) AS INTEGER), CAST(strftime('%S', sample.moment) AS INTEGER), CAST(strftime('%H', sample.instant) AS INTEGER) FROM sample LIMIT ?
    postgresql: SELECT CAST(EXTRACT(hour FROM CAST(sample.moment AS TIMESTAMP)) AS INTEGER), CAST(EXTRACT(minute FROM CAST(sample.moment AS TIMESTAMP)) AS INTEGER), CAST(floor(EXTRACT(second FROM CAST(sample.moment AS TIMESTAMP))) AS INTEGER), CAST(EXTRACT(hour FROM CAST(sample.instant AS TIMESTAMP)) AS INTEGER) FROM sample LIMIT $1
    mysql: SELECT EXTRACT(hour FROM sample.moment), EXTRACT(minute FROM sample.moment), EXTRACT(second FROM sample.moment), EXTRACT(hour FROM sample.instant) FROM sample LIMIT ?
    binds: [BigInt(1)]
    (Some(23), Some(59), Some(58), Some(12))
    ");
}

#[test]
fn dates_are_cut_to_their_units() {
    let units = (
        func::date_trunc(DateUnit::Year, Sample.day),
        func::date_trunc(DateUnit::Month, Sample.moment),
        func::date_trunc(DateUnit::Day, Sample.moment),
        func::date_trunc(DateUnit::Hour, Sample.moment),
        func::date_trunc(DateUnit::Minute, Sample.moment),
        func::date_trunc(DateUnit::Second, Sample.moment),
    );
    assert_snapshot!(check_on(&mut moments(), select(units).limit(1)), @"
    SELECT strftime('%Y-01-01 00:00:00', sample.day), strftime('%Y-%m-01 00:00:00', sample.moment), strftime('%Y-%m-%d 00:00:00', sample.moment), strftime('%Y-%m-%d %H:00:00', sample.moment), strftime('%Y-%m-%d %H:%M:00', sample.moment), strftime('%Y-%m-%d %H:%M:%S', sample.moment) FROM sample LIMIT ?
    postgresql: SELECT date_trunc('year', CAST(sample.day AS TIMESTAMP)), date_trunc('month', CAST(sample.moment AS TIMESTAMP)), date_trunc('day', CAST(sample.moment AS TIMESTAMP)), date_trunc('hour', CAST(sample.moment AS TIMESTAMP)), date_trunc('minute', CAST(sample.moment AS TIMESTAMP)), date_trunc('second', CAST(sample.moment AS TIMESTAMP)) FROM sample LIMIT $1
    mysql: SELECT CAST(date_format(sample.day, '%Y-01-01 00:00:00') AS DATETIME), CAST(date_format(sample.moment, '%Y-%m-01 00:00:00') AS DATETIME), CAST(date_format(sample.moment, '%Y-%m-%d 00:00:00') AS DATETIME), CAST(date_format(sample.moment, '%Y-%m-%d %H:00:00') AS DATETIME), CAST(date_format(sample.moment, '%Y-%m-%d %H:%i:00') AS DATETIME), CAST(date_format(sample.moment, '%Y-%m-%d %H:%i:%s') AS DATETIME) FROM sample LIMIT ?
    binds: [BigInt(1)]
    (Some(2024-01-01T00:00:00), Some(2024-12-01T00:00:00), Some(2024-12-30T00:00:00), Some(2024-12-30T23:00:00), Some(2024-12-30T23:59:00), Some(2024-12-30T23:59:58))
    ");
}

#[test]
fn rows_are_grouped_by_parts_of_dates() {
    let year = func::extract(Field::Year, Sample.moment).label("year");
    assert_snapshot!(
        check_on(&mut moments(), select((&year, func::count_all())).group_by(&year).order_by(&year)), @"
    SELECT CAST(strftime('%Y', sample.moment) AS INTEGER) AS year, count(*) FROM sample GROUP BY 1 ORDER BY year
    postgresql: SELECT CAST(EXTRACT(year FROM sample.moment) AS INTEGER) AS year, count(*) FROM sample GROUP BY 1 ORDER BY year
    mysql: SELECT EXTRACT(year FROM sample.moment) AS year, count(*) FROM sample GROUP BY 1 ORDER BY year
    (None, 1)
    (Some(2024), 1)
    "
    );
}

#[test]
fn intervals_are_added_to_dates_and_timestamps() {
    let later = (
        Sample.day + Interval::days(2),
        Sample.day + Interval::months(2),
        Sample.day - Interval::years(1),
        Sample.day + Interval::days(-365),
        Sample.moment + Interval::months(2),
        Sample.moment - Interval::days(30),
    );
    assert_snapshot!(check_on(&mut moments(), select(later).order_by(Sample.id)), @"
    SELECT date(sample.day, ? || ' days', 'floor'), date(sample.day, ? || ' months', 'floor'), date(sample.day, (0 - ?) || ' years', 'floor'), date(sample.day, ? || ' days', 'floor'), (datetime(sample.moment, ? || ' months', 'floor') || substr(sample.moment, 20)), (datetime(sample.moment, (0 - ?) || ' days', 'floor') || substr(sample.moment, 20)) FROM sample ORDER BY sample.id
    postgresql: SELECT CAST(sample.day + make_interval(days => $1) AS DATE), CAST(sample.day + make_interval(months => $2) AS DATE), CAST(sample.day - make_interval(years => $3) AS DATE), CAST(sample.day + make_interval(days => $4) AS DATE), CAST(sample.moment + make_interval(months => $5) AS TIMESTAMP), CAST(sample.moment - make_interval(days => $6) AS TIMESTAMP) FROM sample ORDER BY sample.id
    mysql: SELECT date_add(sample.day, INTERVAL ? DAY), date_add(sample.day, INTERVAL ? MONTH), date_sub(sample.day, INTERVAL ? YEAR), date_add(sample.day, INTERVAL ? DAY), date_add(sample.moment, INTERVAL ? MONTH), date_sub(sample.moment, INTERVAL ? DAY) FROM sample ORDER BY sample.id
    binds: [Integer(2), Integer(2), Integer(1), Integer(-365), Integer(2), Integer(30)]
    (Some(2025-01-01), Some(2025-02-28), Some(2023-12-30), Some(2023-12-31), Some(2025-02-28T23:59:58.900), Some(2024-11-30T23:59:58.900))
    (None, None, None, None, None, None)
    ");
}

#[test]
fn a_month_that_is_too_short_gives_its_last_day() {
    let from = |year, month, day| literal(NaiveDate::from_ymd_opt(year, month, day).unwrap());
    let days = select((
        from(2024, 1, 31) + Interval::months(1),
        from(2023, 1, 31) + Interval::months(1),
        from(2024, 3, 31) - Interval::months(1),
        from(2024, 2, 29) + Interval::years(1),
        from(2024, 2, 29) - Interval::years(4),
    ));
    assert_snapshot!(check_on(&mut empty(), days), @"
    SELECT date(?, ? || ' months', 'floor'), date(?, ? || ' months', 'floor'), date(?, (0 - ?) || ' months', 'floor'), date(?, ? || ' years', 'floor'), date(?, (0 - ?) || ' years', 'floor')
    postgresql: SELECT CAST(CAST($1 AS DATE) + make_interval(months => $2) AS DATE), CAST(CAST($3 AS DATE) + make_interval(months => $4) AS DATE), CAST(CAST($5 AS DATE) - make_interval(months => $6) AS DATE), CAST(CAST($7 AS DATE) + make_interval(years => $8) AS DATE), CAST(CAST($9 AS DATE) - make_interval(years => $10) AS DATE)
    mysql: SELECT date_add(?, INTERVAL ? MONTH), date_add(?, INTERVAL ? MONTH), date_sub(?, INTERVAL ? MONTH), date_add(?, INTERVAL ? YEAR), date_sub(?, INTERVAL ? YEAR)
    binds: [Date(2024-01-31), Integer(1), Date(2023-01-31), Integer(1), Date(2024-03-31), Integer(1), Date(2024-02-29), Integer(1), Date(2024-02-29), Integer(4)]
    (2024-02-29, 2023-02-28, 2024-02-29, 2025-02-28, 2020-02-29)
    ");
}

#[test]
fn an_interval_is_written_as_a_literal_that_is_no_comment() {
    let back = select(Sample.day - Interval::days(-1));
    assert_snapshot!(back.compile(Dialect::Sqlite).unwrap().literal_binds(), @"
    SELECT date(sample.day, (0 - -1) || ' days', 'floor') FROM sample
    ");
    assert_snapshot!(back.compile(Dialect::PostgreSql).unwrap().literal_binds(), @"
    SELECT CAST(sample.day - make_interval(days => -1) AS DATE) FROM sample
    ");
    assert_snapshot!(back.compile(Dialect::MySql).unwrap().literal_binds(), @"
    SELECT date_sub(sample.day, INTERVAL -1 DAY) FROM sample
    ");
    assert_eq!(moments().scalar(back.order_by(Sample.id)).unwrap().flatten(), NaiveDate::from_ymd_opt(2024, 12, 31));
}
