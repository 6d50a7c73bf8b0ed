//! Functions in FROM: `generate_series`, `unnest`, `json_each`, and others by name.

use insta::assert_snapshot;
use realgar::prelude::*;
use serde_json::json;

use crate::check::{check, check_on};
use crate::schemas::filled;
use crate::schemas::travel::{NewSample, Sample};
use crate::schemas::tutorial::User;

#[test]
fn a_series_is_a_table_of_numbers() {
    let numbers = func::generate_series(1, 3).alias("numbers");
    let n = numbers.columns();
    assert_snapshot!(check(select(n * n).select_from(numbers)), @"
    SELECT numbers.value * numbers.value FROM (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? <= ? UNION ALL SELECT value + 1 FROM series WHERE value + 1 <= ?) SELECT value FROM series) AS numbers
    postgresql: SELECT numbers.value * numbers.value FROM generate_series($1, $2) AS numbers (value)
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    binds: [Integer(1), Integer(1), Integer(3), Integer(3)]
    1
    4
    9
    ");
    let down = func::generate_series_by(literal(10_i64), 0_i64, -4).alias("down");
    let query: Query<i64> = select(down.columns()).select_from(&down).erase();
    assert_snapshot!(check(query), @"
    SELECT down.value FROM (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? >= ? UNION ALL SELECT value + ? FROM series WHERE value + ? >= ?) SELECT value FROM series) AS down
    postgresql: SELECT down.value FROM generate_series($1, $2, $3) AS down (value)
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    binds: [BigInt(10), BigInt(10), BigInt(0), BigInt(-4), BigInt(-4), BigInt(0)]
    10
    6
    2
    ");
    let none = func::generate_series(3, 1).alias("none");
    assert_snapshot!(check(select(none.columns()).select_from(&none)), @"
    SELECT none.value FROM (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? <= ? UNION ALL SELECT value + 1 FROM series WHERE value + 1 <= ?) SELECT value FROM series) AS none
    postgresql: SELECT none.value FROM generate_series($1, $2) AS none (value)
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    binds: [Integer(3), Integer(3), Integer(1), Integer(1)]
    (no rows)
    ");
    let endless = func::generate_series_by(1, 3, 0).alias("endless");
    assert_snapshot!(check(select(endless.columns()).select_from(&endless)), @"
    InvalidStatement: generate_series goes on in steps of 0
    postgresql: SELECT endless.value FROM generate_series($1, $2, $3) AS endless (value)
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    InvalidStatement: generate_series goes on in steps of 0
    ");
}

#[test]
fn two_functions_in_one_query_have_names_by_alias() {
    let (a, b) = (alias!("n", func::generate_series(1, 2)), alias!("n", func::generate_series(5, 6)));
    let query = select((a.columns(), b.columns())).select_from(&a).cross_join(&b);
    assert_snapshot!(check(query.order_by((a.columns(), b.columns()))), @"
    SELECT n.value, n_1.value AS value_1 FROM (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? <= ? UNION ALL SELECT value + 1 FROM series WHERE value + 1 <= ?) SELECT value FROM series) AS n CROSS JOIN (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? <= ? UNION ALL SELECT value + 1 FROM series WHERE value + 1 <= ?) SELECT value FROM series) AS n_1 ORDER BY n.value, n_1.value
    postgresql: SELECT n.value, n_1.value AS value_1 FROM generate_series($1, $2) AS n (value) CROSS JOIN generate_series($3, $4) AS n_1 (value) ORDER BY n.value, n_1.value
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    binds: [Integer(1), Integer(1), Integer(2), Integer(2), Integer(5), Integer(5), Integer(6), Integer(6)]
    (1, 5)
    (1, 6)
    (2, 5)
    (2, 6)
    ");
}

