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
    assert_snapshot!(check(select(n * n).select_from(numbers)), @"");
    let down = func::generate_series_by(literal(10_i64), 0_i64, -4).alias("down");
    let query: Query<i64> = select(down.columns()).select_from(&down).erase();
    assert_snapshot!(check(query), @"");
    let none = func::generate_series(3, 1).alias("none");
    assert_snapshot!(check(select(none.columns()).select_from(&none)), @"");
    let endless = func::generate_series_by(1, 3, 0).alias("endless");
    assert_snapshot!(check(select(endless.columns()).select_from(&endless)), @"");
}

#[test]
fn two_functions_in_one_query_have_names_by_alias() {
    let (a, b) = (alias!("n", func::generate_series(1, 2)), alias!("n", func::generate_series(5, 6)));
    let query = select((a.columns(), b.columns())).select_from(&a).cross_join(&b);
    assert_snapshot!(check(query.order_by((a.columns(), b.columns()))), @"");
}

#[test]
fn a_series_of_days_has_those_without_a_row_too() {
    let first = chrono::NaiveDate::from_ymd_opt(2024, 2, 28).unwrap();
    let days = func::generate_series(0, 2).alias("days");
    let day = (literal(first) + Interval::days(days.columns())).label("day");
    let inner = select((&day, days.columns())).select_from(&days).subquery("calendar");
    let (day, n) = inner.columns();
    let query = select((day, func::count(Sample.id))).select_from(inner).left_join_on(Sample, Sample.day.eq(day));
    assert_snapshot!(check(query.group_by((day, n)).order_by(n)), @"");
}

#[test]
fn arguments_are_columns_of_what_stands_before() {
    let upto = func::generate_series(1, User.id).alias("upto");
    let n = upto.columns();
    assert_snapshot!(check(select((User.name, n)).cross_join(upto).order_by((User.id, n))), @"");
}

#[test]
fn a_list_becomes_the_rows_of_a_table() {
    let wanted = func::unnest(vec![3, 1]).alias("wanted");
    let query = select((User.name, wanted.columns())).join_on(&wanted, User.id.eq(wanted.columns()));
    assert_snapshot!(check(query.order_by(User.id)), @"");
    let none = func::unnest(Vec::<String>::new()).alias("none");
    assert_snapshot!(check(select(none.columns()).select_from(&none)), @"");
    let counted = func::unnest(["b", "a"]).with_ordinality().alias("counted");
    let (word, position) = counted.columns();
    assert_snapshot!(check(select((word, position)).select_from(counted).order_by(position)), @"");
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
    assert_snapshot!(check_on(&mut documents(), query), @"");
}

#[test]
fn elements_of_json_arrays_are_text() {
    let tags = func::json_array_elements_text(Sample.document.json_get("tags")).alias("tags");
    let tag = tags.columns();
    let query = select((Sample.id, tag)).left_join_on(&tags, literal(true)).order_by((Sample.id, tag));
    assert_snapshot!(check_on(&mut documents(), query), @"");
    let tagged = select(tag).select_from(tags).filter(tag.eq("it's")).exists();
    assert_snapshot!(check_on(&mut documents(), select(Sample.id).filter(tagged)), @"");
}

#[test]
fn members_of_json_objects_are_rows() {
    let owner = func::json_each(Sample.document.json_get("owner")).alias("owner");
    let (key, value) = owner.columns();
    let query = select((Sample.id, key, value)).cross_join(owner).order_by((Sample.id, key));
    assert_snapshot!(check_on(&mut documents(), query), @"");
}

#[test]
fn a_document_of_the_wrong_kind_is_an_error() {
    let tags = func::json_array_elements(Sample.document.json_get("owner")).alias("tags");
    assert_snapshot!(check_on(&mut documents(), select(tags.columns()).select_from(Sample).cross_join(&tags)), @"");
    let owner = func::json_each(Sample.document.json_get("tags")).alias("owner");
    let (key, _) = owner.columns();
    assert_snapshot!(check_on(&mut documents(), select(key).select_from(Sample).cross_join(owner)), @"");
}

#[test]
fn a_document_is_given_as_a_value() {
    let elements = func::json_array_elements(json!([1, {"a": []}])).alias("elements");
    assert_snapshot!(check(select(elements.columns()).select_from(&elements)), @"");
    let texts = func::json_array_elements_text(json!(["a", 1, 2.5, true, null, [1]])).alias("texts");
    assert_snapshot!(check(select(texts.columns()).select_from(&texts)), @"");
    let members = func::json_each(json!({"a": "x", "b": [null, false]})).alias("members");
    let (key, value) = members.columns();
    assert_snapshot!(check(select((key, value)).select_from(members).order_by(key)), @"");
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
    assert_snapshot!(check(select((User.id, word)).cross_join(words).order_by((User.id, word))), @"");
    let points = func::table_call("json_to_recordset", literal(json!([{"x": 1, "y": "a"}, {"x": 2}])))
        .table_valued::<(Integer, Nullable<Text>)>(["x", "y"])
        .with_types()
        .alias("points");
    let (x, y) = points.columns();
    assert_snapshot!(check(select((x, y)).select_from(points).order_by(x)), @"");
}

#[test]
fn columns_of_one_name_are_refused() {
    let twice = func::table_call("f", ()).table_valued::<(Integer, Integer)>(["x", "x"]).alias("twice");
    let (x, _) = twice.columns();
    assert_snapshot!(select(x).select_from(twice).compile(Dialect::PostgreSql).unwrap_err(), @"");
}

#[test]
fn a_subquery_of_a_function_is_a_table_like_any_other() {
    let owner = func::json_each(Sample.document.json_get("owner")).alias("owner");
    let (key, value) = owner.columns();
    let all = select((Sample.id, key, value)).cross_join(owner).subquery("all_of_it");
    let (id, key, value) = all.columns();
    assert_snapshot!(check_on(&mut documents(), select((id, key, value)).select_from(all).order_by(key)), @"");
}
