//! Reports: file, line, column, the line, a caret, and the cure; all at once.

use insta::assert_snapshot;

use super::super::read;
use super::{messages, report, sources};
use crate::input::{Options, Source};

#[test]
fn all_mistakes_are_shown_at_once_with_their_cures() {
    assert_snapshot!(report("\
CREATE TABLE a (
    id   INTEGRE PRIMARY KEY,
    name TEXT NOT NUL,
    ok   FOOBAR,
    name TEXT
);
CRAETE TABLE b (id INT);
CREATE TABLE c (a_id INT REFERENCES a (ids), id);
"), @r"
    error: no dialect knows the type `INTEGRE`
     --> schema.sql:2:10
      |
    2 |     id   INTEGRE PRIMARY KEY,
      |          ^^^^^^^
      |
      = help: did you mean `INTEGER`? otherwise name the Rust type with `-- @type path::To<Rust>` on its line, or with `Config::type_override`

    error: expected NULL, found `NUL`
     --> schema.sql:3:19
      |
    3 |     name TEXT NOT NUL,
      |                   ^^^
      |
      = help: write `NOT NULL`

    error: no dialect knows the type `FOOBAR`
     --> schema.sql:4:10
      |
    4 |     ok   FOOBAR,
      |          ^^^^^^
      |
      = help: name the Rust type with `-- @type path::To<Rust>` on its line, or with `Config::type_override`

    error: no SQL statement begins with `CRAETE`
     --> schema.sql:7:1
      |
    7 | CRAETE TABLE b (id INT);
      | ^^^^^^
      |
      = help: did you mean `CREATE`?

    error: column `id` has no type
     --> schema.sql:8:46
      |
    8 | CREATE TABLE c (a_id INT REFERENCES a (ids), id);
      |                                              ^^
      |
      = help: give it a type, or name the Rust type with `-- @type path::To<Rust>` on its line; `-- @dialect sqlite` on the first line takes it as SQLite does
    ");
}

#[test]
fn names_that_become_one_in_rust_are_errors() {
    assert_snapshot!(report("\
CREATE TABLE user (id INT, \"Id\" INT, a_b INT, \"a b\" INT);
CREATE TABLE users (id INT);
CREATE TABLE \"new_user\" (id INT);
CREATE TABLE \"?\" (\"!\" INT);
CREATE TYPE user_ AS ENUM ('a');
"), @r#"
    error: column `Id` is declared twice in table `user`, first in line 1
     --> schema.sql:1:28
      |
    1 | CREATE TABLE user (id INT, "Id" INT, a_b INT, "a b" INT);
      |                            ^^^^
      |
      = help: rename or remove one of the two

    error: columns `a_b` and `a b` of table `user` would both be `a_b` in Rust
     --> schema.sql:1:47
      |
    1 | CREATE TABLE user (id INT, "Id" INT, a_b INT, "a b" INT);
      |                                               ^^^^^
      |
      = help: put `-- @name other_name` on the line of one of them

    error: `user` and `users` would both be `User` in Rust
     --> schema.sql:2:14
      |
    2 | CREATE TABLE users (id INT);
      |              ^^^^^
      |
      = help: put `-- @model OtherName` above one of them

    error: `new_user` would be `NewUser` in Rust, the struct that inserts into `user`
     --> schema.sql:3:14
      |
    3 | CREATE TABLE "new_user" (id INT);
      |              ^^^^^^^^^^
      |
      = help: put `-- @model OtherName` above one of them

    error: `new_user` would be `NewUser` in Rust, the struct that inserts into `users`
     --> schema.sql:3:14
      |
    3 | CREATE TABLE "new_user" (id INT);
      |              ^^^^^^^^^^
      |
      = help: put `-- @model OtherName` above one of them

    error: `?` has no letters to make a Rust name for its model from
     --> schema.sql:4:14
      |
    4 | CREATE TABLE "?" ("!" INT);
      |              ^^^
      |
      = help: put `-- @model Name` and `-- @name name` above it

    error: `?` has no letters to make a Rust name for its module from
     --> schema.sql:4:14
      |
    4 | CREATE TABLE "?" ("!" INT);
      |              ^^^
      |
      = help: put `-- @model Name` and `-- @name name` above it

    error: column `!` has no letters to make a Rust name from
     --> schema.sql:4:19
      |
    4 | CREATE TABLE "?" ("!" INT);
      |                   ^^^
      |
      = help: put `-- @name name` on its line

    error: the enum `user_` would be a second `User` in Rust
     --> schema.sql:5:13
      |
    5 | CREATE TYPE user_ AS ENUM ('a');
      |             ^^^^^
      |
      = help: put `-- @enum OtherName` above it
    "#);
}

#[test]
fn declaring_twice_is_an_error() {
    assert_snapshot!(messages("\
CREATE TABLE a (id INT PRIMARY KEY, PRIMARY KEY (id));
CREATE TABLE a (id INT);
CREATE TYPE e AS ENUM ('a');
CREATE TYPE e AS ENUM ('b');
CREATE TYPE f AS ENUM ('a-b', 'a b', '+');
CREATE TYPE g AS ENUM ('+');
CREATE TABLE b (v INT NOT NULL, w INT NOT NULL, e ENUM ('x', 'X')); -- @version
"), @"
    1:37 table `a` has two primary keys
    2:14 table `a` is declared twice
    4:13 type `e` is declared twice
    7:72 `@version` means nothing at a table
    ");
}

#[test]
fn broken_statements_say_where_they_break() {
    assert_snapshot!(messages("\
CREATE TABLE a (id INT, , n INT);
CREATE TABLE b (id INT
CREATE TABLE c (id INT);
CREATE TABLE d (id INT) CREATE TABLE e (id INT);
CREATE TABLE f;
CREATE INDEX i ON nothing (x);
ALTER TABLE a ALTER COLUMN zz SET NOT NULL;
COMMENT ON COLUMN a.yy IS 'x';
CREATE VIEW v;
CREATE TABLE g (id INT DEFAULT);
CREATE TABLE h (FOREIGN KEY (x) b);
CREATE TABLE i (x INT ON DELETE SET);
"), @r"
    1:25 a column or a constraint is missing here
    2:16 this `(` is never closed
    4:25 unexpected `CREATE` after this CREATE TABLE
    5:15 expected `(`, found the end
    9:14 expected `AS` and the query of the view, found the end
    10:31 this column cannot be parsed: expected an expression, found the end
    11:33 this constraint cannot be parsed: expected REFERENCES, found `b`
    12:23 unexpected `ON` in this column
    ");
}

#[test]
fn what_never_ends_is_shown_where_it_begins() {
    assert_snapshot!(report("CREATE TABLE a (id INT DEFAULT 'x);\nCREATE TABLE b (id INT);\n"), @r"
    error: this string never ends
     --> schema.sql:1:32
      |
    1 | CREATE TABLE a (id INT DEFAULT 'x);
      |                                ^
      |
      = help: end it with `'`; a quote inside is written `''`
    ");
    assert_snapshot!(report("CREATE TABLE a (id INT);\n/* and so on"), @r"
    error: this comment never ends
     --> schema.sql:2:1
      |
    2 | /* and so on
      | ^
      |
      = help: end it with `*/`
    ");
}

#[test]
fn a_file_without_tables_is_an_error() {
    assert_snapshot!(report(""), @r"
    error: no CREATE TABLE in schema.sql
     --> schema.sql:1:1
      |
    1 |
      | ^
      |
      = help: declare at least one table
    ");
    assert_snapshot!(report("INSERT INTO a VALUES (1);\n"), @r"
    error: no CREATE TABLE in schema.sql
     --> schema.sql:1:1
      |
    1 | INSERT INTO a VALUES (1);
      | ^
      |
      = help: declare at least one table
    ");
}

#[test]
fn bytes_that_are_not_utf_8_are_shown_with_their_place() {
    let source =
        Source { path: "schema.sql".to_owned(), text: b"CREATE TABLE a (\n  \xc3\xa4 INT, n\xff INT);".to_vec() };
    let report = read(&[source], &Options::default()).expect_err("a byte is not UTF-8");
    assert_snapshot!(report.to_string(), @r"
    error: this byte is not UTF-8
     --> schema.sql:2:11
      |
    2 |   ä INT, n� INT);
      |           ^
      |
      = help: save the file as UTF-8
    ");
}

#[test]
fn each_file_has_its_own_lines() {
    let files = sources(&[
        "CREATE TABLE a (id INT PRIMARY KEY);",
        "-- @dialect mysql\n\tCREATE TABLE b (a_id INT REFERENCES z);",
        "-- @dialect sqlite\nCREATE TABLE c (x INT);",
    ]);
    let report = read(&files, &Options::default()).expect_err("there is no z");
    assert_snapshot!(report.to_string(), @r"
    error: the files of one schema name different dialects
     --> schema3.sql:1:4
      |
    1 | -- @dialect sqlite
      |    ^^^^^^^^^^^^^^^
      |
      = help: one schema has one dialect
    ");
}

#[test]
fn mistakes_in_the_configuration_are_shown_at_the_table() {
    let model_names = [("a".to_owned(), "not a name".to_owned())].into();
    let options = Options { model_names, ..Options::default() };
    let report = read(&sources(&["CREATE TABLE a (id INT);"]), &options).expect_err("that is not a name");
    assert_snapshot!(report.to_string(), @r"
    error: the configuration calls the model of `a` `not a name`, which cannot be a Rust name
     --> schema.sql:1:14
      |
    1 | CREATE TABLE a (id INT);
      |              ^
      |
      = help: correct the build script
    ");
}

#[test]
fn many_mistakes_are_counted_and_not_all_shown() {
    let text: String = (0..80).map(|at| format!("FOO {at};\n")).collect();
    let report = report(&text);
    assert!(report.ends_with("and 30 more\n"), "{report}");
}
