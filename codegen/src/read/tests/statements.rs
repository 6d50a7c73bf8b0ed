//! Statements: each is used, skipped by its name, or a problem.

use insta::assert_snapshot;
use proptest::prelude::*;
use realgar_metadata::Dialect;

use super::{describe, messages, schema, sources};
use crate::syntax;

/// Statements of a dialect without what ends them. Those that create something have `NN` for a number.
fn statements(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Sqlite => &[
            "CREATE TABLE tNN (id INTEGER PRIMARY KEY, name TEXT DEFAULT 'a;b' /* ; */)",
            "CREATE TRIGGER rNN AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN ';' END; SELECT 1; END",
            "INSERT INTO t VALUES ('it''s; CREATE TABLE x', \"a;b\")",
            "PRAGMA foreign_keys = OFF",
            "CREATE VIEW vNN AS SELECT 1 AS a",
            "BEGIN TRANSACTION",
            "COMMIT",
            "SELECT 1",
            "CRAETE TABLE t (id INT)",
            "CREATE TABLE tNN (id INTEGER,, n INT)",
            "DROP INDEX IF EXISTS i",
        ],
        Dialect::PostgreSql => &[
            "CREATE TABLE tNN (id INT PRIMARY KEY, name TEXT DEFAULT E'a\\';b' /* ; /* ; */ */)",
            "CREATE FUNCTION fNN() RETURNS int AS $$ BEGIN; RETURN ';'; END $$ LANGUAGE plpgsql",
            "CREATE FUNCTION gNN() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "DO $x$ BEGIN; END; $x$",
            "ALTER TABLE nowhere OWNER TO me",
            "ALTER TABLE IF EXISTS nowhere DROP CONSTRAINT IF EXISTS c",
            "COMMENT ON EXTENSION plpgsql IS 'it''s; $$'",
            "CREATE RULE rNN AS ON DELETE TO t DO INSTEAD (SELECT 1; SELECT 2)",
            "SET search_path = public",
            "SET statement_timeout = 0",
            "SELECT set_config('a', 'b', false)",
            "CREATE TYPE eNN AS ENUM ('a;', 'b')",
            "ALTER TYPE x OWNER TO me",
            "GRANT ALL ON TABLE t TO me",
            "CREATE INDEX iNN ON",
            "FROBNICATE",
            "DROP TYPE IF EXISTS a, b",
        ],
        _ => &[
            "CREATE TABLE tNN (id INT PRIMARY KEY, `a;b` TEXT COMMENT 'it\\'s; #') -- ;",
            "CREATE PROCEDURE pNN() BEGIN IF 1 THEN SELECT ';'; END IF; WHILE 0 DO SELECT 1; END WHILE; END",
            "/*!50003 CREATE TRIGGER rNN BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; END */",
            "/*!40101 SET NAMES utf8mb4 */",
            "LOCK TABLES `t` WRITE",
            "INSERT INTO t VALUES (1, 'a\\\\'), (2, \"b;\"), (3, '-- x') # ; comment",
            "DROP TABLE IF EXISTS `gone`",
            "CREATE TABLE tNN (id INT, FOREIGN KEY)",
            "NONSENSE HERE",
            "UNLOCK TABLES",
        ],
    }
}

