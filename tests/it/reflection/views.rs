//! Views and virtual tables, as the inspector tells them.

use realgar::metadata::SqlType;
use realgar::{ErrorKind, Inspector};

use super::{inspect, made, names};

#[test]
fn views_tell_their_columns_and_queries() {
    let engine = made(&[
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(30))",
        "CREATE VIEW v (\"the AS name\", n) AS SELECT name, count(*) AS n FROM t GROUP BY name",
        "CREATE TABLE soon_gone (x)",
        "CREATE VIEW broken AS SELECT x FROM soon_gone",
        "CREATE VIEW last AS SELECT 1 AS one",
        "DROP TABLE soon_gone",
    ]);
    let inspector = Inspector::new(&engine);
    assert_eq!(names(&inspector.columns("V").unwrap()), ["the AS name", "n"]);
    assert_eq!(inspector.columns("v").unwrap()[0].sql_type, SqlType::VarChar(Some(30)));
    assert!(inspector.primary_key("v").unwrap().columns.is_empty());
    assert!(inspector.indexes("v").unwrap().is_empty());

    // A view that refers to what is gone does not spoil the rest.
    let metadata = inspector.metadata().unwrap();
    let views: Vec<_> = metadata.views.iter().map(|view| (&*view.name, view.columns.len())).collect();
    assert_eq!(views, [("v", 2), ("broken", 0), ("last", 1)]);
    assert_eq!(metadata.views[0].definition, "SELECT name, count(*) AS n FROM t GROUP BY name");
    assert_eq!(metadata.views[1].definition, "SELECT x FROM soon_gone");
    assert_eq!(metadata.tables.len(), 1);
    assert_eq!(*inspector.columns("broken").unwrap_err().kind(), ErrorKind::NoSuchTable);
}

#[test]
fn temporary_tables_and_those_that_only_a_module_knows_are_not_listed() {
    let inspector = inspect(&[
        "CREATE VIRTUAL TABLE note USING fts5 (title, body)",
        "CREATE VIRTUAL TABLE term USING fts5vocab (note, 'row')",
        "CREATE TABLE t (x)",
        "CREATE TEMP TABLE passing (x)",
        "CREATE TEMP TABLE t (y, z)",
    ]);
    assert_eq!(inspector.table_names().unwrap(), ["note", "t"]);
    let metadata = inspector.metadata().unwrap();
    assert_eq!(metadata.tables.len(), 2);
    assert_eq!(metadata.tables[0].module.as_deref(), Some("fts5 (title, body)"));
    assert_eq!(names(&inspector.columns("note").unwrap()), ["rowid", "title", "body"]);
    assert!(inspector.has_table("term").unwrap());
    assert_eq!(names(&inspector.columns("term").unwrap()), ["term", "doc", "cnt"]);
    assert!(!inspector.has_table("passing").unwrap());
    assert_eq!(names(&inspector.columns("t").unwrap()), ["x"]);
}
