//! Structured comments: where they may stand, what they say, and what of them is documentation.

use insta::assert_snapshot;

use super::{describe, messages, report, schema};

#[test]
fn comments_belong_to_the_line_they_are_on_or_to_the_line_below() {
    assert_snapshot!(describe(&schema("\
-- Not about a table.

-- First line.
-- Second line.
CREATE TABLE a ( -- behind the first line
    -- above the key
    id INTEGER PRIMARY KEY, -- behind the key
    /* a block
     * of two lines */
    name TEXT, other TEXT, -- behind two: the last one's

    -- lost in space

    /* before */ x TEXT, y TEXT /* within */ NOT NULL
    -- above z
  , z TEXT
);  -- behind the end
")), @r#"
    a A (id)
      docs "First line.\nSecond line.\nbehind the first line\nbehind the end"
      id: Integer default docs "above the key\nbehind the key"
      name: Text null docs "a block\nof two lines"
      other: Text null docs "behind two: the last one's"
      x: Text null docs "before"
      y: Text docs "within"
      z: Text null docs "above z"
    order A
    "#);
}

#[test]
fn rulers_and_empty_lines_are_not_documentation() {
    assert_snapshot!(describe(&schema("\
/*******************
 * A heading.
 *
 * More.
 *******************/
CREATE TABLE a (
    --
    -- ---------
    id INT --
);
")), @r#"
    a A ()
      docs "A heading.\n\nMore."
      id: Integer null
    order A
    "#);
}

#[test]
fn every_word_is_read_from_either_kind_of_comment() {
    assert_snapshot!(describe(&schema("\
-- @model Person
-- @name folk
CREATE TABLE people (
    id INT PRIMARY KEY,
    v INT NOT NULL, -- @version
    born DATE, -- @type crate::time::Day<i32>
    -- Where she lives. @ home.
    -- @name city
    town TEXT, /* @type crate::Town @name town_name */
    secret TEXT, -- @skip
    mail TEXT, -- write to someone@example.org
    boss_id INT REFERENCES people (id)  -- @relationship boss back_populates=reports cascade=all,delete-orphan passive_deletes
);
/* @skip */
CREATE TABLE old (people_id INT REFERENCES people);
CREATE TABLE uses (id INT PRIMARY KEY, old_id INT REFERENCES old);
".replace("    -- @name city\n", "").as_str())), @r#"
    folk Person (id)
      id: Integer default
      v: Integer version
      born: Custom("crate::time::Day<i32>") null
      town_name: Custom("crate::Town") `town` null docs "Where she lives. @ home."
      mail: Text null docs "write to someone@example.org"
      boss_id: Integer null to Person
      boss -> OptionalManyToOne Person (boss_id = id) back reports
      reports -> OneToMany Person (id = boss_id) back boss cascade [SaveUpdate, Merge, RefreshExpire, Expunge, Delete, DeleteOrphan] passive
    uses Use (id)
      id: Integer default
      old_id: Integer null
    order Person, Use
    note column `people.secret` is skipped
    note the foreign key of `uses` to `old` is left out with that table
    "#);
}

#[test]
fn a_constraint_is_a_place_for_a_relationship() {
    assert_snapshot!(describe(&schema("\
CREATE TABLE a (x INT, y INT, PRIMARY KEY (x, y));
CREATE TABLE b (
    x INT, y INT, z INT,
    -- @relationship owner back_populates=owned
    FOREIGN KEY (x, y) REFERENCES a
);
CREATE TABLE c (x INT, y INT);
-- @relationship origin
ALTER TABLE c ADD CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES a (x, y);
")), @r"
    a A (x, y)
      x: Integer
      y: Integer
      owned -> OneToMany B (x+y = x+y) back owner
      cs -> OneToMany C (x+y = x+y) back origin
    b B ()
      x: Integer null
      y: Integer null
      z: Integer null
      owner -> OptionalManyToOne A (x+y = x+y) back owned
    c C ()
      x: Integer null
      y: Integer null
      origin -> OptionalManyToOne A (x+y = x+y) back cs
    order A, B, C
    ");
}

#[test]
fn the_comment_of_the_database_is_documentation_too() {
    let schema = schema(
        "\
CREATE TABLE a (id INT COMMENT 'the key', n INT /* the number */);
COMMENT ON COLUMN a.n IS 'as the database has it';
COMMENT ON TABLE a IS 'All of it';
",
    );
    assert_snapshot!(describe(&schema), @r#"
    a A ()
      docs "All of it"
      id: Integer null docs "the key"
      n: Integer null docs "the number"
    order A
    "#);
    assert_eq!(schema.metadata.tables[0].columns[1].comment.as_deref(), Some("as the database has it"));
}

#[test]
fn an_unknown_word_is_an_error_and_prose_is_not() {
    assert_snapshot!(report("\
-- @modle User
CREATE TABLE a (
    id INT, -- @author me
    b INT, -- mail to a@b.c or @home
    c INT -- @model
);
"), @"
    error: unknown word `@modle`
     --> schema.sql:1:4
      |
    1 | -- @modle User
      |    ^^^^^^
      |
      = help: did you mean `@model`?

    error: unknown word `@author`
     --> schema.sql:3:16
      |
    3 |     id INT, -- @author me
      |                ^^^^^^^
      |
      = help: known words are `@model`, `@relationship`, `@type`, `@version`, `@name`, `@enum`, `@label`, `@skip`, `@dialect`; prose must not begin with `@`

    error: `@model` lacks the name
     --> schema.sql:5:15
      |
    5 |     c INT -- @model
      |               ^^^^^
      |
      = help: write `@model User`
    ");
}

#[test]
fn words_in_the_wrong_place_and_wrong_arguments_are_errors() {
    assert_snapshot!(messages("\
-- @version

-- @model User Account
-- @version
CREATE TABLE a (
    id INT PRIMARY KEY, -- @model Id
    b INT NOT NULL, -- @skip
    c TEXT, -- @version
    d INT, -- @relationship x
    e INT, -- @name self
    f INT, -- @type not a type
    g INT, -- @relationship x=y
    h INT REFERENCES a, -- @relationship up cascade=al
    i INT, -- the version @version
    j INT, -- @version please
    -- @type crate::X
    CHECK (b > 0),
    k INT -- @name k1 @name k2
);
CREATE TABLE b (x INT);
-- @model Lost
INSERT INTO a VALUES (1);
-- @dialect sqlite
"), @r"
    1:4 `@version` means nothing here
    3:16 unknown word `Account` after `@model User`
    4:4 `@version` means nothing at a table
    6:28 `@model` means nothing at a column
    7:24 column `b` cannot be skipped: it is NOT NULL and has no default, so no row could be inserted without it
    8:16 column `c` cannot be the version of its row
    10:21 `self` cannot be a Rust name
    11:21 `not a type` is not the path of a Rust type
    12:29 unknown word `x=y` after `@relationship`
    13:53 unknown word `al` in `cascade=`
    14:27 `@version` is only read at the start of a comment's line
    15:24 `@version` stands alone
    16:8 `@type` means nothing at a constraint
    18:23 `@name` is given twice
    21:4 `@model` means nothing here
    ");
}
