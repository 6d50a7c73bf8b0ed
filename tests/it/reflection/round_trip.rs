//! The law of reflection: what `create_all` creates, `reflect` reads, and `diff` finds nothing.

use realgar::Engine;
use realgar::metadata::{Column, DefaultValue, MetaData, SqlType, Table, Text};

use super::schema::{AWKWARD, KEYS, PARTS, TUTORIAL};

/// Creates a schema and reads it; creates what was read elsewhere, and reads that.
#[track_caller]
fn check(metadata: &MetaData) -> MetaData {
    let engine = Engine::new("sqlite://").unwrap();
    metadata.create_all(&engine).unwrap();
    let found = MetaData::reflect(&engine).unwrap();
    for (a, b) in [(metadata, &found), (&found, metadata)] {
        let difference = a.diff(b);
        assert!(difference.is_empty(), "{difference}");
    }

    let copy = Engine::new("sqlite://").unwrap();
    found.create_all(&copy).unwrap();
    let again = MetaData::reflect(&copy).unwrap();
    for table in found.tables() {
        assert_eq!(again.table(&table.name), Some(table));
    }
    assert_eq!(again.views, found.views);
    found
}

/// A table of these columns.
fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new("", &[]);
    table.name = name.to_owned().into();
    table.columns = columns.into();
    table
}

fn metadata(tables: Vec<Table>) -> MetaData {
    let mut metadata = MetaData::default();
    metadata.tables = tables.into();
    metadata
}

fn column(at: usize, sql_type: SqlType) -> Column {
    let mut column = Column::new("", sql_type);
    column.name = format!("c{at}").into();
    column
}

/// Every type that SQLite can keep.
fn types() -> Vec<SqlType> {
    let other = |text: &'static str| SqlType::Other(Text::Borrowed(text));
    let mut types = vec![
        SqlType::SmallInt,
        SqlType::Integer,
        SqlType::BigInt,
        SqlType::Real,
        SqlType::Double,
        SqlType::Boolean,
        SqlType::Text,
        SqlType::Date,
        SqlType::Interval,
        SqlType::Uuid,
        other(""),
        other("geometry(2, 4326)"),
        other("ANY"),
        other("my own type"),
    ];
    for flag in [false, true] {
        types.push(SqlType::Time { with_time_zone: flag });
        types.push(SqlType::Timestamp { with_time_zone: flag });
        types.push(SqlType::Json { binary: flag });
    }
    for size in [None, Some(1), Some(30), Some(65_536)] {
        types.extend([SqlType::Char(size), SqlType::VarChar(size), SqlType::Blob(size)]);
        types.push(SqlType::Numeric { precision: size, scale: None });
        types.push(SqlType::Numeric { precision: size, scale: Some(2) });
    }
    types
}

/// Defaults of all kinds.
fn defaults() -> Vec<DefaultValue> {
    let texts = ["", "x", "it's", "NULL", "1", "1.50", "a -- b", "/* c */", "(", "\"q\"", ":name", "é\n日", "TRUE"];
    let numbers = ["0", "-1", "1.50", "1e5", "-2.5E-3", "0x1F", "9223372036854775807"];
    let expressions =
        ["1 + 1", "lower('ABC')", "(1) + (2)", "x'00FF'", "'a' || ')'", "-(1)", "datetime('now', '-1 day')"];
    let mut defaults = vec![
        DefaultValue::Null,
        DefaultValue::Boolean(true),
        DefaultValue::Boolean(false),
        DefaultValue::CurrentDate,
        DefaultValue::CurrentTime,
        DefaultValue::CurrentTimestamp,
    ];
    defaults.extend(texts.map(|text| DefaultValue::String(text.into())));
    defaults.extend(numbers.map(|number| DefaultValue::Number(number.into())));
    defaults.extend(expressions.map(|sql| DefaultValue::Expression(sql.into())));
    defaults
}

#[test]
fn a_schema_is_read_as_it_was_created() {
    check(&TUTORIAL);
    check(&KEYS);
    check(&PARTS);
    check(&AWKWARD);
}

#[test]
fn every_type_is_read_as_it_was_created() {
    let columns: Vec<Column> = types().into_iter().enumerate().map(|(at, of)| column(at, of)).collect();
    let strict = columns.iter().filter(|column| !matches!(&column.sql_type, SqlType::Other(text) if text != "ANY"));
    let mut strict = table("strict", strict.cloned().collect());
    strict.strict = true;
    let not_null = columns.iter().cloned().map(Column::not_null).collect();
    check(&metadata(vec![table("plain", columns), table("not_null", not_null), strict]));
}

#[test]
fn every_type_can_be_the_primary_key() {
    for without_rowid in [false, true] {
        let key = |(at, sql_type): (usize, SqlType)| {
            let mut table = table(&format!("t{at}"), vec![column(0, sql_type), column(1, SqlType::Text)]);
            table.primary_key.columns = vec!["c0".into()].into();
            table.without_rowid = without_rowid;
            table
        };
        check(&metadata(types().into_iter().enumerate().map(key).collect()));
    }
}

#[test]
fn every_default_is_read_as_it_was_created() {
    let with_default = |sql_type: SqlType| {
        let columns = defaults().into_iter().enumerate();
        let columns = columns.map(|(at, default)| column(at, sql_type.clone()).with_default(default));
        columns.collect::<Vec<_>>()
    };
    let found = check(&metadata(vec![
        table("text", with_default(SqlType::Text)),
        table("boolean", with_default(SqlType::Boolean)),
        table("typeless", with_default(SqlType::Other("".into()))),
    ]));
    // Beyond what `diff` compares: but for booleans, which are numbers in SQLite, each means what it meant.
    for (default, column) in defaults().into_iter().zip(found.table("text").unwrap().columns()) {
        let expected = match default {
            DefaultValue::Boolean(value) => DefaultValue::Number(u8::from(value).to_string().into()),
            default => default,
        };
        assert_eq!(column.default, Some(expected));
    }
}

#[test]
fn names_of_constraints_are_read_as_they_were_created() {
    for expected in [&TUTORIAL, &KEYS, &PARTS, &AWKWARD] {
        let found = check(expected);
        for (a, b) in expected.tables().map(|a| (a, found.table(&a.name).unwrap())) {
            assert_eq!(a.primary_key, b.primary_key);
            assert_eq!(a.foreign_keys, b.foreign_keys);
            assert_eq!(a.uniques, b.uniques);
            assert_eq!(a.indexes, b.indexes);
            assert_eq!(a.checks[..], b.checks[..a.checks.len()]);
            assert_eq!((a.without_rowid, a.strict), (b.without_rowid, b.strict));
        }
    }
}