/// What the reader says about the statements of a text: used, skipped, broken.
fn tally(text: &str) -> (usize, usize, usize) {
    let mut problems = Vec::new();
    let script = syntax::parse(&sources(&[text]), None, &mut problems);
    let tally = script.tally;
    assert!(problems.len() >= tally.broken, "a broken statement without a problem:\n{text}");
    (tally.used, tally.skipped.values().sum(), tally.broken)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_statement_is_used_skipped_or_broken(
        dialect in 0..3_usize,
        chosen in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize), 0..12),
    ) {
        let dialect = Dialect::ALL[dialect];
        let known = statements(dialect);
        let mut text = format!("-- @dialect {dialect}\n");
        let mut count = 0;
        for (at, (index, ending)) in chosen.iter().enumerate() {
            let statement = known[index.index(known.len())].replace("NN", &at.to_string());
            count += 1;
            match (dialect, ending) {
                // Clients' commands are statements of one line.
                (Dialect::PostgreSql, 0) => {
                    text += &format!("\\connect other\n{statement};\n");
                    count += 1;
                }
                (Dialect::PostgreSql, 1) => {
                    text += &format!("COPY t (a) FROM stdin;\n1\tit's; $$ /*\n\\.\n{statement}\n;\n");
                    count += 1;
                }
                (Dialect::Sqlite, 0) => {
                    text += &format!(".mode list it's\n{statement};\n");
                    count += 1;
                }
                (Dialect::MySql, 0) => text += &format!("DELIMITER $$\n{statement}\n$$\nDELIMITER ;\n"),
                (Dialect::MySql, 1) => text += &format!("delimiter //\n{statement}\n//\nDELIMITER ;\n"),
                // The last statement before DELIMITER needs no end of its own.
                (Dialect::MySql, 2) => text += &format!("DELIMITER |\n{statement}\nDELIMITER ;\n"),
                _ => text += &format!("{statement}\n;\n"),
            }
        }
        let (used, skipped, broken) = tally(&text);
        prop_assert_eq!(used + skipped + broken, count, "used {}, skipped {}, broken {}:\n{}", used, skipped, broken, text);
    }
}