#[test]
fn a_series_of_days_has_those_without_a_row_too() {
    let first = chrono::NaiveDate::from_ymd_opt(2024, 2, 28).unwrap();
    let days = func::generate_series(0, 2).alias("days");
    let day = (literal(first) + Interval::days(days.columns())).label("day");
    let inner = select((&day, days.columns())).select_from(&days).subquery("calendar");
    let (day, n) = inner.columns();
    let query = select((day, func::count(Sample.id))).select_from(inner).left_join_on(Sample, Sample.day.eq(day));
    assert_snapshot!(check(query.group_by((day, n)).order_by(n)), @"
    SELECT calendar.day, count(sample.id) FROM (SELECT date(?, days.value || ' days', 'floor') AS day, days.value AS value FROM (WITH RECURSIVE series(value) AS (SELECT ? WHERE ? <= ? UNION ALL SELECT value + 1 FROM series WHERE value + 1 <= ?) SELECT value FROM series) AS days) AS calendar LEFT OUTER JOIN sample ON sample.day = calendar.day GROUP BY calendar.day, calendar.value ORDER BY calendar.value
    postgresql: SELECT calendar.day, count(sample.id) FROM (SELECT CAST(CAST($1 AS DATE) + make_interval(days => CAST(days.value AS INTEGER)) AS DATE) AS day, days.value AS value FROM generate_series($2, $3) AS days (value)) AS calendar LEFT OUTER JOIN sample ON sample.day = calendar.day GROUP BY calendar.day, calendar.value ORDER BY calendar.value
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    binds: [Date(2024-02-28), Integer(0), Integer(0), Integer(2), Integer(2)]
    (2024-02-28, 0)
    (2024-02-29, 0)
    (2024-03-01, 0)
    ");
}

#[test]
fn arguments_are_columns_of_what_stands_before() {
    let upto = func::generate_series(1, User.id).alias("upto");
    let n = upto.columns();
    assert_snapshot!(check(select((User.name, n)).cross_join(upto).order_by((User.id, n))), @"
    Unsupported: sqlite has no LATERAL, so `generate_series` cannot count to a column; write a `recursive_cte(…)`
    postgresql: SELECT user_account.name, upto.value FROM user_account CROSS JOIN generate_series($1, user_account.id) AS upto (value) ORDER BY user_account.id, upto.value
    mysql: Unsupported: mysql has no generate_series; join `values(…)`, or a `recursive_cte(…)` that counts, whose depth `cte_max_recursion_depth` limits
    Unsupported: sqlite has no LATERAL, so `generate_series` cannot count to a column; write a `recursive_cte(…)`
    ");
}

#[test]
fn a_list_becomes_the_rows_of_a_table() {
    let wanted = func::unnest(vec![3, 1]).alias("wanted");
    let query = select((User.name, wanted.columns())).join_on(&wanted, User.id.eq(wanted.columns()));
    assert_snapshot!(check(query.order_by(User.id)), @r#"
    SELECT user_account.name, wanted.value FROM user_account JOIN (SELECT ? AS value UNION ALL VALUES (?)) AS wanted ON user_account.id = wanted.value ORDER BY user_account.id
    postgresql: SELECT user_account.name, wanted.value FROM user_account JOIN unnest(CAST($1 AS INTEGER[])) AS wanted (value) ON user_account.id = wanted.value ORDER BY user_account.id
    mysql: SELECT user_account.name, wanted.`value` FROM user_account INNER JOIN (SELECT ? AS `value` UNION ALL SELECT ?) AS wanted ON user_account.id = wanted.`value` ORDER BY user_account.id
    binds: [Integer(3), Integer(1)]
    ("spongebob", 1)
    ("patrick", 3)
    "#);
    let none = func::unnest(Vec::<String>::new()).alias("none");
    assert_snapshot!(check(select(none.columns()).select_from(&none)), @"
    SELECT none.value FROM (SELECT NULL AS value WHERE 0 = 1) AS none
    postgresql: SELECT none.value FROM unnest(CAST($1 AS TEXT[])) AS none (value)
    mysql: SELECT none.`value` FROM (SELECT NULL AS `value` WHERE 0 = 1) AS none
    (no rows)
    ");
    let counted = func::unnest(["b", "a"]).with_ordinality().alias("counted");
    let (word, position) = counted.columns();
    assert_snapshot!(check(select((word, position)).select_from(counted).order_by(position)), @"
    Unsupported: sqlite does not count the elements of a list; use `values(…)` with the numbers in it
    postgresql: SELECT counted.value, counted.ordinality FROM unnest(CAST($1 AS TEXT[])) WITH ORDINALITY AS counted (value, ordinality) ORDER BY counted.ordinality
    mysql: Unsupported: mysql does not count the elements of a list; use `values(…)` with the numbers in it
    Unsupported: sqlite does not count the elements of a list; use `values(…)` with the numbers in it
    ");
}

/// Samples with documents.
fn documents() -> Connection {
    let mut conn = filled();
    let document = json!({"tags": ["a", 1, null, true, {"x": [1]}, "it's"], "owner": {"name": "sandy", "size": 2.5, "tall": false}});
    conn.execute(
        insert(Sample)
            .values([NewSample::new().document(document), NewSample::new().document(Some(json!({"tags": []})))]),
    )
    .unwrap();
    conn
}

#[test]
fn elements_of_json_arrays_are_rows() {
    let tags = func::json_array_elements(Sample.document.json_get("tags")).with_ordinality().alias("tags");
    let (tag, position) = tags.columns();
    let query = select((Sample.id, tag, position)).cross_join(tags).order_by((Sample.id, position));
    assert_snapshot!(check_on(&mut documents(), query), @r#"
    SELECT sample.id, CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN tags.value WHEN 'array' THEN tags.value ELSE json_quote(tags.value) END, (tags.key + 1) FROM sample CROSS JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'array' THEN sample.document -> ? ELSE 'not an array' END) AS tags ORDER BY sample.id, (tags.key + 1)
    postgresql: SELECT sample.id, tags.value, tags.ordinality FROM sample CROSS JOIN jsonb_array_elements(CAST(sample.document -> $1 AS JSONB)) WITH ORDINALITY AS tags (value, ordinality) ORDER BY sample.id, tags.ordinality
    mysql: SELECT sample.id, tags.`value`, tags.ordinality FROM sample CROSS JOIN JSON_TABLE(JSON_EXTRACT(sample.document, ?), '$[*]' COLUMNS (`value` JSON PATH '$', ordinality FOR ORDINALITY)) AS tags ORDER BY sample.id, tags.ordinality
    binds: [Text("$.\"tags\""), Text("$.\"tags\""), Text("$.\"tags\"")]
    (2, String("a"), 1)
    (2, Number(1), 2)
    (2, Null, 3)
    (2, Bool(true), 4)
    (2, Object {"x": Array [Number(1)]}, 5)
    (2, String("it's"), 6)
    "#);
}

#[test]
fn elements_of_json_arrays_are_text() {
    let tags = func::json_array_elements_text(Sample.document.json_get("tags")).alias("tags");
    let tag = tags.columns();
    let query = select((Sample.id, tag)).left_join_on(&tags, literal(true)).order_by((Sample.id, tag));
    assert_snapshot!(check_on(&mut documents(), query), @r#"
    SELECT sample.id, CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(tags.value AS TEXT) END FROM sample LEFT OUTER JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'array' THEN sample.document -> ? ELSE 'not an array' END) AS tags ON ? ORDER BY sample.id, CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(tags.value AS TEXT) END
    postgresql: SELECT sample.id, tags.value FROM sample LEFT OUTER JOIN jsonb_array_elements_text(CAST(sample.document -> $1 AS JSONB)) AS tags (value) ON $2 ORDER BY sample.id, tags.value
    mysql: SELECT sample.id, CASE JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(tags.`value`) END FROM sample LEFT OUTER JOIN JSON_TABLE(JSON_EXTRACT(sample.document, ?), '$[*]' COLUMNS (`value` JSON PATH '$')) AS tags ON ? ORDER BY sample.id, CASE JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(tags.`value`) END
    binds: [Text("$.\"tags\""), Text("$.\"tags\""), Text("$.\"tags\""), Boolean(true)]
    (1, None)
    (2, None)
    (2, Some("1"))
    (2, Some("a"))
    (2, Some("it's"))
    (2, Some("true"))
    (2, Some("{\"x\":[1]}"))
    (3, None)
    "#);
    let tagged = select(tag).select_from(tags).filter(tag.eq("it's")).exists();
    assert_snapshot!(check_on(&mut documents(), select(Sample.id).filter(tagged)), @r#"
    SELECT sample.id FROM sample WHERE EXISTS (SELECT CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(tags.value AS TEXT) END FROM json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'array' THEN sample.document -> ? ELSE 'not an array' END) AS tags WHERE CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(tags.value AS TEXT) END = ?)
    postgresql: SELECT sample.id FROM sample WHERE EXISTS (SELECT tags.value FROM jsonb_array_elements_text(CAST(sample.document -> $1 AS JSONB)) AS tags (value) WHERE tags.value = $2)
    mysql: SELECT sample.id FROM sample WHERE EXISTS (SELECT CASE JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(tags.`value`) END FROM JSON_TABLE(JSON_EXTRACT(sample.document, ?), '$[*]' COLUMNS (`value` JSON PATH '$')) AS tags WHERE CASE JSON_TYPE(tags.`value`) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(tags.`value`) END = ?)
    binds: [Text("$.\"tags\""), Text("$.\"tags\""), Text("$.\"tags\""), Text("it's")]
    2
    "#);
}

#[test]
fn members_of_json_objects_are_rows() {
    let owner = func::json_each(Sample.document.json_get("owner")).alias("owner");
    let (key, value) = owner.columns();
    let query = select((Sample.id, key, value)).cross_join(owner).order_by((Sample.id, key));
    assert_snapshot!(check_on(&mut documents(), query), @r#"
    SELECT sample.id, owner.key, CASE owner.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN owner.value WHEN 'array' THEN owner.value ELSE json_quote(owner.value) END FROM sample CROSS JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'object' THEN sample.document -> ? ELSE 'not an object' END) AS owner ORDER BY sample.id, owner.key
    postgresql: SELECT sample.id, owner.key, owner.value FROM sample CROSS JOIN jsonb_each(CAST(sample.document -> $1 AS JSONB)) AS owner (key, value) ORDER BY sample.id, owner.key
    mysql: Unsupported: mysql has no json_each; take the parts that are wanted, `.json_get("key")`, or keep a list and use `func::json_array_elements`
    binds: [Text("$.\"owner\""), Text("$.\"owner\""), Text("$.\"owner\"")]
    (2, "name", String("sandy"))
    (2, "size", Number(2.5))
    (2, "tall", Bool(false))
    "#);
}

#[test]
fn a_document_of_the_wrong_kind_is_an_error() {
    let tags = func::json_array_elements(Sample.document.json_get("owner")).alias("tags");
    assert_snapshot!(check_on(&mut documents(), select(tags.columns()).select_from(Sample).cross_join(&tags)), @r#"
    SELECT CASE tags.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN tags.value WHEN 'array' THEN tags.value ELSE json_quote(tags.value) END FROM sample CROSS JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'array' THEN sample.document -> ? ELSE 'not an array' END) AS tags
    postgresql: SELECT tags.value FROM sample CROSS JOIN jsonb_array_elements(CAST(sample.document -> $1 AS JSONB)) AS tags (value)
    mysql: SELECT tags.`value` FROM sample CROSS JOIN JSON_TABLE(JSON_EXTRACT(sample.document, ?), '$[*]' COLUMNS (`value` JSON PATH '$')) AS tags
    binds: [Text("$.\"owner\""), Text("$.\"owner\""), Text("$.\"owner\"")]
    Sql: malformed JSON
    "#);
    let owner = func::json_each(Sample.document.json_get("tags")).alias("owner");
    let (key, _) = owner.columns();
    assert_snapshot!(check_on(&mut documents(), select(key).select_from(Sample).cross_join(owner)), @r#"
    SELECT owner.key FROM sample CROSS JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'object' THEN sample.document -> ? ELSE 'not an object' END) AS owner
    postgresql: SELECT owner.key FROM sample CROSS JOIN jsonb_each(CAST(sample.document -> $1 AS JSONB)) AS owner (key, value)
    mysql: Unsupported: mysql has no json_each; take the parts that are wanted, `.json_get("key")`, or keep a list and use `func::json_array_elements`
    binds: [Text("$.\"tags\""), Text("$.\"tags\""), Text("$.\"tags\"")]
    Sql: malformed JSON
    "#);
}

#[test]
fn a_document_is_given_as_a_value() {
    let elements = func::json_array_elements(json!([1, {"a": []}])).alias("elements");
    assert_snapshot!(check(select(elements.columns()).select_from(&elements)), @r#"
    SELECT CASE elements.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN elements.value WHEN 'array' THEN elements.value ELSE json_quote(elements.value) END FROM json_each(CASE WHEN ? IS NULL OR json_type(?) = 'array' THEN ? ELSE 'not an array' END) AS elements
    postgresql: SELECT elements.value FROM jsonb_array_elements(CAST($1 AS JSONB)) AS elements (value)
    mysql: SELECT elements.`value` FROM JSON_TABLE(?, '$[*]' COLUMNS (`value` JSON PATH '$')) AS elements
    binds: [Json(Array [Number(1), Object {"a": Array []}]), Json(Array [Number(1), Object {"a": Array []}]), Json(Array [Number(1), Object {"a": Array []}])]
    Number(1)
    Object {"a": Array []}
    "#);
    let texts = func::json_array_elements_text(json!(["a", 1, 2.5, true, null, [1]])).alias("texts");
    assert_snapshot!(check(select(texts.columns()).select_from(&texts)), @r#"
    SELECT CASE texts.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(texts.value AS TEXT) END FROM json_each(CASE WHEN ? IS NULL OR json_type(?) = 'array' THEN ? ELSE 'not an array' END) AS texts
    postgresql: SELECT texts.value FROM jsonb_array_elements_text(CAST($1 AS JSONB)) AS texts (value)
    mysql: SELECT CASE JSON_TYPE(texts.`value`) WHEN 'NULL' THEN NULL ELSE JSON_UNQUOTE(texts.`value`) END FROM JSON_TABLE(?, '$[*]' COLUMNS (`value` JSON PATH '$')) AS texts
    binds: [Json(Array [String("a"), Number(1), Number(2.5), Bool(true), Null, Array [Number(1)]]), Json(Array [String("a"), Number(1), Number(2.5), Bool(true), Null, Array [Number(1)]]), Json(Array [String("a"), Number(1), Number(2.5), Bool(true), Null, Array [Number(1)]])]
    Some("a")
    Some("1")
    Some("2.5")
    Some("true")
    None
    Some("[1]")
    "#);
    let members = func::json_each(json!({"a": "x", "b": [null, false]})).alias("members");
    let (key, value) = members.columns();
    assert_snapshot!(check(select((key, value)).select_from(members).order_by(key)), @r#"
    SELECT members.key, CASE members.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN members.value WHEN 'array' THEN members.value ELSE json_quote(members.value) END FROM json_each(CASE WHEN ? IS NULL OR json_type(?) = 'object' THEN ? ELSE 'not an object' END) AS members ORDER BY members.key
    postgresql: SELECT members.key, members.value FROM jsonb_each(CAST($1 AS JSONB)) AS members (key, value) ORDER BY members.key
    mysql: Unsupported: mysql has no json_each; take the parts that are wanted, `.json_get("key")`, or keep a list and use `func::json_array_elements`
    binds: [Json(Object {"a": String("x"), "b": Array [Null, Bool(false)]}), Json(Object {"a": String("x"), "b": Array [Null, Bool(false)]}), Json(Object {"a": String("x"), "b": Array [Null, Bool(false)]})]
    ("a", String("x"))
    ("b", Array [Null, Bool(false)])
    "#);
}

#[test]
fn any_function_is_called_by_its_name() {
    let columns = func::table_call("pragma_table_info", literal("address"))
        .table_valued::<(BigInt, Text)>(["cid", "name"])
        .alias("columns");
    let (position, name) = columns.columns();
    let query = select((position, name)).select_from(columns).order_by(position);
    let rows = filled().execute(query).unwrap().all();
    assert_eq!(rows[1], (1, "email_address".to_owned()));

    let words = func::table_call("regexp_split_to_table", (User.fullname, literal(" ")))
        .table_valued::<(Text,)>(["word"])
        .alias("words");
    let (word,) = words.columns();
    assert_snapshot!(check(select((User.id, word)).cross_join(words).order_by((User.id, word))), @r#"
    SELECT user_account.id, words.word FROM user_account CROSS JOIN regexp_split_to_table(user_account.fullname, ?) AS words ORDER BY user_account.id, words.word
    postgresql: SELECT user_account.id, words.word FROM user_account CROSS JOIN regexp_split_to_table(user_account.fullname, $1) AS words (word) ORDER BY user_account.id, words.word
    mysql: Unsupported: mysql has no functions in FROM, such as `regexp_split_to_table`, but JSON_TABLE
    binds: [Text(" ")]
    NoSuchTable: no such table: regexp_split_to_table
    "#);
    let points = func::table_call("json_to_recordset", literal(json!([{"x": 1, "y": "a"}, {"x": 2}])))
        .table_valued::<(Integer, Nullable<Text>)>(["x", "y"])
        .with_types()
        .alias("points");
    let (x, y) = points.columns();
    assert_snapshot!(check(select((x, y)).select_from(points).order_by(x)), @"
    Unsupported: sqlite declares no types of columns in FROM; leave `.with_types()` out
    postgresql: SELECT points.x, points.y FROM json_to_recordset($1) AS points (x INTEGER, y TEXT) ORDER BY points.x
    mysql: Unsupported: mysql has no functions in FROM, such as `json_to_recordset`, but JSON_TABLE
    Unsupported: sqlite declares no types of columns in FROM; leave `.with_types()` out
    ");
}

#[test]
fn columns_of_one_name_are_refused() {
    let twice = func::table_call("f", ()).table_valued::<(Integer, Integer)>(["x", "x"]).alias("twice");
    let (x, _) = twice.columns();
    assert_snapshot!(select(x).select_from(twice).compile(Dialect::PostgreSql).unwrap_err(), @"two columns of a function in FROM are called `x`; give one another name");
}

#[test]
fn a_subquery_of_a_function_is_a_table_like_any_other() {
    let owner = func::json_each(Sample.document.json_get("owner")).alias("owner");
    let (key, value) = owner.columns();
    let all = select((Sample.id, key, value)).cross_join(owner).subquery("all_of_it");
    let (id, key, value) = all.columns();
    assert_snapshot!(check_on(&mut documents(), select((id, key, value)).select_from(all).order_by(key)), @r#"
    SELECT all_of_it.id, all_of_it."key", all_of_it.value FROM (SELECT sample.id AS id, owner.key AS "key", CASE owner.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN owner.value WHEN 'array' THEN owner.value ELSE json_quote(owner.value) END AS value FROM sample CROSS JOIN json_each(CASE WHEN sample.document -> ? IS NULL OR json_type(sample.document -> ?) = 'object' THEN sample.document -> ? ELSE 'not an object' END) AS owner) AS all_of_it ORDER BY all_of_it."key"
    postgresql: SELECT all_of_it.id, all_of_it.key, all_of_it.value FROM (SELECT sample.id AS id, owner.key AS key, owner.value AS value FROM sample CROSS JOIN jsonb_each(CAST(sample.document -> $1 AS JSONB)) AS owner (key, value)) AS all_of_it ORDER BY all_of_it.key
    mysql: Unsupported: mysql has no json_each; take the parts that are wanted, `.json_get("key")`, or keep a list and use `func::json_array_elements`
    binds: [Text("$.\"owner\""), Text("$.\"owner\""), Text("$.\"owner\"")]
    (2, "name", String("sandy"))
    (2, "size", Number(2.5))
    (2, "tall", Bool(false))
    "#);
}
