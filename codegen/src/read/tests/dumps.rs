//! What dumps and migrations of other projects say, and `create_all` says again.

use insta::assert_snapshot;
use realgar_metadata::Dialect;

use super::{describe, schema};

/// What `create_all` runs for a file of its own dialect.
fn created(dialect: Dialect, sql: &str) -> String {
    let schema = schema(&format!("-- @dialect {dialect}\n{sql}"));
    schema.metadata.create_all_sql(dialect).unwrap().join(";\n")
}

#[test]
fn the_way_down_of_a_migration_is_skipped_and_counted() {
    assert_snapshot!(describe(&schema("-- @dialect postgresql
-- +goose Up
-- +goose StatementBegin
CREATE TABLE post (id int PRIMARY KEY);
-- +goose StatementEnd
ALTER TABLE post ADD COLUMN title text;

-- +goose Down
-- +goose StatementBegin
DROP TABLE post;
-- +goose StatementEnd
ALTER TABLE post DROP COLUMN title;
-- +goose Up
CREATE TABLE tag (id int PRIMARY KEY);
")), @"
    post Post (id)
      id: Integer
      title: Text null
    tag Tag (id)
      id: Integer
    order Post, Tag
    note skipped 1 ALTER TABLE under `-- +goose Down`, 1 DROP TABLE under `-- +goose Down`; used 3 of 5 statements
    ");
    let dbmate = schema("-- migrate:up\nCREATE TABLE a (id INT);\n-- migrate:down\nDROP TABLE a;\n");
    assert_eq!(dbmate.models.len(), 1);
    // One word is a direction if its opposite stands before it.
    let pair = schema("-- Up\nCREATE TABLE a (id INT);\n-- Down\nDROP TABLE a;\n");
    assert_eq!((pair.models.len(), pair.models[0].docs.as_deref()), (1, None));
    let remark = schema("-- down\nCREATE TABLE a (id INT);\n");
    assert_eq!(remark.models.len(), 1);
}

#[test]
fn mysql_alters_indexes_places_options_and_comments() {
    assert_snapshot!(created(Dialect::MySql, "
        CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT UNIQUE, c INT, KEY k (a), KEY (c)) ENGINE=MyISAM DEFAULT CHARSET=latin1;
        ALTER TABLE t DROP INDEX k, DROP KEY b, DROP INDEX c, ADD COLUMN z INT FIRST, ADD y INT AFTER id;
        ALTER TABLE t MODIFY c BIGINT AFTER z, CHANGE a aa CHAR(3) CHARSET ascii FIRST;
        ALTER TABLE t COMMENT = 'it''s', ENGINE = InnoDB;
    "), @"
    CREATE TABLE t (
        aa CHAR(3) CHARACTER SET ascii,
        z INTEGER,
        c BIGINT,
        id INTEGER NOT NULL,
        y INTEGER,
        b INTEGER,
        PRIMARY KEY (id)
    ) COMMENT = 'it''s' ENGINE = InnoDB DEFAULT CHARSET=latin1
    ");
}

#[test]
fn mariadb_keeps_json_checks_of_columns_periods_and_versions() {
    assert_snapshot!(created(Dialect::MySql, "
        CREATE TABLE `t` (
            `id` int(11) NOT NULL,
            `j` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`j`)),
            `n` int(11) DEFAULT NULL CHECK (`n` > 0),
            `p` date, `q` date,
            `s` timestamp(6) GENERATED ALWAYS AS ROW START,
            `e` timestamp(6) GENERATED ALWAYS AS ROW END,
            PRIMARY KEY (`id`,`e`),
            KEY `old` (`n`) IGNORED,
            PERIOD FOR `use` (`p`, `q`),
            UNIQUE KEY `one` (`id`,`use` WITHOUT OVERLAPS),
            PERIOD FOR SYSTEM_TIME (`s`, `e`)
        ) ENGINE=InnoDB WITH SYSTEM VERSIONING;
        CREATE ALGORITHM=MERGE DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW v AS SELECT id FROM t WHERE id > 0 WITH LOCAL CHECK OPTION;
    "), @"
    CREATE TABLE t (
        id int(11) NOT NULL,
        j JSON DEFAULT NULL,
        n int(11) DEFAULT NULL CHECK (`n` > 0),
        p DATE,
        q DATE,
        s timestamp(6) GENERATED ALWAYS AS ROW START,
        e timestamp(6) GENERATED ALWAYS AS ROW END,
        PRIMARY KEY (id, e),
        PERIOD FOR `use` (`p`, `q`),
        UNIQUE KEY `one` (`id`,`use` WITHOUT OVERLAPS),
        PERIOD FOR SYSTEM_TIME (`s`, `e`)
    ) ENGINE=InnoDB WITH SYSTEM VERSIONING;
    CREATE INDEX old ON t (n) IGNORED;
    CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW v (id) AS
    SELECT id FROM t WHERE id > 0 WITH LOCAL CHECK OPTION
    ");
}

#[test]
fn like_in_mysql_takes_the_indexes_of_foreign_keys_over() {
    assert_snapshot!(created(Dialect::MySql, "
        CREATE TABLE a (id INT PRIMARY KEY);
        CREATE TABLE b (id INT PRIMARY KEY, x INT, y INT, KEY (y), CONSTRAINT fx FOREIGN KEY (x) REFERENCES a (id), FOREIGN KEY (y) REFERENCES a (id));
        CREATE TABLE c LIKE b;
    ").split("CREATE TABLE c").last().unwrap(), @"
     (
        id INTEGER NOT NULL,
        x INTEGER,
        y INTEGER,
        PRIMARY KEY (id)
    );
    CREATE INDEX y ON c (y);
    CREATE INDEX fx ON c (x)
    ");
}

#[test]
fn postgresql_keeps_bounds_of_hashes_options_of_views_and_match_full() {
    assert_snapshot!(created(Dialect::PostgreSql, "
        CREATE TABLE h (id int NOT NULL) PARTITION BY HASH (id);
        CREATE TABLE h0 (id int NOT NULL) PARTITION BY LIST (id);
        CREATE TABLE h00 (id int NOT NULL);
        ALTER TABLE ONLY h ATTACH PARTITION h0 FOR VALUES WITH (modulus 2, remainder 0);
        ALTER TABLE ONLY h0 ATTACH PARTITION h00 FOR VALUES IN (4);
        CREATE INDEX h0_i ON ONLY h0 USING btree (id);
        CREATE INDEX h00_i ON h00 USING btree (id);
        ALTER INDEX h0_i ATTACH PARTITION h00_i;
        CREATE TABLE k (id int PRIMARY KEY, up int REFERENCES k MATCH FULL);
        CREATE VIEW v WITH (security_barrier='true') AS SELECT id FROM k WHERE id > 0 WITH CASCADED CHECK OPTION;
    "), @"
    CREATE TABLE h (
        id INTEGER NOT NULL
    ) PARTITION BY HASH (id);
    CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (modulus 2, remainder 0) PARTITION BY LIST (id);
    CREATE TABLE h00 PARTITION OF h0 FOR VALUES IN (4);
    CREATE INDEX h00_i ON h00 USING btree (id);
    CREATE INDEX h0_i ON h0 USING btree (id);
    CREATE TABLE k (
        id INTEGER NOT NULL,
        up INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY (up) REFERENCES k (id) MATCH FULL
    );
    CREATE VIEW v (id) WITH (security_barrier='true') AS
    SELECT id FROM k WHERE id > 0 WITH CASCADED CHECK OPTION
    ");
}

#[test]
fn tables_whose_columns_are_elsewhere_may_be_altered() {
    assert_snapshot!(describe(&schema("-- @dialect postgresql
        CREATE TYPE person AS (name text);
        CREATE TABLE people OF person;
        CREATE TABLE copies AS SELECT 1 AS one;
        CREATE TABLE nothing ();
        CREATE TABLE a (id int PRIMARY KEY);
        ALTER TABLE ONLY people ADD CONSTRAINT people_pkey PRIMARY KEY (name);
        ALTER TABLE copies ADD CHECK (one > 0);
    ")), @"
    a A (id)
      id: Integer
    order A
    note table `people` takes its columns from a composite type; declare them to have it
    note table `copies` takes its columns from a query; declare them to have it
    note table `nothing` has no columns and is left out
    ");
}

#[test]
fn sqlite_takes_any_words_for_a_type() {
    assert_snapshot!(describe(&schema("-- @dialect sqlite
        CREATE TABLE t (a FLOATING POINT, b \"my text\"(3), c 'quoted int', d [a blob] NOT NULL, e UNIQUEIDENTIFIER, f DATETIME2 DEFAULT 1, g VERY DOUBLE (1, 2) UNIQUE);
    ")), @"
    t T ()
      a: BigInt null
      b: Text null
      c: BigInt null
      d: Blob
      e: Uuid null
      f: Timestamp null default
      g: Double null
    order T
    ");
}

#[test]
fn sqlite_counts_up_a_key_whose_order_is_given() {
    let sql =
        created(Dialect::Sqlite, "CREATE TABLE t (a INTEGER, b TEXT, CONSTRAINT k PRIMARY KEY (a ASC AUTOINCREMENT))");
    assert_snapshot!(sql, @"
    CREATE TABLE t (
        a INTEGER CONSTRAINT k PRIMARY KEY AUTOINCREMENT,
        b TEXT
    )
    ");
}

#[test]
fn a_dump_of_the_shell_has_its_virtual_tables_in_the_schema_table() {
    assert_snapshot!(describe(&schema("-- @dialect sqlite
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','it''s','it''s',0,'CREATE VIRTUAL TABLE \"it''s\" USING fts5(\"a b\", [c], tokenize=''porter'')');
CREATE TABLE IF NOT EXISTS 'it''s_data'(id INTEGER PRIMARY KEY, block BLOB);
INSERT INTO sqlite_master VALUES('table','m','m',0,'CREATE VIRTUAL TABLE m USING fts4(x VARCHAR(3) NOT NULL, tokenize porter, order=desc)');
INSERT INTO sqlite_schema VALUES('table','v','v',0,'CREATE VIRTUAL TABLE v USING csv(filename=''a.csv'')');
CREATE TABLE \"v_config\" (id INTEGER PRIMARY KEY);
INSERT INTO t VALUES(1);
")), @r#"
    it_s ItS (rowid)
      docs "A virtual table for full-text search: `.match_(…)` of a column searches that column, and `func::table_call` with its name searches all of them."
      rowid: BigInt
      a_b: Text `a b` null
      c: Text null
    m M_ (rowid)
      docs "A virtual table for full-text search: `.match_(…)` of a column searches that column, and `func::table_call` with its name searches all of them."
      rowid: BigInt
      x: Text null
    order ItS, M_
    note skipped 1 INSERT, 1 PRAGMA; used 5 of 7 statements
    note virtual table `v` is created as written and has no model: only its module `csv` knows its columns
    note table `it's_data` belongs to SQLite and is left out
    note table `v_config` belongs to SQLite and is left out
    "#);
}

#[test]
fn what_calls_a_function_of_the_file_is_named() {
    assert_snapshot!(describe(&schema("-- @dialect postgresql
        CREATE FUNCTION public.touched(a text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT a; $$;
        CREATE OR REPLACE FUNCTION unused() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;
        CREATE AGGREGATE joined (text) (sfunc = textcat, stype = text);
        CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT touched('x'), b text CHECK (\"touched\"(b) <> 'unused(1)'));
        CREATE VIEW v AS SELECT id, joined(a) AS j FROM t GROUP BY id;
    ")), @"
    t T (id)
      id: Integer
      a: Text null default
      b: Text null
    order T
    note skipped 1 CREATE AGGREGATE, 2 CREATE FUNCTION; used 2 of 5 statements
    note view `v` has no model: its column `j` is an expression
    note table `t` calls `touched`, a function of the file: create it before `create_all` creates the table
    note view `v` calls `joined`, a function of the file: create it before `create_all` creates the view
    ");
}