#[test]
fn the_note_counts_and_names_what_is_skipped() {
    let schema = schema(
        "\
-- @dialect postgresql
\\connect db
CREATE TABLE a (id INT PRIMARY KEY);
ALTER TABLE a OWNER TO me;
COMMENT ON EXTENSION x IS 'y';
SELECT 1 \\gset
GRANT ALL ON a TO me;
",
    );
    assert_snapshot!(schema.notes.join("\n"), @r#"skipped 1 ALTER TABLE OWNER, 1 COMMENT ON EXTENSION, 1 GRANT, 1 SELECT, 1 \connect, 1 \gset; used 1 of 7 statements"#);
}

#[test]
fn what_never_ends_is_an_error() {
    assert_snapshot!(messages("-- @dialect postgresql\nCREATE TABLE a (id INT);\nCOPY a FROM stdin;\n1\n2\n"), @"3:1 the data of this COPY never end");
    assert_snapshot!(messages("-- @dialect mysql\nCREATE TABLE a (id INT);\nCREATE PROCEDURE p() BEGIN SELECT 1;\nCREATE TABLE b (id INT);\n"), @"3:1 the body of this statement never ends");
    assert_snapshot!(messages("-- @dialect sqlite\nCREATE TABLE a (id INT);\nINSERT INTO a VALUES ('x);\nCREATE TABLE b (id INT);\n"), @"3:23 this string never ends");
}

#[test]
fn what_is_dropped_before_it_is_created_may_be_missing() {
    assert_snapshot!(describe(&schema("\
-- @dialect postgresql
ALTER TABLE IF EXISTS ONLY public.b DROP CONSTRAINT IF EXISTS b_a_fkey;
ALTER TABLE IF EXISTS public.a ALTER COLUMN id DROP DEFAULT;
DROP INDEX IF EXISTS public.i;
DROP VIEW IF EXISTS public.v;
DROP TABLE IF EXISTS public.a;
DROP TYPE IF EXISTS public.e;
DROP DOMAIN IF EXISTS public.d;
DROP SCHEMA IF EXISTS s;
CREATE TYPE e AS ENUM ('x');
DROP TYPE e;
CREATE TYPE e AS ENUM ('x', 'z');
ALTER TYPE e ADD VALUE 'y' BEFORE 'z';
ALTER TYPE public.e ADD VALUE IF NOT EXISTS 'y';
ALTER TYPE e ADD VALUE 'w' AFTER 'x';
ALTER TYPE e ADD VALUE 'last';
ALTER TYPE e RENAME VALUE 'z' TO 'zz';
CREATE TABLE a (id INT PRIMARY KEY, f E, UNIQUE (f));
ALTER TYPE e RENAME TO Kind;
CREATE INDEX i ON a (f);
DROP INDEX CONCURRENTLY i;
COMMENT ON TABLE a IS $$it's$$;
COMMENT ON TYPE kind IS $x$kinds$x$;
")), @r#"
    a A (id)
      docs "it's"
      id: Integer
      f: Enum(0) null
    enum Kind: X 'x', W 'w', Y 'y', Zz 'zz', Last 'last'
    order A
    note skipped 1 DROP SCHEMA; used 21 of 22 statements
    "#);
    assert_snapshot!(messages("\
CREATE TYPE e AS ENUM ('x');
ALTER TYPE e ADD VALUE 'x';
ALTER TYPE e ADD VALUE 'y' AFTER 'xx';
ALTER TYPE e RENAME VALUE 'b' TO 'c';
ALTER TYPE f RENAME TO g;
ALTER TYPE e ADD VALUE y;
CREATE TABLE a (id INT PRIMARY KEY);
"), @"
    2:12 type `e` already has the label 'x'
    3:12 type `e` has no label 'xx'
    4:12 type `e` has no label 'b'
    6:24 expected a label in quotes
    ");
}

#[test]
fn the_search_path_and_create_schema_say_where_tables_are() {
    let schema = schema(
        "\
-- @dialect postgresql
SET search_path TO \"$user\", Sales, public;
CREATE TABLE item (id INT PRIMARY KEY);
CREATE TABLE sold (id INT PRIMARY KEY, item_id INT REFERENCES item, thing_id INT);
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA IF NOT EXISTS stock AUTHORIZATION me
    CREATE TABLE item (id INT PRIMARY KEY, kind TEXT)
    CREATE VIEW names AS SELECT kind FROM item
    CREATE TABLE box (item_id INT PRIMARY KEY REFERENCES item (id))
    GRANT SELECT ON item TO me;
CREATE TABLE thing (id INT PRIMARY KEY, box_id INT REFERENCES stock.box (item_id));
SET search_path = sales, pg_catalog;
ALTER TABLE ONLY sold ADD FOREIGN KEY (thing_id) REFERENCES public.thing (id);
",
    );
    let tables = schema.metadata.tables.iter().zip(&schema.models).map(|(table, model)| {
        let keys = table.foreign_keys.iter().map(|key| format!(" -> {:?}.{}", key.referred_schema, key.referred_table));
        format!("{:?}.{} {}{}\n", table.schema, table.name, model.row, keys.collect::<String>())
    });
    assert_snapshot!(tables.collect::<String>(), @r#"
    Some("sales").item SalesItem
    Some("sales").sold Sold -> Some("sales").item -> None.thing
    Some("stock").item StockItem
    Some("stock").box Box_ -> Some("stock").item
    None.thing Thing -> Some("stock").box
    "#);
    let view = &schema.metadata.views[0];
    assert_eq!((view.schema.as_deref(), &*view.columns[0].name), (Some("stock"), "kind"));
}

#[test]
fn mysql_renames_tables_and_drops_indexes() {
    assert_snapshot!(describe(&schema("\
-- @dialect mysql
CREATE TABLE a (id INT PRIMARY KEY, n INT, KEY k (n));
CREATE TABLE b (id INT PRIMARY KEY, a_id INT, FOREIGN KEY (a_id) REFERENCES a (id));
RENAME TABLE a TO c, b TO d;
DROP INDEX k ON c;
")), @"
    c C (id)
      id: Integer
      n: Integer null
      ds -> OneToMany D (id = a_id) back a
    d D (id)
      id: Integer
      a_id: Integer null to C
      a -> OptionalManyToOne C (a_id = id) back ds
    order C, D
    ");
}
