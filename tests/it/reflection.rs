//! Reflection: what the inspector reads, and that it is what was created.

mod check;
mod constraints;
mod execution;
mod law;
mod mysql;
mod postgres;
mod round_trip;
mod schema;
mod views;

use realgar::metadata::{Column, DefaultValue, Deferrable, GeneratedStorage, Identity, SqlType, Text};
use realgar::{Dialect, Engine, ErrorKind, Inspector, MetaData, text};

use crate::support::{Scratch, Statements};
use schema::TUTORIAL;

/// An engine with a database made by these statements.
#[track_caller]
fn made(statements: &[&str]) -> Engine {
    let engine = Engine::new("sqlite://").unwrap();
    run(&engine, statements);
    engine
}

#[track_caller]
fn run(engine: &Engine, statements: &[&str]) {
    engine
        .begin(|conn| {
            for statement in statements {
                conn.execute(text(*statement))?;
            }
            Ok::<_, realgar::Error>(())
        })
        .unwrap();
}

#[track_caller]
fn inspect(statements: &[&str]) -> Inspector {
    Inspector::new(&made(statements))
}

fn names(columns: &[Column]) -> Vec<&str> {
    columns.iter().map(|column| &*column.name).collect()
}

#[test]
fn the_metadata_of_the_tutorial_is_found_in_the_database_that_it_created() {
    let engine = made(&["CREATE TABLE some_table (x int, y int)"]);
    TUTORIAL.create_all(&engine).unwrap();
    TUTORIAL.create_all(&engine).unwrap();

    let reflected = MetaData::reflect(&engine).unwrap();
    assert_eq!(reflected.dialect, Some(Dialect::Sqlite));
    assert_eq!(reflected.table("some_table").unwrap().column_names(), ["x", "y"]);
    let difference = TUTORIAL.diff(&reflected);
    assert!(difference.of_table("user_account").is_empty(), "{difference}");
    assert!(difference.of_table("address").is_empty(), "{difference}");
    assert_eq!(difference.to_string(), "`some_table`: table is extra\n");

    let users = reflected.table("user_account").unwrap();
    assert_eq!(users.column_names(), ["id", "name", "fullname"]);
    assert_eq!(users.primary_key().column_names(), ["id"]);
    assert_eq!(users.column("name").unwrap().sql_type, SqlType::VarChar(Some(30)));
    assert!(!users.column("name").unwrap().nullable);
    assert_eq!(users.autoincrement_column().unwrap().name, "id");
    let addresses = reflected.table("address").unwrap();
    assert_eq!(addresses.foreign_keys()[0].referred_table(), "user_account");
}

#[test]
fn the_names_are_those_of_tables_and_views_in_the_order_of_creation() {
    let inspector = inspect(&[
        "CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE VIEW last AS SELECT max(id) AS id FROM zebra",
        "CREATE TABLE ape (name TEXT UNIQUE)",
        "INSERT INTO zebra DEFAULT VALUES",
        "ANALYZE",
    ]);
    assert_eq!(inspector.table_names().unwrap(), ["zebra", "ape"]);
    assert_eq!(inspector.view_names().unwrap(), ["last"]);
    assert!(inspector.has_table("ape").unwrap());
    assert!(inspector.has_table("APE").unwrap());
    assert!(inspector.has_table("last").unwrap());
    assert!(!inspector.has_table("sqlite_sequence").unwrap());
    assert!(!inspector.has_table("sqlite_schema").unwrap());
    assert!(!inspector.has_table("").unwrap());
    assert!(!inspector.has_table("sqlite_autoindex_ape_1").unwrap());
}

#[test]
fn a_missing_table_is_an_error_that_names_it_and_the_others() {
    let inspector = inspect(&["CREATE TABLE a (x)", "CREATE VIEW v AS SELECT x FROM a"]);
    for error in [
        inspector.table("it's \"gone\"").unwrap_err(),
        inspector.columns("it's \"gone\"").unwrap_err(),
        inspector.primary_key("it's \"gone\"").unwrap_err(),
        inspector.foreign_keys("it's \"gone\"").unwrap_err(),
        inspector.indexes("it's \"gone\"").unwrap_err(),
        inspector.unique_constraints("it's \"gone\"").unwrap_err(),
        inspector.check_constraints("it's \"gone\"").unwrap_err(),
    ] {
        assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
        assert_eq!(error.message(), "there is no table or view `it's \"gone\"`; the database has `a`, `v`");
    }
    let error = inspector.table("v").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoSuchTable);
    assert!(error.message().contains("`v` is a view"), "{error}");
    let error = inspect(&[]).table("a").unwrap_err();
    assert_eq!(error.message(), "there is no table or view `a`; the database is empty");
}

