//! Dumps: what they hold besides tables, in each dialect.

use insta::assert_snapshot;
use realgar_metadata::{DefaultValue, SqlType};

use super::{describe, schema};
use crate::model::Mapping;

#[test]
fn a_dump_of_postgresql_is_read() {
    assert_snapshot!(describe(&schema(r#"--
-- PostgreSQL database dump
--

\restrict Xy

SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE FUNCTION public.f() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$ BEGIN; CREATE TABLE no (a int); -- @model No
END; $_$;

CREATE FUNCTION public.g(a integer) RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT CASE WHEN (a > 1) THEN 1 ELSE 2 END;
 SELECT a;
END;

CREATE TABLE public.users (
    id bigint NOT NULL,
    name character varying(30) DEFAULT 'a;b'::character varying,
    made timestamp(3) with time zone DEFAULT now()
);

ALTER TABLE public.users OWNER TO postgres;

CREATE SEQUENCE public.users_id_seq START WITH 1;
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);

COPY public.users (id, name) FROM stdin;
1	it's; -- not a comment
2	"quoted
\.

CREATE RULE r AS ON DELETE TO public.users DO INSTEAD ( UPDATE public.users SET id = 1; SELECT 1; );
CREATE TRIGGER t BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.f();
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_1 FOR VALUES FROM (1) TO (2);
"#.replace("ALTER TABLE ONLY public.measure ATTACH PARTITION public.measure_1 FOR VALUES FROM (1) TO (2);\n", "").as_str())), @r#"
    users User (id)
      id: BigInt default
      name: Text null default
      made: TimestampTz null default
    order User
    note schema.sql names no dialect and looks like postgresql; put `-- @dialect postgresql` on its first line to have it read as such
    note skipped 1 ALTER TABLE OWNER, 1 COPY, 2 CREATE FUNCTION, 1 CREATE RULE, 1 CREATE TRIGGER, 1 SET, 1 \restrict; used 6 of 14 statements
    "#);
}

#[test]
fn a_dump_of_mysql_is_read() {
    assert_snapshot!(describe(&schema(r#"-- MySQL dump 10.13
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `user`;
CREATE TABLE `user` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'the ''key''; yes',
  `ok` tinyint(1) NOT NULL DEFAULT '1',
  `name` varchar(45) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL,
  `kind` enum('a','b') DEFAULT 'a',
  `at` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  PRIMARY KEY (`id`) USING BTREE,
  UNIQUE KEY `u` (`name`(10)),
  KEY `k` (`name`,`ok` DESC) COMMENT 'x',
  FULLTEXT KEY `ft` (`name`),
  CONSTRAINT `c` CHECK (`id` > 0)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COMMENT='people; all'
/*!50100 PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10)) */;
INSERT INTO `user` VALUES (1,1,'it\'s; \\','a',''),(2,0,'-- @model','b','');  # a comment
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON `user` FOR EACH ROW BEGIN
  SET NEW.name = 'x;';
END */;;
CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; END;;
DELIMITER ;
/*!50001 CREATE VIEW `v` AS SELECT 1 AS `id` */;
/*!50001 DROP VIEW IF EXISTS `v`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select `u`.`id` AS `id` from `user` `u` */;
"#)), @r#"
    user User (id)
      docs "people; all"
      id: BigInt default docs "the 'key'; yes"
      ok: Boolean default
      name: Text null
      kind: Enum(0) null default
      at: Timestamp default
    v V ()
      id: BigInt read-only docs "the 'key'; yes"
    enum UserKind: A 'a', B 'b'
    order User
    note schema.sql names no dialect and looks like mysql; put `-- @dialect mysql` on its first line to have it read as such
    note skipped 1 CREATE PROCEDURE, 1 CREATE TRIGGER, 1 INSERT, 1 SET; used 5 of 9 statements
    "#);
}

#[test]
fn a_dump_of_sqlite_is_read() {
    assert_snapshot!(describe(&schema(r#"PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "a b" ([id] INTEGER, `x` UNSIGNED BIG INT, y VARCHAR(10) COLLATE NOCASE DEFAULT "q", PRIMARY KEY("id" AUTOINCREMENT));
CREATE TABLE sqlite_sequence(name,seq);
CREATE VIRTUAL TABLE docs USING fts5(title, body)
/* docs(title,body) */;
CREATE TABLE IF NOT EXISTS 'docs_content'(id INTEGER PRIMARY KEY, c0, c1);
CREATE TABLE b (k TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID, STRICT;
CREATE TRIGGER t AFTER INSERT ON b WHEN NEW.k > 1 BEGIN UPDATE b SET k = CASE WHEN 1 THEN 'a;' ELSE 'b' END; SELECT 1; END;
CREATE VIEW v AS SELECT * FROM b
/* v(k) */;
INSERT INTO b VALUES('it''s');
COMMIT;
"#)), @r#"
    a_b AB (id)
      id: Integer default
      x: BigInt null
      y: Text null default
    docs Doc (rowid)
      docs "A virtual table for full-text search: `.match_(…)` of a column searches that column, and `func::table_call` with its name searches all of them."
      rowid: BigInt
      title: Text null
      body: Text null
    b B (k)
      k: Text
    v V ()
      k: Text read-only
    order AB, Doc, B
    note schema.sql names no dialect and looks like sqlite; put `-- @dialect sqlite` on its first line to have it read as such
    note skipped 1 BEGIN, 1 COMMIT, 1 CREATE TRIGGER, 1 INSERT, 1 PRAGMA; used 6 of 11 statements
    note table `sqlite_sequence` belongs to SQLite and is left out
    note table `docs_content` belongs to SQLite and is left out
    note column `a b.x` (UNSIGNED BIG INT) is read as a signed number of 64 bits, so values above 9223372036854775807 are errors
    "#);
}

#[test]
fn line_ends_of_windows_a_byte_order_mark_and_a_missing_semicolon_are_no_trouble() {
    let text = "\u{feff}-- @dialect sqlite\r\n\r\n-- Things.\r\nCREATE TABLE a (\r\n\tid INTEGER PRIMARY KEY, -- the key\r\n\tn INT\r\n)";
    assert_snapshot!(describe(&schema(text)), @r#"
    a A (id)
      docs "Things."
      id: BigInt default docs "the key"
      n: BigInt null
    order A
    "#);
}

#[test]
fn columns_may_be_called_like_keywords() {
    assert_snapshot!(describe(&schema(
        "CREATE TABLE t (key VARCHAR(30) NOT NULL, index INT, comment TEXT, date DATE, period TEXT, \"check\" INT, desc TEXT, CHECK (key > ''))"
    )), @r"
    t T ()
      key: Text
      index: Integer null
      comment: Text null
      date: Date null
      period: Text null
      check: Integer null
      desc: Text null
    order T
    ");
}

#[test]
fn defaults_mean_what_their_dialect_says() {
    let default = |dialect: &str, default: &str| {
        let text = format!("-- @dialect {dialect}\nCREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT DEFAULT {default});");
        schema(&text).metadata.tables[0].columns[1].default.clone()
    };
    let string = |text: &'static str| Some(DefaultValue::String(text.into()));
    let expression = |text: &'static str| Some(DefaultValue::Expression(text.into()));
    // A name is a string to SQLite alone.
    assert_eq!(default("sqlite", "active"), string("active"));
    assert_eq!(default("postgresql", "CURRENT_USER"), expression("CURRENT_USER"));
    assert_eq!(default("postgresql", "'it''s'::character varying(30)::text"), string("it's"));
    assert_eq!(default("mysql", "(-1.5e-3)"), Some(DefaultValue::Number("-1.5e-3".into())));
    // Written together, the signs would begin a comment.
    assert_eq!(default("mysql", "- -1"), expression("- -1"));
}

#[test]
fn a_negative_scale_is_not_lost() {
    let schema = schema("-- @dialect postgresql\nCREATE TABLE t (id INTEGER PRIMARY KEY, x NUMERIC(3, -2));");
    assert_eq!(schema.metadata.tables[0].columns[1].sql_type, SqlType::Other("NUMERIC(3, -2)".into()));
    assert_eq!(schema.models[0].fields[1].mapping, Mapping::Numeric);
}

#[test]
fn a_delimiter_that_touches_the_last_word_ends_the_statement() {
    for delimiter in ["$$", "//", ";;", "|", "DONE", "$$ ", "'$$'"] {
        let mark = delimiter.trim().trim_matches('\'');
        let text = format!(
            "-- @dialect mysql\nDELIMITER {delimiter}\nCREATE PROCEDURE p() BEGIN SELECT 1; END{mark}\n\
             CREATE TABLE a (id INT PRIMARY KEY){mark}\nDELIMITER ;\nCREATE TABLE b (id INT PRIMARY KEY);\n"
        );
        let schema = schema(&text);
        assert_eq!(schema.metadata.tables.len(), 2, "{delimiter}");
        assert_eq!(schema.notes, ["skipped 1 CREATE PROCEDURE; used 2 of 3 statements"], "{delimiter}");
    }
}
