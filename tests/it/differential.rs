//! One value on all databases: expressions whose spelling or meaning differs by dialect, run on SQLite, and on real
//! servers where `REALGAR_PSQL` and `REALGAR_MYSQL` say how to reach them (`psql … -At`, `mysql … -N`): those run the text
//! of `literal_binds` in a database that they may write to.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _, Utc};
use realgar::prelude::*;
use realgar::types::{Date, Numeric, Time, Timestamp, TimestampTz};
use rust_decimal::Decimal;

use crate::schemas::travel::{self, NewSample, Sample};

/// A value as all databases can be brought to write it.
trait Written {
    fn written(&self) -> String;
}

impl<T: Written> Written for Option<T> {
    fn written(&self) -> String {
        self.as_ref().map_or_else(|| "NULL".to_owned(), Written::written)
    }
}

macro_rules! written {
    ($($type:ty => |$value:ident| $text:expr;)*) => { $(
        impl Written for $type {
            fn written(&self) -> String {
                let $value = self;
                $text
            }
        }
    )* };
}

written! {
    i16 => |value| value.to_string();
    i32 => |value| value.to_string();
    i64 => |value| value.to_string();
    f64 => |value| format!("{value}");
    bool => |value| value.to_string();
    String => |value| value.clone();
    Vec<u8> => |value| String::from_utf8_lossy(value).into_owned();
    Decimal => |value| value.normalize().to_string();
    NaiveDate => |value| value.to_string();
    NaiveTime => |value| value.to_string();
    NaiveDateTime => |value| value.to_string();
    DateTime<Utc> => |value| value.naive_utc().to_string();
    uuid::Uuid => |value| value.to_string();
    serde_json::Value => |value| value.to_string();
}

/// Expressions with the value that they have on each database.
struct Table {
    conn: Connection,
    /// What was asked: the text for PostgreSQL and for MySQL, and the value.
    asked: Vec<(String, String, String)>,
    /// What SQLite answered otherwise.
    wrong: String,
}

impl Table {
    fn new() -> Self {
        let engine = Engine::new("sqlite://").unwrap();
        travel::METADATA.create_all(&engine).unwrap();
        let mut conn = engine.connect().unwrap();
        conn.execute(insert(Sample).value(sample())).unwrap();
        Self { conn, asked: Vec::new(), wrong: String::new() }
    }

    /// The one value of a query.
    fn is<R: Written>(&mut self, query: Query<R>, expected: &str) {
        let text = |dialect| query.compile(dialect).unwrap().literal_binds().to_owned();
        self.asked.push((text(Dialect::PostgreSql), text(Dialect::MySql), expected.to_owned()));
        let sql = text(Dialect::Sqlite);
        let found = match self.conn.execute(query) {
            Ok(rows) => rows.iter().map(Written::written).collect::<Vec<_>>().join("; "),
            Err(error) => error.to_string(),
        };
        if found != expected {
            writeln!(self.wrong, "{sql}\n  {expected} expected, {found} found").unwrap();
        }
    }

    /// Fails if a database had another value.
    fn finish(mut self) {
        for (dialect, variable) in [(Dialect::PostgreSql, "REALGAR_PSQL"), (Dialect::MySql, "REALGAR_MYSQL")] {
            if let Ok(client) = std::env::var(variable) {
                self.ask(dialect, &client);
            }
        }
        assert!(self.wrong.is_empty(), "{}", self.wrong);
    }

