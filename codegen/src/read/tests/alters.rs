//! Statements that change what was created before: domains, indexes, constraints, schemas, parents, partitions.

use realgar_metadata::Dialect;

use super::schema;

/// What `create_all` runs in PostgreSQL for a file of its dialect.
fn created(sql: &str) -> Vec<String> {
    schema(&format!("-- @dialect postgresql\n{sql}")).metadata.create_all_sql(Dialect::PostgreSql).unwrap()
}

#[track_caller]
fn assert_creates(sql: &str, expected: &[&str]) {
    let created = created(sql);
    for statement in expected {
        assert!(created.iter().any(|found| found.contains(statement)), "`{statement}` is not in {created:#?}");
    }
}

#[test]
fn alter_domain_changes_the_domain_and_is_run_again() {
    let sql = "
        CREATE DOMAIN score AS integer DEFAULT 3 CONSTRAINT low CHECK (VALUE > 0);
        ALTER DOMAIN score SET NOT NULL;
        ALTER DOMAIN score ADD CONSTRAINT high CHECK (VALUE < 9);
        ALTER DOMAIN score RENAME CONSTRAINT low TO bottom;
        ALTER DOMAIN score DROP CONSTRAINT high;
        ALTER DOMAIN score DROP DEFAULT;
        ALTER DOMAIN score OWNER TO somebody;
        ALTER DOMAIN score RENAME TO points;
        CREATE TABLE game (id integer PRIMARY KEY, points points);";
    let read = schema(&format!("-- @dialect postgresql\n{sql}"));
    let points = &read.metadata.tables[0].columns[1];
    assert!(!points.nullable);
    assert_eq!(points.default, None);
    let checks: Vec<&str> = read.metadata.tables[0].checks.iter().map(|check| check.expression.as_ref()).collect();
    assert_eq!(checks, ["points > 0"]);
    assert_creates(sql, &["CREATE DOMAIN points AS integer", "ALTER DOMAIN points RENAME CONSTRAINT low TO bottom"]);
    assert!(!created(sql).iter().any(|statement| statement.contains("somebody")));
}

#[test]
fn constraints_and_indexes_are_renamed_also_by_the_names_that_the_database_gave_them() {
    assert_creates(
        "CREATE TABLE a (id integer PRIMARY KEY, b integer UNIQUE CHECK (b > 0), c integer REFERENCES a);
        ALTER TABLE a RENAME CONSTRAINT a_pkey TO k;
        ALTER TABLE a RENAME CONSTRAINT a_b_key TO u;
        ALTER TABLE a RENAME CONSTRAINT a_b_check TO positive;
        ALTER TABLE a RENAME CONSTRAINT a_c_fkey TO f;
        CREATE INDEX i ON a (c);
        ALTER INDEX i RENAME TO by_c;
        ALTER INDEX u RENAME TO unique_b;",
        &[
            "CONSTRAINT k PRIMARY KEY",
            "CONSTRAINT unique_b UNIQUE",
            "CONSTRAINT positive CHECK",
            "CONSTRAINT f FOREIGN KEY",
            "CREATE INDEX by_c",
        ],
    );
}

#[test]
fn a_renamed_table_keeps_the_names_of_its_constraints() {
    assert_creates(
        "CREATE TABLE a (id integer PRIMARY KEY, b integer UNIQUE); ALTER TABLE a RENAME TO c;",
        &["CREATE TABLE c (", "CONSTRAINT a_pkey PRIMARY KEY", "CONSTRAINT a_b_key UNIQUE"],
    );
}

#[test]
fn types_of_one_name_in_two_schemas_stay_apart() {
    assert_creates(
        "CREATE SCHEMA s;
        CREATE TYPE s.mood AS ENUM ('sad');
        CREATE TYPE mood AS ENUM ('glad');
        CREATE TABLE t (id integer PRIMARY KEY, a s.mood, b mood);
        CREATE TABLE u (id integer PRIMARY KEY, a s.mood);
        ALTER TABLE u SET SCHEMA s;",
        &["a s.mood,\n    b mood", "CREATE TABLE s.u ("],
    );
}

