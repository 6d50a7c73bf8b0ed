//! Enums: what their labels are called, and who may say so.

use insta::assert_snapshot;

use super::{describe, messages, schema};

#[test]
fn labels_that_differ_in_signs_only_have_names() {
    assert_snapshot!(describe(&schema("\
CREATE TYPE blood AS ENUM ('A+', 'A-', '0+', '0-', '');
CREATE TABLE a (id INT PRIMARY KEY, grade ENUM('A', 'A+', 'A-'), op TEXT CHECK (op IN ('<', '>', '<', '<=')));
")), @"
    a A (id)
      id: Integer default
      grade: Enum(1) null
      op: Enum(2) null
    enum Blood: APlus 'A+', AMinus 'A-', _0Plus '0+', _0Minus '0-', Empty ''
    enum AGrade: A 'A', APlus 'A+', AMinus 'A-'
    enum AOp: Less '<', Greater '>', LessEqual '<='
    order A
    ");
}

#[test]
fn comments_name_enums_and_single_labels() {
    assert_snapshot!(describe(&schema("\
-- @enum Group @label 'A+' Positive
CREATE TYPE blood AS ENUM ('A+', 'A-');
CREATE TABLE a (
    id    INT PRIMARY KEY,
    -- @enum Grade
    -- @label it's Its
    -- @label 'in stock' Here
    grade ENUM('it''s', 'in stock', 'gone')
);
")), @"
    a A (id)
      id: Integer default
      grade: Enum(1) null
    enum Group: Positive 'A+', A 'A-'
    enum Grade: Its 'it's', Here 'in stock', Gone 'gone'
    order A
    ");
    assert_snapshot!(messages("\
-- @label 'B' Bee
CREATE TYPE blood AS ENUM ('A', 'C');
CREATE TYPE mood AS ENUM ('ok', 'bad'); -- @label ok
-- @label ok Bad
CREATE TYPE other AS ENUM ('ok', 'bad');
CREATE TABLE a (
    id INT PRIMARY KEY, -- @enum Id
    e  ENUM('a', 'a'),
    f  ENUM('a') -- @label a 1a
);
"), @"
    1:4 there is no label 'B'
    3:51 `@label` lacks the label or its variant
    4:4 the labels 'ok' and 'bad' are both `Bad` in Rust
    7:28 `@enum` means nothing at a column whose values are not listed
    8:8 the label 'a' is listed twice
    9:30 `1a` cannot be a Rust name
    ");
}

#[test]
fn types_of_one_name_in_two_schemas_have_names_from_both() {
    assert_snapshot!(describe(&schema("\
-- @dialect postgresql
CREATE TYPE mood AS ENUM ('ok');
CREATE TYPE a.mood AS ENUM ('bad');
CREATE TABLE item (id INT PRIMARY KEY, m mood);
CREATE TABLE a.item (id INT PRIMARY KEY, m a.mood);
CREATE TABLE b.items (id INT PRIMARY KEY, item_id INT REFERENCES a.item (id));
")), @"
    item Item (id)
      id: Integer
      m: Enum(0) null
    a_item AItem (id)
      id: Integer
      m: Enum(1) null
      items -> OneToMany BItem (id = item_id) back item
    b_items BItem (id)
      id: Integer
      item_id: Integer null to AItem
      item -> OptionalManyToOne AItem (item_id = id) back items
    enum Mood: Ok 'ok'
    enum AMood: Bad 'bad'
    order Item, AItem, BItem
    ");
}

#[test]
fn comments_of_tools_are_no_documentation() {
    assert_snapshot!(describe(&schema("\
-- CreateTable
CREATE TABLE a (id INT PRIMARY KEY);

--
-- Name: b; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE b (id INT PRIMARY KEY);

-- CreateTable
-- What people wrote.
CREATE TABLE c (id INT PRIMARY KEY);
")), @r#"
    a A (id)
      id: Integer default
    b B (id)
      id: Integer default
    c C (id)
      docs "What people wrote."
      id: Integer default
    order A, B, C
    "#);
}
