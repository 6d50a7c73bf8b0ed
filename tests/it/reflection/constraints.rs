//! Keys, foreign keys, uniques, indexes and checks, as the inspector tells them.

use realgar::metadata::ReferentialAction::{Cascade, Restrict, SetDefault, SetNull};
use realgar::metadata::{Check, Deferrable, ForeignKey, IndexKey, Text};

use super::inspect;

/// A list of names that lives forever.
macro_rules! names {
    ($($name:literal),*) => { const { &[$(Text::Borrowed($name)),*] } };
}

#[test]
fn keys_without_rowid_and_strict_are_told() {
    let inspector = inspect(&[
        "CREATE TABLE t (a TEXT, b INT, CONSTRAINT pk PRIMARY KEY (b, a)) STRICT, WITHOUT ROWID",
        "CREATE TABLE none (a TEXT)",
        "CREATE TABLE word (word TEXT PRIMARY KEY)",
    ]);
    let table = inspector.table("t").unwrap();
    assert!(table.without_rowid && table.strict);
    assert_eq!(table.primary_key.column_names(), ["b", "a"]);
    assert_eq!(table.primary_key.name.as_deref(), Some("pk"));
    let none = inspector.table("none").unwrap();
    assert!(!none.without_rowid && !none.strict);
    assert!(inspector.primary_key("none").unwrap().columns.is_empty());
    // SQLite lets NULL into such a key; the model does not.
    let word = inspector.table("word").unwrap();
    assert!(!word.is_nullable(&word.columns[0]));
    assert!(word.autoincrement_column().is_none());
}

#[test]
fn foreign_keys_keep_their_order_columns_and_actions() {
    let keys = inspect(&[
        "CREATE TABLE \"Parent\" (\"B\" INT, \"A\" INT, PRIMARY KEY (\"A\", \"B\"))",
        "CREATE TABLE child (
            id INTEGER PRIMARY KEY REFERENCES gone,
            x INT CONSTRAINT fk_x REFERENCES child ON DELETE SET DEFAULT ON UPDATE CASCADE,
            y INT REFERENCES CHILD (ID) ON DELETE RESTRICT NOT DEFERRABLE INITIALLY DEFERRED,
            z INT,
            CONSTRAINT fk_parent FOREIGN KEY (z, y) REFERENCES parent ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            FOREIGN KEY (z, x) REFERENCES parent (b, a) ON UPDATE NO ACTION DEFERRABLE
        )",
    ])
    .foreign_keys("child")
    .unwrap();
    assert_eq!(
        keys,
        [
            ForeignKey::new(names!["id"], "gone", names![]),
            ForeignKey::new(names!["x"], "child", names!["id"]).named("fk_x").on_delete(SetDefault).on_update(Cascade),
            ForeignKey::new(names!["y"], "child", names!["id"]).on_delete(Restrict),
            ForeignKey::new(names!["z", "y"], "Parent", names!["A", "B"])
                .named("fk_parent")
                .on_delete(SetNull)
                .deferrable(Deferrable::InitiallyDeferred),
            ForeignKey::new(names!["z", "x"], "Parent", names!["B", "A"]).deferrable(Deferrable::InitiallyImmediate),
        ]
    );
}

#[test]
fn uniques_and_indexes_are_kept_apart() {
    let inspector = inspect(&[
        "CREATE TABLE t (a TEXT COLLATE NOCASE UNIQUE, b INT, c INT PRIMARY KEY, CONSTRAINT uq UNIQUE (b, a))",
        "CREATE UNIQUE INDEX one ON t (b DESC, a)",
        "CREATE INDEX two ON t (lower(a) COLLATE RTRIM DESC, b + (1)) WHERE b > ')' AND (a <> 'x')",
        "CREATE INDEX three ON t (a COLLATE BINARY, a, b COLLATE NOCASE)",
    ]);
    let uniques = inspector.unique_constraints("t").unwrap();
    let uniques: Vec<_> = uniques.iter().map(|unique| (unique.name.as_deref(), unique.columns.join(" "))).collect();
    assert_eq!(uniques, [(None, "a".into()), (Some("uq"), "b a".into())]);
    let indexes = inspector.indexes("t").unwrap();
    let names: Vec<(&str, bool)> = indexes.iter().map(|index| (&*index.name, index.unique)).collect();
    assert_eq!(names, [("one", true), ("two", false), ("three", false)]);
    assert_eq!(*indexes[0].keys, [IndexKey::column("b").descending(), IndexKey::column("a")]);
    assert_eq!(
        *indexes[1].keys,
        [IndexKey::expression("lower(a)").with_collation("RTRIM").descending(), IndexKey::expression("b + (1)"),]
    );
    assert_eq!(indexes[1].condition.as_deref(), Some("b > ')' AND (a <> 'x')"));
    assert_eq!(
        *indexes[2].keys,
        [
            IndexKey::column("a").with_collation("BINARY"),
            IndexKey::column("a"),
            IndexKey::column("b").with_collation("NOCASE"),
        ]
    );
}

#[test]
fn checks_are_told_as_they_were_written() {
    let inspector = inspect(&[
        "CREATE TABLE t (a INT CHECK (a > 0), -- CHECK (no)
            b TEXT CONSTRAINT known CHECK ( b IN ('x', 'CHECK (y)') ),
            CHECK (a < 10 OR (b = ')')))",
        "ALTER TABLE t ADD COLUMN c INT CHECK (c <> a)",
    ]);
    let mut checks = vec![
        Check::new("a > 0"),
        Check::new("b IN ('x', 'CHECK (y)')").named("known"),
        Check::new("c <> a"),
        Check::new("a < 10 OR (b = ')')"),
    ];
    let mut found = inspector.check_constraints("t").unwrap();
    for checks in [&mut checks, &mut found] {
        checks.sort_by(|a, b| a.expression.cmp(&b.expression));
    }
    assert_eq!(found, checks);
}
