//! SQL text: parameters, what is none, one statement at a time.

use realgar::{Connection, Engine, ErrorKind, Row, Value, params, text};

fn connect() -> Connection {
    Engine::new("sqlite://").and_then(|engine| engine.connect()).unwrap()
}

#[test]
fn a_name_used_twice_is_bound_twice() {
    let sum = text("SELECT :x + :x + :y").bind("y", 1).bind("x", 20).typed::<i64>();
    assert_eq!(connect().scalar(sum).unwrap(), Some(41));
}

#[test]
fn colons_that_are_no_parameters_stay() {
    let row: Row = connect()
        .execute(text(r#"SELECT ':a' AS "b:c", 'it''s :d' AS e, '\:f', x /* :g */ FROM (SELECT 1 AS x) -- :h"#))
        .unwrap()
        .one()
        .unwrap();
    assert_eq!(row.columns()[..2], ["b:c", "e"]);
    assert_eq!(row.get::<String>(1).unwrap(), "it's :d");
    assert_eq!(row.get::<String>(2).unwrap(), r"\:f", "inside a string the backslash stays");
}

#[test]
fn an_escaped_colon_reaches_the_database() {
    let error = connect().execute(text(r"SELECT \:x")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Parameter, "SQLite takes `:x` for a placeholder of its own: {error}");
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let error = connect().execute(text("SELECT :x, :why").bind("x", 1)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Parameter);
    assert!(error.message().contains("`:why` has no value"), "{error}");
}

#[test]
fn a_value_without_a_parameter_is_named() {
    let error = connect().execute(text("SELECT ':x'").bind("x", 1)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Parameter);
    assert!(error.message().contains("`x`"), "{error}");
    let many = connect().execute_many(text("SELECT :a"), [params! { a: 1 }, params! { a: 1, b: 2 }]).unwrap_err();
    assert_eq!(*many.kind(), ErrorKind::Parameter);
}

#[test]
fn placeholders_of_the_databases_own_are_refused() {
    for sql in ["SELECT ?", "SELECT ?1", "SELECT @x", "SELECT $x", "SELECT :1"] {
        let error = connect().execute(text(sql)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Parameter, "{sql}: {error}");
        assert!(error.message().contains(":name"), "{error}");
    }
}

#[test]
fn one_text_is_one_statement() {
    let mut conn = connect();
    let error = conn.execute(text("SELECT 1; SELECT 2")).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Sql);
    assert!(error.message().contains("more than one statement"), "{error}");
    conn.execute(text("CREATE TABLE t (x); -- that is all\n")).unwrap();
    conn.execute(text("CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; SELECT 1; END;")).unwrap();
    assert!(conn.execute(text("INSERT INTO t VALUES (1); DROP TABLE t")).is_err());
    assert_eq!(conn.scalar(text("SELECT count(*) FROM t").typed::<i64>()).unwrap(), Some(0));
}

#[test]
fn no_statement_at_all_is_an_error() {
    for sql in ["", "  ", "-- nothing\n", "/* nothing */"] {
        assert_eq!(*connect().execute(text(sql)).unwrap_err().kind(), ErrorKind::InvalidStatement, "{sql}");
    }
    assert!(connect().execute(text(";")).is_err());
    assert!(connect().execute(text("SELECT '\0'")).is_err());
}

#[test]
fn values_are_never_part_of_the_sql() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x TEXT)")).unwrap();
    let nasty =
        ["'; DROP TABLE t; --", "\" OR 1=1", "*/", "\\", "\\'", "%_", "\u{1F980}", "a\0b", "", "\n", "?", ":x", "$1"];
    for value in nasty {
        conn.execute(text("INSERT INTO t VALUES (:x)").bind("x", value)).unwrap();
        let found = text("SELECT x FROM t WHERE x = :x").bind("x", value).typed::<String>();
        assert_eq!(conn.scalar(found).unwrap().as_deref(), Some(value));
    }
    let count = conn.scalar(text("SELECT count(*) FROM t").typed::<usize>()).unwrap();
    assert_eq!(count, Some(nasty.len()));
}

#[test]
fn many_sets_of_parameters_run_one_statement() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT)")).unwrap();
    let insert = || text("INSERT INTO t (y) VALUES (:y)");
    let outcome = conn.execute_many(insert(), ["a", "b", "c"].map(|y| params! { y: y })).unwrap();
    assert_eq!((outcome.rows_affected, outcome.last_insert_id), (3, Some(3)));
    let nothing = conn.execute_many(insert(), []).unwrap();
    assert_eq!((nothing.rows_affected, nothing.last_insert_id), (0, None));
    let defaults = text("UPDATE t SET y = :y WHERE x = :x").bind("y", "z");
    assert_eq!(conn.execute_many(defaults, [params! { x: 1 }, params! { x: 2, y: "w" }]).unwrap().rows_affected, 2);
    let ys = conn.scalars(text("SELECT y FROM t ORDER BY x").typed::<String>()).unwrap();
    assert_eq!(ys.all(), ["z", "w", "c"]);
}

#[test]
fn names_in_double_quotes_never_turn_into_strings() {
    let mut conn = connect();
    conn.execute(text("CREATE TABLE t (x)")).unwrap();
    let error = conn.execute(text(r#"SELECT "nosuch" FROM t"#)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoSuchColumn);
    assert!(conn.execute(text(r#"CREATE INDEX i ON t ("nosuch")"#)).is_err());
}

#[test]
fn rows_without_a_type_are_values() {
    let mut conn = connect();
    let values = conn.scalars(text("VALUES (1), (NULL), ('x')")).unwrap().all();
    assert_eq!(values[0], Value::from(1_i64));
    assert!(values[1].is_null());
    assert_eq!(values[2], Value::from("x"));
}

#[test]
fn text_that_ends_the_transaction_is_refused() {
    let mut conn = connect();
    for sql in ["COMMIT", " rollback ; ", "END TRANSACTION", "BEGIN IMMEDIATE", "/* a */ -- b\n COMMIT"] {
        let error = conn.execute(text(sql)).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidStatement, "{sql}");
    }
    conn.execute(text("SAVEPOINT a")).unwrap();
    conn.execute(text("ROLLBACK TO a")).unwrap();
}
