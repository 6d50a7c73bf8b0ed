//! Parts of JSON documents.

use insta::assert_snapshot;
use realgar::prelude::*;
use serde_json::json;

use crate::check::{check, check_on};
use crate::schemas::empty;
use crate::schemas::travel::{NewSample, Sample};

fn documents() -> Connection {
    let mut conn = empty();
    let documents = [
        json!({"name": "a", "tags": ["x", "y"], "size": {"width": 3, "deep": true, "none": null}}),
        json!({"name": 7}),
        json!([1, 2]),
        json!("text"),
    ];
    conn.execute(insert(Sample).values(documents.map(|document| NewSample::new().document(document)))).unwrap();
    conn
}

#[test]
fn keys_are_followed() {
    let size = Sample.document.json_get("size");
    let list = (Sample.document.json_get("name"), Sample.document.json_text("name"), size.json_text("width"));
    assert_snapshot!(check_on(&mut documents(), select(list).order_by(Sample.id)), @r#"
    SELECT sample.document -> ?, CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END, CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END FROM sample ORDER BY sample.id
    postgresql: SELECT sample.document -> $1, sample.document ->> $2, sample.document -> $3 ->> $4 FROM sample ORDER BY sample.id
    mysql: SELECT JSON_EXTRACT(sample.document, ?), CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END, CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END FROM sample ORDER BY sample.id
    binds: [Text("$.\"name\""), Text("$.\"name\""), Text("$.\"name\""), Text("$.\"size\".\"width\""), Text("$.\"size\".\"width\"")]
    (Some(String("a")), Some("a"), Some("3"))
    (Some(Number(7)), Some("7"), None)
    (None, None, None)
    (None, None, None)
    "#);
}

#[test]
fn elements_are_counted_from_0() {
    let list = (Sample.document.json_get("tags").json_text(1), Sample.document.json_get(0));
    assert_snapshot!(check_on(&mut documents(), select(list).order_by(Sample.id)), @r#"
    SELECT CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END, sample.document -> ? FROM sample ORDER BY sample.id
    postgresql: SELECT sample.document -> $1 ->> $2, sample.document -> $3 FROM sample ORDER BY sample.id
    mysql: SELECT CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END, JSON_EXTRACT(sample.document, ?) FROM sample ORDER BY sample.id
    binds: [Text("$.\"tags\"[1]"), Text("$.\"tags\"[1]"), Text("$[0]")]
    (Some("y"), None)
    (None, None)
    (None, Some(Number(1)))
    (None, None)
    "#);
    assert_snapshot!(check(select(Sample.document.json_get(-1))), @"
    InvalidStatement: elements of JSON arrays are counted from 0; there is no element -1
    InvalidStatement: elements of JSON arrays are counted from 0; there is no element -1
    ");
}

#[test]
fn paths_are_several_steps() {
    let list = (
        Sample.document.path("size.deep"),
        Sample.document.path_text("size.deep"),
        Sample.document.path_text("tags[0]"),
    );
    assert_snapshot!(check_on(&mut documents(), select(list).limit(1)), @r#"
    SELECT sample.document -> ?, CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END, CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END FROM sample LIMIT ?
    postgresql: SELECT sample.document -> $1 -> $2, sample.document -> $3 ->> $4, sample.document -> $5 ->> $6 FROM sample LIMIT $7
    mysql: SELECT JSON_EXTRACT(sample.document, ?), CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END, CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END FROM sample LIMIT ?
    binds: [Text("$.\"size\".\"deep\""), Text("$.\"size\".\"deep\""), Text("$.\"size\".\"deep\""), Text("$.\"tags\"[0]"), Text("$.\"tags\"[0]"), BigInt(1)]
    (Some(Bool(true)), Some("true"), Some("x"))
    "#);
}

#[test]
fn null_in_a_document_is_no_text() {
    let list = (Sample.document.path("size.none"), Sample.document.path_text("size.none"));
    assert_snapshot!(check_on(&mut documents(), select(list).limit(2)), @r#"
    SELECT sample.document -> ?, CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END FROM sample LIMIT ?
    postgresql: SELECT sample.document -> $1 -> $2, sample.document -> $3 ->> $4 FROM sample LIMIT $5
    mysql: SELECT JSON_EXTRACT(sample.document, ?), CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END FROM sample LIMIT ?
    binds: [Text("$.\"size\".\"none\""), Text("$.\"size\".\"none\""), Text("$.\"size\".\"none\""), BigInt(2)]
    (Some(Null), None)
    (None, None)
    "#);
}

#[test]
fn parts_are_compared() {
    let named = Sample.document.json_text("name").eq("a");
    assert_snapshot!(check_on(&mut documents(), select(Sample.id).filter(named)), @r#"
    SELECT sample.id FROM sample WHERE CASE json_type(sample.document, ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(json_extract(sample.document, ?) AS TEXT) END = ?
    postgresql: SELECT sample.id FROM sample WHERE sample.document ->> $1 = $2
    mysql: SELECT sample.id FROM sample WHERE CASE JSON_TYPE(JSON_EXTRACT(sample.document, ?)) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(sample.document, ?)) END = ?
    binds: [Text("$.\"name\""), Text("$.\"name\""), Text("a")]
    1
    "#);
}

#[test]
fn keys_may_hold_any_character() {
    let keys = [
        "a\"b", "a\\b", "\"", "\\", "", " ", "a.b", "$", "$.a[0]", "[0]", "it's", "é😀", "a\nb\tc", "a\u{1}b", "*",
        "#-1",
    ];
    let document: serde_json::Map<_, _> = keys.iter().map(|key| ((*key).to_owned(), json!({"it's": *key}))).collect();
    let mut conn = empty();
    conn.execute(insert(Sample).value(NewSample::new().document(json!(document)))).unwrap();
    for key in keys {
        let part = Sample.document.json_get(key);
        let found = conn.execute(select((part.json_get("it's"), part.json_text("it's")))).unwrap().one();
        assert_eq!(found.unwrap(), (Some(json!(key)), Some(key.to_owned())), "{key:?}");
    }
    let quoted = Sample.document.json_get("a.b\"c\\d").json_get("e\n");
    assert_snapshot!(check(select(quoted)), @r#"
    SELECT sample.document -> ? FROM sample
    postgresql: SELECT sample.document -> $1 -> $2 FROM sample
    mysql: SELECT JSON_EXTRACT(sample.document, ?) FROM sample
    binds: [Text("$.\"a.b\\\"c\\\\d\".\"e\\u000a\"")]
    None
    "#);
}

#[test]
fn a_bare_number_is_kept_as_a_number_by_sqlite() {
    let mut conn = empty();
    conn.execute(insert(Sample).value(NewSample::new().document(json!(5.0)))).unwrap();
    conn.execute(insert(Sample).value(NewSample::new().document(json!([5.0])))).unwrap();
    let documents = conn.scalars(select(Sample.document).order_by(Sample.id)).unwrap().all();
    assert_eq!(documents, [Some(json!(5)), Some(json!([5.0]))]);
}
