//! What sqlparser refuses and we read all the same, and its errors in our words.

use insta::assert_snapshot;

use super::{describe, messages, report, schema};

#[test]
fn clauses_that_it_refuses_and_that_are_not_about_shape_are_cut_out() {
    assert_snapshot!(describe(&schema(r#"-- @dialect sqlite
CREATE TABLE a (
    id INTEGER PRIMARY KEY ASC ON CONFLICT REPLACE AUTOINCREMENT,
    x UNSIGNED BIG INT NOT NULL ON CONFLICT FAIL DEFAULT (1 + 2),
    y NATIVE CHARACTER(70) DEFAULT "q",
    UNIQUE (x COLLATE NOCASE, y) ON CONFLICT ROLLBACK,
    CHECK (x > 0) ON CONFLICT ABORT
);
"#)), @r"
    a A (id)
      id: BigInt default
      x: BigInt default
      y: Text null default
    order A
    note column `a.x` (UNSIGNED BIG INT) is read as a signed number of 64 bits, so values above 9223372036854775807 are errors
    ");
    assert_snapshot!(describe(&schema(r#"-- @dialect mysql
CREATE TABLE a (
    id INT(10) UNSIGNED ZEROFILL NOT NULL AUTO_INCREMENT PRIMARY KEY COLUMN_FORMAT FIXED,
    kind ENUM("x", "it""s") COMMENT "of ""two""",
    note MEDIUMTEXT COMPRESSED WITHOUT SYSTEM VERSIONING,
    FULLTEXT KEY f (note) WITH PARSER ngram KEY_BLOCK_SIZE = 8
);
"#)), @r#"
    a A (id)
      id: BigInt default
      kind: Enum(0) null docs "of \"two\""
      note: Text null
    enum AKind: X 'x', ItS 'it"s'
    order A
    "#);
    assert_snapshot!(describe(&schema(r#"-- @dialect postgresql
CREATE TABLE a (
    id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s START WITH -5 INCREMENT BY 2 NO MINVALUE CACHE 1) PRIMARY KEY,
    a_id bigint REFERENCES a (id) ON DELETE SET NULL (a_id) ON UPDATE CASCADE,
    day date DEFAULT now()::date,
    code text STORAGE EXTERNAL COMPRESSION pglz UNIQUE NULLS NOT DISTINCT
);
ALTER TABLE ONLY a ADD CONSTRAINT c CHECK (id > 0) NOT VALID;
"#)), @r"
    a A (id)
      id: BigInt default read-only
      a_id: BigInt null to A
      day: Date null default
      code: Text null
      parent -> OptionalManyToOne A (a_id = id) back children
      children -> OneToMany A (id = a_id) back parent
    order A
    ");
}

#[test]
fn a_dialect_that_refuses_a_part_is_followed_by_the_others() {
    assert_snapshot!(describe(&schema(
        "-- @dialect sqlite\nCREATE TABLE a (id INT PRIMARY KEY, kind ENUM('x', 'y'), KEY k (kind), tags TEXT ARRAY);"
    )), @r"
    a A (id)
      id: BigInt
      kind: Enum(0) null
      tags: Text null
    enum AKind: X 'x', Y 'y'
    order A
    note column `a.tags` (TEXT ARRAY) is read as the text that the database shows for an array
    ");
}

#[test]
fn each_part_has_its_own_error_in_its_own_place() {
    assert_snapshot!(messages(
        "CREATE TABLE a (\n  ä TEXT DEFAULT, b INT CHECK (1 +), c INT REFERENCES,\n  PRIMARY KEY a, d INT NOT NUL, e INT NOT);"
    ), @r"
    2:17 this column cannot be parsed: expected an expression, found the end
    2:35 this column cannot be parsed: expected an expression, found `)`
    2:54 this column cannot be parsed: expected identifier, found the end
    3:16 this constraint cannot be parsed: expected a list of columns in parentheses, found the end
    3:28 expected NULL, found `NUL`
    3:42 expected NULL, found the end
    ");
    assert_snapshot!(report("CREATE TABLE a (id INT, UNIQUE (id,));"), @r"
    error: this constraint cannot be parsed: expected an expression, found `)`
     --> schema.sql:1:36
      |
    1 | CREATE TABLE a (id INT, UNIQUE (id,));
      |                                    ^
      |
      = help: correct it; a `,` or a `)` may also be missing before it
    ");
}
