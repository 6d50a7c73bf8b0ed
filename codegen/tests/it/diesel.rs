//! `Config::diesel`: what is written for Diesel, and what is left out and said to be.

use realgar_build::{Config, Dialect};

const SCHEMA: &str = "
CREATE TYPE mood AS ENUM ('sad', 'very happy');
CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person text NOT NULL,
    mood mood,
    tags text[] NOT NULL DEFAULT '{}',
    born date,
    seen timestamptz NOT NULL DEFAULT now(),
    profile jsonb,
    token uuid NOT NULL,
    boss_id bigint REFERENCES person (id),
    address inet -- @type String
);
CREATE TABLE shop.\"Order Line\" (
    \"order\" integer,
    \"row\" integer,
    person_id bigint NOT NULL REFERENCES person (id),
    price numeric(10, 2) NOT NULL,
    PRIMARY KEY (\"order\", \"row\")
);
CREATE TABLE journal (line text NOT NULL);
";

fn generated(config: &Config) -> (String, Vec<String>) {
    let output = realgar_build::generate([("staff.sql", SCHEMA)], config).expect("a schema");
    let text = output.files().find(|(path, _)| *path == "staff.diesel.rs").map(|(_, text)| text.to_owned());
    (text.unwrap_or_default(), output.notes().to_vec())
}

#[test]
fn tables_rows_enums_and_joins_are_written_for_diesel() {
    let (text, _) = generated(&Config::new().dialect(Dialect::PostgreSql).diesel(true));
    insta::assert_snapshot!(text);
}

#[test]
fn what_diesel_cannot_have_is_left_out_and_named() {
    let (text, notes) = generated(&Config::new().dialect(Dialect::PostgreSql).diesel(true));
    assert!(!text.contains("journal") && !text.contains("address"), "{text}");
    let said = notes.join("\n");
    assert!(said.contains("`journal` is left out for Diesel: its tables need a primary key"), "{said}");
    assert!(said.contains("Diesel has no type for `address` of `person`"), "{said}");
}

#[test]
fn nothing_is_written_for_diesel_unless_it_is_asked_for() {
    assert_eq!(generated(&Config::new().dialect(Dialect::PostgreSql)).0, "");
}
