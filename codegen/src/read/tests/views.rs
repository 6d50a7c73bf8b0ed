//! Views: under which names their columns are known, and of what types they are.

use insta::assert_snapshot;

use super::{describe, messages, schema};

const TABLES: &str = "\
CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL, note TEXT);
CREATE TABLE u (id INT PRIMARY KEY, t_id INT REFERENCES t (id), note TEXT);
";

/// The views of a schema with two tables, and what is noted about them.
fn views(dialect: &str, views: &str) -> String {
    let text = format!("-- @dialect {dialect}\n{TABLES}{views}");
    let described = describe(&schema(&text));
    let from = described.find("\nv").map_or(0, |at| at + 1);
    described[from..].lines().filter(|line| !line.starts_with("order")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_list_of_columns_names_them_in_sql_and_in_rust() {
    assert_snapshot!(views("postgresql", "\
CREATE VIEW v (key, \"Label\") AS SELECT id, name FROM t;
CREATE VIEW va (Other) AS SELECT key FROM v;
CREATE VIEW vb AS SELECT * FROM v;
CREATE MATERIALIZED VIEW vc (a, b, c) AS SELECT * FROM t;
CREATE VIEW vd (x, y) AS SELECT id, name FROM t UNION ALL SELECT id, note FROM u;
CREATE VIEW ve (x) AS WITH w (a, b) AS (SELECT id, name FROM t) SELECT b FROM w;
CREATE VIEW vf (n, total) AS SELECT lower(name), count(*) FROM t GROUP BY 1;
CREATE VIEW vg (first) AS SELECT id, note FROM t;
"), @"
    v V ()
      key: Integer read-only
      label: Text `Label` read-only
    va Va ()
      other: Integer read-only
    vb Vb ()
      key: Integer read-only
      label: Text `Label` read-only
    vc Vc ()
      a: Integer read-only
      b: Text read-only
      c: Text null read-only
    vd Vd ()
      x: Integer read-only
      y: Text null read-only
    ve Ve ()
      x: Text read-only
    vf Vf ()
      n: Text read-only
      total: BigInt read-only
    vg Vg ()
      first: Integer read-only
      note: Text null read-only
    ");
}

#[test]
fn columns_come_from_joins_queries_and_expressions() {
    assert_snapshot!(views("sqlite", "\
CREATE VIEW v AS SELECT t.*, u.note AS other FROM t LEFT JOIN u ON u.t_id = t.id;
CREATE VIEW va AS SELECT d.n FROM (SELECT name AS n FROM t) AS d;
CREATE VIEW vb AS WITH RECURSIVE w AS (SELECT id, t_id FROM u UNION SELECT u.id, u.t_id FROM u JOIN w ON w.id = u.t_id) SELECT * FROM w;
CREATE VIEW vc AS SELECT CAST(note AS BIGINT) AS number, coalesce(note, '-') AS shown, name || '!' AS loud, max(id) AS last FROM t;
CREATE VIEW vd AS SELECT id + 1 AS next FROM t;
CREATE VIEW ve AS SELECT * FROM t, u AS b (p, q, r) WHERE p = t.id;
CREATE VIEW vf AS SELECT * FROM t JOIN u USING (id);
CREATE VIEW vg AS SELECT id FROM nowhere;
CREATE VIEW vh AS SELECT CASE WHEN id > 1 THEN name ELSE note END AS either FROM t;
"), @"
    v V ()
      id: BigInt read-only
      name: Text read-only
      note: Text null read-only
      other: Text null read-only
    va Va ()
      n: Text read-only
    vb Vb ()
      id: BigInt read-only
      t_id: BigInt null read-only
    vc Vc ()
      number: BigInt null read-only
      shown: Text read-only
      loud: Text read-only
      last: BigInt null read-only
    ve Ve ()
      id: BigInt read-only
      name: Text read-only
      note: Text null read-only
      p: BigInt read-only
      q: BigInt null read-only
      r: Text null read-only
    vh Vh ()
      either: Text null read-only
    note view `vd` has no model: its column `next` is an expression
    note view `vf` has no model: it has a `*` over tables that are joined by their common columns
    note view `vg` has no model: it reads `nowhere`, whose columns are not known
    ");
}

#[test]
fn a_list_of_another_length_is_an_error() {
    for dialect in ["sqlite", "mysql", "postgresql"] {
        let text = format!("-- @dialect {dialect}\n{TABLES}CREATE VIEW v (a, b) AS SELECT id FROM t;\n");
        assert_eq!(messages(&text), "4:16 view `v` names 2 columns, and its query has 1\n", "{dialect}");
    }
    let text = format!("{TABLES}CREATE VIEW v (a) AS SELECT id, name FROM t;\n");
    assert_eq!(messages(&text), "3:16 view `v` names 1 column, and its query has 2\n");
}

#[test]
fn a_view_that_has_no_model_keeps_the_names_of_its_columns() {
    let schema = schema(&format!("{TABLES}CREATE VIEW v (a, b) AS SELECT id + 1, note FROM t;\n"));
    assert_eq!(schema.models.len(), 2);
    let names: Vec<&str> = schema.metadata.views[0].columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["a", "b"]);
}
