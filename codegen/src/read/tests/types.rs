//! Types: what each word means, enums and domains, and the types that users put in their place.

use insta::assert_snapshot;
use realgar_metadata::{Dialect, SqlType};

use super::super::read;
use super::{describe, schema, sources};
use crate::input::Options;

#[test]
fn enums_come_from_types_from_mysql_and_from_checks_of_text() {
    assert_snapshot!(describe(&schema("
        -- How one feels.
        CREATE TYPE mood AS ENUM ('happy', 'so-so', '');
        CREATE TABLE a (
            m mood NOT NULL DEFAULT 'happy',
            size VARCHAR(2) CHECK (size IN ('S', 'XL')),
            state TEXT,
            code TEXT CHECK (code IN ('a', 'A')),
            n INT CHECK (n IN (1, 2)),
            op TEXT CHECK (op IS NULL OR op IN ('+', '-')),
            CONSTRAINT c CHECK (((state)::text = ANY ((ARRAY['new'::character varying, 'old'::character varying])::text[])))
        );
        CREATE TABLE b (kind ENUM('x', 'y') NOT NULL);
    ")), @"
    a A ()
      m: Enum(0) default
      size: Enum(1) null
      state: Enum(2) null
      code: Enum(3) null
      n: Integer null
      op: Enum(4) null
    b B ()
      kind: Enum(5)
    enum Mood: Happy 'happy', SoSo 'so-so', Empty ''
    enum ASize: S 'S', Xl 'XL'
    enum AState: New 'new', Old 'old'
    enum ACode: A 'a', A2 'A'
    enum AOp: Plus '+', Minus '-'
    enum BKind: X 'x', Y 'y'
    order A, B
    note schema.sql names no dialect and looks like postgresql; put `-- @dialect postgresql` on its first line to have it read as such
    ");
}

#[test]
fn domains_are_their_base_type_with_its_check_and_default() {
    let schema = schema(
        "
        CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (((VALUE >= 1901) AND (VALUE <= 2155)));
        CREATE DOMAIN colour AS text DEFAULT 'red' NOT NULL CHECK (VALUE IN ('red', 'green'));
        CREATE TABLE t (y year, c public.colour);
    ",
    );
    assert_snapshot!(describe(&schema), @r"
    t T ()
      y: Integer null
      c: Enum(0) default
    enum TC: Red 'red', Green 'green'
    order T
    ");
    assert_eq!(schema.metadata.tables[0].columns[0].sql_type, SqlType::Integer);
    let checks: Vec<&str> = schema.metadata.tables[0].checks.iter().map(|check| check.expression.as_ref()).collect();
    assert_eq!(checks, ["((y >= 1901) AND (y <= 2155))", "c IN ('red', 'green')"]);
}

#[test]
fn types_without_a_counterpart_are_text_or_bytes_and_noted() {
    assert_snapshot!(describe(&schema("-- @dialect postgresql
        CREATE TABLE t (a text[], b tsvector, c inet, d interval, e geometry, f money, g jsonb, h timestamptz, i bit(3), j integer ARRAY);
    ")), @r"
    t T ()
      a: Text null
      b: Text null
      c: Text null
      d: Text null
      e: Blob null
      f: Numeric null
      g: Json null
      h: TimestampTz null
      i: Text null
      j: Text null
    order T
    note column `t.a` (text[]) is read as the text that the database shows for an array
    note column `t.b` (tsvector) is read as the text that the database shows for it
    note column `t.c` (inet) is read as the text that the database shows for it
    note column `t.d` (interval) is read as the text that the database shows for it
    note column `t.e` (geometry) is read as the bytes that the database keeps for it
    note column `t.i` (bit(3)) is read as the text that the database shows for it
    note column `t.j` (integer ARRAY) is read as the text that the database shows for an array
    ");
}

#[test]
fn overrides_of_the_configuration_give_way_to_comments() {
    let mut options = Options { name: "s".to_owned(), dialect: Some(Dialect::Sqlite), ..Options::default() };
    options.type_overrides.insert("CITEXT".to_owned(), "crate::Folded".to_owned());
    options.type_overrides.insert("T.B".to_owned(), "crate::B".to_owned());
    options.model_names.insert("t".to_owned(), "Thing".to_owned());
    let text = "CREATE TABLE t (a citext, b citext, c citext /* @type crate::Own<u8> */, d TEXT, e INTEGER);";
    let schema = read(&sources(&[text]), &options).unwrap_or_else(|report| panic!("{report}"));
    assert_snapshot!(describe(&schema), @r#"
    t Thing ()
      a: Custom("crate::Folded") null
      b: Custom("crate::B") null
      c: Custom("crate::Own<u8>") null
      d: Text null
      e: BigInt null
    order Thing
    "#);
}

#[test]
fn columns_of_sqlite_without_a_type_keep_values_of_any_type() {
    let text = "-- @dialect sqlite\nCREATE TABLE t (a, b ANY NOT NULL, c STRING, d DEFAULT 5, e PRIMARY KEY NOT NULL);";
    let schema = schema(text);
    assert_snapshot!(describe(&schema), @"
    t T (e)
      a: Any null
      b: Any
      c: Any null
      d: Any null default
      e: Any
    order T
    ");
    assert_eq!(
        schema.metadata.create_all_sql(Dialect::Sqlite).unwrap(),
        [
            "CREATE TABLE t (\n    a,\n    b ANY NOT NULL,\n    c STRING,\n    d DEFAULT 5,\n    e NOT NULL,\n    PRIMARY KEY (e)\n)"
        ]
    );
}