#[test]
fn inheriting_tables_merge_columns_and_are_told_to_inherit() {
    let sql = "CREATE TABLE city (name text NOT NULL, size real DEFAULT 0);
        CREATE TABLE capital (name text DEFAULT 'x', state text) INHERITS (city);
        CREATE TABLE late (name text NOT NULL, size real DEFAULT 0);
        ALTER TABLE late INHERIT city;
        CREATE TABLE loose () INHERITS (city);
        ALTER TABLE loose NO INHERIT city;";
    assert_creates(
        sql,
        &[
            "CREATE TABLE capital (\n    name TEXT NOT NULL DEFAULT 'x',\n    size REAL DEFAULT 0,\n    state TEXT\n)",
            "ALTER TABLE capital INHERIT city",
            "ALTER TABLE late INHERIT city",
        ],
    );
    assert!(!created(sql).iter().any(|statement| statement.contains("ALTER TABLE loose")));
    let elsewhere = schema(&format!("-- @dialect postgresql\n{sql}")).metadata.create_all_sql(Dialect::Sqlite).unwrap();
    assert!(!elsewhere.iter().any(|statement| statement.contains("INHERIT")));
}

#[test]
fn what_only_one_partition_has_is_kept_and_what_is_attached_is_not_made_twice() {
    let sql = "CREATE TABLE m (id integer, day date, CONSTRAINT m_pkey PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
        CREATE TABLE s.m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE TABLE m2 (id integer, day date, CONSTRAINT small CHECK (id < 9));
        ALTER TABLE ONLY m ATTACH PARTITION m2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
        CREATE INDEX only_m1 ON s.m1 (id);
        ALTER TABLE ONLY s.m1 ADD CONSTRAINT own UNIQUE (day, id);
        ALTER TABLE ONLY m2 ADD CONSTRAINT m2_pkey PRIMARY KEY (id, day);
        ALTER INDEX m_pkey ATTACH PARTITION m2_pkey;";
    assert_creates(
        sql,
        &[
            "CREATE INDEX only_m1 ON s.m1 (id)",
            "ALTER TABLE s.m1 ADD CONSTRAINT own UNIQUE (day, id)",
            "ALTER TABLE m2 ADD CONSTRAINT small CHECK (id < 9)",
        ],
    );
    assert!(!created(sql).iter().any(|statement| statement.contains("m2_pkey")));
}

#[test]
fn mysqls_serial_is_unique_and_a_check_that_is_not_enforced_is_not_enforced() {
    let sql = "-- @dialect mysql
        CREATE TABLE v (id INT);
        CREATE OR REPLACE TABLE v (id SERIAL, a INT, CONSTRAINT c CHECK (a > 5) NOT ENFORCED, KEY i (a));
        ALTER TABLE v RENAME INDEX i TO by_a;";
    let metadata = schema(sql).metadata;
    let created = metadata.create_all_sql(Dialect::MySql).unwrap().join("\n");
    for part in [
        "id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT",
        "UNIQUE (id)",
        "CONSTRAINT c CHECK (a > 5) /*!80016 NOT ENFORCED */",
        "by_a",
    ] {
        assert!(created.contains(part), "`{part}` is not in {created}");
    }
    let sql = "-- @dialect mysql\nCREATE TABLE v (id INT, CHECK (id > 5) NOT ENFORCED)";
    let elsewhere = schema(sql).metadata.create_all_sql(Dialect::Sqlite).unwrap().join("\n");
    assert!(!elsewhere.contains("CHECK"), "{elsewhere}");
}

#[test]
fn on_conflict_of_a_check_is_kept() {
    let sql = "-- @dialect sqlite\nCREATE TABLE t (a INTEGER, CHECK (a > 0) ON CONFLICT FAIL);";
    let created = schema(sql).metadata.create_all_sql(Dialect::Sqlite).unwrap().join("\n");
    assert!(created.contains("CHECK (a > 0) ON CONFLICT FAIL"), "{created}");
}