    fn ask(&mut self, dialect: Dialect, client: &str) {
        // All tests use the same table there.
        static TURN: Mutex<()> = Mutex::new(());
        let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let table = travel::METADATA.table("sample").unwrap();
        let mut script = String::from("DROP TABLE IF EXISTS sample;\n");
        writeln!(script, "{};", table.create_table_sql(dialect).unwrap().trim_end_matches([';', '\n'])).unwrap();
        writeln!(script, "{};", insert(Sample).value(sample()).compile(dialect).unwrap().literal_binds()).unwrap();
        for (postgresql, mysql, _) in &self.asked {
            let query = if dialect == Dialect::PostgreSql { postgresql } else { mysql };
            writeln!(script, "SELECT '>>';\n{query};").unwrap();
        }
        script.push_str("DROP TABLE sample;\n");
        let mut child = Command::new("sh")
            .args(["-c", client])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let answers: Vec<String> =
            text.split(">>\n").skip(1).map(|answer| answer.trim_end().replace('\n', "; ")).collect();
        assert_eq!(answers.len(), self.asked.len(), "{dialect} stopped in the middle");
        for ((postgresql, mysql, expected), answer) in self.asked.iter().zip(&answers) {
            if !is_same(expected, answer) {
                let query = if dialect == Dialect::PostgreSql { postgresql } else { mysql };
                writeln!(self.wrong, "{dialect}: {query}\n  {expected} expected, {answer} found").unwrap();
            }
        }
    }
}

/// The one value of a query of any type.
macro_rules! is {
    ($table:ident, $query:expr, $expected:expr $(,)?) => {
        $table.is($query.erase(), $expected)
    };
}

/// Whether a client's answer is the value: numbers are compared as such, and fractions of seconds without zeros.
fn is_same(expected: &str, answer: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim_end_matches("+00");
        match text.rsplit_once('.') {
            Some((start, fraction)) if start.contains(':') => {
                let fraction = fraction.trim_end_matches('0');
                if fraction.is_empty() { start.to_owned() } else { format!("{start}.{fraction}") }
            }
            _ => text.to_owned(),
        }
    };
    let numbers = (expected.parse::<f64>(), answer.parse::<f64>());
    match (expected, answer) {
        ("true", "t" | "1" | "true") | ("false", "f" | "0" | "false") | ("NULL", "" | "NULL") => true,
        _ if plain(expected) == plain(answer) => true,
        _ => matches!(numbers, (Ok(a), Ok(b)) if (a - b).abs() < 1e-9),
    }
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 12, 30).unwrap()
}

/// The only row: the moment is the midnight of the day.
fn sample() -> NewSample {
    let noon = day().and_hms_milli_opt(12, 30, 15, 250).unwrap();
    NewSample::new()
        .id(1)
        .small(7_i16)
        .big(-7_i64)
        .real8(2.5)
        .flag(true)
        .note("hello")
        .raw(b"bytes".to_vec())
        .amount(Decimal::new(205, 1))
        .day(day())
        .clock(noon.time())
        .moment(day().and_hms_opt(0, 0, 0).unwrap())
        .instant(Utc.from_utc_datetime(&noon))
        .document(serde_json::json!(5))
}