#[test]
fn columns_tell_type_nullability_default_and_collation() {
    let columns = inspect(&["CREATE TABLE t (
        a INTEGER PRIMARY KEY AUTOINCREMENT,
        b VARCHAR(30) NOT NULL DEFAULT 'it''s' COLLATE NOCASE,
        c NUMERIC(10, 2) DEFAULT -1.5,
        d,
        e \"my type\",
        f DATETIME DEFAULT CURRENT_TIMESTAMP,
        g INT AS (a * (2 + 1)),
        h TEXT GENERATED ALWAYS AS ('(' || b) STORED NOT NULL,
        i BOOLEAN DEFAULT FALSE,
        j TEXT DEFAULT (hex(1))
    )"])
    .columns("t")
    .unwrap();
    let types: Vec<SqlType> = columns.iter().map(|column| column.sql_type.clone()).collect();
    let other = |text: &'static str| SqlType::Other(Text::Borrowed(text));
    assert_eq!(
        types,
        [
            SqlType::Integer,
            SqlType::VarChar(Some(30)),
            SqlType::Numeric { precision: Some(10), scale: Some(2) },
            other(""),
            other("my type"),
            SqlType::Timestamp { with_time_zone: false },
            SqlType::Integer,
            SqlType::Text,
            SqlType::Boolean,
            SqlType::Text,
        ]
    );
    let not_null: Vec<&str> = columns.iter().filter(|column| !column.nullable).map(|column| &*column.name).collect();
    assert_eq!(not_null, ["a", "b", "h"]);
    let identity = Identity::BY_DEFAULT.never_reused();
    assert_eq!(columns[0].identity, Some(identity));
    assert_eq!(columns[1].collation.as_deref(), Some("NOCASE"));
    let defaults: Vec<Option<DefaultValue>> = columns.iter().map(|column| column.default.clone()).collect();
    assert_eq!(defaults[1], Some(DefaultValue::String("it's".into())));
    assert_eq!(defaults[2], Some(DefaultValue::Number("-1.5".into())));
    assert_eq!(defaults[5], Some(DefaultValue::CurrentTimestamp));
    assert_eq!(defaults[8], Some(DefaultValue::Boolean(false)));
    assert_eq!(defaults[9], Some(DefaultValue::Expression("hex(1)".into())));
    let generated = |at: usize| columns[at].generated.clone().map(|of| (of.expression.into_owned(), of.storage));
    assert_eq!(generated(6), Some(("a * (2 + 1)".into(), GeneratedStorage::Virtual)));
    assert_eq!(generated(7), Some(("'(' || b".into(), GeneratedStorage::Stored)));
    assert_eq!((generated(0), defaults[7].clone()), (None, None));
}

#[test]
fn tables_that_were_altered_or_made_by_a_query_are_read_too() {
    let inspector = inspect(&[
        "CREATE TABLE old (a INTEGER PRIMARY KEY, b TEXT DEFAULT 'x' /* , c */)",
        "ALTER TABLE old RENAME COLUMN b TO \"new b\"",
        "ALTER TABLE old ADD COLUMN d INT DEFAULT 4 REFERENCES old DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE old RENAME TO fresh",
        "CREATE TABLE copy AS SELECT a, \"new b\", 1.5 AS \"a,b\" FROM fresh",
    ]);
    assert_eq!(names(&inspector.columns("fresh").unwrap()), ["a", "new b", "d"]);
    let keys = inspector.foreign_keys("fresh").unwrap();
    assert_eq!((keys[0].referred_table(), keys[0].deferrable), ("fresh", Some(Deferrable::InitiallyDeferred)));
    assert_eq!(names(&inspector.columns("copy").unwrap()), ["a", "new b", "a,b"]);
}

#[test]
fn the_number_of_statements_does_not_grow_with_the_tables() {
    let (engine, statements) = Statements::engine();
    let count = |engine: &Engine| {
        statements.take();
        MetaData::reflect(engine).unwrap();
        statements.take().len()
    };
    let empty = count(&engine);
    TUTORIAL.create_all(&engine).unwrap();
    assert_eq!(count(&engine), empty);
}

#[test]
fn reading_takes_one_transaction_and_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let engine = scratch.engine("read.db");
    TUTORIAL.create_all(&engine).unwrap();
    let read_only = scratch.engine("read.db?mode=ro");
    assert!(TUTORIAL.diff(&MetaData::reflect(&read_only).unwrap()).is_empty());
    assert_eq!(engine.pool_status().in_use, 0);
    TUTORIAL.drop_all(&engine).unwrap();
    assert!(Inspector::new(&engine).table_names().unwrap().is_empty());
}
