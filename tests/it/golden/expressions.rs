//! WHERE, operators, functions and the select list.

use realgar::prelude::*;
use realgar::types::{Json, Numeric};

use super::{Item, NewUser, Order, User, each, each_on, empty, same};

#[test]
fn an_entity_selects_all_its_columns() {
    same(select(User), "SELECT users.id, users.name, users.manager_id, users.age FROM users");
}

#[test]
fn and_inside_or_needs_no_parentheses() {
    let condition = User.name.eq("x").or(User.id.gt(1).and(User.age.lt(3)));
    same(
        select(User.id).filter(condition),
        "SELECT users.id FROM users WHERE users.name = ? OR users.id > ? AND users.age < ?",
    );
}

#[test]
fn or_inside_and_gets_parentheses() {
    let condition = User.id.gt(1).and(User.id.lt(3).or(User.name.eq("x")));
    same(
        select(User.id).filter(condition),
        "SELECT users.id FROM users WHERE users.id > ? AND (users.id < ? OR users.name = ?)",
    );
}

#[test]
fn not_gets_parentheses() {
    same(
        select(User.id).filter(!User.id.lt(3).or(User.name.eq("x"))),
        "SELECT users.id FROM users WHERE NOT (users.id < ? OR users.name = ?)",
    );
}

#[test]
fn not_equal_to_none_is_not_null() {
    same(select(User.id).filter(User.name.ne(None)), "SELECT users.id FROM users WHERE users.name IS NOT NULL");
}

#[test]
fn a_value_is_looked_for_in_a_list() {
    same(select(User.id).filter(User.id.in_([1, 2, 3])), "SELECT users.id FROM users WHERE users.id IN (?, ?, ?)");
}

#[test]
fn every_value_is_missing_from_an_empty_list() {
    // Differs: an empty list is known before the database is asked; what is left is its answer.
    each(
        select(User.id).filter(User.id.not_in([0; 0])),
        [
            "SELECT users.id FROM users WHERE 1 = 1",
            "SELECT users.id FROM users WHERE true",
            "SELECT users.id FROM users WHERE 1 = 1",
        ],
    );
}

#[test]
fn a_tuple_is_looked_for_in_a_list() {
    each(
        select(Item.sku).filter(row((Item.order_id, Item.line)).in_([(1, 1), (2, 2)])),
        [
            "SELECT items.sku FROM items WHERE (items.order_id, items.line) IN (VALUES (?, ?), (?, ?))",
            "SELECT items.sku FROM items WHERE (items.order_id, items.line) IN (($1, $2), ($3, $4))",
            "SELECT items.sku FROM items WHERE (items.order_id, items.line) IN ((?, ?), (?, ?))",
        ],
    );
}

#[test]
fn between_and_like_with_escape_are_written() {
    // Differs: LIKE needs no parentheses beside AND.
    each(
        select(User.id).filter(User.age.between(1, 9).and(User.name.contains("n"))),
        [
            "SELECT users.id FROM users WHERE users.age BETWEEN ? AND ? AND users.name LIKE '%' || ? || '%' ESCAPE '/'",
            "SELECT users.id FROM users WHERE users.age BETWEEN $1 AND $2 AND users.name LIKE '%' || $3 || '%' ESCAPE '/'",
            "SELECT users.id FROM users WHERE users.age BETWEEN ? AND ? AND users.name LIKE concat('%', ?, '%') ESCAPE '/'",
        ],
    );
}

#[test]
fn ilike_ignores_case() {
    each(
        select(User.id).filter(User.name.ilike("A%")),
        [
            "SELECT users.id FROM users WHERE lower(users.name) LIKE lower(?)",
            "SELECT users.id FROM users WHERE users.name ILIKE $1",
            "SELECT users.id FROM users WHERE lower(users.name) LIKE lower(?)",
        ],
    );
}

#[test]
fn a_condition_that_is_true() {
    // Differs: MySQL gets SQLite's form, not `true = 1`.
    each(
        select(User.id).filter(and_((0..0).map(|id| User.id.eq(id)))),
        [
            "SELECT users.id FROM users WHERE 1 = 1",
            "SELECT users.id FROM users WHERE true",
            "SELECT users.id FROM users WHERE 1 = 1",
        ],
    );
}

#[test]
fn a_condition_that_is_false() {
    // Differs: MySQL gets SQLite's form, not `false = 1`.
    each(
        select(User.id).filter(or_((0..0).map(|id| User.id.eq(id)))),
        [
            "SELECT users.id FROM users WHERE 0 = 1",
            "SELECT users.id FROM users WHERE false",
            "SELECT users.id FROM users WHERE 0 = 1",
        ],
    );
}

#[test]
fn a_minus_before_a_sum_keeps_its_parentheses() {
    // Differs: rows are decoded by position, so an expression without a label stays without one.
    same(select(-(User.age + 1)), "SELECT -(users.age + ?) FROM users");
    same(select((-(User.age + 1)).label("anon_1")), "SELECT -(users.age + ?) AS anon_1 FROM users");
}

#[test]
fn texts_are_concatenated() {
    each(
        select(User.name.concat("x").concat(User.name).label("anon_1")),
        [
            "SELECT users.name || ? || users.name AS anon_1 FROM users",
            "SELECT users.name || $1 || users.name AS anon_1 FROM users",
            "SELECT concat(users.name, ?, users.name) AS anon_1 FROM users",
        ],
    );
}

