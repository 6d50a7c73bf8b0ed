//! Texts of CREATE TABLE, plain and nasty.

use super::*;

fn checks(sql: &str) -> Vec<(Option<String>, String)> {
    CreateTable::read(sql).checks.into_iter().map(|check| (check.name, check.expression)).collect()
}

#[test]
fn clauses_of_columns_are_found() {
    let table = CreateTable::read(
        "CREATE TABLE t (
            id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT,
            name VARCHAR(30) NOT NULL CONSTRAINT uq UNIQUE ON CONFLICT IGNORE COLLATE nocase, -- no, COLLATE x
            total NUMERIC(10, 2) GENERATED ALWAYS AS (id * (2 + 1)) STORED,
            other AS (')') CHECK (other <> ','),
            parent INT CONSTRAINT fk REFERENCES t (id) ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED
        )",
    );
    assert_eq!(table.primary_key_name.as_deref(), Some("pk"));
    assert!(table.is_autoincrement);
    let column = |name: &str, collation: Option<&str>, generated: Option<&str>| Column {
        name: name.into(),
        collation: collation.map(Into::into),
        generated: generated.map(Into::into),
    };
    assert_eq!(
        table.columns,
        [
            column("id", None, None),
            column("name", Some("nocase"), None),
            column("total", None, Some("id * (2 + 1)")),
            column("other", None, Some("')'")),
            column("parent", None, None),
        ]
    );
    assert_eq!(table.uniques, [Unique { name: Some("uq".into()), columns: vec!["name".into()] }]);
    assert_eq!(table.checks, [Check { name: None, expression: "other <> ','".into() }]);
    let key = ForeignKey {
        name: Some("fk".into()),
        columns: vec!["parent".into()],
        deferrable: Some(Deferrable::InitiallyDeferred),
    };
    assert_eq!(table.foreign_keys, [key]);
}

#[test]
fn clauses_of_tables_are_found_even_without_commas() {
    let table = CreateTable::read(
        "CREATE TABLE t (a, b,
            CONSTRAINT pk PRIMARY KEY (a, b DESC) UNIQUE (b COLLATE nocase, a) CONSTRAINT positive CHECK ((a) > (0)),
            FOREIGN KEY (a, b) REFERENCES t NOT DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT again FOREIGN KEY (b) REFERENCES \"u\" (x) MATCH FULL DEFERRABLE) WITHOUT ROWID",
    );
    assert_eq!(table.primary_key_name.as_deref(), Some("pk"));
    assert!(!table.is_autoincrement);
    assert_eq!(table.columns.len(), 2);
    assert_eq!(table.uniques, [Unique { name: None, columns: vec!["b".into(), "a".into()] }]);
    assert_eq!(table.checks, [Check { name: Some("positive".into()), expression: "(a) > (0)".into() }]);
    let deferrable: Vec<_> = table.foreign_keys.iter().map(|key| (key.name.as_deref(), key.deferrable)).collect();
    assert_eq!(deferrable, [(None, None), (Some("again"), Some(Deferrable::InitiallyImmediate))]);
}

#[test]
fn autoincrement_may_stand_in_the_tables_key() {
    assert!(CreateTable::read("CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))").is_autoincrement);
    assert!(!CreateTable::read("CREATE TABLE t (\"AUTOINCREMENT\" INTEGER PRIMARY KEY)").is_autoincrement);
}

#[test]
fn keywords_in_quotes_defaults_and_types_are_not_clauses() {
    let table = CreateTable::read(
        "CREATE TABLE \"CHECK (x)\" (
            \"check\" TEXT DEFAULT 'CHECK (a)',
            [unique] \"COLLATE\" DEFAULT (CASE WHEN 1 THEN 'x' END),
            `as` DECIMAL(10,2) DEFAULT -1 /* CHECK (b) */,
            'primary' key DEFAULT check_this,
            c REFERENCES t ON UPDATE SET DEFAULT CHECK (c)
        )",
    );
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["check", "unique", "as", "primary", "c"]);
    assert!(table.columns.iter().all(|column| column.collation.is_none() && column.generated.is_none()));
    assert_eq!(table.uniques, []);
    assert_eq!(table.checks, [Check { name: None, expression: "c".into() }]);
}

#[test]
fn checks_keep_their_text() {
    assert_eq!(checks("CREATE TABLE t (x CHECK ( x IN ('a', 'b)') -- why\n ))"), [(None, "x IN ('a', 'b)')".into())]);
    assert_eq!(checks("CREATE TABLE t (x CONSTRAINT n NOT NULL CHECK (x > 0))"), [(None, "x > 0".into())]);
}

#[test]
fn cut_texts_are_read_as_far_as_they_go() {
    let sql = "CREATE TABLE \"tä\" (a INT CHECK (a > (1)), b COLLATE x, FOREIGN KEY (a) REFERENCES [t] DEFERRABLE)";
    for end in (0..=sql.len()).filter(|end| sql.is_char_boundary(*end)) {
        CreateTable::read(&sql[..end]);
        CreateTable::read(&sql[end..]);
    }
    assert_eq!(CreateTable::read("CREATE TABLE"), CreateTable::default());
}