#[test]
fn a_date_is_the_midnight_of_its_day() {
    let mut table = Table::new();
    let later = day().and_hms_opt(0, 0, 1).unwrap();
    is!(table, select(Sample.id).filter(Sample.moment.eq(Sample.day)), "1");
    is!(table, select(Sample.id).filter(Sample.day.eq(Sample.moment)), "1");
    is!(table, select(Sample.id).filter(Sample.moment.ne(Sample.day)), "");
    is!(table, select(Sample.id).filter(Sample.moment.le(Sample.day).and(Sample.day.ge(Sample.moment))), "1");
    is!(table, select(Sample.id).filter(Sample.moment.gt(Sample.day).or(Sample.day.lt(Sample.moment))), "");
    is!(table, select(Sample.id).filter(Sample.moment.is_not_distinct_from(Sample.day)), "1");
    is!(table, select(Sample.id).filter(Sample.moment.is_distinct_from(Sample.day)), "");
    is!(table, select(Sample.id).filter(Sample.day.lt(literal(later))), "1");
    is!(table, select(Sample.id).filter(Sample.moment.eq(literal(day()))), "1");
    is!(table, select(Sample.id).filter(Sample.moment.between(Sample.day, Sample.day)), "1");
    is!(table, select(Sample.id).filter(Sample.day.between(Sample.moment, literal(later))), "1");
    is!(table, select(Sample.id).filter(Sample.day.between(Sample.day, Sample.moment)), "1");
    is!(table, select(Sample.id).filter(Sample.moment.in_([literal(day())])), "1");
    is!(table, select(Sample.id).filter(Sample.day.in_([literal(later), literal(later)])), "");
    let same = alias!("same", Sample);
    is!(table, select(Sample.id).filter(Sample.moment.in_(select(same.day))), "1");
    is!(table, select(Sample.id).filter(Sample.day.in_(select(same.moment))), "1");
    is!(table, select(Sample.id).filter(Sample.day.not_in(select(same.moment))), "");
    is!(table, select(Sample.id).join_on(same, Sample.moment.eq(same.day)), "1");
    is!(table, select(Sample.id).filter(row((Sample.moment, Sample.id)).eq((Sample.day, 1))), "1");
    is!(table, select(Sample.id).filter(row((Sample.moment, Sample.id)).in_query(select((same.day, same.id)))), "1");
    is!(table, select(func::date_trunc(DateUnit::Day, Sample.instant).eq(Sample.day)), "true");
    is!(table, select(func::date_trunc(DateUnit::Month, Sample.moment).lt(Sample.day)), "true");
    is!(table, select(func::coalesce(null::<Timestamp>(), Sample.day)), "2024-12-30 00:00:00");
    is!(table, select(func::coalesce(Sample.day, Sample.moment)), "2024-12-30 00:00:00");
    is!(table, select(func::nullif(Sample.day, Sample.moment)), "NULL");
    is!(table, select(func::nullif(Sample.moment, Sample.day)), "NULL");
    is!(table, select(func::greatest(Sample.day, literal(later))), "2024-12-30 00:00:01");
    is!(table, select(func::least(literal(later), Sample.day)), "2024-12-30 00:00:00");
    is!(table, select(case().when(Sample.id.eq(1), Sample.day).otherwise(Sample.moment)), "2024-12-30 00:00:00");
    is!(
        table,
        select(case().when(Sample.id.eq(2), literal(later)).when(Sample.id.eq(1), Sample.day).end()),
        "2024-12-30 00:00:00",
    );
    is!(table, select(case_of(Sample.day).when(Sample.moment, 1).otherwise(2)), "1");
    is!(table, select(case_of(Sample.day).when(literal(later), 1).when(Sample.day, 3).otherwise(2)), "3");
    is!(table, select(func::max(func::coalesce(Sample.day, Sample.moment))), "2024-12-30 00:00:00");
    table.finish();
}