#[test]
fn casts_are_written() {
    // Differs: a cast has no label that was not asked for, and SQLite, which ignores lengths, cuts and rounds all the same.
    let text = User.age.cast_to(Text::varchar(10)).label("age");
    each(
        select((text, User.age.cast_to(Numeric::precision(10, 2)))),
        [
            "SELECT substr(CAST(users.age AS TEXT), 1, 10) AS age, CAST(round(users.age, 2) AS NUMERIC(10, 2)) FROM users",
            "SELECT CAST(users.age AS VARCHAR(10)) AS age, CAST(users.age AS NUMERIC(10, 2)) FROM users",
            "SELECT CAST(users.age AS CHAR(10)) AS age, CAST(users.age AS DECIMAL(10, 2)) FROM users",
        ],
    );
    // Without a length, where SQLAlchemy has one or the database's word.
    each(
        select((User.age.cast::<Text>(), User.age.cast::<Numeric>())),
        [
            "SELECT CAST(users.age AS TEXT), CAST(users.age AS NUMERIC) FROM users",
            "SELECT CAST(users.age AS TEXT), CAST(users.age AS NUMERIC) FROM users",
            "SELECT CAST(users.age AS CHAR), CAST(users.age AS DECIMAL(65, 30)) FROM users",
        ],
    );
}

#[test]
fn a_label_stands_in_order_by() {
    let double = (User.age * 2).label("dbl");
    same(select(&double).order_by(&double), "SELECT users.age * ? AS dbl FROM users ORDER BY dbl");
}

#[test]
fn group_by_and_having_follow_where() {
    let n = func::count(Order.id).label("n");
    let sum = func::sum(Order.total).label("sum_1");
    // Differs: a sum of integers is an i64 everywhere; PostgreSQL's of BIGINT and all of MySQL's are decimals.
    each(
        select((Order.user_id, &n, sum)).group_by(Order.user_id).having(n.gt(1)),
        [
            "SELECT orders.user_id, count(orders.id) AS n, sum(orders.total) AS sum_1 \
             FROM orders GROUP BY orders.user_id HAVING count(orders.id) > ?",
            "SELECT orders.user_id, count(orders.id) AS n, CAST(sum(orders.total) AS BIGINT) AS sum_1 \
             FROM orders GROUP BY orders.user_id HAVING count(orders.id) > $1",
            "SELECT orders.user_id, count(orders.id) AS n, CAST(sum(orders.total) AS SIGNED) AS sum_1 \
             FROM orders GROUP BY orders.user_id HAVING count(orders.id) > ?",
        ],
    );
}

#[test]
fn all_rows_are_counted() {
    // Differs: no label that was not asked for.
    same(select(func::count_all()).select_from(User), "SELECT count(*) FROM users");
}

#[test]
fn distinct_rows_are_selected() {
    same(select(User.name).distinct(), "SELECT DISTINCT users.name FROM users");
}

#[test]
fn limit_and_offset_are_binds() {
    // Differs: MySQL reads the standard's order too; `LIMIT offset, rows` would turn the binds around.
    same(select(User.id).limit(1).offset(1), "SELECT users.id FROM users LIMIT ? OFFSET ?");
}

#[test]
fn a_path_leads_into_json() {
    let query = select(User.name.cast::<Json>().json_get("a").json_text("b"));
    let mut conn = empty();
    conn.execute(insert(User).value(NewUser::new().name(r#"{"a": {"b": "tea"}}"#))).unwrap();
    assert_eq!(conn.scalar(query.clone()).unwrap(), Some(Some("tea".to_owned())));
    // Differs: SQLite and MySQL take one path for both steps, and give no text for the null of JSON; a cast to JSON is
    // checked text on SQLite, where SQLAlchemy's makes the number 0 of a document; what `->>` gives is text already.
    // MariaDB has no CAST to JSON.
    each_on(
        &mut conn,
        query,
        [
            "SELECT CASE json_type(json(users.name), ?) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' \
         ELSE CAST(json_extract(json(users.name), ?) AS TEXT) END FROM users",
            "SELECT CAST(users.name AS JSON) -> $1 ->> $2 FROM users",
            "SELECT CASE JSON_TYPE(JSON_EXTRACT(json_extract(users.name, '$'), ?)) WHEN 'NULL' THEN NULL \
         ELSE JSON_UNQUOTE(JSON_EXTRACT(json_extract(users.name, '$'), ?)) END FROM users",
        ],
    );
}

#[test]
fn a_field_of_a_date_is_extracted() {
    // Differs: PostgreSQL answers NUMERIC, and the row wants an integer.
    each(
        select(func::extract(Field::Year, Order.created)),
        [
            "SELECT CAST(strftime('%Y', orders.created) AS INTEGER) FROM orders",
            "SELECT CAST(EXTRACT(year FROM orders.created) AS INTEGER) FROM orders",
            "SELECT EXTRACT(year FROM orders.created) FROM orders",
        ],
    );
}

#[test]
fn text_has_a_bind() {
    // The colon inside the string is none.
    same(
        text("select * from users where id=:id and name='12:30'").bind("id", 1),
        "select * from users where id=? and name='12:30'",
    );
}
