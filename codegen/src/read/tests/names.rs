//! Names: keywords that the databases accept as names, and the case of names.

use insta::assert_snapshot;
use realgar_metadata::{Dialect, ForeignKey};

use super::{describe, schema};

/// The keywords that a database accepts as names without quotes: of tables, columns and constraints. Found out by
/// trying all keywords of the three on SQLite 3.40, PostgreSQL 15 and MariaDB 10.11.
fn words(dialect: Dialect) -> Vec<&'static str> {
    let text = match dialect {
        Dialect::Sqlite => include_str!("words/sqlite.txt"),
        Dialect::PostgreSql => include_str!("words/postgresql.txt"),
        _ => include_str!("words/mysql.txt"),
    };
    text.split_whitespace().collect()
}

#[test]
fn every_keyword_that_a_database_accepts_as_a_name_is_read_as_one() {
    let mut refused = Vec::new();
    for dialect in Dialect::ALL {
        for word in words(dialect) {
            let text = format!(
                "-- @dialect {dialect}\n-- @model Model @name module\nCREATE TABLE {word} (\n    \
                 {word} INT NOT NULL CONSTRAINT {word} PRIMARY KEY, -- @name field\n    \
                 other INT CHECK (other > {word}),\n    CONSTRAINT {word} UNIQUE (other, {word}),\n    \
                 CHECK ({word} > 0 AND {word} < 9)\n);\n\
                 CREATE TABLE child (a INT CONSTRAINT {word} REFERENCES {word} ({word}) ON DELETE CASCADE, b INT, c INT,\n    \
                 CONSTRAINT {word} FOREIGN KEY (b) REFERENCES {word});\n\
                 CREATE INDEX {word} ON {word} (other DESC, {word});\n\
                 ALTER TABLE {word} ADD CONSTRAINT {word} CHECK (other > 1);\n\
                 ALTER TABLE child ADD FOREIGN KEY (c) REFERENCES {word} ({word});\n\
                 ALTER TABLE child ADD COLUMN {word} INT; -- @name d\n"
            );
            let schema = match super::read_text(&text) {
                Ok(schema) => schema,
                Err(report) => {
                    refused.push(format!("{dialect}: {word}\n{report}"));
                    continue;
                }
            };
            let [table, child] = &*schema.metadata.tables else { panic!("{dialect}: {word}: not two tables") };
            let columns: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
            assert_eq!((&*table.name, &*columns), (word, &[word, "other"][..]), "{dialect}");
            assert_eq!(table.primary_key.columns[..], [word], "{dialect}: {word}");
            assert_eq!(table.indexes[0].name, word, "{dialect}");
            assert_eq!(table.checks.len(), 3, "{dialect}: {word}");
            assert_eq!((child.foreign_keys.len(), child.columns.len()), (3, 4), "{dialect}: {word}");
            let referred = |key: &ForeignKey| key.referred_table == word && key.referred_columns[..] == [word];
            assert!(child.foreign_keys.iter().all(referred), "{dialect}: {word}");
        }
    }
    assert!(refused.is_empty(), "{} words are refused\n{}", refused.len(), refused.join("\n"));
}

#[test]
fn postgresql_knows_names_without_quotes_by_their_lower_case() {
    let text = r#"-- @dialect postgresql
CREATE TYPE Mood AS ENUM ('ok');
CREATE TABLE Person (Pid INT PRIMARY KEY, FullName TEXT NOT NULL, "Nick" TEXT, Feels Mood, CONSTRAINT Short CHECK (length(FullName) < 9));
CREATE TABLE OrderItem (id INT PRIMARY KEY, PersonId INT REFERENCES PERSON (pID), Id2 INT);
CREATE INDEX ByName ON person (FULLNAME, "Nick");
ALTER TABLE PERSON ADD Extra INT;
COMMENT ON COLUMN PERSON.EXTRA IS 'more';
"#;
    let schema = schema(text);
    let [person, item] = &*schema.metadata.tables else { panic!("two tables") };
    let columns: Vec<&str> = person.columns.iter().map(|column| &*column.name).collect();
    assert_eq!((&*person.name, &*columns), ("person", &["pid", "fullname", "Nick", "feels", "extra"][..]));
    assert_eq!(person.checks[0].name.as_deref(), Some("short"));
    assert_eq!(person.indexes[0].name, "byname");
    assert_eq!(person.indexes[0].keys[0].expression, "fullname");
    assert_eq!((&*item.foreign_keys[0].referred_table, &*item.foreign_keys[0].columns[0]), ("person", "personid"));
    assert_eq!(schema.metadata.enums[0].name, "mood");
    // Rust names are made from the spelling, which shows where words begin.
    assert_snapshot!(describe(&schema), @r#"
    person Person (pid)
      pid: Integer
      full_name: Text `fullname`
      nick: Text `Nick` null
      feels: Enum(0) null
      extra: Integer null docs "more"
      order_items -> OneToMany OrderItem (pid = person_id) back person
    order_item OrderItem (id)
      id: Integer
      person_id: Integer `personid` null to Person
      id2: Integer null
      person -> OptionalManyToOne Person (person_id = pid) back order_items
    enum Mood: Ok 'ok'
    order Person, OrderItem
    "#);
}

#[test]
fn other_dialects_keep_the_spelling_and_match_without_regard_to_case() {
    for dialect in ["sqlite", "mysql"] {
        let text = format!(
            "-- @dialect {dialect}\nCREATE TABLE Person (Pid INT PRIMARY KEY);\n\
             CREATE TABLE Pet (id INT PRIMARY KEY, PersonId INT REFERENCES person (PID));\n"
        );
        let schema = schema(&text);
        assert_eq!(schema.metadata.tables[0].name, "Person");
        let key = &schema.metadata.tables[1].foreign_keys[0];
        assert_eq!((&*key.referred_table, &*key.referred_columns[0]), ("Person", "Pid"));
    }
}

#[test]
fn postgresql_tells_names_in_quotes_apart_by_their_case() {
    let schema = schema(
        "-- @dialect postgresql\nCREATE TABLE a (ID INT PRIMARY KEY);\n-- @model Upper @name upper\nCREATE TABLE \"A\" (\n    \
         id INT PRIMARY KEY,\n    \"Id\" INT -- @name other\n);\nCREATE TABLE b (x INT REFERENCES A, y INT REFERENCES \"A\");\n",
    );
    let [lower, upper, b] = &*schema.metadata.tables else { panic!("three tables") };
    assert_eq!((&*lower.name, &*upper.name, upper.columns.len()), ("a", "A", 2));
    let referred: Vec<&str> = b.foreign_keys.iter().map(|key| &*key.referred_table).collect();
    assert_eq!(referred, ["a", "A"]);
}