#[test]
fn a_cast_has_one_value() {
    let mut table = Table::new();
    let half = |value: f64| select(literal(value).cast::<Integer>());
    is!(table, half(20.5), "21");
    is!(table, half(1.5), "2");
    is!(table, half(2.5), "3");
    is!(table, half(-2.5), "-3");
    is!(table, half(2.4999), "2");
    is!(table, select(Sample.amount.cast::<Integer>()), "21");
    is!(table, select(Sample.amount.cast::<BigInt>()), "21");
    is!(table, select(Sample.real8.cast::<SmallInt>()), "3");
    is!(table, select(Sample.real8.cast::<Numeric>()), "2.5");
    is!(table, select(Sample.amount.cast::<Double>()), "20.5");
    is!(table, select(literal(2.675).cast_to(Numeric::precision(10, 1))), "2.7");
    is!(table, select(Sample.small.cast::<Double>() / 2.0), "3.5");
    is!(table, select(Sample.flag.cast::<Integer>()), "1");
    is!(table, select(Sample.flag.cast::<BigInt>()), "1");
    is!(table, select(Sample.flag.cast::<Double>()), "1");
    is!(table, select(Sample.flag.cast::<Numeric>()), "1");
    is!(table, select(Sample.flag.cast::<Text>()), "true");
    is!(table, select(Sample.id.eq(2).cast::<Text>()), "false");
    is!(table, select(Sample.flag.cast::<Boolean>()), "true");
    is!(table, select(Sample.small.cast::<Boolean>()), "true");
    is!(table, select(Sample.real8.cast::<Boolean>()), "true");
    is!(table, select((Sample.small - 7).cast::<Boolean>()), "false");
    is!(table, select(literal("yes").cast::<Boolean>()), "true");
    is!(table, select(literal(" OFF ").cast::<Boolean>()), "false");
    is!(table, select(literal("12").cast::<Integer>()), "12");
    is!(table, select(literal("1.25").cast::<Double>()), "1.25");
    is!(table, select(literal("1.25").cast::<Numeric>()), "1.25");
    is!(table, select(Sample.small.cast::<Text>()), "7");
    is!(table, select(Sample.note.cast_to(Text::varchar(3))), "hel");
    is!(table, select(Sample.flag.cast_to(Text::varchar(2))), "tr");
    is!(table, select(Sample.raw.cast::<Text>()), "bytes");
    is!(table, select(Sample.note.cast::<Blob>().cast::<Text>()), "hello");
    is!(table, select(Sample.day.cast::<Text>()), "2024-12-30");
    is!(table, select(Sample.day.cast::<Date>()), "2024-12-30");
    is!(table, select(Sample.day.cast::<Timestamp>()), "2024-12-30 00:00:00");
    is!(table, select(Sample.day.cast::<TimestampTz>().cast::<Date>()), "2024-12-30");
    is!(table, select(Sample.moment.cast::<Date>()), "2024-12-30");
    is!(table, select(Sample.moment.cast::<Time>()), "00:00:00");
    is!(table, select(Sample.moment.cast::<Timestamp>()), "2024-12-30 00:00:00");
    is!(table, select(Sample.instant.cast::<Timestamp>()), "2024-12-30 12:30:15.250");
    is!(table, select(Sample.instant.cast::<Date>()), "2024-12-30");
    is!(table, select(Sample.instant.cast::<Time>()), "12:30:15.250");
    is!(table, select(Sample.moment.cast::<TimestampTz>().cast::<Timestamp>()), "2024-12-30 00:00:00");
    is!(table, select(Sample.clock.cast::<Time>()), "12:30:15.250");
    is!(table, select(literal("2024-02-29").cast::<Date>()), "2024-02-29");
    is!(table, select(literal("2024-02-29 01:02:03").cast::<Timestamp>()), "2024-02-29 01:02:03");
    is!(table, select(literal("01:02:03").cast::<Time>()), "01:02:03");
    is!(table, select(literal("01:02:03").cast::<Time>().lt(Sample.clock)), "true");
    is!(table, select(literal("2024-12-30").cast::<Date>().eq(Sample.day)), "true");
    is!(table, select(literal("2024-12-30 00:00:00").cast::<Timestamp>().eq(Sample.moment)), "true");
    is!(
        table,
        select(literal("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11").cast::<realgar::types::Uuid>()),
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    );
    is!(table, select(Sample.document.cast::<Text>()), "5");
    is!(table, select(Sample.document.cast::<Integer>()), "5");
    is!(table, select(Sample.small.cast::<realgar::types::Json>()), "7");
    is!(table, select(Sample.flag.cast::<realgar::types::Json>()), "true");
    is!(table, select(literal("[1]").cast::<realgar::types::Json>()), "[1]");
    table.finish();
}

fn refused<T: std::fmt::Debug>(result: realgar::Result<T>) -> String {
    result.unwrap_err().message().to_owned()
}

#[test]
fn a_cast_that_means_nothing_is_refused_everywhere() {
    for dialect in [Dialect::Sqlite, Dialect::PostgreSql, Dialect::MySql] {
        assert_eq!(
            refused(select(Sample.day.cast::<Integer>()).compile(dialect)),
            "no database casts a date to INTEGER: take a part of it with `func::extract`, or cast it to text"
        );
        assert_eq!(
            refused(select(Sample.small.cast::<Date>()).compile(dialect)),
            "no database casts an integer to DATE: cast it to text first if that is meant"
        );
        assert_eq!(
            refused(select(Sample.clock.cast::<Timestamp>()).compile(dialect)),
            "no database casts a time to TIMESTAMP: take a part of it with `func::extract`, or cast it to text"
        );
    }
}

