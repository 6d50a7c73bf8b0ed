//! SQLite does not say which foreign key was violated; the error does.

use realgar::prelude::*;
use realgar::{Error, text};

const SCHEMA: [&str; 6] = [
    "CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT)",
    "CREATE TABLE vet (id INTEGER PRIMARY KEY)",
    "CREATE TABLE pet (
        id INTEGER PRIMARY KEY,
        vet_id INTEGER REFERENCES vet (id) ON DELETE CASCADE,
        owner_id INTEGER NOT NULL CONSTRAINT \"pet's owner\" REFERENCES owner (id),
        CONSTRAINT parents FOREIGN KEY (vet_id, owner_id) REFERENCES pair (a, b) DEFERRABLE INITIALLY DEFERRED
    )",
    "CREATE TABLE pair (a INTEGER, b INTEGER, PRIMARY KEY (a, b))",
    "CREATE TABLE bill (id INTEGER PRIMARY KEY, pet_id INTEGER REFERENCES pet ON DELETE RESTRICT)",
    "CREATE TABLE note (id INTEGER PRIMARY KEY, vet_id INTEGER CONSTRAINT note_vet REFERENCES vet (id) ON DELETE SET NULL)",
];

fn connection() -> realgar::Connection {
    let engine = Engine::new("sqlite://").unwrap();
    let mut conn = engine.connect().unwrap();
    for sql in SCHEMA {
        conn.execute(text(sql)).unwrap();
    }
    for sql in [
        "INSERT INTO owner (id) VALUES (1), (2)",
        "INSERT INTO vet VALUES (1)",
        "INSERT INTO pair VALUES (1, 1)",
        "INSERT INTO pet VALUES (1, 1, 1), (2, NULL, 1)",
        "INSERT INTO bill VALUES (1, 2)",
    ] {
        conn.execute(text(sql)).unwrap();
    }
    conn.commit().unwrap();
    conn
}

fn refused(conn: &mut realgar::Connection, sql: &str) -> Error {
    let error = conn.execute(text(sql)).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    error
}

fn violation(error: &Error) -> (Option<&str>, Vec<&str>, Option<&str>) {
    let violation = error.violation().unwrap();
    let columns = violation.columns.iter().map(String::as_str).collect();
    (violation.table.as_deref(), columns, violation.constraint.as_deref())
}

#[test]
fn a_row_that_refers_to_none_names_its_key() {
    let mut conn = connection();
    let error = refused(&mut conn, "INSERT INTO pet (id, owner_id) VALUES (3, 2), (4, 99)");
    assert_eq!(violation(&error), (Some("pet"), vec!["owner_id"], Some("pet's owner")));
    assert_eq!(
        error.message(),
        "FOREIGN KEY constraint `pet's owner` failed: `pet` (owner_id) refers to a row of `owner` that is not there, or \
         would not be"
    );
    assert_eq!(error.code(), Some("787"));
    assert!(error.statement().unwrap().starts_with("INSERT INTO pet"));
    let error = refused(&mut conn, "UPDATE bill SET pet_id = 99");
    assert_eq!(violation(&error), (Some("bill"), vec!["pet_id"], None));
    // What was tried is undone, and the transaction goes on.
    let rows = conn.execute(text("SELECT id, vet_id, owner_id FROM pet").typed::<(i64, Option<i64>, i64)>()).unwrap();
    assert_eq!(rows.all(), [(1, Some(1), 1), (2, None, 1)]);
    conn.commit().unwrap();
}

#[test]
fn a_row_that_others_refer_to_names_their_key() {
    let mut conn = connection();
    let error = refused(&mut conn, "DELETE FROM owner WHERE id = 1");
    assert_eq!(violation(&error), (Some("pet"), vec!["owner_id"], Some("pet's owner")));
    let error = refused(&mut conn, "UPDATE owner SET id = 5 WHERE id = 1");
    assert_eq!(violation(&error), (Some("pet"), vec!["owner_id"], Some("pet's owner")));
    let error = refused(&mut conn, "DELETE FROM pet WHERE id = 2");
    assert_eq!(violation(&error), (Some("bill"), vec!["pet_id"], None), "RESTRICT is not put off");
    let count = conn.scalar(text("SELECT count(*) FROM pet").typed::<i64>()).unwrap();
    assert_eq!(count, Some(2));
}

#[test]
fn a_key_that_is_checked_at_the_commit_is_named_there() {
    let mut conn = connection();
    conn.execute(text("INSERT INTO pet VALUES (3, 1, 2)")).unwrap();
    let error = conn.commit().unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(violation(&error), (Some("pet"), vec!["vet_id", "owner_id"], Some("parents")));
    conn.execute(text("INSERT INTO pair VALUES (1, 2)")).unwrap();
    conn.commit().unwrap();
}

#[test]
fn what_is_checked_later_is_still_checked_later_after_an_error() {
    let mut conn = connection();
    conn.execute(text("PRAGMA defer_foreign_keys = ON")).unwrap();
    conn.execute(text("INSERT INTO bill VALUES (5, 77)")).unwrap();
    conn.execute(text("INSERT INTO pet VALUES (77, NULL, 1)")).unwrap();
    conn.commit().unwrap();
    refused(&mut conn, "INSERT INTO bill VALUES (6, 78)");
    refused(&mut conn, "INSERT INTO bill VALUES (6, 78)");
}