#[test]
fn what_is_assigned_has_the_type_of_its_column() {
    let engine = Engine::new("sqlite://").unwrap();
    travel::METADATA.create_all(&engine).unwrap();
    let mut conn = engine.connect().unwrap();
    conn.execute(insert(Sample).value(sample())).unwrap();
    let noon = literal(day().and_hms_opt(12, 0, 0).unwrap());
    conn.execute(
        update(Sample)
            .set(Sample.moment, Sample.day + Interval::days(1))
            .set(Sample.day, noon)
            .set(Sample.small, Sample.real8)
            .filter(Sample.id.eq(1)),
    )
    .unwrap();
    let found = conn.execute(select((Sample.moment, Sample.day, Sample.small))).unwrap().one().unwrap();
    assert_eq!(found, (day().succ_opt().unwrap().and_hms_opt(0, 0, 0), Some(day()), Some(3)));
    let equal = conn.scalar(select(func::count_all()).select_from(Sample).filter(Sample.day.eq(day()))).unwrap();
    assert_eq!(equal, Some(1));
}

#[test]
fn a_calculation_has_one_value() {
    let mut table = Table::new();
    is!(table, select(Sample.small / 2), "3.5");
    is!(table, select((Sample.small / 21).gt(0.33333)), "true");
    is!(table, select(literal(1) / 3), "0.3333333333333333");
    is!(table, select(Sample.small / func::nullif(Sample.small - 7, 0)), "NULL");
    is!(table, select(Sample.small % func::nullif(Sample.small - 7, 0)), "NULL");
    is!(table, select(Sample.big % 3), "-1");
    is!(table, select(Sample.small % -4), "3");
    is!(table, select(Sample.real8 % 2.0), "0.5");
    is!(table, select(-Sample.real8 % 2.0), "-0.5");
    is!(table, select(Sample.amount % 3), "2.5");
    is!(table, select(Sample.amount / 2), "10.25");
    is!(table, select(Sample.amount / 3 * 3 - Sample.amount).filter(Sample.id.eq(2)), "");
    is!(table, select(func::round(Sample.real8)), "3");
    is!(table, select(func::round(-Sample.real8)), "-3");
    is!(table, select(func::round(Sample.amount)), "21");
    is!(table, select(func::round(Sample.small)), "7");
    is!(table, select(func::round_to(Sample.real8, 0)), "3");
    is!(table, select(func::round_to(literal(2.25), 1)), "2.3");
    is!(table, select(func::round_to(Sample.amount, 0)), "21");
    is!(table, select(func::floor(-Sample.real8)), "-3");
    is!(table, select(func::ceil(-Sample.real8)), "-2");
    is!(table, select(func::sign(-Sample.real8)), "-1");
    is!(table, select(func::avg(Sample.small)), "7");
    is!(table, select(func::sum(Sample.small)), "7");
    is!(table, select(func::sum(Sample.amount)), "20.5");
    table.finish();
}

#[test]
fn a_text_function_has_one_value() {
    let mut table = Table::new();
    is!(table, select(func::substr(Sample.note, 2, 3)), "ell");
    is!(table, select(func::substr(Sample.note, 0, 2)), "h");
    is!(table, select(func::substr(Sample.note, -2, 2)), "");
    is!(table, select(func::substr(Sample.note, -2, 5)), "he");
    is!(table, select(func::substr(Sample.note, Sample.id - 2, 4)), "he");
    is!(table, select(func::substr(Sample.note, 2, Sample.id)), "e");
    is!(table, select(func::length(literal("größe"))), "5");
    is!(table, select(Sample.note.concat(null::<Text>())), "NULL");
    is!(table, select(literal("a%").like("a\\%")), "true");
    is!(table, select(literal("ab").like("a\\%")), "false");
    is!(table, select(literal("a%").not_like("a\\%")), "false");
    is!(table, select(literal("A_").ilike("a\\_")), "true");
    is!(table, select(literal("ab").ilike("a\\_")), "false");
    is!(table, select(literal("a%").like_escape("a!%", '!')), "true");
    is!(table, select(literal("ab").not_like_escape("a!%", '!')), "true");
    is!(table, select(literal("100%").like(func::concat(literal("100"), "\\%"))), "true");
    is!(table, select(Sample.note.contains("\\")), "false");
    is!(table, select(literal("a\\b").contains("\\")), "true");
    is!(table, select(Sample.id.in_(Vec::<i32>::new())), "false");
    is!(table, select(Sample.id.not_in(Vec::<i32>::new())), "true");
    is!(table, select(func::extract(Field::Hour, Sample.day)), "0");
    is!(table, select(func::extract(Field::Second, Sample.instant)), "15");
    table.finish();
}

#[test]
fn what_lies_between_dates_has_one_value() {
    let mut table = Table::new();
    let new_year = literal(NaiveDate::from_ymd_opt(2025, 1, 1).unwrap());
    is!(table, select(func::days_between(Sample.day, &new_year)), "2");
    is!(table, select(func::days_between(&new_year, Sample.instant)), "-2");
    is!(table, select(func::seconds_between(Sample.moment, &new_year)), "172800");
    is!(table, select(func::seconds_between(Sample.day, Sample.instant)), "45015.25");
    is!(table, select(func::days_between(Sample.day, null::<Date>())), "NULL");
    is!(table, select(Sample.day + Interval::weeks(2)), "2025-01-13");
    is!(table, select(Sample.day - Interval::weeks(2)), "2024-12-16");
    is!(table, select(Sample.day + Interval::days(Sample.id)), "2024-12-31");
    is!(table, select(Sample.day - Interval::days(Sample.id + 1)), "2024-12-28");
    is!(table, select(Sample.day + Interval::months(Sample.small.cast::<Integer>())), "2025-07-30");
    is!(table, select(Sample.day + Interval::days(null::<Integer>())), "NULL");
    is!(table, select(Sample.moment + Interval::hours(36)), "2024-12-31 12:00:00");
    is!(table, select(Sample.moment - Interval::minutes(1)), "2024-12-29 23:59:00");
    is!(table, select(Sample.moment + Interval::seconds(Sample.id)), "2024-12-30 00:00:01");
    table.finish();
}

#[test]
fn conditions_are_aggregated() {
    let mut table = Table::new();
    is!(table, select(func::bool_and(Sample.id.eq(1))), "true");
    is!(table, select(func::bool_or(Sample.id.eq(2))), "false");
    is!(table, select(func::bool_and(Sample.flag)), "true");
    is!(table, select(func::bool_and(Sample.id.eq(1))).filter(Sample.id.eq(2)), "NULL");
    is!(table, select(func::bool_or(Sample.id.eq(1)).filter_where(Sample.id.eq(2))), "NULL");
    table.finish();
}

#[test]
fn different_rows_are_counted() {
    let query = select(func::count_distinct_rows(row((Sample.day, Sample.note))));
    assert_eq!(
        query.compile(Dialect::PostgreSql).unwrap().sql(),
        "SELECT count(DISTINCT CASE WHEN (sample.day, sample.note) IS NOT NULL THEN (sample.day, sample.note) END) \
         FROM sample"
    );
    assert_eq!(
        query.compile(Dialect::MySql).unwrap().sql(),
        "SELECT count(DISTINCT sample.day, sample.note) FROM sample"
    );
    assert_eq!(
        refused(query.compile(Dialect::Sqlite)),
        "sqlite counts different values of one expression only; count the rows of a subquery \
         `select((a, b)).distinct().subquery(…)`"
    );
}
